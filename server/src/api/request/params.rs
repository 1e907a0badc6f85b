//! Parameters of a request, parsed from its query and form fields into the core's options.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use matting::catalogue::BUNDLED;
use matting::{Limits, Options, Output, OutputFormat, Preset, Quality};

use super::form::is_photo_field;
use super::params_table::{PARAMS, ParamKind, PartialParams, named};
use super::photo_source::shortened;
use crate::api::api_error::ApiError;
use crate::api::processing::choice::Choice;
use crate::negotiate::QualityValues;

/// Longest value in bytes: error messages repeat invalid ones.
const MAX_VALUE_BYTES: usize = 100;

/// Parameters of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Params {
    /// Network.
    pub model: Choice,
    /// Options of the core.
    pub options: Options,
    /// Longer side in pixels that a larger photo is scaled down to first.
    pub max_side: Option<u32>,
    /// Ignored parameters.
    pub ignored: Vec<&'static str>,
}

/// Builder of parameters.
#[derive(Debug, Default)]
pub struct ParamsBuilder {
    draft: PartialParams,
    given: Vec<&'static str>,
    ignored: Vec<&'static str>,
}

impl ParamsBuilder {
    /// Sets one parameter.
    ///
    /// # Errors
    /// [`ApiError::InvalidParam`] for an unknown name, a duplicate, or an invalid value.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), ApiError> {
        let Some(param) = named(name) else { return Err(ApiError::InvalidParam(unknown(name))) };
        let value = value.trim();
        if matches!(param.kind, ParamKind::Value(_)) && value.is_empty() {
            return Ok(());
        }
        if self.given.contains(&param.name) {
            return Err(ApiError::InvalidParam(format!("The option {} is given twice: leave one of them out.", param.name)));
        }
        self.given.push(param.name);
        match param.kind {
            ParamKind::Flag(_) | ParamKind::Value(_) if value.len() > MAX_VALUE_BYTES || value.chars().any(char::is_control) => {
                Err(ApiError::InvalidParam(format!("The option {} has a value that is longer than any it can have, or no text.", param.name)))
            }
            ParamKind::Flag(set) | ParamKind::Value(set) => {
                set(&mut self.draft, value).map_err(|sentence| ApiError::InvalidParam(format!("The option {}: {sentence}.", param.name)))
            }
            ParamKind::Ignored => {
                self.ignored.push(param.name);
                Ok(())
            }
        }
    }

    /// Sets one parameter from a field of a form; empty fields are ignored, since forms send those that nobody filled in.
    ///
    /// # Errors
    /// As [`ParamsBuilder::set`].
    pub fn set_field(&mut self, name: &str, value: &str) -> Result<(), ApiError> {
        if named(name).is_some() && value.trim().is_empty() { Ok(()) } else { self.set(name, value) }
    }

    /// Parameters, after the last one was set. `available` are the models to choose from; `request` names the preferred file type in `Accept`.
    ///
    /// # Errors
    /// [`ApiError::InvalidParam`] for options that contradict each other, [`ApiError::UnknownModel`] for an unavailable model.
    pub fn build(self, available: &[Choice], limits: Limits, request: &HeaderMap) -> Result<Params, ApiError> {
        let Self { draft, mut ignored, .. } = self;
        if draft.alpha_matting && matches!(draft.options.quality, Some(Quality::Raw | Quality::Fast)) {
            return Err(ApiError::InvalidParam("The options a and quality contradict each other: leave one of them out.".to_owned()));
        }
        let wanted = draft.model.as_deref().unwrap_or(BUNDLED.name);
        let model = available.iter().find(|model| *model.name == *wanted).cloned();
        let model = model.ok_or_else(|| ApiError::unknown_model(wanted, available.iter()))?;
        let refused = |sentence| ApiError::InvalidParam(format!("The options do not fit: {sentence}."));
        let preset = draft.preset.map(Preset::options).transpose().map_err(refused)?;
        let named = draft.options.or(preset.unwrap_or_default());
        let options = named.options(preferred_type(request), limits).map_err(refused)?;
        if options.output == Output::Mask {
            ignored.extend(self.given.iter().filter(|name| ["bgc", "bgblur", "shadow"].contains(name)));
        }
        Ok(Params { model, options, max_side: draft.max_side, ignored })
    }
}

fn unknown(name: &str) -> String {
    if ["url", "image_url", "bg_image_url"].contains(&name) {
        return ApiError::FetchUnsupported.to_string();
    }
    if is_photo_field(name) {
        return format!(
            "The option {name} is the photo, which an address has no room for: send it with POST, as the field file of a form or as the body."
        );
    }
    let name = shortened(name);
    let known = PARAMS.iter().map(|param| param.name).collect::<Vec<_>>().join(", ");
    format!("The option \"{name}\" is not known. These are: {known}.")
}

/// Type of file that `Accept` gives the most weight; among equals, and where it leaves all open, the first of PNG, WebP, AVIF, JPEG.
fn preferred_type(request: &HeaderMap) -> OutputFormat {
    let weights = QualityValues::read(request, ACCEPT);
    let weight = |output_format: &OutputFormat| weights.of(&[output_format.mime(), "image/*", "*/*"]).unwrap_or(0);
    // The last of equals is taken, so the order is turned.
    OutputFormat::ALL.iter().rev().copied().max_by_key(weight).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use matting::{Align, Background, Canvas, Colour, Dpi, EncodeQuality, Encoding, Frame, Margin, Metadata, Outline, Percent, Scene, Shadow, Trim};

    fn read_as(accept: &'static str, pairs: &[(&str, &str)]) -> Result<Params, String> {
        let mut builder = ParamsBuilder::default();
        let request = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]);
        let params = pairs.iter().try_for_each(|(name, value)| builder.set(name, value));
        params.and_then(|()| builder.build(&[Choice::bundled()], Limits::default(), &request)).map_err(|error| error.to_string())
    }

    fn read(pairs: &[(&str, &str)]) -> Result<Params, String> {
        read_as("*/*", pairs)
    }

    #[test]
    fn no_parameters_are_the_default_options() {
        assert_eq!(read(&[]), Ok(Params { model: Choice::bundled(), options: Options::default(), max_side: None, ignored: Vec::new() }));
    }

    #[test]
    fn form_of_rembgs_page_is_understood() {
        let page = [("model", "u2netp"), ("a", "false"), ("af", "240"), ("ab", "10"), ("ae", "10"), ("om", "false"), ("ppm", "false")];
        let params = read(&[&page[..], &[("dc", "false"), ("vm", "false"), ("extras", "{}"), ("bgc", "255,0,0,128")]].concat()).unwrap();
        let red = Background::Colour(Colour { red: 255, green: 0, blue: 0, alpha: 128 });
        assert_eq!(params.options, Options { output: Output::CutOut(Scene { background: red, shadow: None }), ..Options::default() });
        assert_eq!(params.ignored, ["af", "ab", "ae", "ppm", "dc", "vm", "extras"]);
        assert_eq!(read(&[("om", "True"), ("a", "1")]).unwrap().options, Options { output: Output::Mask, ..Options::default() });
    }

    #[test]
    fn every_own_parameter_is_read() {
        let params = read(&[
            ("quality", "best"),
            ("keep_edge_colour", "on"),
            ("bgblur", "0.5"),
            ("shadow", ""),
            ("trim", "12px"),
            ("format", "webp"),
            ("encode_quality", "70"),
            ("metadata", "no-place"),
            ("max_side", "1024"),
        ]);
        let scene = Scene { background: Background::Blur { radius: Percent::clamped(0.5) }, shadow: Some(Shadow::default()) };
        let options = Options {
            quality: Quality::Best,
            clean_edge: false,
            output: Output::CutOut(scene),
            outline: None,
            trim: Some(Trim { margin: Margin::Pixels(12) }),
            frame: None,
            encoding: Encoding::WebP(EncodeQuality::clamped(70)),
            metadata: Metadata::WithoutPlace,
            limits: Limits::default(),
        };
        assert_eq!(params, Ok(Params { model: Choice::bundled(), options, max_side: Some(1024), ignored: Vec::new() }));
        assert_eq!(read(&[("trim", "")]).unwrap().options.trim, Some(Trim::default()));
        assert_eq!(read(&[("trim", "false"), ("shadow", "off")]).unwrap().options, Options::default());
    }

    #[test]
    fn frame_outline_and_preset_are_read() {
        let params = read(&[
            ("frame", "1200x900"),
            ("frame_fill", "70"),
            ("frame_align", "bottom"),
            ("frame_margin", "30px"),
            ("frame_ground", "95"),
            ("frame_dpi", "600"),
            ("outline", "1.5"),
            ("outline_colour", "f00"),
        ]);
        let frame = Frame {
            fill: Percent::clamped(70.0),
            align: "bottom".parse::<Align>().unwrap(),
            margin: Margin::Pixels(30),
            ground: Some(Percent::clamped(95.0)),
            dpi: Dpi::try_from(600_u16).ok(),
            ..Frame::new(Canvas::Pixels(1200, 900))
        };
        let outline = Outline { width: Percent::clamped(1.5), colour: Colour { red: 255, green: 0, blue: 0, alpha: 255 } };
        assert_eq!(params.unwrap().options, Options { frame: Some(frame), outline: Some(outline), ..Options::default() });
        let square = read(&[("preset", "square"), ("frame_fill", "60"), ("bgc", "black")]).unwrap().options;
        let frame = Frame { fill: Percent::clamped(60.0), ..Frame::new(Canvas::Pixels(2000, 2000)) };
        let black = Background::Colour(Colour { red: 0, green: 0, blue: 0, alpha: 255 });
        let scene = Scene { background: black, shadow: None };
        assert_eq!(square, Options { frame: Some(frame), output: Output::CutOut(scene), ..Options::default() });
    }

    #[test]
    fn empty_value_is_an_option_not_given() {
        let empty =
            ["format", "encode_quality", "quality", "bgc", "max_side", "metadata", "model", "frame", "frame_dpi", "preset"].map(|name| (name, " "));
        assert_eq!(read(&empty), read(&[]));
        assert_eq!(read(&[("max_side", ""), ("max_side", "60")]).unwrap().max_side, Some(60));
        let mut builder = ParamsBuilder::default();
        for (name, value) in [("om", ""), ("trim", " "), ("shadow", ""), ("trim", "4px")] {
            builder.set_field(name, value).unwrap();
        }
        let params = builder.build(&[Choice::bundled()], Limits::default(), &HeaderMap::new()).unwrap();
        assert_eq!(params.options, Options { trim: Some(Trim { margin: Margin::Pixels(4) }), ..Options::default() });
        assert!(ParamsBuilder::default().set_field("colour", "").is_err());
    }

    #[test]
    fn form_of_remove_bgs_clients_is_understood() {
        let params = read(&[("size", "auto"), ("type", "person"), ("format", "auto"), ("bg_color", "f008")]).unwrap();
        let red = Background::Colour(Colour { red: 255, green: 0, blue: 0, alpha: 136 });
        assert_eq!(params.options, Options { output: Output::CutOut(Scene { background: red, shadow: None }), ..Options::default() });
        assert_eq!(params.ignored, ["size", "type"]);
    }

    #[test]
    fn mask_ignores_background_and_shadow() {
        let params = read(&[("bgc", "white"), ("shadow", "50"), ("only_mask", "true")]).unwrap();
        assert_eq!((params.options.output, params.ignored), (Output::Mask, vec!["bgc", "shadow"]));
    }

    #[test]
    fn senseless_parameters_are_named() {
        for (pairs, named) in [
            (&[("colour", "red")][..], "The option \"colour\" is not known. These are: format"),
            (&[("url", "http://example.org")], "never fetches"),
            (&[("image_url", "http://example.org")], "never fetches"),
            (&[("image_file", "photo.jpg")], "The option image_file is the photo"),
            (&[("om", "true"), ("only_mask", "true")], "The option om is given twice"),
            (&[("bgc", &"9".repeat(101))], "The option bgc has a value that is longer"),
            (&[("bgc", "a\r\nX-Evil: 1")], "The option bgc has a value that is longer than any it can have, or no text"),
            (&[("om", "maybe")], "The option om: \"maybe\""),
            (&[("bgc", "256,0,0,0")], "The option bgc: \"256,0,0,0\" is not a colour"),
            (&[("bgc", "red"), ("bgblur", "")], "The options do not fit: bgc and bgblur"),
            (&[("bgblur", "21")], "The option bgblur: 21 per cent is out of range"),
            (&[("shadow", "101")], "The option shadow"),
            (&[("trim", "5")], "The option trim: \"5\" is not a margin"),
            (&[("format", "gif")], "The option format: \"gif\""),
            (&[("encode_quality", "0"), ("format", "webp")], "The option encode_quality: 0"),
            (&[("encode_quality", "80")], "The options do not fit: encode_quality: PNG is always lossless"),
            (&[("frame", "4x5x6")], "The option frame: \"4x5x6\" is not a frame"),
            (&[("frame", "1:1"), ("frame_fill", "0.5")], "The option frame_fill: 0.5 per cent is out of range"),
            (&[("frame_fill", "50")], "The options do not fit: frame_fill needs a frame"),
            (&[("frame", "1:1"), ("trim", "")], "The options do not fit: frame and trim contradict each other"),
            (&[("preset", "round")], "The option preset: \"round\" is not known; these are: square, 4x5, 16x9, passport, sticker."),
            (&[("quality", "superb")], "The option quality: \"superb\""),
            (&[("a", "true"), ("quality", "raw")], "a and quality contradict"),
            (&[("metadata", "some")], "The option metadata"),
            (&[("max_side", "15")], "The option max_side: \"15\""),
            (&[("max_side", "65536")], "The option max_side"),
            (&[("model", "bria-rmbg")], "The option model: \"bria-rmbg\" is not available. These are: u2netp."),
        ] {
            let sentence = read(pairs).unwrap_err();
            assert!(sentence.contains(named), "{pairs:?}: {sentence}");
        }
    }

    #[test]
    fn accept_decides_without_format() {
        for (accept, output_format) in [
            ("*/*", OutputFormat::Png),
            ("", OutputFormat::Png),
            ("text/html", OutputFormat::Png),
            ("image/webp", OutputFormat::WebP),
            ("image/avif,image/webp,image/*,*/*;q=0.8", OutputFormat::Png),
            ("image/avif, image/webp;q=0.9, */*;q=0.1", OutputFormat::Avif),
            ("image/png;q=0.5, image/jpeg;q=0.8", OutputFormat::Jpeg),
            ("image/webp, image/png;q=0", OutputFormat::WebP),
            ("image/png;q=0, */*", OutputFormat::WebP),
        ] {
            assert_eq!(read_as(accept, &[]).unwrap().options.encoding.output_format(), output_format, "{accept}");
        }
        assert_eq!(read_as("image/webp", &[("format", "jpg")]).unwrap().options.encoding.output_format(), OutputFormat::Jpeg);
    }
}

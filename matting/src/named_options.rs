//! Options by the names that the HTTP API and preset files share, and the one way from them to [`Options`]; the command's flags take it, too.

use std::str::FromStr;

use crate::colour::Colour;
use crate::framing::{Align, Canvas, Dpi, Frame, Outline};
use crate::options::{Limits, Metadata, Options, Output, Quality};
use crate::output_format::{EncodeQuality, Encoding, OutputFormat};
use crate::percent::Percent;
use crate::scene::{Background, Fit, Margin, Scene, Shadow, Trim};

/// Options that were given; `None` is one that was not, `Some(None)` an effect that was switched off.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct NamedOptions {
    /// `format`
    pub format: Option<OutputFormat>,
    /// `encode_quality`
    pub encode_quality: Option<EncodeQuality>,
    /// `quality`
    pub quality: Option<Quality>,
    /// `om`
    pub only_mask: Option<bool>,
    /// `bgc`
    pub colour: Option<Colour>,
    /// `bgblur`
    pub blur: Option<Option<Percent<0, 20>>>,
    /// Fit of a background picture, which has no name here: a picture comes beside the options.
    pub picture: Option<Fit>,
    /// `shadow`, its opacity
    pub shadow: Option<Option<Percent<0, 100>>>,
    /// `shadow_right`
    pub shadow_right: Option<Percent<-50, 50>>,
    /// `shadow_down`
    pub shadow_down: Option<Percent<-50, 50>>,
    /// `shadow_blur`
    pub shadow_blur: Option<Percent<0, 20>>,
    /// `shadow_colour`
    pub shadow_colour: Option<Colour>,
    /// `outline`, its width
    pub outline: Option<Option<Percent<0, 20>>>,
    /// `outline_colour`
    pub outline_colour: Option<Colour>,
    /// `trim`
    pub trim: Option<Option<Margin>>,
    /// `frame`
    pub frame: Option<Canvas>,
    /// `frame_fill`
    pub frame_fill: Option<Percent<1, 400>>,
    /// `frame_align`
    pub frame_align: Option<Align>,
    /// `frame_margin`
    pub frame_margin: Option<Margin>,
    /// `frame_ground`
    pub frame_ground: Option<Percent<0, 100>>,
    /// `frame_dpi`
    pub frame_dpi: Option<Dpi>,
    /// `metadata`
    pub metadata: Option<Metadata>,
    /// `keep_edge_colour`
    pub keep_edge_colour: Option<bool>,
}

/// Parser of a value, which sets it; the error is a sentence without its full stop.
type Set = fn(&mut NamedOptions, &str) -> Result<(), String>;

/// Every name with its parser, the most used first.
const NAMES: &[(&str, Set)] = &[
    ("frame", |options, text| set(&mut options.frame, text)),
    ("frame_fill", |options, text| set(&mut options.frame_fill, text)),
    ("frame_align", |options, text| set(&mut options.frame_align, text)),
    ("frame_margin", |options, text| set(&mut options.frame_margin, text)),
    ("frame_ground", |options, text| set(&mut options.frame_ground, text)),
    ("frame_dpi", |options, text| set(&mut options.frame_dpi, text)),
    ("outline", |options, text| effect(text, Outline::default().width).map(|outline| options.outline = Some(outline))),
    ("outline_colour", |options, text| colour(text).map(|colour| options.outline_colour = Some(colour))),
    ("bgc", |options, text| colour(text).map(|colour| options.colour = Some(colour))),
    ("bgblur", |options, text| effect(text, Background::default_radius()).map(|blur| options.blur = Some(blur))),
    ("shadow", |options, text| effect(text, Shadow::default().opacity).map(|shadow| options.shadow = Some(shadow))),
    ("shadow_right", |options, text| set(&mut options.shadow_right, text)),
    ("shadow_down", |options, text| set(&mut options.shadow_down, text)),
    ("shadow_blur", |options, text| set(&mut options.shadow_blur, text)),
    ("shadow_colour", |options, text| colour(text).map(|colour| options.shadow_colour = Some(colour))),
    ("trim", |options, text| effect(text, Margin::default()).map(|trim| options.trim = Some(trim))),
    ("format", |options, text| set(&mut options.format, text)),
    ("encode_quality", |options, text| set(&mut options.encode_quality, text)),
    ("quality", |options, text| {
        let quality = Quality::ALL.iter().find(|quality| quality.as_str() == text);
        options.quality = Some(*quality.ok_or_else(|| format!("\"{text}\" is not known: write raw, fast, balanced or best"))?);
        Ok(())
    }),
    ("om", |options, text| switch(text).map(|on| options.only_mask = Some(on))),
    ("metadata", |options, text| set(&mut options.metadata, text)),
    ("keep_edge_colour", |options, text| switch(text).map(|on| options.keep_edge_colour = Some(on))),
];

impl NamedOptions {
    /// Every name.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, _)| *name)
    }

    /// Sets one option from text; effects and switches take `true` and `false`, and an empty text switches them on. `None` for an unknown name.
    pub fn set(&mut self, name: &str, text: &str) -> Option<Result<(), String>> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, set)| set(self, text.trim()))
    }

    /// These options, and those of a preset where these leave something open. A background or an area of one's own takes the place of the preset's.
    #[must_use]
    pub fn or(self, preset: Self) -> Self {
        let has_background = self.colour.is_some() || self.picture.is_some() || self.blur.flatten().is_some();
        let same_format = self.format.is_none() || self.format == preset.format;
        let is_trimmed = self.trim.flatten().is_some();
        let has_shadow = self.shadow.or(preset.shadow).flatten().is_some();
        Self {
            format: self.format.or(preset.format),
            encode_quality: self.encode_quality.or(preset.encode_quality.filter(|_| same_format)),
            quality: self.quality.or(preset.quality),
            only_mask: self.only_mask.or(preset.only_mask),
            colour: self.colour.or(preset.colour.filter(|_| !has_background)),
            blur: self.blur.or(preset.blur.filter(|_| !has_background)),
            picture: self.picture,
            shadow: self.shadow.or(preset.shadow),
            shadow_right: self.shadow_right.or(preset.shadow_right.filter(|_| has_shadow)),
            shadow_down: self.shadow_down.or(preset.shadow_down.filter(|_| has_shadow)),
            shadow_blur: self.shadow_blur.or(preset.shadow_blur.filter(|_| has_shadow)),
            shadow_colour: self.shadow_colour.or(preset.shadow_colour.filter(|_| has_shadow)),
            outline: self.outline.or(preset.outline),
            outline_colour: self.outline_colour.or(preset.outline_colour),
            trim: self.trim.or(preset.trim.filter(|_| self.frame.is_none())),
            frame: self.frame.or(preset.frame.filter(|_| !is_trimmed)),
            frame_fill: self.frame_fill.or(preset.frame_fill.filter(|_| !is_trimmed)),
            frame_align: self.frame_align.or(preset.frame_align.filter(|_| !is_trimmed)),
            frame_margin: self.frame_margin.or(preset.frame_margin.filter(|_| !is_trimmed)),
            frame_ground: self.frame_ground.or(preset.frame_ground.filter(|_| !is_trimmed)),
            frame_dpi: self.frame_dpi.or(preset.frame_dpi.filter(|_| !is_trimmed)),
            metadata: self.metadata.or(preset.metadata),
            keep_edge_colour: self.keep_edge_colour.or(preset.keep_edge_colour),
        }
    }

    /// The core's options. `format` is the type of file where none is given.
    ///
    /// # Errors
    /// A sentence, without its full stop, that names the options that contradict each other.
    pub fn options(&self, format: OutputFormat, limits: Limits) -> Result<Options, String> {
        let only_mask = self.only_mask.unwrap_or_default();
        let background = match (self.colour, self.picture, self.blur.flatten()) {
            (Some(_), _, Some(_)) if !only_mask => return Err("bgc and bgblur are two backgrounds: leave one of them out".to_owned()),
            (Some(colour), _, _) => Background::Colour(colour),
            (None, Some(fit), _) => Background::Picture { fit },
            (None, None, Some(radius)) => Background::Blur { radius },
            (None, None, None) => Background::Transparent,
        };
        let shadow = self.shadow()?;
        let usual = Outline::default();
        let outline = self
            .outline
            .flatten()
            .filter(|width| width.get() > 0.0)
            .map(|width| Outline { width, colour: self.outline_colour.unwrap_or(usual.colour) });
        let frame = self.framing()?;
        let trim = self.trim.flatten().map(|margin| Trim { margin });
        if frame.is_some() && trim.is_some() {
            return Err("frame and trim contradict each other: leave one of them out".to_owned());
        }
        if let Some(frame) = frame {
            frame.check(outline, &limits)?;
        }
        if self.outline_colour.is_some() && self.outline.is_none() {
            return Err("outline_colour needs an outline: give outline, too".to_owned());
        }
        let encoding = Encoding::new(self.format.unwrap_or(format), self.encode_quality).map_err(|sentence| format!("encode_quality: {sentence}"))?;
        Ok(Options {
            quality: self.quality.unwrap_or_default(),
            clean_edge: !self.keep_edge_colour.unwrap_or_default(),
            output: if only_mask { Output::Mask } else { Output::CutOut(Scene { background, shadow }) },
            outline,
            trim,
            frame,
            encoding,
            metadata: self.metadata.unwrap_or_default(),
            limits,
        })
    }

    fn shadow(&self) -> Result<Option<Shadow>, String> {
        let usual = Shadow::default();
        let Some(opacity) = self.shadow.flatten() else {
            let given = [
                ("shadow_right", self.shadow_right.is_some()),
                ("shadow_down", self.shadow_down.is_some()),
                ("shadow_blur", self.shadow_blur.is_some()),
                ("shadow_colour", self.shadow_colour.is_some()),
            ];
            return first_given(&given).map_or(Ok(None), |name| Err(format!("{name} needs a shadow: give shadow, too")));
        };
        Ok(Some(Shadow {
            opacity,
            right: self.shadow_right.unwrap_or(usual.right),
            down: self.shadow_down.unwrap_or(usual.down),
            blur: self.shadow_blur.unwrap_or(usual.blur),
            colour: self.shadow_colour.unwrap_or(usual.colour),
        }))
    }

    fn framing(&self) -> Result<Option<Frame>, String> {
        let Some(canvas) = self.frame else {
            let given = [
                ("frame_fill", self.frame_fill.is_some()),
                ("frame_align", self.frame_align.is_some()),
                ("frame_margin", self.frame_margin.is_some()),
                ("frame_ground", self.frame_ground.is_some()),
                ("frame_dpi", self.frame_dpi.is_some()),
            ];
            return first_given(&given).map_or(Ok(None), |name| Err(format!("{name} needs a frame: give frame, too, such as 4:5 or 2000x2000")));
        };
        let usual = Frame::new(canvas);
        Ok(Some(Frame {
            fill: self.frame_fill.unwrap_or(usual.fill),
            align: self.frame_align.unwrap_or_default(),
            margin: self.frame_margin.unwrap_or(usual.margin),
            ground: self.frame_ground,
            dpi: self.frame_dpi,
            ..usual
        }))
    }
}

/// First of these names that was given.
fn first_given(names: &[(&'static str, bool)]) -> Option<&'static str> {
    names.iter().find(|(_, is_given)| *is_given).map(|(name, _)| *name)
}

fn set<T: FromStr<Err = String>>(option: &mut Option<T>, text: &str) -> Result<(), String> {
    text.parse().map(|value| *option = Some(value))
}

/// A colour, also in hexadecimal digits alone: in an address # begins something else, and remove.bg's clients leave it out.
fn colour(text: &str) -> Result<Colour, String> {
    let is_bare = [3, 4, 6, 8].contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_bare { format!("#{text}").parse() } else { text.parse() }
}

/// Value of a switch; a name alone switches it on, as in `?om`.
///
/// # Errors
/// A sentence without its full stop.
pub fn switch(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "" | "true" | "1" | "yes" | "on" | "t" | "y" => Ok(true),
        "false" | "0" | "no" | "off" | "f" | "n" => Ok(false),
        _ => Err(format!("\"{text}\" is not known: write true or false")),
    }
}

/// Value of an optional effect: on with its default, off, or a value. 0 and 1 are values.
fn effect<T: FromStr<Err = String>>(text: &str, usual: T) -> Result<Option<T>, String> {
    match text.to_ascii_lowercase().as_str() {
        "" | "true" | "yes" | "on" => Ok(Some(usual)),
        "false" | "no" | "off" => Ok(None),
        _ => text.parse().map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(pairs: &[(&str, &str)]) -> Result<NamedOptions, String> {
        let mut options = NamedOptions::default();
        pairs.iter().try_for_each(|(name, text)| options.set(name, text).unwrap_or(Err(format!("{name} is not known"))))?;
        Ok(options)
    }

    fn options(pairs: &[(&str, &str)]) -> Result<Options, String> {
        named(pairs)?.options(OutputFormat::Png, Limits::default())
    }

    #[test]
    fn nothing_given_is_the_defaults() {
        assert_eq!(options(&[]), Ok(Options::default()));
        assert_eq!(options(&[("shadow", "off"), ("trim", "false"), ("outline", "0"), ("om", "0"), ("bgblur", "off")]), Ok(Options::default()));
    }

    #[test]
    fn frame_and_outline_are_read() {
        let frame = Frame {
            fill: Percent::clamped(70.0),
            align: "bottom-left".parse().unwrap(),
            margin: Margin::Pixels(30),
            ground: Some(Percent::clamped(92.5)),
            dpi: Dpi::try_from(600_u16).ok(),
            ..Frame::new(Canvas::Pixels(1200, 900))
        };
        let outline = Outline { width: Percent::clamped(1.5), colour: Colour { red: 255, green: 0, blue: 0, alpha: 255 } };
        let read = options(&[
            ("frame", "1200x900"),
            ("frame_fill", "70%"),
            ("frame_align", "bottom-left"),
            ("frame_margin", "30px"),
            ("frame_ground", "92.5"),
            ("frame_dpi", "600"),
            ("outline", "1.5"),
            ("outline_colour", "f00"),
        ]);
        assert_eq!(read, Ok(Options { frame: Some(frame), outline: Some(outline), ..Options::default() }));
        let usual = Options { frame: Some(Frame::new(Canvas::Ratio(4, 5))), outline: Some(Outline::default()), ..Options::default() };
        assert_eq!(options(&[("frame", "4:5"), ("outline", "")]), Ok(usual));
    }

    #[test]
    fn shadow_is_read_with_its_place_blur_and_colour() {
        let shadow = Shadow {
            right: Percent::clamped(-3.0),
            down: Percent::clamped(4.5),
            blur: Percent::clamped(0.0),
            opacity: Percent::clamped(50.0),
            colour: Colour { red: 0, green: 0, blue: 255, alpha: 255 },
        };
        let given = [("shadow", "50"), ("shadow_right", "-3"), ("shadow_down", "4.5"), ("shadow_blur", "0"), ("shadow_colour", "00f")];
        let of = |options: Options| match options.output {
            Output::CutOut(scene) => scene.shadow,
            Output::Mask => panic!("no mask was asked for"),
        };
        assert_eq!(options(&given).map(of), Ok(Some(shadow)));
        assert_eq!(options(&[("shadow", "")]).map(of), Ok(Some(Shadow::default())));
        // Without the shadow, what a preset says of it goes, too.
        let preset = named(&given).unwrap();
        assert_eq!(named(&[("shadow", "off")]).unwrap().or(preset).options(OutputFormat::Png, Limits::default()).map(of), Ok(None));
        assert_eq!(named(&[("shadow_down", "1")]).unwrap().or(preset).shadow_right, Some(Percent::clamped(-3.0)));
    }

    #[test]
    fn contradictions_are_named() {
        for (pairs, sentence) in [
            (&[("frame_fill", "50")][..], "frame_fill needs a frame"),
            (&[("frame_dpi", "300")], "frame_dpi needs a frame"),
            (&[("frame", "1:1"), ("trim", "")], "frame and trim contradict"),
            (&[("frame", "1:1"), ("frame_margin", "60%")], "no room for the subject"),
            (&[("frame", "20000x20000")], "the frame has 20000 × 20000 pixels, more than the limits allow"),
            (&[("outline_colour", "red")], "outline_colour needs an outline"),
            (&[("shadow_blur", "1")], "shadow_blur needs a shadow"),
            (&[("shadow", "off"), ("shadow_colour", "red")], "shadow_colour needs a shadow"),
            (&[("shadow", ""), ("shadow_down", "-51")], "51 per cent is out of range"),
            (&[("bgc", "red"), ("bgblur", "")], "bgc and bgblur are two backgrounds"),
            (&[("encode_quality", "50")], "encode_quality: PNG is always lossless"),
            (&[("frame", "0:1")], "\"0:1\" is not a frame"),
            (&[("frame", "1:1"), ("frame_fill", "401")], "401 per cent is out of range: 1 to 400"),
            (&[("frame", "1:1"), ("frame_ground", "0")], "no room for the subject"),
            (&[("outline", "21")], "21 per cent is out of range"),
        ] {
            let found = options(pairs).unwrap_err();
            assert!(found.contains(sentence), "{pairs:?}: {found}");
        }
    }

    #[test]
    fn own_options_come_before_the_presets() {
        let preset =
            named(&[("frame", "1:1"), ("frame_fill", "80"), ("bgc", "white"), ("shadow", "20"), ("format", "jpeg"), ("encode_quality", "70")])
                .unwrap();
        let merged = |pairs: &[(&str, &str)]| named(pairs).unwrap().or(preset);
        assert_eq!(merged(&[]), preset);
        assert_eq!(merged(&[("frame_fill", "50")]), NamedOptions { frame_fill: Some(Percent::clamped(50.0)), ..preset });
        assert_eq!(merged(&[("shadow", "off")]), NamedOptions { shadow: Some(None), ..preset });
        // Another background, another area, another type of file: what only the preset's has goes with it.
        assert_eq!(merged(&[("bgblur", "3")]).colour, None);
        let trimmed = merged(&[("trim", "")]);
        assert_eq!((trimmed.frame, trimmed.frame_fill, trimmed.trim), (None, None, Some(Some(Margin::default()))));
        let png = merged(&[("format", "png")]);
        assert_eq!((png.format, png.encode_quality), (Some(OutputFormat::Png), None));
        assert_eq!(named(&[("frame", "2:1")]).unwrap().or(named(&[("trim", "")]).unwrap()).trim, None);
        let picture = NamedOptions { picture: Some(Fit::Cover), ..NamedOptions::default() }.or(preset);
        assert_eq!((picture.picture, picture.colour), (Some(Fit::Cover), None));
    }
}

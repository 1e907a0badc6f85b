//! Presets: options in a JSON file, those that are built in and those of one's own.

use serde_json::{Map, Value};

use crate::named_options::NamedOptions;
use crate::options::Limits;
use crate::output_format::OutputFormat;

/// A preset that is built in.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    /// Name.
    pub name: &'static str,
    /// Use of it, for people.
    pub purpose: &'static str,
    /// Text of its file, with the same options as a preset of one's own.
    pub json: &'static str,
}

/// Presets that are built in.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "square",
        purpose: "2000 × 2000 pixels, on white, filled to 85 %, as marketplaces ask for",
        json: include_str!("../presets/square.json"),
    },
    Preset { name: "4x5", purpose: "ratio 4:5, on white", json: include_str!("../presets/4x5.json") },
    Preset { name: "16x9", purpose: "ratio 16:9, on white", json: include_str!("../presets/16x9.json") },
    Preset { name: "passport", purpose: "35 × 45 mm at 300 dpi (413 × 531 pixels), on white", json: include_str!("../presets/passport.json") },
    Preset {
        name: "sticker",
        purpose: "square with a white outline and a soft shadow, transparent around",
        json: include_str!("../presets/sticker.json"),
    },
];

impl Preset {
    /// The built-in preset of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.name == name)
    }

    /// Names of those that are built in, for a sentence.
    pub fn names() -> String {
        PRESETS.iter().map(|preset| preset.name).collect::<Vec<_>>().join(", ")
    }

    /// Its options.
    ///
    /// # Errors
    /// None in practice: a test reads every one.
    pub fn options(&self) -> Result<NamedOptions, String> {
        read_preset(self.json)
    }
}

/// Options of a preset: one JSON object with the names of [`NamedOptions::names`].
///
/// # Errors
/// A sentence, without its full stop, that names the field: unknown, no value that it can have, or in contradiction to another one.
pub fn read_preset(json: &str) -> Result<NamedOptions, String> {
    let fields = serde_json::from_str(json).map_err(|error| format!("this is no JSON object of options ({error})"))?;
    let options = read_fields(fields)?;
    // Alone it has to make sense, too, but for what a caller may add: the type of file.
    let alone = NamedOptions { encode_quality: options.encode_quality.filter(|_| options.format.is_some()), ..options };
    alone.options(OutputFormat::default(), Limits::default())?;
    Ok(options)
}

/// Options by the names of [`NamedOptions::names`], each as text, number, true or false.
///
/// # Errors
/// A sentence, without its full stop, that begins with the field's name: unknown, or no value that it can have.
pub fn read_fields(fields: Map<String, Value>) -> Result<NamedOptions, String> {
    let mut options = NamedOptions::default();
    for (name, value) in fields {
        let text = match value {
            Value::Bool(on) => on.to_string(),
            Value::Number(number) => number.to_string(),
            Value::String(text) => text,
            Value::Null | Value::Array(_) | Value::Object(_) => return Err(format!("{name} is neither text nor a number, true or false")),
        };
        match options.set(&name, &text) {
            Some(set) => set.map_err(|sentence| format!("{name}: {sentence}"))?,
            None => return Err(format!("\"{name}\" is no option of a preset; these are: {}", NamedOptions::names().collect::<Vec<_>>().join(", "))),
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framing::{Canvas, Frame};
    use crate::{Background, Colour, Options, Output, Percent, Resolution, Scene, Unit};

    fn built_in(name: &str) -> Options {
        Preset::named(name).unwrap().options().unwrap().options(OutputFormat::Png, Limits::default()).unwrap()
    }

    #[test]
    fn built_in_presets_are_what_they_say() {
        let white = Background::Colour(Colour { red: 255, green: 255, blue: 255, alpha: 255 });
        let white = Output::CutOut(Scene { background: white, shadow: None });
        for (name, canvas) in [("square", Canvas::Pixels(2000, 2000)), ("4x5", Canvas::Ratio(4, 5)), ("16x9", Canvas::Ratio(16, 9))] {
            let frame = Frame { fill: Percent::clamped(85.0), ..Frame::new(canvas) };
            assert_eq!(built_in(name), Options { output: white, frame: Some(frame), ..Options::default() }, "{name}");
        }
        let passport = built_in("passport").frame.unwrap();
        assert_eq!(passport.size().map(|size| (size.width, size.height)), Some((413, 531)));
        assert_eq!(passport.resolution(), Resolution::new((300, 1), (300, 1), Unit::Inch));
        let sticker = built_in("sticker");
        assert_eq!(sticker.outline.unwrap().colour, Colour { red: 255, green: 255, blue: 255, alpha: 255 });
        assert!(matches!(sticker.output, Output::CutOut(Scene { background: Background::Transparent, shadow: Some(_) })));
        for preset in PRESETS {
            assert!(built_in(preset.name).frame.is_some(), "{}", preset.name);
        }
        assert!(Preset::named("round").is_none());
    }

    #[test]
    fn values_are_text_numbers_or_switches() {
        let one = read_preset(r##"{"frame":"4:5","frame_fill":90,"bgc":"#fff","shadow":true,"trim":false,"format":"jpeg","encode_quality":"80"}"##);
        let other = read_preset(r#"{"format":"jpg","encode_quality":80,"frame_fill":"90%","bgc":"fff","shadow":35,"frame":"4:5","trim":"off"}"#);
        assert!(one.is_ok() && one == other, "{one:?} {other:?}");
        assert_eq!(read_preset("{}"), Ok(NamedOptions::default()));
    }

    #[test]
    fn sentence_names_the_field() {
        for (json, sentence) in [
            ("", "this is no JSON object of options ("),
            ("[1]", "this is no JSON object of options ("),
            (r#"{"frame":"1:1""#, "this is no JSON object of options ("),
            (r#"{"fill":85}"#, "\"fill\" is no option of a preset; these are: frame, frame_fill"),
            (r#"{"frame":"1:1","frame_fill":401}"#, "frame_fill: 401 per cent is out of range: 1 to 400 is allowed"),
            (r#"{"frame":"1:1","frame_fill":[85]}"#, "frame_fill is neither text nor a number"),
            (r#"{"frame":"1:1","frame_dpi":5}"#, "frame_dpi: 5 is not a resolution"),
            (r#"{"frame":"1:1","frame_dpi":300.5}"#, "frame_dpi: \"300.5\" is not a resolution"),
            (r#"{"bgc":"mauve"}"#, "bgc: \"mauve\" is not a colour"),
            (r#"{"frame_fill":85}"#, "frame_fill needs a frame"),
            (r#"{"frame":"1:1","trim":true}"#, "frame and trim contradict"),
            (r#"{"format":"png","encode_quality":85}"#, "encode_quality: PNG is always lossless"),
        ] {
            let found = read_preset(json).unwrap_err();
            assert!(found.starts_with(sentence), "{json}: {found}");
        }
    }
}

//! Messages of programs that use the worker without the page, such as the npm package, beside those of [`ToWorker`](super::ToWorker). They give options by
//! name, so that names, ranges and sentences about them stand in the core alone, and masks of their own.

use matting::{Fit, Limits, NamedOptions, Options, OutputFormat, Preset, read_fields};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::messages::{Input, RequestId};
use super::recipe::Recipe;

/// Message from a program to the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FromProgram {
    /// Read options by name.
    ReadOptions {
        /// Reply: one of [`ToProgram`].
        request: RequestId,
        /// Those of [`NamedOptions::names`], and `preset`, the name of a built-in one that has a say in what they leave open.
        fields: Map<String, Value>,
        /// Fit of a background picture, as text; `None` without one.
        #[serde(default)]
        fit: Option<String>,
    },
    /// As [`ToWorker::Write`](super::ToWorker::Write), with a mask or trimap in place of the network's map. One buffer: its picture.
    WriteWith {
        /// Replies: as those of `Write`.
        request: RequestId,
        /// Number of the photo.
        photo: u32,
        /// Result to write.
        recipe: Recipe,
        /// Use of the picture.
        #[serde(rename = "use")]
        mask_use: MaskUse,
        /// Contents of the buffer.
        input: Input,
    },
}

/// The part that every request has, whatever its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct AnyRequest {
    /// Its number.
    pub request: RequestId,
}

/// Use of a gray picture: its alpha, or where it has none its brightness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaskUse {
    /// White is the subject.
    Mask,
    /// Black is the subject.
    InvertedMask,
    /// Black is background, white the subject, and all between unknown.
    Trimap,
}

/// Reply to [`FromProgram::ReadOptions`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ToProgram {
    /// The options, for messages that have some.
    Options {
        /// Request that this replies to.
        request: RequestId,
        /// All of them.
        options: Box<Options>,
    },
    /// Something is not as it can be.
    Refused {
        /// Request that this replies to.
        request: RequestId,
        /// What it is, without a full stop; it begins with the field's name.
        sentence: String,
    },
}

/// The core's options from the fields of [`FromProgram::ReadOptions`].
///
/// # Errors
/// A sentence without its full stop, as [`read_fields`] and [`NamedOptions::options`] have them.
pub fn options(mut fields: Map<String, Value>, fit: Option<String>) -> Result<Options, String> {
    let preset = match fields.remove("preset") {
        None => NamedOptions::default(),
        Some(name) => match name.as_str().and_then(Preset::named) {
            Some(preset) => preset.options()?,
            None => return Err(format!("preset: {name} is not known; these are: {}", Preset::names())),
        },
    };
    let picture = fit.map(|fit| fit.parse::<Fit>()).transpose().map_err(|sentence| format!("fit: {sentence}"))?;
    let named = NamedOptions { picture, ..read_fields(fields)? };
    named.or(preset).options(OutputFormat::default(), Limits::default())
}

#[cfg(test)]
mod tests {
    use matting::{Background, Output};
    use serde_json::json;

    use super::*;

    fn read(fields: Value, fit: Option<&str>) -> Result<Options, String> {
        let Value::Object(fields) = fields else { panic!("{fields} is no object") };
        options(fields, fit.map(str::to_owned))
    }

    #[test]
    fn options_are_those_of_names_preset_and_fit() {
        assert_eq!(read(json!({}), None), Ok(Options::default()));
        let square = read(json!({ "preset": "square", "frame_fill": 60 }), None).unwrap();
        assert_eq!(square.frame.map(|frame| (frame.canvas.to_string(), frame.fill.get())), Some(("2000x2000".to_owned(), 60.0)));
        let picture = read(json!({ "preset": "square" }), Some("cover")).unwrap();
        assert!(matches!(picture.output, Output::CutOut(scene) if scene.background == Background::Picture { fit: Fit::Cover }));
    }

    #[test]
    fn what_cannot_be_is_refused_by_name() {
        for (fields, fit, sentence) in [
            (json!({ "preset": "round" }), None, "preset: \"round\" is not known; these are: square"),
            (json!({ "preset": 1 }), None, "preset: 1 is not known"),
            (json!({ "shadow": 101 }), None, "shadow: 101 per cent is out of range"),
            (json!({ "sharpen": true }), None, "\"sharpen\" is no option"),
            (json!({}), Some("fill"), "fit: \"fill\" is not a fit"),
            (json!({ "frame": "1:1", "trim": true }), None, "frame and trim contradict each other"),
        ] {
            let found = read(fields.clone(), fit).unwrap_err();
            assert!(found.starts_with(sentence), "{fields}: {found}");
        }
    }
}

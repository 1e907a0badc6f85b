//! An error as the flat fields of its JSON: one small reader for all variants, since that of a tagged enum is thirty kilobytes of WebAssembly in the page.

use serde::Deserialize;

use crate::error::{Error, Limit};
use crate::input_format::InputFormat;
use crate::output_format::OutputFormat;

/// Every field that an error may have.
#[derive(Deserialize)]
pub(crate) struct ErrorFields {
    kind: Kind,
    format: Option<InputFormat>,
    output_format: Option<OutputFormat>,
    detail: Option<String>,
    limit: Option<Limit>,
    width: Option<u32>,
    height: Option<u32>,
    needed: Option<u64>,
    allowed: Option<u64>,
    max_side: Option<u32>,
    model: Option<String>,
    published: Option<String>,
    found: Option<Found>,
}

/// Variants of [`Error`].
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    EmptyFile,
    NotAPicture,
    UnsupportedFormat,
    UnsupportedVariant,
    LibraryMissing,
    RawFile,
    Damaged,
    OverLimit,
    #[serde(rename = "no_backdrop")]
    NoBackground,
    SizeMismatch,
    ModelDamaged,
    ModelUnusable,
    Inference,
    TooLargeForOutputFormat,
    NeedsBackground,
    EncoderLeftOut,
    Encode,
    Cancelled,
}

/// Number of something, or a checksum.
#[derive(Deserialize)]
#[serde(untagged)]
enum Found {
    Number(u64),
    Text(String),
}

impl Found {
    fn number(self) -> Option<u64> {
        match self {
            Found::Number(number) => Some(number),
            Found::Text(_) => None,
        }
    }

    fn text(self) -> Option<String> {
        match self {
            Found::Text(text) => Some(text),
            Found::Number(_) => None,
        }
    }
}

impl TryFrom<ErrorFields> for Error {
    type Error = &'static str;

    fn try_from(fields: ErrorFields) -> Result<Self, &'static str> {
        fields.error().ok_or("an error lacks one of its fields")
    }
}

impl ErrorFields {
    fn error(self) -> Option<Error> {
        let Self { kind, format, output_format, detail, limit, width, height, needed, allowed, max_side, model, published, found } = self;
        Some(match kind {
            Kind::EmptyFile => Error::EmptyFile,
            Kind::NotAPicture => Error::NotAPicture,
            Kind::UnsupportedFormat => Error::UnsupportedFormat { format: format? },
            Kind::UnsupportedVariant => Error::UnsupportedVariant { format: format?, detail: detail? },
            Kind::LibraryMissing => Error::LibraryMissing { format: format? },
            Kind::RawFile => Error::RawFile,
            Kind::Damaged => Error::Damaged { format: format?, detail: detail? },
            Kind::OverLimit => Error::OverLimit { limit: limit?, allowed: allowed?, found: found?.number()? },
            Kind::NoBackground => Error::NoBackground,
            Kind::SizeMismatch => Error::SizeMismatch { width: width?, height: height?, needed: needed?, found: found?.number()? },
            Kind::ModelDamaged => Error::ModelDamaged { model: model?, published: published?, found: found?.text()? },
            Kind::ModelUnusable => Error::ModelUnusable { detail: detail? },
            Kind::Inference => Error::Inference { detail: detail? },
            Kind::TooLargeForOutputFormat => {
                Error::TooLargeForOutputFormat { output_format: output_format?, max_side: max_side?, found: found?.number()?.try_into().ok()? }
            }
            Kind::NeedsBackground => Error::NeedsBackground { output_format: output_format? },
            Kind::EncoderLeftOut => Error::EncoderLeftOut { output_format: output_format? },
            Kind::Encode => Error::Encode { detail: detail? },
            Kind::Cancelled => Error::Cancelled,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_survives_a_json_round_trip() {
        let (format, output_format, detail) = (InputFormat::WebP, OutputFormat::Jpeg, "why".to_owned());
        for error in [
            Error::EmptyFile,
            Error::NotAPicture,
            Error::UnsupportedFormat { format },
            Error::UnsupportedVariant { format, detail: detail.clone() },
            Error::LibraryMissing { format },
            Error::RawFile,
            Error::Damaged { format, detail: detail.clone() },
            Error::OverLimit { limit: Limit::FileBytes, allowed: 1, found: u64::MAX },
            Error::NoBackground,
            Error::SizeMismatch { width: 1, height: 2, needed: 3, found: 4 },
            Error::ModelDamaged { model: "u2netp".to_owned(), published: "md5:1".to_owned(), found: "md5:2".to_owned() },
            Error::ModelUnusable { detail: detail.clone() },
            Error::Inference { detail: detail.clone() },
            Error::TooLargeForOutputFormat { output_format, max_side: 1, found: u32::MAX },
            Error::NeedsBackground { output_format },
            Error::EncoderLeftOut { output_format },
            Error::Encode { detail: detail.clone() },
            Error::Cancelled,
        ] {
            let json = serde_json::to_string(&error).unwrap();
            assert_eq!(serde_json::from_str::<Error>(&json).unwrap(), error, "{json}");
        }
        for wrong in [r#"{"kind":"damaged","format":"png"}"#, r#"{"kind":"over_limit","limit":"side","allowed":1,"found":"2"}"#, r#"{"kind":"odd"}"#]
        {
            assert!(serde_json::from_str::<Error>(wrong).is_err(), "{wrong}");
        }
    }
}

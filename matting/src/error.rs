//! Errors of the core.

use serde::{Deserialize, Serialize};

use crate::error_fields::ErrorFields;
use crate::input_format::InputFormat;
use crate::output_format::OutputFormat;

/// Reason why there is no cut-out. `Display` is a sentence for the command line; the page writes its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case", try_from = "ErrorFields")]
pub enum Error {
    /// There are no bytes at all.
    #[error("the file is empty (0 bytes): choose another one")]
    EmptyFile,

    /// The first bytes are those of no picture format known here.
    #[error("this is not a picture that can be recognised: use {}", InputFormat::decoded())]
    NotAPicture,

    /// The format is known by its first bytes, but has no decoder here.
    #[error("{format} pictures cannot be read here: save it as JPEG or PNG and try again")]
    UnsupportedFormat {
        /// Format by its first bytes.
        format: InputFormat,
    },

    /// The format has a decoder, but not for this flavour of it (12-bit or lossless JPEG, odd TIFF layouts, …).
    #[error("this kind of {format} cannot be read here ({detail}): save it as an ordinary JPEG or PNG and try again")]
    UnsupportedVariant {
        /// Format by its first bytes.
        format: InputFormat,
        /// The decoder's own words.
        detail: String,
    },

    /// The system's library that decodes the format is missing.
    #[error(
        "{format} photos are read by the system's libheif, which is not installed here: install it (Debian: apt-get install libheif1, and \
         libheif-plugin-libde265 from Debian 13 on; macOS: brew install libheif), or export the photo as JPEG"
    )]
    LibraryMissing {
        /// Format by its first bytes.
        format: InputFormat,
    },

    /// The file has the sensor data of a camera, which is no picture yet.
    #[error("raw files cannot be read here: export it as JPEG or TIFF and try again")]
    RawFile,

    /// The decoder stopped: cut short or broken.
    #[error("the {format} file is damaged or cut short ({detail}): try to get the original again")]
    Damaged {
        /// Format by its first bytes.
        format: InputFormat,
        /// The decoder's own words.
        detail: String,
    },

    /// Over one of [`crate::Limits`].
    #[error("the picture is over a limit: {found} {limit} where at most {allowed} are allowed")]
    OverLimit {
        /// Limit in question.
        limit: Limit,
        /// Its value.
        allowed: u64,
        /// Value of the picture.
        found: u64,
    },

    /// A picture was chosen as background, and none was given.
    #[error("a picture was chosen as the background, but none was given: choose one, or another background")]
    #[serde(rename = "no_backdrop")]
    NoBackground,

    /// Pixel data and the size that was given with it disagree.
    #[error("{found} values were given where {width} × {height} pixels need {needed}")]
    SizeMismatch {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// Values needed.
        needed: u64,
        /// Values given.
        found: u64,
    },

    /// The bytes are not the ones that the model's publisher published.
    #[error("the file of model {model} is damaged or another version: its checksum is {found}, published is {published}; fetch it again")]
    ModelDamaged {
        /// Name in the catalogue.
        model: String,
        /// The published checksum, as `sha256:…` or `md5:…`.
        published: String,
        /// The checksum of the bytes, in the same notation.
        found: String,
    },

    /// The bytes are not an ONNX network that works like U²-Net.
    #[error("the model cannot be used: {detail}; it has to be like U²-Net, with a square RGB input and a map as its first output")]
    ModelUnusable {
        /// Thing that does not fit.
        detail: String,
    },

    /// The network stopped while it ran.
    #[error("the network could not process the picture ({detail})")]
    Inference {
        /// The runtime's own words.
        detail: String,
    },

    /// More pixels along one side than the type of file can have.
    #[error("{found} pixels along one side are too many for {output_format}, which has at most {max_side}: use PNG")]
    TooLargeForOutputFormat {
        /// Type asked for.
        output_format: OutputFormat,
        /// Most pixels along one side.
        max_side: u32,
        /// Pixels of the result.
        found: u32,
    },

    /// Transparent pixels, and a type of file without alpha.
    #[error("{output_format} cannot be transparent: choose a background, or use PNG, WebP or AVIF")]
    NeedsBackground {
        /// Type asked for.
        output_format: OutputFormat,
    },

    /// This build of the program cannot write that.
    #[error("{output_format} cannot be written like that here: use PNG")]
    EncoderLeftOut {
        /// Type asked for.
        output_format: OutputFormat,
    },

    /// The result could not be written as a file.
    #[error("the result could not be encoded ({detail})")]
    Encode {
        /// The encoder's own words.
        detail: String,
    },

    /// Stop asked for by [`crate::Progress`].
    #[error("cancelled")]
    Cancelled,
}

/// Kind of an [`Error`], for counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// File that is no picture, or has no decoder here.
    NotReadable,
    /// Damaged or truncated file.
    Damaged,
    /// Picture over one of [`crate::Limits`].
    TooLarge,
    /// Model file that cannot be used.
    ModelDamaged,
    /// Failure of the network.
    Inference,
    /// Cancellation.
    Cancelled,
    /// Any other error.
    Other,
}

impl ErrorKind {
    /// Every kind.
    pub const ALL: [ErrorKind; 7] = [
        ErrorKind::NotReadable,
        ErrorKind::Damaged,
        ErrorKind::TooLarge,
        ErrorKind::ModelDamaged,
        ErrorKind::Inference,
        ErrorKind::Cancelled,
        ErrorKind::Other,
    ];

    /// Identifier for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            ErrorKind::NotReadable => "not_readable",
            ErrorKind::Damaged => "damaged",
            ErrorKind::TooLarge => "too_large",
            ErrorKind::ModelDamaged => "model_damaged",
            ErrorKind::Inference => "inference",
            ErrorKind::Cancelled => "cancelled",
            ErrorKind::Other => "other",
        }
    }
}

impl Error {
    /// Kind of the error.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::EmptyFile
            | Error::NotAPicture
            | Error::UnsupportedFormat { .. }
            | Error::UnsupportedVariant { .. }
            | Error::LibraryMissing { .. }
            | Error::RawFile => ErrorKind::NotReadable,
            Error::Damaged { .. } => ErrorKind::Damaged,
            Error::OverLimit { .. } => ErrorKind::TooLarge,
            Error::ModelDamaged { .. } | Error::ModelUnusable { .. } => ErrorKind::ModelDamaged,
            Error::Inference { .. } => ErrorKind::Inference,
            Error::Cancelled => ErrorKind::Cancelled,
            Error::NoBackground
            | Error::SizeMismatch { .. }
            | Error::TooLargeForOutputFormat { .. }
            | Error::NeedsBackground { .. }
            | Error::EncoderLeftOut { .. }
            | Error::Encode { .. } => ErrorKind::Other,
        }
    }

    /// Error from an encoder's own.
    pub(crate) fn encoder(error: impl std::fmt::Display) -> Self {
        Error::Encode { detail: error.to_string() }
    }
}

impl From<catalogue::Damaged> for Error {
    fn from(catalogue::Damaged { model, published, found }: catalogue::Damaged) -> Self {
        Error::ModelDamaged { model: model.to_owned(), published, found }
    }
}

impl From<closed_form::Error> for Error {
    fn from(error: closed_form::Error) -> Self {
        match error {
            closed_form::Error::SizeMismatch { size: closed_form::Size { width, height }, needed, found } => {
                Error::SizeMismatch { width, height, needed, found }
            }
            closed_form::Error::Interrupted => Error::Cancelled,
        }
    }
}

/// One of [`crate::Limits`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Bytes of the file.
    FileBytes,
    /// Pixels of the longer side.
    Side,
    /// Pixels in all.
    Pixels,
}

impl std::fmt::Display for Limit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Limit::FileBytes => "bytes in the file",
            Limit::Side => "pixels along one side",
            Limit::Pixels => "pixels in all",
        })
    }
}

//! Why there is no cut-out, typed until `text` makes a sentence of it.

use matting::Format;
use serde::{Deserialize, Serialize};

/// Everything that can stop a photo on its way, in the worker and on the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Failure {
    /// The core refused: the file, the model or the network.
    Core {
        /// The core's own error.
        error: matting::Error,
    },
    /// A name that the catalogue does not have.
    UnknownModel,
    /// A photo came before the model.
    NotLoaded,
    /// The worker does not have the photo any more.
    NoPhoto,
    /// A message with parts missing: page and worker do not speak the same language.
    NotUnderstood,
    /// No worker file runs in this browser.
    BrowserTooOld,
    /// The worker did not say that it is ready.
    WorkerDidNotStart,
    /// The worker stopped: out of memory or a trap.
    WorkerDied,
    /// Page and worker were built from different sources.
    OtherVersion,
    /// The model could not be fetched.
    ModelNotFetched {
        /// How far it came.
        problem: FetchProblem,
    },
    /// A sample photo could not be fetched.
    SampleNotFetched {
        /// How far it came.
        problem: FetchProblem,
    },
    /// The file could not be opened any more: moved, changed or not permitted.
    FileNotReadable,
    /// Neither the core nor this browser has a decoder.
    NobodyReads {
        /// What the core found the file to be.
        format: Format,
    },
    /// What was dropped has no file in it.
    NothingDropped,
    /// The person cancelled.
    Cancelled,
}

/// What went wrong while fetching.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FetchProblem {
    /// No answer at all.
    NoAnswer,
    /// An answer other than "here it is".
    Status(u16),
    /// The answer ended too early.
    CutShort,
}

impl Failure {
    /// The word for the server's counters; `None` for what is not about a photo.
    pub fn reason(&self) -> Option<beacon::Reason> {
        use beacon::Reason;
        match self {
            Failure::Core { error } => Some(reason_of(error)),
            Failure::UnknownModel | Failure::NotLoaded | Failure::NoPhoto | Failure::NotUnderstood | Failure::OtherVersion => Some(Reason::Other),
            Failure::BrowserTooOld | Failure::WorkerDidNotStart | Failure::WorkerDied => Some(Reason::WorkerDied),
            Failure::ModelNotFetched { .. } => Some(Reason::ModelNotFetched),
            Failure::FileNotReadable | Failure::NobodyReads { .. } => Some(Reason::NotReadable),
            Failure::Cancelled => Some(Reason::Cancelled),
            Failure::SampleNotFetched { .. } | Failure::NothingDropped => None,
        }
    }

    /// Whether the browser's own decoder may know better.
    pub fn unknown_format(&self) -> Option<Format> {
        match self {
            Failure::Core { error: matting::Error::UnsupportedFormat { format } | matting::Error::UnsupportedVariant { format, .. } } => {
                Some(*format)
            }
            Failure::Core { .. }
            | Failure::UnknownModel
            | Failure::NotLoaded
            | Failure::NoPhoto
            | Failure::NotUnderstood
            | Failure::BrowserTooOld
            | Failure::WorkerDidNotStart
            | Failure::WorkerDied
            | Failure::OtherVersion
            | Failure::ModelNotFetched { .. }
            | Failure::SampleNotFetched { .. }
            | Failure::FileNotReadable
            | Failure::NobodyReads { .. }
            | Failure::NothingDropped
            | Failure::Cancelled => None,
        }
    }

    /// Whether the model's bytes were not the published ones.
    pub fn is_damaged_model(&self) -> bool {
        matches!(self, Failure::Core { error: matting::Error::ModelDamaged { .. } })
    }
}

impl From<matting::StageError> for Failure {
    fn from(failed: matting::StageError) -> Self {
        failed.error.into()
    }
}

impl From<matting::Error> for Failure {
    fn from(error: matting::Error) -> Self {
        Failure::Core { error }
    }
}

fn reason_of(error: &matting::Error) -> beacon::Reason {
    use beacon::Reason;
    use matting::Error;
    match error {
        Error::EmptyFile | Error::NotAPicture | Error::UnsupportedFormat { .. } | Error::UnsupportedVariant { .. } => Reason::NotReadable,
        Error::Damaged { .. } => Reason::Damaged,
        Error::OverLimit { .. } => Reason::TooLarge,
        Error::ModelDamaged { .. } | Error::ModelUnusable { .. } => Reason::ModelDamaged,
        Error::Inference { .. } => Reason::Inference,
        Error::Cancelled => Reason::Cancelled,
        Error::NoBackground
        | Error::SizeMismatch { .. }
        | Error::TooLargeForFileType { .. }
        | Error::NeedsBackground { .. }
        | Error::EncoderLeftOut { .. }
        | Error::Encode { .. } => Reason::Other,
    }
}

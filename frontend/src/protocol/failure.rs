//! Failures, typed until `text` makes a sentence of them.

use matting::InputFormat;
use serde::{Deserialize, Serialize};

/// Failure of a photo, of the worker or of the model, on either side.
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
    /// Photo without a loaded network.
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
        /// Kind of failure.
        problem: FetchProblem,
    },
    /// The AVIF encoder could not be fetched.
    EncoderNotFetched,
    /// A sample photo could not be fetched.
    SampleNotFetched {
        /// Kind of failure.
        problem: FetchProblem,
    },
    /// The file could not be opened any more: moved, changed or not permitted.
    FileNotReadable,
    /// Neither the core nor this browser has a decoder.
    NobodyReads {
        /// Format of the file.
        format: InputFormat,
    },
    /// Drop or paste without a file in it.
    NothingDropped,
    /// Drop or paste of nothing but an address, as of a picture on another page.
    OnlyAddress,
    /// The person cancelled.
    Cancelled,
}

/// Failure of a fetch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FetchProblem {
    /// No response.
    NoResponse,
    /// Status other than success.
    Status(u16),
    /// Incomplete body.
    Incomplete,
}

impl Failure {
    /// Reason as the server counts it; `None` for failures that are not about a photo.
    pub fn reason(&self) -> Option<beacon::Reason> {
        use beacon::Reason;
        match self {
            Failure::Core { error } => Some(Reason::of(error.kind().as_str())),
            Failure::UnknownModel | Failure::NotLoaded | Failure::NoPhoto | Failure::NotUnderstood | Failure::OtherVersion => Some(Reason::Other),
            Failure::BrowserTooOld | Failure::WorkerDidNotStart | Failure::WorkerDied => Some(Reason::WorkerDied),
            Failure::ModelNotFetched { .. } => Some(Reason::ModelNotFetched),
            Failure::FileNotReadable | Failure::NobodyReads { .. } => Some(Reason::NotReadable),
            Failure::Cancelled => Some(Reason::Cancelled),
            Failure::EncoderNotFetched | Failure::SampleNotFetched { .. } | Failure::NothingDropped | Failure::OnlyAddress => None,
        }
    }

    /// True if the browser's own decoder may read a file that the core refused.
    pub fn is_unsupported_picture(&self) -> bool {
        matches!(self, Failure::Core { error: matting::Error::UnsupportedFormat { .. } | matting::Error::UnsupportedVariant { .. } })
    }

    /// True if the model's bytes differ from the published ones.
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

//! Everything that crosses between page and worker. On the wire a message is a JavaScript object `{head, buffers}`: the head is the
//! JSON of [`ToWorker`] or [`FromWorker`], the buffers are moved and not copied. See `wire`.

use matting::{Format, Options, Stage, postprocess::Verdict};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// Says which sources a worker or page was built from. Both sides compile it in; a page refuses a worker with another one.
pub const BUILT_FROM: &str = match option_env!("OFFCUT_WORKER_ID") {
    Some(id) => id,
    None => "development",
};

/// Which of the worker files this is, by the CPU features it was compiled for.
pub const THIS_BUILD: beacon::Build = if cfg!(target_feature = "relaxed-simd") {
    beacon::Build::Fast
} else if cfg!(target_feature = "atomics") {
    beacon::Build::Threads
} else {
    beacon::Build::Compat
};

/// The number of a request; its replies carry it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Job(pub u32);

/// From the page to the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ToWorker {
    /// Check and load a network. One buffer: the bytes of the ONNX file.
    Load {
        /// Answered by [`FromWorker::Loaded`] or [`FromWorker::Failed`].
        job: Job,
        /// Its name in the catalogue.
        model: String,
    },
    /// Cut out a photo. One buffer: file bytes, or RGBA values.
    Cut {
        /// Answered by some [`FromWorker::Stage`], then [`FromWorker::Done`] or [`FromWorker::Failed`].
        job: Job,
        /// What the buffer holds.
        input: Input,
        /// What to make of it.
        options: Options,
        /// Whether a copy of the original is wanted that every browser shows.
        preview: bool,
    },
}

/// What the buffer of [`ToWorker::Cut`] holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "as", rename_all = "snake_case", deny_unknown_fields)]
pub enum Input {
    /// The bytes of a file.
    File,
    /// Upright sRGB pixels, straight alpha, four bytes each.
    Pixels {
        /// Columns.
        width: u32,
        /// Rows.
        height: u32,
    },
}

/// From the worker to the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FromWorker {
    /// The first message of a worker: the page sends nothing before it.
    Ready {
        /// Which file this is.
        build: beacon::Build,
        /// How many threads it has.
        threads: usize,
        /// [`BUILT_FROM`] of the worker.
        worker_id: String,
    },
    /// The network is ready.
    Loaded {
        /// Of the request.
        job: Job,
    },
    /// A stage begins now.
    Stage {
        /// Of the request.
        job: Job,
        /// Which one.
        stage: Stage,
    },
    /// A cut-out. One buffer: the PNG; a second one with the preview where it was wanted and possible.
    Done {
        /// Of the request.
        job: Job,
        /// Columns of the upright photo.
        width: u32,
        /// Rows of the upright photo.
        height: u32,
        /// What the file was.
        format: Format,
        /// Whether there was a subject.
        verdict: Verdict,
        /// Each stage, in order.
        times: Vec<StageTime>,
    },
    /// No cut-out, or no network.
    Failed {
        /// Of the request.
        job: Job,
        /// Why.
        error: Failure,
    },
}

/// How long a stage took.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageTime {
    /// Which one.
    pub stage: Stage,
    /// Milliseconds.
    pub ms: f64,
}

#[cfg(test)]
mod tests {
    use matting::Limit;

    use super::*;

    fn round_trip<T: Serialize + for<'a> Deserialize<'a> + PartialEq + std::fmt::Debug>(message: T) {
        let json = serde_json::to_string(&message).unwrap();
        assert_eq!(serde_json::from_str::<T>(&json).unwrap(), message, "{json}");
    }

    #[test]
    fn every_message_to_the_worker_survives() {
        round_trip(ToWorker::Load { job: Job(1), model: "u2netp".to_owned() });
        for input in [Input::File, Input::Pixels { width: 4032, height: 3024 }] {
            round_trip(ToWorker::Cut { job: Job(u32::MAX), input, options: Options::default(), preview: true });
        }
    }

    #[test]
    fn every_message_from_the_worker_survives() {
        round_trip(FromWorker::Ready { build: beacon::Build::Compat, threads: 1, worker_id: BUILT_FROM.to_owned() });
        round_trip(FromWorker::Loaded { job: Job(1) });
        for stage in Stage::ALL {
            round_trip(FromWorker::Stage { job: Job(2), stage });
        }
        let times = vec![StageTime { stage: Stage::Find, ms: 1980.5 }];
        round_trip(FromWorker::Done { job: Job(2), width: 3, height: 4, format: Format::Jpeg, verdict: Verdict::NoClearSubject, times });
    }

    #[test]
    fn every_failure_survives() {
        let core = matting::Error::OverLimit { limit: Limit::Pixels, allowed: 100_000_000, found: u64::MAX };
        let unsupported = matting::Error::UnsupportedFormat { format: Format::Heic };
        for error in [
            core.into(),
            unsupported.into(),
            Failure::NotLoaded,
            Failure::ModelNotFetched { problem: crate::failure::FetchProblem::Status(404) },
            Failure::NobodyReads { format: Format::JpegXl },
            Failure::Cancelled,
        ] {
            round_trip(FromWorker::Failed { job: Job(3), error });
        }
    }

    #[test]
    fn another_versions_message_is_refused() {
        assert!(serde_json::from_str::<FromWorker>(r#"{"kind":"loaded","job":1,"model":"u2netp"}"#).is_err());
        assert!(serde_json::from_str::<ToWorker>(r#"{"kind":"sharpen","job":1}"#).is_err());
    }
}

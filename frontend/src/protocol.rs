//! Everything that crosses between page and worker. On the wire a message is a JavaScript object `{head, buffers}`: the head is the
//! JSON of [`ToWorker`] or [`FromWorker`], the buffers are moved and not copied. See `wire`.

use matting::{Area, Confidence, Format, Options, Size, Stage, Stroke};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// Says which sources a worker or page was built from. Both sides compile it in; a page refuses a worker with another one.
pub const BUILT_FROM: &str = match option_env!("OFFCUT_WORKER_ID") {
    Some(id) => id,
    None => "development",
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
        /// Whether nobody waits, so that there is time for a made-up photo after the answer.
        #[serde(default)]
        practise: bool,
    },
    /// Cut out a photo. One buffer: file bytes, or RGBA values.
    Cut {
        /// Answered by some [`FromWorker::Stage`], then [`FromWorker::Done`] or [`FromWorker::Failed`].
        job: Job,
        /// The photo's number: later messages name it.
        photo: u32,
        /// What the buffer holds.
        input: Input,
        /// What to make of it.
        options: Options,
        /// Whether a copy of the original is wanted that every browser shows.
        preview: bool,
    },
    /// Only read a photo, for a worker that has forgotten it. One buffer, as for [`ToWorker::Cut`].
    Open {
        /// Answered by [`FromWorker::Taken`] or [`FromWorker::Failed`].
        job: Job,
        /// The photo's number.
        photo: u32,
        /// What the buffer holds.
        input: Input,
    },
    /// Read a picture that is to be the background. One buffer, as for [`ToWorker::Cut`].
    Backdrop {
        /// Answered by [`FromWorker::Taken`] or [`FromWorker::Failed`].
        job: Job,
        /// The picture's number: recipes name it.
        backdrop: u32,
        /// What the buffer holds.
        input: Input,
    },
    /// Show, at a small size, what would come out.
    Try {
        /// Answered by [`FromWorker::Tried`] or [`FromWorker::Failed`].
        job: Job,
        /// The photo's number.
        photo: u32,
        /// What to make of it.
        recipe: Recipe,
    },
    /// Make the file.
    Write {
        /// Answered as [`ToWorker::Cut`] is.
        job: Job,
        /// The photo's number.
        photo: u32,
        /// What to make of it.
        recipe: Recipe,
    },
}

/// What to make of a photo that the worker has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// Every choice.
    pub options: Options,
    /// The brush's strokes.
    pub strokes: Vec<Stroke>,
    /// The number of the picture behind the subject, where one is chosen.
    pub backdrop: Option<u32>,
}

/// Which part of the photo a picture shows, in shares of the photo's width and height.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// What is left out on the left.
    pub left: f32,
    /// What is left out at the top.
    pub top: f32,
    /// What is shown.
    pub width: f32,
    /// What is shown.
    pub height: f32,
}

impl Part {
    /// All of it.
    pub const WHOLE: Part = Part { left: 0.0, top: 0.0, width: 1.0, height: 1.0 };

    /// What `area` is of a photo of size `frame`.
    pub fn of(area: Area, frame: Size) -> Self {
        let share = |part: u32, whole: u32| (f64::from(part) / f64::from(whole.max(1))) as f32;
        Self {
            left: share(area.left, frame.width),
            top: share(area.top, frame.height),
            width: share(area.size.width, frame.width),
            height: share(area.size.height, frame.height),
        }
    }
}

/// What the buffer of a picture holds.
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
    /// The photo or the background is read.
    Taken {
        /// Of the request.
        job: Job,
    },
    /// A small picture of what would come out. One buffer: a PNG.
    Tried {
        /// Of the request.
        job: Job,
        /// Columns of the picture.
        width: u32,
        /// Rows of the picture.
        height: u32,
        /// What is to be seen of the photo.
        part: Part,
        /// How far it can be trusted.
        doubt: Confidence,
    },
    /// A cut-out. One buffer: the file; a second one with the preview where it was wanted and possible.
    Done {
        /// Of the request.
        job: Job,
        /// Columns of the file.
        width: u32,
        /// Rows of the file.
        height: u32,
        /// What is to be seen of the photo.
        part: Part,
        /// What the photo's file was.
        format: Format,
        /// How far it can be trusted.
        doubt: Confidence,
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
    use matting::{Limit, Verdict};

    use super::*;

    fn round_trip<T: Serialize + for<'a> Deserialize<'a> + PartialEq + std::fmt::Debug>(message: T) {
        let json = serde_json::to_string(&message).unwrap();
        assert_eq!(serde_json::from_str::<T>(&json).unwrap(), message, "{json}");
    }

    #[test]
    fn every_message_to_the_worker_survives() {
        round_trip(ToWorker::Load { job: Job(1), model: "u2netp".to_owned(), practise: true });
        for input in [Input::File, Input::Pixels { width: 4032, height: 3024 }] {
            round_trip(ToWorker::Cut { job: Job(u32::MAX), photo: 1, input, options: Options::default(), preview: true });
            round_trip(ToWorker::Open { job: Job(2), photo: 1, input });
            round_trip(ToWorker::Backdrop { job: Job(2), backdrop: 7, input });
        }
        let strokes = vec![Stroke { keep: true, radius: 0.02, points: vec![[0.25, 1.0 / 3.0]] }];
        let recipe = Recipe { options: Options::default(), strokes, backdrop: Some(7) };
        round_trip(ToWorker::Try { job: Job(3), photo: 1, recipe: recipe.clone() });
        round_trip(ToWorker::Write { job: Job(4), photo: 1, recipe });
    }

    #[test]
    fn every_message_from_the_worker_survives() {
        round_trip(FromWorker::Ready { build: beacon::Build::Compat, threads: 1, worker_id: BUILT_FROM.to_owned() });
        round_trip(FromWorker::Loaded { job: Job(1) });
        for stage in Stage::ALL {
            round_trip(FromWorker::Stage { job: Job(2), stage });
        }
        let times = vec![StageTime { stage: Stage::Find, ms: 1980.5 }];
        let doubt = Confidence { risk: 1.0, verdict: Verdict::NoClearSubject };
        let part = Part { left: 0.1, ..Part::WHOLE };
        round_trip(FromWorker::Taken { job: Job(2) });
        round_trip(FromWorker::Tried { job: Job(2), width: 1280, height: 960, part, doubt });
        round_trip(FromWorker::Done { job: Job(2), width: 3, height: 4, part, format: Format::Jpeg, doubt, times });
    }

    #[test]
    fn every_failure_survives() {
        let core = matting::Error::OverLimit { limit: Limit::Pixels, allowed: 100_000_000, found: u64::MAX };
        let unsupported = matting::Error::UnsupportedFormat { format: Format::Heic };
        for error in [
            core.into(),
            unsupported.into(),
            Failure::NotLoaded,
            Failure::NoPhoto,
            Failure::ModelNotFetched { problem: crate::failure::FetchProblem::Status(404) },
            Failure::NobodyReads { format: Format::JpegXl },
            Failure::Cancelled,
        ] {
            round_trip(FromWorker::Failed { job: Job(3), error });
        }
    }

    #[test]
    fn a_part_is_in_shares() {
        let area = Area { left: 25, top: 0, size: Size { width: 50, height: 10 } };
        assert_eq!(Part::of(area, Size { width: 100, height: 40 }), Part { left: 0.25, top: 0.0, width: 0.5, height: 0.25 });
        assert_eq!(Part::of(Area::whole(Size { width: 3, height: 7 }), Size { width: 3, height: 7 }), Part::WHOLE);
    }

    #[test]
    fn another_versions_message_is_refused() {
        assert!(serde_json::from_str::<FromWorker>(r#"{"kind":"loaded","job":1,"model":"u2netp"}"#).is_err());
        assert!(serde_json::from_str::<ToWorker>(r#"{"kind":"sharpen","job":1}"#).is_err());
    }
}

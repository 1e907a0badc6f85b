//! Messages of both directions. On the wire a message is a JavaScript object `{head, buffers}`: the head is the JSON of [`ToWorker`] or
//! [`FromWorker`], the buffers are moved and not copied. See `wire`.

use matting::{Confidence, InputFormat, NetworkInput, Options, Stage, Warning};
use serde::{Deserialize, Serialize};

use super::failure::Failure;
use super::recipe::{Recipe, VisibleArea};

/// Digest of the sources that page and worker are built from. Both sides compile it in; the page refuses a worker with another one.
pub const WORKER_ID: &str = match option_env!("OFFCUT_WORKER_ID") {
    Some(id) => id,
    None => "development",
};

/// Number of a request; every reply to it carries the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestId(pub u32);

/// Message from the page to the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ToWorker {
    /// Check and load a network. One buffer: the bytes of the ONNX file.
    Load {
        /// Reply: [`FromWorker::Loaded`] or [`FromWorker::Failed`].
        request: RequestId,
        /// What is known of the network.
        network: KnownNetwork,
        /// True if the worker runs a warm-up after its reply, because no photo waits.
        #[serde(default)]
        warm_up: bool,
    },
    /// Read a photo and cut it out. One buffer: file bytes, or RGBA values.
    CutOut {
        /// Replies: one [`FromWorker::Stage`] for each stage, then [`FromWorker::Done`] or [`FromWorker::Failed`].
        request: RequestId,
        /// Number of the photo; later messages name it.
        photo: u32,
        /// Contents of the buffer.
        input: Input,
        /// Options of the core.
        options: Options,
        /// True if a copy of the original in a format that every browser shows is wanted.
        wants_original: bool,
    },
    /// Read a photo without cutting it out, for a worker that does not have it any more. One buffer, as for [`ToWorker::CutOut`].
    OpenPhoto {
        /// Reply: [`FromWorker::Opened`] or [`FromWorker::Failed`].
        request: RequestId,
        /// Number of the photo.
        photo: u32,
        /// Contents of the buffer.
        input: Input,
    },
    /// Read a background picture. One buffer, as for [`ToWorker::CutOut`].
    OpenBackground {
        /// Reply: [`FromWorker::Opened`] or [`FromWorker::Failed`].
        request: RequestId,
        /// Number of the picture; recipes name it.
        picture: u32,
        /// Contents of the buffer.
        input: Input,
    },
    /// Make a small picture of a recipe's result.
    Preview {
        /// Reply: [`FromWorker::Previewed`] or [`FromWorker::Failed`].
        request: RequestId,
        /// Number of the photo.
        photo: u32,
        /// Result to show.
        recipe: Recipe,
    },
    /// Make the file of a recipe at full size.
    Write {
        /// Replies: as those of [`ToWorker::CutOut`].
        request: RequestId,
        /// Number of the photo.
        photo: u32,
        /// Result to write.
        recipe: Recipe,
    },
}

/// What is known of a network before it is loaded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "as", rename_all = "snake_case", deny_unknown_fields)]
pub enum KnownNetwork {
    /// A row of the catalogue, to whose published checksum the bytes are held.
    Published {
        /// Name in the catalogue.
        model: String,
    },
    /// What a server said of it, or the worker when it loaded it before.
    Described {
        /// Its input.
        input: InputNumbers,
        /// SHA-256 in hex digits to which the bytes are held; `None` once they were.
        sha256: Option<String>,
    },
    /// Nothing: its checksum may be in the catalogue; otherwise it has the side that its file declares.
    Nothing,
}

/// Input of a network: [`NetworkInput`] on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputNumbers {
    /// Width and height in pixels.
    pub side: u32,
    /// Mean of red, green, blue.
    pub mean: [f32; 3],
    /// Deviation of red, green, blue.
    pub std: [f32; 3],
}

impl From<NetworkInput> for InputNumbers {
    fn from(NetworkInput { side, mean, std }: NetworkInput) -> Self {
        Self { side, mean, std }
    }
}

impl From<InputNumbers> for NetworkInput {
    fn from(InputNumbers { side, mean, std }: InputNumbers) -> Self {
        Self { side, mean, std }
    }
}

/// Contents of a picture's buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "as", rename_all = "snake_case", deny_unknown_fields)]
pub enum Input {
    /// Bytes of a file.
    File,
    /// Upright sRGB pixels, straight alpha, four bytes each.
    Pixels {
        /// Columns.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// The same in Display P3.
    WidePixels {
        /// Columns.
        width: u32,
        /// Rows.
        height: u32,
    },
}

/// Worker that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkerInfo {
    /// Build of the worker.
    pub build: beacon::Build,
    /// Number of threads, its own included.
    pub threads: usize,
}

/// Message from the worker to the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FromWorker {
    /// First message of a worker: the page sends nothing before it.
    Ready {
        /// Build and threads.
        worker: WorkerInfo,
        /// [`WORKER_ID`] of the worker.
        worker_id: String,
    },
    /// The network is loaded.
    Loaded {
        /// Request that this replies to.
        request: RequestId,
        /// Its input.
        input: InputNumbers,
        /// Its name in the catalogue, where it was looked up there and found.
        model: Option<String>,
    },
    /// A stage begins now.
    Stage {
        /// Request that this belongs to.
        request: RequestId,
        /// Stage that begins.
        stage: Stage,
    },
    /// Photo or background picture is read.
    Opened {
        /// Request that this replies to.
        request: RequestId,
    },
    /// Small picture of a result. One buffer: a PNG file.
    Previewed {
        /// Request that this replies to.
        request: RequestId,
        /// Columns of the picture.
        width: u32,
        /// Rows of the picture.
        height: u32,
        /// Area of the photo that it shows.
        area: VisibleArea,
        /// Confidence in the cut-out.
        confidence: Confidence,
    },
    /// Cut-out. One buffer: the file; a second one, a copy of the original, where it was wanted and possible.
    Done {
        /// Request that this replies to.
        request: RequestId,
        /// Columns of the file.
        width: u32,
        /// Rows of the file.
        height: u32,
        /// Columns of the photo.
        photo_width: u32,
        /// Rows of the photo.
        photo_height: u32,
        /// Area of the photo that it shows.
        area: VisibleArea,
        /// Format of the photo's file.
        format: InputFormat,
        /// Confidence in the cut-out.
        confidence: Confidence,
        /// Things about the photo's file that it does not show.
        warnings: Vec<Warning>,
        /// Duration of each stage, in order.
        times: Vec<StageTime>,
    },
    /// Failure of a request.
    Failed {
        /// Request that this replies to.
        request: RequestId,
        /// Reason.
        error: Failure,
    },
}

/// Duration of a stage.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageTime {
    /// The stage.
    pub stage: Stage,
    /// Milliseconds.
    pub ms: f64,
}

#[cfg(test)]
mod tests {
    use matting::{Limit, Stroke, Verdict};

    use super::*;
    use crate::protocol::FetchProblem;

    const ID: RequestId = RequestId(2);
    const INPUT: InputNumbers = InputNumbers { side: 1024, mean: [0.5, 1.0 / 3.0, 0.25], std: [1.0; 3] };

    fn round_trip<T: Serialize + for<'a> Deserialize<'a> + PartialEq + std::fmt::Debug>(message: T) {
        let json = serde_json::to_string(&message).unwrap();
        assert_eq!(serde_json::from_str::<T>(&json).unwrap(), message, "{json}");
    }

    #[test]
    fn messages_to_the_worker_survive_a_round_trip() {
        for network in [
            KnownNetwork::Published { model: "u2netp".to_owned() },
            KnownNetwork::Described { input: INPUT, sha256: Some("0".repeat(64)) },
            KnownNetwork::Nothing,
        ] {
            round_trip(ToWorker::Load { request: ID, network, warm_up: true });
        }
        for input in [Input::File, Input::Pixels { width: 4032, height: 3024 }, Input::WidePixels { width: 4032, height: 3024 }] {
            let request = RequestId(u32::MAX);
            round_trip(ToWorker::CutOut { request, photo: 1, input, options: Options::default(), wants_original: true });
            round_trip(ToWorker::OpenPhoto { request, photo: 1, input });
            round_trip(ToWorker::OpenBackground { request, picture: 7, input });
        }
        let strokes = vec![Stroke { keep: true, radius: 0.02, points: vec![[0.25, 1.0 / 3.0]] }];
        let recipe = Recipe { options: Options::default(), strokes, background_picture: Some(7), network: 0 };
        round_trip(ToWorker::Preview { request: ID, photo: 1, recipe: recipe.clone() });
        round_trip(ToWorker::Write { request: ID, photo: 1, recipe });
    }

    #[test]
    fn messages_from_the_worker_survive_a_round_trip() {
        let worker = WorkerInfo { build: beacon::Build::Compat, threads: 1 };
        round_trip(FromWorker::Ready { worker, worker_id: WORKER_ID.to_owned() });
        round_trip(FromWorker::Loaded { request: ID, input: INPUT, model: Some("silueta".to_owned()) });
        for stage in Stage::ALL {
            round_trip(FromWorker::Stage { request: ID, stage });
        }
        let times = vec![StageTime { stage: Stage::Find, ms: 1980.5 }];
        let confidence = Confidence { score: 0.0, verdict: Verdict::NoClearSubject };
        let area = VisibleArea { left: 0.1, ..VisibleArea::WHOLE };
        round_trip(FromWorker::Opened { request: ID });
        round_trip(FromWorker::Previewed { request: ID, width: 1280, height: 960, area, confidence });
        round_trip(FromWorker::Done {
            request: ID,
            width: 3,
            height: 4,
            photo_width: 5,
            photo_height: 6,
            area,
            format: InputFormat::Jpeg,
            confidence,
            warnings: vec![Warning::Truncated],
            times,
        });
    }

    #[test]
    fn failures_survive_a_round_trip() {
        let core = matting::Error::OverLimit { limit: Limit::Pixels, allowed: 100_000_000, found: u64::MAX };
        let unsupported = matting::Error::UnsupportedFormat { format: InputFormat::Heic };
        for error in [
            core.into(),
            unsupported.into(),
            Failure::NotLoaded,
            Failure::NoPhoto,
            Failure::ModelNotFetched { problem: FetchProblem::Status(404) },
            Failure::NobodyReads { format: InputFormat::JpegXl },
            Failure::Cancelled,
        ] {
            round_trip(FromWorker::Failed { request: ID, error });
        }
    }

    #[test]
    fn unknown_kinds_and_fields_are_refused() {
        assert!(serde_json::from_str::<FromWorker>(r#"{"kind":"opened","request":1,"model":"u2netp"}"#).is_err());
        assert!(serde_json::from_str::<ToWorker>(r#"{"kind":"sharpen","request":1}"#).is_err());
    }
}

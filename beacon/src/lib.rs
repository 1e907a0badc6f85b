//! Wire format of the beacon: every event that the page can send.
//!
//! There is no field here that could hold pixels, a file name, an address or free text: only enumerations and
//! bounded numbers. [`Batch::parse`] refuses everything else, so what is not in this file cannot reach the server's counters.

use serde::{Deserialize, Serialize};

mod classes;

/// Version of the wire format. A batch with another version is refused.
pub const VERSION: u32 = 2;

/// A batch larger than this many bytes is refused before it is read.
pub const MAX_BYTES: usize = 16 * 1024;

/// A batch with more events than this is refused.
pub const MAX_EVENTS: usize = 32;

/// No stage of a real cut-out takes longer than an hour; a larger time is a broken clock.
pub const MAX_MILLISECONDS: f64 = 3_600_000.0;

/// Batch of up to [`MAX_EVENTS`] events of one visit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// [`VERSION`] of the sender.
    pub version: u32,
    /// Environment of the visit.
    pub visit: Visit,
    /// In the order they happened.
    pub events: Vec<Event>,
}

/// Environment of a visit, in a few broad classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// Version of the page: a cached page may be older than its server.
    pub page: PageVersion,
    /// Family of the browser.
    pub browser: Browser,
    /// Memory of the device, as the browser tells it.
    pub memory: Memory,
}

/// Version of a page: major, minor and patch, as three numbers on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PageVersion(pub [u16; 3]);

impl PageVersion {
    /// Version of the program that is built with this file.
    pub const CURRENT: Self =
        Self([number(env!("CARGO_PKG_VERSION_MAJOR")), number(env!("CARGO_PKG_VERSION_MINOR")), number(env!("CARGO_PKG_VERSION_PATCH"))]);
}

impl std::fmt::Display for PageVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [major, minor, patch] = self.0;
        write!(f, "{major}.{minor}.{patch}")
    }
}

/// Cargo gives digits only.
const fn number(digits: &str) -> u16 {
    let (mut value, mut at) = (0, 0);
    while at < digits.len() {
        value = value * 10 + (digits.as_bytes()[at] - b'0') as u16;
        at += 1;
    }
    value
}

/// Event on the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// The page is open and its worker is ready.
    Ready(Ready),
    /// A photo became a cut-out (or the verdict that it has no clear subject).
    CutOut(CutOut),
    /// A photo did not become a cut-out.
    Failed(Failed),
    /// A download of a network ended, or was paused.
    NetworkDownload(NetworkDownload),
    /// A queue of photos ended: none waits any more.
    Queue(Queue),
}

/// The page is open and its worker is ready.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ready {
    /// Worker build that runs.
    pub build: Build,
    /// Number of its threads.
    pub threads: Threads,
    /// Source of the model's bytes.
    pub model_from: ModelFrom,
    /// Milliseconds from the start of navigation until the page took clicks and files.
    pub interactive_ms: f64,
    /// Milliseconds from the start of navigation until the network could take a photo.
    pub ready_ms: f64,
}

/// A photo became a cut-out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CutOut {
    /// Worker build that ran.
    pub build: Build,
    /// Number of its threads.
    pub threads: Threads,
    /// Network that ran.
    pub model: Model,
    /// Size class of the photo.
    pub megapixels: Megapixels,
    /// Verdict on the subject.
    pub verdict: Verdict,
    /// First cut-out of a visit only: milliseconds from the start of navigation until it was shown, the time to choose a photo included.
    pub first_result_ms: Option<f64>,
    /// Time of each stage.
    pub times: Times,
}

/// A photo did not become a cut-out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failed {
    /// Worker build that ran.
    pub build: Build,
    /// Number of its threads.
    pub threads: Threads,
    /// Network that was to run.
    pub model: Model,
    /// Stage it stopped in.
    pub stage: Stage,
    /// Reason of the failure.
    pub reason: Reason,
}

/// A download of a network ended, or was paused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkDownload {
    /// The network.
    pub model: Model,
    /// Size class of its file.
    pub bytes: NetworkBytes,
    /// How it ended.
    pub outcome: DownloadOutcome,
}

/// A queue of photos ended: none waits any more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Queue {
    /// Class of its number of photos.
    pub photos: QueueSize,
}

/// Milliseconds of each stage; a stage that did not run is 0.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Times {
    /// Waiting for the model's bytes.
    pub download_ms: f64,
    /// File bytes to pixels.
    pub read_ms: f64,
    /// The network.
    pub find_ms: f64,
    /// Saliency map to matte.
    pub refine_ms: f64,
    /// Matte and photo to cut-out.
    pub compose_ms: f64,
    /// Pixels to file bytes.
    pub encode_ms: f64,
    /// From the drop to the picture on the page.
    pub total_ms: f64,
}

impl Times {
    /// Stages with their times, in the order a photo flows, the total last.
    pub fn rows(&self) -> [(Stage, f64); 7] {
        [
            (Stage::Download, self.download_ms),
            (Stage::Read, self.read_ms),
            (Stage::Find, self.find_ms),
            (Stage::Refine, self.refine_ms),
            (Stage::Compose, self.compose_ms),
            (Stage::Encode, self.encode_ms),
            (Stage::Total, self.total_ms),
        ]
    }
}

macro_rules! identifiers {
    ($(#[$outer:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $id:literal,)+ }) => {
        $(#[$outer])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$inner])* #[serde(rename = $id)] $variant,)+ }

        impl $name {
            /// All values, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// Identifiers of all values, in order.
            pub const NAMES: &'static [&'static str] = &[$($id,)+];

            /// Identifier of this value on the wire and in tables.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $id,)+ }
            }

            /// Value with that identifier; `None` for any other text.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == name)
            }
        }
    };
}

identifiers! {
    /// Worker builds, from the one that runs everywhere to the fastest.
    Build {
        /// 128-bit SIMD, one thread.
        Compat = "compat",
        /// 128-bit SIMD and threads.
        Threads = "threads",
        /// Relaxed SIMD and threads.
        Fast = "fast",
    }
}

identifiers! {
    /// Classes of the number of threads of a worker.
    Threads {
        /// One.
        One = "1",
        /// Two.
        Two = "2",
        /// Three or four.
        UpTo4 = "3-4",
        /// Five to eight.
        UpTo8 = "5-8",
        /// Nine or more.
        More = "9+",
    }
}

identifiers! {
    /// Families of browsers.
    Browser {
        /// Chrome and everything else that is made of Chromium, but Edge.
        Chromium = "chromium",
        /// Microsoft Edge.
        Edge = "edge",
        /// Firefox, but on iOS.
        Firefox = "firefox",
        /// Safari, and every browser on iOS.
        Safari = "safari",
        /// Anything else.
        Other = "other",
    }
}

identifiers! {
    /// Classes of a device's memory, in gigabytes.
    Memory {
        /// Two and less.
        Under4 = "<4",
        /// Four.
        UpTo8 = "4-8",
        /// Eight and more.
        More = "8+",
        /// The browser does not say.
        Unknown = "unknown",
    }
}

identifiers! {
    /// Networks of the catalogue.
    Model {
        /// U²-Net†, the bundled one.
        U2netp = "u2netp",
        /// U²-Net.
        U2net = "u2net",
        /// U²-Net trained on people.
        U2netHumanSeg = "u2net_human_seg",
        /// A smaller U²-Net.
        Silueta = "silueta",
        /// IS-Net.
        IsnetGeneralUse = "isnet-general-use",
        /// Any network without a word of its own.
        Other = "other",
    }
}

identifiers! {
    /// Sources of the model's bytes.
    ModelFrom {
        /// The server, in this visit.
        Network = "network",
        /// The browser's cache, from an earlier visit.
        Cache = "cache",
    }
}

identifiers! {
    /// Size classes of a photo, in megapixels.
    Megapixels {
        /// Under half a megapixel.
        UnderHalf = "<0.5",
        /// Half to two.
        UpTo2 = "0.5-2",
        /// Two to eight.
        UpTo8 = "2-8",
        /// Eight to sixteen.
        UpTo16 = "8-16",
        /// Sixteen to fifty.
        UpTo50 = "16-50",
        /// Fifty and more.
        More = "50+",
    }
}

identifiers! {
    /// Verdicts on the subject of a photo.
    Verdict {
        /// A subject, and nothing speaks against it.
        Fine = "fine",
        /// A subject that a person should look at.
        PleaseCheck = "please_check",
        /// Nothing that stands out.
        NoClearSubject = "no_clear_subject",
    }
}

identifiers! {
    /// Stages of a cut-out, in order.
    Stage {
        /// Waiting for the model's bytes.
        Download = "download",
        /// File bytes to pixels.
        Read = "read",
        /// Pixels to saliency map: the segmentation network.
        Find = "find",
        /// Saliency map to matte.
        Refine = "refine",
        /// Matte and photo to cut-out.
        Compose = "compose",
        /// Pixels to file bytes.
        Encode = "encode",
        /// All of them.
        Total = "total",
    }
}

identifiers! {
    /// Reasons of a failed photo.
    Reason {
        /// The file is not a picture, or not one that can be read here.
        NotReadable = "not_readable",
        /// The file is damaged or cut short.
        Damaged = "damaged",
        /// The picture is over a limit.
        TooLarge = "too_large",
        /// The model could not be fetched.
        ModelNotFetched = "model_not_fetched",
        /// The model's bytes are not the ones that were published.
        ModelDamaged = "model_damaged",
        /// The worker stopped: out of memory or a trap.
        WorkerDied = "worker_died",
        /// The network refused its input.
        Inference = "inference",
        /// The content filter of the server's API refused the picture; no page sends this.
        Refused = "refused",
        /// The person cancelled.
        Cancelled = "cancelled",
        /// Anything else.
        Other = "other",
    }
}

identifiers! {
    /// Size classes of a network's file, in megabytes.
    NetworkBytes {
        /// Under ten.
        Under10 = "<10",
        /// Ten to fifty.
        UpTo50 = "10-50",
        /// Fifty to a hundred.
        UpTo100 = "50-100",
        /// A hundred to two hundred.
        UpTo200 = "100-200",
        /// Two hundred and more.
        More = "200+",
    }
}

identifiers! {
    /// Ends of a network's download.
    DownloadOutcome {
        /// All of it came.
        Completed = "completed",
        /// The person paused it: what came is kept.
        Paused = "paused",
        /// The person gave it up: what came is deleted.
        Cancelled = "cancelled",
        /// The connection, or the server.
        Connection = "connection",
        /// It came damaged time and again.
        Damaged = "damaged",
        /// The server had another file than it listed.
        Changed = "changed",
        /// The device has no room for it.
        NoRoom = "no_room",
        /// The browser does not keep it.
        Refused = "refused",
    }
}

identifiers! {
    /// Classes of the number of photos of a queue.
    QueueSize {
        /// One.
        One = "1",
        /// Two to five.
        UpTo5 = "2-5",
        /// Six to twenty.
        UpTo20 = "6-20",
        /// Up to fifty.
        UpTo50 = "21-50",
        /// Up to two hundred.
        UpTo200 = "51-200",
        /// More.
        More = "201+",
    }
}

identifiers! {
    /// Rejection of a batch.
    BatchError {
        /// More than [`MAX_BYTES`].
        TooManyBytes = "too_many_bytes",
        /// Not JSON, or a field or a word that this file does not know.
        NotUnderstood = "not_understood",
        /// Another [`VERSION`].
        OtherVersion = "other_version",
        /// More than [`MAX_EVENTS`].
        TooManyEvents = "too_many_events",
        /// A time that is negative, not finite or over [`MAX_MILLISECONDS`].
        ImpossibleTime = "impossible_time",
    }
}

impl Batch {
    /// Batch of the present version.
    pub fn new(visit: Visit, events: Vec<Event>) -> Self {
        Self { version: VERSION, visit, events }
    }

    /// Parses a batch and checks it against every bound of this file.
    ///
    /// # Errors
    /// The first bound that the bytes break.
    pub fn parse(bytes: &[u8]) -> Result<Self, BatchError> {
        if bytes.len() > MAX_BYTES {
            return Err(BatchError::TooManyBytes);
        }
        let batch: Self = serde_json::from_slice(bytes).map_err(|_| BatchError::NotUnderstood)?;
        if batch.version != VERSION {
            return Err(BatchError::OtherVersion);
        }
        if batch.events.len() > MAX_EVENTS {
            return Err(BatchError::TooManyEvents);
        }
        let times_are_possible = batch.events.iter().all(|event| match event {
            Event::Ready(ready) => possible(ready.ready_ms) && possible(ready.interactive_ms),
            Event::CutOut(cut_out) => {
                let times = cut_out.times.rows();
                times.iter().map(|(_, ms)| *ms).chain(cut_out.first_result_ms).all(possible)
            }
            Event::Failed(_) | Event::NetworkDownload(_) | Event::Queue(_) => true,
        });
        if times_are_possible { Ok(batch) } else { Err(BatchError::ImpossibleTime) }
    }

    /// JSON text that the page sends.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

fn possible(ms: f64) -> bool {
    (0.0..=MAX_MILLISECONDS).contains(&ms)
}

#[cfg(test)]
mod batch_tests;

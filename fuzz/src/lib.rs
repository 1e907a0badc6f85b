//! Fuzz targets: functions that take any bytes and panic only where an invariant is broken. docs/reliability.md lists their invariants.
//!
//! [`run::run`] feeds a target its seeds and mutations of them. Execution number N is the same everywhere, so that a find is repeated by its number.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a broken invariant is a panic, and seeds that cannot be made end the run"
)]

pub mod allocation;
pub mod bombs;
pub mod heif_bombs;
pub mod input;
pub mod mutation;
pub mod pictures;
pub mod quick_network;
pub mod run;
pub mod targets;

/// Target: what takes the bytes, what they are made of, and how often the suite runs it.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Name on the command line.
    pub name: &'static str,
    /// Takes any bytes; panics where an invariant is broken.
    pub function: fn(&[u8]),
    /// Inputs to mutate.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Words that mutations write into inputs.
    pub words: &'static [&'static [u8]],
    /// Dependencies may panic, if that is caught: they trust their input, and do not run in browsers.
    pub catches_panics: bool,
    /// Executions in the suite: one to two seconds on one core.
    pub smoke: u64,
}

/// Every target.
pub const TARGETS: &[Target] = &[
    targets::photos::HEADER_PROBE,
    targets::photos::DECODE,
    targets::metadata::METADATA,
    targets::beacon_json::BEACON_JSON,
    targets::requests::REQUEST_PARAMETERS,
    targets::worker_messages::WORKER_MESSAGES,
    targets::zip_archives::ZIP_ARCHIVES,
    targets::onnx_reader::ONNX_READER,
    targets::mattes::TRIMAP_TO_ALPHA,
    targets::mattes::BRUSH_STROKES,
];

/// The target of this name.
pub fn named(name: &str) -> Option<Target> {
    TARGETS.iter().find(|target| target.name == name).copied()
}

//! Runs of a target: executions one after the other, and their crashes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{Seek, Write};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use tests::panics;

use crate::Target;
use crate::mutation::input;

/// Distinct crashes that a run keeps; it stops after so many.
const MAX_KINDS: usize = 20;

/// Input that broke an invariant.
#[derive(Debug, Clone)]
pub struct Crash {
    /// Number of the execution.
    pub execution: u64,
    /// Its input.
    pub input: Vec<u8>,
    /// Message and place of the panic.
    pub panic: String,
}

/// Result of a run.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Executions that were run.
    pub executions: u64,
    /// One crash for each place in the code.
    pub crashes: Vec<Crash>,
    /// Time of the slowest execution, and its number.
    pub slowest: (Duration, u64),
}

/// The first panic of a target on these bytes, whether or not something catches it: decoders must not panic either, since a panic ends a WebAssembly
/// worker. [`Target::catches_panics`] ones may, where that is caught.
pub fn panic_on(target: &Target, bytes: &[u8]) -> Option<String> {
    let (result, mut panics) = panics::recorded(|| catch_unwind(AssertUnwindSafe(|| (target.function)(bytes))));
    if result.is_err() {
        // Those before it were caught.
        return panics.pop();
    }
    panics.into_iter().find(|panic| !(target.catches_panics && panic.contains("/registry/src/")))
}

/// Bounds of a run: whichever comes first ends it.
#[derive(Debug, Clone)]
pub struct Bounds {
    /// Numbers of the executions.
    pub executions: Range<u64>,
    /// Time after which no further one is begun.
    pub time: Duration,
}

impl Bounds {
    /// The first `count` executions, however long they take.
    pub fn first(count: u64) -> Self {
        Self { executions: 0..count, time: Duration::MAX }
    }
}

/// Runs a target within `bounds`. In `folder`, where one is given, the number of the present execution stands in a file, so that one that ends
/// the process is known.
pub fn run(target: &Target, bounds: &Bounds, folder: Option<&Path>) -> Outcome {
    let started = Instant::now();
    let seeds = (target.seeds)();
    let mut outcome = Outcome::default();
    let mut kinds = BTreeMap::new();
    let mut present = folder.map(|folder| File::create(folder.join("present")).expect("the folder for crashes cannot be written"));
    for execution in bounds.executions.clone() {
        if started.elapsed() >= bounds.time {
            break;
        }
        let bytes = input(target.name, &seeds, target.words, execution);
        if let Some(present) = &mut present {
            present.rewind().and_then(|()| write!(present, "{execution:020}")).expect("the folder for crashes cannot be written");
        }
        let begun = Instant::now();
        let panic = panic_on(target, &bytes);
        outcome.executions += 1;
        outcome.slowest = outcome.slowest.max((begun.elapsed(), execution));
        if let Some(panic) = panic {
            kinds.entry(kind(&panic)).or_insert_with(|| {
                let crash = Crash { execution, input: bytes, panic };
                if let Some(folder) = folder {
                    std::fs::write(folder.join(format!("{execution}")), &crash.input).expect("the folder for crashes cannot be written");
                    eprintln!("{}", sentence(target, &crash));
                }
                crash
            });
            if kinds.len() == MAX_KINDS {
                break;
            }
        }
    }
    outcome.crashes = kinds.into_values().collect();
    outcome
}

/// Place of a panic in the code, where its message names one.
fn kind(panic: &str) -> String {
    panic.split_whitespace().find(|word| word.contains(".rs:")).unwrap_or(panic).to_owned()
}

/// A crash in one sentence, with its input where that is short.
pub fn sentence(target: &Target, crash: &Crash) -> String {
    let Crash { execution, input, panic } = crash;
    let hex = input.iter().take(400).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    let rest = if input.len() > 400 { " …" } else { "" };
    format!("{} execution {execution}, {} bytes: {panic}\n  {hex}{rest}", target.name, input.len())
}

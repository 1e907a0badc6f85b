//! The suite's runs of the fuzz targets, and the longer ones of `cargo xtask fuzz`; bombs; the generator itself.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::path::PathBuf;
use std::time::Duration;

use fuzz_targets::allocation::peak_of;
use fuzz_targets::mutation::input;
use fuzz_targets::run::{Bounds, panic_on, run, sentence};
use fuzz_targets::targets::photos::MAX_MEMORY;
use fuzz_targets::{TARGETS, Target, bombs, named};
use matting::{Error, Limits, Source};

/// Executions of a longer run, the number of the first, and the minutes after which it ends, from `cargo xtask fuzz`.
const EXECUTIONS: &str = "OFFCUT_FUZZ_EXECUTIONS";
const FIRST: &str = "OFFCUT_FUZZ_FIRST";
const MINUTES: &str = "OFFCUT_FUZZ_MINUTES";
/// File whose bytes a target is given in place of a run.
const INPUT: &str = "OFFCUT_FUZZ_INPUT";
/// Folder for the inputs of crashes.
const FOLDER: &str = "OFFCUT_FUZZ_FOLDER";

fn fuzz(name: &str) {
    let target = named(name).unwrap();
    if let Some(path) = std::env::var_os(INPUT) {
        let panic = panic_on(&target, &std::fs::read(&path).unwrap());
        assert_eq!(panic, None, "{name} on {}", path.display());
        return;
    }
    let number = |variable| std::env::var(variable).ok().map(|value| value.parse::<u64>().expect("a whole number"));
    let (first, executions) = (number(FIRST).unwrap_or(0), number(EXECUTIONS).unwrap_or(target.smoke));
    let bounds =
        Bounds { executions: first..first + executions, time: number(MINUTES).map_or(Duration::MAX, |minutes| Duration::from_secs(60 * minutes)) };
    let folder = std::env::var_os(FOLDER).map(|folder| PathBuf::from(folder).join(name));
    if let Some(folder) = &folder {
        std::fs::create_dir_all(folder).unwrap();
    }
    let outcome = run(&target, &bounds, folder.as_deref());
    let (slowest, at) = outcome.slowest;
    println!("{name}: {} executions, {} crashes; the slowest took {} ms ({at})", outcome.executions, outcome.crashes.len(), slowest.as_millis());
    let crashes: Vec<String> = outcome.crashes.iter().map(|crash| sentence(&target, crash)).collect();
    assert!(crashes.is_empty(), "{} distinct crashes:\n{}", crashes.len(), crashes.join("\n"));
}

/// One test for each target, so that they share the cores.
macro_rules! targets {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            fuzz(stringify!($name));
        })*

        #[test]
        fn every_target_has_a_test() {
            assert_eq!(TARGETS.iter().map(|target| target.name).collect::<Vec<_>>(), [$(stringify!($name)),*]);
        }
    };
}

targets! { header_probe decode metadata beacon_json request_parameters worker_messages zip_archives onnx_reader trimap_to_alpha brush_strokes }

/// Limits of a megapixel.
const LIMITS: Limits = Limits { max_file_bytes: 16 << 20, max_side: 65_535, max_pixels: 1_000_000 };

#[test]
fn oversized_files_are_refused_within_a_megabyte() {
    for (name, bomb) in bombs::oversized() {
        let (result, peak) = peak_of(|| matting::read(Source::File(&bomb), &LIMITS).map(|_| ()));
        println!("{name}: {peak} bytes, {result:?}");
        assert!(matches!(result, Err(Error::OverLimit { .. } | Error::Damaged { .. } | Error::UnsupportedVariant { .. })), "{name}: {result:?}");
        assert!(peak <= 1 << 20, "{name} took {peak} bytes");
    }
}

#[test]
fn files_that_unpack_to_more_stay_within_the_memory_of_their_limits() {
    let mut wrong = Vec::new();
    for (name, bomb) in bombs::inside_limits() {
        let (result, peak) = peak_of(|| matting::read(Source::File(&bomb), &LIMITS).map(|photo| photo.picture.size()));
        println!("{name} ({} bytes): {peak} bytes, {result:?}", bomb.len());
        if peak > MAX_MEMORY {
            wrong.push(format!("{name} took {peak} bytes"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn allocations_of_a_thread_are_counted_to_their_peak() {
    let (kept, peak) = peak_of(|| {
        drop(vec![1_u8; 3 << 20]);
        vec![1_u8; 1 << 20]
    });
    assert!((3 << 20..4 << 20).contains(&peak) && kept.len() == 1 << 20, "{peak}");
    assert!(peak_of(|| drop(kept)).1 < 1 << 10);
}

#[test]
fn inputs_are_seeds_and_then_the_same_mutations_each_time() {
    let seeds = [b"first".to_vec(), b"second".to_vec()];
    let all = || (0..500).map(|execution| input("any", &seeds, &[b"word"], execution)).collect::<Vec<_>>();
    let inputs = all();
    assert_eq!(inputs[..2], seeds);
    assert_eq!(inputs, all());
    let different: std::collections::BTreeSet<_> = inputs.iter().collect();
    assert!(different.len() > 300, "only {} of 500 differ", different.len());
    assert!(inputs.iter().any(|input| input.windows(4).any(|part| part == b"word")));
    assert_ne!(input("other", &seeds, &[], 7), input("any", &seeds, &[], 7));
}

#[test]
fn seeds_are_small_and_break_no_invariant() {
    let mut bytes = 0;
    for target in TARGETS {
        for (index, seed) in (target.seeds)().iter().enumerate() {
            bytes += seed.len();
            assert_eq!(panic_on(target, seed), None, "{} seed {index}", target.name);
        }
    }
    assert!(bytes < 200_000, "the seeds have {bytes} bytes");
}

/// Finds of longer runs, in a folder for each target.
#[test]
fn kept_cases_break_no_invariant() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut cases = 0;
    for target in std::fs::read_dir(folder).unwrap() {
        let folder = target.unwrap().path();
        let target = named(folder.file_name().unwrap().to_str().unwrap()).expect("a folder of cases has the name of its target");
        for case in std::fs::read_dir(folder).unwrap() {
            let path = case.unwrap().path();
            assert_eq!(panic_on(&target, &std::fs::read(&path).unwrap()), None, "{}", path.display());
            cases += 1;
        }
    }
    assert!(cases > 0);
}

#[test]
fn panics_are_found_whether_caught_or_not() {
    let target = |function| Target { name: "any", function, seeds: || vec![b"seed".to_vec()], words: &[], catches_panics: false, smoke: 1 };
    let uncaught = target(|bytes| assert!(bytes.first() != Some(&b'x'), "a first x"));
    let caught = target(|bytes| drop(std::panic::catch_unwind(|| assert!(bytes.len() < 4, "four bytes"))));
    assert!(panic_on(&uncaught, b"xyz").unwrap().contains("a first x") && panic_on(&uncaught, b"abc").is_none());
    assert!(panic_on(&caught, b"abcd").unwrap().contains("four bytes"));
    assert_eq!(run(&caught, &Bounds::first(100), None).crashes.len(), 1, "one crash for each place");
}

//! Names and values of the package against the core's own, so that they cannot drift apart.

use std::collections::BTreeSet;

use matting::{Align, InputFormat, Metadata, NamedOptions, OutputFormat, PRESETS, Quality, Stage, Verdict, Warning};
use serde::Serialize;
use tests::program::root;

fn text(path: &str) -> String {
    std::fs::read_to_string(root().join("npm").join(path)).unwrap()
}

/// Values of a union that stands on one line of the types.
fn union(name: &str) -> BTreeSet<String> {
    let types = text("types/index.d.ts");
    let start = format!("export type {name} = ");
    let line = types.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or_else(|| panic!("types/index.d.ts has no line {start}"));
    line.trim_end_matches(';').split(" | ").map(|value| value.trim_matches('"').to_owned()).collect()
}

/// Values as messages have them.
fn on_the_wire<T: Serialize>(values: impl IntoIterator<Item = T>) -> BTreeSet<String> {
    values.into_iter().map(|value| serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()).collect()
}

fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    names.into_iter().map(str::to_owned).collect()
}

#[test]
fn unions_of_the_types_are_the_cores_lists() {
    assert_eq!(union("Quality"), names(Quality::ALL.iter().map(|quality| quality.as_str())));
    // Its encoder is too large for the worker.
    let written = OutputFormat::ALL.iter().filter(|format| **format != OutputFormat::Avif);
    assert_eq!(union("OutputFormat"), names(written.map(|format| format.as_str())));
    assert_eq!(union("Preset"), names(PRESETS.iter().map(|preset| preset.name)));
    assert_eq!(union("Stage"), on_the_wire(Stage::ALL));
    assert_eq!(union("Verdict"), on_the_wire([Verdict::Fine, Verdict::PleaseCheck, Verdict::NoClearSubject]));
    let warnings = [Warning::Truncated, Warning::FirstPictureOnly, Warning::GainMapIgnored, Warning::Enlarged];
    assert_eq!(union("Warning"), on_the_wire(warnings));
    assert_eq!(union("Build"), names(beacon::Build::ALL.iter().map(|build| build.as_str())));
    // "web_p" on the wire
    let formats = InputFormat::all().map(|format| on_the_wire([format]).pop_first().unwrap().replace('_', ""));
    assert_eq!(union("InputFormat"), formats.collect());
    assert!(union("Metadata").iter().all(|value| value.parse::<Metadata>().is_ok()));
    assert!(union("Align").iter().all(|value| value.parse::<Align>().is_ok()));
    assert_eq!((union("Metadata").len(), union("Align").len()), (3, 9));
}

#[test]
fn every_option_of_the_core_has_a_row_in_the_table_of_options() {
    let table = text("src/options.js");
    let fields: BTreeSet<String> =
        table.lines().filter_map(|row| row.trim().strip_prefix("[\"")?.split("\", \"").nth(1)?.split('"').next()).map(str::to_owned).collect();
    assert_eq!(fields, names(NamedOptions::names().chain(["preset"])));
}

//! Table of the networks of the catalogue, and where their files are.

use matting::catalogue::folders::{Location, locate};
use matting::catalogue::{MODELS, Model, megabytes};
use serde::Serialize;

use crate::arguments;
use crate::console::report;

/// State of a network without a file.
const NOT_HERE: &str = "not here";

#[derive(Debug, Serialize)]
struct Row {
    name: &'static str,
    state: &'static str,
    path: Option<String>,
    size: String,
    input_side: u32,
    licence: &'static str,
    purpose: &'static str,
    address: &'static str,
    source: &'static str,
}

/// Prints the catalogue. A damaged file is a row and not a failure.
pub fn run(arguments: &arguments::Models) {
    let rows: Vec<Row> = MODELS.iter().map(|model| row(model, arguments)).collect();
    if arguments.json {
        report(serde_json::to_string_pretty(&rows).unwrap_or_default());
        return;
    }
    report(format_args!("{:<18} {:<24} {:>13}  {:<29} good at", "model", "state", "size", "licence of the weights"));
    for row in &rows {
        report(format_args!("{:<18} {:<24} {:>13}  {:<29} {}", row.name, row.state, row.size, row.licence, row.purpose));
    }
    for row in &rows {
        if let Some(path) = &row.path {
            report(format_args!("{}: {path}", row.name));
        }
    }
    if let Some(row) = rows.iter().find(|row| row.state == NOT_HERE) {
        report(format_args!("\nOne that is not here: offcut models get {}", row.name));
    }
}

fn row(model: &Model, arguments: &arguments::Models) -> Row {
    let (state, path, size) = match locate(model, arguments.models.as_deref()) {
        Location::Bundled => ("bundled, verified", None, model.size()),
        Location::NotHere => (NOT_HERE, None, model.size()),
        Location::File(path) => {
            let (state, size) = match std::fs::read(&path) {
                Ok(bytes) => {
                    let state = if model.verify(&bytes).is_ok() { "here, verified" } else { "here, damaged or changed" };
                    (state, megabytes(bytes.len() as u64))
                }
                Err(_) => ("here, cannot be read", model.size()),
            };
            (state, Some(path.display().to_string()), size)
        }
    };
    Row {
        name: model.name,
        state,
        path,
        size,
        input_side: model.input.side,
        licence: model.licence,
        purpose: model.purpose,
        address: model.address,
        source: model.source,
    }
}

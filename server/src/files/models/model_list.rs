//! `models.json`: the networks that this server hands out, for pages and programs.

use serde::Serialize;

use super::model_folder::Files;
use super::range_digests::RANGE;

/// Version of the document: a field that goes or changes its meaning makes it another.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    models: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    /// Address relative to the document's.
    file: &'a str,
    bytes: u64,
    sha256: &'a str,
    licence: &'a str,
    purpose: &'a str,
    input: Input,
    ranges: Ranges<'a>,
}

#[derive(Serialize)]
struct Input {
    side: u32,
    mean: [f32; 3],
    std: [f32; 3],
}

/// Digests by which a download is checked while it arrives.
#[derive(Serialize)]
struct Ranges<'a> {
    /// Bytes of a range; the last one may have fewer.
    bytes: usize,
    sha256: &'a [String],
}

/// The document. Damaged files are not in it.
pub fn json(files: &Files) -> String {
    let models = files.iter().filter(|model| model.is_sound).map(|model| Row {
        name: &model.name,
        file: &model.file,
        bytes: model.content.stamp.bytes,
        sha256: &model.content.digests.sha256,
        licence: &model.licence,
        purpose: &model.purpose,
        input: Input { side: model.input.side, mean: model.input.mean, std: model.input.std },
        ranges: Ranges { bytes: RANGE, sha256: &model.content.ranges },
    });
    serde_json::to_string_pretty(&Document { version: VERSION, models: models.collect() }).unwrap_or_default()
}

//! Report of `--json` about a photo.

use std::path::Path;
use std::time::Duration;

use matting::{CutOut, InputFormat, Options, Verdict, Warning};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::stopwatch::Stopwatch;

/// A photo that became a cut-out. Times are milliseconds.
#[derive(Debug, Serialize)]
pub struct Report {
    input: String,
    output: String,
    width: u32,
    height: u32,
    format: InputFormat,
    verdict: Verdict,
    doubt: f32,
    notes: Vec<Warning>,
    model: String,
    quality: &'static str,
    file_type: &'static str,
    bytes: usize,
    times_ms: Map<String, Value>,
}

impl Report {
    /// Puts it together.
    pub fn new(input: &Path, output: &Path, result: &CutOut, model: &str, options: &Options, watch: &Stopwatch) -> Self {
        let ms = |time: Duration| json!((time.as_secs_f64() * 1e6).round() / 1e3);
        let mut times_ms: Map<String, Value> = watch.stages().into_iter().map(|(stage, time)| (stage.name().to_owned(), ms(time))).collect();
        times_ms.insert("total".to_owned(), ms(watch.total()));
        Self {
            input: input.display().to_string(),
            output: output.display().to_string(),
            width: result.size.width,
            height: result.size.height,
            format: result.format,
            verdict: result.confidence.verdict,
            doubt: (result.confidence.doubt() * 1e3).round() / 1e3,
            notes: result.warnings.clone(),
            model: model.to_owned(),
            quality: options.quality.as_str(),
            file_type: options.encoding.output_format().as_str(),
            bytes: result.file.len(),
            times_ms,
        }
    }

    /// One line of JSON.
    pub fn line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// One line of JSON for a photo that did not become a cut-out.
pub fn failure_line(input: &Path, failure: &Failure) -> String {
    let kind = match failure {
        Failure::Photo { error, .. } => serde_json::to_value(error).unwrap_or_default(),
        other => json!({ "kind": "file", "exit_code": other.exit_code() }),
    };
    json!({ "input": input.display().to_string(), "error": kind, "message": failure.to_string() }).to_string()
}

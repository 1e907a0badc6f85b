//! The targets, by their input.

pub mod beacon_json;
pub mod mattes;
pub mod metadata;
pub mod onnx_reader;
pub mod photos;
pub mod requests;
pub mod worker_messages;
pub mod zip_archives;

/// Checks that an error is one sentence for people: some text, on one line, of a bounded length.
pub fn check_sentence(error: &dyn std::fmt::Display) {
    let text = error.to_string();
    assert!(!text.trim().is_empty() && !text.chars().any(char::is_control) && text.len() < 2000, "no sentence for people: {text:?}");
}

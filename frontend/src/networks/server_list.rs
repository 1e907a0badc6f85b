//! Networks that the server lists in `models.json`.

use std::ops::Range;

use matting::catalogue::{BUNDLED, Checksum};
use serde::{Deserialize, Serialize};

use crate::protocol::InputNumbers;

/// Version of the list that is understood.
pub(super) const VERSION: u32 = 1;

/// Bytes of a range where the list has no digests of ranges.
const RANGE: u64 = 4 << 20;

/// Sizes of a range that are accepted from a list.
const RANGES: std::ops::RangeInclusive<u64> = 1 << 16..=1 << 26;

/// Largest file that a page could load.
const MAX_BYTES: u64 = 4 << 30;

/// Longest name in characters, and longest purpose and licence.
const MAX_NAME: usize = 64;
const MAX_TEXT: usize = 200;

/// Row of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ListedNetwork {
    /// Name: that of the catalogue, or one that the server's operator chose.
    pub name: String,
    /// Name of its file on the server.
    pub file: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 in hex digits.
    pub sha256: String,
    /// Licence of the weights.
    pub licence: String,
    /// Subjects that it is good at.
    pub purpose: String,
    /// Input.
    pub input: InputNumbers,
    /// Digests of its ranges, where the server has them.
    #[serde(default)]
    pub ranges: Option<RangeHashes>,
}

/// Digests of the ranges of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RangeHashes {
    /// Bytes of a range; the last one may have fewer.
    pub bytes: u64,
    /// SHA-256 of each, in hex digits.
    pub sha256: Vec<String>,
}

/// A list; and, with one row, the record of a network on the device: a deserialiser of its own would be kilobytes of the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Document {
    pub version: u32,
    pub models: Vec<ListedNetwork>,
    /// Of a record: whether the worker has loaded it, with its checksum compared.
    #[serde(default)]
    pub is_proven: bool,
    /// Of a record: whether the person added it from a file.
    #[serde(default)]
    pub is_from_file: bool,
}

impl Document {
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().filter(|document: &Self| document.version == VERSION)
    }
}

/// Networks of a list, without the bundled one and without rows that make no sense; `None` for what is no list.
pub fn parse(text: &str) -> Option<Vec<ListedNetwork>> {
    let rows = Document::parse(text)?.models.into_iter();
    let is_bundled = |row: &ListedNetwork| matches!(BUNDLED.checksum, Checksum::Sha256(digits) if digits == row.sha256);
    Some(rows.filter_map(ListedNetwork::checked).filter(|row| !is_bundled(row)).collect())
}

impl ListedNetwork {
    /// The row if everything in it makes sense; digests of ranges that do not are left out.
    fn checked(mut self) -> Option<Self> {
        let is_text = |text: &str, most: usize| !text.trim().is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control);
        let is_sound = is_text(&self.name, MAX_NAME)
            && is_text(&self.purpose, MAX_TEXT)
            && is_text(&self.licence, MAX_TEXT)
            && is_file_name(&self.file)
            && is_digest(&self.sha256)
            && (1..=MAX_BYTES).contains(&self.bytes)
            && self.input.is_sound();
        let count = |bytes: u64| self.bytes.div_ceil(bytes);
        let are_sound = |ranges: &RangeHashes| {
            RANGES.contains(&ranges.bytes)
                && ranges.sha256.len() as u64 == count(ranges.bytes)
                && ranges.sha256.iter().all(|digest| is_digest(digest))
        };
        self.ranges = self.ranges.take().filter(are_sound);
        is_sound.then_some(self)
    }

    /// Key of the network on the device: another version of it is another one.
    pub fn id(&self) -> String {
        self.sha256.chars().take(16).collect()
    }

    /// Address on the site. The digest in it keeps one version from being taken for another.
    pub fn address(&self) -> String {
        format!("/models/{}?sha256={}", self.file, self.id())
    }

    /// Bytes of a range; the last one may have fewer.
    pub fn range_bytes(&self) -> u64 {
        self.ranges.as_ref().map_or(RANGE, |ranges| ranges.bytes)
    }

    /// Number of ranges.
    pub fn range_count(&self) -> usize {
        self.bytes.div_ceil(self.range_bytes()) as usize
    }

    /// Bytes of one range.
    pub fn range(&self, index: usize) -> Range<u64> {
        let start = (index as u64).saturating_mul(self.range_bytes());
        start.min(self.bytes)..start.saturating_add(self.range_bytes()).min(self.bytes)
    }

    /// Digest of one range, where the server has it.
    pub fn range_digest(&self, index: usize) -> Option<&str> {
        self.ranges.as_ref().and_then(|ranges| ranges.sha256.get(index)).map(String::as_str)
    }
}

impl InputNumbers {
    /// Whether a network can have such an input.
    pub(super) fn is_sound(&self) -> bool {
        (32..=4096).contains(&self.side)
            && self.mean.iter().all(|value| value.is_finite())
            && self.std.iter().all(|value| value.is_normal() && *value > 0.0)
    }
}

/// Whether a name can stand in an address as it is.
fn is_file_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Row of a network with so many bytes, in ranges of 64 KiB whose digests are their numbers.
    pub fn row(name: &str, bytes: u64) -> ListedNetwork {
        let ranges = RangeHashes { bytes: 1 << 16, sha256: (0..bytes.div_ceil(1 << 16)).map(|index| format!("{index:064x}")).collect() };
        ListedNetwork {
            name: name.to_owned(),
            file: format!("{name}.onnx"),
            bytes,
            sha256: format!("{bytes:064x}"),
            licence: "Apache-2.0".to_owned(),
            purpose: "people".to_owned(),
            input: InputNumbers { side: 320, mean: [0.5; 3], std: [1.0; 3] },
            ranges: Some(ranges),
        }
    }

    fn list(rows: &[serde_json::Value]) -> String {
        serde_json::json!({ "version": 1, "models": rows, "later": true }).to_string()
    }

    #[test]
    fn list_has_all_but_the_bundled_network_and_rows_without_sense() {
        let good = serde_json::to_value(row("rings", 200_000)).unwrap();
        let with = |key: &str, value: serde_json::Value| {
            let mut other = good.clone();
            other[key] = value;
            other
        };
        let Checksum::Sha256(bundled) = BUNDLED.checksum else { panic!() };
        let wrong = [
            with("sha256", bundled.into()),
            with("sha256", "ABC".into()),
            with("file", "../page.html".into()),
            with("file", "a b.onnx".into()),
            with("name", " ".into()),
            with("purpose", "a\nb".into()),
            with("licence", "x".repeat(201).into()),
            with("bytes", 0.into()),
            with("input", serde_json::json!({ "side": 7, "mean": [0, 0, 0], "std": [1, 1, 1] })),
            with("input", serde_json::json!({ "side": 64, "mean": [0, 0, 0], "std": [1, 0, 1] })),
        ];
        let mut rows = wrong.to_vec();
        rows.push(good.clone());
        assert_eq!(parse(&list(&rows)), Some(vec![row("rings", 200_000)]));
        for text in ["", "<!doctype html>", "[]", &list(&[]).replace(":1", ":2")] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn digests_of_ranges_that_do_not_fit_are_left_out() {
        let mut other = row("rings", 200_000);
        assert_eq!((other.range_count(), other.range(3), other.range(4)), (4, 196_608..200_000, 200_000..200_000));
        assert_eq!(other.range_digest(3), Some(&*format!("{:064x}", 3)));
        other.ranges.as_mut().unwrap().sha256.pop();
        let json = list(&[serde_json::to_value(&other).unwrap()]);
        let parsed = parse(&json).unwrap().remove(0);
        assert_eq!((parsed.ranges.as_ref(), parsed.range_count(), parsed.range_bytes()), (None, 1, 4 << 20));
        assert_eq!(parsed.address(), "/models/rings.onnx?sha256=0000000000000000");
    }
}

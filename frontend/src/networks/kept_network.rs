//! Networks on the device: a folder for each, with a record and one file for each range. A range's file is written whole or not at all, so what is
//! there when a tab ends is where its download goes on.

use super::server_list::{Document, ListedNetwork, VERSION};
use crate::protocol::KnownNetwork;

/// Name of the record in a network's folder.
pub const RECORD: &str = "network.json";

/// Begin of the key of a network that came from a file.
const FROM_FILE: &str = "file-";

/// Longest part of a file's name in a key.
const MAX_KEY: usize = 64;

/// What is known of a network on the device.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkRecord {
    /// What the server said of it. Of a file that the person added: its name, size and the input that the worker found, and nothing else.
    pub listed: ListedNetwork,
    /// Whether the worker has loaded it, with its checksum compared.
    pub is_proven: bool,
    /// Whether the person added it from a file.
    pub is_from_file: bool,
}

/// Network on the device, whole or in part.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptNetwork {
    /// Key.
    pub id: String,
    /// Record.
    pub record: NetworkRecord,
    /// Ranges that are there.
    pub ranges: Vec<bool>,
}

impl NetworkRecord {
    /// Record of a network whose download begins.
    pub fn of_server(listed: ListedNetwork) -> Self {
        Self { listed, is_proven: false, is_from_file: false }
    }

    /// Record of a network that was loaded from a file.
    pub fn of_file(listed: ListedNetwork) -> Self {
        Self { listed: ListedNetwork { ranges: None, ..listed }, is_proven: true, is_from_file: true }
    }

    /// Record of a text; `None` for what no page of this version wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let Document { models, is_proven, is_from_file, .. } = Document::parse(text)?;
        models.into_iter().next().map(|listed| Self { listed, is_proven, is_from_file })
    }

    /// Text of the record.
    pub fn to_json(&self) -> String {
        let (is_proven, is_from_file) = (self.is_proven, self.is_from_file);
        serde_json::to_string(&Document { version: VERSION, models: vec![self.listed.clone()], is_proven, is_from_file }).unwrap_or_default()
    }

    /// Whether its name is one that a server or the catalogue gave it.
    pub fn has_known_name(&self) -> bool {
        !self.is_from_file || !self.listed.purpose.is_empty()
    }

    /// Number of the files that it is in: a file that was added is one of its own.
    pub fn parts(&self) -> usize {
        if self.is_from_file { 1 } else { self.listed.range_count() }
    }

    /// Bytes of one of its files.
    pub fn part_bytes(&self, index: usize) -> u64 {
        if self.is_from_file {
            return self.listed.bytes;
        }
        let range = self.listed.range(index);
        range.end - range.start
    }

    /// What the worker is told of it: its checksum is compared once.
    pub fn known(&self) -> KnownNetwork {
        KnownNetwork::Described { input: self.listed.input, sha256: (!self.is_proven).then(|| self.listed.sha256.clone()) }
    }
}

impl KeptNetwork {
    /// Network of a folder's files, by their names and sizes.
    pub fn of(id: &str, record: NetworkRecord, bytes_of: impl Fn(&str) -> Option<u64>) -> Self {
        let ranges = (0..record.parts()).map(|index| bytes_of(&part_name(index)) == Some(record.part_bytes(index))).collect();
        Self { id: id.to_owned(), record, ranges }
    }

    /// Bytes that are there.
    pub fn got(&self) -> u64 {
        self.ranges.iter().enumerate().filter(|(_, is_there)| **is_there).map(|(index, _)| self.record.part_bytes(index)).sum()
    }

    /// Whether all of it is there.
    pub fn is_whole(&self) -> bool {
        self.ranges.iter().all(|is_there| *is_there)
    }
}

/// Name of the file of a part.
pub fn part_name(index: usize) -> String {
    format!("{index:05}")
}

/// Key of a network from a file of this name: the same file chosen again takes its place.
pub fn id_of_file(name: &str) -> String {
    let plain = |sign: char| if sign.is_ascii_alphanumeric() || "-_.".contains(sign) { sign } else { '-' };
    format!("{FROM_FILE}{}", name.chars().take(MAX_KEY).map(plain).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::super::server_list::tests::row;
    use super::*;

    #[test]
    fn parts_that_are_there_in_full_count() {
        let record = NetworkRecord::of_server(row("rings", 200_000));
        let kept = |sizes: &[(&str, u64)]| {
            KeptNetwork::of("x", record.clone(), |name| sizes.iter().find(|(other, _)| *other == name).map(|(_, bytes)| *bytes))
        };
        let part = kept(&[("00000", 65_536), ("00001", 0), ("00003", 3_392), ("other", 9)]);
        assert_eq!((part.ranges.as_slice(), part.got(), part.is_whole()), ([true, false, false, true].as_slice(), 68_928, false));
        let whole = kept(&[("00000", 65_536), ("00001", 65_536), ("00002", 65_536), ("00003", 3_392)]);
        assert_eq!((whole.got(), whole.is_whole()), (200_000, true));
        assert!(!kept(&[]).is_whole());
    }

    #[test]
    fn record_survives_and_tells_the_worker_its_checksum_once() {
        let mut record = NetworkRecord::of_server(row("rings", 200_000));
        assert_eq!(NetworkRecord::parse(&record.to_json()), Some(record.clone()));
        let known = |record: &NetworkRecord| match record.known() {
            KnownNetwork::Described { sha256, .. } => sha256,
            other => panic!("{other:?}"),
        };
        assert_eq!(known(&record), Some(record.listed.sha256.clone()));
        record.is_proven = true;
        assert_eq!(known(&record), None);
        assert_eq!(NetworkRecord::parse(&record.to_json().replace("\"version\":1", "\"version\":2")), None);
        let file = NetworkRecord::of_file(row("mine", 200_000));
        assert_eq!((file.parts(), file.part_bytes(0), known(&file)), (1, 200_000, None));
        let unknown = NetworkRecord::of_file(ListedNetwork { purpose: String::new(), ..row("mine", 200_000) });
        assert_eq!((unknown.has_known_name(), file.has_known_name(), record.has_known_name()), (false, true, true));
    }

    #[test]
    fn key_of_a_file_is_a_plain_name() {
        assert_eq!(id_of_file("my net (2).onnx"), "file-my-net--2-.onnx");
        assert_eq!(id_of_file("../ä"), "file-..--");
        assert_eq!(id_of_file(&"n".repeat(300)).len(), 69);
    }
}

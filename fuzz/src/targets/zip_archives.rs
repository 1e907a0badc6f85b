//! ZIP archives, as the page reads and writes them.

use std::collections::HashSet;

use frontend::queue::output_names::OutputNames;
use frontend::queue::zip_reading::{self, End, Entry, LOCAL_HEADER, Span, TAIL};
use frontend::queue::zip_writing::{DosTime, StoredFile, ZipWriter};

use crate::Target;

const WORDS: &[&[u8]] = &[
    b"PK\x01\x02",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"PK\x06\x06",
    b"PK\x06\x07",
    b"\xff\xff\xff\xff",
    b"\xff\xff",
    b"\x01\0\x08\0",
    b"\x01\0\x18\0",
    b"../",
    b"\\",
    b"nul",
    b"\0",
];

/// Any bytes as an archive.
pub const ZIP_ARCHIVES: Target = Target { name: "zip_archives", function: zip_archives, seeds, words: WORDS, catches_panics: false, smoke: 100_000 };

const AT: DosTime = DosTime { date: 0x5d7a, time: 0x6000 };

fn archive(files: &[(&str, u64)], with_content: bool) -> Vec<u8> {
    let (mut writer, mut bytes) = (ZipWriter::new(AT), Vec::new());
    for (path, size) in files {
        bytes.extend(writer.header(&StoredFile { path: (*path).to_owned(), crc: 7, size: *size }));
        if with_content {
            bytes.extend(vec![b'x'; *size as usize]);
        }
    }
    bytes.extend(writer.finish());
    bytes
}

fn seeds() -> Vec<Vec<u8>> {
    vec![
        archive(&[], true),
        archive(&[("a.png", 3), ("day 1/\u{732b}.jpg", 0)], true),
        // 64-bit fields, whose file is not there.
        archive(&[("a.png", 5_000_000_000), ("b.png", 9)], false),
    ]
}

fn part(bytes: &[u8], Span { start, length }: Span) -> &[u8] {
    &bytes[start as usize..(start + length) as usize]
}

fn entries(bytes: &[u8]) -> Option<Vec<Entry>> {
    let length = bytes.len() as u64;
    let tail = &bytes[bytes.len().saturating_sub(TAIL as usize)..];
    let directory = match zip_reading::end(tail, length)? {
        End::Directory(span) => span,
        End::Record64(span) => zip_reading::directory_64(part(bytes, span), length)?,
    };
    let entries = zip_reading::entries(part(bytes, directory));
    assert!(entries.len() as u64 <= directory.length / 46, "{} entries in {} bytes", entries.len(), directory.length);
    Some(entries)
}

/// Reads an archive. Every place that it names is inside the file; names made of its own lead nowhere else and differ; an archive of files with
/// these names is read as it was written.
pub fn zip_archives(bytes: &[u8]) {
    let Some(entries) = entries(bytes) else { return };
    let (mut names, mut seen) = (OutputNames::default(), HashSet::new());
    let (mut writer, mut written, mut files) = (ZipWriter::new(AT), Vec::new(), Vec::new());
    for entry in entries {
        let header = usize::try_from(entry.header).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
        let header = &header[..header.len().min(LOCAL_HEADER as usize)];
        if let Some(span) = zip_reading::content(&entry, header, bytes.len() as u64) {
            assert_eq!(part(bytes, span).len() as u64, entry.packed);
        }
        let (folder, stem) = entry.path.rsplit_once('/').unwrap_or(("", &entry.path));
        let path = names.give(folder, stem, "-cutout", "png");
        let is_safe = |name: &str| !name.is_empty() && name.len() <= 255 && name != "." && name != ".." && !name.contains(['\\', ':']);
        assert!(path.split('/').all(is_safe) && !path.contains(char::is_control), "{path:?}");
        assert!(seen.insert(path.to_lowercase()), "{path} twice");
        let file = StoredFile { path, crc: entry.crc, size: 0 };
        // Longer than any name is: it is cut, and no photo comes from such a folder.
        if file.path.len() <= usize::from(u16::MAX) {
            written.extend(writer.header(&file));
            files.push(file);
        }
    }
    written.extend(writer.finish());
    let read = self::entries(&written).expect("an archive that was written");
    let read: Vec<_> = read.into_iter().map(|entry| StoredFile { path: entry.path, crc: entry.crc, size: entry.size }).collect();
    assert_eq!(read, files);
}

//! Directories of a TIFF or BigTIFF file (TIFF 6.0, section 2): tags and their values, each read when it is asked for.

use std::collections::BTreeMap;

/// Most directories that are looked at.
const MAX_DIRECTORIES: usize = 64;

/// Tag of the directories below one.
const SUB_DIRECTORIES: u16 = 330;

/// Structure of a file: its byte order, and the width of its places.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    pub is_big_endian: bool,
    is_big_tiff: bool,
}

/// Type, count and place of a tag's values.
#[derive(Debug, Clone, Copy)]
struct Entry {
    kind: u16,
    count: usize,
    at: usize,
}

/// Tags of one picture.
#[derive(Debug, Clone)]
pub struct Directory<'a> {
    reader: Reader<'a>,
    entries: BTreeMap<u16, Entry>,
}

/// All directories of a file, each followed by those below it.
pub fn directories(bytes: &[u8]) -> Vec<Directory<'_>> {
    let Some((reader, first)) = Reader::new(bytes) else { return Vec::new() };
    let mut found = Vec::new();
    let mut seen = Vec::new();
    // Places to come, the next one last.
    let mut places = vec![first];
    while let Some(at) = places.pop() {
        if at == 0 || seen.contains(&at) || seen.len() >= MAX_DIRECTORIES {
            continue;
        }
        seen.push(at);
        let Some((directory, next)) = reader.directory(at) else { continue };
        places.extend(next);
        places.extend(directory.integers(SUB_DIRECTORIES).into_iter().rev().filter_map(|at| usize::try_from(at).ok()));
        found.push(directory);
    }
    found
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Option<(Self, usize)> {
        let is_big_endian = bytes.starts_with(b"MM");
        let mut reader = Self { bytes, is_big_endian, is_big_tiff: false };
        reader.is_big_tiff = reader.integer(2, 2)? == 43;
        let first = if reader.is_big_tiff { reader.integer(8, 8)? } else { reader.integer(4, 4)? };
        Some((reader, usize::try_from(first).ok()?))
    }

    /// An unsigned number of up to 8 bytes.
    fn integer(&self, at: usize, bytes: usize) -> Option<u64> {
        let digits = self.bytes.get(at..at.checked_add(bytes)?)?.iter();
        let add = |number: u64, byte: &u8| (number << 8) | u64::from(*byte);
        Some(if self.is_big_endian { digits.fold(0, add) } else { digits.rev().fold(0, add) })
    }

    /// A directory, and the place of the next one.
    fn directory(self, at: usize) -> Option<(Directory<'a>, Option<usize>)> {
        let (of_count, of_entry, of_place) = if self.is_big_tiff { (8, 20, 8) } else { (2, 12, 4) };
        let count = usize::try_from(self.integer(at, of_count)?).ok()?;
        let first = at.checked_add(of_count)?;
        let mut entries = BTreeMap::new();
        for index in 0..count.min(self.bytes.len() / of_entry) {
            let at = first + index * of_entry;
            let Some(tag) = self.integer(at, 2) else { break };
            if let Some(entry) = self.entry(at, of_place) {
                entries.entry(tag as u16).or_insert(entry);
            }
        }
        let next = count.checked_mul(of_entry).and_then(|length| first.checked_add(length)).and_then(|at| self.integer(at, of_place));
        Some((Directory { reader: self, entries }, next.and_then(|next| usize::try_from(next).ok())))
    }

    fn entry(&self, at: usize, of_place: usize) -> Option<Entry> {
        let kind = self.integer(at + 2, 2)? as u16;
        let count = usize::try_from(self.integer(at + 4, of_place)?).ok()?;
        let length = count.checked_mul(bytes_of(kind)?)?;
        let inline = at + 4 + of_place;
        let at = if length <= of_place { inline } else { usize::try_from(self.integer(inline, of_place)?).ok()? };
        Some(Entry { kind, count, at })
    }
}

/// Bytes of one value of a type.
fn bytes_of(kind: u16) -> Option<usize> {
    Some(match kind {
        1 | 2 | 6 | 7 => 1,
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 | 16..=18 => 8,
        _ => return None,
    })
}

impl<'a> Directory<'a> {
    /// Unsigned numbers of a tag, as far as the file goes.
    pub fn integers(&self, tag: u16) -> Vec<u64> {
        let Some(Entry { kind, count, at }) = self.entries.get(&tag).copied() else { return Vec::new() };
        let Some(size) = bytes_of(kind).filter(|_| matches!(kind, 1 | 3 | 4 | 7 | 13 | 16 | 18)) else { return Vec::new() };
        (0..count).map_while(|index| self.reader.integer(at.checked_add(index.checked_mul(size)?)?, size)).collect()
    }

    /// The first number of a tag.
    pub fn integer(&self, tag: u16) -> Option<u64> {
        let entry = self.entries.get(&tag)?;
        matches!(entry.kind, 1 | 3 | 4 | 7 | 13 | 16 | 18).then(|| self.reader.integer(entry.at, bytes_of(entry.kind)?))?
    }

    /// Fractions of a tag.
    pub fn fractions(&self, tag: u16) -> Vec<(u32, u32)> {
        let Some(Entry { kind: 5, count, at }) = self.entries.get(&tag).copied() else { return Vec::new() };
        let fraction = |index: usize| {
            let at = at.checked_add(index.checked_mul(8)?)?;
            Some((self.reader.integer(at, 4)? as u32, self.reader.integer(at + 4, 4)? as u32))
        };
        (0..count).map_while(fraction).collect()
    }

    /// Bytes of a tag, whatever its type.
    pub fn bytes(&self, tag: u16) -> Option<&'a [u8]> {
        let entry = self.entries.get(&tag)?;
        let length = entry.count.checked_mul(bytes_of(entry.kind)?)?;
        self.reader.bytes.get(entry.at..entry.at.checked_add(length)?)
    }

    /// True if the tag is there.
    pub fn has(&self, tag: u16) -> bool {
        self.entries.contains_key(&tag)
    }

    /// True if numbers of several bytes have the highest byte first.
    pub fn is_big_endian(&self) -> bool {
        self.reader.is_big_endian
    }

    /// The whole file.
    pub fn file(&self) -> &'a [u8] {
        self.reader.bytes
    }
}

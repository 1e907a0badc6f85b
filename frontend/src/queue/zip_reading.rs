//! Reading of ZIP archives (APPNOTE.TXT 6.3.10): entries of the central directory. The bytes come in pieces, so that an archive is never in memory as a whole.

/// Size of the end record without its comment.
const END: usize = 22;
/// Size of the locator of the 64-bit end record.
const LOCATOR: usize = 20;
/// Number of last bytes of a file in which the end record is: its comment has at most 65 535.
pub const TAIL: u64 = (END + LOCATOR + 0xffff) as u64;
/// Size of the 64-bit end record without its extensible data.
pub const END_64: u64 = 56;
/// Size of a local header without name and extra field.
pub const LOCAL_HEADER: u64 = 30;
/// Largest directory that is read: more than a hundred thousand photos.
const MAX_DIRECTORY: u64 = 16 << 20;

/// Place of bytes in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First byte.
    pub start: u64,
    /// Number of bytes.
    pub length: u64,
}

/// End of central directory of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Place of the directory.
    Directory(Span),
    /// Place of the 64-bit end record, which [`directory_64`] reads.
    Record64(Span),
}

/// Entry of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Path with slashes.
    pub path: String,
    /// Packing.
    pub packing: Packing,
    /// CRC-32 of the unpacked bytes.
    pub crc: u32,
    /// Number of packed bytes.
    pub packed: u64,
    /// Number of unpacked bytes.
    pub size: u64,
    /// Place of the local header.
    pub header: u64,
}

/// Packing of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// As it is.
    Stored,
    /// Deflate.
    Deflated,
    /// Encrypted, or packed by a method that browsers do not have.
    Unknown,
}

/// Reads the last [`TAIL`] bytes of a file with `length` bytes (all of a shorter one); `None` if it is no archive, or one in several parts.
pub fn end(tail: &[u8], length: u64) -> Option<End> {
    let last = tail.len().checked_sub(END)?;
    let at = (0..=last)
        .rev()
        .find(|at| tail[*at..].starts_with(b"PK\x05\x06") && *at + END + usize::from(u16_at(tail, at + 20).unwrap_or(0)) <= tail.len())?;
    let (size, start) = (u32_at(tail, at + 12)?, u32_at(tail, at + 16)?);
    if size != u32::MAX && start != u32::MAX && u16_at(tail, at + 10)? != u16::MAX {
        return directory(start.into(), size.into(), length).map(End::Directory);
    }
    let locator = tail.get(at.checked_sub(LOCATOR)?..at).filter(|locator| locator.starts_with(b"PK\x06\x07"))?;
    let start = u64_at(locator, 8)?;
    (start.checked_add(END_64)? <= length).then_some(End::Record64(Span { start, length: END_64 }))
}

/// Place of the directory that a 64-bit end record names.
pub fn directory_64(record: &[u8], length: u64) -> Option<Span> {
    if !record.starts_with(b"PK\x06\x06") {
        return None;
    }
    directory(u64_at(record, 48)?, u64_at(record, 40)?, length)
}

fn directory(start: u64, size: u64, length: u64) -> Option<Span> {
    (start.checked_add(size)? <= length && size <= MAX_DIRECTORY).then_some(Span { start, length: size })
}

/// Entries of a directory, without folders; as far as it is whole.
pub fn entries(directory: &[u8]) -> Vec<Entry> {
    let mut found = Vec::new();
    let mut rest = directory;
    while let Some((entry, after)) = entry(rest) {
        if !entry.path.ends_with('/') {
            found.push(entry);
        }
        rest = after;
    }
    found
}

fn entry(bytes: &[u8]) -> Option<(Entry, &[u8])> {
    let head = bytes.get(..46).filter(|head| head.starts_with(b"PK\x01\x02"))?;
    let (flags, method) = (u16_at(head, 8)?, u16_at(head, 10)?);
    let lengths = [28, 30, 32].map(|at| usize::from(u16_at(head, at).unwrap_or(0)));
    let name = bytes.get(46..46 + lengths[0])?;
    let extra = bytes.get(46 + lengths[0]..46 + lengths[0] + lengths[1])?;
    let after = bytes.get(46 + lengths.iter().sum::<usize>()..)?;
    let [packed, size, header] = wide([u32_at(head, 20)?, u32_at(head, 24)?, u32_at(head, 42)?], extra)?;
    let packing = match (flags & 1, method) {
        (0, 0) => Packing::Stored,
        (0, 8) => Packing::Deflated,
        _ => Packing::Unknown,
    };
    // Programs on Windows write backslashes now and then. A name in an old code page is shown as far as it is ASCII.
    let path = String::from_utf8_lossy(name).replace('\\', "/");
    Some((Entry { path, packing, crc: u32_at(head, 16)?, packed, size, header }, after))
}

/// Packed size, size and place of the header, with those that do not fit 32 bits from the extra field.
fn wide([packed, size, header]: [u32; 3], extra: &[u8]) -> Option<[u64; 3]> {
    let mut rest = extra;
    let mut field = &[][..];
    while let (Some(id), Some(length)) = (u16_at(rest, 0), u16_at(rest, 2)) {
        let content = rest.get(4..4 + usize::from(length))?;
        if id == 1 {
            field = content;
        }
        rest = &rest[4 + usize::from(length)..];
    }
    let mut at = 0;
    // Their order in the extra field is another one.
    let mut read = |narrow: u32| {
        if narrow != u32::MAX {
            return Some(u64::from(narrow));
        }
        let value = u64_at(field, at);
        at += 8;
        value
    };
    let size = read(size)?;
    Some([read(packed)?, size, read(header)?])
}

/// Place of an entry's bytes in a file with `length` bytes, by its local header.
pub fn content(entry: &Entry, header: &[u8], length: u64) -> Option<Span> {
    if !header.starts_with(b"PK\x03\x04") {
        return None;
    }
    let names = u64::from(u16_at(header, 26)?) + u64::from(u16_at(header, 28)?);
    let start = entry.header.checked_add(LOCAL_HEADER + names)?;
    (start.checked_add(entry.packed)? <= length).then_some(Span { start, length: entry.packed })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at.checked_add(8)?)?.try_into().ok().map(u64::from_le_bytes)
}

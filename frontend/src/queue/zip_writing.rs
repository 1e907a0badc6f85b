//! Writing of ZIP archives (APPNOTE.TXT 6.3.10): headers to put between files that are stored as they are. The files themselves never pass through here.

/// Flag of names in UTF-8.
const UTF_8: u16 = 1 << 11;
/// Largest number that an archive without 64-bit fields holds; it stands for "see there".
const NARROW: u64 = u32::MAX as u64;

/// File of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Path with slashes.
    pub path: String,
    /// CRC-32 of its bytes.
    pub crc: u32,
    /// Number of bytes.
    pub size: u64,
}

/// Date and time in the format of DOS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DosTime {
    /// Date.
    pub date: u16,
    /// Time.
    pub time: u16,
}

impl DosTime {
    /// Local time: year, month from 1, day, hour, minute, second. Years before 1980 and after 2107 are not representable, and become the nearest.
    pub fn of([year, month, day, hour, minute, second]: [u32; 6]) -> Self {
        let date = (year.clamp(1980, 2107) - 1980) << 9 | (month & 15) << 5 | day & 31;
        let half_seconds = (second & 63) / 2;
        Self { date: date as u16, time: (hour << 11 | (minute & 63) << 5 | half_seconds) as u16 }
    }
}

/// Archive that grows file by file.
#[derive(Debug)]
pub struct ZipWriter {
    at: DosTime,
    offset: u64,
    directory: Vec<u8>,
    count: u64,
}

impl ZipWriter {
    /// Archive without files, whose files get this time.
    pub fn new(at: DosTime) -> Self {
        Self { at, offset: 0, directory: Vec::new(), count: 0 }
    }

    /// Header that stands before the bytes of a file. Paths longer than 65 535 bytes are cut; nothing here makes such.
    pub fn header(&mut self, file: &StoredFile) -> Vec<u8> {
        let path = &file.path.as_bytes()[..file.path.len().min(usize::from(u16::MAX))];
        let is_wide = file.size >= NARROW;
        let mut header = Vec::with_capacity(64 + path.len());
        put(&mut header, b"PK\x03\x04");
        self.common(&mut header, file, is_wide, path.len());
        put_u16(&mut header, if is_wide { 20 } else { 0 });
        put(&mut header, path);
        if is_wide {
            extra(&mut header, &[file.size, file.size]);
        }
        self.list(file, path);
        self.offset += header.len() as u64 + file.size;
        header
    }

    /// Directory that stands behind the last file.
    pub fn finish(self) -> Vec<u8> {
        let Self { offset, directory: mut end, count, .. } = self;
        let size = end.len() as u64;
        if offset >= NARROW || size >= NARROW || count >= u64::from(u16::MAX) {
            put(&mut end, b"PK\x06\x06");
            put_u64(&mut end, 44);
            put_u16(&mut end, 45);
            put_u16(&mut end, 45);
            put(&mut end, &[0; 8]);
            [count, count, size, offset].into_iter().for_each(|number| put_u64(&mut end, number));
            put(&mut end, b"PK\x06\x07");
            put_u32(&mut end, 0);
            put_u64(&mut end, offset + size);
            put_u32(&mut end, 1);
        }
        put(&mut end, b"PK\x05\x06");
        put(&mut end, &[0; 4]);
        let narrow = count.min(u16::MAX.into()) as u16;
        put_u16(&mut end, narrow);
        put_u16(&mut end, narrow);
        put_u32(&mut end, size.min(NARROW) as u32);
        put_u32(&mut end, offset.min(NARROW) as u32);
        put_u16(&mut end, 0);
        end
    }

    /// Adds a file to the directory.
    fn list(&mut self, file: &StoredFile, path: &[u8]) {
        let wide: Vec<u64> = [file.size, file.size, self.offset].into_iter().filter(|number| *number >= NARROW).collect();
        let mut row = Vec::with_capacity(80 + path.len());
        put(&mut row, b"PK\x01\x02");
        // Made by a system whose names have slashes.
        put_u16(&mut row, 3 << 8 | 45);
        self.common(&mut row, file, file.size >= NARROW, path.len());
        put_u16(&mut row, if wide.is_empty() { 0 } else { 4 + 8 * wide.len() as u16 });
        put(&mut row, &[0; 6]);
        // A regular file that everybody may read.
        put_u32(&mut row, 0o100_644 << 16);
        put_u32(&mut row, self.offset.min(NARROW) as u32);
        put(&mut row, path);
        if !wide.is_empty() {
            extra(&mut row, &wide);
        }
        self.directory.extend(row);
        self.count += 1;
    }

    /// Fields that header and directory share.
    fn common(&self, bytes: &mut Vec<u8>, file: &StoredFile, is_wide: bool, path: usize) {
        put_u16(bytes, if is_wide { 45 } else { 10 });
        put_u16(bytes, UTF_8);
        put_u16(bytes, 0);
        put_u16(bytes, self.at.time);
        put_u16(bytes, self.at.date);
        put_u32(bytes, file.crc);
        let size = if is_wide { u32::MAX } else { file.size as u32 };
        put_u32(bytes, size);
        put_u32(bytes, size);
        put_u16(bytes, path as u16);
    }
}

/// Extra field with numbers of 64 bits.
fn extra(bytes: &mut Vec<u8>, numbers: &[u64]) {
    put_u16(bytes, 1);
    put_u16(bytes, 8 * numbers.len() as u16);
    numbers.iter().for_each(|number| put_u64(bytes, *number));
}

fn put(bytes: &mut Vec<u8>, more: &[u8]) {
    bytes.extend_from_slice(more);
}

fn put_u16(bytes: &mut Vec<u8>, number: u16) {
    put(bytes, &number.to_le_bytes());
}

fn put_u32(bytes: &mut Vec<u8>, number: u32) {
    put(bytes, &number.to_le_bytes());
}

fn put_u64(bytes: &mut Vec<u8>, number: u64) {
    put(bytes, &number.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::super::crc32::Crc32;
    use super::super::zip_reading::{self, End, Entry, LOCAL_HEADER, Packing, Span, TAIL};
    use super::*;

    const AT: DosTime = DosTime { date: 0x5d7a, time: 0x6000 };

    fn stored(path: &str, content: &[u8]) -> StoredFile {
        let mut crc = Crc32::default();
        crc.update(content);
        StoredFile { path: path.to_owned(), crc: crc.value(), size: content.len() as u64 }
    }

    /// Archive of these files.
    fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(AT);
        let mut bytes = Vec::new();
        for (path, content) in files {
            bytes.extend(writer.header(&stored(path, content)));
            bytes.extend_from_slice(content);
        }
        bytes.extend(writer.finish());
        bytes
    }

    fn part(bytes: &[u8], Span { start, length }: Span) -> &[u8] {
        &bytes[start as usize..(start + length) as usize]
    }

    fn tail(bytes: &[u8]) -> &[u8] {
        &bytes[bytes.len().saturating_sub(TAIL as usize)..]
    }

    fn listed(bytes: &[u8]) -> Option<Vec<Entry>> {
        let length = bytes.len() as u64;
        let directory = match zip_reading::end(tail(bytes), length)? {
            End::Directory(span) => span,
            End::Record64(span) => zip_reading::directory_64(part(bytes, span), length)?,
        };
        Some(zip_reading::entries(part(bytes, directory)))
    }

    #[test]
    fn archive_is_read_as_it_was_written() {
        let files: [(&str, &[u8]); 3] = [("a/猫.png", b"one"), ("b.png", b""), ("c.png", b"three")];
        let bytes = archive(&files);
        let entries = listed(&bytes).unwrap();
        assert_eq!(entries.len(), 3);
        for (entry, (path, content)) in entries.iter().zip(files) {
            assert_eq!((entry.path.as_str(), entry.packing, entry.crc), (path, Packing::Stored, stored(path, content).crc));
            let header = &bytes[entry.header as usize..(entry.header + LOCAL_HEADER) as usize];
            let span = zip_reading::content(entry, header, bytes.len() as u64).unwrap();
            assert_eq!(part(&bytes, span), content);
        }
    }

    #[test]
    fn comment_behind_the_end_is_no_obstacle() {
        let mut bytes = archive(&[("a.png", b"one")]);
        let at = bytes.len() - 2;
        bytes[at..].copy_from_slice(&4_u16.to_le_bytes());
        bytes.extend(b"note");
        assert_eq!(listed(&bytes).unwrap().len(), 1);
    }

    #[test]
    fn files_and_offsets_over_four_gigabytes_have_wide_fields() {
        const FIVE: u64 = 5_000_000_000;
        let mut writer = ZipWriter::new(AT);
        let first = writer.header(&StoredFile { path: "a.png".to_owned(), crc: 7, size: FIVE });
        let offset = FIVE + first.len() as u64;
        let second = writer.header(&StoredFile { path: "b.png".to_owned(), crc: 8, size: 9 });
        let end = writer.finish();
        let length = offset + second.len() as u64 + 9 + end.len() as u64;
        let Some(End::Record64(record)) = zip_reading::end(&end, length) else { panic!("no 64-bit record") };
        let from = length - end.len() as u64;
        let record = part(&end, Span { start: record.start - from, ..record });
        let directory = zip_reading::directory_64(record, length).unwrap();
        let entries = zip_reading::entries(part(&end, Span { start: directory.start - from, ..directory }));
        let places: Vec<_> = entries.iter().map(|entry| (entry.size, entry.packed, entry.header)).collect();
        assert_eq!(places, [(FIVE, FIVE, 0), (9, 9, offset)]);
        assert_eq!(zip_reading::content(&entries[0], &first, length), Some(Span { start: first.len() as u64, length: FIVE }));
    }

    #[test]
    fn more_files_than_16_bits_count_are_all_there() {
        let mut writer = ZipWriter::new(AT);
        let mut bytes = Vec::new();
        (0..70_000).for_each(|number| bytes.extend(writer.header(&stored(&format!("{number}.png"), b""))));
        bytes.extend(writer.finish());
        assert_eq!(listed(&bytes).unwrap().len(), 70_000);
    }

    #[test]
    fn cut_and_changed_archives_are_refused_or_read_in_part() {
        let bytes = archive(&[("a.png", b"one"), ("b.png", b"two")]);
        for cut in 0..bytes.len() {
            listed(&bytes[..cut]);
            listed(&bytes[cut..]);
        }
        for at in 0..bytes.len() {
            for value in [0, 1, 0x7f, 0xff] {
                let mut changed = bytes.clone();
                changed[at] = value;
                for entry in listed(&changed).unwrap_or_default() {
                    let header = changed.get(entry.header as usize..).unwrap_or_default();
                    if let Some(span) = zip_reading::content(&entry, header, changed.len() as u64) {
                        part(&changed, span);
                    }
                }
            }
        }
        assert_eq!(listed(b"not an archive at all, but long enough"), None);
    }

    #[test]
    fn time_is_that_of_dos() {
        assert_eq!(DosTime::of([2026, 11, 26, 12, 0, 0]), AT);
        assert_eq!(DosTime::of([1970, 1, 1, 23, 59, 59]), DosTime { date: 0x21, time: 0xbf7d });
    }
}

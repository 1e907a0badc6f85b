//! EXIF of a photo, reduced to entries that may go into a cut-out.
//!
//! EXIF is a small TIFF file (TIFF 6.0, section 2; CIPA DC-008-2023, 4.6): a header and directories of entries, each a tag, a type,
//! a count and a value, or the place of a value longer than four bytes. Only entries on a list go on: a thumbnail or a maker note shows
//! the background that was cut away, structure entries describe the pixels of another file, and an unknown entry may hold a place.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use codecs::{Resolution, Unit};

use crate::{Metadata, Size};

/// Description, maker, model, orientation, resolution, software, date, artist, computer, copyright, rating, titles of Windows.
const IMAGE_TAGS: &[RangeInclusive<u16>] = &[
    0x010e..=0x0110,
    ORIENTATION..=ORIENTATION,
    0x011a..=0x011b,
    0x0128..=0x0128,
    0x0131..=0x0132,
    0x013b..=0x013c,
    0x4746..=0x4746,
    0x8298..=0x8298,
    0x9c9b..=0x9c9f,
];

/// Exposure, sensitivity, times, lens, colour space, people and titles (CIPA DC-008-2023, tables 7 to 10). Left out: maker note, related
/// files, and areas given in coordinates of the unturned photo.
const PHOTO_TAGS: &[RangeInclusive<u16>] = &[
    0x829a..=0x829a,
    0x829d..=0x829d,
    0x8822..=0x8822,
    0x8824..=0x8824,
    0x8827..=0x8827,
    0x8830..=0x8835,
    0x9000..=0x9000,
    0x9003..=0x9004,
    0x9010..=0x9012,
    0x9201..=0x920a,
    0x9286..=0x9286,
    0x9290..=0x9292,
    0x9400..=0x9405,
    0xa001..=0xa003,
    0xa20b..=0xa20b,
    0xa20e..=0xa210,
    0xa215..=0xa215,
    0xa217..=0xa217,
    0xa300..=0xa301,
    0xa401..=0xa40a,
    0xa40c..=0xa40c,
    0xa420..=0xa420,
    0xa430..=0xa43c,
    0xa500..=0xa500,
];

/// The directory of the place where the photo was taken, whole (CIPA DC-008-2023, table 15).
const PLACE_TAGS: &[RangeInclusive<u16>] = &[0x0000..=0x001f];

const ORIENTATION: u16 = 0x0112;
const RESOLUTION_X: u16 = 0x011a;
const RESOLUTION_Y: u16 = 0x011b;
const RESOLUTION_UNIT: u16 = 0x0128;
const XMP: u16 = 0x02bc;
const IPTC: u16 = 0x83bb;
const PHOTO_DIRECTORY: u16 = 0x8769;
const PLACE_DIRECTORY: u16 = 0x8825;
const WIDTH: u16 = 0xa002;
const HEIGHT: u16 = 0xa003;

const BYTE: u16 = 1;
const ASCII: u16 = 2;
const SHORT: u16 = 3;
const LONG: u16 = 4;
const RATIONAL: u16 = 5;

/// All values together stay under this, so that the whole fits a JPEG segment of 65 533 bytes.
const MAX_VALUE_BYTES: usize = 60_000;

/// EXIF entries that may go from a photo into its cut-out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exif {
    order: ByteOrder,
    image: Directory,
    photo: Directory,
    place: Directory,
}

/// Entries from elsewhere in a photo's file, which have no other place in that of a cut-out.
#[derive(Debug, Clone, Default)]
pub(crate) struct ExtraEntries<'a> {
    /// In the place of the one that is there.
    pub resolution: Option<Resolution>,
    /// Texts with a zero at their end, where there is none with the same tag.
    pub texts: Vec<(u16, Vec<u8>)>,
    /// XMP packet.
    pub xmp: Option<&'a [u8]>,
    /// IPTC records.
    pub iptc: Option<&'a [u8]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum ByteOrder {
    Little,
    #[default]
    Big,
}

/// Ascending by tag, as TIFF wants it.
type Directory = BTreeMap<u16, Entry>;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    kind: u16,
    count: u32,
    /// In the byte order of the whole.
    value: Vec<u8>,
}

impl Exif {
    /// Reads a TIFF structure, with or without the `Exif\0\0` of JPEG before it. Broken entries and unknown ones are skipped;
    /// `None` when nothing is left.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let tiff = bytes.strip_prefix(b"Exif\0\0").unwrap_or(bytes);
        let order = match tiff.get(..4)? {
            b"II*\0" => ByteOrder::Little,
            b"MM\0*" => ByteOrder::Big,
            _ => return None,
        };
        let mut reader = Reader { tiff, order, left: MAX_VALUE_BYTES };
        let first = reader.long(4)?;
        let image = reader.directory(first, IMAGE_TAGS);
        let photo = reader.pointed_to(first, PHOTO_DIRECTORY).map(|at| reader.directory(at, PHOTO_TAGS)).unwrap_or_default();
        let place = reader.pointed_to(first, PLACE_DIRECTORY).map(|at| reader.directory(at, PLACE_TAGS)).unwrap_or_default();
        let is_empty = image.is_empty() && photo.is_empty() && place.is_empty();
        (!is_empty).then_some(Self { order, image, photo, place })
    }

    /// True if it says where the photo was taken.
    pub fn has_place(&self) -> bool {
        !self.place.is_empty()
    }

    /// Resolution on paper.
    pub(crate) fn resolution(&self) -> Option<Resolution> {
        let number = |bytes: &[u8]| {
            let add = |number: u32, byte: &u8| (number << 8) | u32::from(*byte);
            if self.order == ByteOrder::Big { bytes.iter().fold(0, add) } else { bytes.iter().rev().fold(0, add) }
        };
        let side = |tag| {
            let entry = self.image.get(&tag).filter(|entry| entry.kind == RATIONAL)?;
            Some((number(entry.value.get(..4)?), number(entry.value.get(4..8)?)))
        };
        let unit = match self.image.get(&RESOLUTION_UNIT).filter(|entry| entry.kind == SHORT).map(|entry| number(&entry.value)) {
            None | Some(2) => Unit::Inch,
            Some(3) => Unit::Centimetre,
            Some(_) => return None,
        };
        Resolution::new(side(RESOLUTION_X)?, side(RESOLUTION_Y)?, unit)
    }

    /// A TIFF structure for an upright picture of `size`; `None` when nothing is to be kept.
    pub fn to_bytes(&self, keep: Metadata, size: Size) -> Option<Vec<u8>> {
        self.to_bytes_with(keep, size, &ExtraEntries::default())
    }

    /// [`Self::to_bytes`] with entries from elsewhere, which are kept whatever `keep` says.
    pub(crate) fn to_bytes_with(&self, keep: Metadata, size: Size, added: &ExtraEntries<'_>) -> Option<Vec<u8>> {
        let keeps_place = keep == Metadata::All && self.has_place();
        let (mut image, mut photo) = match keep {
            Metadata::None => (Directory::new(), Directory::new()),
            Metadata::WithoutPlace | Metadata::All => (self.image.clone(), self.photo.clone()),
        };
        if let Some(orientation) = image.get_mut(&ORIENTATION) {
            *orientation = Entry { kind: SHORT, count: 1, value: self.order.short(1).to_vec() };
        }
        self.add(added, &mut image);
        for (tag, side) in [(WIDTH, size.width), (HEIGHT, size.height)] {
            if let Some(entry) = photo.get_mut(&tag) {
                *entry = self.order.pointer(side);
            }
        }
        if image.is_empty() && photo.is_empty() && !keeps_place {
            return None;
        }
        // The directories that are pointed to follow the first one, whose length does not depend on where they are.
        if !photo.is_empty() {
            image.insert(PHOTO_DIRECTORY, self.order.pointer(0));
        }
        if keeps_place {
            image.insert(PLACE_DIRECTORY, self.order.pointer(0));
        }
        let photo_at = HEADER + length(&image);
        let place_at = photo_at + if photo.is_empty() { 0 } else { length(&photo) };
        for (tag, at) in [(PHOTO_DIRECTORY, photo_at), (PLACE_DIRECTORY, place_at)] {
            if let Some(entry) = image.get_mut(&tag) {
                *entry = self.order.pointer(at as u32);
            }
        }
        let mut tiff = match self.order {
            ByteOrder::Little => b"II*\0".to_vec(),
            ByteOrder::Big => b"MM\0*".to_vec(),
        };
        tiff.extend(self.order.long(HEADER as u32));
        self.order.append(&image, &mut tiff);
        if !photo.is_empty() {
            self.order.append(&photo, &mut tiff);
        }
        if keeps_place {
            self.order.append(&self.place, &mut tiff);
        }
        Some(tiff)
    }
}

impl Exif {
    fn add(&self, added: &ExtraEntries<'_>, image: &mut Directory) {
        let entry = |kind, value: &[u8]| Entry { kind, count: value.len() as u32, value: value.to_vec() };
        if let Some(resolution) = added.resolution {
            let unit = if resolution.unit == Unit::Inch { 2 } else { 3 };
            image.insert(RESOLUTION_X, self.order.rational(resolution.x));
            image.insert(RESOLUTION_Y, self.order.rational(resolution.y));
            image.insert(RESOLUTION_UNIT, Entry { kind: SHORT, count: 1, value: self.order.short(unit).to_vec() });
        }
        let mut left =
            MAX_VALUE_BYTES.saturating_sub([&*image, &self.photo, &self.place].into_iter().flatten().map(|(_, entry)| entry.value.len()).sum());
        for (tag, text) in &added.texts {
            if text.len() <= left && !image.contains_key(tag) {
                left -= text.len();
                image.insert(*tag, entry(ASCII, text));
            }
        }
        for (tag, value) in [(XMP, added.xmp), (IPTC, added.iptc)] {
            if let Some(value) = value {
                image.insert(tag, entry(BYTE, value));
            }
        }
    }
}

/// Byte order, magic number, place of the first directory.
const HEADER: usize = 8;
/// Tag, type, count, value or its place.
const ENTRY: usize = 12;

/// Bytes of a directory and its values, each value from an even place on.
fn length(directory: &Directory) -> usize {
    let values: usize = directory.values().map(|entry| entry.value.len()).filter(|length| *length > 4).map(|length| length.next_multiple_of(2)).sum();
    2 + directory.len() * ENTRY + 4 + values
}

struct Reader<'a> {
    tiff: &'a [u8],
    order: ByteOrder,
    left: usize,
}

impl Reader<'_> {
    fn short(&self, at: usize) -> Option<u16> {
        let bytes = self.tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(match self.order {
            ByteOrder::Little => u16::from_le_bytes(bytes),
            ByteOrder::Big => u16::from_be_bytes(bytes),
        })
    }

    fn long(&self, at: usize) -> Option<u32> {
        let bytes = self.tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(match self.order {
            ByteOrder::Little => u32::from_le_bytes(bytes),
            ByteOrder::Big => u32::from_be_bytes(bytes),
        })
    }

    /// Places of a directory's entries, as far as the bytes go.
    fn entries(&self, directory: u32) -> impl Iterator<Item = usize> {
        let directory = directory as usize;
        let count = self.short(directory).unwrap_or(0);
        let end = self.tiff.len();
        (0..usize::from(count)).map(move |index| directory + 2 + index * ENTRY).take_while(move |at| at + ENTRY <= end)
    }

    fn pointed_to(&self, directory: u32, tag: u16) -> Option<u32> {
        let at = self.entries(directory).find(|at| self.short(*at) == Some(tag))?;
        self.long(at + 8)
    }

    /// The wanted entries of a directory; of several with one tag the first.
    fn directory(&mut self, at: u32, wanted: &[RangeInclusive<u16>]) -> Directory {
        let mut directory = Directory::new();
        let places: Vec<usize> = self.entries(at).collect();
        for at in places {
            let Some(tag) = self.short(at).filter(|tag| wanted.iter().any(|range| range.contains(tag)) && !directory.contains_key(tag)) else {
                continue;
            };
            if let Some(entry) = self.entry(at) {
                directory.insert(tag, entry);
            }
        }
        directory
    }

    fn entry(&mut self, at: usize) -> Option<Entry> {
        let (kind, count) = (self.short(at + 2)?, self.long(at + 4)?);
        let length = (count as usize).checked_mul(bytes_of(kind)?)?;
        if length == 0 || length > self.left {
            return None;
        }
        let from = if length <= 4 { at + 8 } else { self.long(at + 8)? as usize };
        let value = self.tiff.get(from..from.checked_add(length)?)?.to_vec();
        self.left -= length;
        Some(Entry { kind, count, value })
    }
}

/// Bytes of one value: BYTE, ASCII, SHORT, LONG, RATIONAL, their signed kinds, UNDEFINED, FLOAT, DOUBLE, and UTF-8 of EXIF 3.0.
fn bytes_of(kind: u16) -> Option<usize> {
    Some(match kind {
        1 | 2 | 6 | 7 | 129 => 1,
        SHORT | 8 => 2,
        LONG | 9 | 11 => 4,
        5 | 10 | 12 => 8,
        _ => return None,
    })
}

impl ByteOrder {
    fn short(self, value: u16) -> [u8; 2] {
        match self {
            ByteOrder::Little => value.to_le_bytes(),
            ByteOrder::Big => value.to_be_bytes(),
        }
    }

    fn long(self, value: u32) -> [u8; 4] {
        match self {
            ByteOrder::Little => value.to_le_bytes(),
            ByteOrder::Big => value.to_be_bytes(),
        }
    }

    fn pointer(self, value: u32) -> Entry {
        Entry { kind: LONG, count: 1, value: self.long(value).to_vec() }
    }

    fn rational(self, (numerator, denominator): (u32, u32)) -> Entry {
        Entry { kind: RATIONAL, count: 1, value: [self.long(numerator), self.long(denominator)].concat() }
    }

    /// Writes a directory and, after it, the values that do not fit its entries.
    fn append(self, directory: &Directory, tiff: &mut Vec<u8>) {
        let mut values = Vec::new();
        let values_at = tiff.len() + 2 + directory.len() * ENTRY + 4;
        tiff.extend(self.short(directory.len() as u16));
        for (tag, entry) in directory {
            tiff.extend(self.short(*tag));
            tiff.extend(self.short(entry.kind));
            tiff.extend(self.long(entry.count));
            if entry.value.len() <= 4 {
                let mut inline = [0; 4];
                inline[..entry.value.len()].copy_from_slice(&entry.value);
                tiff.extend(inline);
            } else {
                tiff.extend(self.long((values_at + values.len()) as u32));
                values.extend(&entry.value);
                if entry.value.len() % 2 == 1 {
                    values.push(0);
                }
            }
        }
        // No further directory: the second one of a photo is its thumbnail.
        tiff.extend(self.long(0));
        tiff.extend(values);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Big-endian; orientation 6, a maker note, XMP, a place, a thumbnail.
    const PHONE: &[u8] = include_bytes!("../tests/phone.exif");
    const SIZE: Size = Size { width: 3024, height: 4032 };

    fn holds(bytes: &[u8], word: &str) -> bool {
        bytes.windows(word.len()).any(|found| found == word.as_bytes())
    }

    fn kept(bytes: &[u8], keep: Metadata) -> Vec<u8> {
        Exif::read(bytes).unwrap().to_bytes(keep, SIZE).unwrap()
    }

    fn short(exif: &Exif, directory: &Directory, tag: u16) -> u16 {
        let value = directory[&tag].value.clone().try_into().unwrap();
        if exif.order == ByteOrder::Big { u16::from_be_bytes(value) } else { u16::from_le_bytes(value) }
    }

    #[test]
    fn exif_is_dropped_by_default() {
        assert_eq!(Exif::read(PHONE).unwrap().to_bytes(Metadata::None, SIZE), None);
    }

    #[test]
    fn kept_exif_describes_the_upright_picture() {
        let exif = Exif::read(PHONE).unwrap();
        assert_eq!(short(&exif, &exif.image, ORIENTATION), 6);
        for keep in [Metadata::WithoutPlace, Metadata::All] {
            let bytes = kept(PHONE, keep);
            let again = Exif::read(&bytes).unwrap();
            assert_eq!(short(&again, &again.image, ORIENTATION), 1);
            assert_eq!(again.photo[&WIDTH].value, SIZE.width.to_be_bytes());
            assert_eq!(again.photo[&HEIGHT].value, SIZE.height.to_be_bytes());
            for word in ["Phone 12", "2026:11:24", "Lens X", "(c) Someone"] {
                assert!(holds(&bytes, word), "{word}");
            }
        }
    }

    #[test]
    fn thumbnail_and_unknown_entries_are_removed() {
        for word in ["THUMBNAIL", "MAKERNOTE", "PLACE", "PrintIM"] {
            assert!(holds(PHONE, word));
            assert!(!holds(&kept(PHONE, Metadata::All), word), "{word}");
        }
    }

    #[test]
    fn place_is_kept_only_when_asked() {
        let place = [52_u32, 1, 31, 1].map(u32::to_be_bytes).concat();
        let has = |bytes: &[u8]| bytes.windows(place.len()).any(|found| found == place);
        assert!(has(PHONE) && Exif::read(PHONE).unwrap().has_place());
        assert!(has(&kept(PHONE, Metadata::All)));
        assert!(!has(&kept(PHONE, Metadata::WithoutPlace)));
        assert!(!Exif::read(&kept(PHONE, Metadata::WithoutPlace)).unwrap().has_place());
    }

    #[test]
    fn both_byte_orders_and_the_prefix_of_jpeg_are_read() {
        assert_eq!(Exif::read(&[b"Exif\0\0", PHONE].concat()), Exif::read(PHONE));
        let little =
            [b"II*\0\x08\0\0\0\x02\0".as_slice(), b"\x12\x01\x03\0\x01\0\0\0\x08\0\0\0", b"\x0f\x01\x02\0\x05\0\0\0\x26\0\0\0", &[0; 4], b"Acme\0"]
                .concat();
        let bytes = kept(&little, Metadata::WithoutPlace);
        assert!(bytes.starts_with(b"II*\0") && holds(&bytes, "Acme"));
        let exif = Exif::read(&bytes).unwrap();
        assert_eq!(short(&exif, &exif.image, ORIENTATION), 1);
    }

    #[test]
    fn cyclic_directories_terminate() {
        let mut bytes = b"MM\0*\0\0\0\x08\0\x02".to_vec();
        bytes.extend(b"\x87\x69\0\x04\0\0\0\x01\0\0\0\x08");
        bytes.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0");
        assert!(Exif::read(&bytes).is_some());
    }

    fn check(bytes: &[u8]) {
        let Some(exif) = Exif::read(bytes) else { return };
        for keep in [Metadata::WithoutPlace, Metadata::All] {
            let Some(written) = exif.to_bytes(keep, SIZE) else { continue };
            assert!(written.len() < 65_527, "{} bytes do not fit a JPEG segment", written.len());
            let again = Exif::read(&written).unwrap();
            assert_eq!(again.to_bytes(keep, SIZE), Some(written), "what was written is whole");
            assert_eq!(again.has_place(), keep == Metadata::All && exif.has_place());
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), big in any::<bool>()) {
            check(&[if big { b"MM\0*\0\0\0\x08" } else { b"II*\0\x08\0\0\0" }.as_slice(), &bytes].concat());
        }

        #[test]
        fn damaged_exif_is_read_without_panic(damage in proptest::collection::vec((0..PHONE.len(), any::<u8>()), 1..24), length in 0..=PHONE.len()) {
            let mut bytes = PHONE.to_vec();
            for (at, value) in damage {
                bytes[at] = value;
            }
            bytes.truncate(length);
            check(&bytes);
        }

        #[test]
        fn any_entries_are_read_without_panic(entries in proptest::collection::vec((0x0100_u16..0x0140, 0_u16..14, 0_u32..70_000, 0_u32..300), 0..80), pad in 0_usize..70_000) {
            let mut bytes = b"II*\0\x08\0\0\0".to_vec();
            bytes.extend((entries.len() as u16).to_le_bytes());
            for (tag, kind, count, at) in entries {
                bytes.extend(tag.to_le_bytes());
                bytes.extend(kind.to_le_bytes());
                bytes.extend(count.to_le_bytes());
                bytes.extend(at.to_le_bytes());
            }
            bytes.extend(vec![7; pad]);
            check(&bytes);
        }
    }
}

//! Segments of a JPEG file (ITU-T T.81, annex B), read without decoding: its frame, its scans and everything beside the pixels.

use crate::{Resolution, Unit};

/// A component of the frame (T.81, B.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Component {
    pub id: u8,
    /// Horizontal and vertical sampling factor.
    pub sampling: (usize, usize),
    /// Number of its quantisation table.
    pub quantisation: usize,
}

/// Frame header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Number of the SOF marker: 0 baseline, 1 extended, 2 progressive, 3 lossless, 9 to 11 the same with arithmetic coding.
    pub process: u8,
    /// Bits of a sample.
    pub precision: u8,
    pub width: usize,
    pub height: usize,
    pub components: Vec<Component>,
}

impl Frame {
    /// Largest sampling factors.
    pub fn largest_sampling(&self) -> (usize, usize) {
        self.components.iter().fold((1, 1), |(h, v), component| (h.max(component.sampling.0), v.max(component.sampling.1)))
    }
}

/// Content of a file beside its pixels, as far as its first picture goes.
#[derive(Debug, Clone, Default)]
pub struct Segments {
    /// First frame header.
    pub frame: Option<Frame>,
    /// Scans.
    pub scans: usize,
    pub has_jfif: bool,
    /// Colour transform of Adobe's marker.
    pub adobe_transform: Option<u8>,
    /// Resolution of the JFIF marker.
    pub resolution: Option<Resolution>,
    /// TIFF structure.
    pub exif: Option<Vec<u8>>,
    /// ICC profile of all its parts.
    pub icc: Option<Vec<u8>>,
    /// XMP packet.
    pub xmp: Option<Vec<u8>>,
    /// Photoshop's image resources.
    pub resources: Option<Vec<u8>>,
    /// True if the file says that further pictures follow (CIPA DC-007).
    pub has_more_pictures: bool,
    /// True if one of them is a gain map (ISO 21496-1, or Adobe's and Apple's names for it in XMP).
    pub has_gain_map: bool,
}

/// A segment: its marker and its content. After the content of SOS comes entropy-coded data.
#[derive(Debug, Clone, Copy)]
pub struct Segment<'a> {
    pub marker: u8,
    pub content: &'a [u8],
    /// Place of the first byte after it.
    pub end: usize,
}

pub const SOS: u8 = 0xda;
pub const EOI: u8 = 0xd9;
pub const DHT: u8 = 0xc4;
pub const DQT: u8 = 0xdb;
pub const DRI: u8 = 0xdd;
pub const DAC: u8 = 0xcc;

/// The next segment from `at` on, over anything between segments; `None` at the end of the bytes.
pub fn next_segment(bytes: &[u8], mut at: usize) -> Option<Segment<'_>> {
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == 0xff)?;
        let marker = *bytes.get(at + 1)?;
        match marker {
            // A fill byte.
            0xff => at += 1,
            // Stuffing, TEM, restart markers, SOI: no content.
            0x00 | 0x01 | 0xd0..=0xd8 => at += 2,
            EOI => return Some(Segment { marker, content: &[], end: at + 2 }),
            _ => {
                let length = usize::from(u16::from_be_bytes(*bytes.get(at + 2..)?.first_chunk()?));
                let end = at + 2 + length.max(2);
                return Some(Segment { marker, content: bytes.get(at + 4..end)?, end });
            }
        }
    }
}

/// Name at the beginning of a segment, and the content after it.
const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const ICC: &[u8] = b"ICC_PROFILE\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
const GAIN_MAP: &[u8] = b"urn:iso:std:iso:ts:21496:-1\0";
const MULTI_PICTURE: &[u8] = b"MPF\0";

impl Segments {
    /// Reads all segments up to the end of the first picture.
    pub fn read(bytes: &[u8]) -> Self {
        let mut found = Self::default();
        let mut profile: Vec<(u8, u8, &[u8])> = Vec::new();
        let mut at = 2;
        while let Some(Segment { marker, content, end }) = next_segment(bytes, at) {
            at = end;
            match marker {
                EOI => break,
                SOS => found.scans += 1,
                DHT | DAC | 0xc8 => {}
                0xc0..=0xcf if found.frame.is_none() => found.frame = frame(marker, content),
                0xe0 => found.read_jfif(content),
                0xe1 => found.read_app1(content),
                0xe2 => match content {
                    _ if content.starts_with(ICC) => {
                        if let Some(([number, count], part)) = content[ICC.len()..].split_first_chunk() {
                            profile.push((*number, *count, part));
                        }
                    }
                    _ if content.starts_with(GAIN_MAP) => found.has_gain_map = true,
                    _ if content.starts_with(MULTI_PICTURE) => found.has_more_pictures = true,
                    _ => {}
                },
                0xed if content.starts_with(PHOTOSHOP) => {
                    found.resources.get_or_insert_default().extend(&content[PHOTOSHOP.len()..]);
                }
                0xee if content.starts_with(b"Adobe") => found.adobe_transform = content.get(11).copied(),
                _ => {}
            }
        }
        // Apple names its gain map in the second picture.
        let after = &bytes[at.min(bytes.len())..bytes.len().min(at.saturating_add(1 << 16))];
        found.has_gain_map |= found.has_more_pictures && holds(after, b"hdrgainmap");
        found.icc = joined(profile);
        found
    }

    fn read_jfif(&mut self, content: &[u8]) {
        let Some(fields) = content.strip_prefix(b"JFIF\0") else { return };
        self.has_jfif = true;
        let [_, _, unit, x0, x1, y0, y1, ..] = fields else { return };
        let unit = match unit {
            1 => Unit::Inch,
            2 => Unit::Centimetre,
            _ => return,
        };
        let [x, y] = [[*x0, *x1], [*y0, *y1]].map(|side| u32::from(u16::from_be_bytes(side)));
        self.resolution = Resolution::new((x, 1), (y, 1), unit);
    }

    fn read_app1(&mut self, content: &[u8]) {
        if let (Some(exif), None) = (content.strip_prefix(EXIF), &self.exif) {
            self.exif = Some(exif.to_vec());
        }
        if let (Some(xmp), None) = (content.strip_prefix(XMP), &self.xmp) {
            self.has_gain_map |= holds(xmp, b"http://ns.adobe.com/hdr-gain-map/") || holds(xmp, b"HDRGainMap");
            self.xmp = Some(xmp.to_vec());
        }
    }
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|found| found == word)
}

/// Parts of a profile in the order of their numbers; `None` if one is missing or there twice.
fn joined(mut parts: Vec<(u8, u8, &[u8])>) -> Option<Vec<u8>> {
    parts.sort_by_key(|(number, ..)| *number);
    let is_whole = parts.iter().zip(1..).all(|((number, count, _), expected)| *number == expected && usize::from(*count) == parts.len());
    (is_whole && !parts.is_empty()).then(|| parts.iter().flat_map(|(_, _, part)| part.iter().copied()).collect())
}

/// The content of a frame header (T.81, B.2.2).
fn frame(marker: u8, content: &[u8]) -> Option<Frame> {
    let ([precision, h1, h0, w1, w0, count], rest) = content.split_first_chunk()?;
    let components = rest.chunks_exact(3).take(usize::from(*count)).map(|fields| Component {
        id: fields[0],
        sampling: (usize::from(fields[1] >> 4), usize::from(fields[1] & 15)),
        quantisation: usize::from(fields[2] & 3),
    });
    let components: Vec<Component> = components.collect();
    let are_valid = components.iter().all(|component| (1..=4).contains(&component.sampling.0) && (1..=4).contains(&component.sampling.1));
    (are_valid && !components.is_empty() && components.len() == usize::from(*count)).then_some(Frame {
        process: marker & 15,
        precision: *precision,
        width: usize::from(u16::from_be_bytes([*w1, *w0])),
        height: usize::from(u16::from_be_bytes([*h1, *h0])),
        components,
    })
}

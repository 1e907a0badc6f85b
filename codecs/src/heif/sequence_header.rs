//! Sequence header of an AV1 stream (AV1 Bitstream & Decoding Process Specification, 5.3 to 5.5), up to the meaning of its values.

use super::code_points::CodePoints;

/// Sequence header of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SequenceHeader {
    /// Most columns and rows of a picture.
    pub size: (u32, u32),
    /// Meaning of its values.
    pub code_points: CodePoints,
}

/// Type of the header's unit.
const SEQUENCE_HEADER: u64 = 1;

impl SequenceHeader {
    /// The first sequence header in a stream of open bitstream units.
    pub fn find(mut stream: &[u8]) -> Option<Self> {
        loop {
            let mut bits = Bits { bytes: stream, at: 0 };
            bits.skip(1)?;
            let kind = bits.take(4)?;
            let (is_extended, has_size) = (bits.flag()?, bits.flag()?);
            bits.skip(if is_extended { 9 } else { 1 })?;
            let rest = stream.get(bits.at / 8..)?;
            let (size, rest) = if has_size { leb128(rest)? } else { (rest.len(), rest) };
            let (unit, after) = rest.split_at(size.min(rest.len()));
            if kind == SEQUENCE_HEADER {
                return Self::read(&mut Bits { bytes: unit, at: 0 });
            }
            stream = after;
        }
    }

    fn read(bits: &mut Bits<'_>) -> Option<Self> {
        let profile = bits.take(3)?;
        bits.skip(1)?;
        let is_reduced = bits.flag()?;
        if is_reduced {
            bits.skip(5)?;
        } else {
            operating_points(bits)?;
        }
        let (of_width, of_height) = (bits.take(4)? + 1, bits.take(4)? + 1);
        let size = (bits.take(of_width)? as u32 + 1, bits.take(of_height)? as u32 + 1);
        if !is_reduced && bits.flag()? {
            bits.skip(7)?;
        }
        bits.skip(3)?;
        if !is_reduced {
            tools(bits)?;
        }
        bits.skip(3)?;
        Some(Self { size, code_points: colours(bits, profile)? })
    }
}

/// `timing_info`, `decoder_model_info` and the operating points.
fn operating_points(bits: &mut Bits<'_>) -> Option<()> {
    let mut of_delay = None;
    if bits.flag()? {
        bits.skip(64)?;
        if bits.flag()? {
            bits.skip_uvlc()?;
        }
        if bits.flag()? {
            of_delay = Some(bits.take(5)? + 1);
            bits.skip(32 + 5 + 5)?;
        }
    }
    let has_delays = bits.flag()?;
    for _ in 0..=bits.take(5)? {
        bits.skip(12)?;
        if bits.take(5)? > 7 {
            bits.skip(1)?;
        }
        if let Some(of_delay) = of_delay
            && bits.flag()?
        {
            bits.skip(2 * of_delay + 1)?;
        }
        if has_delays && bits.flag()? {
            bits.skip(4)?;
        }
    }
    Some(())
}

/// Coding tools that only films have.
fn tools(bits: &mut Bits<'_>) -> Option<()> {
    bits.skip(4)?;
    let has_order = bits.flag()?;
    if has_order {
        bits.skip(2)?;
    }
    let is_chosen = bits.flag()?;
    if (is_chosen || bits.flag()?) && !bits.flag()? {
        bits.skip(1)?;
    }
    if has_order {
        bits.skip(3)?;
    }
    Some(())
}

/// `color_config`, up to the range.
fn colours(bits: &mut Bits<'_>, profile: u64) -> Option<CodePoints> {
    let is_deep = bits.flag()?;
    if profile == 2 && is_deep {
        bits.skip(1)?;
    }
    let is_gray = profile != 1 && bits.flag()?;
    let mut found = CodePoints::default();
    if bits.flag()? {
        let mut byte = || bits.take(8).map(|value| value as u16);
        (found.primaries, found.transfer, found.matrix) = (byte()?, byte()?, byte()?);
    }
    let is_srgb = !is_gray && (found.primaries, found.transfer, found.matrix) == (1, 13, 0);
    found.is_full_range = is_srgb || bits.flag()?;
    Some(found)
}

/// Number of up to 8 bytes, 7 bits in each (4.10.5), and what follows it.
fn leb128(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0_u64;
    for (index, byte) in bytes.iter().enumerate().take(8) {
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((usize::try_from(value).ok()?, &bytes[index + 1..]));
        }
    }
    None
}

/// Bits from the highest of each byte on.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: u64) -> Option<u64> {
        let mut value = 0;
        for _ in 0..count {
            let byte = self.bytes.get(self.at / 8)?;
            value = value << 1 | u64::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(value)
    }

    fn flag(&mut self) -> Option<bool> {
        self.take(1).map(|bit| bit == 1)
    }

    fn skip(&mut self, count: u64) -> Option<()> {
        self.at += usize::try_from(count).ok()?;
        (self.at <= self.bytes.len() * 8).then_some(())
    }

    /// As many zeros as bits follow the one behind them (4.10.3).
    fn skip_uvlc(&mut self) -> Option<()> {
        let mut zeros = 0;
        while !self.flag()? {
            zeros += 1;
        }
        self.skip(zeros)
    }
}

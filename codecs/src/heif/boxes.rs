//! Boxes of ISO base media files (ISO/IEC 14496-12, 4.2) and numbers inside them, which are big-endian.

/// A box.
#[derive(Debug, Clone, Copy)]
pub struct IsoBox<'a> {
    /// Its four letters.
    pub name: [u8; 4],
    /// Its content, as far as it is there.
    pub content: &'a [u8],
    /// False if the file ends before the box does.
    pub is_whole: bool,
}

/// Boxes one after the other, up to the first that makes no sense.
#[derive(Debug, Clone)]
pub struct Boxes<'a>(pub &'a [u8]);

impl<'a> Iterator for Boxes<'a> {
    type Item = IsoBox<'a>;

    fn next(&mut self) -> Option<IsoBox<'a>> {
        let mut reader = Reader(self.0);
        let size = reader.u32()?;
        let name = *reader.array()?;
        let size = match size {
            // Up to the end of the file.
            0 => self.0.len() as u64,
            1 => reader.u64()?,
            size => size.into(),
        };
        let head = self.0.len() - reader.0.len();
        let length = usize::try_from(size).unwrap_or(usize::MAX).checked_sub(head)?;
        let content = reader.0.get(..length.min(reader.0.len()))?;
        self.0 = reader.0.get(content.len()..)?;
        Some(IsoBox { name, content, is_whole: content.len() == length })
    }
}

/// Bytes that are read from the front; `None` once there are too few.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    /// Next bytes, as many as the array has.
    pub fn array<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(taken)
    }

    /// Next byte.
    pub fn u8(&mut self) -> Option<u8> {
        Some(u8::from_be_bytes(*self.array()?))
    }

    /// Next two bytes.
    pub fn u16(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes(*self.array()?))
    }

    /// Next four bytes.
    pub fn u32(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(*self.array()?))
    }

    /// Next eight bytes.
    pub fn u64(&mut self) -> Option<u64> {
        Some(u64::from_be_bytes(*self.array()?))
    }

    /// Next two or four bytes.
    pub fn short_or_long(&mut self, is_long: bool) -> Option<u32> {
        if is_long { self.u32() } else { self.u16().map(u32::from) }
    }

    /// Number of none, four or eight bytes.
    pub fn sized(&mut self, bytes: u8) -> Option<u64> {
        match bytes {
            0 => Some(0),
            4 => self.u32().map(u64::from),
            8 => self.u64(),
            _ => None,
        }
    }

    /// Version and flags at the front of a full box.
    pub fn version(&mut self) -> Option<(u8, u32)> {
        let word = self.u32()?;
        Some(((word >> 24) as u8, word & 0x00ff_ffff))
    }

    /// Bytes up to a zero, which is dropped, or to the end.
    pub fn text(&mut self) -> &'a [u8] {
        let end = self.0.iter().position(|byte| *byte == 0).unwrap_or(self.0.len());
        let text = &self.0[..end];
        self.0 = self.0.get(end + 1..).unwrap_or_default();
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_follow_each_other_up_to_a_cut() {
        let file = b"\0\0\0\x0aabcd12\0\0\0\x01efgh\0\0\0\0\0\0\0\x113\0\0\0\x20ijkl45";
        let found: Vec<_> = Boxes(file).map(|boxed| (boxed.name, boxed.content.to_vec(), boxed.is_whole)).collect();
        assert_eq!(found, [(*b"abcd", b"12".to_vec(), true), (*b"efgh", b"3".to_vec(), true), (*b"ijkl", b"45".to_vec(), false)]);
        // Up to the end; smaller than its own head.
        assert_eq!(Boxes(b"\0\0\0\0abcd12").next().map(|boxed| boxed.content), Some(&b"12"[..]));
        assert!(Boxes(b"\0\0\0\x07abcd12").next().is_none());
    }
}

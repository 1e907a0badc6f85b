//! Reader of structured values from any bytes; it never ends, and gives zeros once the bytes are used up.

/// Bytes that become numbers.
#[derive(Debug)]
pub struct Input<'a>(pub &'a [u8]);

impl<'a> Input<'a> {
    /// Next byte.
    pub fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// Next byte, brought into a range.
    pub fn within(&mut self, low: u32, high: u32) -> u32 {
        low + u32::from(self.byte()) % (high - low + 1)
    }

    /// Next four bytes.
    pub fn word(&mut self) -> u32 {
        u32::from_le_bytes([0; 4].map(|_: u8| self.byte()))
    }

    /// Next four bytes as a float of any kind.
    pub fn float(&mut self) -> f32 {
        f32::from_bits(self.word())
    }

    /// Next `count` bytes, in a round where there are fewer.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        if self.0.is_empty() {
            return vec![0; count];
        }
        let taken = self.0.iter().cycle().take(count).copied().collect();
        self.0 = self.0.get(count..).unwrap_or_default();
        taken
    }

    /// Bytes up to a line feed, which is dropped.
    pub fn line(&mut self) -> &'a [u8] {
        let end = self.0.iter().position(|byte| *byte == b'\n').unwrap_or(self.0.len());
        let line = &self.0[..end];
        self.0 = self.0.get(end + 1..).unwrap_or_default();
        line
    }
}

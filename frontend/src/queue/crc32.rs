//! CRC-32 of ZIP archives (polynomial 0xEDB88320, reflected), eight bytes at a time. The tables are made when first used: as constants they would be
//! 8 kB of the page that no compression makes smaller.

use std::sync::LazyLock;

static TABLES: LazyLock<[[u32; 256]; 8]> = LazyLock::new(tables);

fn tables() -> [[u32; 256]; 8] {
    let mut tables = [[0; 256]; 8];
    for (byte, sum) in (0_u32..).zip(&mut tables[0]) {
        *sum = (0..8).fold(byte, |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 });
    }
    for step in 1..8 {
        tables[step] = tables[step - 1].map(|before| before >> 8 ^ tables[0][(before & 0xff) as usize]);
    }
    tables
}

/// CRC-32 that is computed piece by piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crc32(u32);

impl Default for Crc32 {
    fn default() -> Self {
        Self(!0)
    }
}

impl Crc32 {
    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        let tables = &*TABLES;
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            let low = u32::from_le_bytes([word[0], word[1], word[2], word[3]]) ^ self.0;
            let [a, b, c, d] = low.to_le_bytes();
            self.0 = [a, b, c, d, word[4], word[5], word[6], word[7]]
                .into_iter()
                .zip(tables.iter().rev())
                .fold(0, |crc, (byte, table)| crc ^ table[usize::from(byte)]);
        }
        for byte in rest {
            self.0 = self.0 >> 8 ^ tables[0][(self.0 as u8 ^ byte) as usize];
        }
    }

    /// The sum.
    pub fn value(self) -> u32 {
        !self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crc(pieces: &[&[u8]]) -> u32 {
        let mut crc = Crc32::default();
        pieces.iter().for_each(|piece| crc.update(piece));
        crc.value()
    }

    #[test]
    fn check_values_are_the_published_ones() {
        assert_eq!(crc(&[]), 0);
        assert_eq!(crc(&[b"123456789"]), 0xcbf4_3926);
        assert_eq!(crc(&[b"The quick brown fox jumps over the lazy dog"]), 0x414f_a339);
    }

    #[test]
    fn pieces_give_the_sum_of_the_whole() {
        let bytes: Vec<u8> = (0..1000_u32).map(|at| (at * at) as u8).collect();
        for cut in [0, 1, 7, 8, 9, 500, 999] {
            assert_eq!(crc(&[&bytes[..cut], &bytes[cut..]]), crc(&[&bytes]), "{cut}");
        }
    }
}

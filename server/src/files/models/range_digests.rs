//! SHA-256 of each range of a file, so that a download can be checked while it arrives and only what is damaged comes again.

use sha2::{Digest, Sha256};

/// Bytes of a range; the last one of a file may have fewer.
pub const RANGE: usize = 4 << 20;

/// Digests of ranges of bytes that come piece by piece.
#[derive(Debug, Default)]
pub struct RangeDigests {
    finished: Vec<String>,
    current: Sha256,
    /// Bytes in `current`.
    filled: usize,
}

impl RangeDigests {
    /// Takes the next bytes.
    pub fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let (part, rest) = bytes.split_at(bytes.len().min(RANGE - self.filled));
            self.current.update(part);
            self.filled += part.len();
            if self.filled == RANGE {
                self.end_range();
            }
            bytes = rest;
        }
    }

    /// Digests of all ranges so far, each in 64 lower-case hex digits.
    pub fn finish(mut self) -> Vec<String> {
        if self.filled > 0 {
            self.end_range();
        }
        self.finished
    }

    fn end_range(&mut self) {
        self.finished.push(hex::encode(self.current.finalize_reset()));
        self.filled = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digests(bytes: &[u8], piece: usize) -> Vec<String> {
        let mut digests = RangeDigests::default();
        bytes.chunks(piece).for_each(|piece| digests.update(piece));
        digests.finish()
    }

    #[test]
    fn ranges_do_not_depend_on_the_pieces_that_come() {
        let bytes: Vec<u8> = (0..RANGE * 2 + 5).map(|at| (at % 251) as u8).collect();
        let expected: Vec<String> = bytes.chunks(RANGE).map(catalogue::sha256).collect();
        assert_eq!(expected.len(), 3);
        for piece in [999_983, RANGE, RANGE * 3] {
            assert_eq!(digests(&bytes, piece), expected, "{piece}");
        }
        assert_eq!(digests(&bytes[..RANGE], 1 << 20), expected[..1], "no empty range at the end");
        assert_eq!(digests(b"", 1), Vec::<String>::new());
    }
}

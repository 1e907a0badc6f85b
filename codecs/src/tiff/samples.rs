//! Bytes of a strip or tile to numbers: predictors (TIFF 6.0, section 14; TIFF technical note 3) and samples of any depth.

use crate::picture::DecodeError;

/// Kind of the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Unsigned,
    Float,
}

/// Layout of samples in a row of bytes.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    pub bits: usize,
    pub kind: Kind,
    pub is_big_endian: bool,
    /// 1 none, 2 horizontal differences, 3 of floats by their bytes.
    pub predictor: u64,
    /// Samples of a pixel that lie side by side.
    pub samples: usize,
}

impl Layout {
    /// Bytes of that many pixels.
    pub fn row_bytes(&self, pixels: usize) -> Option<usize> {
        Some(pixels.checked_mul(self.samples)?.checked_mul(self.bits)?.div_ceil(8))
    }

    /// Largest value of [`Self::unpack`].
    pub fn max(&self) -> u16 {
        if self.bits <= 8 { 255 } else { u16::MAX }
    }

    /// # Errors
    /// Depths and predictors that do not fit together or cannot be read, by name.
    pub fn check(&self) -> Result<(), DecodeError> {
        let is_read = match self.kind {
            Kind::Unsigned => matches!(self.bits, 1 | 2 | 4 | 8 | 10 | 12 | 14 | 16 | 32),
            Kind::Float => matches!(self.bits, 16 | 32 | 64),
        };
        if !is_read {
            return Err(DecodeError::Unsupported(format!("samples of {} bits", self.bits)));
        }
        match (self.predictor, self.kind) {
            (1, _) => Ok(()),
            (2, _) if matches!(self.bits, 8 | 16 | 32 | 64) => Ok(()),
            (3, Kind::Float) => Ok(()),
            (other, _) => Err(DecodeError::Unsupported(format!("predictor {other} with samples of {} bits", self.bits))),
        }
    }

    /// Undoes the predictor in a row of bytes.
    pub fn undo_predictor(&self, row: &mut [u8]) {
        let size = self.bits / 8;
        match self.predictor {
            2 => {
                let step = self.samples * size;
                for at in (step..row.len() - row.len() % size).step_by(size) {
                    let sum = self.number(&row[at - step..at - step + size]).wrapping_add(self.number(&row[at..at + size]));
                    let bytes = sum.to_le_bytes();
                    for (index, byte) in row[at..at + size].iter_mut().enumerate() {
                        *byte = bytes[if self.is_big_endian { size - 1 - index } else { index }];
                    }
                }
            }
            3 => {
                for at in self.samples..row.len() {
                    row[at] = row[at].wrapping_add(row[at - self.samples]);
                }
                // The first bytes of all numbers, then the second ones, highest first.
                let bytes = row.to_vec();
                let count = row.len() / size;
                for (index, number) in row.chunks_exact_mut(size).enumerate() {
                    for (place, byte) in number.iter_mut().enumerate() {
                        let plane = if self.is_big_endian { place } else { size - 1 - place };
                        *byte = bytes[plane * count + index];
                    }
                }
            }
            _ => {}
        }
    }

    fn number(&self, bytes: &[u8]) -> u64 {
        let add = |number: u64, byte: &u8| (number << 8) | u64::from(*byte);
        if self.is_big_endian { bytes.iter().fold(0, add) } else { bytes.iter().rev().fold(0, add) }
    }

    /// Samples of a row, 0 to [`Self::max`]; `is_index` leaves those of up to 8 bits as they are. `over` becomes true at a float beyond 1.
    pub fn unpack(&self, row: &[u8], is_index: bool, over: &mut bool, into: &mut Vec<u16>) {
        into.clear();
        match (self.kind, self.bits) {
            (Kind::Unsigned, 8) => into.extend(row.iter().map(|byte| u16::from(*byte))),
            (Kind::Unsigned, 16) => into.extend(row.chunks_exact(2).map(|bytes| self.number(bytes) as u16)),
            (Kind::Unsigned, 32) => into.extend(row.chunks_exact(4).map(|bytes| (self.number(bytes) >> 16) as u16)),
            (Kind::Unsigned, bits) => {
                let count = row.len() * 8 / bits;
                let largest = (1_u32 << bits) - 1;
                into.extend((0..count).map(|index| {
                    let value = (0..bits).fold(0_u32, |value, bit| {
                        let at = index * bits + bit;
                        (value << 1) | u32::from(row[at / 8] >> (7 - at % 8) & 1)
                    });
                    if is_index { value as u16 } else { ((value * u32::from(self.max()) + largest / 2) / largest) as u16 }
                }));
            }
            (Kind::Float, bits) => into.extend(row.chunks_exact(bits / 8).map(|bytes| {
                let value = match bits {
                    16 => half(self.number(bytes) as u16),
                    32 => f64::from(f32::from_bits(self.number(bytes) as u32)),
                    _ => f64::from_bits(self.number(bytes)),
                };
                *over |= value > 1.001;
                // Not a number becomes zero.
                (value.clamp(0.0, 1.0) * 65_535.0).round() as u16
            })),
        }
    }
}

/// A float of 16 bits (IEEE 754).
fn half(bits: u16) -> f64 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
    let size = match exponent {
        0 => fraction * 2_f64.powi(-24),
        31 => f64::MAX,
        _ => (1024.0 + fraction) * 2_f64.powi(exponent - 25),
    };
    if bits >> 15 == 1 { -size } else { size }
}

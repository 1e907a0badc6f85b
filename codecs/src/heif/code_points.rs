//! Meaning of coded values by number (ITU-T H.273), as boxes and streams say it.

use super::boxes::Reader;
use crate::picture::DecodeError;

/// Colour primaries, transfer characteristics and matrix coefficients; 2 is "unspecified".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodePoints {
    /// Of red, green and blue.
    pub primaries: u16,
    /// From light to values.
    pub transfer: u16,
    /// From red, green and blue to luma and chroma.
    pub matrix: u16,
    /// True if values begin at 0 and end at the highest number.
    pub is_full_range: bool,
}

impl Default for CodePoints {
    fn default() -> Self {
        Self { primaries: 2, transfer: 2, matrix: 2, is_full_range: false }
    }
}

/// Way from coded values to red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Matrix {
    /// They are green, blue and red.
    Identity,
    /// Luma and differences of green and orange.
    YCgCo,
    /// Luma, blue and red differences; the shares of red and blue in luma.
    YCbCr(f32, f32),
}

impl CodePoints {
    /// Content of a `colr` box of type `nclx` (ISO/IEC 14496-12, 12.1.5).
    pub fn of_box(content: &[u8]) -> Option<Self> {
        let mut reader = Reader(content.strip_prefix(b"nclx")?);
        Some(Self { primaries: reader.u16()?, transfer: reader.u16()?, matrix: reader.u16()?, is_full_range: reader.u8()? >> 7 == 1 })
    }

    /// Its matrix. An unspecified one is that of BT.601, as in libavif.
    ///
    /// # Errors
    /// [`DecodeError::Unsupported`] with the name of the code points.
    pub fn matrix(self) -> Result<Matrix, DecodeError> {
        Ok(match self.matrix {
            0 => Matrix::Identity,
            1 => Matrix::YCbCr(0.2126, 0.0722),
            2 | 5 | 6 => Matrix::YCbCr(0.299, 0.114),
            4 => Matrix::YCbCr(0.30, 0.11),
            7 => Matrix::YCbCr(0.212, 0.087),
            8 => Matrix::YCgCo,
            9 => Matrix::YCbCr(0.2627, 0.0593),
            10 => return Err(DecodeError::Unsupported("colours with constant luminance".to_owned())),
            14 => return Err(DecodeError::Unsupported("ICtCp colours".to_owned())),
            other => return Err(DecodeError::Unsupported(format!("matrix coefficients {other}"))),
        })
    }

    /// Primaries and transfer of a picture, if they are not those of sRGB, said or by custom.
    ///
    /// # Errors
    /// Curves of HDR displays, whose values look wrong on others.
    pub fn colour_space(self) -> Result<Option<(u8, u8)>, DecodeError> {
        let primaries = if matches!(self.primaries, 0 | 2) { 1 } else { self.primaries };
        let transfer = match self.transfer {
            16 => return Err(DecodeError::Unsupported("HDR, with the PQ curve".to_owned())),
            18 => return Err(DecodeError::Unsupported("HDR, with the HLG curve".to_owned())),
            // The curve of cameras, which browsers show as sRGB, since displays undo that.
            0 | 1 | 2 | 6 | 14 | 15 => 13,
            other => other,
        };
        let bytes = (u8::try_from(primaries).unwrap_or(1), u8::try_from(transfer).unwrap_or(13));
        Ok((bytes != (1, 13)).then_some(bytes))
    }
}

//! Alpha of a BMP whose header has a mask for it (BITMAPV3INFOHEADER and later) and says "no bit fields": writers mean the mask, and the decoder
//! goes by the word.

use std::borrow::Cow;

use crate::Resolution;

/// Places in the file: of the header after the one of 14 bytes, of its fields, and of the masks.
const HEADER: usize = 14;
const BITS: usize = 28;
const COMPRESSION: usize = 30;
const PIXELS_FOR_METRE: usize = 38;
const MASKS: usize = 54;

/// Compressions: none, bit fields.
const NONE: u32 = 0;
const BIT_FIELDS: [u8; 4] = 3_u32.to_le_bytes();

/// The same file with masks that are used, where it has one for alpha and an alpha that is not zero everywhere.
pub fn with_alpha(bytes: &[u8]) -> Cow<'_, [u8]> {
    let Some(masks) = masks(bytes) else { return Cow::Borrowed(bytes) };
    let mut changed = bytes.to_vec();
    changed[COMPRESSION..COMPRESSION + 4].copy_from_slice(&BIT_FIELDS);
    for (place, mask) in changed[MASKS..].chunks_exact_mut(4).zip(masks) {
        place.copy_from_slice(&mask.to_le_bytes());
    }
    Cow::Owned(changed)
}

/// Masks of red, green, blue and alpha, if they are to be used.
fn masks(bytes: &[u8]) -> Option<[u32; 4]> {
    let number = |at: usize| bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes);
    let bits = bytes.get(BITS..BITS + 2)?.try_into().ok().map(u16::from_le_bytes)?;
    let written = [number(MASKS)?, number(MASKS + 4)?, number(MASKS + 8)?, number(MASKS + 12)?];
    let usual = match bits {
        16 => [0x7c00, 0x03e0, 0x001f, written[3]],
        32 => [0x00ff_0000, 0xff00, 0xff, written[3]],
        _ => return None,
    };
    if number(HEADER)? < 56 || number(COMPRESSION)? != NONE || written[3] == 0 {
        return None;
    }
    // Without bit fields the colours are where they always are.
    let pixels = bytes.get(usize::try_from(number(10)?).ok()?..)?;
    let has_alpha = match bits {
        16 => pixels.chunks_exact(2).any(|pixel| u32::from(u16::from_le_bytes([pixel[0], pixel[1]])) & written[3] != 0),
        _ => pixels.chunks_exact(4).any(|pixel| u32::from_le_bytes([pixel[0], pixel[1], pixel[2], pixel[3]]) & written[3] != 0),
    };
    has_alpha.then_some(usual)
}

/// Resolution of the header.
pub fn resolution(bytes: &[u8]) -> Option<Resolution> {
    let number = |at: usize| bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes);
    let resolution = Resolution::of_metre((number(PIXELS_FOR_METRE)?, number(PIXELS_FOR_METRE + 4)?));
    resolution.filter(|_| number(HEADER).is_some_and(|length| length >= 40))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DecodeError, Decoded, Samples};

    /// Two pixels with a header of 124 bytes, in 32 bits or in 16 with one for alpha.
    fn file(bits: u16, pixels: &[u8]) -> Vec<u8> {
        let mask: u32 = if bits == 16 { 0x8000 } else { 0xff00_0000 };
        let mut file = [b"BM".to_vec(), (138 + pixels.len() as u32).to_le_bytes().to_vec(), vec![0; 4], 138_u32.to_le_bytes().to_vec()].concat();
        let fields: [u32; 10] = [124, 2, 1, 1 | u32::from(bits) << 16, 0, pixels.len() as u32, 11_811, 11_811, 0, 0];
        file.extend(fields.into_iter().chain([0, 0, 0, mask]).flat_map(u32::to_le_bytes));
        file.resize(138, 0);
        [file, pixels.to_vec()].concat()
    }

    fn rgba(bytes: &[u8]) -> Vec<u8> {
        let decoded = crate::open(bytes, image::ImageFormat::Bmp, 1 << 20).and_then(|opened| opened.decode());
        match decoded {
            Ok(Decoded { samples: Samples::Eight(values), .. }) => values,
            Ok(_) | Err(DecodeError::RawFile) => panic!("no BMP"),
            Err(error) => panic!("{error:?}"),
        }
    }

    #[test]
    fn alpha_mask_counts_without_bit_fields() {
        assert_eq!(rgba(&file(32, &[10, 20, 30, 77, 1, 2, 3, 255])), [30, 20, 10, 77, 3, 2, 1, 255]);
        assert_eq!(rgba(&file(16, &[0xff, 0xff, 0x1f, 0x00])), [255, 255, 255, 255, 0, 0, 255, 0]);
    }

    #[test]
    fn alpha_that_is_zero_everywhere_is_none() {
        assert_eq!(rgba(&file(32, &[10, 20, 30, 0, 1, 2, 3, 0])), [30, 20, 10, 255, 3, 2, 1, 255]);
    }

    #[test]
    fn resolution_is_in_pixels_for_an_inch() {
        assert_eq!(resolution(&file(32, &[0; 8])).map(|resolution| resolution.x), Some((300, 1)));
    }

    #[test]
    fn cut_header_is_left_to_the_decoder() {
        let whole = file(32, &[10, 20, 30, 77, 1, 2, 3, 255]);
        for length in 0..whole.len() {
            let _ = with_alpha(&whole[..length]);
        }
    }
}

//! Alpha of a BMP whose header has a mask for it (BITMAPV3INFOHEADER and later) and says "no bit fields": writers mean the mask, and the decoder
//! goes by the word.

use std::borrow::Cow;

use crate::{Resolution, Unit};

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
    // For a metre; of a hundredth of one.
    Resolution::new((number(PIXELS_FOR_METRE)?, 100), (number(PIXELS_FOR_METRE + 4)?, 100), Unit::Centimetre)
        .filter(|_| number(HEADER).is_some_and(|length| length >= 40))
}

//! WebP, colour with a quality (VP8) beside lossless alpha: an encoder makes the VP8 frame, `webp_container` makes the file around it.

#![cfg(feature = "webp")]

use codecs::Layout;

use super::alpha_bleed;
use super::eight_bits::in_eight_bits;
use super::webp_container::{file, only_chunk};
use crate::colour_space::ColourSpace;
use crate::compose::Pixels;
use crate::{EncodeQuality, Error, KeptMetadata, Size};

/// Pixels along a side of VP8's macroblocks.
const MACROBLOCK: usize = 16;

/// A WebP whose colour loses detail and whose alpha does not.
pub(crate) fn encode(pixels: &Pixels, colour: &ColourSpace, kept: &KeptMetadata, quality: EncodeQuality) -> Result<Vec<u8>, Error> {
    let size = pixels.size();
    let (rgb, alpha) = match pixels {
        Pixels::Mask(plane) => (whole_macroblocks(plane.values(), size, |value: &[u8; 1]| [value[0]; 3]), None),
        Pixels::Colour(picture) => {
            let mut values = in_eight_bits(picture);
            let alpha = picture.has_transparency().then(|| values.iter().skip(3).step_by(4).copied().collect::<Vec<u8>>());
            if alpha.is_some() {
                alpha_bleed::bleed(values.to_mut(), size);
            }
            (whole_macroblocks(&values, size, |pixel: &[u8; 4]| [pixel[0], pixel[1], pixel[2]]), alpha)
        }
    };
    let alpha = alpha.map(|alpha| alpha_chunk(&alpha, size)).transpose()?;
    let frame = frame(&rgb, size, quality)?;
    let (exif, xmp) = (kept.exif.as_deref(), kept.xmp.as_deref());
    let picture = [(b"ALPH", alpha.as_deref()), (b"VP8 ", Some(frame.as_slice()))];
    file(size, alpha.is_some(), &[&[(b"ICCP", colour.profile().as_deref())], &picture[..], &[(b"EXIF", exif), (b"XMP ", xmp)]].concat())
}

/// Red, green and blue with the last column and row repeated until both sides are whole macroblocks. The encoder fills up the rest of
/// incomplete ones with black, from an odd last column or row on, which would show at the edges.
fn whole_macroblocks<const CHANNELS: usize>(values: &[u8], size: Size, rgb: fn(&[u8; CHANNELS]) -> [u8; 3]) -> Vec<u8> {
    let (width, height) = (size.width as usize, size.height as usize);
    let (padded_width, padded_height) = (width.next_multiple_of(MACROBLOCK), height.next_multiple_of(MACROBLOCK));
    let mut padded = Vec::with_capacity(padded_width * padded_height * 3);
    for row in values.chunks_exact(width * CHANNELS) {
        padded.extend(row.as_chunks().0.iter().flat_map(rgb));
        if let Some(last) = padded.last_chunk::<3>().copied() {
            padded.extend(std::iter::repeat_n(last, padded_width - width).flatten());
        }
    }
    let last_row = padded.len().saturating_sub(padded_width * 3);
    for _ in height..padded_height {
        padded.extend_from_within(last_row..last_row + padded_width * 3);
    }
    padded
}

/// A VP8 key frame (RFC 6386, 9.1) of `size`: its macroblocks are those of the padded picture, so only the header has to say it.
fn frame(rgb: &[u8], size: Size, quality: EncodeQuality) -> Result<Vec<u8>, Error> {
    let padded = |side: u32| side.next_multiple_of(MACROBLOCK as u32);
    let file = codecs::vp8(rgb, (padded(size.width), padded(size.height)), quality.get()).map_err(Error::encoder)?;
    let mut frame = only_chunk(&file, b"VP8 ")?;
    // Three bytes of frame tag and three of start code come first; the upper two bits of each side are a scale.
    let sides = frame.get_mut(6..10).ok_or_else(|| Error::encoder("its frame is too short"))?;
    sides[..2].copy_from_slice(&(size.width as u16).to_le_bytes());
    sides[2..].copy_from_slice(&(size.height as u16).to_le_bytes());
    Ok(frame)
}

/// `ALPH` (RFC 9649, 2.7.1.2): one byte that says "lossless, neither filtered nor reduced", then a VP8L stream without its header of 5 bytes.
fn alpha_chunk(alpha: &[u8], size: Size) -> Result<Vec<u8>, Error> {
    let file = codecs::webp_lossless(alpha, (size.width, size.height), Layout::Gray).map_err(Error::encoder)?;
    let stream = only_chunk(&file, b"VP8L")?;
    let stream = stream.get(5..).ok_or_else(|| Error::encoder("its alpha is too short"))?;
    Ok([&[1], stream].concat())
}

//! AVIF: AV1 with 10 bits, 4:4:4, alpha as a second AV1 picture.

#![cfg(feature = "avif-write")]

use codecs::Av1;

use super::alpha_bleed;
use super::avif_profile::with_profile;
use crate::colour_space::ColourSpace;
use crate::compose::Pixels;
use crate::{EncodeQuality, Error, Picture, Samples};

/// rav1e's quickest: at 12 megapixels the next step takes three and a half times as long for files 7 % smaller.
const SPEED: u8 = 10;

/// No colour in 10 bits.
const NEUTRAL: u16 = 512;

/// An AVIF with the source's colour space as an ICC profile. Alpha is kept better than colour: its errors show at the outline.
pub(crate) fn encode(pixels: &Pixels, colour: &ColourSpace, exif: Option<&[u8]>, quality: EncodeQuality) -> Result<Vec<u8>, Error> {
    let how = Av1 { quality: f32::from(quality.get()), alpha_quality: (f32::from(quality.get()) + 100.0) / 2.0, speed: SPEED, exif };
    let size = pixels.size();
    let (planes, alpha) = match pixels {
        Pixels::Mask(plane) => (plane.values().iter().map(|value| [ten_bits(f32::from(*value) / 255.0), NEUTRAL, NEUTRAL]).collect(), None),
        Pixels::Colour(picture) => match picture.samples() {
            Samples::Eight(values) => planes(picture, values, |value| f32::from(value) / 255.0),
            Samples::Sixteen(values) => planes(picture, values, |value| f32::from(value) / 65_535.0),
        },
    };
    let file = codecs::avif((size.width, size.height), planes, alpha, how).map_err(Error::encoder)?;
    match colour.profile() {
        Some(profile) => with_profile(&file, &profile).ok_or_else(|| Error::encoder("the profile of the photo does not fit the file")),
        None => Ok(file),
    }
}

/// Y'CbCr and, unless the picture is opaque, alpha, in 10 bits.
fn planes<T>(picture: &Picture, values: &[T], scale: fn(T) -> f32) -> (Vec<[u16; 3]>, Option<Vec<u16>>)
where
    T: Copy + Default + PartialEq + TryFrom<u64>,
    u64: From<T>,
{
    let colours = |values: &[T]| values.chunks_exact(4).map(|pixel| ycbcr([0, 1, 2].map(|channel| scale(pixel[channel])))).collect();
    if !picture.has_transparency() {
        return (colours(values), None);
    }
    let mut spread = values.to_vec();
    alpha_bleed::bleed(&mut spread, picture.size());
    (colours(&spread), Some(values.iter().skip(3).step_by(4).map(|alpha| ten_bits(scale(*alpha))).collect()))
}

fn ten_bits(value: f32) -> u16 {
    (value * 1023.0).round() as u16
}

/// Y'CbCr of ITU-R BT.601 with full range (ITU-T H.273, 8.3, equations 25 to 28 and 38 to 40) of red, green and blue from 0 to 1.
fn ycbcr([red, green, blue]: [f32; 3]) -> [u16; 3] {
    const RED: f32 = 0.299;
    const BLUE: f32 = 0.114;
    let luma = RED * red + (1.0 - RED - BLUE) * green + BLUE * blue;
    let chroma = |difference: f32, weight: f32| (difference / (2.0 * (1.0 - weight)) * 1023.0 + f32::from(NEUTRAL)).round().clamp(0.0, 1023.0) as u16;
    [ten_bits(luma), chroma(blue - luma, BLUE), chroma(red - luma, RED)]
}

//! PNG, 8 or 16 bits.

use std::borrow::Cow;

use codecs::png;

use crate::colour_space::ColourSpace;
use crate::compose::Pixels;
use crate::{Error, Samples};

/// A PNG with the source's depth and, chunk by chunk, its colour space.
pub(crate) fn encode(pixels: &Pixels, colour: &ColourSpace, exif: Option<&[u8]>) -> Result<Vec<u8>, Error> {
    let mut info = colour.png_info();
    let size = pixels.size();
    (info.width, info.height) = (size.width, size.height);
    info.exif_metadata = exif.map(Cow::Borrowed);
    let data: Cow<'_, [u8]> = match pixels {
        Pixels::Mask(plane) => {
            info.color_type = png::ColorType::Grayscale;
            plane.values().into()
        }
        Pixels::Colour(picture) => {
            info.color_type = png::ColorType::Rgba;
            match picture.samples() {
                Samples::Eight(values) => values.into(),
                Samples::Sixteen(values) => {
                    info.bit_depth = png::BitDepth::Sixteen;
                    values.iter().flat_map(|value| value.to_be_bytes()).collect::<Vec<u8>>().into()
                }
            }
        }
    };
    codecs::write_png(info, colour.png_code_points(), &data).map_err(Error::encoder)
}

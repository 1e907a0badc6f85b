//! PNG, 8 or 16 bits.

use std::borrow::Cow;

use codecs::{PngValues, png};

use crate::colour_space::ColourSpace;
use crate::compose::Pixels;
use crate::iptc::as_resource;
use crate::{Error, KeptMetadata, Samples};

/// Keyword of an XMP packet.
const XMP: &str = "XML:com.adobe.xmp";

/// A PNG with the source's depth and, chunk by chunk, its colour space.
pub(crate) fn encode(pixels: &Pixels, colour: &ColourSpace, kept: &KeptMetadata) -> Result<Vec<u8>, Error> {
    let mut info = colour.png_info();
    let size = pixels.size();
    (info.width, info.height) = (size.width, size.height);
    info.exif_metadata = kept.exif.as_deref().map(Cow::Borrowed);
    info.pixel_dims = kept.resolution.map(|resolution| {
        let (xppu, yppu) = resolution.for_metre();
        png::PixelDimensions { xppu, yppu, unit: png::Unit::Meter }
    });
    let xmp = kept.xmp.as_deref().map(|xmp| (XMP, String::from_utf8_lossy(xmp).into_owned()));
    let iptc = kept.iptc.as_deref().map(|iptc| ("Raw profile type iptc", raw_profile("iptc", &as_resource(iptc))));
    for (keyword, text) in kept.texts.iter().map(|(keyword, text)| (keyword.as_str(), text.clone())).chain(xmp).chain(iptc) {
        // The older chunk knows Latin letters only, and more programs read it.
        if text.chars().all(|letter| matches!(letter, '\u{1}'..='\u{ff}')) && keyword != XMP {
            info.uncompressed_latin1_text.push(png::text_metadata::TEXtChunk::new(keyword, text));
        } else {
            info.utf8_text.push(png::text_metadata::ITXtChunk::new(keyword, text));
        }
    }
    let values = match pixels {
        Pixels::Mask(plane) => {
            info.color_type = png::ColorType::Grayscale;
            PngValues::Eight(plane.values())
        }
        Pixels::Colour(picture) => {
            info.color_type = png::ColorType::Rgba;
            match picture.samples() {
                Samples::Eight(values) => PngValues::Eight(values),
                Samples::Sixteen(values) => {
                    info.bit_depth = png::BitDepth::Sixteen;
                    PngValues::Sixteen(values)
                }
            }
        }
    };
    codecs::write_png(info, colour.png_code_points(), values).map_err(Error::encoder)
}

/// Bytes in ImageMagick's notation, which PNG itself has none for: a name, a length, and lines of hexadecimal digits.
fn raw_profile(name: &str, bytes: &[u8]) -> String {
    let lines = bytes.chunks(36).map(|line| line.iter().map(|byte| format!("{byte:02x}")).chain([String::from("\n")]).collect::<String>());
    format!("\n{name}\n{:>8}\n{}", bytes.len(), lines.collect::<String>())
}

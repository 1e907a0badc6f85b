//! JPEG: baseline, 4:4:4.

#![cfg(feature = "jpeg")]

use codecs::{Layout, Tags};

use super::eight_bits::in_eight_bits;
use crate::colour_space::ColourSpace;
use crate::compose::Pixels;
use crate::iptc::as_resource;
use crate::{EncodeQuality, Error, KeptMetadata};

/// A JPEG with the source's colour space as an ICC profile. The picture is opaque already.
pub(crate) fn encode(pixels: &Pixels, colour: &ColourSpace, kept: &KeptMetadata, quality: EncodeQuality) -> Result<Vec<u8>, Error> {
    let size = pixels.size();
    let rgb;
    let (values, layout) = match pixels {
        Pixels::Mask(plane) => (plane.values(), Layout::Gray),
        Pixels::Colour(picture) => {
            rgb = in_eight_bits(picture).chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect::<Vec<u8>>();
            (rgb.as_slice(), Layout::Rgb)
        }
    };
    let icc = colour.profile();
    let tags = Tags { icc: icc.as_deref(), exif: kept.exif.as_deref(), resolution: kept.resolution };
    let file = codecs::jpeg(values, (size.width, size.height), layout, quality.get(), tags).map_err(Error::encoder)?;
    let xmp = kept.xmp.as_deref().and_then(|xmp| segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", xmp]));
    let iptc = kept.iptc.as_deref().and_then(|iptc| segment(0xed, &[b"Photoshop 3.0\0", &as_resource(iptc)]));
    let segments = [xmp, iptc].into_iter().flatten().collect::<Vec<_>>().concat();
    // After the JFIF segment, which comes first.
    let length = file.get(4..6).map_or(0, |length| usize::from(u16::from_be_bytes([length[0], length[1]])));
    let (head, rest) = file.split_at_checked(4 + length).ok_or_else(|| Error::encoder("its first segment is too long"))?;
    Ok(if segments.is_empty() { file } else { [head, &segments, rest].concat() })
}

/// A segment; `None` where it would be too long for one.
fn segment(marker: u8, content: &[&[u8]]) -> Option<Vec<u8>> {
    let length = u16::try_from(content.iter().map(|part| part.len()).sum::<usize>() + 2).ok()?;
    Some([&[0xff, marker], &length.to_be_bytes()[..], &content.concat()].concat())
}

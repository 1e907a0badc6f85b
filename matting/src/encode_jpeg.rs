//! JPEG: baseline, 4:4:4.

#![cfg(feature = "jpeg")]

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};

use crate::colour_space::ColourSpace;
use crate::compose::Composed;
use crate::encode::{gave_up, in_eight_bits};
use crate::{EncodeQuality, Error};

/// A JPEG with the source's colour space as an ICC profile. The picture is opaque already.
pub(crate) fn encode(composed: &Composed, colour: &ColourSpace, exif: Option<&[u8]>, quality: EncodeQuality) -> Result<Vec<u8>, Error> {
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut file, quality.get());
    if let Some(profile) = colour.profile() {
        encoder.set_icc_profile(profile.into_owned()).map_err(gave_up)?;
    }
    if let Some(exif) = exif {
        encoder.set_exif_metadata(exif.to_vec()).map_err(gave_up)?;
    }
    let size = composed.size();
    let rgb;
    let (values, layout) = match composed {
        Composed::Mask(plane) => (plane.values(), ExtendedColorType::L8),
        Composed::Colour(picture) => {
            rgb = in_eight_bits(picture).chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect::<Vec<u8>>();
            (rgb.as_slice(), ExtendedColorType::Rgb8)
        }
    };
    encoder.write_image(values, size.width, size.height, layout).map_err(gave_up)?;
    Ok(file)
}

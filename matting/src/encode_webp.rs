//! WebP, lossless (VP8L).

use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder};

use crate::Error;
use crate::colour_space::ColourSpace;
use crate::compose::Composed;
use crate::encode::{gave_up, in_eight_bits};

/// A WebP with every value as it is (of 16 bits the upper 8, rounded).
pub(crate) fn encode(composed: &Composed, colour: &ColourSpace, exif: Option<&[u8]>) -> Result<Vec<u8>, Error> {
    let mut file = Vec::new();
    let mut encoder = WebPEncoder::new_lossless(&mut file);
    if let Some(profile) = colour.profile() {
        encoder.set_icc_profile(profile.into_owned()).map_err(gave_up)?;
    }
    if let Some(exif) = exif {
        encoder.set_exif_metadata(exif.to_vec()).map_err(gave_up)?;
    }
    let size = composed.size();
    match composed {
        Composed::Mask(plane) => encoder.write_image(plane.values(), size.width, size.height, ExtendedColorType::L8),
        Composed::Colour(picture) => encoder.write_image(&in_eight_bits(picture), size.width, size.height, ExtendedColorType::Rgba8),
    }
    .map_err(gave_up)?;
    Ok(file)
}

//! Pixels to the bytes of a file.

use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder, ImageError, ImageResult};

/// Layout of 8-bit values, in rows from the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One value a pixel.
    Gray,
    /// Three values a pixel.
    Rgb,
    /// Four values a pixel, straight alpha.
    Rgba,
}

impl Layout {
    fn extended(self) -> ExtendedColorType {
        match self {
            Layout::Gray => ExtendedColorType::L8,
            Layout::Rgb => ExtendedColorType::Rgb8,
            Layout::Rgba => ExtendedColorType::Rgba8,
        }
    }
}

/// Content of a file beside its pixels.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tags<'a> {
    /// An ICC profile.
    pub icc: Option<&'a [u8]>,
    /// A TIFF structure.
    pub exif: Option<&'a [u8]>,
}

impl Tags<'_> {
    fn give_to(&self, encoder: &mut impl ImageEncoder) -> ImageResult<()> {
        if let Some(icc) = self.icc {
            encoder.set_icc_profile(icc.to_vec()).map_err(ImageError::Unsupported)?;
        }
        if let Some(exif) = self.exif {
            encoder.set_exif_metadata(exif.to_vec()).map_err(ImageError::Unsupported)?;
        }
        Ok(())
    }
}

/// A PNG of `data`, whose layout is that of `info`, with the content of a cICP chunk, which `png` reads and never writes.
///
/// # Errors
/// When `data` is not as long as `info` says.
pub fn png(info: png::Info<'_>, code_points: Option<[u8; 4]>, data: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::with_capacity(data.len() / 4);
    let mut encoder = png::Encoder::with_info(&mut file, info)?;
    // Half the time of the next step, which makes most photos a fifth smaller and noisy ones larger.
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header()?;
    if let Some(points) = code_points {
        writer.write_chunk(png::chunk::ChunkType(*b"cICP"), &points)?;
    }
    writer.write_image_data(data)?;
    writer.finish()?;
    Ok(file)
}

/// A WebP without loss (VP8L).
///
/// # Errors
/// When a side is too long for WebP.
pub fn webp_lossless(values: &[u8], (width, height): (u32, u32), layout: Layout, tags: Tags<'_>) -> ImageResult<Vec<u8>> {
    let mut file = Vec::new();
    let mut encoder = WebPEncoder::new_lossless(&mut file);
    tags.give_to(&mut encoder)?;
    encoder.write_image(values, width, height, layout.extended())?;
    Ok(file)
}

/// A JPEG, baseline, 4:4:4, with a quality from 1 to 100.
///
/// # Errors
/// When a side is too long for JPEG.
#[cfg(feature = "jpeg")]
pub fn jpeg(values: &[u8], (width, height): (u32, u32), layout: Layout, quality: u8, tags: Tags<'_>) -> ImageResult<Vec<u8>> {
    let mut file = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, quality);
    tags.give_to(&mut encoder)?;
    encoder.write_image(values, width, height, layout.extended())?;
    Ok(file)
}

/// A WebP that is nothing but one VP8 frame of RGB values, with a quality from 1 to 100.
///
/// # Errors
/// When a side is too long for WebP.
#[cfg(feature = "webp")]
pub fn vp8(rgb: &[u8], (width, height): (u32, u32), quality: u8) -> Result<Vec<u8>, vaam_image_webp::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = vaam_image_webp::WebPEncoder::new(&mut file);
    let mut parameters = vaam_image_webp::EncoderParams::default();
    (parameters.use_lossy, parameters.lossy_quality) = (true, quality);
    encoder.set_params(parameters);
    encoder.encode(rgb, width, height, vaam_image_webp::ColorType::Rgb8)?;
    Ok(file)
}

/// Settings of an AVIF.
#[cfg(feature = "avif")]
#[derive(Debug, Clone, Copy)]
pub struct Av1<'a> {
    /// Of luma and chroma, 1 to 100.
    pub quality: f32,
    /// Of alpha, 1 to 100.
    pub alpha_quality: f32,
    /// rav1e's, 1 (slow) to 10.
    pub speed: u8,
    /// A TIFF structure.
    pub exif: Option<&'a [u8]>,
}

/// An AVIF of planes of 10 bits: Y'CbCr of BT.601 with full range, 4:4:4, and alpha as a second picture.
///
/// # Errors
/// Encoder's own error.
#[cfg(feature = "avif")]
pub fn avif((width, height): (u32, u32), colour: Vec<[u16; 3]>, alpha: Option<Vec<u16>>, how: Av1<'_>) -> Result<Vec<u8>, ravif::Error> {
    use ravif::{Encoder, MatrixCoefficients, PixelRange};
    let mut encoder = Encoder::new().with_quality(how.quality).with_alpha_quality(how.alpha_quality).with_speed(how.speed).with_num_threads(None);
    if let Some(exif) = how.exif {
        encoder = encoder.with_exif(exif);
    }
    let encoded = encoder.encode_raw_planes_10_bit(width as usize, height as usize, colour, alpha, PixelRange::Full, MatrixCoefficients::BT601)?;
    Ok(encoded.avif_file)
}

//! Encoding: pixels to the bytes of a file.

#[cfg(feature = "jpeg")]
use image::codecs::jpeg::{JpegEncoder, PixelDensity, PixelDensityUnit};
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder, ImageResult};

#[cfg(feature = "jpeg")]
use crate::Resolution;
use crate::png_chunks::END;
use crate::png_pixels::{PngValues, idat};

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

/// Content of a JPEG beside its pixels.
#[cfg(feature = "jpeg")]
#[derive(Debug, Clone, Copy, Default)]
pub struct Tags<'a> {
    /// An ICC profile.
    pub icc: Option<&'a [u8]>,
    /// A TIFF structure.
    pub exif: Option<&'a [u8]>,
    /// Resolution on paper.
    pub resolution: Option<Resolution>,
}

/// A PNG of `values`, whose layout is that of `info`, with the content of a cICP chunk, which `png` reads and never writes.
///
/// # Errors
/// When `values` are not as many as `info` says.
pub fn png(info: png::Info<'_>, code_points: Option<[u8; 4]>, values: PngValues<'_>) -> Result<Vec<u8>, png::EncodingError> {
    let chunks = idat(values, info.height as usize, info.raw_row_length() - 1, info.bytes_per_pixel())?;
    let mut file = Vec::with_capacity(chunks.iter().map(Vec::len).sum::<usize>() + (4 << 10));
    let mut writer = png::Encoder::with_info(&mut file, info)?.write_header()?;
    if let Some(points) = code_points {
        writer.write_chunk(png::chunk::ChunkType(*b"cICP"), &points)?;
    }
    writer.finish()?;
    // The last chunk is there already.
    file.truncate(file.len() - END.len());
    chunks.iter().for_each(|chunk| file.extend(chunk));
    file.extend(END);
    Ok(file)
}

/// A WebP without loss (VP8L).
///
/// # Errors
/// When a side is too long for WebP.
pub fn webp_lossless(values: &[u8], (width, height): (u32, u32), layout: Layout) -> ImageResult<Vec<u8>> {
    let mut file = Vec::new();
    WebPEncoder::new_lossless(&mut file).write_image(values, width, height, layout.extended())?;
    Ok(file)
}

/// A JPEG, baseline, 4:4:4, with a quality from 1 to 100.
///
/// # Errors
/// When a side is too long for JPEG.
#[cfg(feature = "jpeg")]
pub fn jpeg(values: &[u8], (width, height): (u32, u32), layout: Layout, quality: u8, tags: Tags<'_>) -> ImageResult<Vec<u8>> {
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut file, quality);
    if let Some(icc) = tags.icc {
        encoder.set_icc_profile(icc.to_vec()).map_err(image::ImageError::Unsupported)?;
    }
    if let Some(exif) = tags.exif {
        encoder.set_exif_metadata(exif.to_vec()).map_err(image::ImageError::Unsupported)?;
    }
    if let Some(resolution) = tags.resolution {
        let unit = if resolution.unit == crate::Unit::Inch { PixelDensityUnit::Inches } else { PixelDensityUnit::Centimeters };
        let (x, y) = resolution.rounded();
        let density = [x, y].map(|side| u16::try_from(side).unwrap_or(u16::MAX).max(1));
        encoder.set_pixel_density(PixelDensity { density: (density[0], density[1]), unit });
    }
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
#[cfg(feature = "avif-write")]
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
#[cfg(feature = "avif-write")]
pub fn avif((width, height): (u32, u32), colour: Vec<[u16; 3]>, alpha: Option<Vec<u16>>, how: Av1<'_>) -> Result<Vec<u8>, ravif::Error> {
    use ravif::{Encoder, MatrixCoefficients, PixelRange};
    let mut encoder = Encoder::new().with_quality(how.quality).with_alpha_quality(how.alpha_quality).with_speed(how.speed).with_num_threads(None);
    if let Some(exif) = how.exif {
        encoder = encoder.with_exif(exif);
    }
    let encoded = encoder.encode_raw_planes_10_bit(width as usize, height as usize, colour, alpha, PixelRange::Full, MatrixCoefficients::BT601)?;
    Ok(encoded.avif_file)
}

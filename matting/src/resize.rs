//! Lanczos with radius 3, as Pillow has it: the resize of the published U²-Net pipelines.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use ndarray::ArrayView2;

use crate::{Error, Picture, Samples, Size};

/// A map at another size, row by row.
///
/// # Errors
/// [`Error::SizeMismatch`] if either size is empty.
pub fn map(source: ArrayView2<'_, u16>, size: Size) -> Result<Vec<u16>, Error> {
    let from = Size { width: source.ncols() as u32, height: source.nrows() as u32 };
    let values: Vec<u16> = source.iter().copied().collect();
    if from == size {
        return Ok(values);
    }
    Ok(sixteen(&lanczos(bytemuck::cast_slice(&values), from, size, PixelType::U16)?))
}

/// A picture at another size. Colour is weighted by alpha, so that what is transparent does not bleed into what is not.
///
/// # Errors
/// [`Error::SizeMismatch`] if `size` is empty.
pub fn picture(source: &Picture, size: Size) -> Result<Picture, Error> {
    let samples = match source.samples() {
        Samples::Eight(values) => Samples::Eight(lanczos(values, source.size(), size, PixelType::U8x4)?),
        Samples::Sixteen(values) => Samples::Sixteen(sixteen(&lanczos(bytemuck::cast_slice(values), source.size(), size, PixelType::U16x4)?)),
    };
    Picture::new(size, samples)
}

/// The picture itself if no side is over `max_side`, otherwise a copy that fits, in its own proportions.
///
/// # Errors
/// As [`picture`].
pub fn within(source: Picture, max_side: u32) -> Result<Picture, Error> {
    let Size { width, height } = source.size();
    let longer = width.max(height);
    if longer <= max_side {
        return Ok(source);
    }
    let scaled = |side: u32| ((f64::from(side) * f64::from(max_side) / f64::from(longer)).round() as u32).max(1);
    picture(&source, Size { width: scaled(width), height: scaled(height) })
}

fn sixteen(bytes: &[u8]) -> Vec<u16> {
    bytes.chunks_exact(2).map(|pair| u16::from_ne_bytes([pair[0], pair[1]])).collect()
}

fn lanczos(source: &[u8], from: Size, to: Size, kind: PixelType) -> Result<Vec<u8>, Error> {
    let refuse =
        |_| Error::SizeMismatch { width: from.width, height: from.height, needed: from.pixels() * kind.size() as u64, found: source.len() as u64 };
    let source_view = ImageRef::new(from.width, from.height, source, kind).map_err(refuse)?;
    let mut target = Image::new(to.width, to.height, kind);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3)).use_alpha(kind != PixelType::U16);
    Resizer::new().resize(&source_view, &mut target, &options).map_err(|_| Error::SizeMismatch {
        width: to.width,
        height: to.height,
        needed: to.pixels(),
        found: 0,
    })?;
    Ok(target.into_vec())
}

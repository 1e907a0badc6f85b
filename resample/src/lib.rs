#![doc = include_str!("../README.md")]

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{F32, U8, U8x4, U16, U16x4};
use fast_image_resize::{FilterType, MulDiv, PixelTrait, ResizeAlg, ResizeOptions, Resizer};

/// Interpolation between pixels; when making smaller, both take the mean of what falls together, weighted accordingly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// Sharp: for pictures and maps. Radius 3.
    Lanczos,
    /// Three times as fast: for enlarging what is blurred already.
    Linear,
}

/// The part of the source that fills the target, in pixels and fractions of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// Pixels to the left of it.
    pub left: f64,
    /// Pixels above it.
    pub top: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

/// The lengths of the buffers do not fit their sizes, or the window is not inside the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mismatch;

/// Width and height in pixels.
pub type Sides = (u32, u32);

/// One byte a pixel.
///
/// # Errors
/// [`Mismatch`]
pub fn gray8(source: &[u8], from: Sides, target: &mut [u8], to: Sides, window: Window, filter: Filter) -> Result<(), Mismatch> {
    resize::<U8>(source, from, target, to, window, filter, false)
}

/// Four bytes a pixel, the last one alpha. `weighted`: colour counts by its alpha.
///
/// # Errors
/// [`Mismatch`]
pub fn rgba8(source: &[u8], from: Sides, target: &mut [u8], to: Sides, window: Window, filter: Filter, weighted: bool) -> Result<(), Mismatch> {
    resize::<U8x4>(source, from, target, to, window, filter, weighted)
}

/// One 16-bit value a pixel.
///
/// # Errors
/// [`Mismatch`]
pub fn gray16(source: &[u16], from: Sides, target: &mut [u16], to: Sides, window: Window, filter: Filter) -> Result<(), Mismatch> {
    resize::<U16>(bytemuck::cast_slice(source), from, bytemuck::cast_slice_mut(target), to, window, filter, false)
}

/// Four 16-bit values a pixel, the last one alpha. `weighted`: colour counts by its alpha.
///
/// # Errors
/// [`Mismatch`]
pub fn rgba16(source: &[u16], from: Sides, target: &mut [u16], to: Sides, window: Window, filter: Filter, weighted: bool) -> Result<(), Mismatch> {
    resize::<U16x4>(bytemuck::cast_slice(source), from, bytemuck::cast_slice_mut(target), to, window, filter, weighted)
}

/// One real number a pixel.
///
/// # Errors
/// [`Mismatch`]
pub fn real(source: &[f32], from: Sides, target: &mut [f32], to: Sides, window: Window, filter: Filter) -> Result<(), Mismatch> {
    resize::<F32>(bytemuck::cast_slice(source), from, bytemuck::cast_slice_mut(target), to, window, filter, false)
}

/// Colour of 16-bit RGBA times its alpha, in place.
///
/// # Errors
/// [`Mismatch`]
pub fn multiply_alpha(values: &mut [u16], size: Sides) -> Result<(), Mismatch> {
    MulDiv::new().multiply_alpha_inplace_typed(&mut writable::<U16x4>(bytemuck::cast_slice_mut(values), size)?).map_err(|_| Mismatch)
}

/// The way back from [`multiply_alpha`].
///
/// # Errors
/// [`Mismatch`]
pub fn divide_alpha(values: &mut [u16], size: Sides) -> Result<(), Mismatch> {
    MulDiv::new().divide_alpha_inplace_typed(&mut writable::<U16x4>(bytemuck::cast_slice_mut(values), size)?).map_err(|_| Mismatch)
}

fn resize<P: PixelTrait>(
    source: &[u8],
    from: Sides,
    target: &mut [u8],
    to: Sides,
    Window { left, top, width, height }: Window,
    filter: Filter,
    weighted: bool,
) -> Result<(), Mismatch> {
    let filter = match filter {
        Filter::Lanczos => FilterType::Lanczos3,
        Filter::Linear => FilterType::Bilinear,
    };
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).use_alpha(weighted).crop(left, top, width, height);
    let source = TypedImageRef::<P>::from_buffer(from.0, from.1, source).map_err(|_| Mismatch)?;
    Resizer::new().resize_typed(&source, &mut writable::<P>(target, to)?, &options).map_err(|_| Mismatch)
}

fn writable<P: PixelTrait>(values: &mut [u8], size: Sides) -> Result<TypedImage<'_, P>, Mismatch> {
    TypedImage::from_buffer(size.0, size.1, values).map_err(|_| Mismatch)
}

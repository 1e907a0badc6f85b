//! Resizing. Lanczos with radius 3, as Pillow has it, is the resize of the published U²-Net pipelines.

use std::borrow::Cow;
use std::ops::Range;

use ndarray::{Array2, ArrayView2};
pub use resample::Filter;
use resample::{Mismatch, Sides, Window};

use crate::{Area, Error, Picture, Plane, Samples, Size};

/// Rectangle of a picture, in pixels and fractions of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Region {
    /// Pixels to the left of it.
    pub left: f64,
    /// Pixels above it.
    pub top: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

impl Region {
    /// All of a picture.
    pub fn whole(size: Size) -> Self {
        Self { left: 0.0, top: 0.0, width: size.width.into(), height: size.height.into() }
    }

    /// Region that `area` of a picture of size `frame` is at another `size`.
    pub fn of(area: Area, frame: Size, size: Size) -> Self {
        let (across, down) = (f64::from(size.width) / f64::from(frame.width), f64::from(size.height) / f64::from(frame.height));
        Self {
            left: f64::from(area.left) * across,
            top: f64::from(area.top) * down,
            width: f64::from(area.size.width) * across,
            height: f64::from(area.size.height) * down,
        }
    }

    /// Region that becomes `rows` where this one becomes `height` rows.
    pub fn strip(self, rows: &Range<u32>, height: u32) -> Self {
        let scale = self.height / f64::from(height);
        Self { top: self.top + f64::from(rows.start) * scale, height: f64::from(rows.end - rows.start) * scale, ..self }
    }
}

/// Region of a picture that is resized, and the filter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resize {
    /// Region that fills the new size.
    pub region: Region,
    /// Interpolation between pixels.
    pub filter: Filter,
    /// Colour weighted by alpha, so that what is transparent does not bleed into what is not. Opaque pictures do not need it.
    pub weighted: bool,
}

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
    region_of_map(&values, from, Resize { region: Region::whole(from), filter: Filter::Lanczos, weighted: false }, size)
}

/// Region of a map of size `from` (row by row) at another size.
///
/// # Errors
/// [`Error::SizeMismatch`] if either size is empty, or `values` are not as many as `from` says.
pub fn region_of_map(values: &[u16], from: Size, how: Resize, size: Size) -> Result<Vec<u16>, Error> {
    let mut target = vec![0_u16; size.pixels() as usize];
    convolve(values, 1, from, &mut target, size, how, |source, from, target, to, window| {
        resample::gray16(source, from, target, to, window, how.filter)
    })?;
    Ok(target)
}

/// Region of a map of real numbers of size `from` (row by row) at another size. Nothing is cut off: with Lanczos values rise above the highest and fall below
/// the lowest.
///
/// # Errors
/// [`Error::SizeMismatch`] if either size is empty, or `values` are not as many as `from` says.
pub fn region_of_values(values: &[f32], from: Size, how: Resize, size: Size) -> Result<Vec<f32>, Error> {
    let mut target = vec![0.0_f32; size.pixels() as usize];
    convolve(values, 1, from, &mut target, size, how, |source, from, target, to, window| {
        resample::real(source, from, target, to, window, how.filter)
    })?;
    Ok(target)
}

/// A map of real numbers at another size, linearly between the values: nothing rises above the highest or falls below the lowest.
///
/// # Errors
/// [`Error::SizeMismatch`] if either size is empty.
pub fn values(source: ArrayView2<'_, f32>, size: Size) -> Result<Array2<f32>, Error> {
    let from = Size { width: source.ncols() as u32, height: source.nrows() as u32 };
    let values: Vec<f32> = source.iter().copied().collect();
    let refuse = || Error::SizeMismatch { width: size.width, height: size.height, needed: size.pixels(), found: from.pixels() };
    let mut target = vec![0.0_f32; size.pixels() as usize];
    if from == size {
        target.copy_from_slice(&values);
    } else {
        let whole = Window { left: 0.0, top: 0.0, width: from.width.into(), height: from.height.into() };
        resample::real(&values, sides(from), &mut target, sides(size), whole, Filter::Linear).map_err(|_| refuse())?;
    }
    Array2::from_shape_vec((size.height as usize, size.width as usize), target).map_err(|_| refuse())
}

/// A plane at another size.
///
/// # Errors
/// [`Error::SizeMismatch`] if `size` is empty.
pub fn plane(source: &Plane, size: Size) -> Result<Plane, Error> {
    let mut target = vec![0; size.pixels() as usize];
    let how = Resize { region: Region::whole(source.size()), filter: Filter::Lanczos, weighted: false };
    convolve(source.values(), 1, source.size(), &mut target, size, how, |source, from, target, to, window| {
        resample::gray8(source, from, target, to, window, how.filter)
    })?;
    Plane::new(size, target)
}

/// A picture at another size. Colour is weighted by alpha, so that what is transparent does not bleed into what is not.
///
/// # Errors
/// [`Error::SizeMismatch`] if `size` is empty.
pub fn picture(source: &Picture, size: Size) -> Result<Picture, Error> {
    region_of_picture(source, Resize { region: Region::whole(source.size()), filter: Filter::Lanczos, weighted: source.has_transparency() }, size)
}

/// Region of a picture at another size.
///
/// # Errors
/// [`Error::SizeMismatch`] if `size` is empty.
pub fn region_of_picture(source: &Picture, how: Resize, size: Size) -> Result<Picture, Error> {
    let (from, needed) = (source.size(), size.pixels() as usize * 4);
    let samples = match source.samples() {
        Samples::Eight(values) => {
            let mut target = vec![0; needed];
            convolve(values, 4, from, &mut target, size, how, |source, from, target, to, window| {
                resample::rgba8(source, from, target, to, window, how.filter, how.weighted)
            })?;
            Samples::Eight(target)
        }
        Samples::Sixteen(values) => {
            let mut target = vec![0; needed];
            convolve(values, 4, from, &mut target, size, how, |source, from, target, to, window| {
                resample::rgba16(source, from, target, to, window, how.filter, how.weighted)
            })?;
            Samples::Sixteen(target)
        }
    };
    Picture::new(size, samples)
}

/// The picture itself if no side is over `max_side`, otherwise a copy that fits, in its own proportions.
///
/// # Errors
/// As [`picture`].
pub fn within(source: &Picture, max_side: u32) -> Result<Cow<'_, Picture>, Error> {
    let size = source.size();
    if size.longer() <= max_side { Ok(Cow::Borrowed(source)) } else { picture(source, size.fitting(max_side)).map(Cow::Owned) }
}

/// Runs `work` on the rows that matter and the window in them; `channels` values are a pixel.
fn convolve<T>(
    source: &[T],
    channels: usize,
    from: Size,
    target: &mut [T],
    to: Size,
    how: Resize,
    work: impl FnOnce(&[T], Sides, &mut [T], Sides, Window) -> Result<(), Mismatch>,
) -> Result<(), Error> {
    let region = how.region;
    let row = from.width as usize * channels;
    // Rows that no output row looks at are left out: weighting by alpha would copy them.
    let reach = 3.0 * (region.height / f64::from(to.height)).max(1.0) + 1.0;
    let first = (region.top - reach).max(0.0) as usize;
    let end = ((region.top + region.height + reach).ceil() as usize).min(from.height as usize);
    let pixels = (source.len() / channels) as u64;
    let rows = source.get(first * row..end * row).ok_or(Error::SizeMismatch {
        width: from.width,
        height: from.height,
        needed: from.pixels(),
        found: pixels,
    })?;
    let (left, width) = inside(region.left, region.width, from.width.into());
    let (top, height) = inside(region.top - first as f64, region.height, (end - first) as f64);
    let found = (target.len() / channels) as u64;
    work(rows, (from.width, (end - first) as u32), target, sides(to), Window { left, top, width, height }).map_err(|_| Error::SizeMismatch {
        width: to.width,
        height: to.height,
        needed: to.pixels(),
        found,
    })
}

fn sides(size: Size) -> Sides {
    (size.width, size.height)
}

/// Rounding must not push a region over the edge, not even in its last digit.
fn inside(from: f64, length: f64, side: f64) -> (f64, f64) {
    let from = from.clamp(0.0, side);
    let length = length.min(side - from);
    (from, if from + length > side { length.next_down() } else { length })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(width: u32, height: u32) -> Picture {
        let values = (0..height).flat_map(|y| (0..width).flat_map(move |x| [(x * 7) as u8, (y * 5) as u8, (x ^ y) as u8, 255]));
        Picture::new(Size { width, height }, Samples::Eight(values.collect())).unwrap()
    }

    /// Strips have no seams: each row is what it is in one piece.
    #[test]
    fn strips_equal_the_whole_resize() {
        for (from, to) in [((37, 29), (90, 101)), ((90, 101), (37, 29)), ((4, 3), (50, 40)), ((200, 2), (20, 7))] {
            let (source, size) = (ramp(from.0, from.1), Size { width: to.0, height: to.1 });
            let whole = picture(&source, size).unwrap();
            let Samples::Eight(whole) = whole.samples() else { unreachable!("depth stays") };
            for strip in [1, 4, 64] {
                for top in (0..size.height).step_by(strip) {
                    let rows = top..(top + strip as u32).min(size.height);
                    let region = Region::whole(source.size()).strip(&rows, size.height);
                    let how = Resize { region, filter: Filter::Lanczos, weighted: false };
                    let strip = region_of_picture(&source, how, Size { height: rows.end - rows.start, ..size }).unwrap();
                    let Samples::Eight(strip) = strip.samples() else { unreachable!("depth stays") };
                    let expected = &whole[rows.start as usize * size.width as usize * 4..rows.end as usize * size.width as usize * 4];
                    let worst = strip.iter().zip(expected).map(|(a, b)| a.abs_diff(*b)).max();
                    assert!(worst <= Some(1), "{from:?} to {to:?}, rows {rows:?}: {worst:?}");
                }
            }
        }
    }

    #[test]
    fn region_that_ends_at_the_edge_is_accepted() {
        for width in 1..60 {
            for left in 0..width {
                let size = Size { width: width * 3, height: 1 };
                let area = Area { left: left * 3, top: 0, size: Size { width: (width - left) * 3, height: 1 } };
                let smaller = Size { width, height: 1 };
                let how = Resize { region: Region::of(area, size, smaller), filter: Filter::Linear, weighted: true };
                assert!(region_of_picture(&ramp(width, 1), how, Size { width: 5, height: 2 }).is_ok());
            }
        }
    }
}

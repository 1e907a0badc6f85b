//! The shadow of the subject: its alpha, moved, blurred and in one colour.

use std::ops::Range;

use crate::resize::{self, Filter, Region, Resize};
use crate::{Area, Error, Plane, Shadow, Size};

use super::blend::Depth;
use super::gaussian_blur;

/// A shadow that is ready to be painted.
pub(crate) struct ShadowLayer {
    /// Light that is taken, from 0 to 65 535 (all of it, before `opacity`), at the size where blurring is cheap.
    cover: Vec<u16>,
    size: Size,
    /// Part of it that the canvas shows.
    region: Region,
    canvas: Size,
    colour: [u8; 3],
    /// From 0 to 65 536.
    opacity: u32,
}

impl ShadowLayer {
    /// The shadow of a subject with this alpha, for a canvas that shows `area` of it. Where the frame cuts the subject, it is taken to go on outside.
    pub(crate) fn new(alpha: &Plane, shadow: Shadow, area: Area) -> Result<Self, Error> {
        let frame = alpha.size();
        let size = gaussian_blur::small_size(frame, shadow.blur);
        let mut cover: Vec<u16> = resize::plane(alpha, size)?.values().iter().map(|value| u16::from_eight(*value)).collect();
        let sigma = gaussian_blur::in_pixels([shadow.blur.fraction(); 2], frame, size);
        let shift = gaussian_blur::in_pixels([shadow.right.fraction(), shadow.down.fraction()], frame, size);
        gaussian_blur::gaussian(&mut cover, size, 1, sigma, shift);
        let opacity = shadow.opacity.fraction() * f64::from(shadow.colour.alpha) / 255.0;
        Ok(Self {
            cover,
            size,
            region: Region::of(area, frame, size),
            canvas: area.size,
            colour: [shadow.colour.red, shadow.colour.green, shadow.colour.blue],
            opacity: (opacity * 65_536.0).round() as u32,
        })
    }

    /// Its colour, and its alpha in these rows of the canvas.
    pub(crate) fn rows<T: Depth>(&self, rows: Range<u32>) -> Result<([T; 3], Vec<T>), Error> {
        let how = Resize { region: self.region.strip(&rows, self.canvas.height), filter: Filter::Linear, weighted: false };
        let cover = resize::region_of_map(&self.cover, self.size, how, Size { height: rows.end - rows.start, ..self.canvas })?;
        let alpha = |cover: u16| T::from_sixteen(((u32::from(cover) * self.opacity + 32_768) >> 16) as u16);
        Ok((self.colour.map(T::from_eight), cover.into_iter().map(alpha).collect()))
    }
}

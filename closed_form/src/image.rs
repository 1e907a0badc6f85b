//! Borrowed pixels: red, green, blue and straight alpha, row by row from the top left.

use std::ops::Range;

use crate::error::{Error, check};
use crate::size::Size;

/// Colour under transparent pixels, whose own colour means nothing: middle gray.
const BACKGROUND: f32 = 0.5;

/// Values of an [`Image`], four for each pixel.
#[derive(Debug, Clone, Copy)]
pub enum Samples<'a> {
    /// 0 to 255.
    Eight(&'a [u8]),
    /// 0 to 65 535.
    Sixteen(&'a [u16]),
}

/// Picture to read.
#[derive(Debug, Clone, Copy)]
pub struct Image<'a> {
    size: Size,
    samples: Samples<'a>,
}

impl<'a> Image<'a> {
    /// Image of `size` with these values.
    ///
    /// # Errors
    /// [`Error::SizeMismatch`] unless there are four values for each pixel and at least one pixel.
    pub fn new(size: Size, samples: Samples<'a>) -> Result<Self, Error> {
        let values = match samples {
            Samples::Eight(values) => values.len(),
            Samples::Sixteen(values) => values.len(),
        };
        check(size, values, 4)?;
        Ok(Self { size, samples })
    }

    /// Width and height.
    #[inline]
    pub fn size(self) -> Size {
        self.size
    }

    /// Values.
    #[inline]
    pub fn samples(self) -> Samples<'a> {
        self.samples
    }

    /// Calls `each` with the column and the colour, gamma-encoded and from 0 to 1, of some pixels of row `y`; transparent ones lie over middle gray.
    #[inline(always)]
    pub fn colours(self, y: usize, columns: Range<usize>, mut each: impl FnMut(usize, [f32; 3])) {
        let row = y * self.size.width as usize;
        let values = (row + columns.start) * 4..(row + columns.end) * 4;
        match self.samples {
            Samples::Eight(samples) => {
                for (x, pixel) in columns.zip(samples[values].chunks_exact(4)) {
                    each(x, over_background([pixel[0], pixel[1], pixel[2], pixel[3]].map(f32::from), 255.0));
                }
            }
            Samples::Sixteen(samples) => {
                for (x, pixel) in columns.zip(samples[values].chunks_exact(4)) {
                    each(x, over_background([pixel[0], pixel[1], pixel[2], pixel[3]].map(f32::from), 65_535.0));
                }
            }
        }
    }
}

#[inline(always)]
fn over_background([red, green, blue, alpha]: [f32; 4], top: f32) -> [f32; 3] {
    let share = alpha / top;
    [red, green, blue].map(|value| value / top * share + BACKGROUND * (1.0 - share))
}

/// Values of an [`ImageMut`], four for each pixel.
#[derive(Debug)]
pub enum SamplesMut<'a> {
    /// 0 to 255.
    Eight(&'a mut [u8]),
    /// 0 to 65 535.
    Sixteen(&'a mut [u16]),
}

/// Picture to change in place.
#[derive(Debug)]
pub struct ImageMut<'a> {
    pub(crate) size: Size,
    pub(crate) samples: SamplesMut<'a>,
}

impl<'a> ImageMut<'a> {
    /// Image of `size` with these values.
    ///
    /// # Errors
    /// As [`Image::new`].
    pub fn new(size: Size, samples: SamplesMut<'a>) -> Result<Self, Error> {
        let values = match &samples {
            SamplesMut::Eight(values) => values.len(),
            SamplesMut::Sixteen(values) => values.len(),
        };
        check(size, values, 4)?;
        Ok(Self { size, samples })
    }
}

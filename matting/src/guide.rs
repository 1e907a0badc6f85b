//! The photo's colours as matting looks at them.

use crate::{Picture, Samples, Size};

/// What is assumed under transparent pixels, whose own colour means nothing.
const BACKDROP: f32 = 0.5;

/// Zeros around each plane, so that windows and patches at the border need no check.
pub const MARGIN: usize = 4;

/// Red, green and blue in three planes, gamma-encoded, from 0 to 1.
#[derive(Debug)]
pub struct Guide {
    /// Width and height without the margin.
    pub size: Size,
    /// Values from one row to the next.
    pub stride: usize,
    /// The planes, each with [`MARGIN`] on every side and a few columns and rows more up to a multiple of [`crate::tiles::SIDE`].
    pub planes: [Vec<f32>; 3],
}

impl Guide {
    /// That of a photo.
    pub fn new(photo: &Picture) -> Self {
        let size = photo.size();
        let (width, height) = (size.width as usize, size.height as usize);
        let stride = width.next_multiple_of(MARGIN) + 2 * MARGIN;
        let mut planes = [(); 3].map(|()| vec![0.0; stride * (height.next_multiple_of(MARGIN) + 2 * MARGIN)]);
        for y in 0..height {
            let first = (y + MARGIN) * stride + MARGIN;
            colours(photo, y, 0..width, |x, colour| {
                for (plane, value) in planes.iter_mut().zip(colour) {
                    plane[first + x] = value;
                }
            });
        }
        Self { size, stride, planes }
    }
}

/// Calls `each` with the column and the colour of the pixels of one row.
#[inline(always)]
pub fn colours(photo: &Picture, y: usize, columns: std::ops::Range<usize>, mut each: impl FnMut(usize, [f32; 3])) {
    let row = y * photo.size().width as usize;
    let values = (row + columns.start) * 4..(row + columns.end) * 4;
    match photo.samples() {
        Samples::Eight(samples) => {
            for (x, pixel) in columns.zip(samples[values].chunks_exact(4)) {
                each(x, over_backdrop([pixel[0], pixel[1], pixel[2], pixel[3]].map(f32::from), 255.0));
            }
        }
        Samples::Sixteen(samples) => {
            for (x, pixel) in columns.zip(samples[values].chunks_exact(4)) {
                each(x, over_backdrop([pixel[0], pixel[1], pixel[2], pixel[3]].map(f32::from), 65_535.0));
            }
        }
    }
}

#[inline(always)]
fn over_backdrop([red, green, blue, alpha]: [f32; 4], top: f32) -> [f32; 3] {
    let share = alpha / top;
    [red, green, blue].map(|value| value / top * share + BACKDROP * (1.0 - share))
}

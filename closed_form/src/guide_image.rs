//! Guide image: the photo's colours in the space in which edges are measured.

use crate::parallel::fill;
use crate::{Image, Size};

/// Zeros around each plane, so that windows and patches at the border need no check.
pub(crate) const MARGIN: usize = 4;

/// Fewer rows are not worth a thread.
const MIN_ROWS: usize = 16;

/// Red, green and blue in three planes, gamma-encoded, from 0 to 1.
#[derive(Debug)]
pub struct GuideImage {
    /// Width and height without the margin.
    pub(crate) size: Size,
    /// Values from one row to the next.
    pub(crate) stride: usize,
    /// Planes with [`MARGIN`] on every side and a few columns and rows more up to a multiple of it.
    pub(crate) planes: [Vec<f32>; 3],
}

impl GuideImage {
    /// Guide image of a photo.
    pub fn new(photo: Image<'_>) -> Self {
        let size = photo.size();
        let (width, height) = (size.width as usize, size.height as usize);
        let stride = width.next_multiple_of(MARGIN) + 2 * MARGIN;
        let mut planes = [(); 3].map(|()| vec![0.0; stride * (height.next_multiple_of(MARGIN) + 2 * MARGIN)]);
        let [red, green, blue] = &mut planes;
        let mut rows: Vec<[&mut [f32]; 3]> = (red.chunks_exact_mut(stride).zip(green.chunks_exact_mut(stride)).zip(blue.chunks_exact_mut(stride)))
            .map(|((red, green), blue)| [red, green, blue])
            .skip(MARGIN)
            .take(height)
            .collect();
        fill(&mut rows, MIN_ROWS, |y, [red, green, blue]| {
            photo.colours(y, 0..width, |x, colour| [red[MARGIN + x], green[MARGIN + x], blue[MARGIN + x]] = colour);
        });
        Self { size, stride, planes }
    }

    /// Width and height.
    #[inline]
    pub fn size(&self) -> Size {
        self.size
    }

    /// Red, green and blue of a pixel.
    #[inline(always)]
    pub fn colour(&self, x: usize, y: usize) -> [f32; 3] {
        let at = (y + MARGIN) * self.stride + x + MARGIN;
        [self.planes[0][at], self.planes[1][at], self.planes[2][at]]
    }
}

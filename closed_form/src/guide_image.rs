//! Guide image: the photo's colours as its edges are judged by them.

use crate::{Image, Size};

/// Zeros around each plane, so that windows and patches at the border need no check.
pub(crate) const MARGIN: usize = 4;

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
        for y in 0..height {
            let first = (y + MARGIN) * stride + MARGIN;
            photo.colours(y, 0..width, |x, colour| {
                for (plane, value) in planes.iter_mut().zip(colour) {
                    plane[first + x] = value;
                }
            });
        }
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

//! Buffers that cannot disagree with their size.

use serde::{Deserialize, Serialize};

use crate::Error;

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl Size {
    /// Pixels in all.
    pub fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    fn check(self, channels: u64, found: usize) -> Result<(), Error> {
        let needed = self.pixels() * channels;
        if self.width > 0 && self.height > 0 && needed == found as u64 {
            Ok(())
        } else {
            Err(Error::SizeMismatch { width: self.width, height: self.height, needed, found: found as u64 })
        }
    }
}

/// Colour pixels: red, green, blue, alpha; straight (not premultiplied), row by row from the top left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    size: Size,
    samples: Samples,
}

/// The values of a [`Picture`], four a pixel, at the depth of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Samples {
    /// 0 to 255.
    Eight(Vec<u8>),
    /// 0 to 65 535.
    Sixteen(Vec<u16>),
}

impl Picture {
    /// A picture of `size` from its values.
    ///
    /// # Errors
    /// [`Error::SizeMismatch`] unless there are four values for each pixel and at least one pixel.
    pub fn new(size: Size, samples: Samples) -> Result<Self, Error> {
        size.check(
            4,
            match &samples {
                Samples::Eight(values) => values.len(),
                Samples::Sixteen(values) => values.len(),
            },
        )?;
        Ok(Self { size, samples })
    }

    /// Width and height.
    pub fn size(&self) -> Size {
        self.size
    }

    /// The values.
    pub fn samples(&self) -> &Samples {
        &self.samples
    }

    /// The values, to change in place.
    pub fn samples_mut(&mut self) -> SamplesMut<'_> {
        match &mut self.samples {
            Samples::Eight(values) => SamplesMut::Eight(values),
            Samples::Sixteen(values) => SamplesMut::Sixteen(values),
        }
    }

    /// Whether any pixel is not fully opaque.
    pub fn has_transparency(&self) -> bool {
        match &self.samples {
            Samples::Eight(values) => values.chunks_exact(4).any(|pixel| pixel[3] != u8::MAX),
            Samples::Sixteen(values) => values.chunks_exact(4).any(|pixel| pixel[3] != u16::MAX),
        }
    }
}

/// [`Samples`], borrowed to change in place; their number stays as it is.
#[derive(Debug)]
pub enum SamplesMut<'a> {
    /// 0 to 255.
    Eight(&'a mut [u8]),
    /// 0 to 65 535.
    Sixteen(&'a mut [u16]),
}

/// One value a pixel, row by row from the top left: a saliency map, a matte, a mask. 0 is background, 255 subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plane {
    size: Size,
    values: Vec<u8>,
}

impl Plane {
    /// A plane of `size` from its values.
    ///
    /// # Errors
    /// [`Error::SizeMismatch`] unless there is one value for each pixel and at least one pixel.
    pub fn new(size: Size, values: Vec<u8>) -> Result<Self, Error> {
        size.check(1, values.len())?;
        Ok(Self { size, values })
    }

    /// Width and height.
    pub fn size(&self) -> Size {
        self.size
    }

    /// The values.
    pub fn values(&self) -> &[u8] {
        &self.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_of_another_length_is_refused() {
        let size = Size { width: 3, height: 2 };
        assert!(Picture::new(size, Samples::Eight(vec![0; 24])).is_ok());
        assert!(Picture::new(size, Samples::Sixteen(vec![0; 24])).is_ok());
        assert!(Picture::new(size, Samples::Eight(vec![0; 23])).is_err());
        assert!(Plane::new(size, vec![0; 6]).is_ok());
        assert!(Plane::new(size, vec![0; 7]).is_err());
        assert!(Plane::new(Size { width: 0, height: 2 }, vec![]).is_err());
    }
}

//! Pixel buffers with a size: pictures and planes.

use std::sync::OnceLock;

pub use closed_form::Size;
use closed_form::{Image, ImageMut, fill};

use crate::Error;

fn check(size: Size, channels: u64, found: usize) -> Result<(), Error> {
    let needed = size.pixels() * channels;
    if needed > 0 && needed == found as u64 {
        Ok(())
    } else {
        Err(Error::SizeMismatch { width: size.width, height: size.height, needed, found: found as u64 })
    }
}

/// A rectangle of whole pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// Columns to the left of it.
    pub left: u32,
    /// Rows above it.
    pub top: u32,
    /// Its width and height.
    pub size: Size,
}

impl Area {
    /// All of a picture.
    pub fn whole(size: Size) -> Self {
        Self { left: 0, top: 0, size }
    }

    fn check(self, of: Size) -> Result<(), Error> {
        let fits = |from: u32, length: u32, side: u32| length > 0 && from.checked_add(length).is_some_and(|end| end <= side);
        if fits(self.left, self.size.width, of.width) && fits(self.top, self.size.height, of.height) {
            Ok(())
        } else {
            Err(Error::SizeMismatch { width: self.size.width, height: self.size.height, needed: self.size.pixels(), found: of.pixels() })
        }
    }

    /// Moves what is inside to the front of `values` and drops the rest, without a second buffer.
    fn keep<T: Copy>(self, values: &mut Vec<T>, of: Size, channels: usize) {
        if self.size == of {
            return;
        }
        let (from, to) = (of.width as usize * channels, self.size.width as usize * channels);
        let first = self.top as usize * from + self.left as usize * channels;
        for row in 0..self.size.height as usize {
            values.copy_within(first + row * from..first + row * from + to, row * to);
        }
        values.truncate(self.size.height as usize * to);
    }
}

/// Colour pixels: red, green, blue, alpha; straight (not premultiplied), row by row from the top left.
#[derive(Debug, Clone)]
pub struct Picture {
    size: Size,
    samples: Samples,
    /// [`Self::has_transparency`] once it was asked: it reads every pixel, and each stage asks.
    transparency: OnceLock<bool>,
}

impl PartialEq for Picture {
    fn eq(&self, other: &Self) -> bool {
        (self.size, &self.samples) == (other.size, &other.samples)
    }
}

impl Eq for Picture {}

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
        check(
            size,
            4,
            match &samples {
                Samples::Eight(values) => values.len(),
                Samples::Sixteen(values) => values.len(),
            },
        )?;
        Ok(Self { size, samples, transparency: OnceLock::new() })
    }

    /// One transparent pixel: placeholder where a picture was taken from.
    pub fn dot() -> Self {
        Self { size: Size { width: 1, height: 1 }, samples: Samples::Eight(vec![0; 4]), transparency: OnceLock::new() }
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
        self.transparency.take();
        match &mut self.samples {
            Samples::Eight(values) => SamplesMut::Eight(values),
            Samples::Sixteen(values) => SamplesMut::Sixteen(values),
        }
    }

    /// The values, to keep.
    pub fn into_samples(self) -> Samples {
        self.samples
    }

    /// The picture, borrowed for the closed form.
    ///
    /// # Errors
    /// None in practice: the values fit the size.
    pub fn view(&self) -> Result<Image<'_>, Error> {
        let samples = match &self.samples {
            Samples::Eight(values) => closed_form::Samples::Eight(values),
            Samples::Sixteen(values) => closed_form::Samples::Sixteen(values),
        };
        Ok(Image::new(self.size, samples)?)
    }

    /// [`Self::view`] to change colours in place; alpha stays as it is.
    pub(crate) fn view_mut(&mut self) -> Result<ImageMut<'_>, Error> {
        let samples = match &mut self.samples {
            Samples::Eight(values) => closed_form::SamplesMut::Eight(values),
            Samples::Sixteen(values) => closed_form::SamplesMut::Sixteen(values),
        };
        Ok(ImageMut::new(self.size, samples)?)
    }

    /// Part inside `area`, in the same memory.
    ///
    /// # Errors
    /// [`Error::SizeMismatch`] if `area` is empty or sticks out.
    pub fn cropped(mut self, area: Area) -> Result<Self, Error> {
        area.check(self.size)?;
        match &mut self.samples {
            Samples::Eight(values) => area.keep(values, self.size, 4),
            Samples::Sixteen(values) => area.keep(values, self.size, 4),
        }
        if area.size != self.size {
            self.transparency.take();
        }
        Ok(Self { size: area.size, ..self })
    }

    /// Picture as a mask or trimap: its alpha where it has any transparency, else its gray (mean of red, green
    /// and blue).
    pub fn to_mask(&self) -> Plane {
        let alpha = self.has_transparency();
        let gray = |pixel: [u32; 4], depth: u32| {
            let value = if alpha { pixel[3] } else { (pixel[0] + pixel[1] + pixel[2] + 1) / 3 };
            ((value * 255 + depth / 2) / depth) as u8
        };
        let values = match &self.samples {
            Samples::Eight(values) => values.chunks_exact(4).map(|pixel| gray([0, 1, 2, 3].map(|channel| pixel[channel].into()), 255)).collect(),
            Samples::Sixteen(values) => values.chunks_exact(4).map(|pixel| gray([0, 1, 2, 3].map(|channel| pixel[channel].into()), 65_535)).collect(),
        };
        Plane { size: self.size, values }
    }

    /// True if any pixel is not fully opaque.
    pub fn has_transparency(&self) -> bool {
        if let Some(known) = self.transparency.get() {
            return *known;
        }
        // Not inside of `get_or_init`: a thread that waits for others may take up work that asks the same.
        let found = match &self.samples {
            Samples::Eight(values) => !is_opaque(values, u8::MAX),
            Samples::Sixteen(values) => !is_opaque(values, u16::MAX),
        };
        *self.transparency.get_or_init(|| found)
    }
}

/// True if every fourth value is `full`.
fn is_opaque<T: Copy + PartialEq + Sync + std::ops::BitAnd<Output = T>>(values: &[T], full: T) -> bool {
    /// Values that are looked at together, and those that are worth a thread.
    const LANES: usize = 32;
    const PART: usize = 1 << 20;
    let mut parts: Vec<(&[T], bool)> = values.chunks(PART).map(|part| (part, true)).collect();
    fill(&mut parts, 1, |_, (part, opaque)| {
        let (groups, rest) = part.as_chunks::<LANES>();
        // All of a group, without a branch for each pixel.
        let common = groups.iter().fold([full; LANES], |common, group| std::array::from_fn(|lane| common[lane] & group[lane]));
        *opaque = [&common[..], rest].iter().all(|values| values.chunks_exact(4).all(|pixel| pixel[3] == full));
    });
    parts.iter().all(|(_, opaque)| *opaque)
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
        check(size, 1, values.len())?;
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

    /// The values, to change.
    pub(crate) fn values_mut(&mut self) -> &mut [u8] {
        &mut self.values
    }

    /// Part inside `area`, in the same memory.
    ///
    /// # Errors
    /// [`Error::SizeMismatch`] if `area` is empty or sticks out.
    pub fn cropped(mut self, area: Area) -> Result<Self, Error> {
        area.check(self.size)?;
        area.keep(&mut self.values, self.size, 1);
        Ok(Self { size: area.size, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buffer_of_another_length_is_refused() {
        let size = Size { width: 3, height: 2 };
        assert!(Picture::new(size, Samples::Eight(vec![0; 24])).is_ok());
        assert!(Picture::new(size, Samples::Sixteen(vec![0; 24])).is_ok());
        assert!(Picture::new(size, Samples::Eight(vec![0; 23])).is_err());
        assert!(Plane::new(size, vec![0; 6]).is_ok());
        assert!(Plane::new(size, vec![0; 7]).is_err());
        assert!(Plane::new(Size { width: 0, height: 2 }, vec![]).is_err());
    }

    #[test]
    fn mask_is_alpha_or_gray() {
        let size = Size { width: 2, height: 1 };
        let mask = |samples| Picture::new(size, samples).unwrap().to_mask().values().to_vec();
        assert_eq!(mask(Samples::Eight(vec![255, 255, 255, 255, 0, 128, 1, 255])), [255, 43]);
        assert_eq!(mask(Samples::Eight(vec![255, 255, 255, 7, 0, 128, 1, 255])), [7, 255]);
        assert_eq!(mask(Samples::Sixteen(vec![65_535, 65_535, 65_535, 65_535, 257, 257, 257, 65_535])), [255, 1]);
    }

    #[test]
    fn one_pixel_that_is_not_opaque_is_seen_and_changes_are_too() {
        let size = Size { width: 1021, height: 600 };
        let at = |pixel: usize| {
            let mut values = vec![u16::MAX; size.pixels() as usize * 4];
            values[pixel * 4 + 3] -= 1;
            Picture::new(size, Samples::Sixteen(values)).unwrap()
        };
        let last = size.pixels() as usize - 1;
        for pixel in [0, 1, 7, 262_143, 262_144, last - 1, last] {
            assert!(at(pixel).has_transparency(), "{pixel}");
        }
        let mut picture = at(last);
        assert!(picture.has_transparency());
        let SamplesMut::Sixteen(values) = picture.samples_mut() else { panic!("depth stays") };
        values[last * 4 + 3] += 1;
        assert!(!picture.has_transparency());
        let upper = at(last).cropped(Area { left: 0, top: 0, size: Size { height: 599, ..size } }).unwrap();
        assert!(!upper.has_transparency());
        assert_eq!(at(last), {
            let asked = at(last);
            asked.has_transparency();
            asked
        });
    }

    #[test]
    fn cropping_keeps_what_is_inside() {
        let size = Size { width: 4, height: 3 };
        let area = Area { left: 1, top: 1, size: Size { width: 2, height: 2 } };
        let plane = Plane::new(size, (0..12).collect()).unwrap();
        assert_eq!(plane.clone().cropped(area).unwrap().values(), [5, 6, 9, 10]);
        assert_eq!(plane.clone().cropped(Area::whole(size)).unwrap(), plane);
        let picture = Picture::new(size, Samples::Sixteen((0..48).collect())).unwrap().cropped(area).unwrap();
        assert_eq!(picture.samples(), &Samples::Sixteen((20..28).chain(36..44).collect()));
        for (left, top, width, height) in [(3, 0, 2, 1), (0, 2, 1, 2), (0, 0, 0, 1), (u32::MAX, 0, 2, 1)] {
            assert!(plane.clone().cropped(Area { left, top, size: Size { width, height } }).is_err());
        }
    }
}

//! Photo, matte, background and shadow to the pixels that are written.

use std::borrow::Cow;

use closed_form::fill;

use crate::{Area, Error, Picture, Plane, Samples, SamplesMut, Shadow, Size, Trim};

use super::background::{BackgroundPainter, BackgroundSource};
use super::blend::{self, Depth};
use super::shadow::ShadowLayer;
use super::trim;

/// Rows that are composed at a time: few enough to stay in the cache, many enough for what each strip costs.
const STRIP: usize = 64;

/// Pixels of a cut-out, and the area of the photo that they show.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Composed {
    /// The pixels.
    pub pixels: Pixels,
    /// Area of the photo.
    pub area: Area,
}

/// Pixels that [`crate::encode()`] writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pixels {
    /// Straight colour and alpha.
    Colour(Picture),
    /// An alpha channel alone.
    Mask(Plane),
}

impl Pixels {
    /// Width and height.
    pub fn size(&self) -> Size {
        match self {
            Pixels::Colour(picture) => picture.size(),
            Pixels::Mask(plane) => plane.size(),
        }
    }

    /// The pixels over white, for files that cannot be transparent.
    pub fn over_white(self) -> Self {
        fn lay<T: Depth>(values: &mut [T]) {
            for pixel in values.chunks_exact_mut(4).filter(|pixel| pixel[3] != T::FULL) {
                put(pixel, blend::over(of(pixel), [T::FULL; 4]));
            }
        }
        let Pixels::Colour(mut picture) = self else { return self };
        match picture.samples_mut() {
            SamplesMut::Eight(values) => lay(values),
            SamplesMut::Sixteen(values) => lay(values),
        }
        Pixels::Colour(picture)
    }
}

/// Puts photo and matte together, over `background`, at the depth of the photo. In the soft edge the photo should have the subject's colours alone.
///
/// Alpha is the photo's own alpha times the matte. Colour stays straight: multiplying it by alpha here would darken soft edges
/// twice (rembg does). Where nothing is left of the photo its colour is removed too, so that the background is gone and not only hidden.
/// Nothing is drawn outside the photo's frame; with `trim`, only [`kept_area`](super::kept_area) is kept. The photo's memory is that of the result.
///
/// # Errors
/// [`Error::SizeMismatch`] when matte and photo differ in size.
pub fn compose(
    mut photo: Picture,
    matte: &Plane,
    background: BackgroundSource<'_>,
    shadow: Option<Shadow>,
    trim: Option<Trim>,
) -> Result<Composed, Error> {
    let frame = photo.size();
    let (area, cast) = {
        let alpha = alpha(&photo, matte)?;
        let area = trim.map_or_else(|| Area::whole(frame), |trim| trim::kept_area(&alpha, shadow, trim));
        (area, shadow.map(|shadow| ShadowLayer::new(&alpha, shadow, area)).transpose()?)
    };
    match photo.samples_mut() {
        SamplesMut::Eight(values) => cut(values, matte, |alpha, matte| times(alpha.into(), matte.into(), 255) as u8),
        SamplesMut::Sixteen(values) => cut(values, matte, |alpha, matte| times(alpha.into(), matte.into(), 255) as u16),
    }
    let mut canvas = photo.cropped(area)?;
    let background = BackgroundPainter::new(background, frame, area)?;
    if cast.is_some() || !matches!(background, BackgroundPainter::Clear) {
        match canvas.samples_mut() {
            SamplesMut::Eight(values) => lay(values, area.size, &background, cast.as_ref())?,
            SamplesMut::Sixteen(values) => lay(values, area.size, &background, cast.as_ref())?,
        }
    }
    Ok(Composed { pixels: Pixels::Colour(canvas), area })
}

/// The alpha of the cut-out: the photo's own times the matte. With `trim`, only [`kept_area`](super::kept_area) is kept.
///
/// # Errors
/// [`Error::SizeMismatch`] when matte and photo differ in size.
pub fn mask(photo: &Picture, matte: &Plane, trim: Option<Trim>) -> Result<Composed, Error> {
    let alpha = alpha(photo, matte)?.into_owned();
    let area = trim.map_or_else(|| Area::whole(alpha.size()), |trim| trim::kept_area(&alpha, None, trim));
    Ok(Composed { pixels: Pixels::Mask(alpha.cropped(area)?), area })
}

fn alpha<'a>(photo: &Picture, matte: &'a Plane) -> Result<Cow<'a, Plane>, Error> {
    let size = photo.size();
    if matte.size() != size {
        return Err(Error::SizeMismatch { width: size.width, height: size.height, needed: size.pixels(), found: matte.values().len() as u64 });
    }
    if !photo.has_transparency() {
        return Ok(Cow::Borrowed(matte));
    }
    let values = match photo.samples() {
        Samples::Eight(values) => {
            values.chunks_exact(4).zip(matte.values()).map(|(pixel, matte)| times(pixel[3].into(), (*matte).into(), 255) as u8).collect()
        }
        Samples::Sixteen(values) => {
            values.chunks_exact(4).zip(matte.values()).map(|(pixel, matte)| times(pixel[3].into(), (*matte).into(), 65_535) as u8).collect()
        }
    };
    Ok(Cow::Owned(Plane::new(size, values)?))
}

fn cut<T: Depth>(values: &mut [T], matte: &Plane, share: impl Fn(T, u8) -> T + Sync) {
    let width = matte.size().width as usize;
    let mut strips: Vec<(&mut [T], &[u8])> = values.chunks_mut(width * 4 * STRIP).zip(matte.values().chunks(width * STRIP)).collect();
    fill(&mut strips, 1, |_, (values, matte)| {
        for (pixel, matte) in values.chunks_exact_mut(4).zip(*matte) {
            pixel[3] = share(pixel[3], *matte);
            if pixel[3] == T::default() {
                pixel.fill(T::default());
            }
        }
    });
}

/// `a · b / full`, rounded to the nearest.
fn times(a: u32, b: u32, full: u32) -> u32 {
    (a * b + full / 2) / full
}

/// Lays the cut-out over its shadow and both over the background.
fn lay<T: Depth>(values: &mut [T], canvas: Size, background: &BackgroundPainter<'_>, cast: Option<&ShadowLayer>) -> Result<(), Error> {
    let row = canvas.width as usize * 4;
    let mut below = vec![T::default(); row * STRIP];
    for (index, strip) in values.chunks_mut(row * STRIP).enumerate() {
        let first = (index * STRIP) as u32;
        let rows = first..first + (strip.len() / row) as u32;
        let below = &mut below[..strip.len()];
        background.paint(rows.clone(), below)?;
        let pixels = strip.chunks_exact_mut(4).zip(below.chunks_exact(4));
        match cast {
            None => pixels.for_each(|(pixel, below)| put(pixel, blend::over(of(pixel), of(below)))),
            Some(cast) => {
                let ([red, green, blue], shades) = cast.rows(rows)?;
                for ((pixel, below), shade) in pixels.zip(shades) {
                    let top = of(pixel);
                    if top[3] != T::FULL {
                        put(pixel, blend::over(top, blend::over([red, green, blue, shade], of(below))));
                    }
                }
            }
        }
    }
    Ok(())
}

fn of<T: Depth>(pixel: &[T]) -> [T; 4] {
    [pixel[0], pixel[1], pixel[2], pixel[3]]
}

fn put<T: Depth>(pixel: &mut [T], value: [T; 4]) {
    pixel.copy_from_slice(&value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Colour;

    const ONE: Size = Size { width: 1, height: 1 };

    fn one(value: u8) -> Plane {
        Plane::new(ONE, vec![value]).unwrap()
    }

    fn composed(pixel: [u8; 4], matte: u8, background: BackgroundSource<'_>) -> Vec<u8> {
        let photo = Picture::new(ONE, Samples::Eight(pixel.to_vec())).unwrap();
        match compose(photo, &one(matte), background, None, None).unwrap().pixels {
            Pixels::Colour(picture) => Depth::of(picture.into_samples()),
            Pixels::Mask(_) => unreachable!("a cut-out has colours"),
        }
    }

    fn masked(pixel: [u8; 4], matte: u8) -> Pixels {
        mask(&Picture::new(ONE, Samples::Eight(pixel.to_vec())).unwrap(), &one(matte), None).unwrap().pixels
    }

    const fn colour(red: u8, green: u8, blue: u8, alpha: u8) -> BackgroundSource<'static> {
        BackgroundSource::Colour(Colour { red, green, blue, alpha })
    }

    #[test]
    fn soft_edges_are_not_darkened() {
        assert_eq!(composed([255, 255, 255, 255], 128, BackgroundSource::Transparent), [255, 255, 255, 128]);
        assert_eq!(composed([255, 255, 255, 255], 128, colour(255, 255, 255, 255)), [255, 255, 255, 255]);
    }

    #[test]
    fn cut_out_over_its_own_background_is_the_photo() {
        for value in 0..=255 {
            for matte in 0..=255 {
                assert_eq!(composed([value, value, value, 255], matte, colour(value, value, value, 255)), [value, value, value, 255]);
            }
        }
    }

    #[test]
    fn photo_alpha_multiplies_the_matte() {
        assert_eq!(composed([9, 9, 9, 0], 255, BackgroundSource::Transparent), [0, 0, 0, 0]);
        assert_eq!(masked([9, 9, 9, 100], 255), Pixels::Mask(one(100)));
        assert_eq!(masked([9, 9, 9, 128], 128), Pixels::Mask(one(64)));
        assert_eq!(composed([9, 9, 9, 128], 128, BackgroundSource::Transparent), [9, 9, 9, 64]);
    }

    #[test]
    fn translucent_background_shows_through_the_soft_edge() {
        assert_eq!(composed([200, 0, 0, 255], 0, colour(0, 100, 0, 128)), [0, 100, 0, 128]);
        assert_eq!(composed([200, 0, 0, 255], 255, colour(0, 100, 0, 128)), [200, 0, 0, 255]);
        // alpha = 128 + 128 · 127 / 255; of that the subject has 128
        assert_eq!(composed([200, 0, 0, 255], 128, colour(0, 100, 0, 128)), [134, 33, 0, 192]);
        assert_eq!(composed([200, 0, 0, 255], 0, colour(7, 7, 7, 0)), [0, 0, 0, 0]);
    }

    #[test]
    fn removed_pixels_lose_their_colour() {
        assert_eq!(composed([1, 2, 3, 255], 0, BackgroundSource::Transparent), [0, 0, 0, 0]);
    }

    #[test]
    fn over_white_fills_transparent_pixels() {
        let picture = |values| Pixels::Colour(Picture::new(ONE, Samples::Eight(values)).unwrap());
        assert_eq!(picture(vec![0, 0, 0, 0]).over_white(), picture(vec![255, 255, 255, 255]));
        assert_eq!(picture(vec![0, 100, 255, 51]).over_white(), picture(vec![204, 224, 255, 255]));
        assert_eq!(picture(vec![1, 2, 3, 255]).over_white(), picture(vec![1, 2, 3, 255]));
        assert_eq!(Pixels::Mask(one(9)).over_white(), Pixels::Mask(one(9)));
    }

    #[test]
    fn sixteen_bits_stay_sixteen_bits() {
        let photo = Picture::new(ONE, Samples::Sixteen(vec![60_000, 30_001, 7, 65_535])).unwrap();
        let result = compose(photo, &one(51), BackgroundSource::Transparent, None, None).unwrap().pixels;
        assert_eq!(result, Pixels::Colour(Picture::new(ONE, Samples::Sixteen(vec![60_000, 30_001, 7, 13_107])).unwrap()));
    }

    #[test]
    fn matte_of_another_size_is_refused() {
        let photo = Picture::new(ONE, Samples::Eight(vec![0; 4])).unwrap();
        let matte = Plane::new(Size { width: 2, height: 1 }, vec![0; 2]).unwrap();
        assert!(matches!(mask(&photo, &matte, None), Err(Error::SizeMismatch { .. })));
        assert!(matches!(compose(photo, &matte, BackgroundSource::Transparent, None, None), Err(Error::SizeMismatch { .. })));
    }
}

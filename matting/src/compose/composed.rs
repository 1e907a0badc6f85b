//! Photo, matte, background and shadow to the pixels that are written.

use std::borrow::Cow;

use closed_form::fill;

use crate::framing::{Frame, Outline};
use crate::resize::Region;
use crate::{Area, Colour, Error, Limits, Picture, Plane, Samples, SamplesMut, Shadow, Size, Trim};

use super::background::{BackgroundPainter, BackgroundSource};
use super::blend::{self, Depth};
use super::frame::Placement;
use super::shadow::ShadowLayer;
use super::subject::Subject;
use super::{outline, trim};

/// Rows that are composed at a time: few enough to stay in the cache, many enough for what each strip costs.
const STRIP: usize = 64;

/// Pixels of a cut-out, and what they show of the photo.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Composed {
    /// The pixels.
    pub pixels: Pixels,
    /// Area of the photo.
    pub area: Area,
    /// All of the pixels in pixels of the photo: the area, and beyond the photo where a frame is larger.
    pub view: Region,
    /// True if a frame gave the photo more pixels than it has.
    pub is_enlarged: bool,
}

/// What is around the subject, and the part or canvas that is written.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Layout {
    /// Line around the subject, its colour in the photo's own values.
    pub outline: Option<Outline>,
    /// Shadow of subject and outline.
    pub shadow: Option<Shadow>,
    /// Cut to the subject.
    pub trim: Option<Trim>,
    /// Canvas in place of the photo's frame. With it there is no trim.
    pub frame: Option<Frame>,
    /// Limits of the canvas.
    pub limits: Limits,
}

/// The cut-out where it is written, before anything is put behind it.
struct Placed<P> {
    /// Pixels of the photo's frame, or of the canvas.
    pixels: P,
    /// Part of them that is written.
    part: Area,
    /// Alpha of subject and outline, where there is an outline.
    outlined: Option<Plane>,
    /// Area of the photo that is written.
    area: Area,
    view: Region,
    is_enlarged: bool,
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
/// Nothing is drawn outside the photo's frame, or the canvas of the frame that takes its place; with `trim`, only [`kept_area`](super::kept_area) is kept.
/// Without a frame the photo's memory is that of the result.
///
/// # Errors
/// [`Error::SizeMismatch`] when matte and photo differ in size, [`Error::OverLimit`] for a frame over the limits.
pub fn compose(mut photo: Picture, matte: &Plane, background: BackgroundSource<'_>, layout: &Layout) -> Result<Composed, Error> {
    let size = photo.size();
    let alpha = alpha(&photo, matte)?;
    photo.cut(matte);
    let placed = placed(photo, &alpha, layout, |photo, placement| placement.picture(&photo))?;
    let cast = match (layout.shadow, &placed.outlined, layout.frame) {
        (None, _, _) => None,
        (Some(shadow), Some(outlined), _) => Some(ShadowLayer::new(outlined, shadow, placed.part)?),
        (Some(shadow), None, Some(_)) => Some(ShadowLayer::new(&placed.pixels.to_alpha()?, shadow, placed.part)?),
        (Some(shadow), None, None) => Some(ShadowLayer::new(&alpha, shadow, placed.part)?),
    };
    let background = match layout.frame {
        Some(_) => BackgroundPainter::of_frame(background, size, placed.part.size)?,
        None => BackgroundPainter::new(background, size, placed.part)?,
    };
    let line = match (placed.outlined, layout.outline) {
        (Some(outlined), Some(outline)) => Some((outline.colour, outline::shown(outlined, outline, placed.part)?)),
        _ => None,
    };
    let mut canvas = placed.pixels.cropped(placed.part)?;
    if cast.is_some() || line.is_some() || !matches!(background, BackgroundPainter::Clear) {
        let layers = Layers { background, cast, line };
        match canvas.samples_mut() {
            SamplesMut::Eight(values) => layers.lay_under(values, placed.part.size)?,
            SamplesMut::Sixteen(values) => layers.lay_under(values, placed.part.size)?,
        }
    }
    Ok(Composed { pixels: Pixels::Colour(canvas), area: placed.area, view: placed.view, is_enlarged: placed.is_enlarged })
}

/// The alpha of the cut-out: the photo's own times the matte, over that of the outline. With `trim`, only [`kept_area`](super::kept_area) is kept.
///
/// # Errors
/// As [`compose`].
pub fn mask(photo: &Picture, matte: &Plane, layout: &Layout) -> Result<Composed, Error> {
    let alpha = alpha(photo, matte)?;
    let layout = Layout { shadow: None, ..*layout };
    let placed = placed(Cow::clone(&alpha), &alpha, &layout, |alpha, placement| placement.plane(&alpha).map(Cow::Owned))?;
    let mut mask = placed.pixels.into_owned().cropped(placed.part)?;
    if let (Some(outlined), Some(outline)) = (placed.outlined, layout.outline) {
        let line = outline::shown(outlined, outline, placed.part)?;
        for (alpha, line) in mask.values_mut().iter_mut().zip(line.values()) {
            *alpha = blend::over([0, 0, 0, *alpha], [0, 0, 0, *line])[3];
        }
    }
    Ok(Composed { pixels: Pixels::Mask(mask), area: placed.area, view: placed.view, is_enlarged: placed.is_enlarged })
}

/// Places pixels that have this alpha, by `framed` where there is a frame.
fn placed<P: Alpha>(
    mut pixels: P,
    alpha: &Plane,
    layout: &Layout,
    framed: impl FnOnce(P, &Placement) -> Result<P, Error>,
) -> Result<Placed<P>, Error> {
    let size = alpha.size();
    let subject = match (layout.outline, layout.trim, layout.frame) {
        (None, None, None) => None,
        (None, _, _) => Subject::find(alpha),
        // Trim and frame go by what the outline goes around.
        (Some(_), _, _) => Subject::solid(alpha),
    };
    let outlined = |pixels: &mut P, alpha: &Plane, subject: Option<&Subject>| {
        let (Some(outline), Some(subject)) = (layout.outline, subject) else { return Ok(None) };
        let grown = outline::grown(alpha, subject, outline)?;
        // Haze and specks beyond the outline are no part of what it goes around.
        pixels.cut(&grown);
        Ok::<_, Error>(Some(grown))
    };
    if let Some(frame) = &layout.frame {
        let subject = subject.map_or_else(|| Area::whole(size), |subject| subject.area());
        let placement = Placement::new(subject, size, frame, layout.outline, &layout.limits)?;
        let mut pixels = framed(pixels, &placement)?;
        let outlined = match layout.outline {
            Some(_) => {
                let alpha = pixels.to_alpha()?;
                outlined(&mut pixels, &alpha, Subject::solid(&alpha).as_ref())?
            }
            None => None,
        };
        let part = Area::whole(placement.canvas);
        let (area, view) = (placement.area(size), placement.view());
        return Ok(Placed { pixels, part, outlined, area, view, is_enlarged: placement.is_enlarged });
    }
    let outlined = outlined(&mut pixels, alpha, subject.as_ref())?;
    let area = match (layout.trim, &subject) {
        (Some(trim), Some(subject)) => trim::area_around(subject.area(), size, layout.outline, layout.shadow, trim),
        _ => Area::whole(size),
    };
    Ok(Placed { pixels, part: area, outlined, area, view: Region::of(area, size, size), is_enlarged: false })
}

/// Pixels with an alpha.
trait Alpha {
    fn to_alpha(&self) -> Result<Plane, Error>;

    /// Multiplies the alpha by a plane of the same size.
    fn cut(&mut self, by: &Plane);
}

impl Alpha for Picture {
    fn to_alpha(&self) -> Result<Plane, Error> {
        let values = match self.samples() {
            Samples::Eight(values) => values.chunks_exact(4).map(|pixel| pixel[3]).collect(),
            Samples::Sixteen(values) => values.chunks_exact(4).map(|pixel| u8::from_sixteen(pixel[3])).collect(),
        };
        Plane::new(self.size(), values)
    }

    fn cut(&mut self, by: &Plane) {
        match self.samples_mut() {
            SamplesMut::Eight(values) => cut(values, by, |alpha, share| times(alpha.into(), share.into(), 255) as u8),
            SamplesMut::Sixteen(values) => cut(values, by, |alpha, share| times(alpha.into(), share.into(), 255) as u16),
        }
    }
}

impl Alpha for Cow<'_, Plane> {
    fn to_alpha(&self) -> Result<Plane, Error> {
        Ok(Plane::clone(self))
    }

    fn cut(&mut self, by: &Plane) {
        for (alpha, share) in self.to_mut().values_mut().iter_mut().zip(by.values()) {
            *alpha = times((*alpha).into(), (*share).into(), 255) as u8;
        }
    }
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

/// What is put under a cut-out.
struct Layers<'a> {
    background: BackgroundPainter<'a>,
    cast: Option<ShadowLayer>,
    /// Outline, and all inside of it.
    line: Option<(Colour, Plane)>,
}

impl Layers<'_> {
    /// Lays the cut-out over its outline, both over their shadow, and all over the background.
    fn lay_under<T: Depth>(&self, values: &mut [T], canvas: Size) -> Result<(), Error> {
        let width = canvas.width as usize;
        let row = width * 4;
        let mut below = vec![T::default(); row * STRIP];
        for (index, strip) in values.chunks_mut(row * STRIP).enumerate() {
            let first = (index * STRIP) as u32;
            let rows = first..first + (strip.len() / row) as u32;
            let below = &mut below[..strip.len()];
            self.background.paint(rows.clone(), below)?;
            // Where the subject is opaque, nothing under it is seen.
            if let Some(cast) = &self.cast {
                let ([red, green, blue], shades) = cast.rows(rows.clone())?;
                for ((below, top), shade) in below.chunks_exact_mut(4).zip(strip.chunks_exact(4)).zip(shades) {
                    if top[3] != T::FULL {
                        put(below, blend::over([red, green, blue, shade], of(below)));
                    }
                }
            }
            if let Some((colour, line)) = &self.line {
                let [red, green, blue] = [colour.red, colour.green, colour.blue].map(T::from_eight);
                let alphas = &line.values()[rows.start as usize * width..rows.end as usize * width];
                for ((below, top), alpha) in below.chunks_exact_mut(4).zip(strip.chunks_exact(4)).zip(alphas) {
                    if top[3] != T::FULL {
                        put(below, blend::over([red, green, blue, T::from_eight(*alpha)], of(below)));
                    }
                }
            }
            strip.chunks_exact_mut(4).zip(below.chunks_exact(4)).for_each(|(pixel, below)| put(pixel, blend::over(of(pixel), of(below))));
        }
        Ok(())
    }
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

    const ONE: Size = Size { width: 1, height: 1 };

    fn one(value: u8) -> Plane {
        Plane::new(ONE, vec![value]).unwrap()
    }

    fn composed(pixel: [u8; 4], matte: u8, background: BackgroundSource<'_>) -> Vec<u8> {
        let photo = Picture::new(ONE, Samples::Eight(pixel.to_vec())).unwrap();
        match compose(photo, &one(matte), background, &Layout::default()).unwrap().pixels {
            Pixels::Colour(picture) => Depth::of(picture.into_samples()),
            Pixels::Mask(_) => unreachable!("a cut-out has colours"),
        }
    }

    fn masked(pixel: [u8; 4], matte: u8) -> Pixels {
        mask(&Picture::new(ONE, Samples::Eight(pixel.to_vec())).unwrap(), &one(matte), &Layout::default()).unwrap().pixels
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
        let result = compose(photo, &one(51), BackgroundSource::Transparent, &Layout::default()).unwrap().pixels;
        assert_eq!(result, Pixels::Colour(Picture::new(ONE, Samples::Sixteen(vec![60_000, 30_001, 7, 13_107])).unwrap()));
    }

    #[test]
    fn matte_of_another_size_is_refused() {
        let photo = Picture::new(ONE, Samples::Eight(vec![0; 4])).unwrap();
        let matte = Plane::new(Size { width: 2, height: 1 }, vec![0; 2]).unwrap();
        assert!(matches!(mask(&photo, &matte, &Layout::default()), Err(Error::SizeMismatch { .. })));
        assert!(matches!(compose(photo, &matte, BackgroundSource::Transparent, &Layout::default()), Err(Error::SizeMismatch { .. })));
    }
}

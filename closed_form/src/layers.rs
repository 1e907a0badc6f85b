//! Foreground and background colours of a photo with known alpha.
//!
//! A photo I with matte a is taken for a·F + (1 − a)·B. Both layers are estimated at a bounded size (see `multilevel`), where they are smooth,
//! and upsampled to the photo's own size pixel by pixel: among all F and B in range that mix to exactly the photo, the nearest to the estimate.

use crate::multilevel::{self, Colour, Grid, LayerColours, LayerRows, Moments, Seen, Wanted, blend};
use crate::parallel::each_row;
use crate::plain_blocks::Side;
use crate::{Error, Image, ImageMut, Samples, SamplesMut, Size};

/// A bound for [`Layers::estimate`] that serves photos of any size: 2²⁰ pixels, at most about 100 MB.
pub const MAX_PIXELS: u64 = 1 << 20;

/// Foreground and background of a photo, according to a matte (0 background to 255 foreground, one value for each pixel).
///
/// In every pixel a·F + (1 − a)·B is the photo within 1/255, for F from [`Layers::foreground`], B from [`Layers::background`] and
/// a = matte/255.
#[derive(Debug, Clone)]
pub struct Layers {
    /// Of the photo.
    size: Size,
    /// Pixels of the photo along one side of a pixel of the finest level.
    step: usize,
    /// What is seen of the finest level; `None` where each of its pixels is one of the photo's.
    seen: Option<Grid>,
    /// Both layers at the level above it. The finest level is refined when a layer is asked for, where that layer shows.
    above: LayerRows,
}

impl Layers {
    /// Estimates both layers at no more than about `max_pixels` pixels ([`MAX_PIXELS`] if in doubt). What is transparent in the photo
    /// itself has no say.
    ///
    /// # Errors
    /// [`Error::SizeMismatch`] when matte and photo differ in size.
    pub fn estimate(photo: Image<'_>, matte: &[u8], max_pixels: u64) -> Result<Self, Error> {
        let size = photo.size();
        agree(size, matte)?;
        let mut step = 1_u32;
        while size.pixels() > max_pixels.max(1).saturating_mul(u64::from(step) * u64::from(step)) {
            step += 1;
        }
        let step = step as usize;
        let observed = |step: usize| match photo.samples() {
            Samples::Eight(values) => observe(values, size, matte, step),
            Samples::Sixteen(values) => observe(values, size, matte, step),
        };
        if step == 1 && matches!(photo.samples(), Samples::Eight(_)) && size.pixels() > 1 {
            // Blocks of 2 × 2 pixels are what half the level of single pixels is.
            return Ok(Self { size, step, seen: None, above: multilevel::estimate(&observed(2)) });
        }
        let seen = observed(step);
        let above = multilevel::above(&seen);
        Ok(Self { size, step, seen: Some(seen), above })
    }

    /// Replaces the colours of the photo that the layers were estimated from by those of the foreground. Its alpha stays, and so does every
    /// pixel whose matte is 255; where the matte is 0 there is no foreground, and the pixel stays as well.
    ///
    /// # Errors
    /// [`Error::SizeMismatch`] unless photo and matte have the size that the layers were estimated from.
    pub fn foreground(&self, photo: ImageMut<'_>, matte: &[u8]) -> Result<(), Error> {
        self.replace(photo, matte, Wanted::AtEdges, |share| share > 0 && share < u8::MAX, |layer_colour| layer_colour.fore)
    }

    /// Replaces the colours of the photo that the layers were estimated from by those of the background. Its alpha stays, and so does every
    /// pixel whose matte is 0; behind the subject the background is filled in smoothly from outside.
    ///
    /// # Errors
    /// As [`Layers::foreground`].
    pub fn background(&self, photo: ImageMut<'_>, matte: &[u8]) -> Result<(), Error> {
        self.replace(photo, matte, Wanted::Everywhere, |share| share > 0, |layer_colour| layer_colour.back)
    }

    fn replace(
        &self,
        photo: ImageMut<'_>,
        matte: &[u8],
        wanted: Wanted,
        changes: impl Fn(u8) -> bool + Sync,
        choose: impl Fn(LayerColours) -> Colour + Sync,
    ) -> Result<(), Error> {
        agree(self.size, matte)?;
        if photo.size != self.size {
            return Err(mismatch(self.size, photo.size.pixels()));
        }
        let layers = match (&self.seen, &photo.samples) {
            (Some(seen), _) => multilevel::refined(&self.above, seen, wanted),
            (None, SamplesMut::Eight(values)) => multilevel::refined(&self.above, &Pixels { size: self.size, values, matte }, wanted),
            (None, SamplesMut::Sixteen(values)) => multilevel::refined(&self.above, &observe(values, self.size, matte, 1), wanted),
        };
        match photo.samples {
            SamplesMut::Eight(values) => self.upsample(&layers, values, matte, changes, choose),
            SamplesMut::Sixteen(values) => self.upsample(&layers, values, matte, changes, choose),
        }
        Ok(())
    }

    /// Needs nothing but the pixel itself and the small estimate, so that rows can be done in place and in any order.
    fn upsample<T: Sample>(
        &self,
        layers: &LayerRows,
        values: &mut [T],
        matte: &[u8],
        changes: impl Fn(u8) -> bool + Sync,
        choose: impl Fn(LayerColours) -> Colour + Sync,
    ) {
        let width = self.size.width as usize;
        each_row(values, 4 * width, |y, row| {
            let (y0, down) = self.locate(y);
            let (upper, lower) = (layers.row(y0), layers.row(y0 + 1));
            if upper.is_empty() || lower.is_empty() {
                return;
            }
            let shares = &matte[y * width..][..width];
            for ((x, pixel), &share) in row.chunks_exact_mut(4).enumerate().zip(shares) {
                if !changes(share) {
                    continue;
                }
                let (x0, right) = self.locate(x);
                let x1 = (x0 + 1).min(upper.len() - 1);
                let (up, left) = (1.0 - down, 1.0 - right);
                let prior = blend([(up * left, upper[x0]), (up * right, upper[x1]), (down * left, lower[x0]), (down * right, lower[x1])]);
                let chosen = choose(split(unit(pixel), f32::from(share) / 255.0, prior));
                for (value, chosen) in pixel.iter_mut().zip(chosen).take(3) {
                    *value = T::from_unit(chosen);
                }
            }
        });
    }

    /// Place of the centre of a row or column of the photo between those of `layer_colours`: number of the one before it, and distance from that (0 to 1).
    fn locate(&self, at: usize) -> (usize, f32) {
        let position = ((at as f32 + 0.5) / self.step as f32 - 0.5).max(0.0);
        (position as usize, position.fract())
    }
}

/// Cost of a change of F over that of one of B, as squares: texture that the estimate is too small for, and what an inexact matte cannot
/// explain, is left to the background where both could hold it. 1 is best for exact mattes, 4 for soft ones.
const FORE_OVER_BACK: f32 = 2.0;

/// The colours from 0 to 1 that are nearest to `prior` and mix to exactly `colour`. In each channel that is the nearest point on the line
/// share·F + (1 − share)·B = colour (by [`FORE_OVER_BACK`]), or an end of the part of it that is in range.
fn split(colour: Colour, share: f32, prior: LayerColours) -> LayerColours {
    let rest = 1.0 - share;
    if share <= 0.0 {
        return LayerColours { back: colour, ..prior };
    }
    if rest <= 0.0 {
        return LayerColours { fore: colour, ..prior };
    }
    let (per_share, per_rest, step) = (1.0 / share, 1.0 / rest, share / (share * share + FORE_OVER_BACK * rest * rest));
    let mut layer_colour = prior;
    for (lane, value) in colour.into_iter().enumerate() {
        let nearest = prior.fore[lane] + step * (value - share * prior.fore[lane] - rest * prior.back[lane]);
        // The first bound is where B = 1, the second where B = 0.
        let fore = nearest.max((value - rest) * per_share).min(value * per_share).clamp(0.0, 1.0);
        layer_colour.fore[lane] = fore;
        layer_colour.back[lane] = ((value - share * fore) * per_rest).clamp(0.0, 1.0);
    }
    layer_colour
}

/// A pixel's four values, each from 0 to 1.
fn unit<T: Sample>(pixel: &[T]) -> [f32; 4] {
    [pixel[0].to_unit(), pixel[1].to_unit(), pixel[2].to_unit(), pixel[3].to_unit()]
}

/// One value of a picture.
trait Sample: Copy + Send + Sync {
    /// From 0 to 1.
    fn to_unit(self) -> f32;
    /// From 0 to 1, to the nearest.
    fn from_unit(value: f32) -> Self;
}

impl Sample for u8 {
    fn to_unit(self) -> f32 {
        f32::from(self) * (1.0 / 255.0)
    }
    fn from_unit(value: f32) -> Self {
        (value * 255.0 + 0.5) as u8
    }
}

impl Sample for u16 {
    fn to_unit(self) -> f32 {
        f32::from(self) * (1.0 / 65_535.0)
    }
    fn from_unit(value: f32) -> Self {
        (value * 65_535.0 + 0.5) as u16
    }
}

/// A photo of 8 bits with its matte as a level.
struct Pixels<'a> {
    size: Size,
    values: &'a [u8],
    matte: &'a [u8],
}

impl Seen for Pixels<'_> {
    fn size(&self) -> (usize, usize) {
        (self.size.width as usize, self.size.height as usize)
    }

    #[inline(always)]
    fn moments(&self, at: usize) -> Moments {
        let mut moments = Moments::default();
        moments.see(unit(&self.values[4 * at..4 * at + 4]), self.matte[at]);
        moments
    }

    #[inline(always)]
    fn matte(&self, at: usize) -> f32 {
        f32::from(self.matte[at]) / 255.0
    }

    #[inline(always)]
    fn side(&self, at: usize) -> Side {
        match (self.values[4 * at + 3], self.matte[at]) {
            (1.., 0) => Side::Background,
            (1.., u8::MAX) => Side::Foreground,
            _ => Side::Either,
        }
    }

    #[inline(always)]
    fn is_even(&self, _at: usize) -> bool {
        true
    }
}

/// Moments of the photo and its matte, each `step` × `step` pixels in one.
fn observe<T: Sample>(values: &[T], size: Size, matte: &[u8], step: usize) -> Grid {
    let (across, down) = (size.width as usize, size.height as usize);
    let (width, height) = (across.div_ceil(step), down.div_ceil(step));
    let mut seen = vec![Moments::default(); width * height];
    each_row(&mut seen, width, |y, sums| {
        let rows = y * step..((y + 1) * step).min(down);
        let rows_in_block = rows.len();
        for y in rows {
            let pixels = values[4 * y * across..][..4 * across].chunks(4 * step);
            let shares = matte[y * across..][..across].chunks(step);
            for ((sum, pixels), shares) in sums.iter_mut().zip(pixels).zip(shares) {
                for (pixel, &share) in pixels.chunks_exact(4).zip(shares) {
                    sum.see(unit(pixel), share);
                }
            }
        }
        for (x, sum) in sums.iter_mut().enumerate() {
            let pixels = rows_in_block * step.min(across - x * step);
            sum.scale(1.0 / pixels as f32);
        }
    });
    Grid { width, height, values: seen }
}

fn agree(size: Size, matte: &[u8]) -> Result<(), Error> {
    if matte.len() as u64 == size.pixels() { Ok(()) } else { Err(mismatch(size, matte.len() as u64)) }
}

fn mismatch(size: Size, found: u64) -> Error {
    Error::SizeMismatch { size, needed: size.pixels(), found }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Picture, Samples};

    fn picture(width: u32, height: u32, pixel: impl Fn(u32, u32) -> [u8; 4]) -> Picture {
        let values = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| pixel(x, y)).collect();
        Picture::new(Size { width, height }, Samples::Eight(values)).unwrap()
    }

    fn plane(width: u32, height: u32, share: impl Fn(u32, u32) -> u8) -> Vec<u8> {
        (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| share(x, y)).collect()
    }

    /// All values from 0 to 65 535; 8-bit ones are their 257th parts.
    fn wide(picture: &Picture) -> Vec<u16> {
        match &picture.samples {
            Samples::Eight(values) => values.iter().map(|value| u16::from(*value) * 257).collect(),
            Samples::Sixteen(values) => values.clone(),
        }
    }

    fn both(photo: &Picture, matte: &[u8], max_pixels: u64) -> (Picture, Picture) {
        let layers = Layers::estimate(photo.view(), matte, max_pixels).unwrap();
        let (mut fore, mut back) = (photo.clone(), photo.clone());
        layers.foreground(fore.view_mut(), matte).unwrap();
        layers.background(back.view_mut(), matte).unwrap();
        (fore, back)
    }

    /// The worst difference between the photo and its layers put together again, in 255ths, and checks what must not change at all.
    fn worst_difference(photo: &Picture, matte: &[u8], max_pixels: u64) -> f64 {
        let (fore, back) = both(photo, matte, max_pixels);
        let mut worst = 0.0_f64;
        let (photo, fore, back) = (wide(photo), wide(&fore), wide(&back));
        for (((pixel, fore), back), &share) in photo.chunks(4).zip(fore.chunks(4)).zip(back.chunks(4)).zip(matte) {
            assert_eq!((fore[3], back[3]), (pixel[3], pixel[3]), "alpha stays");
            assert!(share != 255 || fore == pixel, "what is solid stays");
            assert!(share != 0 || back == pixel, "the background stays");
            let share = f64::from(share) / 255.0;
            for channel in 0..3 {
                let mixed = share * f64::from(fore[channel]) + (1.0 - share) * f64::from(back[channel]);
                worst = worst.max((mixed - f64::from(pixel[channel])).abs() / 257.0);
            }
        }
        worst
    }

    #[cfg(not(target_arch = "wasm32"))]
    mod properties {
        use proptest::collection::vec;
        use proptest::prelude::*;

        use super::*;

        /// Values that are often at an end of their range, where a layer has to be cut to it.
        fn extreme() -> impl Strategy<Value = u8> {
            prop_oneof![Just(0), Just(255), Just(1), Just(254), any::<u8>()]
        }

        fn scene() -> impl Strategy<Value = (Size, Vec<u8>, Vec<u8>)> {
            (1_u32..24, 1_u32..24).prop_flat_map(|(width, height)| {
                let pixels = (width * height) as usize;
                (Just(Size { width, height }), vec(extreme(), 4 * pixels), vec(extreme(), pixels))
            })
        }

        proptest! {
            #[test]
            fn layers_mixed_by_the_matte_are_the_photo((size, values, shares) in scene(), max_pixels in 1_u64..600) {
                let sixteen = values.iter().map(|value| u16::from(*value) * 257).collect();
                for samples in [Samples::Eight(values), Samples::Sixteen(sixteen)] {
                    let deep = matches!(samples, Samples::Sixteen(_));
                    let worst = worst_difference(&Picture::new(size, samples).unwrap(), &shares, max_pixels);
                    prop_assert!(worst <= if deep { 0.01 } else { 0.51 }, "{worst}/255");
                }
            }

            #[test]
            fn one_colour_on_itself_stays(value in extreme(), (size, _, shares) in scene(), max_pixels in 1_u64..600) {
                let photo = Picture::new(size, Samples::Eight(vec![value; 4 * size.pixels() as usize])).unwrap();
                let (fore, _) = both(&photo, &shares, max_pixels);
                for (after, before) in wide(&fore).into_iter().zip(wide(&photo)) {
                    prop_assert!(after.abs_diff(before) <= if matches!(value, 0 | 255) { 0 } else { 257 }, "{value} became {after}/257");
                }
            }
        }
    }

    #[test]
    fn single_pixels_are_seen_as_a_grid_of_them_is() {
        let (width, height) = (150, 71);
        let photo = picture(width, height, |x, y| [(x * 3) as u8, (y * 5) as u8, (x ^ y) as u8, if (x + y) % 50 == 7 { (x * y) as u8 } else { 255 }]);
        let matte = plane(width, height, |x, y| (x as i32 * 9 - y as i32 * 3 - 300).clamp(0, 255) as u8);
        let Samples::Eight(values) = &photo.samples else { panic!("8 bits") };
        let grid = observe(values, photo.size, &matte, 1);
        let pixels = Pixels { size: photo.size, values, matte: &matte };
        for at in 0..matte.len() {
            assert_eq!((pixels.moments(at), pixels.matte(at), pixels.side(at)), (grid.moments(at), grid.matte(at), grid.side(at)), "{at}");
        }
        let (fore, back) = both(&photo, &matte, MAX_PIXELS);
        let layers = Layers { size: photo.size, step: 1, above: multilevel::above(&grid), seen: Some(grid) };
        let (mut grid_fore, mut grid_back) = (photo.clone(), photo.clone());
        layers.foreground(grid_fore.view_mut(), &matte).unwrap();
        layers.background(grid_back.view_mut(), &matte).unwrap();
        assert!(grid_fore == fore && grid_back == back);
        assert!(fore != photo && back != photo);
    }

    #[test]
    fn white_on_white_stays_white() {
        let photo = picture(64, 48, |_, _| [255; 4]);
        let (fore, back) = both(&photo, &plane(64, 48, |x, y| (x * 4 + y) as u8), MAX_PIXELS);
        assert_eq!((&fore, &back), (&photo, &photo));
    }

    #[test]
    fn foreground_has_no_background_colour() {
        // A red disc with a soft edge on green, with some grain.
        let share = |x: u32, y: u32| {
            let radius = (f64::from(x) - 100.0).hypot(f64::from(y) - 90.0);
            ((70.0 - radius) / 12.0 * 255.0).clamp(0.0, 255.0) as u8
        };
        let grain = |x: u32, y: u32| ((x * 7 + y * 13) % 5) as u8;
        let photo = picture(200, 180, |x, y| {
            let mix = |fore: u8, back: u8| ((u32::from(fore) * u32::from(share(x, y)) + u32::from(back) * u32::from(255 - share(x, y))) / 255) as u8;
            [mix(200, 30) + grain(x, y), mix(40, 180) + grain(y, x), mix(50, 60), 255]
        });
        let matte = plane(200, 180, share);
        for max_pixels in [MAX_PIXELS, 4_000] {
            let (fore, back) = both(&photo, &matte, max_pixels);
            for ((fore, back), &share) in wide(&fore).chunks(4).zip(wide(&back).chunks(4)).zip(&matte) {
                let off = |layer: &[u16], truth: [u16; 3]| (0..3).map(|channel| (layer[channel] / 257).abs_diff(truth[channel])).max();
                assert!(share == 0 || off(fore, [202, 42, 50]) <= Some(14), "{fore:?} at {share}");
                assert!(off(back, [32, 182, 60]) <= Some(14), "{back:?} at {share}");
            }
        }
    }

    #[test]
    fn odd_sizes_and_plain_mattes() {
        for (width, height) in [(1, 1), (2, 1), (1, 3), (4000, 20), (20, 4000), (5, 7)] {
            let photo = picture(width, height, |x, y| [(x * 3) as u8, (y * 5) as u8, (x ^ y) as u8, 255]);
            for max_pixels in [0, 1, 1_000, MAX_PIXELS] {
                for share in [0, 128, 255] {
                    let matte = plane(width, height, |_, _| share);
                    assert!(worst_difference(&photo, &matte, max_pixels) <= 0.51);
                    if share != 128 {
                        assert_eq!(both(&photo, &matte, max_pixels).0, photo);
                    }
                }
            }
        }
    }

    #[test]
    fn transparent_pixels_are_ignored() {
        let matte = plane(40, 30, |x, _| (x * 6) as u8);
        let with = |hidden: [u8; 4]| picture(40, 30, |x, y| if (x / 5 + y / 5) % 2 == 0 { [200, 90, 10, 255] } else { hidden });
        let seen =
            |photo: Picture| -> Vec<u16> { wide(&both(&photo, &matte, 300).0).chunks(4).filter(|pixel| pixel[3] > 0).flatten().copied().collect() };
        assert_eq!(seen(with([0, 0, 0, 0])), seen(with([255, 0, 255, 0])));
    }

    #[test]
    fn layers_of_another_size_are_refused() {
        let (photo, matte) = (picture(4, 4, |_, _| [9; 4]), plane(4, 4, |_, _| 9));
        assert!(Layers::estimate(photo.view(), &plane(4, 3, |_, _| 9), MAX_PIXELS).is_err());
        let layers = Layers::estimate(photo.view(), &matte, MAX_PIXELS).unwrap();
        assert!(layers.foreground(photo.clone().view_mut(), &plane(16, 2, |_, _| 9)).is_err());
        assert!(layers.background(picture(2, 8, |_, _| [9; 4]).view_mut(), &matte).is_err());
    }

    #[cfg(feature = "rayon")]
    #[test]
    fn thread_count_changes_no_layer() {
        let photo = picture(300, 200, |x, y| [(x * y) as u8, (x + y) as u8, (x ^ y) as u8, 255]);
        let matte = plane(300, 200, |x, y| (x * 3 + y) as u8);
        let on = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| both(&photo, &matte, 10_000));
        assert_eq!(on(1), on(5));
    }
}

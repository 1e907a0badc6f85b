//! Closed-form matting at half the size first: what comes out clear there need not be solved again. Levin, Lischinski and Weiss do the same
//! for large photos ("A Closed-Form Solution to Natural Image Matting", 2008, section 6).

use resample::{Filter, Window};

use crate::{Error, Image, Interrupt, Samples, Size, Trimap, join, solve_single_level};

/// Up to this longer side all is solved at once.
const AT_ONCE: u32 = 640;

/// Alpha this near to 0 or 1, all around a pixel, is not looked at again. The authors' own program takes 0.02, which is a little worse.
const CLEAR: f32 = 0.01;

/// Distance around a pixel, in pixels of half the size: hair that this size cannot hold lies next to hair that it can.
const AROUND: usize = 2;

/// Alpha, 0 to 1, of each pixel of `photo`, row by row: closed-form matting as [`solve_single_level`] without a start. Where the photo is unclear over
/// large areas it takes a third of the time.
///
/// # Errors
/// As [`solve_single_level`].
pub fn solve(photo: Image<'_>, trimap: &Trimap, interrupt: &mut Interrupt<'_>) -> Result<Vec<f32>, Error> {
    let size = photo.size();
    if size.longer() <= AT_ONCE || trimap.size() != size {
        return solve_single_level(photo, trimap, None, interrupt);
    }
    let half = size.fitting(size.longer().div_ceil(2));
    let coarse = solve_resized(photo, trimap, half, interrupt)?;
    let mut start = vec![0.0; size.pixels() as usize];
    resample::real(&coarse, sides(half), &mut start, sides(size), whole(half), Filter::Linear).map_err(|_| Error::SizeMismatch {
        size,
        needed: size.pixels(),
        found: half.pixels(),
    })?;
    solve_single_level(photo, &narrowed(trimap, &coarse, half), Some(&start), interrupt)
}

/// [`solve`] at a smaller size.
fn solve_resized(photo: Image<'_>, trimap: &Trimap, size: Size, interrupt: &mut Interrupt<'_>) -> Result<Vec<f32>, Error> {
    let (from, needed) = (photo.size(), size.pixels() as usize * 4);
    let mismatch = |_| Error::SizeMismatch { size, needed: size.pixels(), found: from.pixels() };
    let trimap = trimap.resized(size)?;
    match photo.samples() {
        Samples::Eight(values) => {
            let (mut target, weighted) = (vec![0; needed], values.chunks_exact(4).any(|pixel| pixel[3] != u8::MAX));
            resample::rgba8(values, sides(from), &mut target, sides(size), whole(from), Filter::Lanczos, weighted).map_err(mismatch)?;
            solve(Image::new(size, Samples::Eight(&target))?, &trimap, interrupt)
        }
        Samples::Sixteen(values) => {
            let (mut target, weighted) = (vec![0; needed], values.chunks_exact(4).any(|pixel| pixel[3] != u16::MAX));
            resample::rgba16(values, sides(from), &mut target, sides(size), whole(from), Filter::Lanczos, weighted).map_err(mismatch)?;
            solve(Image::new(size, Samples::Sixteen(&target))?, &trimap, interrupt)
        }
    }
}

fn sides(size: Size) -> resample::Sides {
    (size.width, size.height)
}

fn whole(size: Size) -> Window {
    Window { left: 0.0, top: 0.0, width: size.width.into(), height: size.height.into() }
}

/// The trimap with all that is clear in `coarse`, an alpha of size `half`, made known.
fn narrowed(trimap: &Trimap, coarse: &[f32], half: Size) -> Trimap {
    let (width, height) = (half.width as usize, half.height as usize);
    // Plain comparisons become vector instructions; `f32::min` handles NaN.
    let (lowest, highest) = join(
        || extreme(coarse, width, height, |a, b| if b < a { b } else { a }),
        || extreme(coarse, width, height, |a, b| if b > a { b } else { a }),
    );
    let size = trimap.size();
    let at = |place: u32, from: u32, to: usize| ((u64::from(place) * 2 + 1) * to as u64 / (u64::from(from) * 2)) as usize;
    let columns: Vec<usize> = (0..size.width).map(|x| at(x, size.width, width)).collect();
    let mut narrowed = trimap.clone();
    narrowed.change_rows(|y, prior, certainty| {
        let row = at(y as u32, size.height, height) * width;
        for ((prior, certainty), column) in prior.iter_mut().zip(certainty).zip(&columns) {
            let place = row + column;
            if *certainty >= 1.0 {
                continue;
            }
            if highest[place] < CLEAR {
                (*prior, *certainty) = (0.0, 1.0);
            } else if lowest[place] > 1.0 - CLEAR {
                (*prior, *certainty) = (1.0, 1.0);
            }
        }
    });
    narrowed
}

/// The lowest or highest value, as `choose` says, within [`AROUND`] pixels of each.
fn extreme(values: &[f32], width: usize, height: usize, choose: impl Fn(f32, f32) -> f32) -> Vec<f32> {
    let mut across = values.to_vec();
    for (across, row) in across.chunks_exact_mut(width).zip(values.chunks_exact(width)) {
        for step in 1..=AROUND.min(width - 1) {
            across.iter_mut().zip(&row[step..]).for_each(|(value, near)| *value = choose(*value, *near));
            across[step..].iter_mut().zip(row).for_each(|(value, near)| *value = choose(*value, *near));
        }
    }
    let mut around = across.clone();
    for step in (1..=AROUND.min(height - 1)).map(|step| step * width) {
        around.iter_mut().zip(&across[step..]).for_each(|(value, near)| *value = choose(*value, *near));
        around[step..].iter_mut().zip(&across).for_each(|(value, near)| *value = choose(*value, *near));
    }
    around
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ops::ControlFlow;

    use crate::testing::{Picture, Samples, at_once};

    #[test]
    fn extremes_reach_two_pixels_far_and_not_over_the_border() {
        let mut values = vec![0.0; 9 * 7];
        values[3 * 9 + 8] = 1.0;
        let highest = extreme(&values, 9, 7, f32::max);
        for (at, value) in highest.iter().enumerate() {
            let near = (at % 9) >= 6 && (1..=5).contains(&(at / 9));
            assert_eq!(*value, if near { 1.0 } else { 0.0 }, "{at}");
        }
        assert!(extreme(&values, 9, 7, f32::min).iter().all(|value| *value == 0.0));
    }

    /// A disc with a soft edge and, left of it, whiskers that are one pixel thin, on a textured ground.
    #[test]
    fn coarse_to_fine_matches_the_full_size() {
        let (width, height) = (900_usize, 200_usize);
        let size = Size { width: width as u32, height: height as u32 };
        let noise = |at: usize| ((at.wrapping_mul(2_654_435_761) >> 7) % 97) as f32 / 97.0;
        let alpha_at = |x: usize, y: usize| {
            let away = ((x as f32 - 600.0).powi(2) + (y as f32 - 100.0).powi(2)).sqrt();
            let whisker = if y % 40 == 20 && (400..600).contains(&x) { 0.9 } else { 0.0 };
            ((90.0 - away) / 6.0 + 0.5).clamp(0.0, 1.0).max(whisker)
        };
        let (mut values, mut known) = (Vec::new(), Vec::new());
        for at in 0..width * height {
            let (x, y) = (at % width, at / width);
            let share = alpha_at(x, y);
            let ground = 0.2 + 0.1 * noise(at);
            let fore = 0.8 + 0.1 * noise(at + 17);
            for factor in [1.0, 0.7, 0.3] {
                values.push(((share * fore * factor + (1.0 - share) * ground) * 255.0) as u8);
            }
            values.push(255);
            let away = ((x as f32 - 600.0).powi(2) + (y as f32 - 100.0).powi(2)).sqrt();
            known.push(if away < 60.0 {
                255
            } else if x < 380 || away > 230.0 {
                0
            } else {
                128
            });
        }
        let photo = Picture::new(size, Samples::Eight(values)).unwrap();
        let trimap = Trimap::from_gray(size, &known).unwrap();
        let (whole, narrowed) = (at_once(&photo, &trimap, None).unwrap(), solve(photo.view(), &trimap, &mut || ControlFlow::Continue(())).unwrap());
        let open = known.iter().filter(|value| **value == 128).count() as f32;
        let apart: f32 = whole.iter().zip(&narrowed).map(|(a, b)| (a - b).abs()).sum::<f32>() / open;
        assert!(apart < 0.01, "{apart} apart");
        for (at, value) in narrowed.iter().enumerate() {
            match known[at] {
                0 => assert_eq!(*value, 0.0),
                255 => assert_eq!(*value, 1.0),
                _ => {}
            }
        }
    }
}

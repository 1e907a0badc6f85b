//! Background that a subject encloses: the hole of a ring or a handle, which a saliency map fills.

use crate::{Error, Picture, Plane};

/// A background whose colours vary by more, as the standard deviation of a channel from 0 to 1, is not plain: it cannot be told by its colour.
const PLAIN: f32 = 0.05;
/// Standard deviations of the background's colour within which a pixel of the subject shows the same.
const SAME: f32 = 2.5;
/// The same at least, from 0 to 1.
const NOISE: f32 = 0.02;
/// Share of the photo that has to be background, so that its colour is known.
const KNOWN: f32 = 0.05;

/// Share of the opaque subject, 0 to 1, with the colour of the plain background around it; 0 before a background that is not plain. The colours are
/// those of `overview`, a copy of the photo; `matte` is the whole photo's and sampled at the middles of its pixels.
///
/// # Errors
/// None in practice: every size comes from the photo.
pub fn enclosed_background(overview: &Picture, matte: &Plane) -> Result<f32, Error> {
    let (size, full) = (overview.size(), matte.size());
    let view = overview.view()?;
    let (mut subject, mut background) = (Vec::new(), Vec::new());
    let middle = |at: usize, from: u32, to: u32| ((2 * at as u64 + 1) * u64::from(to) / (2 * u64::from(from))) as usize;
    let columns: Vec<usize> = (0..size.width as usize).map(|x| middle(x, size.width, full.width)).collect();
    for y in 0..size.height as usize {
        let row = middle(y, size.height, full.height) * full.width as usize;
        view.colours(y, 0..size.width as usize, |x, colour| match matte.values()[row + columns[x]] {
            0 => background.push(colour),
            250.. => subject.push(colour),
            _ => (),
        });
    }
    if (background.len() as f32) < KNOWN * size.pixels() as f32 || subject.is_empty() {
        return Ok(0.0);
    }
    let count = background.len() as f32;
    let mean = [0, 1, 2].map(|channel| background.iter().map(|colour| colour[channel]).sum::<f32>() / count);
    let deviation = [0, 1, 2].map(|channel| (background.iter().map(|colour| (colour[channel] - mean[channel]).powi(2)).sum::<f32>() / count).sqrt());
    if deviation.iter().any(|deviation| *deviation > PLAIN) {
        return Ok(0.0);
    }
    let is_same = |colour: &&[f32; 3]| (0..3).all(|channel| (colour[channel] - mean[channel]).abs() <= (SAME * deviation[channel]).max(NOISE));
    Ok(subject.iter().filter(is_same).count() as f32 / subject.len() as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Samples, Size};

    /// A disc of 80 pixels on white with a round hole of white, and a matte that covers the hole.
    fn ring(hole: f32, background: impl Fn(usize) -> u8) -> (Picture, Plane) {
        let size = Size { width: 200, height: 200 };
        let radius = |at: usize| ((at % 200) as f32 - 100.0).hypot((at / 200) as f32 - 100.0);
        let shown = |at: usize| if radius(at) < 80.0 && radius(at) >= hole { [180, 140, 30, 255] } else { [background(at), 240, 240, 255] };
        let photo = Picture::new(size, Samples::Eight((0..40_000).flat_map(shown).collect())).unwrap();
        let matte = Plane::new(size, (0..40_000).map(|at| if radius(at) < 80.0 { 255 } else { 0 }).collect()).unwrap();
        (photo, matte)
    }

    #[test]
    fn filled_hole_of_a_ring_is_found() {
        let share = |(photo, matte): (Picture, Plane)| enclosed_background(&photo, &matte).unwrap();
        assert!((share(ring(50.0, |_| 240)) - 0.39).abs() < 0.03);
        assert_eq!(share(ring(0.0, |_| 240)), 0.0);
        assert_eq!(share(ring(50.0, |at| (at * 37 % 256) as u8)), 0.0, "a background that is not plain tells nothing");
    }
}

//! The fringe error: the old background's colour in the edges of a cut-out (colour spill).
//!
//! Both forms weight a colour's error with the true alpha, because that is what it does to a picture: put over any background with the true
//! alpha, the wrong and the right colour differ by α*·|F − F*|. Both are means over the pixels that are partly subject (0 < α* < 1) and that
//! the cut-out shows at all (α > 0; a straight colour under no alpha means nothing, and the matte's errors hold what is missing), over the
//! three channels, in levels of 8 bits, 0 to 255. Colours are compared as stored, because alpha is defined on stored values.

use matting::{Picture, Plane, Samples};

use crate::distance_transform::DistanceTransform;
use crate::{SizesDiffer, same_size};

/// Reach in pixels around the nearest background pixel over which its colour is averaged, against noise.
const AROUND: usize = 3;

/// The mean of α*·|F − F*|, the true colours F* being known. `None` if no pixel counts.
///
/// # Errors
/// [`SizesDiffer`].
pub fn against_foreground(cut_out: &Picture, truth: &Plane, foreground: &Picture) -> Result<Option<f64>, SizesDiffer> {
    same_size(truth.size(), cut_out.size())?;
    same_size(truth.size(), foreground.size())?;
    let mut mean = Mean::default();
    for (pixel, truth) in truth.values().iter().enumerate() {
        let (colour, alpha) = rgba(cut_out, pixel);
        if is_edge(*truth) && alpha > 0 {
            let (right, _) = rgba(foreground, pixel);
            mean.add(f64::from(*truth) / 255.0 * distance(colour, right));
        }
    }
    Ok(mean.value())
}

/// An estimate of [`against_foreground`] from the photo and the true alpha alone: the mean of |α*·F + (1 − α*)·B − I|. `None` if no pixel
/// counts, or if nothing is background (α* = 0) for certain.
///
/// B is the mean colour of the certain background within 3 pixels of the certain background that is nearest. By the compositing equation
/// I = α*·F* + (1 − α*)·B* this is the same as α*·|F − F*| where B is right, whatever the subject looks like. It is off by at most
/// (1 − α*)·|B − B*|, so that over a background with detail the right colours have an error too: it tells which of two programs leaves less
/// of the background in the edges of many photos, not how much. No estimate of the foreground goes into it.
///
/// # Errors
/// [`SizesDiffer`].
pub fn against_photo(cut_out: &Picture, truth: &Plane, photo: &Picture) -> Result<Option<f64>, SizesDiffer> {
    same_size(truth.size(), cut_out.size())?;
    same_size(truth.size(), photo.size())?;
    let alphas = truth.values();
    let Some(nearest) = DistanceTransform::of(truth.size(), |pixel| alphas.get(pixel) == Some(&0)) else { return Ok(None) };
    let mut mean = Mean::default();
    let width = truth.size().width as usize;
    nearest.rows(|y, sites| {
        for (pixel, site) in (y * width..).zip(sites) {
            let Some(truth) = alphas.get(pixel).filter(|truth| is_edge(**truth)) else { continue };
            let (colour, alpha) = rgba(cut_out, pixel);
            if alpha > 0 {
                let share = f64::from(*truth) / 255.0;
                let behind = background(photo, alphas, site.x, site.y);
                let composed = [0, 1, 2].map(|channel| share * colour[channel] + (1.0 - share) * behind[channel]);
                mean.add(distance(composed, rgba(photo, pixel).0));
            }
        }
    });
    Ok(mean.value())
}

fn is_edge(alpha: u8) -> bool {
    alpha != 0 && alpha != u8::MAX
}

/// The mean colour of the certain background around a pixel that is such.
fn background(photo: &Picture, alphas: &[u8], x: usize, y: usize) -> [f64; 3] {
    let (width, height) = (photo.size().width as usize, photo.size().height as usize);
    let (mut sums, mut count) = ([0.0; 3], 0.0);
    for row in y.saturating_sub(AROUND)..(y + AROUND + 1).min(height) {
        for pixel in row * width + x.saturating_sub(AROUND)..row * width + (x + AROUND + 1).min(width) {
            if alphas.get(pixel) == Some(&0) {
                count += 1.0;
                for (sum, value) in sums.iter_mut().zip(rgba(photo, pixel).0) {
                    *sum += value;
                }
            }
        }
    }
    sums.map(|sum| sum / count)
}

/// Colour in levels of 8 bits, and alpha as stored. `pixel` is one of the picture's.
fn rgba(picture: &Picture, pixel: usize) -> ([f64; 3], u16) {
    match picture.samples() {
        Samples::Eight(values) => {
            let [red, green, blue, alpha] = [0, 1, 2, 3].map(|channel| values[pixel * 4 + channel]);
            ([red, green, blue].map(f64::from), alpha.into())
        }
        Samples::Sixteen(values) => {
            let [red, green, blue, alpha] = [0, 1, 2, 3].map(|channel| values[pixel * 4 + channel]);
            ([red, green, blue].map(|value| f64::from(value) / 257.0), alpha)
        }
    }
}

fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum::<f64>() / 3.0
}

#[derive(Debug, Default)]
struct Mean {
    sum: f64,
    count: u64,
}

impl Mean {
    fn add(&mut self, value: f64) {
        self.sum += value;
        self.count += 1;
    }

    fn value(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / self.count as f64)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{picture, plane};

    /// A subject of one colour over a background of another, with the true alpha.
    fn photo(truth: &Plane, subject: [u8; 3], background: [u8; 3]) -> Picture {
        let mix = |truth: u8, channel: usize| {
            let (truth, subject, background) = (u32::from(truth), u32::from(subject[channel]), u32::from(background[channel]));
            ((truth * subject + (255 - truth) * background + 127) / 255) as u8
        };
        picture(truth, truth.values().iter().flat_map(|value| [mix(*value, 0), mix(*value, 1), mix(*value, 2), 255]).collect())
    }

    #[test]
    fn by_hand() {
        let truth = plane(3, &[0, 51, 255]);
        let colours = |edge: u8, alpha: u8| picture(&truth, vec![9, 9, 9, 255, edge, 100, 100, alpha, 9, 9, 9, 255]);
        let right = colours(100, 255);
        assert_eq!(against_foreground(&right, &truth, &right), Ok(Some(0.0)));
        assert_eq!(against_foreground(&colours(130, 7), &truth, &right).unwrap().map(|error| (error * 1e9).round()), Some(2e9));
        // What the cut-out does not show has no colour, and a truth without soft edges asks for none.
        assert_eq!(against_foreground(&colours(130, 0), &truth, &right), Ok(None));
        assert_eq!(against_photo(&colours(130, 0), &truth, &right), Ok(None));
        assert_eq!(against_foreground(&right, &plane(3, &[0, 255, 255]), &right), Ok(None));
        assert_eq!(against_photo(&right, &plane(3, &[1, 51, 255]), &right), Ok(None));
    }

    #[test]
    fn a_detailed_background_is_averaged() {
        let truth = plane(5, &[255, 128, 0, 0, 0]);
        let values = [0, 0, 10, 20, 60];
        let photo = picture(&truth, values.iter().flat_map(|value| [*value, *value, *value, 255]).collect());
        // Behind the edge: the mean of 10, 20 and 60.
        let error = against_photo(&photo, &truth, &photo).unwrap().unwrap();
        assert!((error - 30.0 * 127.0 / 255.0).abs() < 1e-12, "{error}");
    }

    #[test]
    fn sixteen_bits_are_eight_bits_but_finer() {
        let truth = plane(2, &[0, 51]);
        let deep = Picture::new(truth.size(), Samples::Sixteen([[0; 4], [257 * 130, 257 * 100, 257 * 100, 1]].concat())).unwrap();
        let right = picture(&truth, [[0; 4], [100; 4]].concat());
        assert_eq!(against_foreground(&deep, &truth, &right).unwrap().map(|error| (error * 1e9).round()), Some(2e9));
    }

    proptest! {
        #[test]
        fn over_a_flat_background_the_estimate_is_the_error(
            values in proptest::collection::vec(any::<u8>(), 2..40), subject: [u8; 3], background: [u8; 3], wrong: [u8; 3],
        ) {
            let mut values = values;
            values[0] = 0;
            let truth = plane(1, &values);
            let (photo, right) = (photo(&truth, subject, background), photo(&truth, subject, subject));
            let cut_out = self::photo(&truth, wrong, wrong);
            let (known, estimated) =
                (against_foreground(&cut_out, &truth, &right).unwrap(), against_photo(&cut_out, &truth, &photo).unwrap());
            match (known, estimated) {
                // The photo is rounded to whole levels.
                (Some(known), Some(estimated)) => prop_assert!((known - estimated).abs() <= 0.5, "{} {}", known, estimated),
                (known, estimated) => prop_assert_eq!(known, estimated),
            }
            prop_assert!(against_foreground(&right, &truth, &right).unwrap().unwrap_or(0.0) == 0.0);
        }
    }
}

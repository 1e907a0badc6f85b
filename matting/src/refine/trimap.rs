//! Saliency map to trimap: certain subject, certain background, and the unknown band between.

use closed_form::{Trimap, fill};
use ndarray::ArrayView2;

use crate::tuning::{Tuning, smooth_step};
use crate::{Error, Size};

/// Reach of the band on both sides of the map's edge, in cells of the map: 6 values of a 320 × 320 map, 2 % of the photo's longer side,
/// which hair and whiskers need. Measured on photos with true alphas: narrower bands cut hair, wider ones gain nothing.
const REACH: f32 = 6.0;
/// Lowest certainty in the band: where the photo's colours do not decide, the map does.
const MIN_CERTAINTY: f32 = 0.001;
/// Rows that are done together.
const STRIP: usize = 32;

/// The trimap of a normalised map (0 to 1) whose values blur what is nearer than `cell_size`, a share of the longer side. It has the map's size. Certainty
/// comes from the lowest and the highest value of the neighbourhood, through smooth steps: a small change of the map changes it little.
///
/// # Errors
/// [`Error::SizeMismatch`] if the map is empty.
pub fn trimap(map: ArrayView2<'_, f32>, cell_size: f32, tuning: &Tuning) -> Result<Trimap, Error> {
    let (height, width) = map.dim();
    let reach = ((REACH * cell_size * height.max(width) as f32).round() as usize).max(1);
    // Plain comparisons become vector instructions; `f32::min` handles NaN, which a normalised map has not.
    let values: Vec<f32> = map.iter().copied().collect();
    let lowest = neighbourhood(&values, width, reach, |a, b| if b < a { b } else { a });
    let highest = neighbourhood(&values, width, reach, |a, b| if b > a { b } else { a });
    let (mut prior, mut certainty) = (Vec::with_capacity(map.len()), Vec::with_capacity(map.len()));
    for ((value, lowest), highest) in values.iter().zip(&lowest).zip(&highest) {
        let subject = smooth_step(*lowest, tuning.subject);
        let background = 1.0 - smooth_step(*highest, tuning.background);
        let certain = subject.max(background);
        let target = if subject > background { 1.0 } else { 0.0 };
        prior.push(value + (target - value) * certain);
        certainty.push(certain.max(MIN_CERTAINTY));
    }
    Ok(Trimap::new(Size { width: width as u32, height: height as u32 }, prior, certainty)?)
}

/// `pick` over a disc of radius `reach` around each value of a map in rows of `width`, as far as it is inside.
fn neighbourhood(map: &[f32], width: usize, reach: usize, pick: impl Fn(f32, f32) -> f32 + Sync) -> Vec<f32> {
    // Distance across of the disc's rows, from the middle one on.
    let across: Vec<usize> = (0..=reach).map(|down| ((reach * reach + reach - down * down) as f32).sqrt() as usize).collect();
    let height = map.len() / width.max(1);
    let mut picked = map.to_vec();
    let mut strips: Vec<&mut [f32]> = picked.chunks_mut((STRIP * width).max(1)).collect();
    fill(&mut strips, 1, |strip, picked| {
        let top = strip * STRIP;
        let first = top.saturating_sub(reach);
        let source = &map[first * width..height.min(top + STRIP + reach) * width];
        // Picks of each row over `step` values to both sides, wider with each step.
        let mut spread = source.to_vec();
        for step in 0..=reach {
            if (1..width).contains(&step) {
                for (row, source) in spread.chunks_exact_mut(width).zip(source.chunks_exact(width)) {
                    row[step..].iter_mut().zip(source).for_each(|(value, near)| *value = pick(*value, *near));
                    row.iter_mut().zip(&source[step..]).for_each(|(value, near)| *value = pick(*value, *near));
                }
            }
            for down in (0..=reach).filter(|down| across[*down] == step) {
                for (y, picked) in (top..).zip(picked.chunks_exact_mut(width)) {
                    for other in [y.checked_sub(down), Some(y + down)].into_iter().flatten().filter(|other| *other < height) {
                        let near = &spread[(other - first) * width..][..width];
                        picked.iter_mut().zip(near).for_each(|(value, near)| *value = pick(*value, *near));
                    }
                }
            }
        }
    });
    picked
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    fn half(soft: f32) -> Array2<f32> {
        Array2::from_shape_fn((20, 320), |(_, x)| (0.5 + (x as f32 - 160.0) / soft).clamp(0.0, 1.0))
    }

    fn unknown(map: &Array2<f32>, cell_size: f32) -> usize {
        let trimap = trimap(map.view(), cell_size, &Tuning::DEFAULT).unwrap();
        assert_eq!(trimap.size(), Size { width: 320, height: 20 });
        trimap.certainty()[..320].iter().filter(|certainty| **certainty < 1.0).count()
    }

    #[test]
    fn band_width_follows_uncertainty_and_cell_size() {
        assert_eq!(unknown(&half(1.0), 1.0 / 320.0), 13);
        assert_eq!(unknown(&half(1.0), 0.5 / 320.0), 7);
        assert!((60..80).contains(&unknown(&half(60.0), 1.0 / 320.0)));
    }

    #[test]
    fn neighbourhood_is_the_disc_inside_the_map() {
        for (height, width, reach) in [(70, 40, 6), (1, 1, 3), (5, 100, 11), (40, 3, 9)] {
            let map: Vec<f32> = (0..height * width).map(|at| (at * at % 1009) as f32).collect();
            let highest = neighbourhood(&map, width, reach, f32::max);
            for (at, found) in highest.iter().enumerate() {
                let is_near = |other: usize| {
                    let (down, across) = ((other / width).abs_diff(at / width), (other % width).abs_diff(at % width));
                    down * down + across * across <= reach * reach + reach
                };
                let expected = (0..map.len()).filter(|other| is_near(*other)).map(|other| map[other]).fold(0.0, f32::max);
                assert_eq!(*found, expected, "{height} × {width}, reach {reach}, at {at}");
            }
        }
    }

    #[test]
    fn certain_priors_are_zero_or_one() {
        let trimap = trimap(half(1.0).view(), 1.0 / 320.0, &Tuning::DEFAULT).unwrap();
        for (prior, certainty) in trimap.prior().iter().zip(trimap.certainty()) {
            assert!(*certainty < 1.0 || *prior == 0.0 || *prior == 1.0);
        }
        assert_eq!((trimap.prior()[0], trimap.prior()[319]), (0.0, 1.0));
    }

    #[test]
    fn hole_of_the_map_is_background() {
        let mut map = Array2::from_elem((100, 100), 1.0);
        map.slice_mut(ndarray::s![30..70, 30..70]).fill(0.0);
        let trimap = trimap(map.view(), 1.0 / 320.0, &Tuning::DEFAULT).unwrap();
        assert_eq!((trimap.prior()[50 * 100 + 50], trimap.certainty()[50 * 100 + 50]), (0.0, 1.0));
    }

    #[test]
    fn smallest_maps_have_a_trimap() {
        for (height, width) in [(1, 1), (1, 512), (3, 1)] {
            assert_eq!(
                trimap(Array2::from_elem((height, width), 0.5).view(), 1.0, &Tuning::DEFAULT).unwrap().certainty(),
                vec![MIN_CERTAINTY; height * width]
            );
        }
        assert!(trimap(Array2::zeros((0, 0)).view(), 1.0, &Tuning::DEFAULT).is_err());
    }
}

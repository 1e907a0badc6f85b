//! Range and contrast of a saliency map, and the map at the photo's size.

use closed_form::fill;
use ndarray::{Array2, ArrayView2, ArrayViewMut1};

use super::confidence::MIN_PEAK;
use crate::morphology::{dilate, erode};
use crate::tuning::{Tuning, smooth_step};
use crate::{Error, Plane, Size, resize};

/// Fewer rows are not worth a thread.
const MIN_ROWS: usize = 16;

/// Distance of an edge, in values of the map, within which contrast is raised for it.
const EDGE_REACH: usize = 4;

/// Min-max normalisation: stretches a map to the whole range from 0 to 1, as the U²-Net authors and rembg do: the lowest value becomes 0, the highest 1. Without a subject
/// that would amplify noise to full contrast; such a map keeps its own values. The second value is the highest before, 0 to 1.
pub fn normalise(map: ArrayView2<'_, f32>) -> (Array2<f32>, f32) {
    let (mut low, mut high) = (f32::INFINITY, f32::NEG_INFINITY);
    for value in map.iter().filter(|value| value.is_finite()) {
        (low, high) = (low.min(*value), high.max(*value));
    }
    let (low, range) = if high >= MIN_PEAK && high > low { (low, high - low) } else { (0.0, 1.0) };
    let into_range = |value: &f32| if value.is_nan() { 0.0 } else { ((value - low) / range).clamp(0.0, 1.0) };
    (map.map(into_range), high.max(0.0))
}

/// Raises the contrast of a map (0 to 1): its logits times [`Tuning::contrast`], plus [`Tuning::bias`]. 0 and 1 stay. With [`Tuning::edge_range`] only near
/// edges.
pub fn contrast(map: &mut Array2<f32>, tuning: &Tuning) {
    let odds = tuning.bias.exp();
    let raised = |value: f32| {
        let (subject, background) = (odds * value.powf(tuning.contrast), (1.0 - value).powf(tuning.contrast));
        subject / (subject + background)
    };
    let width = map.ncols();
    let edges = tuning.edge_range.map(|range| {
        let values: Vec<f32> = map.iter().copied().collect();
        let (lowest, highest) = (erode(&values, width, EDGE_REACH), dilate(&values, width, EDGE_REACH));
        highest.iter().zip(lowest).map(|(highest, lowest)| smooth_step(highest - lowest, range)).collect::<Vec<f32>>()
    });
    let mut rows: Vec<ArrayViewMut1<'_, f32>> = map.outer_iter_mut().collect();
    fill(&mut rows, MIN_ROWS, |y, row| match &edges {
        Some(edges) => row.iter_mut().zip(&edges[y * width..]).for_each(|(value, edge)| *value += (raised(*value) - *value) * edge),
        None => row.mapv_inplace(raised),
    });
}

/// Map, 0 to 1, at the size of the photo: rembg's mask.
///
/// rembg cuts to 8 bits before the resize, which can turn a difference in a float's last bit into one of 2/255. Here rounding to
/// 8 bits comes last, so that every build of the network gives the same alpha within 1/255.
///
/// # Errors
/// As [`resize::map`].
pub fn upsample(map: ArrayView2<'_, f32>, size: Size) -> Result<Plane, Error> {
    let values = resize::map(map.map(|value| (value * 65_535.0).round() as u16).view(), size)?;
    Plane::new(size, values.into_iter().map(|value| ((u32::from(value) + 128) / 257) as u8).collect())
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn spread_maps_lowest_to_zero_and_highest_to_one() {
        assert_eq!(normalise(array![[0.5, 1.0], [0.75, 0.625]].view()), (array![[0.0, 1.0], [0.5, 0.25]], 1.0));
    }

    #[test]
    fn faint_map_is_not_amplified() {
        assert_eq!(normalise(array![[0.0, 0.1], [0.02, 0.04]].view()), (array![[0.0, 0.1], [0.02, 0.04]], 0.1));
    }

    #[test]
    fn contrast_keeps_both_ends_and_the_order() {
        let mut map = array![[0.0, 0.1, 0.4, 0.45, 0.9, 1.0]];
        contrast(&mut map, &Tuning { contrast: 2.0, bias: 0.0, ..Tuning::DEFAULT });
        assert!((map[(0, 1)] - 0.01 / 0.82).abs() < 1e-6 && (map[(0, 4)] - 0.81 / 0.82).abs() < 1e-6);
        contrast(&mut map, &Tuning::DEFAULT);
        assert_eq!((map[(0, 0)], map[(0, 5)]), (0.0, 1.0));
        assert!(map.row(0).windows(2).into_iter().all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn contrast_near_edges_leaves_wide_uncertainty_alone() {
        let values = |x: usize| match x {
            0..20 => 0.0,
            20 => 0.3,
            21..40 => 1.0,
            _ => 0.6,
        };
        let before = Array2::from_shape_fn((20, 80), |(_, x)| values(x));
        let mut map = before.clone();
        contrast(&mut map, &Tuning { contrast: 2.0, bias: 0.0, edge_range: Some((0.8, 0.98)), ..Tuning::DEFAULT });
        assert!((map[(10, 20)] - 0.09 / 0.58).abs() < 1e-6, "{}", map[(10, 20)]);
        assert!(map.iter().zip(&before).enumerate().all(|(at, (after, before))| at % 80 == 20 || after == before));
    }

    #[test]
    fn flat_map_stays_finite() {
        for value in [0.0, 0.3, 1.0] {
            assert_eq!(normalise(array![[value, value]].view()), (array![[value, value]], value));
        }
        assert_eq!(normalise(array![[f32::NAN, f32::NAN]].view()), (array![[0.0, 0.0]], 0.0));
    }
}

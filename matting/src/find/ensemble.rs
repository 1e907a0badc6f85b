//! Ensemble: one map of several, weighted by entropy.

use closed_form::fill;
use ndarray::{Array2, ArrayView2, s};

use crate::{Area, Error, Size, resize};

/// Added to a map's entropy, so that one map without any does not silence the others.
pub const MIN_ENTROPY: f32 = 0.02;

/// Share of the map, at least, that entropy is divided by.
pub const MIN_AREA: f32 = 0.01;

/// Fewer values are not worth a thread.
const MIN_VALUES: usize = 4096;

/// Intersection over union of two maps (0 to 1) of the same size, their values being shares of a pixel: Σ min / Σ max, from 0 to 1.
pub fn soft_iou(a: ArrayView2<'_, f32>, b: ArrayView2<'_, f32>) -> f32 {
    let (mut intersection, mut union) = (0.0_f64, f64::MIN_POSITIVE);
    for (a, b) in a.iter().zip(b) {
        intersection += f64::from(a.min(*b));
        union += f64::from(a.max(*b));
    }
    (intersection / union) as f32
}

/// Entropy of a map (0 to 1) in bits a pixel, over the share of it that is subject: uncertainty for the size of the subject.
pub fn entropy(map: ArrayView2<'_, f32>) -> f32 {
    let bits = |share: f32| if share > 0.0 { -share * share.log2() } else { 0.0 };
    let count = map.len().max(1) as f64;
    let mut uncertain: Vec<f32> = map.iter().copied().collect();
    fill(&mut uncertain, MIN_VALUES, |_, value| *value = bits(*value) + bits(1.0 - *value));
    let (mut entropy, mut area) = (0.0_f64, 0.0_f64);
    for (value, bits) in map.iter().zip(uncertain) {
        entropy += f64::from(bits);
        area += f64::from(*value);
    }
    (entropy / area.max(f64::from(MIN_AREA) * count)) as f32
}

/// Mean of maps of one size, each weighted by its [`entropy`], which is with it, to the minus `exponent`.
pub fn weighted_mean(maps: &[(Array2<f32>, f32)], exponent: f32) -> Array2<f32> {
    let weights: Vec<f32> = maps.iter().map(|(_, entropy)| (entropy + MIN_ENTROPY).powf(-exponent)).collect();
    let sum: f32 = weights.iter().sum();
    let mut mean = Array2::zeros(maps.first().map_or((0, 0), |(map, _)| map.dim()));
    for ((map, _), weight) in maps.iter().zip(weights) {
        mean.scaled_add(weight / sum, map);
    }
    mean
}

/// Averages the map of `crop` into `canvas`, the map of the whole photo of `size`. Over `margin` (as a share of the subject's sides) it fades out
/// towards the sides that are not the photo's own, so that no seam shows.
///
/// # Errors
/// None in practice: both sizes come from maps.
pub fn merge_crop(canvas: &mut Array2<f32>, map: ArrayView2<'_, f32>, crop: Area, size: Size, margin: f64) -> Result<(), Error> {
    let (canvas_height, canvas_width) = canvas.dim();
    let span = |from: u32, length: u32, side: u32, lanes: usize| {
        let scale = lanes as f64 / f64::from(side);
        let first = ((f64::from(from) * scale).round() as usize).min(lanes - 1);
        let end = ((f64::from(from + length) * scale).round() as usize).clamp(first + 1, lanes);
        let fade = (margin * (end - first) as f64 / (1.0 + 2.0 * margin)) as f32;
        (first, end, move |index: usize| {
            let near = if from == 0 { f32::INFINITY } else { (index - first) as f32 + 0.5 };
            let far = if from + length >= side { f32::INFINITY } else { (end - index) as f32 - 0.5 };
            (near.min(far) / fade.max(1.0)).min(1.0)
        })
    };
    let (left, right, column_weight) = span(crop.left, crop.size.width, size.width, canvas_width);
    let (top, bottom, row_weight) = span(crop.top, crop.size.height, size.height, canvas_height);
    let map = resize::values(map, Size { width: (right - left) as u32, height: (bottom - top) as u32 })?;
    for ((y, x), value) in canvas.slice_mut(s![top..bottom, left..right]).indexed_iter_mut() {
        let weight = column_weight(left + x).min(row_weight(top + y)) / 2.0;
        *value += (map[(y, x)] - *value) * weight;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn soft_iou_of_equal_maps_is_one_and_of_disjoint_ones_zero() {
        let map = array![[0.2, 0.9], [0.0, 1.0]];
        assert!((soft_iou(map.view(), map.view()) - 1.0).abs() < 1e-6);
        assert_eq!(soft_iou(array![[1.0, 0.0]].view(), array![[0.0, 0.5]].view()), 0.0);
        assert!((soft_iou(array![[1.0, 0.0]].view(), array![[0.5, 0.0]].view()) - 0.5).abs() < 1e-6);
    }

    #[test]
    fn weighted_mean_trusts_the_map_with_less_entropy() {
        let (sure, unsure) = (array![[1.0, 0.0], [1.0, 0.0]], array![[0.4, 0.6], [0.4, 0.6]]);
        let maps = [sure, unsure].map(|map| (map.clone(), entropy(map.view())));
        let mean = weighted_mean(&maps, 1.0);
        assert!(mean[(0, 0)] > 0.95 && mean[(0, 1)] < 0.05, "{mean}");
        let plain = weighted_mean(&maps, 0.0);
        assert!((plain[(0, 0)] - 0.7).abs() < 1e-6 && (plain[(1, 1)] - 0.3).abs() < 1e-6);
    }

    #[test]
    fn crop_changes_its_own_part_and_fades_at_inner_sides() {
        let mut canvas = Array2::from_elem((40, 60), 0.2);
        let size = Size { width: 600, height: 400 };
        let crop = Area { left: 0, top: 100, size: Size { width: 300, height: 200 } };
        merge_crop(&mut canvas, Array2::from_elem((8, 8), 1.0).view(), crop, size, 0.12).unwrap();
        assert_eq!((canvas[(5, 5)], canvas[(20, 45)]), (0.2, 0.2));
        assert!((canvas[(20, 0)] - 0.6).abs() < 1e-6 && (canvas[(20, 12)] - 0.6).abs() < 1e-6);
        assert!(canvas[(20, 29)] < 0.5 && canvas[(10, 5)] < 0.5, "no seam");
    }
}

//! Connected components of a saliency map: subjects are kept, stray islands are not.

use ndarray::{Array2, ArrayView2};

/// Values above this are connected with their neighbours: low enough that the soft surroundings of an island go with it.
const LINK: f32 = 0.1;
/// Value that a component has to reach somewhere.
const PEAK: f32 = 0.5;
/// Share of the heaviest component's weight, below which one is stray.
const STRAY: f32 = 0.02;

/// Connected components of a map.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Components {
    /// Components that were kept.
    pub kept: usize,
    /// Share of the map's sum that was removed, 0 to 1.
    pub stray: f32,
}

/// Sets stray islands of `map` (values from 0 to 1) to 0. A component is connected, by sides of values, above 0.1; it stays when it reaches 0.5
/// somewhere and weighs (the sum of its values) at least a fiftieth of the heaviest. Holes are left alone, and so is a map that has no component at all.
pub fn drop_stray(map: &mut Array2<f32>) -> Components {
    let (components, strays) = sort(map.view());
    for (value, stray) in map.iter_mut().zip(strays) {
        if stray {
            *value = 0.0;
        }
    }
    components
}

/// Components of `map`, without changing it.
pub fn find(map: ArrayView2<'_, f32>) -> Components {
    sort(map).0
}

/// Components, and for each value, row by row, whether it belongs to a stray one.
fn sort(map: ArrayView2<'_, f32>) -> (Components, Vec<bool>) {
    let (height, width) = map.dim();
    // A border of zeros spares the search all bounds.
    let stride = width + 2;
    let mut values = vec![0.0_f32; stride * (height + 2)];
    for (padded, row) in values.chunks_exact_mut(stride).skip(1).zip(map.rows()) {
        padded[1..].iter_mut().zip(row).for_each(|(padded, value)| *padded = *value);
    }
    let mut component_of = vec![0_u32; values.len()];
    // Weight and peak of each component; the first is what belongs to none.
    let mut components = vec![(0.0_f32, 0.0_f32)];
    let mut pending = Vec::new();
    for start in 0..values.len() {
        if component_of[start] != 0 || values[start] <= LINK {
            continue;
        }
        let component = components.len() as u32;
        let (mut weight, mut peak) = (0.0, 0.0_f32);
        component_of[start] = component;
        pending.push(start);
        while let Some(index) = pending.pop() {
            weight += values[index];
            peak = peak.max(values[index]);
            for next in [index - 1, index + 1, index - stride, index + stride] {
                if component_of[next] == 0 && values[next] > LINK {
                    component_of[next] = component;
                    pending.push(next);
                }
            }
        }
        components.push((weight, peak));
    }
    let heaviest = components.iter().filter(|(_, peak)| *peak > PEAK).fold(0.0, |most: f32, (weight, _)| most.max(*weight));
    let stays: Vec<bool> = components.iter().map(|(weight, peak)| *peak > PEAK && *weight >= STRAY * heaviest).collect();
    let kept = stays.iter().filter(|stays| **stays).count();
    let (mut stray, mut all) = (0.0_f64, 0.0_f64);
    let mut strays = Vec::with_capacity(map.len());
    for (values, component_of) in values.chunks_exact(stride).zip(component_of.chunks_exact(stride)).skip(1).take(height) {
        for (value, component) in values[1..=width].iter().zip(&component_of[1..=width]) {
            let is_stray = kept > 0 && *component > 0 && !stays[*component as usize];
            all += f64::from(*value);
            if is_stray {
                stray += f64::from(*value);
            }
            strays.push(is_stray);
        }
    }
    (Components { kept, stray: (stray / all.max(f64::MIN_POSITIVE)) as f32 }, strays)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disc(map: &mut Array2<f32>, at: (f32, f32), radius: f32, value: f32) {
        for ((y, x), target) in map.indexed_iter_mut() {
            if (y as f32 - at.0).hypot(x as f32 - at.1) <= radius {
                *target = value;
            }
        }
    }

    #[test]
    fn small_island_is_removed_and_second_subject_kept() {
        let mut map = Array2::zeros((64, 96));
        disc(&mut map, (30.0, 30.0), 20.0, 1.0);
        disc(&mut map, (40.0, 75.0), 6.0, 0.9);
        disc(&mut map, (8.0, 88.0), 1.5, 0.9);
        let components = drop_stray(&mut map);
        assert_eq!(components.kept, 2);
        assert!(components.stray > 0.003 && components.stray < 0.01, "{}", components.stray);
        assert_eq!((map[(40, 75)], map[(8, 88)]), (0.9, 0.0));
    }

    #[test]
    fn faint_cloud_is_stray_however_large() {
        let mut map = Array2::zeros((64, 96));
        disc(&mut map, (30.0, 20.0), 10.0, 1.0);
        disc(&mut map, (30.0, 70.0), 20.0, 0.3);
        assert_eq!(drop_stray(&mut map).kept, 1);
        assert_eq!(map[(30, 70)], 0.0);
    }

    #[test]
    fn holes_are_kept() {
        let mut map = Array2::zeros((40, 40));
        disc(&mut map, (20.0, 20.0), 15.0, 1.0);
        disc(&mut map, (20.0, 20.0), 4.0, 0.0);
        let before = map.clone();
        drop_stray(&mut map);
        assert_eq!(map, before);
    }

    #[test]
    fn map_without_component_is_unchanged() {
        for value in [0.0, 0.05, 0.4] {
            let mut map = Array2::from_elem((5, 7), value);
            assert_eq!(drop_stray(&mut map), Components { kept: 0, stray: 0.0 });
            assert_eq!(map, Array2::from_elem((5, 7), value));
        }
    }
}

//! Grayscale morphology: erosion and dilation of a map by a disc.

use closed_form::fill;

/// Rows that are done together.
const STRIP: usize = 32;

/// Lowest value in a disc of radius `reach` around each value of a map in rows of `width`, as far as it is inside. Values are not NaN.
pub(crate) fn erode(map: &[f32], width: usize, reach: usize) -> Vec<f32> {
    // Plain comparisons become vector instructions; `f32::min` handles NaN.
    neighbourhood(map, width, reach, |a, b| if b < a { b } else { a })
}

/// Highest value in that disc.
pub(crate) fn dilate(map: &[f32], width: usize, reach: usize) -> Vec<f32> {
    neighbourhood(map, width, reach, |a, b| if b > a { b } else { a })
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
    use super::*;

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
}

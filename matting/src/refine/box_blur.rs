//! Three box blurs in a row: nearly a Gaussian, in a time that does not depend on its width.

use ndarray::{Array2, ArrayView2};

/// Three means over windows of 2 `radius` + 1 values a side, each cut off at the border.
pub fn box_blur(map: ArrayView2<'_, f32>, radius: usize) -> Array2<f32> {
    let mut blurred = map.as_standard_layout().into_owned();
    for _ in 0..3 {
        blurred = means_down(&means_across(&blurred, radius), radius);
    }
    blurred
}

fn means_across(map: &Array2<f32>, radius: usize) -> Array2<f32> {
    let (height, width) = map.dim();
    let mut means = Array2::zeros((height, width));
    let mut sums = vec![0.0_f64; width + 1];
    for y in 0..height {
        for x in 0..width {
            sums[x + 1] = sums[x] + f64::from(map[(y, x)]);
        }
        for x in 0..width {
            let (from, to) = (x.saturating_sub(radius), (x + radius + 1).min(width));
            means[(y, x)] = ((sums[to] - sums[from]) / (to - from) as f64) as f32;
        }
    }
    means
}

fn means_down(map: &Array2<f32>, radius: usize) -> Array2<f32> {
    let (height, width) = map.dim();
    let mut means = Array2::zeros((height, width));
    let mut sums = vec![0.0_f64; width];
    let add = |sums: &mut [f64], y: usize, sign: f64| sums.iter_mut().zip(map.row(y)).for_each(|(sum, value)| *sum += sign * f64::from(*value));
    (0..radius.min(height)).for_each(|y| add(&mut sums, y, 1.0));
    for y in 0..height {
        if y + radius < height {
            add(&mut sums, y + radius, 1.0);
        }
        if y > radius {
            add(&mut sums, y - radius - 1, -1.0);
        }
        let rows = ((y + radius + 1).min(height) - y.saturating_sub(radius)) as f64;
        means.row_mut(y).iter_mut().zip(&sums).for_each(|(mean, sum)| *mean = (sum / rows) as f32);
    }
    means
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pass_is_the_mean_of_the_window() {
        for (height, width, radius) in [(1, 1, 1), (7, 5, 2), (4, 9, 20), (9, 3, 1)] {
            let map = Array2::from_shape_fn((height, width), |(y, x)| ((y * 7 + x * 3) % 11) as f32 / 11.0);
            let means = means_down(&means_across(&map, radius), radius);
            for ((y, x), found) in means.indexed_iter() {
                let near = map.indexed_iter().filter(|((row, column), _)| row.abs_diff(y) <= radius && column.abs_diff(x) <= radius);
                let (sum, count) = near.fold((0.0, 0.0), |(sum, count), (_, value)| (sum + value, count + 1.0));
                assert!((found - sum / count).abs() < 1e-5, "{height} × {width}, radius {radius}, at {y}, {x}");
            }
        }
    }

    #[test]
    fn constants_stay() {
        let blurred = box_blur(Array2::from_elem((9, 14), 0.3).view(), 3);
        assert!(blurred.iter().all(|value| (value - 0.3).abs() < 1e-6));
    }
}

//! Three box blurs in a row: nearly a Gaussian, in a time that does not depend on its width.

use ndarray::{Array2, ArrayView2};

/// Rows whose means are taken side by side.
const LANES: usize = 8;

/// Three means over windows of 2 `radius` + 1 values a side, each cut off at the border.
pub fn box_blur(map: ArrayView2<'_, f32>, radius: usize) -> Array2<f32> {
    let width = map.ncols();
    let mut values: Vec<f32> = map.iter().copied().collect();
    for _ in 0..3 {
        means_across(&mut values, width, radius);
        values = means_down(&values, width, radius);
    }
    Array2::from_shape_vec(map.dim(), values).unwrap_or_default()
}

/// Means along the rows, in their place.
fn means_across(values: &mut [f32], width: usize, radius: usize) {
    let mut sums = vec![[0.0_f64; LANES]; width + 1];
    for rows in values.chunks_mut((LANES * width).max(1)) {
        // Lanes without a row of their own repeat the first one's.
        let starts: [usize; LANES] = std::array::from_fn(|lane| if (lane + 1) * width <= rows.len() { lane * width } else { 0 });
        for x in 0..width {
            sums[x + 1] = std::array::from_fn(|lane| sums[x][lane] + f64::from(rows[starts[lane] + x]));
        }
        for x in 0..width {
            let (from, to) = (x.saturating_sub(radius), (x + radius + 1).min(width));
            let count = (to - from) as f64;
            let means: [f32; LANES] = std::array::from_fn(|lane| ((sums[to][lane] - sums[from][lane]) / count) as f32);
            for (start, mean) in starts.iter().zip(means) {
                rows[start + x] = mean;
            }
        }
    }
}

/// Means along the columns.
fn means_down(values: &[f32], width: usize, radius: usize) -> Vec<f32> {
    let height = values.len() / width.max(1);
    let mut means = vec![0.0; values.len()];
    let mut sums = vec![0.0_f64; width];
    let add = |sums: &mut [f64], y: usize, sign: f64| {
        let row = &values[y * width..(y + 1) * width];
        sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += sign * f64::from(*value));
    };
    (0..radius.min(height)).for_each(|y| add(&mut sums, y, 1.0));
    for (y, means) in means.chunks_exact_mut(width.max(1)).enumerate() {
        if y + radius < height {
            add(&mut sums, y + radius, 1.0);
        }
        if y > radius {
            add(&mut sums, y - radius - 1, -1.0);
        }
        let rows = ((y + radius + 1).min(height) - y.saturating_sub(radius)) as f64;
        means.iter_mut().zip(&sums).for_each(|(mean, sum)| *mean = (sum / rows) as f32);
    }
    means
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pass_is_the_mean_of_the_window() {
        for (height, width, radius) in [(1, 1, 1), (7, 5, 2), (4, 9, 20), (9, 3, 1), (21, 30, 4)] {
            let map = Array2::from_shape_fn((height, width), |(y, x)| ((y * 7 + x * 3) % 11) as f32 / 11.0);
            let mut means: Vec<f32> = map.iter().copied().collect();
            means_across(&mut means, width, radius);
            for (at, found) in means_down(&means, width, radius).into_iter().enumerate() {
                let (y, x) = (at / width, at % width);
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

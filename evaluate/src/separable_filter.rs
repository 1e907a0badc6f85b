//! A filter that is a row times a column of weights, one output row at a time: no picture of floating-point numbers is kept.

use std::collections::VecDeque;

use matting::Plane;

/// Values beyond the border of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BorderMode {
    /// Zeros.
    Zero,
    /// The nearest pixel of the picture.
    Edge,
}

/// The rows of a filtered picture, from the top.
#[derive(Debug)]
pub struct SeparableFilter<'a> {
    rows: std::slice::ChunksExact<'a, u8>,
    height: usize,
    values: [f64; 256],
    across: Vec<f64>,
    down: Vec<f64>,
    border: BorderMode,
    /// The row as numbers, with what lies beyond it at both ends.
    padded: Vec<f64>,
    /// Filtered across: the rows that the next one down needs, with the number of the first.
    ready: VecDeque<Vec<f64>>,
    first_ready: usize,
    row: usize,
    filtered: Vec<f64>,
}

impl<'a> SeparableFilter<'a> {
    /// Filters `plane` with each stored value `v` standing for `value(v)`; `across` and `down` have an odd number of weights each.
    pub fn new(plane: &'a Plane, value: impl Fn(u8) -> f64, across: &[f64], down: &[f64], border: BorderMode) -> Self {
        let width = plane.size().width as usize;
        Self {
            rows: plane.values().chunks_exact(width),
            height: plane.size().height as usize,
            values: std::array::from_fn(|stored| value(stored as u8)),
            across: across.to_vec(),
            down: down.to_vec(),
            border,
            padded: vec![0.0; width + across.len() - 1],
            ready: VecDeque::new(),
            first_ready: 0,
            row: 0,
            filtered: vec![0.0; width],
        }
    }

    /// The next row; past the last one it is zeros.
    pub fn next_row(&mut self) -> &[f64] {
        let reach = self.down.len() / 2;
        while self.first_ready + self.ready.len() <= self.row + reach
            && let Some(row) = self.rows.next()
        {
            let mut filtered = if self.ready.len() >= self.down.len() {
                self.first_ready += 1;
                self.ready.pop_front().unwrap_or_default()
            } else {
                vec![0.0; row.len()]
            };
            self.filter_across(row, &mut filtered);
            self.ready.push_back(filtered);
        }
        self.filtered.fill(0.0);
        for (tap, weight) in self.down.iter().enumerate() {
            let row = match (self.row + tap).checked_sub(reach) {
                Some(row) if row < self.height => row,
                _ if self.border == BorderMode::Zero => continue,
                Some(_) => self.height - 1,
                None => 0,
            };
            if let Some(row) = row.checked_sub(self.first_ready).and_then(|row| self.ready.get(row)) {
                add_weighted(&mut self.filtered, row, *weight);
            }
        }
        self.row += 1;
        &self.filtered
    }

    fn filter_across(&mut self, row: &[u8], filtered: &mut [f64]) {
        let reach = self.across.len() / 2;
        for (padded, stored) in self.padded[reach..].iter_mut().zip(row) {
            *padded = self.values[usize::from(*stored)];
        }
        if self.border == BorderMode::Edge
            && let (Some(first), Some(last)) = (row.first(), row.last())
        {
            self.padded[..reach].fill(self.values[usize::from(*first)]);
            self.padded[reach + row.len()..].fill(self.values[usize::from(*last)]);
        }
        filtered.fill(0.0);
        for (tap, weight) in self.across.iter().enumerate() {
            add_weighted(filtered, &self.padded[tap..], *weight);
        }
    }
}

fn add_weighted(sums: &mut [f64], values: &[f64], weight: f64) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += weight * value;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::planes;

    proptest! {
        #[test]
        fn as_the_sum_over_both_kernels(plane in planes(), zero in any::<bool>()) {
            let (across, down) = ([0.5, -2.0, 3.0, 1.0, 0.25], [1.0, -1.0, 0.5, 4.0, 2.0, 0.0, -3.0]);
            let border = if zero { BorderMode::Zero } else { BorderMode::Edge };
            let (width, height) = (i64::from(plane.size().width), i64::from(plane.size().height));
            let at = |x: i64, y: i64| {
                let inside = (0..width).contains(&x) && (0..height).contains(&y);
                if !inside && zero { 0.0 } else { f64::from(plane.values()[(y.clamp(0, height - 1) * width + x.clamp(0, width - 1)) as usize]) }
            };
            let mut filtered = SeparableFilter::new(&plane, f64::from, &across, &down, border);
            for y in 0..height {
                let row = filtered.next_row();
                for x in 0..width {
                    let mut sum = 0.0;
                    for (j, down) in down.iter().enumerate() {
                        for (i, across) in across.iter().enumerate() {
                            sum += down * across * at(x + i as i64 - 2, y + j as i64 - 3);
                        }
                    }
                    prop_assert!((row[x as usize] - sum).abs() < 1e-9);
                }
            }
        }
    }
}

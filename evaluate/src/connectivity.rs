//! The connectivity error: parts disconnected from the subject.
//!
//! Σ|φ(α) − φ(α*)| with φ = 1 − d where d = α − l is at least 0.15, else 1 (Rhemann et al. 2009, "Connectivity", p = 1, θ = 0.15). A pixel's l is
//! the greatest threshold, in steps of 0.1, up to which it has always been in the largest 4-connected area where both mattes reach the
//! threshold. That area is found anew at each threshold and the paper's weight λ is 1: so do the evaluation programs of Xu et al., "Deep
//! Image Matting", CVPR 2017, and all who followed them. Of areas of one size the one that begins first, row by row, counts.

use matting::Plane;

use crate::matte::{Band, Sums};

const STEPS: u8 = 10;
const MIN_DISTANCE: f64 = 0.15;

/// The connectivity error, not yet in thousands. Both planes have the same size.
pub(crate) fn error(alpha: &Plane, truth: &Plane, band: &Band<'_>) -> Sums {
    let width = truth.size().width as usize;
    // The last threshold that both reach, in whole numbers: 0.6 in floating point is another number than six times 0.1.
    let reached: Vec<u8> =
        alpha.values().iter().zip(truth.values()).map(|(alpha, truth)| (u16::from(*alpha.min(truth)) * u16::from(STEPS) / 255) as u8).collect();
    let mut connected = vec![0_u8; reached.len()];
    let mut areas = Areas::default();
    for step in 1..=STEPS {
        areas.find(&reached, width, step);
        let mut any = false;
        for run in areas.largest() {
            for connected in connected.get_mut(run).unwrap_or_default().iter_mut().filter(|connected| **connected == step - 1) {
                *connected = step;
                any = true;
            }
        }
        if !any {
            break;
        }
    }
    let differences = alpha.values().iter().zip(truth.values()).zip(&connected).map(|((alpha, truth), connected)| {
        let connected = f64::from(*connected) / f64::from(STEPS);
        (phi(*alpha, connected) - phi(*truth, connected)).abs()
    });
    band.sum(differences)
}

fn phi(alpha: u8, connected: f64) -> f64 {
    let distance = f64::from(alpha) / 255.0 - connected;
    if distance >= MIN_DISTANCE { 1.0 - distance } else { 1.0 }
}

/// The 4-connected areas of a binary picture, as runs of pixels joined over the rows.
#[derive(Debug, Default)]
struct Areas {
    /// Places of the pixels, row by row from the top left.
    runs: Vec<std::ops::Range<usize>>,
    /// For each run an earlier one of its area, or itself if it is the first.
    earlier: Vec<usize>,
}

impl Areas {
    /// The areas where `reached` is at least `step`.
    fn find(&mut self, reached: &[u8], width: usize, step: u8) {
        self.runs.clear();
        self.earlier.clear();
        let mut row_above = 0..0;
        for (y, row) in reached.chunks_exact(width).enumerate() {
            let row_here = self.runs.len();
            let mut from = 0;
            while let Some(begin) = row[from..].iter().position(|value| *value >= step).map(|found| from + found) {
                let end = row[begin..].iter().position(|value| *value < step).map_or(width, |found| begin + found);
                self.earlier.push(self.runs.len());
                self.runs.push(y * width + begin..y * width + end);
                from = end;
            }
            self.join(row_above, row_here..self.runs.len(), width);
            row_above = row_here..self.runs.len();
        }
    }

    /// Joins the runs of a row with those above that they touch; both are in order.
    fn join(&mut self, mut above: std::ops::Range<usize>, mut here: std::ops::Range<usize>, width: usize) {
        while !above.is_empty() && !here.is_empty() {
            let (upper, lower) = (self.runs[above.start].clone(), self.runs[here.start].clone());
            if upper.start + width < lower.end && lower.start < upper.end + width {
                let (a, b) = (self.first(above.start), self.first(here.start));
                self.earlier[a.max(b)] = a.min(b);
            }
            if upper.end + width <= lower.end {
                above.start += 1;
            } else {
                here.start += 1;
            }
        }
    }

    /// The first run of a run's area.
    fn first(&mut self, mut run: usize) -> usize {
        while self.earlier[run] != run {
            self.earlier[run] = self.earlier[self.earlier[run]];
            run = self.earlier[run];
        }
        run
    }

    /// The runs of the largest area.
    fn largest(&mut self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        let mut pixels = vec![0; self.runs.len()];
        for run in 0..self.runs.len() {
            let first = self.first(run);
            // Now every run points to its first at once.
            self.earlier[run] = first;
            pixels[first] += self.runs[run].len();
        }
        let largest = (0..pixels.len()).rev().max_by_key(|run| pixels[*run]);
        self.runs.iter().zip(&self.earlier).filter(move |(_, first)| Some(**first) == largest).map(|(run, _)| run.clone())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Matte;
    use crate::testing::{plane, planes};

    fn connectivity(width: usize, alpha: &[u8], truth: &[u8]) -> f64 {
        Matte::of(&plane(width, alpha), &plane(width, truth), None).unwrap().everywhere.connectivity * 1000.0
    }

    #[test]
    fn by_hand() {
        // What is nowhere in the truth is not connected at all: d = α, and 0.1 is too little to count.
        assert!((connectivity(4, &[255, 0, 51, 25], &[255, 0, 0, 0]) - 0.2).abs() < 1e-12);
        // The truth ends at 1, the matte at a half: connected up to 0.5, so that the truth is 0.5 above and the matte 0.002.
        assert!((connectivity(2, &[255, 128], &[255, 255]) - 0.5).abs() < 1e-12);
        // A torn bridge: the smaller side is connected up to nothing in both, and both are as far from it.
        assert!((connectivity(4, &[255, 255, 0, 255], &[255, 255, 255, 255]) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn diagonal_neighbours_are_not_connected() {
        // The pixel 5 touches the others at a corner only.
        let reached = [1, 0, 0, 1, 0, 1, 1, 1, 0];
        let mut areas = Areas::default();
        areas.find(&reached, 3, 1);
        assert_eq!(areas.largest().collect::<Vec<_>>(), [0..1, 3..4, 6..8]);
    }

    proptest! {
        #[test]
        fn the_largest_area_is_the_one_that_filling_finds(plane in planes(), step in 1_u8..=255) {
            let (width, height) = (plane.size().width as usize, plane.size().height as usize);
            let inside = |pixel: usize| plane.values()[pixel] >= step;
            let mut seen = vec![false; width * height];
            let mut largest: Vec<usize> = Vec::new();
            for start in 0..width * height {
                let mut area = Vec::new();
                let mut open = vec![start];
                while let Some(pixel) = open.pop() {
                    if !inside(pixel) || std::mem::replace(&mut seen[pixel], true) {
                        continue;
                    }
                    area.push(pixel);
                    let (x, y) = (pixel % width, pixel / width);
                    open.extend((x > 0).then(|| pixel - 1));
                    open.extend((x + 1 < width).then(|| pixel + 1));
                    open.extend((y > 0).then(|| pixel - width));
                    open.extend((y + 1 < height).then(|| pixel + width));
                }
                if area.len() > largest.len() {
                    largest = area;
                }
            }
            largest.sort_unstable();
            let mut areas = Areas::default();
            areas.find(plane.values(), width, step);
            prop_assert_eq!(areas.largest().flatten().collect::<Vec<_>>(), largest);
        }
    }
}

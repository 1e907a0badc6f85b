//! Conjugate gradients for (L + Λ) α = Λ g, preconditioned by two levels.

use crate::aggregates::Aggregates;
use crate::guide::Guide;
use crate::laplacian::Laplacian;
use crate::parallel::fill;
use crate::tiles::{LEAST, Tile, Tiles};

/// Solved when the preconditioner, which estimates the error, finds none above this in any pixel. The true error of the worst pixel is then
/// ten to forty times as large, about 1/255; the mean is a hundredth of that.
const TOLERANCE: f32 = 1e-4;

/// Photos need 10 to 30 steps; with groups of more than one tile up to 100.
const MOST_STEPS: usize = 120;

/// Jacobi's damping: 1.6 divided by the largest eigenvalue of D⁻¹L, which is about 2.2 in photos.
const DAMPING: f32 = 0.7;

/// Divided by this, the sum of the magnitudes of a row bounds the damping so that smoothing converges whatever the photo.
const CERTAIN_DAMPING: f32 = 1.8;

/// (L + Λ), its smoother and its coarse level.
#[derive(Debug)]
pub struct System<'a> {
    tiles: &'a Tiles,
    laplacian: Laplacian,
    /// The smoother: the inverse of a diagonal.
    smoother: Vec<Tile>,
    aggregates: Aggregates,
}

impl<'a> System<'a> {
    /// That of a photo, with the pull for each pixel as a field.
    pub fn new(guide: &Guide, tiles: &'a Tiles, pull: &[Tile]) -> Self {
        let laplacian = Laplacian::new(guide, tiles, pull);
        let smoother = (0..tiles.len())
            .map(|tile| {
                let (diagonal, magnitudes) = laplacian.diagonal(tile);
                std::array::from_fn(|pixel| {
                    let divisor = (diagonal[pixel] / DAMPING).max(magnitudes[pixel] / CERTAIN_DAMPING);
                    if divisor > 0.0 { 1.0 / divisor } else { 0.0 }
                })
            })
            .collect();
        let aggregates = Aggregates::new(guide, tiles, &laplacian);
        Self { tiles, laplacian, smoother, aggregates }
    }

    /// Solves for the unknown pixels of `alpha`, beginning with what they are and with all others fixed; `target` is Λ g as a field. Returns
    /// the number of steps.
    pub fn solve(&self, target: &[Tile], alpha: &mut [f32]) -> usize {
        let mut residual = self.laplacian.residual(self.tiles, alpha, target);
        let mut x = self.tiles.gather(alpha);
        let mut direction = self.tiles.zeros();
        let mut product = self.tiles.zeros();
        let mut correction = self.tiles.zeros();
        let mut energy = 0.0;
        let mut steps = 0;
        loop {
            self.precondition(&residual, &mut correction, &mut product);
            let error = correction.iter().flatten().fold(0.0_f32, |most, value| most.max(value.abs()));
            if error <= TOLERANCE || steps == MOST_STEPS {
                add(&mut x, 1.0, &correction);
                break;
            }
            let next = dot(&residual, &correction);
            let share = if energy > 0.0 { next / energy } else { 0.0 };
            energy = next;
            for (direction, correction) in direction.iter_mut().flatten().zip(correction.iter().flatten()) {
                *direction = *correction + share as f32 * *direction;
            }
            self.laplacian.apply(self.tiles, &direction, &mut product);
            let curvature = dot(&direction, &product);
            // Rounding leaves nothing to go on with.
            if energy <= 0.0 || curvature <= 0.0 {
                break;
            }
            let length = (energy / curvature) as f32;
            add(&mut x, length, &direction);
            add(&mut residual, -length, &product);
            steps += 1;
        }
        self.tiles.scatter(&x, alpha);
        steps
    }

    /// One V-cycle: smooth, correct on the coarse level, smooth again.
    fn precondition(&self, residual: &[Tile], correction: &mut [Tile], scratch: &mut Vec<Tile>) {
        fill(&mut correction[..self.tiles.len()], LEAST, |tile, correction| {
            *correction = std::array::from_fn(|pixel| residual[tile][pixel] * self.smoother[tile][pixel]);
        });
        self.laplacian.apply(self.tiles, correction, scratch);
        fill(&mut scratch[..self.tiles.len()], LEAST, |tile, scratch| {
            *scratch = std::array::from_fn(|pixel| residual[tile][pixel] - scratch[pixel]);
        });
        self.aggregates.correct(scratch, correction);
        self.laplacian.apply(self.tiles, correction, scratch);
        fill(&mut correction[..self.tiles.len()], LEAST, |tile, correction| {
            for pixel in 0..16 {
                correction[pixel] += (residual[tile][pixel] - scratch[tile][pixel]) * self.smoother[tile][pixel];
            }
        });
    }
}

fn add(field: &mut [Tile], factor: f32, other: &[Tile]) {
    for (value, other) in field.iter_mut().flatten().zip(other.iter().flatten()) {
        *value += factor * *other;
    }
}

fn dot(a: &[Tile], b: &[Tile]) -> f64 {
    let tile = |(a, b): (&Tile, &Tile)| f64::from(a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>());
    a.iter().zip(b).map(tile).sum()
}

//! Conjugate gradients for (L + Λ) α = Λ g, preconditioned by two levels.

use crate::aggregates::Aggregates;
use crate::guide_image::GuideImage;
use crate::laplacian::Laplacian;
use crate::parallel::{fill, parts};
use crate::tiles::{MIN_PARALLEL, Tile, Tiles};
use crate::{Error, Interrupt};

/// Solved when the preconditioner, which estimates the error, finds none above this in any pixel. The true error, over the unknown pixels of five
/// photos, is then 0.01/255 to 0.05/255 in the mean and up to 3/255 in the worst pixel (7/255 in one photo). What the half size decides
/// (`coarse_to_fine`) counts for thirty times as much.
const TOLERANCE: f32 = 2e-4;

/// Photos need 10 to 30 steps; with groups of many tiles up to 100.
const MAX_STEPS: usize = 120;

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
    /// System of a photo, with the data term's weight of each pixel.
    pub fn new(guide: &GuideImage, tiles: &'a Tiles, weights: &[Tile]) -> Self {
        let laplacian = Laplacian::new(guide, tiles, weights);
        let mut smoother = vec![[0.0; 16]; tiles.len()];
        fill(&mut smoother, MIN_PARALLEL, |tile, smoother| {
            let (diagonal, magnitudes) = laplacian.diagonal(tile);
            *smoother = std::array::from_fn(|pixel| {
                let divisor = (diagonal[pixel] / DAMPING).max(magnitudes[pixel] / CERTAIN_DAMPING);
                if divisor > 0.0 { 1.0 / divisor } else { 0.0 }
            });
        });
        let aggregates = Aggregates::new(guide, tiles, &laplacian);
        Self { tiles, laplacian, smoother, aggregates }
    }

    /// Solves for the unknown pixels of `alpha`, beginning with what they are and with all others fixed; `target` is Λ g as a field. Returns
    /// the number of steps.
    ///
    /// # Errors
    /// [`Error::Interrupted`] if `interrupt`, which is called before each step, breaks.
    pub fn solve(&self, target: &[Tile], alpha: &mut [f32], interrupt: &mut Interrupt<'_>) -> Result<usize, Error> {
        let mut residual = self.laplacian.residual(self.tiles, alpha, target);
        let mut x = self.tiles.gather(alpha);
        let mut direction = self.tiles.zeros();
        let mut product = self.tiles.zeros();
        let mut correction = self.tiles.zeros();
        let mut smoothed = self.tiles.zeros();
        let mut energy = 0.0;
        let mut steps = 0;
        loop {
            if interrupt().is_break() {
                return Err(Error::Interrupted);
            }
            self.precondition(&residual, &mut smoothed, &mut product, &mut correction);
            let error = largest(&correction);
            if error <= TOLERANCE || steps == MAX_STEPS {
                add(&mut x, 1.0, &correction);
                break;
            }
            let next = dot(&residual, &correction);
            let share = if energy > 0.0 { next / energy } else { 0.0 };
            energy = next;
            fill(&mut direction, MIN_PARALLEL, |tile, direction| {
                *direction = std::array::from_fn(|pixel| correction[tile][pixel] + share as f32 * direction[pixel]);
            });
            self.laplacian.apply(self.tiles, &direction, &mut product, |_, product| product);
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
        Ok(steps)
    }

    /// One V-cycle: smooth, correct on the coarse level, smooth again. What is in `smoothed` and `rest` before and after means nothing.
    fn precondition(&self, residual: &[Tile], smoothed: &mut [Tile], rest: &mut [Tile], correction: &mut [Tile]) {
        fill(&mut smoothed[..self.tiles.len()], MIN_PARALLEL, |tile, smoothed| {
            *smoothed = std::array::from_fn(|pixel| residual[tile][pixel] * self.smoother[tile][pixel]);
        });
        self.laplacian.apply(self.tiles, smoothed, rest, |tile, product| std::array::from_fn(|pixel| residual[tile][pixel] - product[pixel]));
        self.aggregates.correct(rest, smoothed);
        self.laplacian.apply(self.tiles, smoothed, correction, |tile, product| {
            std::array::from_fn(|pixel| smoothed[tile][pixel] + (residual[tile][pixel] - product[pixel]) * self.smoother[tile][pixel])
        });
    }
}

fn add(field: &mut [Tile], factor: f32, other: &[Tile]) {
    fill(field, MIN_PARALLEL, |tile, value| {
        for (value, other) in value.iter_mut().zip(&other[tile]) {
            *value += factor * *other;
        }
    });
}

fn dot(a: &[Tile], b: &[Tile]) -> f64 {
    let tile = |(a, b): (&Tile, &Tile)| f64::from(a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>());
    parts(a.len(), |part| a[part.clone()].iter().zip(&b[part]).map(tile).sum::<f64>()).into_iter().sum()
}

/// The largest magnitude.
fn largest(field: &[Tile]) -> f32 {
    // One maximum for each pixel of a tile, so that compilers find vectors in it.
    let more = |most: Tile, tile: &Tile| std::array::from_fn(|pixel| if tile[pixel].abs() > most[pixel] { tile[pixel].abs() } else { most[pixel] });
    parts(field.len(), |part| field[part].iter().fold([0.0; 16], more)).into_iter().flatten().fold(0.0, f32::max)
}

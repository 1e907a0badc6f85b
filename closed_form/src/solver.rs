//! Conjugate gradients for (L + Λ) α = Λ g, preconditioned by two levels.

use crate::aggregates::{Aggregates, Grouping};
use crate::guide_image::GuideImage;
use crate::laplacian::Laplacian;
use crate::parallel::{fill, fill_both, join};
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

/// Tiles whose products are summed up on their own, so that rounding does not depend on the number of threads.
const PART: usize = 512;

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
        // The pattern is the work of one thread, the Laplacian that of all others.
        let (laplacian, grouping) = join(|| Laplacian::new(guide, tiles, weights), || Grouping::new(tiles));
        let mut smoother = vec![[0.0; 16]; tiles.len()];
        fill(&mut smoother, MIN_PARALLEL, |tile, smoother| {
            let (diagonal, magnitudes) = laplacian.diagonal(tile);
            *smoother = std::array::from_fn(|pixel| {
                let divisor = (diagonal[pixel] / DAMPING).max(magnitudes[pixel] / CERTAIN_DAMPING);
                if divisor > 0.0 { 1.0 / divisor } else { 0.0 }
            });
        });
        let aggregates = Aggregates::new(guide, tiles, &laplacian, grouping);
        Self { tiles, laplacian, smoother, aggregates }
    }

    /// Solves for the unknown pixels of `alpha`, beginning with what they are and with all others fixed; `target` is Λ g as a field. Returns
    /// the number of steps.
    ///
    /// # Errors
    /// [`Error::Interrupted`] if `interrupt`, which is called before each step, breaks.
    pub fn solve(&self, target: &[Tile], alpha: &mut [f32], interrupt: &mut Interrupt<'_>) -> Result<usize, Error> {
        let (tiles, laplacian) = (self.tiles, &self.laplacian);
        let residual = laplacian.residual(tiles, alpha, target);
        let mut states: Vec<State> = tiles.gather(alpha).into_iter().zip(residual).map(|(x, residual)| State { x, residual }).collect();
        states.truncate(tiles.len());
        let (mut direction, mut smoothed) = (tiles.zeros(), tiles.zeros());
        let mut corrections = vec![Product::default(); tiles.len()];
        let mut products = corrections.clone();
        fill(&mut smoothed[..tiles.len()], MIN_PARALLEL, |tile, smoothed| *smoothed = self.smoothed(tile, &states[tile].residual));
        let mut energy = 0.0;
        let mut steps = 0;
        loop {
            if interrupt().is_break() {
                return Err(Error::Interrupted);
            }
            // One V-cycle: smooth, correct on the coarse level, smooth again.
            let correction = self.aggregates.correction(|tile| minus(&states[tile].residual, &laplacian.product(tiles, &smoothed, tile)));
            self.aggregates.add(&correction, &mut smoothed);
            fill(&mut corrections, MIN_PARALLEL, |tile, correction| {
                let residual = &states[tile].residual;
                let rest = self.smoothed(tile, &minus(residual, &laplacian.product(tiles, &smoothed, tile)));
                *correction = Product::new(std::array::from_fn(|pixel| smoothed[tile][pixel] + rest[pixel]), residual);
            });
            let error = corrections.iter().fold(0.0, |most: f32, correction| most.max(correction.largest()));
            if error <= TOLERANCE || steps == MAX_STEPS {
                states.iter_mut().zip(&corrections).for_each(|(state, correction)| add(&mut state.x, 1.0, &correction.values));
                break;
            }
            let next = sum(&corrections);
            let share = if energy > 0.0 { next / energy } else { 0.0 };
            energy = next;
            fill(&mut direction[..tiles.len()], MIN_PARALLEL, |tile, direction| {
                *direction = std::array::from_fn(|pixel| corrections[tile].values[pixel] + share as f32 * direction[pixel]);
            });
            fill(&mut products, MIN_PARALLEL, |tile, product| {
                *product = Product::new(laplacian.product(tiles, &direction, tile), &direction[tile]);
            });
            let curvature = sum(&products);
            // Rounding leaves nothing to go on with.
            if energy <= 0.0 || curvature <= 0.0 {
                break;
            }
            let length = (energy / curvature) as f32;
            fill_both(&mut states, &mut smoothed[..tiles.len()], MIN_PARALLEL, |tile, state, smoothed| {
                add(&mut state.x, length, &direction[tile]);
                add(&mut state.residual, -length, &products[tile].values);
                *smoothed = self.smoothed(tile, &state.residual);
            });
            steps += 1;
        }
        let x: Vec<Tile> = states.into_iter().map(|state| state.x).collect();
        tiles.scatter(&x, alpha);
        Ok(steps)
    }

    /// One step of the smoother from zero.
    #[inline(always)]
    fn smoothed(&self, tile: usize, residual: &Tile) -> Tile {
        std::array::from_fn(|pixel| residual[pixel] * self.smoother[tile][pixel])
    }
}

/// Solution so far and what it leaves, in one tile.
#[derive(Debug, Clone, Copy)]
struct State {
    x: Tile,
    residual: Tile,
}

/// Values of a tile, and their scalar product with others.
#[derive(Debug, Clone, Copy, Default)]
struct Product {
    values: Tile,
    with_others: f32,
}

impl Product {
    #[inline(always)]
    fn new(values: Tile, others: &Tile) -> Self {
        Self { values, with_others: values.iter().zip(others).map(|(value, other)| other * value).sum() }
    }

    /// The largest magnitude.
    #[inline(always)]
    fn largest(&self) -> f32 {
        // Plain comparisons become vector instructions; `f32::max` handles NaN.
        let (rows, _) = self.values.as_chunks::<4>();
        let more =
            |most: [f32; 4], row: &[f32; 4]| std::array::from_fn(|lane| if row[lane].abs() > most[lane] { row[lane].abs() } else { most[lane] });
        rows.iter().fold([0.0; 4], more).into_iter().fold(0.0, f32::max)
    }
}

/// Sum of the scalar products of all tiles.
fn sum(products: &[Product]) -> f64 {
    products.chunks(PART).map(|part| part.iter().map(|product| f64::from(product.with_others)).sum::<f64>()).sum()
}

#[inline(always)]
fn minus(a: &Tile, b: &Tile) -> Tile {
    std::array::from_fn(|pixel| a[pixel] - b[pixel])
}

#[inline(always)]
fn add(values: &mut Tile, factor: f32, others: &Tile) {
    for (value, other) in values.iter_mut().zip(others) {
        *value += factor * *other;
    }
}

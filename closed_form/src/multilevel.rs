//! Both layers of a photo at a small size, from coarse to fine.
//!
//! T. Germer, T. Uelwer, S. Conrad, S. Harmeling, "Fast Multi-Level Foreground Estimation" (2020): the foreground F and the background B
//! minimise, summed over pixels, (αF + (1 − α)B − I)² plus the squared differences of F and of B to the four neighbours, weighted by
//! ε + ω|∇α|. Each level starts from the one before it and takes a few Gauss-Seidel sweeps.
//!
//! The coarse levels of the paper see the nearest pixel alone, which misses thin hair or takes it for the whole. Here a coarse pixel keeps the data term
//! of all its pixels: with F and B constant inside it their sum is again a quadratic form, known by its [`Moments`].

use std::ops::Range;

use crate::parallel::{each_row, fill};

/// Red, green, blue; the fourth lane fills a vector register and, in [`Moments`], carries the weight.
pub(crate) type Colour = [f32; 4];

/// ε: how much neighbours agree where the matte is even. The paper has 1e-5. Measured: up to 0.01 it changes next to nothing, more loses a little
/// under exact mattes and keeps colours calm where the matte is wider or softer than the subject.
const SMOOTHNESS: f32 = 0.05;

/// ω: how much more they agree where the matte changes; less serves exact mattes, more those that are too soft. The paper has 1.
const SMOOTHNESS_AT_EDGES: f32 = 0.5;

/// Levels up to this size on both sides get [`SWEEPS_WHEN_SMALL`], the others [`SWEEPS`]; all three as in the authors' own program.
const SMALL: usize = 32;
const SWEEPS_WHEN_SMALL: usize = 10;
const SWEEPS: usize = 2;

/// Values row by row.
#[derive(Debug, Clone)]
pub(crate) struct Grid<T> {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) values: Vec<T>,
}

impl<T> Grid<T> {
    /// Row `y`, the last one if there are fewer.
    pub(crate) fn row(&self, y: usize) -> &[T] {
        &self.values[y.min(self.height - 1) * self.width..][..self.width]
    }
}

/// Moments of the two layers of a block of pixels: means over the block, with a for the matte, b for 1 − a, I for the colour, all from 0
/// to 1, and s for the photo's own alpha (what is transparent says nothing).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Moments {
    /// s·a·I and s·a.
    pub(crate) fore: Colour,
    /// s·b·I and s·b.
    pub(crate) back: Colour,
    /// s·a·b. With it s·a² and s·b² are known as well, for a + b = 1.
    pub(crate) both: f32,
    /// a.
    pub(crate) matte: f32,
}

impl Moments {
    /// Adds one pixel: its colour and alpha from 0 to 1, its matte from 0 to 255.
    pub(crate) fn see(&mut self, [red, green, blue, alpha]: [f32; 4], matte: u8) {
        let colour = [red * alpha, green * alpha, blue * alpha, alpha];
        // Most of a photo is one or the other.
        match matte {
            0 => self.back = zip(self.back, colour, |sum, value| sum + value),
            255 => {
                self.fore = zip(self.fore, colour, |sum, value| sum + value);
                self.matte += 1.0;
            }
            1..=254 => {
                let (a, b) = (f32::from(matte) / 255.0, f32::from(255 - matte) / 255.0);
                self.fore = zip(self.fore, colour, |sum, value| sum + a * value);
                self.back = zip(self.back, colour, |sum, value| sum + b * value);
                self.both += a * b * alpha;
                self.matte += a;
            }
        }
    }

    fn add(&mut self, other: &Self) {
        self.fore = zip(self.fore, other.fore, |a, b| a + b);
        self.back = zip(self.back, other.back, |a, b| a + b);
        self.both += other.both;
        self.matte += other.matte;
    }

    pub(crate) fn scale(&mut self, factor: f32) {
        self.fore = self.fore.map(|value| value * factor);
        self.back = self.back.map(|value| value * factor);
        self.both *= factor;
        self.matte *= factor;
    }

    /// True if all that is seen of the block is foreground.
    fn is_foreground(&self) -> bool {
        self.back[3] == 0.0 && self.fore[3] > 0.0
    }

    /// True if all that is seen of the block is background.
    fn is_background(&self) -> bool {
        self.fore[3] == 0.0 && self.back[3] > 0.0
    }
}

/// Both layers of one pixel, from 0 to 1. The fourth lanes mean nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct LayerColours {
    pub(crate) fore: Colour,
    pub(crate) back: Colour,
}

/// The layers that explain `finest`, at its size.
pub(crate) fn estimate(finest: &Grid<Moments>) -> Grid<LayerColours> {
    let mut coarser: Vec<Grid<Moments>> = Vec::new();
    while let level = coarser.last().unwrap_or(finest)
        && level.values.len() > 1
    {
        let next = halve(level);
        coarser.push(next);
    }
    // The coarsest level is one pixel. A layer of which nothing is seen gets a middle gray.
    let mean = |sum: Colour| if sum[3] > 0.0 { sum.map(|value| value / sum[3]) } else { [0.5; 4] };
    let start = coarser.last().unwrap_or(finest).row(0)[0];
    let mut layer_colours = Grid { width: 1, height: 1, values: vec![LayerColours { fore: mean(start.fore), back: mean(start.back) }] };
    for level in coarser.iter().rev().chain([finest]) {
        layer_colours = enlarge(&layer_colours, level);
        let sweeps = if level.width.max(level.height) <= SMALL { SWEEPS_WHEN_SMALL } else { SWEEPS };
        for _ in 0..sweeps {
            sweep(level, &mut layer_colours);
        }
    }
    layer_colours
}

/// Blocks of 2 × 2 become one.
fn halve(fine: &Grid<Moments>) -> Grid<Moments> {
    let (width, height) = (fine.width.div_ceil(2), fine.height.div_ceil(2));
    let mut values = vec![Moments::default(); width * height];
    each_row(&mut values, width, |y, row| {
        let rows = &fine.values[2 * y * fine.width..fine.values.len().min(2 * (y + 1) * fine.width)];
        let (upper, lower) = rows.split_at(fine.width);
        let mut lower = lower.chunks(2);
        for (sum, pixels) in row.iter_mut().zip(upper.chunks(2)) {
            let mut count = 0.0;
            for pixel in pixels.iter().chain(lower.next().unwrap_or_default()) {
                sum.add(pixel);
                count += 1.0;
            }
            sum.scale(1.0 / count);
        }
    });
    Grid { width, height, values }
}

/// The layers of the next finer level to start from: bilinear between those of the coarser one, and what is seen alone as it is seen.
fn enlarge(coarse: &Grid<LayerColours>, level: &Grid<Moments>) -> Grid<LayerColours> {
    // Seen from one of two halves its own pixel's centre is a quarter away, the neighbour's three quarters.
    let near_and_far = |at: usize| (at / 2, if at.is_multiple_of(2) { (at / 2).saturating_sub(1) } else { at / 2 + 1 });
    let mut values = vec![LayerColours::default(); level.values.len()];
    each_row(&mut values, level.width, |y, row| {
        let (near, far) = near_and_far(y);
        let (near, far) = (coarse.row(near), coarse.row(far));
        for ((x, layer_colour), seen) in row.iter_mut().enumerate().zip(level.row(y)) {
            let (x0, x1) = near_and_far(x);
            let (x0, x1) = (x0.min(coarse.width - 1), x1.min(coarse.width - 1));
            *layer_colour = blend([(0.5625, near[x0]), (0.1875, near[x1]), (0.1875, far[x0]), (0.0625, far[x1])]);
            if seen.is_foreground() {
                layer_colour.fore = seen.fore.map(|value| value / seen.fore[3]);
            } else if seen.is_background() {
                layer_colour.back = seen.back.map(|value| value / seen.back[3]);
            }
        }
    });
    Grid { width: level.width, height: level.height, values }
}

/// Bands of rows that a sweep is cut into, and columns of a block: a block can be done once those to its left and above it are, so a front of blocks
/// moves from the top left to the bottom right, and every pixel finds what it would find row by row.
const BANDS: usize = 8;
const BLOCK: usize = 64;
/// Levels with fewer pixels are not worth threads.
const MIN_PIXELS: usize = 1 << 14;

/// Rows of a sweep.
struct Band<'a> {
    top: usize,
    rows: &'a mut [LayerColours],
    /// Row above, as far as it is done; row below, as it was before the sweep.
    above: Vec<LayerColours>,
    below: Vec<LayerColours>,
}

/// One Gauss-Seidel sweep: each pixel gets the best layers for what is seen there and for its neighbours as they are now.
fn sweep(level: &Grid<Moments>, layer_colours: &mut Grid<LayerColours>) {
    let (width, height) = (level.width, level.height);
    let rows = if level.values.len() < MIN_PIXELS { height } else { height.div_ceil(BANDS) };
    let snapshot = |y: usize| layer_colours.values.get(y * width..(y + 1) * width).unwrap_or_default().to_vec();
    let below: Vec<Vec<LayerColours>> = (rows..height + rows).step_by(rows).map(snapshot).collect();
    let tops = (0..height).step_by(rows);
    let mut bands: Vec<Band<'_>> = (layer_colours.values.chunks_mut(rows * width).zip(below).zip(tops))
        .map(|((rows, below), top)| Band { top, rows, above: if top > 0 { vec![LayerColours::default(); width] } else { Vec::new() }, below })
        .collect();
    let block = if bands.len() > 1 { BLOCK } else { width };
    let blocks = width.div_ceil(block);
    for step in 0..blocks + bands.len() - 1 {
        let columns = |band: usize| step.checked_sub(band).filter(|at| *at < blocks).map(|at| at * block..width.min((at + 1) * block));
        fill(&mut bands, 1, |number, band| columns(number).into_iter().for_each(|columns| band.sweep(level, columns)));
        for number in 1..bands.len() {
            let (Some(columns), (before, [band, ..])) = (columns(number - 1), bands.split_at_mut(number)) else { continue };
            let last = before.last().and_then(|before| before.rows.rchunks_exact(width).next()).unwrap_or_default();
            band.above[columns.clone()].copy_from_slice(&last[columns]);
        }
    }
}

impl Band<'_> {
    fn sweep(&mut self, level: &Grid<Moments>, columns: Range<usize>) {
        let (width, height) = (level.width, level.height);
        for (line, y) in (self.top..height).take(self.rows.len() / width).enumerate() {
            let (above, below) = (y.saturating_sub(1) * width, (y + 1).min(height - 1) * width);
            for x in columns.clone() {
                let (at, row) = (y * width + x, y * width);
                let (left, right) = (x.saturating_sub(1), (x + 1).min(width - 1));
                let around = [above + x, below + x, row + left, row + right];
                let seen = &level.values[at];
                // Amid pure foreground or background one layer is known and the other is nowhere needed closer than interpolated.
                if seen.is_foreground() && around.iter().all(|&near| level.values[near].is_foreground())
                    || seen.is_background() && around.iter().all(|&near| level.values[near].is_background())
                {
                    continue;
                }
                let weights = around.map(|near| SMOOTHNESS + SMOOTHNESS_AT_EDGES * (seen.matte - level.values[near].matte).abs());
                let total = weights[0] + weights[1] + weights[2] + weights[3];
                let here = line * width;
                let upper = if line > 0 || y == 0 { self.rows[above + x - self.top * width] } else { self.above[x] };
                let lower = if here + width < self.rows.len() || y + 1 == height { self.rows[below + x - self.top * width] } else { self.below[x] };
                let near = [upper, lower, self.rows[here + left], self.rows[here + right]];
                let mean = blend(std::array::from_fn(|neighbour| (weights[neighbour] / total, near[neighbour])));
                self.rows[here + x] = solve(seen, mean, total);
            }
        }
    }
}

/// Minimises the data term of one pixel plus `weight` times the squared distance to `mean`, both quadratic.
#[inline(always)]
fn solve(seen: &Moments, mean: LayerColours, weight: f32) -> LayerColours {
    let ab = seen.both;
    let (aa, bb) = (seen.fore[3] - ab, seen.back[3] - ab);
    let (fore_weight, back_weight) = (aa + weight, bb + weight);
    // At least weight², since aa·bb ≥ ab².
    let scale = 1.0 / (fore_weight * back_weight - ab * ab);
    let mut layer_colour = mean;
    for channel in 0..3 {
        let (fore, back) = (mean.fore[channel], mean.back[channel]);
        let fore_rest = seen.fore[channel] - aa * fore - ab * back;
        let back_rest = seen.back[channel] - ab * fore - bb * back;
        layer_colour.fore[channel] = (fore + scale * (back_weight * fore_rest - ab * back_rest)).clamp(0.0, 1.0);
        layer_colour.back[channel] = (back + scale * (fore_weight * back_rest - ab * fore_rest)).clamp(0.0, 1.0);
    }
    layer_colour
}

/// A weighted sum.
#[inline(always)]
pub(crate) fn blend(layer_colours: [(f32, LayerColours); 4]) -> LayerColours {
    let mut sum = LayerColours::default();
    for (weight, layer_colour) in layer_colours {
        sum.fore = zip(sum.fore, layer_colour.fore, |sum, value| sum + weight * value);
        sum.back = zip(sum.back, layer_colour.back, |sum, value| sum + weight * value);
    }
    sum
}

#[inline(always)]
fn zip(a: Colour, b: Colour, with: impl Fn(f32, f32) -> f32) -> Colour {
    [with(a[0], b[0]), with(a[1], b[1]), with(a[2], b[2]), with(a[3], b[3])]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(fore: Colour, back: Colour, matte: f32) -> Moments {
        let colour = zip(fore, back, |fore, back| matte * fore + (1.0 - matte) * back);
        let weighted = |weight: f32| [weight * colour[0], weight * colour[1], weight * colour[2], weight];
        Moments { fore: weighted(matte), back: weighted(1.0 - matte), both: matte * (1.0 - matte), matte }
    }

    #[test]
    fn two_flat_layers_are_separated() {
        let (fore, back) = ([0.9, 0.2, 0.1, 0.0], [0.1, 0.3, 0.8, 0.0]);
        let values = (0..40 * 9).map(|at| seen(fore, back, ((at % 40) as f32 / 30.0 - 0.1).clamp(0.0, 1.0))).collect();
        for layer_colour in estimate(&Grid { width: 40, height: 9, values }).values {
            for channel in 0..3 {
                assert!((layer_colour.fore[channel] - fore[channel]).abs() < 1e-2, "{layer_colour:?}");
                assert!((layer_colour.back[channel] - back[channel]).abs() < 1e-2, "{layer_colour:?}");
            }
        }
    }

    #[test]
    fn bands_and_blocks_of_a_sweep_make_no_difference() {
        let noise = |at: usize| ((at.wrapping_mul(2_654_435_761) >> 7) % 97) as f32 / 96.0;
        for (width, height) in [(300, 211), (33, 500), (2000, 9), (130, 127)] {
            let count = width * height;
            let colour = |at: usize| [noise(at), noise(at + 1), noise(at + 2), 0.0];
            let matte = |at: usize| [0.0, 1.0, noise(at)][at / 40 % 3];
            let level = Grid { width, height, values: (0..count).map(|at| seen(colour(at), colour(at + 9), matte(at))).collect() };
            let start = || Grid { width, height, values: (0..count).map(|at| LayerColours { fore: colour(at + 3), back: colour(at + 5) }).collect() };
            let (mut banded, mut whole) = (start(), start());
            sweep(&level, &mut banded);
            Band { top: 0, rows: &mut whole.values, above: Vec::new(), below: Vec::new() }.sweep(&level, 0..width);
            assert!(banded.values == whole.values, "{width} × {height}");
        }
    }

    #[test]
    fn block_of_hair_gives_both_colours() {
        let (fore, back) = ([0.1, 0.05, 0.0, 0.0], [1.0, 1.0, 1.0, 0.0]);
        let strands = Grid { width: 2, height: 2, values: [0.0, 0.2, 0.0, 0.7].map(|matte| seen(fore, back, matte)).to_vec() };
        let gray = LayerColours { fore: [0.5; 4], back: [0.5; 4] };
        let layer_colour = solve(&halve(&strands).values[0], gray, 1e-6);
        for channel in 0..3 {
            assert!((layer_colour.fore[channel] - fore[channel]).abs() < 1e-2, "{layer_colour:?}");
            assert!((layer_colour.back[channel] - back[channel]).abs() < 1e-2, "{layer_colour:?}");
        }
    }
}

//! Both layers of a photo at a small size, from coarse to fine.
//!
//! T. Germer, T. Uelwer, S. Conrad, S. Harmeling, "Fast Multi-Level Foreground Estimation" (2020): the foreground F and the background B
//! minimise, summed over pixels, (αF + (1 − α)B − I)² plus the squared differences of F and of B to the four neighbours, weighted by
//! ε + ω|∇α|. Each level starts from the one before it and takes a few Gauss-Seidel sweeps.
//!
//! The coarse levels of the paper see the nearest pixel alone, which misses thin hair or takes it for the whole. Here a coarse pixel keeps the data term
//! of all its pixels: with F and B constant inside it their sum is again a quadratic form, known by its [`Moments`].

use crate::parallel::{each_row, fill};
use crate::plain_blocks::{BLOCK, PlainBlocks, Side};

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

/// What is seen of the pixels of a level, which are counted row by row.
pub(crate) trait Seen: Sync {
    /// Width and height.
    fn size(&self) -> (usize, usize);
    /// Moments of a pixel.
    fn moments(&self, at: usize) -> Moments;
    /// Its matte, 0 to 1.
    fn matte(&self, at: usize) -> f32;
    /// What it shows.
    fn side(&self, at: usize) -> Side;
    /// Whether its matte is the same all over it, transparent places included, as long as it shows one side alone.
    fn is_even(&self, at: usize) -> bool;
}

/// Moments row by row.
#[derive(Debug, Clone)]
pub(crate) struct Grid {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) values: Vec<Moments>,
}

impl Seen for Grid {
    fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    #[inline(always)]
    fn moments(&self, at: usize) -> Moments {
        self.values[at]
    }

    #[inline(always)]
    fn matte(&self, at: usize) -> f32 {
        self.values[at].matte
    }

    #[inline(always)]
    fn side(&self, at: usize) -> Side {
        self.values[at].side()
    }

    #[inline(always)]
    fn is_even(&self, at: usize) -> bool {
        // Means of ones may miss one by rounding.
        let matte = self.values[at].matte;
        matte == 0.0 || matte > 1.0 - 1e-6
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

    /// What is seen of the block.
    fn side(&self) -> Side {
        match (self.fore[3] > 0.0, self.back[3] > 0.0) {
            (true, false) => Side::Foreground,
            (false, true) => Side::Background,
            _ => Side::Either,
        }
    }
}

/// Both layers of one pixel, from 0 to 1. The fourth lanes mean nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct LayerColours {
    pub(crate) fore: Colour,
    pub(crate) back: Colour,
}

/// Colours of both layers, row by row.
#[derive(Debug, Clone)]
pub(crate) struct LayerRows {
    rows: Vec<Vec<LayerColours>>,
}

impl LayerRows {
    /// Row `y`, the last one if there are fewer.
    pub(crate) fn row(&self, y: usize) -> &[LayerColours] {
        &self.rows[y.min(self.rows.len() - 1)]
    }
}

/// Pixels whose layers are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All of them.
    Everywhere,
    /// Those that are neither foreground nor background alone, and those around them; rows may be empty elsewhere.
    AtEdges,
}

/// The layers that explain a level, at its size.
pub(crate) fn estimate(level: &Grid) -> LayerRows {
    refined(&above(level), level, Wanted::Everywhere)
}

/// Layers to begin `level` with: those that explain blocks of 2 × 2 of its pixels or, of the coarsest level, which is one pixel, what is seen of it.
pub(crate) fn above(level: &Grid) -> LayerRows {
    match level.values[..] {
        [ref seen] => beginning(seen),
        _ => estimate(&halve(level)),
    }
}

/// Layers of the coarsest level. One of which nothing is seen gets a middle gray.
pub(crate) fn beginning(seen: &Moments) -> LayerRows {
    let mean = |sum: Colour| if sum[3] > 0.0 { sum.map(|value| value / sum[3]) } else { [0.5; 4] };
    LayerRows { rows: vec![vec![LayerColours { fore: mean(seen.fore), back: mean(seen.back) }]] }
}

/// The layers that explain a level, from those of the level above it.
pub(crate) fn refined(above: &LayerRows, level: &impl Seen, wanted: Wanted) -> LayerRows {
    let plain = PlainBlocks::of(level);
    let mut layers = enlarge(above, level, (wanted == Wanted::AtEdges).then_some(&plain));
    let (width, height) = level.size();
    let sweeps = if width.max(height) <= SMALL { SWEEPS_WHEN_SMALL } else { SWEEPS };
    for _ in 0..sweeps {
        sweep(level, &plain, &mut layers);
    }
    layers
}

/// Blocks of 2 × 2 become one.
fn halve(fine: &Grid) -> Grid {
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

/// The layers of the next finer level to start from: bilinear between those of the coarser one, and what is seen alone as it is seen. Blocks that are
/// `left_out` get none, and rows of nothing else are empty.
fn enlarge(coarse: &LayerRows, level: &impl Seen, left_out: Option<&PlainBlocks>) -> LayerRows {
    // Seen from one of two halves its own pixel's centre is a quarter away, the neighbour's three quarters.
    let near_and_far = |at: usize| (at / 2, if at.is_multiple_of(2) { (at / 2).saturating_sub(1) } else { at / 2 + 1 });
    let (width, height) = level.size();
    let mut rows = vec![Vec::new(); height];
    fill(&mut rows, 1, |y, row: &mut Vec<LayerColours>| {
        if left_out.is_some_and(|plain| plain.is_row(y)) {
            return;
        }
        let (near, far) = near_and_far(y);
        let (near, far) = (coarse.row(near), coarse.row(far));
        row.reserve_exact(width);
        for (number, left) in (0..width).step_by(BLOCK).enumerate() {
            let columns = left..width.min(left + BLOCK);
            if left_out.is_some_and(|plain| plain.is_block(y, number)) {
                row.resize(columns.end, LayerColours::default());
                continue;
            }
            row.extend(columns.map(|x| {
                let (x0, x1) = near_and_far(x);
                let (x0, x1) = (x0.min(near.len() - 1), x1.min(near.len() - 1));
                let mut layer_colour = blend([(0.5625, near[x0]), (0.1875, near[x1]), (0.1875, far[x0]), (0.0625, far[x1])]);
                let seen = level.moments(y * width + x);
                match seen.side() {
                    Side::Foreground => layer_colour.fore = seen.fore.map(|value| value / seen.fore[3]),
                    Side::Background => layer_colour.back = seen.back.map(|value| value / seen.back[3]),
                    Side::Either => {}
                }
                layer_colour
            }));
        }
    });
    LayerRows { rows }
}

/// Bands of rows that a sweep is cut into: a block of a band can be done once those to its left and above it are, so a front of blocks moves from the top
/// left to the bottom right, and every pixel finds what it would find row by row.
const BANDS: usize = 8;
/// Levels with fewer pixels are not worth threads.
const MIN_PIXELS: usize = 1 << 14;

/// Rows of a sweep.
struct Band<'a> {
    top: usize,
    rows: &'a mut [Vec<LayerColours>],
    /// Row above, as far as it is done; row below, as it was before the sweep.
    above: Vec<LayerColours>,
    below: Vec<LayerColours>,
}

/// One Gauss-Seidel sweep: each pixel gets the best layers for what is seen there and for its neighbours as they are now.
fn sweep(level: &impl Seen, plain: &PlainBlocks, layers: &mut LayerRows) {
    let (width, height) = level.size();
    let rows = if width * height < MIN_PIXELS { height } else { height.div_ceil(BANDS) };
    let below: Vec<Vec<LayerColours>> = (rows..height + rows).step_by(rows).map(|y| layers.rows.get(y).cloned().unwrap_or_default()).collect();
    let tops = (0..height).step_by(rows);
    let mut bands: Vec<Band<'_>> = (layers.rows.chunks_mut(rows).zip(below).zip(tops))
        .map(|((rows, below), top)| Band { top, rows, above: if top > 0 { vec![LayerColours::default(); width] } else { Vec::new() }, below })
        .collect();
    let blocks = width.div_ceil(BLOCK);
    if let [whole] = &mut bands[..] {
        return (0..height).for_each(|line| (0..blocks).for_each(|block| whole.sweep(level, plain, line, block)));
    }
    for step in 0..blocks + bands.len() - 1 {
        let block = |band: usize| step.checked_sub(band).filter(|at| *at < blocks);
        fill(&mut bands, 1, |number, band| {
            let Some(block) = block(number) else { return };
            (0..band.rows.len()).for_each(|line| band.sweep(level, plain, line, block));
        });
        for number in 1..bands.len() {
            let (Some(block), (before, [band, ..])) = (block(number - 1), bands.split_at_mut(number)) else { continue };
            let columns = block * BLOCK..width.min((block + 1) * BLOCK);
            if let Some(last) = before.last().and_then(|before| before.rows.last()?.get(columns.clone())) {
                band.above[columns].copy_from_slice(last);
            }
        }
    }
}

impl Band<'_> {
    /// A block of one of the band's rows.
    fn sweep(&mut self, level: &impl Seen, plain: &PlainBlocks, line: usize, block: usize) {
        let (width, height) = level.size();
        let y = self.top + line;
        // Amid pure foreground or background one layer is known and the other is nowhere needed closer than interpolated.
        if plain.is_block(y, block) {
            return;
        }
        let (before, [row, after @ ..]) = self.rows.split_at_mut(line) else { return };
        let row_above = if y == 0 { None } else { Some(before.last().unwrap_or(&self.above)) };
        let row_below = if y + 1 == height { None } else { Some(after.first().unwrap_or(&self.below)) };
        let (above, below) = (y.saturating_sub(1) * width, (y + 1).min(height - 1) * width);
        for x in block * BLOCK..width.min((block + 1) * BLOCK) {
            let here = y * width;
            let (left, right) = (x.saturating_sub(1), (x + 1).min(width - 1));
            let around = [above + x, below + x, here + left, here + right];
            let side = level.side(here + x);
            if side != Side::Either && around.iter().all(|near| level.side(*near) == side) {
                continue;
            }
            let seen = level.moments(here + x);
            let weights = around.map(|near| SMOOTHNESS + SMOOTHNESS_AT_EDGES * (seen.matte - level.matte(near)).abs());
            let total = weights[0] + weights[1] + weights[2] + weights[3];
            let near = [row_above.map_or(row[x], |row| row[x]), row_below.map_or(row[x], |row| row[x]), row[left], row[right]];
            let mean = blend(std::array::from_fn(|neighbour| (weights[neighbour] / total, near[neighbour])));
            row[x] = solve(&seen, mean, total);
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
        for layer_colour in estimate(&Grid { width: 40, height: 9, values }).rows.concat() {
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
            let start = |at: usize| LayerColours { fore: colour(at + 3), back: colour(at + 5) };
            let start = || LayerRows { rows: (0..height).map(|y| (0..width).map(|x| start(y * width + x)).collect()).collect() };
            let (mut banded, mut whole, plain) = (start(), start(), PlainBlocks::of(&level));
            sweep(&level, &plain, &mut banded);
            let mut band = Band { top: 0, rows: &mut whole.rows, above: Vec::new(), below: Vec::new() };
            (0..height).for_each(|line| (0..width.div_ceil(BLOCK)).for_each(|block| band.sweep(&level, &plain, line, block)));
            assert!(banded.rows == whole.rows, "{width} × {height}");
        }
    }

    #[test]
    fn layers_at_edges_are_those_of_the_whole() {
        for (width, height, size) in [(300, 211, 60), (33, 500, 25), (2000, 9, 3)] {
            let noise = |at: usize| ((at.wrapping_mul(2_654_435_761) >> 7) % 97) as f32 / 96.0;
            let colour = |at: usize| [noise(at), noise(at + 1), noise(at + 2), 0.0];
            // A soft disc.
            let matte = |at: usize| {
                let away = ((at % width) as f32 - width as f32 / 2.0).hypot((at / width) as f32 - height as f32 / 2.0);
                (size as f32 - away).clamp(0.0, 2.0) / 2.0
            };
            let level = Grid { width, height, values: (0..width * height).map(|at| seen(colour(at), colour(at + 9), matte(at))).collect() };
            let above = above(&level);
            let (all, at_edges) = (refined(&above, &level, Wanted::Everywhere), refined(&above, &level, Wanted::AtEdges));
            let mut open = 0;
            for at in (0..width * height).filter(|at| level.values[*at].side() == Side::Either) {
                for (x, y) in [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(right, down)| (at % width + right, at / width + down)) {
                    assert_eq!(all.row(y)[x.min(width - 1)], at_edges.row(y)[x.min(width - 1)], "{width} × {height}, {x}, {y}");
                }
                open += 1;
            }
            assert!(open > 20);
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

//! The coarse level of the solver: square groups of tiles in which alpha is a linear function of colour.
//!
//! The matting Laplacian hardly resists an alpha that is, around each pixel, a linear function of colour: smooth functions of place, with
//! which geometric multigrid corrects the slow part of the error, are not slow here, and functions of colour that are slow are not smooth.
//! Aggregation multigrid (Vaněk, Mandel and Brezina 1996) takes the slow functions themselves, cut into pieces, as the coarse basis: here
//! 1, red, green and blue. What is left is small enough to be solved directly.

use crate::cholesky::{Block, Cholesky, Pattern};
use crate::guide_image::{GuideImage, MARGIN};
use crate::laplacian::Laplacian;
use crate::parallel::fill;
use crate::tiles::{MIN_PARALLEL, SIDE, Tile, Tiles, around};

/// Products of blocks that factoring may take: 64 multiplications each. Larger groups are factored sooner and make for more steps: groups of
/// two tiles come to the same time as groups of one with a thread, and to less with several, which share the steps but not the factoring.
const MAX_PRODUCTS: u64 = 3_000_000;

/// A colour direction in which the pixels of a group covariance less than this (root of the sum of squares, colours from 0 to 1) is left out.
const MIN_SPREAD: f64 = 4e-3;

/// The coarse level, factored.
#[derive(Debug)]
pub struct Aggregates {
    /// The group of each tile.
    groups: Vec<u32>,
    /// For each tile and pixel the values of the four basis functions of its group; zero for known pixels. A tile of zeros is behind.
    basis: Vec<[[f32; 4]; 16]>,
    factor: Cholesky,
}

/// Groups of tiles, as small as [`MAX_PRODUCTS`] allows.
#[derive(Debug)]
pub struct Grouping {
    /// The group of each tile.
    groups: Vec<u32>,
    /// Column and row of each group, in groups.
    places: Vec<[u32; 2]>,
    /// The groups around each.
    around: Vec<[u32; 9]>,
    pattern: Pattern,
}

impl Grouping {
    /// That of all tiles.
    pub fn new(tiles: &Tiles) -> Self {
        let mut sides = [1, 1];
        loop {
            let (groups, places) = group(tiles, sides);
            let around = around(&places);
            if let Some(pattern) = Pattern::new(&places, &around, MAX_PRODUCTS) {
                return Self { groups, places, around, pattern };
            }
            // 2 × 1, 2 × 2, 3 × 2 and so on.
            sides[usize::from(sides[0] > sides[1])] += 1;
        }
    }
}

impl Aggregates {
    /// The coarse level of a matrix.
    pub fn new(guide: &GuideImage, tiles: &Tiles, laplacian: &Laplacian, Grouping { groups, places, around, pattern }: Grouping) -> Self {
        let basis = basis(guide, tiles, &groups, places.len());
        let matrix = matrix(tiles, laplacian, &groups, &places, &basis);
        Self { groups, basis, factor: Cholesky::new(pattern, &around, &matrix) }
    }

    /// The correction that the coarse level can make for `residual`, which gives a tile of it: four values for each group.
    pub fn correction(&self, residual: impl Fn(usize) -> Tile + Sync) -> Vec<[f32; 4]> {
        let mut sums = vec![[0.0; 4]; self.groups.len()];
        fill(&mut sums, MIN_PARALLEL, |tile, sums| {
            for (value, basis) in residual(tile).iter().zip(&self.basis[tile]) {
                for k in 0..4 {
                    sums[k] += value * basis[k];
                }
            }
        });
        let mut values = vec![[0.0; 4]; self.factor.nodes()];
        for (sums, group) in sums.iter().zip(&self.groups) {
            values[*group as usize].iter_mut().zip(sums).for_each(|(value, sum)| *value += sum);
        }
        self.factor.solve(&mut values);
        values
    }

    /// Adds a correction to `field`.
    pub fn add(&self, correction: &[[f32; 4]], field: &mut [Tile]) {
        fill(&mut field[..self.groups.len()], MIN_PARALLEL, |tile, field| {
            let values = correction[self.groups[tile] as usize];
            for (value, basis) in field.iter_mut().zip(&self.basis[tile]) {
                *value += (0..4).map(|k| values[k] * basis[k]).sum::<f32>();
            }
        });
    }
}

/// The group of each tile when groups have `sides` tiles, and the places of the groups.
fn group(tiles: &Tiles, sides: [u32; 2]) -> (Vec<u32>, Vec<[u32; 2]>) {
    let of = |[column, row]: &[u32; 2]| [column / sides[0], row / sides[1]];
    let mut places: Vec<[u32; 2]> = tiles.places.iter().map(of).collect();
    places.sort_unstable_by_key(|[column, row]| [*row, *column]);
    places.dedup();
    let number = |place: &[u32; 2]| {
        let [column, row] = of(place);
        places.partition_point(|[other_column, other_row]| [*other_row, *other_column] < [row, column]) as u32
    };
    (tiles.places.iter().map(number).collect(), places)
}

/// Sums over the pixels of a group, from which its basis is made.
#[derive(Clone, Copy, Default)]
struct ColourCovariance {
    pixels: f64,
    sums: [f64; 3],
    products: [[f64; 3]; 3],
}

/// [`Aggregates::basis`]: 1 and the three colours, made orthonormal over the unknown pixels of each group.
fn basis(guide: &GuideImage, tiles: &Tiles, groups: &[u32], count: usize) -> Vec<[[f32; 4]; 16]> {
    // The tiles of each group, in order, behind those of the groups before it.
    let mut ends = vec![0; count + 1];
    groups.iter().for_each(|group| ends[*group as usize + 1] += 1);
    (0..count).for_each(|group| ends[group + 1] += ends[group]);
    let (mut next, mut members) = (ends.clone(), vec![0; groups.len()]);
    for (tile, group) in groups.iter().enumerate() {
        members[next[*group as usize]] = tile;
        next[*group as usize] += 1;
    }
    let mut covariances = vec![(ColourCovariance::default(), [[0.0; 3]; 3]); count];
    fill(&mut covariances, MIN_PARALLEL, |group, (covariance, along)| {
        for tile in &members[ends[group]..ends[group + 1]] {
            covariance.see(&colours(guide, tiles.places[*tile]), &tiles.unknown[*tile]);
        }
        *along = directions(covariance);
    });
    let mut basis = vec![[[0.0; 4]; 16]; groups.len() + 1];
    fill(&mut basis[..groups.len()], MIN_PARALLEL, |tile, basis| {
        let (covariance, directions) = &covariances[groups[tile] as usize];
        let colours = colours(guide, tiles.places[tile]);
        *basis = std::array::from_fn(|pixel| {
            let centred: [f64; 3] = std::array::from_fn(|channel| colours[pixel][channel] - covariance.sums[channel] / covariance.pixels);
            let along = |k: usize| (0..3).map(|channel| directions[k][channel] * centred[channel]).sum();
            [1.0 / covariance.pixels.sqrt(), along(0), along(1), along(2)].map(|value: f64| value as f32 * tiles.unknown[tile][pixel])
        });
    });
    basis
}

impl ColourCovariance {
    /// Adds the unknown pixels of a tile.
    fn see(&mut self, colours: &[[f64; 3]; 16], unknown: &Tile) {
        for (colour, _) in colours.iter().zip(unknown).filter(|(_, unknown)| **unknown > 0.0) {
            self.pixels += 1.0;
            for a in 0..3 {
                self.sums[a] += colour[a];
                for b in 0..3 {
                    self.products[a][b] += colour[a] * colour[b];
                }
            }
        }
    }
}

/// Three combinations of the centred colours that are orthonormal over the group, by Gram–Schmidt; zero where there is no covariance left.
fn directions(covariance: &ColourCovariance) -> [[f64; 3]; 3] {
    let covariance: [[f64; 3]; 3] =
        std::array::from_fn(|a| std::array::from_fn(|b| covariance.products[a][b] - covariance.sums[a] * covariance.sums[b] / covariance.pixels));
    let product = |u: &[f64; 3], v: &[f64; 3]| -> f64 { (0..3).map(|a| (0..3).map(|b| u[a] * covariance[a][b] * v[b]).sum::<f64>()).sum() };
    let mut directions = [[0.0; 3]; 3];
    for channel in 0..3 {
        let mut direction = [0.0; 3];
        direction[channel] = 1.0;
        for earlier in &directions[..channel] {
            let share = product(earlier, &direction);
            direction = std::array::from_fn(|a| direction[a] - share * earlier[a]);
        }
        let square = product(&direction, &direction);
        if square > MIN_SPREAD * MIN_SPREAD {
            directions[channel] = direction.map(|value| value / square.sqrt());
        }
    }
    directions
}

/// The colours of a tile's pixels.
fn colours(guide: &GuideImage, [column, row]: [u32; 2]) -> [[f64; 3]; 16] {
    let first = (row as usize * SIDE + MARGIN) * guide.stride + column as usize * SIDE + MARGIN;
    std::array::from_fn(|pixel| {
        let at = first + pixel / SIDE * guide.stride + pixel % SIDE;
        [0, 1, 2].map(|channel| f64::from(guide.planes[channel][at]))
    })
}

/// The Galerkin product Pᵀ (L + Λ) P, for each group its blocks towards the groups around it.
fn matrix(tiles: &Tiles, laplacian: &Laplacian, groups: &[u32], places: &[[u32; 2]], basis: &[[[f32; 4]; 16]]) -> Vec<[Block; 9]> {
    let mut blocks = vec![[[0.0; 16]; 5]; tiles.len()];
    fill(&mut blocks, MIN_PARALLEL, |tile, blocks| tile_blocks(laplacian, tile, tiles.around[tile].map(|tile| &basis[tile as usize]), blocks));
    let mut matrix = vec![[[0.0; 16]; 9]; places.len()];
    for (tile, blocks) in blocks.iter().enumerate() {
        let group = groups[tile] as usize;
        let [column, row] = places[group];
        for (at, (neighbour, block)) in tiles.around[tile][SELF..].iter().zip(blocks).enumerate() {
            if let Some(other) = groups.get(*neighbour as usize) {
                let [other_column, other_row] = places[*other as usize];
                let towards = ((other_row + 1 - row) * 3 + other_column + 1 - column) as usize;
                matrix[group][towards].iter_mut().zip(block).for_each(|(sum, value)| *sum += value);
                if at > 0 {
                    let back = &mut matrix[*other as usize][8 - towards];
                    (0..16).for_each(|entry| back[entry] += block[entry % 4 * 4 + entry / 4]);
                }
            }
        }
    }
    matrix
}

/// The place of a tile itself among the nine around it.
const SELF: usize = 4;

/// Pᵀ (L + Λ) P between one tile and, of the nine around it, itself and those after it. The matrix is symmetric.
fn tile_blocks(laplacian: &Laplacian, tile: usize, basis: [&[[f32; 4]; 16]; 9], blocks: &mut [Block; 5]) {
    let entries = laplacian.entries(tile);
    let (diagonal, _) = laplacian.diagonal(tile);
    let patch: [[[f32; 4]; 8]; 8] =
        std::array::from_fn(|y| std::array::from_fn(|x| basis[(y + 2) / SIDE * 3 + (x + 2) / SIDE][(y + 2) % SIDE * SIDE + (x + 2) % SIDE]));
    for pixel in 0..16 {
        let (row, column) = (pixel / SIDE, pixel % SIDE);
        let here = patch[row + 2][column + 2];
        let mut sums = [[0.0; 4]; 5];
        for (neighbour, entry) in entries.iter().enumerate() {
            let (y, x) = (row + neighbour / 5, column + neighbour % 5);
            let Some(sum) = ((y + 2) / SIDE * 3 + (x + 2) / SIDE).checked_sub(SELF).and_then(|block| sums.get_mut(block)) else { continue };
            let value = if (y, x) == (row + 2, column + 2) { diagonal[pixel] } else { entry[pixel] };
            for k in 0..4 {
                sum[k] += value * patch[y][x][k];
            }
        }
        for (block, sum) in blocks.iter_mut().zip(&sums) {
            for r in 0..4 {
                for k in 0..4 {
                    block[4 * r + k] += here[r] * sum[k];
                }
            }
        }
    }
}

//! Tiles of a convolution: their sizes and places.

use std::ops::Range;

/// Weights along each side of a filter.
pub(crate) const FILTER: usize = 3;
/// Output pixels along each side of a tile.
pub(crate) const OUTPUT_TILE: usize = 4;
/// Input pixels along each side of a tile.
pub(crate) const INPUT_TILE: usize = OUTPUT_TILE + OVERLAP;
/// Input pixels along each side that neighbouring tiles share.
pub(crate) const OVERLAP: usize = FILTER - 1;
/// Elements of a transformed tile; each has products of its own.
pub(crate) const TRANSFORMED: usize = INPUT_TILE * INPUT_TILE;

/// The tiles of a map, phase by phase.
///
/// A convolution dilated by d is d×d ordinary ones, each on every d-th pixel of every d-th row: its phases.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grid {
    height: usize,
    width: usize,
    /// Pixels between neighbours of a phase.
    pub(crate) dilation: usize,
    phases_across: usize,
    phases: usize,
    rows: usize,
    columns: usize,
}

/// Neighbouring tiles in one row of one phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// Position of the first tile in the block.
    pub(crate) slot: usize,
    /// Tiles.
    pub(crate) tiles: usize,
    /// First pixel of the phase in the map.
    pub(crate) origin: (usize, usize),
    /// Rows and columns of the phase.
    pub(crate) size: (usize, usize),
    /// First output row and column of the first tile, counted within the phase. May lie outside it: phases have different
    /// sizes, and all get the tiles of the largest.
    pub(crate) at: (usize, usize),
}

impl Grid {
    pub(crate) fn new(height: usize, width: usize, dilation: usize) -> Self {
        // Beyond the map, all distances are the same.
        let dilation = dilation.min(height.max(width));
        let phases_across = dilation.min(width);
        Self {
            height,
            width,
            dilation,
            phases_across,
            phases: phases_across * dilation.min(height),
            rows: height.div_ceil(dilation).div_ceil(OUTPUT_TILE),
            columns: width.div_ceil(dilation).div_ceil(OUTPUT_TILE),
        }
    }

    /// All tiles.
    pub(crate) fn tiles(&self) -> usize {
        self.phases * self.rows * self.columns
    }

    /// Cuts a range of tiles into runs of at most `longest`.
    pub(crate) fn runs(self, range: Range<usize>, longest: usize) -> impl Iterator<Item = Run> {
        let mut next = range.start;
        std::iter::from_fn(move || {
            if next >= range.end {
                return None;
            }
            let (row, column) = (next / self.columns, next % self.columns);
            let (phase, row) = (row / self.rows, row % self.rows);
            let origin = (phase / self.phases_across, phase % self.phases_across);
            let run = Run {
                slot: next - range.start,
                tiles: longest.min(self.columns - column).min(range.end - next),
                origin,
                size: ((self.height - origin.0).div_ceil(self.dilation), (self.width - origin.1).div_ceil(self.dilation)),
                at: (row * OUTPUT_TILE, column * OUTPUT_TILE),
            };
            next += run.tiles;
            Some(run)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_cover_every_pixel_once() {
        for (height, width, dilation) in [(1, 1, 1), (5, 9, 1), (20, 20, 8), (3, 30, 4), (10, 10, 8), (17, 6, 2)] {
            let grid = Grid::new(height, width, dilation);
            let mut seen = vec![0; height * width];
            for start in (0..grid.tiles()).step_by(5) {
                for run in grid.runs(start..grid.tiles().min(start + 5), 3) {
                    for y in run.at.0..run.size.0.min(run.at.0 + OUTPUT_TILE) {
                        for x in run.at.1..run.size.1.min(run.at.1 + run.tiles * OUTPUT_TILE) {
                            seen[(run.origin.0 + y * dilation) * width + run.origin.1 + x * dilation] += 1;
                        }
                    }
                }
            }
            assert!(seen.iter().all(|&times| times == 1), "{height}×{width} by {dilation}: {seen:?}");
        }
    }
}

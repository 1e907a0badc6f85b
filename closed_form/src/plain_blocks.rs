//! Blocks of pixels around which a matte says the same everywhere: most of a photo.

use crate::multilevel::Seen;
use crate::parallel::fill;

/// Columns of a block, which is a part of one row.
pub(crate) const BLOCK: usize = 64;

/// Distance around a block, in rows and columns, to which all has to be the same: that of the neighbours of neighbours.
const AROUND: usize = 2;

/// What is seen of a pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Nothing but foreground.
    Foreground = 1,
    /// Nothing but background.
    Background = 2,
    /// Both or nothing.
    Either = 4,
}

/// Plain blocks: those that show, as all pixels around them, nothing but foreground or nothing but background.
#[derive(Debug)]
pub(crate) struct PlainBlocks {
    /// For each row and block.
    plain: Vec<Vec<bool>>,
}

impl PlainBlocks {
    /// Those of a level.
    pub(crate) fn of(level: &impl Seen) -> Self {
        let (width, height) = level.size();
        // The sides of each block and of the pixels to its left and right, as a sum.
        let mut sides = vec![Vec::new(); height];
        fill(&mut sides, 1, |y, row: &mut Vec<u8>| {
            row.extend((0..width).step_by(BLOCK).map(|left| {
                let columns = left.saturating_sub(AROUND)..width.min(left + BLOCK + AROUND);
                let side = |at: usize| if level.is_even(at) { level.side(at) } else { Side::Either };
                columns.fold(0, |sides, x| sides | side(y * width + x) as u8)
            }));
        });
        let is_plain = |y: usize, block: usize| {
            let sides = sides[y.saturating_sub(AROUND)..height.min(y + AROUND + 1)].iter().fold(0, |sides, row| sides | row[block]);
            sides == Side::Foreground as u8 || sides == Side::Background as u8
        };
        Self { plain: (0..height).map(|y| (0..width.div_ceil(BLOCK)).map(|block| is_plain(y, block)).collect()).collect() }
    }

    /// Whether a block is plain.
    pub(crate) fn is_block(&self, y: usize, block: usize) -> bool {
        self.plain[y][block]
    }

    /// Whether all blocks of a row are plain.
    pub(crate) fn is_row(&self, y: usize) -> bool {
        self.plain[y].iter().all(|plain| *plain)
    }
}

//! The subject of a cut-out by its alpha: the box that trim and frame go by, and what counts as part of it.

use crate::{Area, Plane, Size};

/// Highest alpha, about 5 %, that is not part of the visible subject.
pub(super) const HIGHEST_INVISIBLE_ALPHA: u8 = 12;

/// Lowest alpha that an outline runs along: haze and soft hair would fray it.
pub(super) const LOWEST_SOLID_ALPHA: u8 = 128;

/// Most cells along the longer side: parts that are nearer to each other than a cell count as one, and finding them takes no time.
const CELLS: u32 = 512;

/// Share of the heaviest part's weight below which a part is a speck. Of the network's map, parts of up to a fiftieth are gone already
/// (`matting/src/find/connected_components.rs`); what is far smaller comes from the matte's noise.
const SPECK: f64 = 0.001;

/// The visible subject without specks, and its box.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    area: Area,
    /// Side of a cell in pixels, and cells in a row.
    cell: u32,
    columns: u32,
    /// For each cell, row by row, whether it has a part of the subject.
    kept: Vec<bool>,
}

/// Weight of a cell: its alpha where it is visible.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    weight: u32,
    part: u32,
}

impl Subject {
    /// The subject of this alpha; `None` where nothing is visible.
    pub(crate) fn find(alpha: &Plane) -> Option<Self> {
        Self::above(alpha, HIGHEST_INVISIBLE_ALPHA)
    }

    /// What an outline goes around: the subject without its haze; `None` where all is haze.
    pub(crate) fn solid(alpha: &Plane) -> Option<Self> {
        Self::above(alpha, LOWEST_SOLID_ALPHA - 1)
    }

    fn above(alpha: &Plane, invisible: u8) -> Option<Self> {
        let size = alpha.size();
        let cell = size.longer().div_ceil(CELLS);
        let (columns, rows) = (size.width.div_ceil(cell), size.height.div_ceil(cell));
        let mut cells = vec![Cell::default(); columns as usize * rows as usize];
        let width = size.width as usize;
        for (cells, band) in cells.chunks_exact_mut(columns as usize).zip(alpha.values().chunks(width * cell as usize)) {
            for row in band.chunks_exact(width) {
                for (target, values) in cells.iter_mut().zip(row.chunks(cell as usize)) {
                    target.weight += values.iter().map(|value| if *value > invisible { u32::from(*value) } else { 0 }).sum::<u32>();
                }
            }
        }
        let weights = parts(&mut cells, columns as usize);
        let heaviest = weights.iter().copied().fold(0.0, f64::max);
        let kept: Vec<bool> = cells.iter().map(|cell| cell.weight > 0 && weights[cell.part as usize] >= SPECK * heaviest).collect();
        let mut found = Self { area: Area::whole(size), cell, columns, kept };
        found.area = found.bounds(alpha, invisible)?;
        Some(found)
    }

    /// The smallest box around it.
    pub(crate) fn area(&self) -> Area {
        self.area
    }

    /// True where a pixel is no speck.
    pub(crate) fn contains(&self, x: u32, y: u32) -> bool {
        let index = (y / self.cell) as usize * self.columns as usize + (x / self.cell) as usize;
        self.kept.get(index).copied().unwrap_or(false)
    }

    fn bounds(&self, alpha: &Plane, invisible: u8) -> Option<Area> {
        let Size { width, height } = alpha.size();
        let places = || (0_u32..).zip(&self.kept).filter(|(_, kept)| **kept).map(|(index, _)| (index % self.columns, index / self.columns));
        // Of the outermost cells only the outermost pixels count: the box begins and ends in them.
        let (first_column, last_column) = (places().map(|(x, _)| x).min()?, places().map(|(x, _)| x).max()?);
        let (first_row, last_row) = (places().map(|(_, y)| y).min()?, places().map(|(_, y)| y).max()?);
        let (mut left, mut top, mut right, mut bottom) = (width, height, 0, 0);
        let outermost = |(x, y): &(u32, u32)| *x == first_column || *x == last_column || *y == first_row || *y == last_row;
        for (column, row) in places().filter(outermost) {
            for y in row * self.cell..((row + 1) * self.cell).min(height) {
                for x in column * self.cell..((column + 1) * self.cell).min(width) {
                    if alpha.values()[y as usize * width as usize + x as usize] > invisible {
                        (left, right, top, bottom) = (left.min(x), right.max(x + 1), top.min(y), bottom.max(y + 1));
                    }
                }
            }
        }
        (left < right && top < bottom).then(|| Area { left, top, size: Size { width: right - left, height: bottom - top } })
    }
}

/// Gives each cell with weight the number of its part, the cells that touch it at sides and corners, and returns the weight of each part.
fn parts(cells: &mut [Cell], columns: usize) -> Vec<f64> {
    let rows = cells.len() / columns;
    // The first one is what belongs to none.
    let mut weights = vec![0.0];
    let mut pending = Vec::new();
    for start in 0..cells.len() {
        if cells[start].weight == 0 || cells[start].part != 0 {
            continue;
        }
        let part = weights.len() as u32;
        let mut weight = 0.0;
        cells[start].part = part;
        pending.push(start);
        while let Some(index) = pending.pop() {
            weight += f64::from(cells[index].weight);
            let (x, y) = (index % columns, index / columns);
            for near_y in y.saturating_sub(1)..(y + 2).min(rows) {
                for near_x in x.saturating_sub(1)..(x + 2).min(columns) {
                    let near = near_y * columns + near_x;
                    if cells[near].weight > 0 && cells[near].part == 0 {
                        cells[near].part = part;
                        pending.push(near);
                    }
                }
            }
        }
        weights.push(weight);
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plane(size: Size, boxes: &[(u32, u32, u32, u32, u8)]) -> Plane {
        let mut values = vec![HIGHEST_INVISIBLE_ALPHA; size.pixels() as usize];
        for (left, top, right, bottom, value) in boxes {
            for y in *top..*bottom {
                values[(y * size.width + left) as usize..(y * size.width + right) as usize].fill(*value);
            }
        }
        Plane::new(size, values).unwrap()
    }

    fn ends(plane: &Plane) -> Option<(u32, u32, u32, u32)> {
        Subject::find(plane).map(|subject| subject.area()).map(|area| (area.left, area.top, area.left + area.size.width, area.top + area.size.height))
    }

    #[test]
    fn box_is_exact_at_every_size() {
        for size in [Size { width: 100, height: 60 }, Size { width: 1300, height: 700 }, Size { width: 3, height: 2000 }] {
            let (right, bottom) = (size.width, size.height);
            for (left, top, right, bottom) in [(0, 0, right, bottom), (1, 57, right - 1, bottom - 1), (right - 1, bottom - 1, right, bottom)] {
                assert_eq!(ends(&plane(size, &[(left, top, right, bottom, 255)])), Some((left, top, right, bottom)), "{size:?}");
            }
            assert_eq!(ends(&plane(size, &[])), None);
        }
    }

    #[test]
    fn specks_do_not_count_and_small_parts_do() {
        let size = Size { width: 1000, height: 800 };
        let body = (300, 200, 600, 700, 255);
        let speck = (900, 20, 905, 25, 255);
        let ball = (900, 20, 920, 40, 255);
        assert_eq!(ends(&plane(size, &[body, speck])), Some((300, 200, 600, 700)));
        assert_eq!(ends(&plane(size, &[body, ball])), Some((300, 20, 920, 700)));
        // What nearly touches it is a part of it, and a speck alone is the subject.
        assert_eq!(ends(&plane(size, &[body, (601, 300, 603, 302, 255)])), Some((300, 200, 603, 700)));
        assert_eq!(ends(&plane(size, &[speck])), Some((900, 20, 905, 25)));
        let subject = Subject::find(&plane(size, &[body, speck])).unwrap();
        assert!(subject.contains(300, 200) && subject.contains(599, 699) && !subject.contains(902, 22));
    }

    #[test]
    fn haze_is_no_subject() {
        let size = Size { width: 40, height: 30 };
        assert_eq!(ends(&plane(size, &[(3, 4, 20, 21, HIGHEST_INVISIBLE_ALPHA)])), None);
        let haze = plane(size, &[(3, 4, 20, 21, HIGHEST_INVISIBLE_ALPHA + 1)]);
        assert_eq!((ends(&haze), Subject::solid(&haze).is_some()), (Some((3, 4, 20, 21)), false));
        let in_haze = Subject::solid(&plane(size, &[(3, 4, 20, 21, LOWEST_SOLID_ALPHA - 1), (5, 6, 9, 11, LOWEST_SOLID_ALPHA)])).unwrap();
        assert_eq!(in_haze.area(), Area { left: 5, top: 6, size: Size { width: 4, height: 5 } });
    }
}

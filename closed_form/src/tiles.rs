//! The unknown pixels in tiles of 4 × 4: work goes where they are, in pieces of a fixed size that compilers turn into SIMD.

use crate::parallel::fill;
use crate::{Size, Trimap};

/// Pixels along the side of a tile.
pub const SIDE: usize = 4;

/// Fewest tiles that are worth a thread of their own.
pub const MIN_PARALLEL: usize = 64;

/// Fewest rows of tiles that are.
const MIN_ROWS: usize = 4;

/// One value for each pixel of a tile, row by row.
pub type Tile = [f32; SIDE * SIDE];

/// The tiles that hold at least one unknown pixel.
///
/// A *field* is a `Vec<Tile>` with a tile for each of them and one of zeros behind: the neighbour that is not there.
#[derive(Debug)]
pub struct Tiles {
    /// Column and row of each tile, in tiles.
    pub places: Vec<[u32; 2]>,
    /// The tiles around each, as three rows of three with itself in the middle: indices into a field.
    pub around: Vec<[u32; 9]>,
    /// 1 for an unknown pixel, 0 for any other.
    pub unknown: Vec<Tile>,
    size: Size,
}

impl Tiles {
    /// Tiles of a trimap.
    pub fn new(trimap: &Trimap) -> Self {
        let size = trimap.size();
        let (columns, rows) = (size.width.div_ceil(SIDE as u32), size.height.div_ceil(SIDE as u32));
        let mut found = Self { places: Vec::new(), around: Vec::new(), unknown: Vec::new(), size };
        let mut rows: Vec<Vec<([u32; 2], Tile)>> = vec![Vec::new(); rows as usize];
        fill(&mut rows, MIN_ROWS, |row, tiles| {
            for place in (0..columns).map(|column| [column, row as u32]) {
                let mut unknown = [0.0; 16];
                found.pixels(place, |within, at| unknown[within] = if trimap.certainty()[at] < 1.0 { 1.0 } else { 0.0 });
                if unknown.contains(&1.0) {
                    tiles.push((place, unknown));
                }
            }
        });
        (found.places, found.unknown) = rows.into_iter().flatten().unzip();
        found.around = around(&found.places);
        found
    }

    /// Number of tiles.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// A field of zeros.
    pub fn zeros(&self) -> Vec<Tile> {
        vec![[0.0; 16]; self.len() + 1]
    }

    /// The unknown pixels' values of a plane as a field; all others become 0.
    pub fn gather(&self, plane: &[f32]) -> Vec<Tile> {
        let mut field = self.zeros();
        fill(&mut field[..self.len()], MIN_PARALLEL, |number, tile| {
            self.pixels(self.places[number], |within, at| tile[within] = plane[at] * self.unknown[number][within]);
        });
        field
    }

    /// Writes the unknown pixels' values of a field to a plane.
    pub fn scatter(&self, field: &[Tile], plane: &mut [f32]) {
        for ((tile, place), unknown) in field.iter().zip(&self.places).zip(&self.unknown) {
            self.pixels(*place, |within, at| {
                if unknown[within] > 0.0 {
                    plane[at] = tile[within];
                }
            });
        }
    }

    /// As [`patch`], from a plane; outside it there are zeros.
    pub fn patch_of(&self, plane: &[f32], tile: usize) -> [[f32; 8]; 8] {
        let (width, height) = (self.size.width as usize, self.size.height as usize);
        let [left, top] = self.places[tile].map(|place| place as usize * SIDE);
        std::array::from_fn(|y| {
            std::array::from_fn(|x| {
                // Positions before the first row or column wrap around and are far behind the last.
                let (y, x) = ((top + y).wrapping_sub(2), (left + x).wrapping_sub(2));
                if y < height && x < width { plane[y * width + x] } else { 0.0 }
            })
        })
    }

    /// Calls `each` with the index in the tile and in the plane of every pixel of a tile that lies in the picture.
    fn pixels(&self, [column, row]: [u32; 2], mut each: impl FnMut(usize, usize)) {
        let (left, top) = (column as usize * SIDE, row as usize * SIDE);
        let (width, height) = (self.size.width as usize, self.size.height as usize);
        for y in top..height.min(top + SIDE) {
            for x in left..width.min(left + SIDE) {
                each((y - top) * SIDE + x - left, y * width + x);
            }
        }
    }
}

/// For each of some places its neighbours among them, as three rows of three with itself in the middle; their number stands for one that is
/// not there.
pub fn around(places: &[[u32; 2]]) -> Vec<[u32; 9]> {
    let last = |axis: usize| places.iter().map(|place| place[axis] as usize).max().unwrap_or(0);
    // A frame of absent places saves bounds checks.
    let stride = last(0) + 3;
    let mut numbers = vec![places.len() as u32; stride * (last(1) + 3)];
    for (number, [column, row]) in (0..).zip(places) {
        numbers[(*row as usize + 1) * stride + *column as usize + 1] = number;
    }
    let neighbours = |[column, row]: &[u32; 2]| {
        let first = *row as usize * stride + *column as usize;
        std::array::from_fn(|at| numbers[first + at / 3 * stride + at % 3])
    };
    places.iter().map(neighbours).collect()
}

/// The values around a tile: 8 × 8, the tile in the middle with two pixels on each side.
#[inline(always)]
pub fn patch(field: &[Tile], around: &[u32; 9]) -> [[f32; 8]; 8] {
    let tiles = around.map(|number| &field[number as usize]);
    std::array::from_fn(|y| {
        let (block, row) = ((y + 2) / SIDE * 3, (y + 2) % SIDE * SIDE);
        let (left, middle, right) = (tiles[block], tiles[block + 1], tiles[block + 2]);
        [left[row + 2], left[row + 3], middle[row], middle[row + 1], middle[row + 2], middle[row + 3], right[row], right[row + 1]]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Unknown in a diagonal stripe.
    fn tiles(width: u32, height: u32) -> (Tiles, Vec<f32>) {
        let size = Size { width, height };
        let certainty: Vec<f32> = (0..width * height).map(|at| if (at % width).abs_diff(at / width) < 3 { 0.0 } else { 1.0 }).collect();
        (Tiles::new(&Trimap::new(size, certainty.clone(), certainty.clone()).unwrap()), certainty)
    }

    #[test]
    fn field_holds_the_unknown_pixels_only() {
        for (width, height) in [(1, 1), (13, 17), (30, 5)] {
            let (tiles, certainty) = tiles(width, height);
            let plane: Vec<f32> = (1..=width * height).map(|at| at as f32).collect();
            let mut back = vec![0.0; plane.len()];
            tiles.scatter(&tiles.gather(&plane), &mut back);
            for ((back, value), certainty) in back.iter().zip(&plane).zip(&certainty) {
                assert_eq!(*back, if *certainty < 1.0 { *value } else { 0.0 });
            }
        }
    }

    #[test]
    fn patch_of_a_field_equals_that_of_its_plane() {
        let (tiles, certainty) = tiles(22, 19);
        let plane: Vec<f32> = certainty.iter().zip(1..).map(|(certainty, at)| if *certainty < 1.0 { at as f32 } else { 0.0 }).collect();
        let field = tiles.gather(&plane);
        for tile in 0..tiles.len() {
            assert_eq!(patch(&field, &tiles.around[tile]), tiles.patch_of(&plane, tile));
        }
    }
}

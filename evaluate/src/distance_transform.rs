//! Euclidean distance transform: for each pixel the nearest marked one.

use matting::Size;

/// No marked pixel in this column.
const NONE: u32 = u32::MAX;

/// The marked pixel that is nearest to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site {
    /// Column.
    pub x: usize,
    /// Row.
    pub y: usize,
    /// Square of the Euclidean distance in pixels; 0 for a marked pixel itself.
    pub distance_squared: u64,
}

/// The exact Euclidean feature transform of a picture in time linear in its pixels, in integers throughout (Meijster, Roerdink and Hesselink,
/// "A General Algorithm for Computing Distance Transforms in Linear Time", 2000).
///
/// Of pixels that are equally near the leftmost counts, and of those the uppermost: the choice of SciPy's `distance_transform_edt`.
#[derive(Debug)]
pub struct DistanceTransform {
    width: usize,
    /// For each pixel the row of the nearest marked pixel in its column.
    in_column: Vec<u32>,
}

impl DistanceTransform {
    /// Of the pixels that are `marked`, by their place row by row; `None` if there is none.
    pub fn of(size: Size, marked: impl Fn(usize) -> bool) -> Option<Self> {
        let (width, height) = (size.width as usize, size.height as usize);
        let mut in_column = vec![NONE; width * height];
        let mut above = vec![NONE; width];
        for (y, row) in in_column.chunks_exact_mut(width).enumerate() {
            for (x, (found, above)) in row.iter_mut().zip(&mut above).enumerate() {
                if marked(y * width + x) {
                    *above = y as u32;
                }
                *found = *above;
            }
        }
        if above.iter().all(|row| *row == NONE) {
            return None;
        }
        let mut below = vec![NONE; width];
        for (y, row) in in_column.chunks_exact_mut(width).enumerate().rev() {
            let y = y as u32;
            for (found, below) in row.iter_mut().zip(&mut below) {
                if *found == y {
                    *below = y;
                } else if *below != NONE && (*found == NONE || *below - y < y - *found) {
                    *found = *below;
                }
            }
        }
        Some(Self { width, in_column })
    }

    /// Calls `visit` with each row from the top and the nearest marked pixel of each of its pixels.
    pub fn rows(&self, mut visit: impl FnMut(usize, &[Site])) {
        let mut sites = Vec::with_capacity(self.width);
        // Columns whose marked pixel is the nearest for some stretch of the row, and where that stretch begins.
        let mut stretches: Vec<(usize, usize)> = Vec::with_capacity(self.width);
        for (y, in_column) in self.in_column.chunks_exact(self.width).enumerate() {
            let down = |x: usize| (i64::from(in_column[x]) - y as i64).pow(2);
            let distance = |x: usize, column: usize| (x as i64 - column as i64).pow(2) + down(column);
            stretches.clear();
            for column in (0..self.width).filter(|column| in_column[*column] != NONE) {
                while stretches.pop_if(|(last, begin)| distance(*begin, *last) > distance(*begin, column)).is_some() {}
                let begin = match stretches.last() {
                    None => 0,
                    Some((last, _)) => {
                        let (a, b) = (*last as i64, column as i64);
                        // The last pixel that is not nearer to the new column than to the last one.
                        (b * b - a * a + down(column) - down(*last)).div_euclid(2 * (b - a)) as usize + 1
                    }
                };
                if begin < self.width {
                    stretches.push((column, begin));
                }
            }
            sites.clear();
            let ends = stretches.iter().skip(1).map(|(_, begin)| *begin).chain([self.width]);
            for ((column, begin), end) in stretches.iter().zip(ends) {
                sites.extend((*begin..end).map(|x| Site {
                    x: *column,
                    y: in_column[*column] as usize,
                    distance_squared: distance(x, *column) as u64,
                }));
            }
            visit(y, &sites);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::planes;

    #[test]
    fn nothing_marked_nothing_near() {
        assert!(DistanceTransform::of(Size { width: 3, height: 2 }, |_| false).is_none());
    }

    proptest! {
        #[test]
        fn as_trying_every_pair_finds_it(plane in planes(), over in 0_u8..255) {
            let Size { width, height } = plane.size();
            let marked = |pixel: usize| plane.values()[pixel] > over;
            let Some(nearest) = DistanceTransform::of(plane.size(), marked) else {
                prop_assert!(plane.values().iter().all(|value| *value <= over));
                return Ok(());
            };
            let mut seen = 0;
            nearest.rows(|y, sites| {
                assert_eq!((y, sites.len()), (seen, width as usize));
                seen += 1;
                for (x, site) in sites.iter().enumerate() {
                    let best = (0..width as usize)
                        .flat_map(|column| (0..height as usize).map(move |row| (column, row)))
                        .filter(|(column, row)| marked(row * width as usize + column))
                        .min_by_key(|(column, row)| (column.abs_diff(x).pow(2) + row.abs_diff(y).pow(2), *column, *row));
                    assert_eq!(best, Some((site.x, site.y)), "at {x}, {y}");
                    assert_eq!(site.distance_squared as usize, site.x.abs_diff(x).pow(2) + site.y.abs_diff(y).pow(2));
                }
            });
            prop_assert_eq!(seen, height as usize);
        }
    }
}

//! Crop and orientation of a picture's item (ISO/IEC 23008-12, 6.5; ISO/IEC 14496-12, 12.1.4).

use super::boxes::Reader;
use super::container::{Container, Id};
use crate::picture::{DecodeError, Samples};

/// Part of a picture that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crop {
    /// First column.
    pub left: u32,
    /// First row.
    pub top: u32,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl Crop {
    /// All of a picture of this size, or the clean aperture of its item.
    ///
    /// # Errors
    /// An aperture that is not inside the picture.
    pub fn of(container: &Container<'_>, id: Id, (width, height): (u32, u32)) -> Result<Self, DecodeError> {
        let Some(aperture) = container.properties(id, *b"clap").next() else { return Ok(Self { left: 0, top: 0, width, height }) };
        let wrong = || DecodeError::Damaged("the part of the picture that is to be shown lies outside of it".to_owned());
        let mut reader = Reader(aperture);
        let mut fraction = || Some((reader.u32()? as i32, reader.u32()? as i32)).filter(|(_, below)| *below > 0);
        let (Some(across), Some(down), Some(right), Some(lower)) = (fraction(), fraction(), fraction(), fraction()) else { return Err(wrong()) };
        let side = |whole: u32, length, centre| side(whole, length, centre).ok_or_else(wrong);
        let ((left, width), (top, height)) = (side(width, across, right)?, side(height, down, lower)?);
        Ok(Self { left, top, width, height })
    }

    /// Four values of each pixel inside, from those of all pixels in rows of `width`.
    pub fn cut(self, samples: Samples, width: u32) -> Samples {
        match samples {
            Samples::Eight(values) => Samples::Eight(self.cut_values(values, width)),
            Samples::Sixteen(values) => Samples::Sixteen(self.cut_values(values, width)),
        }
    }

    fn cut_values<T: Copy>(self, values: Vec<T>, width: u32) -> Vec<T> {
        let (row, left, length) = (width as usize * 4, self.left as usize * 4, self.width as usize * 4);
        if values.len() == length * self.height as usize {
            return values;
        }
        let rows = values.chunks_exact(row.max(1)).skip(self.top as usize).take(self.height as usize);
        rows.filter_map(|row| row.get(left..left + length)).flatten().copied().collect()
    }
}

/// First pixel and number of pixels along a side, for an aperture of a length around a centre that is that far off the middle.
fn side(whole: u32, (length, length_below): (i32, i32), (centre, centre_below): (i32, i32)) -> Option<(u32, u32)> {
    let length = f64::from(length) / f64::from(length_below);
    let first = (f64::from(whole) - length) / 2.0 + f64::from(centre) / f64::from(centre_below);
    let (first, length) = (first.round(), length.round());
    (first >= 0.0 && length >= 1.0 && first + length <= f64::from(whole)).then_some((first as u32, length as u32))
}

/// EXIF's number for the way that a picture lies, from its item's rotation (`irot`, anticlockwise) and the mirroring after it (`imir`).
pub fn orientation(container: &Container<'_>, id: Id) -> u8 {
    let first = |name| container.properties(id, name).next().and_then(|content| content.first().copied());
    let turns = usize::from(first(*b"irot").unwrap_or(0) & 3);
    match first(*b"imir").map(|axis| axis & 1) {
        None => [1, 8, 3, 6][turns],
        // Top and bottom change places.
        Some(0) => [4, 5, 2, 7][turns],
        Some(_) => [2, 7, 4, 5][turns],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aperture_is_around_a_centre_and_inside() {
        // ISO/IEC 14496-12, 12.1.4.1: half the width around the middle, then moved to the right end.
        assert_eq!(side(100, (50, 1), (0, 1)), Some((25, 50)));
        assert_eq!(side(100, (50, 1), (25, 1)), Some((50, 50)));
        assert_eq!(side(100, (50, 1), (-25, 1)), Some((0, 50)));
        assert_eq!(side(101, (50, 1), (-1, 2)), Some((25, 50)));
        for (length, centre) in [((50, 1), (26, 1)), ((101, 1), (0, 1)), ((0, 1), (0, 1)), ((-50, 1), (0, 1)), ((i32::MAX, 1), (i32::MIN, 1))] {
            assert_eq!(side(100, length, centre), None);
        }
    }

    #[test]
    fn crop_takes_its_rows_and_columns() {
        let values = (0..4 * 3).flat_map(|pixel| [pixel; 4]).collect();
        let crop = Crop { left: 1, top: 1, width: 2, height: 2 };
        let Samples::Eight(cut) = crop.cut(Samples::Eight(values), 4) else { panic!("the depth is another") };
        assert_eq!(cut.chunks_exact(4).map(|pixel| pixel[0]).collect::<Vec<_>>(), [5, 6, 9, 10]);
    }
}

//! Planes of luma and chroma to red, green, blue and alpha.

use super::code_points::{CodePoints, Matrix};
use crate::picture::{DecodeError, Samples};

/// Values of a picture as they are coded: luma, or luma and two planes of chroma, row by row.
#[derive(Debug, Clone)]
pub struct Planes {
    /// Columns of luma.
    pub width: usize,
    /// Rows of luma.
    pub height: usize,
    /// Bits of a value, 8 to 16.
    pub bits: u32,
    /// Chroma's columns and rows are half of luma's, rounded up; `None` where there is no chroma.
    pub halved: Option<(bool, bool)>,
    /// One or three planes.
    pub values: Vec<Vec<u16>>,
}

impl Planes {
    /// Gray planes like these, of another size.
    pub fn like(&self, width: usize, height: usize) -> Self {
        let mut planes = Self { width, height, values: Vec::new(), ..*self };
        let gray = 1 << (self.bits - 1);
        planes.values = (0..self.values.len()).map(|plane| vec![gray; planes.columns(plane) * planes.rows(plane)]).collect();
        planes
    }

    /// Columns of a plane.
    pub fn columns(&self, plane: usize) -> usize {
        let is_halved = plane > 0 && self.halved.is_some_and(|(across, _)| across);
        if is_halved { self.width.div_ceil(2) } else { self.width }
    }

    /// Rows of a plane.
    pub fn rows(&self, plane: usize) -> usize {
        let is_halved = plane > 0 && self.halved.is_some_and(|(_, down)| down);
        if is_halved { self.height.div_ceil(2) } else { self.height }
    }

    /// True if values of the other have the same meaning.
    pub fn is_like(&self, other: &Self) -> bool {
        (self.bits, self.halved, self.values.len()) == (other.bits, other.halved, other.values.len())
    }

    /// Puts a tile at a place of luma, which is even where chroma is halved. What is outside is left out.
    pub fn put(&mut self, tile: &Self, (left, top): (usize, usize)) {
        for plane in 0..self.values.len().min(tile.values.len()) {
            let (columns, of_tile) = (self.columns(plane), tile.columns(plane));
            let left = if columns < self.width { left / 2 } else { left };
            let top = if self.rows(plane) < self.height { top / 2 } else { top };
            let width = of_tile.min(columns.saturating_sub(left));
            let rows = self.values[plane].chunks_exact_mut(columns.max(1)).skip(top);
            for (row, from) in rows.zip(tile.values[plane].chunks_exact(of_tile.max(1))) {
                row[left..left + width].copy_from_slice(&from[..width]);
            }
        }
    }

    fn row(&self, plane: usize, row: usize) -> &[u16] {
        let columns = self.columns(plane);
        let from = row.min(self.rows(plane) - 1) * columns;
        &self.values[plane][from..from + columns]
    }

    /// A row of chroma at the size of luma, times 16: chroma lies in the middle between the pixels that it is halved from, and is
    /// interpolated linearly (3/4 of the nearest value, 1/4 of the next), as in libavif.
    fn chroma(&self, plane: usize, y: usize, down: &mut Vec<u32>, into: &mut Vec<u32>) {
        let (is_halved_across, is_halved_down) = self.halved.unwrap_or_default();
        down.clear();
        if is_halved_down {
            let nearest = y / 2;
            let next = if y.is_multiple_of(2) { nearest.saturating_sub(1) } else { nearest + 1 };
            down.extend(self.row(plane, nearest).iter().zip(self.row(plane, next)).map(|(near, next)| 3 * u32::from(*near) + u32::from(*next)));
        } else {
            down.extend(self.row(plane, y).iter().map(|value| 4 * u32::from(*value)));
        }
        into.clear();
        if is_halved_across {
            let last = down.len() - 1;
            for (at, value) in down.iter().enumerate() {
                into.push(3 * value + down[at.saturating_sub(1)]);
                into.push(3 * value + down[(at + 1).min(last)]);
            }
        } else {
            into.extend(down.iter().map(|value| 4 * value));
        }
        into.truncate(self.width);
    }
}

/// Meaning of the planes of a picture.
#[derive(Debug, Clone, Copy)]
pub struct ColourEncoding {
    /// Of colours.
    pub code_points: CodePoints,
    /// True if values of alpha begin at 0 and end at the highest number.
    pub is_alpha_full_range: bool,
    /// True if colours are multiplied by alpha.
    pub is_premultiplied: bool,
}

/// Red, green, blue and straight alpha of each pixel: 8 bits where the planes have no more, or else 16. Both planes have the same size.
///
/// # Errors
/// Matrices that cannot be read, by name.
pub fn rgba(colour: &Planes, alpha: Option<&Planes>, encoding: ColourEncoding) -> Result<Samples, DecodeError> {
    let is_deep = colour.bits > 8 || alpha.is_some_and(|alpha| alpha.bits > 8);
    Ok(if is_deep {
        Samples::Sixteen(values(colour, alpha, encoding, 65_535.0, |value| value as u16)?)
    } else {
        Samples::Eight(values(colour, alpha, encoding, 255.0, |value| value as u8)?)
    })
}

fn values<T>(colour: &Planes, alpha: Option<&Planes>, encoding: ColourEncoding, max: f32, rounded: impl Fn(f32) -> T) -> Result<Vec<T>, DecodeError> {
    let matrix = match colour.halved {
        None => Matrix::YCbCr(0.0, 0.0),
        halved => match encoding.code_points.matrix()? {
            Matrix::Identity | Matrix::YCgCo if halved != Some((false, false)) => {
                return Err(DecodeError::Unsupported("red, green and blue of different sizes".to_owned()));
            }
            matrix => matrix,
        },
    };
    let luma = Range::of_luma(colour.bits, encoding.code_points.is_full_range);
    let chroma = match matrix {
        // Times 16, as chroma comes.
        Matrix::Identity => Range { zero: luma.zero * 16.0, scale: luma.scale / 16.0 },
        _ => Range::of_chroma(colour.bits, encoding.code_points.is_full_range),
    };
    let of_alpha = alpha.map(|alpha| (alpha, Range::of_luma(alpha.bits, encoding.is_alpha_full_range)));
    let mut result = Vec::with_capacity(colour.width * colour.height * 4);
    let (mut down, mut first, mut second) = (Vec::new(), vec![0; colour.width], vec![0; colour.width]);
    for y in 0..colour.height {
        if colour.halved.is_some() {
            colour.chroma(1, y, &mut down, &mut first);
            colour.chroma(2, y, &mut down, &mut second);
        }
        let alphas = of_alpha.map(|(alpha, range)| (alpha.row(0, y), range));
        for (x, ((y, u), v)) in colour.row(0, y).iter().zip(&first).zip(&second).enumerate() {
            let y = luma.of(f32::from(*y));
            let (u, v) = (chroma.of(*u as f32), chroma.of(*v as f32));
            let mut pixel = match matrix {
                _ if colour.halved.is_none() => [y; 3],
                Matrix::Identity => [v, y, u],
                Matrix::YCgCo => [y - u + v, y + u, y - u - v],
                Matrix::YCbCr(red, blue) => {
                    let (r, b) = (y + 2.0 * (1.0 - red) * v, y + 2.0 * (1.0 - blue) * u);
                    [r, (y - red * r - blue * b) / (1.0 - red - blue), b]
                }
            };
            let alpha = alphas.map_or(1.0, |(row, range)| range.of(f32::from(row[x])).clamp(0.0, 1.0));
            if encoding.is_premultiplied {
                pixel = pixel.map(|value| if alpha > 0.0 { value / alpha } else { 0.0 });
            }
            result.extend(pixel.map(|value| rounded(value.clamp(0.0, 1.0) * max + 0.5)));
            result.push(rounded(alpha * max + 0.5));
        }
    }
    Ok(result)
}

/// Number that stands for none, and share of the whole for each number more (ITU-T H.273, 8.3).
#[derive(Debug, Clone, Copy)]
struct Range {
    zero: f32,
    scale: f32,
}

impl Range {
    fn of_luma(bits: u32, is_full: bool) -> Self {
        let step = f64::from(1_u32 << (bits - 8));
        let (zero, length) = if is_full { (0.0, 256.0 * step - 1.0) } else { (16.0 * step, 219.0 * step) };
        Self { zero: zero as f32, scale: (1.0 / length) as f32 }
    }

    /// Of values times 16, from -1/2 to 1/2.
    fn of_chroma(bits: u32, is_full: bool) -> Self {
        let step = f64::from(1_u32 << (bits - 8));
        let length = if is_full { 256.0 * step - 1.0 } else { 224.0 * step };
        Self { zero: (128.0 * step * 16.0) as f32, scale: (1.0 / length / 16.0) as f32 }
    }

    fn of(self, value: f32) -> f32 {
        (value - self.zero) * self.scale
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoding(matrix: u16, is_full_range: bool) -> ColourEncoding {
        let code_points = CodePoints { matrix, is_full_range, ..CodePoints::default() };
        ColourEncoding { code_points, is_alpha_full_range: true, is_premultiplied: false }
    }

    fn pixel(bits: u32, [y, u, v]: [u16; 3], encoding: ColourEncoding) -> Vec<u16> {
        let planes = Planes { width: 1, height: 1, bits, halved: Some((false, false)), values: vec![vec![y], vec![u], vec![v]] };
        match rgba(&planes, None, encoding).unwrap() {
            Samples::Eight(values) => values.into_iter().map(u16::from).collect(),
            Samples::Sixteen(values) => values,
        }
    }

    /// Values of pure colours as H.273 has them: equations 25 to 28 with 38 to 40.
    #[test]
    fn colours_come_back_from_their_codes() {
        // Eight bits of luma and chroma leave a step of doubt.
        for (matrix, is_full_range, code, colour) in [
            (6, false, [81, 90, 240], [255, 0, 0]),
            (2, true, [76, 85, 255], [255, 0, 0]),
            (1, false, [63, 102, 240], [255, 0, 0]),
            (9, false, [74, 97, 240], [255, 0, 0]),
            (1, false, [173, 42, 26], [0, 255, 0]),
            (6, false, [41, 240, 110], [0, 0, 255]),
        ] {
            let found = pixel(8, code, encoding(matrix, is_full_range));
            assert!(found.iter().zip(colour).all(|(a, b)| a.abs_diff(b) <= 2), "{found:?} where {colour:?} is expected, matrix {matrix}");
        }
        assert_eq!(pixel(8, [20, 30, 10], encoding(0, true)), [10, 20, 30, 255]);
        assert_eq!(pixel(8, [128, 128, 128], encoding(8, true)), [128, 128, 128, 255]);
        assert_eq!(pixel(8, [16, 128, 128], encoding(1, false)), [0, 0, 0, 255]);
        assert_eq!(pixel(10, [940, 512, 512], encoding(1, false)), [65_535; 4]);
        assert_eq!(pixel(12, [4095, 2048, 2048], encoding(1, true)), [65_535; 4]);
    }

    #[test]
    fn halved_chroma_is_interpolated_between_its_places() {
        let chroma = vec![0, 100, 200, 40];
        let planes = Planes { width: 4, height: 3, bits: 8, halved: Some((true, true)), values: vec![vec![0; 12], chroma.clone(), chroma] };
        let (mut down, mut row) = (Vec::new(), Vec::new());
        let mut of = |y| {
            planes.chroma(1, y, &mut down, &mut row);
            row.iter().map(|value| f64::from(*value) / 16.0).collect::<Vec<_>>()
        };
        assert_eq!(of(0), [0.0, 25.0, 75.0, 100.0]);
        assert_eq!(of(1), [50.0, 58.75, 76.25, 85.0]);
        assert_eq!(of(2), [150.0, 126.25, 78.75, 55.0]);
    }

    #[test]
    fn alpha_is_divided_out_where_it_was_multiplied() {
        let planes = |values| Planes { width: 2, height: 1, bits: 8, halved: None, values: vec![values] };
        let encoding = ColourEncoding { is_premultiplied: true, ..encoding(2, true) };
        let Samples::Eight(values) = rgba(&planes(vec![64, 9]), Some(&planes(vec![128, 0])), encoding).unwrap() else { panic!("16 bits") };
        assert_eq!(values, [128, 128, 128, 128, 0, 0, 0, 0]);
    }

    #[test]
    fn tiles_meet_and_end_with_the_picture() {
        let whole = Planes { width: 5, height: 2, bits: 8, halved: Some((true, true)), values: vec![vec![], vec![], vec![]] };
        let mut whole = whole.like(5, 2);
        let tile = |value| {
            let mut tile = whole.like(4, 2);
            tile.values.iter_mut().flatten().for_each(|place| *place = value);
            tile
        };
        let (left, right) = (tile(1), tile(2));
        whole.put(&left, (0, 0));
        whole.put(&right, (4, 0));
        assert_eq!(whole.values, [vec![1, 1, 1, 1, 2, 1, 1, 1, 1, 2], vec![1, 1, 2], vec![1, 1, 2]]);
    }
}

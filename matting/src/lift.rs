//! From linear functions of colour at a small size to alpha at the photo's own.

use crate::guide::colours;
use crate::guided::Coefficients;
use crate::parallel::fill;
use crate::trimap::KnownRow;
use crate::{Error, Picture, Plane, Trimap};

/// Rows that are done together.
const STRIP: usize = 16;

/// Alpha of every pixel of `photo`: where all that the trimap says about a pixel is known and agrees, that; everywhere else the linear
/// function of the photo's colour whose coefficients lie, linearly in between, around it. Besides the result this takes a few rows of memory.
///
/// # Errors
/// None in practice: the result has the photo's size.
pub fn lift(photo: &Picture, coefficients: &Coefficients, trimap: &Trimap) -> Result<Plane, Error> {
    let size = photo.size();
    let width = size.width as usize;
    let known = trimap.known_at(size);
    let columns: Vec<Between> = (0..size.width).map(|x| Between::new(x, size.width, coefficients.size.width)).collect();
    let mut values = vec![0; width * size.height as usize];
    let mut strips: Vec<&mut [u8]> = values.chunks_mut(STRIP * width).collect();
    fill(&mut strips, 1, |strip, values| {
        let mut known_row = KnownRow::default();
        for (y, values) in (strip * STRIP..).zip(values.chunks_exact_mut(width)) {
            let known = known.row(y as u32, &mut known_row);
            let open = |x: &usize| known[*x].is_nan();
            let mut functions = Vec::new();
            let mut x = 0;
            while x < width {
                if !open(&x) {
                    values[x] = to_byte(known[x]);
                    x += 1;
                    continue;
                }
                if functions.is_empty() {
                    functions = coefficients.row(Between::new(y as u32, size.height, coefficients.size.height));
                }
                let end = (x..width).find(|x| !open(x)).unwrap_or(width);
                colours(photo, y, x..end, |x, colour| {
                    let [red, green, blue, offset] = columns[x].of(&functions);
                    values[x] = to_byte(red * colour[0] + green * colour[1] + blue * colour[2] + offset);
                });
                x = end;
            }
        }
    });
    Plane::new(size, values)
}

/// Alpha from 0 to 1 in 8 bits.
pub fn to_byte(alpha: f32) -> u8 {
    // `as` brings everything into range.
    (alpha * 255.0 + 0.5) as u8
}

impl Coefficients {
    /// The coefficients between two rows.
    fn row(&self, at: Between) -> Vec<[f32; 4]> {
        let width = self.size.width as usize;
        let row = |row: usize| &self.values[row * width..(row + 1) * width];
        row(at.first).iter().zip(row(at.second)).map(|(a, b)| mix(*a, *b, at.share)).collect()
    }
}

/// Where a row or column lies at another size: between two of that size's, centres on centres.
#[derive(Debug, Clone, Copy)]
struct Between {
    first: usize,
    second: usize,
    share: f32,
}

impl Between {
    fn new(at: u32, from: u32, to: u32) -> Self {
        let last = to.saturating_sub(1);
        let place = ((f64::from(at) + 0.5) * f64::from(to) / f64::from(from) - 0.5).clamp(0.0, f64::from(last));
        let first = place as u32;
        Self { first: first as usize, second: (first + 1).min(last) as usize, share: (place - f64::from(first)) as f32 }
    }

    #[inline(always)]
    fn of(self, values: &[[f32; 4]]) -> [f32; 4] {
        mix(values[self.first], values[self.second], self.share)
    }
}

#[inline(always)]
fn mix(a: [f32; 4], b: [f32; 4], share: f32) -> [f32; 4] {
    std::array::from_fn(|k| a[k] + share * (b[k] - a[k]))
}

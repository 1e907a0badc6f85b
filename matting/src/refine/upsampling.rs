//! Upsampling of a matte: from linear functions of colour at a small size to alpha at the photo's own.

use std::ops::Range;

use closed_form::{KnownAlpha, Trimap, fill};

use crate::{Error, Picture, Plane};

use super::guided_filter::Coefficients;

/// Rows that are done together.
const STRIP: usize = 16;

/// Alpha of every pixel of `photo`: where all that the trimap says about a pixel is known and agrees, that; everywhere else the linear
/// function of the photo's colour whose coefficients lie, linearly in between, around it. Besides the result this takes a few rows of memory.
///
/// # Errors
/// None in practice: the result has the photo's size.
pub fn upsample(photo: &Picture, coefficients: &Coefficients, trimap: &Trimap) -> Result<Plane, Error> {
    let (size, image) = (photo.size(), photo.view()?);
    let width = size.width as usize;
    let known = trimap.known_at(size);
    let columns: Vec<LinearSample> = (0..size.width).map(|x| LinearSample::new(x, size.width, coefficients.size.width)).collect();
    let mut values = vec![0; width * size.height as usize];
    let mut strips: Vec<&mut [u8]> = values.chunks_mut(STRIP * width).collect();
    fill(&mut strips, 1, |strip, values| {
        let mut line = Line::default();
        for (y, values) in (strip * STRIP..).zip(values.chunks_exact_mut(width)) {
            let y = y as u32;
            if line.rows != known.under(y) {
                line = Line::new(&known, known.under(y));
            }
            values.copy_from_slice(&line.values);
            if line.open.is_empty() {
                continue;
            }
            let functions = coefficients.row(LinearSample::new(y, size.height, coefficients.size.height));
            for open in &line.open {
                image.colours(y as usize, open.clone(), |x, colour| {
                    let [red, green, blue, offset] = columns[x].of(&functions);
                    values[x] = to_byte(red * colour[0] + green * colour[1] + blue * colour[2] + offset);
                });
            }
        }
    });
    Plane::new(size, values)
}

/// Known alpha of a row of pixels.
#[derive(Debug, Default)]
struct Line {
    /// The trimap's rows under it, which several rows of pixels share.
    rows: Range<usize>,
    /// Alpha in 8 bits where it is known.
    values: Vec<u8>,
    /// The columns where it is not.
    open: Vec<Range<usize>>,
}

impl Line {
    fn new(known: &KnownAlpha<'_>, rows: Range<usize>) -> Self {
        let known = known.over(rows.clone());
        let mut open = Vec::new();
        let mut next = 0;
        for group in known.chunk_by(|a, b| a.is_nan() == b.is_nan()) {
            let columns = next..next + group.len();
            next = columns.end;
            if group.first().is_some_and(|value| value.is_nan()) {
                open.push(columns);
            }
        }
        Self { rows, values: known.into_iter().map(to_byte).collect(), open }
    }
}

/// Alpha from 0 to 1 in 8 bits.
pub fn to_byte(alpha: f32) -> u8 {
    // `as` brings everything into range.
    (alpha * 255.0 + 0.5) as u8
}

impl Coefficients {
    /// The coefficients between two rows.
    fn row(&self, at: LinearSample) -> Vec<[f32; 4]> {
        let width = self.size.width as usize;
        let row = |row: usize| &self.values[row * width..(row + 1) * width];
        row(at.first).iter().zip(row(at.second)).map(|(a, b)| mix(*a, *b, at.share)).collect()
    }
}

/// Place of a row or column at another size: between two of that size's, centres on centres.
#[derive(Debug, Clone, Copy)]
pub struct LinearSample {
    /// The one before, or at the border the last.
    pub first: usize,
    /// The one after, or at the border the last.
    pub second: usize,
    /// Distance towards the second, 0 to 1.
    pub share: f32,
}

impl LinearSample {
    /// Place `at` of `from`, among `to`.
    pub fn new(at: u32, from: u32, to: u32) -> Self {
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

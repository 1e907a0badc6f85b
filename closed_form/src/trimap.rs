//! Trimap of natural image matting, made soft: prior knowledge of alpha.

use std::ops::Range;

use crate::error::{Error, check};
use crate::parallel::fill;
use crate::size::Size;

/// Rows that are done together.
const STRIP: usize = 16;

/// Alpha prior of each pixel, and its certainty.
///
/// The classic trimap is the case of certainties 0 and 1: known background, known foreground, unknown. In between the data term weighs the
/// more the higher the certainty, so that alpha depends continuously on the network's map.
#[derive(Debug, Clone, PartialEq)]
pub struct Trimap {
    size: Size,
    prior: Vec<f32>,
    certainty: Vec<f32>,
}

impl Trimap {
    /// Trimap of `size`: `prior` is alpha from 0 to 1, `certainty` goes from 0 (unknown pixel) to 1 (alpha is the prior). What is
    /// out of range is brought into it, NaN becomes 0.
    ///
    /// # Errors
    /// [`Error::SizeMismatch`] unless each has one value a pixel and there is at least one pixel.
    pub fn new(size: Size, prior: Vec<f32>, certainty: Vec<f32>) -> Result<Self, Error> {
        for found in [prior.len(), certainty.len()] {
            check(size, found, 1)?;
        }
        let into_range = |values: Vec<f32>| values.into_iter().map(|value| if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) }).collect();
        Ok(Self { size, prior: into_range(prior), certainty: into_range(certainty) })
    }

    /// Trimap of the gray picture that matting data sets come with: 0 is background, 255 foreground, everything else unknown.
    ///
    /// # Errors
    /// [`Error::SizeMismatch`] unless there is one value for each pixel and at least one pixel.
    pub fn from_gray(size: Size, values: &[u8]) -> Result<Self, Error> {
        check(size, values.len(), 1)?;
        let prior = values.iter().map(|value| f32::from(*value) / 255.0).collect();
        let certainty = values.iter().map(|value| if matches!(value, 0 | 255) { 1.0 } else { 0.0 }).collect();
        Ok(Self { size, prior, certainty })
    }

    /// Width and height.
    #[inline]
    pub fn size(&self) -> Size {
        self.size
    }

    /// Alpha from 0 to 1, row by row.
    #[inline]
    pub fn prior(&self) -> &[f32] {
        &self.prior
    }

    /// Certainty of each prior, from 0 (unknown pixel) to 1 (alpha is the prior).
    #[inline]
    pub fn certainty(&self) -> &[f32] {
        &self.certainty
    }

    /// Sets prior and certainty of the pixel at this index (row by row); an index outside is ignored.
    #[inline]
    pub fn set(&mut self, at: usize, prior: f32, certainty: f32) {
        if let (Some(old_prior), Some(old_certainty)) = (self.prior.get_mut(at), self.certainty.get_mut(at)) {
            (*old_prior, *old_certainty) = (prior.clamp(0.0, 1.0), certainty.clamp(0.0, 1.0));
        }
    }

    /// Calls `work` with the number, priors and certainties of each row.
    pub(crate) fn change_rows(&mut self, work: impl Fn(usize, &mut [f32], &mut [f32]) + Sync) {
        let width = self.size.width as usize;
        let mut rows: Vec<(&mut [f32], &mut [f32])> = self.prior.chunks_mut(width).zip(self.certainty.chunks_mut(width)).collect();
        fill(&mut rows, STRIP, |y, (prior, certainty)| work(y, prior, certainty));
    }

    /// Share of pixels that are not known, 0 to 1.
    pub fn unknown(&self) -> f32 {
        self.certainty.iter().filter(|certainty| **certainty < 1.0).count() as f32 / self.certainty.len().max(1) as f32
    }

    /// Values of the gray picture that matting programs exchange: 0 background, 255 foreground, 128 unknown.
    pub fn to_gray(&self) -> Vec<u8> {
        let gray = |(prior, certainty): (&f32, &f32)| if *certainty < 1.0 { 128 } else { (prior * 255.0).round() as u8 };
        self.prior.iter().zip(&self.certainty).map(gray).collect()
    }

    /// Known alpha at another size: that on which all pixels under a pixel agree.
    pub fn known_at(&self, size: Size) -> KnownAlpha<'_> {
        let columns = (0..size.width).map(|x| Coverage::new(x, size.width, self.size.width).span()).collect();
        KnownAlpha { trimap: self, height: size.height, columns }
    }

    /// The trimap at another size. Each new pixel averages the old ones that it covers, or lies between the nearest ones when it is smaller
    /// than they are, the surer ones counting more; it is known only where all of them are known and agree.
    ///
    /// # Errors
    /// [`Error::SizeMismatch`] if `size` is empty.
    pub fn resized(&self, size: Size) -> Result<Self, Error> {
        if size == self.size {
            return Ok(self.clone());
        }
        if size.width == 0 || size.height == 0 {
            return Err(Error::SizeMismatch { size, needed: size.pixels(), found: 0 });
        }
        let columns: Vec<Coverage> = (0..size.width).map(|at| Coverage::new(at, size.width, self.size.width)).collect();
        let width = size.width as usize;
        let (mut prior, mut certainty) = (vec![0.0; size.pixels() as usize], vec![0.0; size.pixels() as usize]);
        let all_known = self.known_at(size);
        let mut strips: Vec<(&mut [f32], &mut [f32])> = prior.chunks_mut(STRIP * width).zip(certainty.chunks_mut(STRIP * width)).collect();
        fill(&mut strips, 1, |strip, (prior, certainty)| {
            let (mut under, mut known) = (0..0, Vec::new());
            for ((y, prior), certainty) in ((strip * STRIP) as u32..).zip(prior.chunks_exact_mut(width)).zip(certainty.chunks_exact_mut(width)) {
                let rows = Coverage::new(y, size.height, self.size.height);
                if under != all_known.under(y) {
                    under = all_known.under(y);
                    known = all_known.over(under.clone());
                }
                for (((prior, certainty), columns), known) in prior.iter_mut().zip(certainty).zip(&columns).zip(&known) {
                    // Most of a photo is known, and quickly done.
                    (*prior, *certainty) = if known.is_nan() { self.mean(&rows, columns) } else { (*known, 1.0) };
                }
            }
        });
        Self::new(size, prior, certainty)
    }

    /// Prior and certainty of a pixel that covers these rows and columns.
    fn mean(&self, rows: &Coverage, columns: &Coverage) -> (f32, f32) {
        let stride = self.size.width as usize;
        let (mut shares, mut certainties) = (0.0_f64, 0.0_f64);
        let (mut weights, mut priors, mut squares) = (0.0_f64, 0.0_f64, 0.0_f64);
        let (mut lowest, mut highest) = (1.0_f32, 0.0_f32);
        let mut known = true;
        for (row, row_share) in rows.clone() {
            for (column, column_share) in columns.clone() {
                let at = row * stride + column;
                let (share, prior, certainty) = (row_share * column_share, f64::from(self.prior[at]), f64::from(self.certainty[at]));
                shares += share;
                certainties += share * certainty;
                let weight = share * (certainty + MIN_WEIGHT);
                weights += weight;
                priors += weight * prior;
                squares += weight * prior * prior;
                known &= self.certainty[at] >= 1.0;
                (lowest, highest) = (lowest.min(self.prior[at]), highest.max(self.prior[at]));
            }
        }
        // Known pixels that disagree leave the place between them open, the more so the more they differ.
        let mean = priors / weights;
        let deviation = (squares / weights - mean * mean).max(0.0).sqrt();
        let certain = if known && highest <= lowest { 1.0 } else { certainties / shares * (1.0 - 2.0 * deviation).max(0.0) };
        ((mean as f32).max(lowest).min(highest), certain as f32)
    }
}

/// Weight of the prior of a pixel with certainty 0, beside those of certain ones.
const MIN_WEIGHT: f64 = 1e-3;

/// Known alpha of the pixels of a picture whose size is not the trimap's.
#[derive(Debug)]
pub struct KnownAlpha<'a> {
    trimap: &'a Trimap,
    height: u32,
    /// The trimap's columns under each of the picture's.
    columns: Vec<Range<usize>>,
}

impl KnownAlpha<'_> {
    /// Rows of the trimap under one of the picture's.
    pub fn under(&self, y: u32) -> Range<usize> {
        Coverage::new(y, self.height, self.trimap.size.height).span()
    }

    /// Alpha of the pixels of a row over these rows of the trimap where it is known, NaN where not.
    pub fn over(&self, rows: Range<usize>) -> Vec<f32> {
        let width = self.trimap.size.width as usize;
        let mut merged: Vec<f32> = Vec::new();
        for row in rows {
            let span = row * width..(row + 1) * width;
            let known = self.trimap.prior[span.clone()].iter().zip(&self.trimap.certainty[span]);
            let known = known.map(|(prior, certainty)| if *certainty >= 1.0 { *prior } else { f32::NAN });
            if merged.is_empty() {
                merged.extend(known);
            } else {
                merged.iter_mut().zip(known).for_each(|(value, known)| *value = agreed(*value, known));
            }
        }
        self.columns.iter().map(|span| merged[span.start..span.end].iter().copied().reduce(agreed).unwrap_or(f32::NAN)).collect()
    }
}

fn agreed(a: f32, b: f32) -> f32 {
    if a == b { a } else { f32::NAN }
}

/// A smaller share of a pixel is rounding.
const MIN_SHARE: f64 = 1e-6;

/// The old pixels along one side that a new one covers, with their shares: those under it when it is larger, the two around its centre when
/// it is smaller.
#[derive(Debug, Clone)]
struct Coverage {
    start: f64,
    end: f64,
    last: usize,
    at: usize,
}

impl Coverage {
    fn new(at: u32, new: u32, old: u32) -> Self {
        let scale = f64::from(old) / f64::from(new);
        let centre = (f64::from(at) + 0.5) * scale;
        let reach = scale.max(1.0) / 2.0;
        let (start, end) = ((centre - reach).max(0.0), (centre + reach).min(f64::from(old)));
        let last = old as usize - 1;
        // A start that rounding left just short of a pixel's end begins with the next pixel.
        Self { start, end, last, at: ((start + MIN_SHARE) as usize).min(last) }
    }
}

impl Coverage {
    /// The indices alone.
    fn span(self) -> Range<usize> {
        self.at..self.at + self.count()
    }
}

impl Iterator for Coverage {
    type Item = (usize, f64);

    fn next(&mut self) -> Option<(usize, f64)> {
        let at = self.at;
        let share = self.end.min(at as f64 + 1.0) - self.start.max(at as f64);
        if at > self.last || share <= MIN_SHARE {
            return None;
        }
        self.at += 1;
        Some((at, share))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pixel_covers_something_at_any_pair_of_sizes() {
        for old in (1..40).chain([300, 512, 1024]) {
            for new in (1..40).chain([297, 300, 500]) {
                for at in 0..new {
                    assert!(Coverage::new(at, new, old).count() > 0, "{at} of {new} over {old}");
                }
            }
        }
    }

    fn size(width: u32, height: u32) -> Size {
        Size { width, height }
    }

    #[test]
    fn values_are_brought_into_range_and_counted() {
        let trimap = Trimap::new(size(2, 1), vec![-1.0, 7.0], vec![f32::NAN, 2.0]).unwrap();
        assert_eq!((trimap.prior(), trimap.certainty()), (&[0.0, 1.0][..], &[0.0, 1.0][..]));
        assert!(Trimap::new(size(2, 1), vec![0.0], vec![0.0, 0.0]).is_err());
        assert!(Trimap::new(size(2, 1), vec![0.0, 0.0], vec![0.0]).is_err());
        assert!(Trimap::new(size(0, 1), vec![], vec![]).is_err());
    }

    #[test]
    fn only_black_and_white_are_known() {
        let trimap = Trimap::from_gray(size(4, 1), &[0, 1, 128, 255]).unwrap();
        assert_eq!(trimap.certainty(), [1.0, 0.0, 0.0, 1.0]);
        assert_eq!((trimap.prior()[0], trimap.prior()[3]), (0.0, 1.0));
    }

    #[test]
    fn smaller_trimap_knows_pixels_that_all_agree() {
        let trimap = Trimap::from_gray(size(8, 1), &[0, 0, 0, 255, 255, 255, 255, 128]).unwrap();
        let half = trimap.resized(size(4, 1)).unwrap();
        for (found, wanted) in half.certainty().iter().zip([1.0, 0.0, 1.0, 0.5]).chain(half.prior().iter().zip([0.0, 0.5, 1.0, 1.0])) {
            assert!((found - wanted).abs() < 0.02, "{half:?}");
        }
        assert_eq!((half.certainty()[0], half.certainty()[2]), (1.0, 1.0));
        assert_eq!(half.resized(size(4, 1)).unwrap(), half);
        assert!(half.resized(size(4, 0)).is_err());
    }

    #[test]
    fn known_alpha_matches_the_resized_trimap() {
        let values: Vec<u8> = (0..35).map(|at| [0, 0, 255, 255, 128][at * at % 5]).collect();
        let trimap = Trimap::from_gray(size(7, 5), &values).unwrap();
        for (width, height) in [(7, 5), (14, 10), (20, 13), (3, 2), (7, 1), (50, 5)] {
            let resized = trimap.resized(size(width, height)).unwrap();
            let known = trimap.known_at(size(width, height));
            for y in 0..height {
                for (x, known) in known.over(known.under(y)).into_iter().enumerate() {
                    let at = y as usize * width as usize + x;
                    assert_eq!(resized.certainty()[at] >= 1.0, !known.is_nan(), "{width} × {height}, {x}, {y}");
                    assert!(known.is_nan() || known == resized.prior()[at]);
                    let columns = Coverage::new(x as u32, width, 7).span();
                    let mut under = Coverage::new(y, height, 5).span().flat_map(|row| columns.clone().map(move |column| row * 7 + column));
                    let first = under.clone().next().unwrap();
                    let agree = under.all(|other| trimap.certainty()[other] >= 1.0 && trimap.prior()[other] == trimap.prior()[first]);
                    assert_eq!(agree, !known.is_nan(), "{width} × {height}, {x}, {y}");
                }
            }
        }
    }
}

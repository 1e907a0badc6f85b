//! Filters of the rows of a PNG (third edition, 9), each chosen by the least sum of absolute differences (12.7).

/// Bytes that are summed up together.
const LANES: usize = 32;
/// Bytes of a row that are filtered before they are summed up: few enough to stay in the cache.
const BLOCK: usize = 4096;

/// Filter for rows one after the other, each with the one above it.
#[derive(Debug)]
pub struct RowFilter {
    /// Bytes of a pixel.
    pixel: usize,
    /// Row and the one above it, both with a pixel of zeros to the left.
    row: Vec<u8>,
    above: Vec<u8>,
    /// Filter type and differences: of the filter that was tried last, and of the best one.
    tried: Vec<u8>,
    best: Vec<u8>,
    /// Sum of the best one's absolute differences.
    least: u64,
}

impl RowFilter {
    /// Filter for rows of `length` bytes, `pixel` bytes a pixel; above the first are zeros.
    pub fn new(length: usize, pixel: usize) -> Self {
        let zeros = |before: usize| vec![0; before + length];
        Self { pixel, row: zeros(pixel), above: zeros(pixel), tried: zeros(1), best: zeros(1), least: u64::MAX }
    }

    /// Place for the bytes of the next row.
    pub fn next_row(&mut self) -> &mut [u8] {
        std::mem::swap(&mut self.row, &mut self.above);
        &mut self.row[self.pixel..]
    }

    /// Filter type and differences of the row. Of filters that are as good the last one is taken.
    pub fn filtered(&mut self) -> &[u8] {
        self.least = u64::MAX;
        self.attempt(2, |_, above, _| above);
        self.attempt(1, |left, _, _| left);
        // The mean of both in 8 bits.
        self.attempt(3, |left, above, _| (left & above) + ((left ^ above) >> 1));
        self.attempt(4, paeth);
        &self.best
    }

    /// Differences from the prediction that `predict` makes of the bytes to the left, above, and above to the left.
    #[inline(always)]
    fn attempt(&mut self, kind: u8, predict: impl Fn(u8, u8, u8) -> u8) {
        if self.least == 0 {
            return;
        }
        let length = self.row.len() - self.pixel;
        let (row, left) = (&self.row[self.pixel..], &self.row[..length]);
        let (above, corner) = (&self.above[self.pixel..], &self.above[..length]);
        self.tried[0] = kind;
        let mut sum = 0;
        let blocks = self.tried[1..].chunks_mut(BLOCK).zip(row.chunks(BLOCK)).zip(left.chunks(BLOCK));
        for (((out, row), left), (above, corner)) in blocks.zip(above.chunks(BLOCK).zip(corner.chunks(BLOCK))) {
            sum += differences(out, [row, left, above, corner], &predict);
            if sum > self.least {
                return;
            }
        }
        self.least = sum;
        std::mem::swap(&mut self.tried, &mut self.best);
    }
}

/// Writes the differences, of at most 500 [`LANES`], to `out`. Returns the sum of their magnitudes as signed bytes.
#[inline(always)]
fn differences(out: &mut [u8], [row, left, above, corner]: [&[u8]; 4], predict: impl Fn(u8, u8, u8) -> u8) -> u64 {
    for ((out, row), (left, (above, corner))) in out.iter_mut().zip(row).zip(left.iter().zip(above.iter().zip(corner))) {
        *out = row.wrapping_sub(predict(*left, *above, *corner));
    }
    let magnitude = |value: u8| u16::from(value.cast_signed().unsigned_abs());
    let (groups, rest) = out.as_chunks::<LANES>();
    let mut sums = [0_u16; LANES];
    for group in groups {
        for lane in 0..LANES {
            sums[lane] += magnitude(group[lane]);
        }
    }
    sums.into_iter().chain(rest.iter().map(|value| magnitude(*value))).map(u64::from).sum()
}

/// Paeth's predictor (9.4) in 8 bits: left + above − corner is further from the corner than from the other two if those lie on the same side of the corner.
#[inline(always)]
fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let (to_left, to_above) = (above.abs_diff(corner), left.abs_diff(corner));
    let to_corner = if (left < corner) == (above < corner) { u8::MAX } else { to_left.abs_diff(to_above) };
    if to_left <= to_above && to_left <= to_corner {
        left
    } else if to_above <= to_corner {
        above
    } else {
        corner
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paeth_of_every_three_bytes_is_the_specified_one() {
        for at in 0..1_u32 << 24 {
            let [left, above, corner, _] = at.to_le_bytes();
            let [a, b, c] = [left, above, corner].map(i32::from);
            let (pa, pb, pc) = ((b - c).abs(), (a - c).abs(), (a + b - 2 * c).abs());
            let expected = if pa <= pb && pa <= pc {
                left
            } else if pb <= pc {
                above
            } else {
                corner
            };
            assert_eq!(paeth(left, above, corner), expected, "{left} {above} {corner}");
        }
    }

    #[test]
    fn filter_with_the_least_differences_is_taken() {
        let mut filter = RowFilter::new(40, 4);
        filter.next_row().copy_from_slice(&[7; 40]);
        // Above are zeros, so that Paeth's predictor is the pixel to the left.
        assert_eq!(filter.filtered(), [&[4, 7, 7, 7, 7][..], &[0; 36]].concat());
        filter.next_row().copy_from_slice(&[7; 40]);
        assert_eq!(filter.filtered(), [&[2][..], &[0; 40]].concat());
        // A ramp: Paeth's predictor is that to the left as well, but for the first pixel, which is nearer to 0 than to the one above.
        filter.next_row().iter_mut().enumerate().for_each(|(at, value)| *value = 3 + at as u8 / 4);
        assert_eq!(filter.filtered(), [&[1, 3, 3, 3, 3][..], &[1; 36]].concat());
    }

    #[test]
    fn differences_of_long_rows_are_summed_up() {
        for length in [1, LANES, BLOCK, 2 * BLOCK + 5] {
            let (row, zeros) = (vec![128; length], vec![0; length]);
            assert_eq!(differences(&mut vec![1; length], [&row, &zeros, &zeros, &zeros], |_, _, _| 0), 128 * length as u64);
            let mut filter = RowFilter::new(length, 1);
            filter.next_row().fill(128);
            assert_eq!(filter.filtered(), [&[4, 128][..], &vec![0; length - 1]].concat());
        }
    }
}

//! Loops with and without a thread pool. Results never depend on the number of threads: every element has one writer, and nothing is
//! summed across elements but in [`parts`] of a fixed size.

use std::ops::Range;

/// `work` for each element of `out`, with its index. Fewer than `least` elements are not worth a thread.
#[cfg(feature = "rayon")]
pub fn fill<T: Send>(out: &mut [T], least: usize, work: impl Fn(usize, &mut T) + Sync) {
    use rayon::prelude::*;
    out.par_iter_mut().enumerate().with_min_len(least).for_each(|(index, value)| work(index, value));
}

/// `work` for each element of `out`, with its index.
#[cfg(not(feature = "rayon"))]
pub fn fill<T: Send>(out: &mut [T], _: usize, work: impl Fn(usize, &mut T) + Sync) {
    out.iter_mut().enumerate().for_each(|(index, value)| work(index, value));
}

/// Results of both.
#[cfg(feature = "rayon")]
pub fn join<A: Send, B: Send>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B + Send) -> (A, B) {
    rayon::join(one, other)
}

/// Results of both.
#[cfg(not(feature = "rayon"))]
pub fn join<A: Send, B: Send>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B + Send) -> (A, B) {
    (one(), other())
}

/// `work` for each row of `length` values, with its number.
pub(crate) fn each_row<T: Send>(values: &mut [T], length: usize, work: impl Fn(usize, &mut [T]) + Sync) {
    #[cfg(feature = "rayon")]
    {
        use rayon::prelude::*;
        values.par_chunks_exact_mut(length).enumerate().for_each(|(y, row)| work(y, row));
    }
    #[cfg(not(feature = "rayon"))]
    values.chunks_exact_mut(length).enumerate().for_each(|(y, row)| work(y, row));
}

/// Elements in a part.
const PART: usize = 512;

/// Results of `work` for each part of `0..count`, in order.
pub(crate) fn parts<T: Clone + Default + Send>(count: usize, work: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
    let mut parts = vec![T::default(); count.div_ceil(PART)];
    fill(&mut parts, 1, |part, value| *value = work(part * PART..count.min((part + 1) * PART)));
    parts
}

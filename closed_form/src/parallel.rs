//! Loops with and without a thread pool. Results never depend on the number of threads: every element has one writer, and nothing is
//! summed across elements.

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

/// `work` for each element of `one` and that of `other` with the same index.
pub(crate) fn fill_both<A: Send, B: Send>(one: &mut [A], other: &mut [B], least: usize, work: impl Fn(usize, &mut A, &mut B) + Sync) {
    #[cfg(feature = "rayon")]
    {
        use rayon::prelude::*;
        one.par_iter_mut().zip(other).enumerate().with_min_len(least).for_each(|(index, (one, other))| work(index, one, other));
    }
    #[cfg(not(feature = "rayon"))]
    {
        let _ = least;
        one.iter_mut().zip(other).enumerate().for_each(|(index, (one, other))| work(index, one, other));
    }
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

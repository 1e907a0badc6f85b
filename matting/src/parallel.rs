//! The same loop with and without a thread pool. Results never depend on the number of threads: every element has one writer, and nothing is
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

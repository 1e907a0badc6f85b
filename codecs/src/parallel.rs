//! Work on the threads of the caller, where it has any. Results never depend on how many there are.

/// Results of `work` for each number below `count`, in order.
#[cfg(feature = "rayon")]
pub fn map<T: Send>(count: usize, work: impl Fn(usize) -> T + Send + Sync) -> Vec<T> {
    use rayon::prelude::*;
    (0..count).into_par_iter().map(work).collect()
}

/// Results of `work` for each number below `count`, in order.
#[cfg(not(feature = "rayon"))]
pub fn map<T: Send>(count: usize, work: impl Fn(usize) -> T + Send + Sync) -> Vec<T> {
    (0..count).map(work).collect()
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

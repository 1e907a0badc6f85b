//! Threads of the command: one pool for photos and networks.

/// Starts `count` threads, 0 being one for each core. Where the system gives none, everything runs on the calling thread, only slower.
pub fn start(count: usize) {
    let _ = rayon::ThreadPoolBuilder::new().num_threads(count).build_global();
}

/// Runs on a thread of the pool: work that comes from outside would hand in every one of its parallel loops and wait for it, hundreds of times.
pub fn on_the_pool<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    rayon::scope(|_| work())
}

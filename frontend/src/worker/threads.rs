//! The worker's threads. The browser starts each as a worker on the same memory, before the pool is made: a pool that waits for its
//! threads blocks the event loop that would start them. Where the module has no shared memory there is one thread and no pool.

/// Threads of this module: `count` of them, the calling one included.
#[cfg(not(target_feature = "atomics"))]
pub fn start(_count: usize) -> matting::Threads {
    matting::Threads::one()
}

#[cfg(target_feature = "atomics")]
pub use pool::{run, start};

#[cfg(target_feature = "atomics")]
mod pool {
    use std::collections::VecDeque;
    use std::sync::{Condvar, Mutex, PoisonError};

    use matting::Threads;
    use rayon::{ThreadBuilder, ThreadPoolBuilder};

    /// Pool threads without a worker to run on yet.
    static WAITING: Mutex<VecDeque<ThreadBuilder>> = Mutex::new(VecDeque::new());
    static ARRIVED: Condvar = Condvar::new();

    /// Pool of the calling thread and `count - 1` others, which are in [`run`] or will be.
    pub fn start(count: usize) -> Threads {
        let spawn = |thread| {
            WAITING.lock().unwrap_or_else(PoisonError::into_inner).push_back(thread);
            ARRIVED.notify_one();
            Ok(())
        };
        match ThreadPoolBuilder::new().num_threads(count).use_current_thread().spawn_handler(spawn).build_global() {
            Ok(()) => Threads::of_rayon(),
            Err(_) => Threads::one(),
        }
    }

    /// Main loop of every other worker, until the page ends it.
    pub fn run() {
        let mut waiting = WAITING.lock().unwrap_or_else(PoisonError::into_inner);
        let thread = loop {
            match waiting.pop_front() {
                Some(thread) => break thread,
                None => waiting = ARRIVED.wait(waiting).unwrap_or_else(PoisonError::into_inner),
            }
        };
        drop(waiting);
        thread.run();
    }
}

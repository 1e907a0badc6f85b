//! Threads for the independent parts of a layer.

/// Runs independent parts of work, on however many threads it has.
pub trait Parallel: Sync {
    /// Threads that work at the same time, at least 1.
    fn threads(&self) -> usize;
    /// Calls `work` once with every number below `count`, in any order, and returns when all calls have.
    fn for_each(&self, count: usize, work: &(dyn Fn(usize) + Sync));
}

/// Runs everything on the calling thread.
#[derive(Clone, Copy, Debug, Default)]
pub struct Serial;

impl Parallel for Serial {
    fn threads(&self) -> usize {
        1
    }
    fn for_each(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        (0..count).for_each(work);
    }
}

/// Runs on a rayon thread pool: a given one, or the calling thread's.
#[cfg(feature = "rayon")]
#[derive(Clone, Copy, Debug, Default)]
pub struct Pool<'a>(pub Option<&'a rayon::ThreadPool>);

#[cfg(feature = "rayon")]
impl Parallel for Pool<'_> {
    fn threads(&self) -> usize {
        self.0.map_or_else(rayon::current_num_threads, rayon::ThreadPool::current_num_threads)
    }
    fn for_each(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        use rayon::prelude::*;
        if count < 2 || self.threads() == 1 {
            return (0..count).for_each(work);
        }
        let run = || (0..count).into_par_iter().for_each(work);
        match self.0 {
            Some(pool) => pool.install(run),
            None => run(),
        }
    }
}

/// A mutable slice whose parts several threads write at the same time.
#[derive(Clone, Copy)]
pub(crate) struct Shared {
    start: *mut f32,
    len: usize,
}

// SAFETY: the pointer is only written through the unsafe methods, whose callers keep the parts apart.
unsafe impl Sync for Shared {}
// SAFETY: as above.
unsafe impl Send for Shared {}

impl Shared {
    /// Shares a slice; it must stay borrowed for as long as parts of it are written.
    pub(crate) fn new(slice: &mut [f32]) -> Self {
        Self { start: slice.as_mut_ptr(), len: slice.len() }
    }

    /// The start of the slice.
    pub(crate) fn pointer(self) -> *mut f32 {
        self.start
    }

    /// The `count` floats from `start` on.
    ///
    /// # Safety
    /// The slice must still be borrowed, and no two parts used at the same time may overlap.
    pub(crate) unsafe fn part<'a>(self, start: usize, count: usize) -> &'a mut [f32] {
        assert!(start.checked_add(count).is_some_and(|end| end <= self.len));
        // SAFETY: the part is inside the slice as just asserted, and the caller keeps parts apart.
        unsafe { std::slice::from_raw_parts_mut(self.start.add(start), count) }
    }
}

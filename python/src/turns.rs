//! Turns: as many photos at once as there are threads, so that callers without number neither fill the memory nor the stack of a thread that helps others.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Free places, and a bell for those who wait.
#[derive(Debug)]
pub struct Turns {
    free: Mutex<usize>,
    bell: Condvar,
}

/// A place, given back when it is dropped.
#[derive(Debug)]
pub struct Turn<'a>(&'a Turns);

impl Turns {
    /// So many places.
    pub fn new(places: usize) -> Self {
        Self { free: Mutex::new(places), bell: Condvar::new() }
    }

    /// Waits for a place.
    pub fn take(&self) -> Turn<'_> {
        let none_is_free = |free: &mut usize| *free == 0;
        let mut free = self.bell.wait_while(self.free(), none_is_free).unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        Turn(self)
    }

    fn free(&self) -> MutexGuard<'_, usize> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.free() += 1;
        self.0.bell.notify_one();
    }
}

//! Network without weights: it sees a disc, as slowly as a test wants, and panics on demand.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has to stop")]

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use matting::{Error, NetworkInput, Saliency, catalogue};
use ndarray::{Array2, Array4};

/// Fake network. Each pass waits while the gate is shut.
#[derive(Debug, Default)]
pub struct FakeNetwork {
    passes: AtomicUsize,
    is_shut: Mutex<bool>,
    opened: Condvar,
    panics: AtomicBool,
    hangs: AtomicUsize,
    are_released: Mutex<bool>,
    released: Condvar,
}

impl FakeNetwork {
    /// Shuts the gate.
    pub fn shut(self: &Arc<Self>) -> Arc<Self> {
        *self.is_shut.lock().unwrap() = true;
        Arc::clone(self)
    }

    /// Opens the gate.
    pub fn open(&self) {
        *self.is_shut.lock().unwrap() = false;
        self.opened.notify_all();
    }

    /// Makes the next pass panic.
    pub fn panic_once(&self) {
        self.panics.store(true, Ordering::SeqCst);
    }

    /// Makes each of the next `count` passes hang until [`FakeNetwork::release`].
    pub fn hang(&self, count: usize) {
        *self.are_released.lock().unwrap() = false;
        self.hangs.store(count, Ordering::SeqCst);
    }

    /// Lets passes that hang come back.
    pub fn release(&self) {
        *self.are_released.lock().unwrap() = true;
        self.released.notify_all();
    }

    /// Number of passes so far.
    pub fn passes(&self) -> usize {
        self.passes.load(Ordering::SeqCst)
    }
}

impl Saliency for FakeNetwork {
    fn input(&self) -> NetworkInput {
        NetworkInput { side: 64, ..catalogue::UNKNOWN }
    }

    fn map(&self, _: Array4<f32>) -> Result<Array2<f32>, Error> {
        self.passes.fetch_add(1, Ordering::SeqCst);
        if self.hangs.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
            drop(self.released.wait_while(self.are_released.lock().unwrap(), |are_released| !*are_released).unwrap());
        }
        drop(self.opened.wait_while(self.is_shut.lock().unwrap(), |is_shut| *is_shut).unwrap());
        assert!(!self.panics.swap(false, Ordering::SeqCst), "the fake panics on purpose");
        Ok(Array2::from_shape_fn((64, 64), |(y, x)| (0.5 + (16.0 - (y as f32 - 32.0).hypot(x as f32 - 32.0)) / 2.0).clamp(0.0, 1.0)))
    }
}

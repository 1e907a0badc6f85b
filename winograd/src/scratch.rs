//! Aligned memory, and the scratch each thread keeps between blocks.

use std::cell::Cell;
use std::thread::LocalKey;

/// Floats in a cache line, and in a register of the widest kernel.
pub(crate) const LINE_FLOATS: usize = 16;

/// One cache line, and one register of the widest kernel.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
struct Line([f32; LINE_FLOATS]);

/// Floats from the start of a cache line on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Floats(Vec<Line>);

impl Floats {
    /// At least `len` zeros.
    pub(crate) fn zeros(len: usize) -> Self {
        Self(vec![Line([0.0; LINE_FLOATS]); len.div_ceil(LINE_FLOATS)])
    }

    /// The floats, rounded up to whole cache lines.
    pub(crate) fn as_mut_slice(&mut self) -> &mut [f32] {
        // SAFETY: `Line` is exactly sixteen floats without padding.
        unsafe { std::slice::from_raw_parts_mut(self.0.as_mut_ptr().cast(), self.0.len() * LINE_FLOATS) }
    }

    /// The floats, rounded up to whole cache lines.
    pub(crate) fn as_slice(&self) -> &[f32] {
        // SAFETY: `Line` is exactly sixteen floats without padding.
        unsafe { std::slice::from_raw_parts(self.0.as_ptr().cast(), self.0.len() * LINE_FLOATS) }
    }
}

thread_local! {
    static SCRATCH: Cell<Floats> = const { Cell::new(Floats(Vec::new())) };
    static SHARED: Cell<Floats> = const { Cell::new(Floats(Vec::new())) };
}

/// Lends this thread's scratch, of at least `len` floats with arbitrary contents.
///
/// The scratch is taken out while in use, so that a nested use would get its own.
pub(crate) fn with_scratch<R>(len: usize, work: impl FnOnce(&mut [f32]) -> R) -> R {
    with(&SCRATCH, len, work)
}

/// Lends the same for what the threads of a layer share, which the one that runs the layer keeps.
pub(crate) fn with_shared<R>(len: usize, work: impl FnOnce(&mut [f32]) -> R) -> R {
    with(&SHARED, len, work)
}

fn with<R>(place: &'static LocalKey<Cell<Floats>>, len: usize, work: impl FnOnce(&mut [f32]) -> R) -> R {
    let mut floats = place.take();
    if floats.0.len() * LINE_FLOATS < len {
        floats = Floats::zeros(len);
    }
    let result = work(&mut floats.as_mut_slice()[..len]);
    place.set(floats);
    result
}

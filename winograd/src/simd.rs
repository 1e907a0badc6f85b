//! The vector operations the kernels are written in, and the choice of an implementation.
//!
//! Kernels are generic functions over [`Simd`], always inlined into one entry point per instruction set which carries the
//! `#[target_feature]` attribute; so one text is compiled for every register width.

use crate::gemm::GemmOperands;
use crate::scratch::LINE_FLOATS;

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;
mod portable;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;

/// One vector instruction set.
///
/// # Safety
/// Every function may only be called on a CPU with the instruction set; loads and stores need [`LANES`](Simd::LANES)
/// (or `count`) readable or writable floats, at any alignment.
pub(crate) unsafe trait Simd: Copy {
    /// A register of [`LANES`](Simd::LANES) floats.
    type Vector: Copy;
    /// Floats in a register.
    const LANES: usize;
    /// Tiles (rows of the left factor) that one call of [`gemm`](Simd::gemm) multiplies: as many as the register file holds.
    const MICRO_KERNEL_ROWS: usize;
    /// Registers in one row of a wide panel of weights.
    const PANEL: usize;

    unsafe fn splat(value: f32) -> Self::Vector;
    unsafe fn load(from: *const f32) -> Self::Vector;
    unsafe fn store(to: *mut f32, value: Self::Vector);
    unsafe fn add(a: Self::Vector, b: Self::Vector) -> Self::Vector;
    unsafe fn sub(a: Self::Vector, b: Self::Vector) -> Self::Vector;
    unsafe fn max(a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// `a·b + c`, rounded once where the instruction set can.
    unsafe fn mul_add(a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector;
    /// Products of [`MICRO_KERNEL_ROWS`](Simd::MICRO_KERNEL_ROWS) tiles with one panel of `vectors` registers (1 or [`PANEL`](Simd::PANEL)).
    unsafe fn gemm(work: GemmOperands, vectors: usize);

    /// `a·b`.
    #[inline(always)]
    unsafe fn mul(a: Self::Vector, b: Self::Vector) -> Self::Vector {
        Self::mul_add(a, b, Self::splat(0.0))
    }

    /// One float in every lane.
    #[inline(always)]
    unsafe fn load_splat(from: *const f32) -> Self::Vector {
        Self::splat(*from)
    }

    /// The first `count` lanes, zero in the others.
    #[inline(always)]
    unsafe fn load_first(from: *const f32, count: usize) -> Self::Vector {
        let mut lanes = [0.0; LINE_FLOATS];
        core::ptr::copy_nonoverlapping(from, lanes.as_mut_ptr(), count);
        Self::load(lanes.as_ptr())
    }

    /// Stores the first `count` lanes.
    #[inline(always)]
    unsafe fn store_first(to: *mut f32, value: Self::Vector, count: usize) {
        let mut lanes = [0.0; LINE_FLOATS];
        Self::store(lanes.as_mut_ptr(), value);
        core::ptr::copy_nonoverlapping(lanes.as_ptr(), to, count);
    }

    /// Sum of the lanes, always in the same order.
    #[inline(always)]
    unsafe fn sum(value: Self::Vector) -> f32 {
        let mut lanes = [0.0; LINE_FLOATS];
        Self::store(lanes.as_mut_ptr(), value);
        let mut width = Self::LANES;
        while width > 1 {
            width /= 2;
            for lane in 0..width {
                lanes[lane] += lanes[lane + width];
            }
        }
        lanes[0]
    }
}

/// Work written once for every instruction set.
pub(crate) trait Task {
    type Output;
    /// Runs the task; must be `#[inline(always)]`, or it is compiled without the instruction set.
    ///
    /// # Safety
    /// The CPU must have the instruction set of `S`.
    unsafe fn run<S: Simd>(self) -> Self::Output;
}

/// An instruction set the kernels are compiled for.
///
/// [`Kernel::best`] is what to use; the others serve tests and measurements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kernel {
    /// Plain Rust in groups of four floats.
    Portable,
    /// x86-64 with AVX2 and FMA: 8 lanes.
    Avx2,
    /// x86-64 with AVX-512F: 16 lanes.
    Avx512,
    /// WebAssembly SIMD: 4 lanes.
    Simd128,
    /// WebAssembly relaxed SIMD where its multiply-add is fused: 4 lanes.
    RelaxedSimd128,
    /// AArch64: 4 lanes.
    Neon,
}

impl Kernel {
    /// Every kernel, slowest first.
    pub const ALL: [Kernel; 6] = [Kernel::Portable, Kernel::Simd128, Kernel::RelaxedSimd128, Kernel::Neon, Kernel::Avx2, Kernel::Avx512];

    /// True if this build has the kernel and this CPU can run it.
    pub fn available(self) -> bool {
        match self {
            Kernel::Portable => true,
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx512 => is_x86_feature_detected!("avx512f"),
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Kernel::Simd128 => true,
            #[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
            Kernel::RelaxedSimd128 => simd128::is_fused(),
            #[cfg(target_arch = "aarch64")]
            Kernel::Neon => true,
            #[allow(unreachable_patterns)]
            _ => false,
        }
    }

    /// The fastest available kernel.
    pub fn best() -> Kernel {
        Self::ALL.into_iter().rev().find(|kernel| kernel.available()).unwrap_or(Kernel::Portable)
    }

    /// Runs `task` compiled for this kernel.
    ///
    /// # Panics
    /// If the kernel is not [available](Kernel::available).
    pub(crate) fn run<T: Task>(self, task: T) -> T::Output {
        assert!(self.available(), "{self:?} is not available on this CPU");
        // SAFETY: the CPU has the instruction set, as just asserted.
        unsafe {
            match self {
                #[cfg(target_arch = "x86_64")]
                Kernel::Avx2 => avx2::run(task),
                #[cfg(target_arch = "x86_64")]
                Kernel::Avx512 => avx512::run(task),
                #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
                Kernel::Simd128 => task.run::<simd128::Simd128<false>>(),
                #[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
                Kernel::RelaxedSimd128 => task.run::<simd128::Simd128<true>>(),
                #[cfg(target_arch = "aarch64")]
                Kernel::Neon => task.run::<neon::Neon>(),
                _ => task.run::<portable::Portable>(),
            }
        }
    }

    /// Register and panel sizes of this kernel.
    pub(crate) fn shape(self) -> Shape {
        self.run(QueryShape)
    }
}

/// Sizes a kernel works in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// Floats in a register.
    pub(crate) lanes: usize,
    /// Tiles in one micro-kernel call.
    pub(crate) micro_kernel_rows: usize,
    /// Registers in a row of a wide panel.
    pub(crate) panel: usize,
}

impl Shape {
    /// Registers in a row of the panels of a layer with so many outputs.
    pub(crate) fn vectors(self, outputs: usize) -> usize {
        if outputs <= self.lanes { 1 } else { self.panel }
    }
}

struct QueryShape;

impl Task for QueryShape {
    type Output = Shape;
    #[inline(always)]
    unsafe fn run<S: Simd>(self) -> Shape {
        Shape { lanes: S::LANES, micro_kernel_rows: S::MICRO_KERNEL_ROWS, panel: S::PANEL }
    }
}

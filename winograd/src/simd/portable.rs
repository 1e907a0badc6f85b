//! Plain Rust in groups of four, which the compiler turns into whatever the target's baseline has.

use super::Simd;
use crate::gemm::{GemmOperands, gemm_micro_kernel};

#[derive(Clone, Copy)]
pub(super) struct Portable;

/// Applies `op` lane by lane.
#[inline(always)]
fn zip(a: [f32; 4], b: [f32; 4], op: impl Fn(f32, f32) -> f32) -> [f32; 4] {
    [op(a[0], b[0]), op(a[1], b[1]), op(a[2], b[2]), op(a[3], b[3])]
}

// SAFETY: reads and writes exactly the four floats the trait allows, and needs no instruction set.
unsafe impl Simd for Portable {
    type Vector = [f32; 4];
    const LANES: usize = 4;
    const MICRO_KERNEL_ROWS: usize = 4;
    const PANEL: usize = 2;

    #[inline(always)]
    unsafe fn splat(value: f32) -> [f32; 4] {
        [value; 4]
    }
    #[inline(always)]
    unsafe fn load(from: *const f32) -> [f32; 4] {
        from.cast::<[f32; 4]>().read_unaligned()
    }
    #[inline(always)]
    unsafe fn store(to: *mut f32, value: [f32; 4]) {
        to.cast::<[f32; 4]>().write_unaligned(value)
    }
    #[inline(always)]
    unsafe fn add(a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
        zip(a, b, |a, b| a + b)
    }
    #[inline(always)]
    unsafe fn sub(a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
        zip(a, b, |a, b| a - b)
    }
    #[inline(always)]
    unsafe fn max(a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
        zip(a, b, |a, b| if a > b { a } else { b })
    }
    #[inline(always)]
    unsafe fn mul_add(a: [f32; 4], b: [f32; 4], c: [f32; 4]) -> [f32; 4] {
        [a[0] * b[0] + c[0], a[1] * b[1] + c[1], a[2] * b[2] + c[2], a[3] * b[3] + c[3]]
    }
    #[inline(always)]
    unsafe fn gemm(work: GemmOperands, vectors: usize) {
        match vectors {
            1 => gemm_micro_kernel::<Self, { Self::MICRO_KERNEL_ROWS }, 1>(work),
            _ => gemm_micro_kernel::<Self, { Self::MICRO_KERNEL_ROWS }, { Self::PANEL }>(work),
        }
    }
}

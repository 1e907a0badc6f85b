//! AVX-512F: thirty-two registers of sixteen floats.

use super::{Simd, Task};
use crate::gemm::{GemmOperands, gemm_micro_kernel};
use core::arch::x86_64::*;

#[derive(Clone, Copy)]
pub(super) struct Avx512;

/// Runs a task compiled for AVX-512F.
#[target_feature(enable = "avx512f")]
pub(super) unsafe fn run<T: Task>(task: T) -> T::Output {
    // SAFETY: the attribute makes the instruction set this function's own requirement.
    unsafe { task.run::<Avx512>() }
}

// SAFETY: each function is the intrinsic of the same meaning.
unsafe impl Simd for Avx512 {
    type Vector = __m512;
    const LANES: usize = 16;
    const MICRO_KERNEL_ROWS: usize = 14;
    const PANEL: usize = 2;

    #[inline(always)]
    unsafe fn splat(value: f32) -> __m512 {
        _mm512_set1_ps(value)
    }
    #[inline(always)]
    unsafe fn load(from: *const f32) -> __m512 {
        _mm512_loadu_ps(from)
    }
    #[inline(always)]
    unsafe fn store(to: *mut f32, value: __m512) {
        _mm512_storeu_ps(to, value)
    }
    #[inline(always)]
    unsafe fn add(a: __m512, b: __m512) -> __m512 {
        _mm512_add_ps(a, b)
    }
    #[inline(always)]
    unsafe fn sub(a: __m512, b: __m512) -> __m512 {
        _mm512_sub_ps(a, b)
    }
    #[inline(always)]
    unsafe fn max(a: __m512, b: __m512) -> __m512 {
        _mm512_max_ps(a, b)
    }
    #[inline(always)]
    unsafe fn mul_add(a: __m512, b: __m512, c: __m512) -> __m512 {
        _mm512_fmadd_ps(a, b, c)
    }
    #[inline(always)]
    unsafe fn gemm(work: GemmOperands, vectors: usize) {
        match vectors {
            1 => gemm_micro_kernel::<Self, { Self::MICRO_KERNEL_ROWS }, 1>(work),
            _ => gemm_micro_kernel::<Self, { Self::MICRO_KERNEL_ROWS }, { Self::PANEL }>(work),
        }
    }
}

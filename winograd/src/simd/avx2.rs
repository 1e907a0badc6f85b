//! AVX2 with FMA: sixteen registers of eight floats.

use super::{Simd, Task};
use crate::gemm::{GemmOperands, gemm_micro_kernel};
use core::arch::x86_64::*;

#[derive(Clone, Copy)]
pub(super) struct Avx2;

/// Runs a task compiled for AVX2 and FMA.
#[target_feature(enable = "avx2,fma")]
pub(super) unsafe fn run<T: Task>(task: T) -> T::Output {
    // SAFETY: the attribute makes the instruction set this function's own requirement.
    unsafe { task.run::<Avx2>() }
}

// SAFETY: each function is the intrinsic of the same meaning.
unsafe impl Simd for Avx2 {
    type Vector = __m256;
    const LANES: usize = 8;
    const MICRO_KERNEL_ROWS: usize = 6;
    const PANEL: usize = 2;

    #[inline(always)]
    unsafe fn splat(value: f32) -> __m256 {
        _mm256_set1_ps(value)
    }
    #[inline(always)]
    unsafe fn load(from: *const f32) -> __m256 {
        _mm256_loadu_ps(from)
    }
    #[inline(always)]
    unsafe fn store(to: *mut f32, value: __m256) {
        _mm256_storeu_ps(to, value)
    }
    #[inline(always)]
    unsafe fn add(a: __m256, b: __m256) -> __m256 {
        _mm256_add_ps(a, b)
    }
    #[inline(always)]
    unsafe fn sub(a: __m256, b: __m256) -> __m256 {
        _mm256_sub_ps(a, b)
    }
    #[inline(always)]
    unsafe fn max(a: __m256, b: __m256) -> __m256 {
        _mm256_max_ps(a, b)
    }
    #[inline(always)]
    unsafe fn mul_add(a: __m256, b: __m256, c: __m256) -> __m256 {
        _mm256_fmadd_ps(a, b, c)
    }
    #[inline(always)]
    unsafe fn gemm(work: GemmOperands, vectors: usize) {
        match vectors {
            1 => gemm_micro_kernel::<Self, { Self::MICRO_KERNEL_ROWS }, 1>(work),
            _ => gemm_micro_kernel::<Self, { Self::MICRO_KERNEL_ROWS }, { Self::PANEL }>(work),
        }
    }
}

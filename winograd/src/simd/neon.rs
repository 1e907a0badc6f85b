//! AArch64 NEON: thirty-two registers of four floats.

use super::Simd;
use crate::gemm::{GemmOperands, gemm_micro_kernel};
use core::arch::aarch64::*;

#[derive(Clone, Copy)]
pub(super) struct Neon;

// SAFETY: each function is the intrinsic of the same meaning, and NEON belongs to every AArch64 CPU with floats.
unsafe impl Simd for Neon {
    type Vector = float32x4_t;
    const LANES: usize = 4;
    const MICRO_KERNEL_ROWS: usize = 6;
    const PANEL: usize = 4;

    #[inline(always)]
    unsafe fn splat(value: f32) -> float32x4_t {
        vdupq_n_f32(value)
    }
    #[inline(always)]
    unsafe fn load(from: *const f32) -> float32x4_t {
        vld1q_f32(from)
    }
    #[inline(always)]
    unsafe fn store(to: *mut f32, value: float32x4_t) {
        vst1q_f32(to, value)
    }
    #[inline(always)]
    unsafe fn add(a: float32x4_t, b: float32x4_t) -> float32x4_t {
        vaddq_f32(a, b)
    }
    #[inline(always)]
    unsafe fn sub(a: float32x4_t, b: float32x4_t) -> float32x4_t {
        vsubq_f32(a, b)
    }
    #[inline(always)]
    unsafe fn max(a: float32x4_t, b: float32x4_t) -> float32x4_t {
        vmaxq_f32(a, b)
    }
    #[inline(always)]
    unsafe fn mul_add(a: float32x4_t, b: float32x4_t, c: float32x4_t) -> float32x4_t {
        vfmaq_f32(c, a, b)
    }
    #[inline(always)]
    unsafe fn gemm(work: GemmOperands, vectors: usize) {
        match vectors {
            1 => gemm_micro_kernel::<Self, { Self::MICRO_KERNEL_ROWS }, 1>(work),
            _ => gemm_micro_kernel::<Self, { Self::MICRO_KERNEL_ROWS }, { Self::PANEL }>(work),
        }
    }
}

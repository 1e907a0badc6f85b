//! WebAssembly SIMD: registers of four floats, of which engines on x86-64 have fifteen to give.

use super::Simd;
use crate::gemm::{GemmOperands, gemm_micro_kernel};
use core::arch::wasm32::*;

/// With or without `f32x4.relaxed_madd`. Without, each product takes a register more, and eight tiles by one register were measured
/// 7 % faster for the whole of U²-Net-p in Chromium than six by two.
#[derive(Clone, Copy)]
pub(super) struct Simd128<const FUSED: bool>;

/// Rows of the micro-kernel and registers of its panel, fused.
const FUSED_SHAPE: (usize, usize) = (6, 2);
/// The same without.
const PLAIN_SHAPE: (usize, usize) = (8, 1);

/// True if `f32x4.relaxed_madd` rounds once here. It need not; and a module is also served with the instruction replaced by a
/// multiplication and an addition.
#[cfg(target_feature = "relaxed-simd")]
pub(super) fn is_fused() -> bool {
    // The square is 1 + 2⁻¹¹ + 2⁻²⁴, whose last term a rounding in between drops.
    let factor = core::hint::black_box(f32x4_splat(1.0 + 1.0 / 4096.0));
    let rounded = core::hint::black_box(f32x4_splat(-(1.0 + 1.0 / 2048.0)));
    f32x4_extract_lane::<0>(f32x4_relaxed_madd(factor, factor, rounded)) != 0.0
}

// SAFETY: each function is the instruction of the same meaning, and a module only loads where the engine has them.
unsafe impl<const FUSED: bool> Simd for Simd128<FUSED> {
    type Vector = v128;
    const LANES: usize = 4;
    const MICRO_KERNEL_ROWS: usize = if FUSED { FUSED_SHAPE.0 } else { PLAIN_SHAPE.0 };
    const PANEL: usize = if FUSED { FUSED_SHAPE.1 } else { PLAIN_SHAPE.1 };

    #[inline(always)]
    unsafe fn splat(value: f32) -> v128 {
        f32x4_splat(value)
    }
    #[inline(always)]
    unsafe fn load_splat(from: *const f32) -> v128 {
        v128_load32_splat(from.cast())
    }
    #[inline(always)]
    unsafe fn load(from: *const f32) -> v128 {
        v128_load(from.cast())
    }
    #[inline(always)]
    unsafe fn store(to: *mut f32, value: v128) {
        v128_store(to.cast(), value)
    }
    #[inline(always)]
    unsafe fn add(a: v128, b: v128) -> v128 {
        f32x4_add(a, b)
    }
    #[inline(always)]
    unsafe fn sub(a: v128, b: v128) -> v128 {
        f32x4_sub(a, b)
    }
    /// `f32x4.pmax` is one instruction on x86-64, where `f32x4.max` needs several to order NaN and signed zero.
    #[inline(always)]
    unsafe fn max(a: v128, b: v128) -> v128 {
        f32x4_pmax(a, b)
    }
    #[inline(always)]
    unsafe fn mul_add(a: v128, b: v128, c: v128) -> v128 {
        #[cfg(target_feature = "relaxed-simd")]
        if FUSED {
            return f32x4_relaxed_madd(a, b, c);
        }
        f32x4_add(f32x4_mul(a, b), c)
    }
    #[inline(always)]
    unsafe fn gemm(work: GemmOperands, vectors: usize) {
        match (FUSED, vectors) {
            (true, 1) => gemm_micro_kernel::<Self, { FUSED_SHAPE.0 }, 1>(work),
            (true, _) => gemm_micro_kernel::<Self, { FUSED_SHAPE.0 }, { FUSED_SHAPE.1 }>(work),
            (false, _) => gemm_micro_kernel::<Self, { PLAIN_SHAPE.0 }, { PLAIN_SHAPE.1 }>(work),
        }
    }
}

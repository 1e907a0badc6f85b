//! WebAssembly SIMD: registers of four floats, of which engines on x86-64 have fifteen to give.

use super::Simd;
use crate::products::{Products, multiply};
use core::arch::wasm32::*;

/// Tiles of one call. Without fused multiply-add each product takes a register more, and eight tiles by one register were
/// measured 7 % faster for the whole of U²-Net-p in Chromium than six by two.
const TILES: usize = if cfg!(target_feature = "relaxed-simd") { 6 } else { 8 };
const PANEL: usize = if cfg!(target_feature = "relaxed-simd") { 2 } else { 1 };

#[derive(Clone, Copy)]
pub(super) struct Simd128;

// SAFETY: each function is the instruction of the same meaning, and a module only loads where the engine has them.
unsafe impl Simd for Simd128 {
    type Vector = v128;
    const LANES: usize = 4;
    const TILES: usize = TILES;
    const PANEL: usize = PANEL;

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
    #[cfg(target_feature = "relaxed-simd")]
    #[inline(always)]
    unsafe fn mul_add(a: v128, b: v128, c: v128) -> v128 {
        f32x4_relaxed_madd(a, b, c)
    }
    #[cfg(not(target_feature = "relaxed-simd"))]
    #[inline(always)]
    unsafe fn mul_add(a: v128, b: v128, c: v128) -> v128 {
        f32x4_add(f32x4_mul(a, b), c)
    }
    #[inline(always)]
    unsafe fn products(work: Products, vectors: usize) {
        match vectors {
            1 => multiply::<Self, TILES, 1>(work),
            _ => multiply::<Self, TILES, PANEL>(work),
        }
    }
}

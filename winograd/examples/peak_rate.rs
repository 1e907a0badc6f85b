//! Peak rate of multiply-adds of one thread of this machine: a loop over registers alone. What the network reaches is a share of it.
//!
//! `cargo xtask bench peak` runs it natively and in WebAssembly.

#![allow(unsafe_code, clippy::unwrap_used, reason = "the host of a wasm module is foreign, and so are vector instructions")]

#[path = "support/host.rs"]
mod host;
use host::{now_ms, print};

/// Independent sums, enough to hide the latency of four cycles on two units, few enough for sixteen registers.
const SUMS: usize = 12;
const STEPS: usize = 5_000_000;
/// V8 compiles a function well only after some calls of it, and never while it runs.
const PASSES: usize = 40;

#[cfg(target_arch = "wasm32")]
mod lanes {
    use std::arch::wasm32::{f32x4, f32x4_extract_lane, v128};

    pub const LANES: usize = 4;

    #[inline(never)]
    pub fn sum(start: f32) -> f32 {
        let (factor, addend) = (f32x4(0.999, 0.998, 0.997, 0.996), f32x4(start, start, start, start));
        let mut sums: [v128; super::SUMS] = [addend; super::SUMS];
        for _ in 0..super::STEPS {
            for sum in &mut sums {
                #[cfg(target_feature = "relaxed-simd")]
                {
                    *sum = std::arch::wasm32::f32x4_relaxed_madd(*sum, factor, addend);
                }
                #[cfg(not(target_feature = "relaxed-simd"))]
                {
                    *sum = std::arch::wasm32::f32x4_add(std::arch::wasm32::f32x4_mul(*sum, factor), addend);
                }
            }
        }
        sums.iter().map(|sum| f32x4_extract_lane::<0>(*sum)).sum()
    }
}

#[cfg(target_arch = "x86_64")]
mod lanes {
    use std::arch::x86_64::*;

    pub const LANES: usize = 16;

    #[target_feature(enable = "avx512f")]
    fn with_avx512(start: f32) -> f32 {
        let (factor, addend) = (_mm512_set1_ps(0.999), _mm512_set1_ps(start));
        let mut sums = [addend; super::SUMS];
        for _ in 0..super::STEPS {
            for sum in &mut sums {
                *sum = _mm512_fmadd_ps(*sum, factor, addend);
            }
        }
        sums.into_iter().map(|sum| _mm512_reduce_add_ps(sum)).sum()
    }

    /// Two vectors of eight for each of sixteen, so that as much is done.
    #[target_feature(enable = "avx2,fma")]
    fn with_avx2(start: f32) -> f32 {
        let (factor, addend) = (_mm256_set1_ps(0.999), _mm256_set1_ps(start));
        let mut sums = [addend; super::SUMS];
        for _ in 0..2 * super::STEPS {
            for sum in &mut sums {
                *sum = _mm256_fmadd_ps(*sum, factor, addend);
            }
        }
        sums.into_iter().map(|sum| _mm256_cvtss_f32(sum)).sum()
    }

    pub fn sum(start: f32) -> f32 {
        assert!(is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"), "this loop is for machines with AVX2 and FMA");
        if is_x86_feature_detected!("avx512f") {
            // SAFETY: just asked.
            unsafe { with_avx512(start) }
        } else {
            // SAFETY: just asked.
            unsafe { with_avx2(start) }
        }
    }
}

#[cfg(not(any(target_arch = "wasm32", target_arch = "x86_64")))]
mod lanes {
    pub const LANES: usize = 4;

    pub fn sum(start: f32) -> f32 {
        let mut sums = [[start; LANES]; super::SUMS];
        for _ in 0..super::STEPS {
            for lane in sums.iter_mut().flatten() {
                *lane = lane.mul_add(0.999, start);
            }
        }
        sums.iter().flatten().sum()
    }
}

fn measure() {
    let mut best = f64::INFINITY;
    let mut kept = 0.0;
    for pass in 0..PASSES {
        let begun = now_ms();
        kept += lanes::sum(std::hint::black_box(1.0 + pass as f32));
        best = best.min(now_ms() - begun);
    }
    let operations = 2.0 * (SUMS * STEPS * lanes::LANES) as f64;
    print(&format!("{:.0} GFLOP/s in registers, multiply and add counted apart (sum {kept:.1})", operations / best / 1e6));
}

fn main() {
    measure();
}

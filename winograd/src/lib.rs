#![doc = include_str!("../README.md")]

#[allow(unsafe_code)]
mod blocks;
mod conv3x3;
#[allow(unsafe_code)]
mod gemm;
#[allow(unsafe_code)]
mod im2col;
#[allow(unsafe_code)]
mod input_transform;
mod layer;
#[allow(unsafe_code)]
mod max_pool;
mod onnx;
#[allow(unsafe_code)]
mod output_transform;
#[allow(unsafe_code)]
mod panelwise;
#[allow(unsafe_code)]
mod parallel;
mod plan;
mod rewrite;
#[allow(unsafe_code)]
mod scratch;
mod shared_weights;
#[allow(unsafe_code)]
mod simd;
#[allow(unsafe_code)]
mod single_output;
mod tiles;
#[allow(unsafe_code)]
mod upsample;
mod view;
mod weights;

pub use conv3x3::Conv3x3;
pub use im2col::{ConvParams, Im2colConv};
pub use layer::Threads;
pub use max_pool::max_pool_2x2_ceil;
pub use onnx::{OnnxFile, ReadResult, UnsupportedOperator, declared_shape};
#[cfg(feature = "rayon")]
pub use parallel::Pool;
pub use parallel::{Parallel, Serial};
pub use rewrite::rewrite;
pub use simd::Kernel;
pub use upsample::upsample_bilinear;
pub use view::View;

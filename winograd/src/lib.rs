//! Fast 3×3 convolution, and the few layers around it, for networks of few channels on large maps such as U²-Net
//! (Qin et al. 2020): one image at a time, channels last, `f32`.
//!
//! ```
//! use winograd::{Conv3x3, Serial, View};
//!
//! let blur = Conv3x3::new(&[1.0 / 9.0; 9], 1, 1, &[], false, 1);
//! let image = vec![9.0; 5 * 7];
//! let mut blurred = vec![0.0; 5 * 7];
//! blur.run(&[View::new(&image, 5, 7, 1)], None, &mut blurred, &Serial);
//! assert!((blurred[8] - 9.0).abs() < 1e-5);
//! assert!((blurred[0] - 4.0).abs() < 1e-5);
//! ```
//!
//! [`read`] makes a tract network of an ONNX file, [`rewrite`] puts these layers in the place of its own.

#[allow(unsafe_code)]
mod blocks;
mod conv3x3;
#[allow(unsafe_code)]
mod input_transform;
mod layer;
#[allow(unsafe_code)]
mod max_pool;
mod onnx;
#[allow(unsafe_code)]
mod output_transform;
#[allow(unsafe_code)]
mod parallel;
#[allow(unsafe_code)]
mod products;
mod read;
mod rewrite;
#[allow(unsafe_code)]
mod scratch;
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
pub use layer::Threads;
pub use max_pool::max_pool_2x2_ceil;
#[cfg(feature = "rayon")]
pub use parallel::Pool;
pub use parallel::{Parallel, Serial};
pub use read::{declared_side, read};
pub use rewrite::rewrite;
pub use simd::Kernel;
pub use upsample::upsample_bilinear;
pub use view::View;

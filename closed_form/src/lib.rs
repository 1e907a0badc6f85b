#![doc = include_str!("../README.md")]

mod aggregates;
mod cholesky;
mod coarse_to_fine;
mod dissection;
mod error;
mod guide_image;
mod image;
mod laplacian;
mod layers;
mod multilevel;
mod parallel;
mod plain_blocks;
mod single_level;
mod size;
mod solver;
#[cfg(test)]
mod testing;
mod tiles;
mod trimap;

pub use coarse_to_fine::solve;
pub use error::Error;
pub use guide_image::GuideImage;
pub use image::{Image, ImageMut, Samples, SamplesMut};
pub use layers::{Layers, MAX_PIXELS};
pub use parallel::{fill, join};
pub use single_level::solve_single_level;
pub use size::Size;
pub use trimap::{KnownAlpha, Trimap};

/// Callback, called several times a second while equations are solved; `Break` ends the work with [`Error::Interrupted`].
pub type Interrupt<'a> = dyn FnMut() -> std::ops::ControlFlow<()> + 'a;

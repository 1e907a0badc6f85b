//! Stage "compose" (compositing): photo and matte to cut-out pixels.

mod background;
mod blend;
mod composed;
mod cut_out;
mod frame;
mod gaussian_blur;
mod outline;
mod shadow;
mod subject;
mod trim;

pub use background::BackgroundSource;
pub use composed::{Composed, Layout, Pixels, compose, mask};
pub use cut_out::cut_out;
pub use trim::kept_area;

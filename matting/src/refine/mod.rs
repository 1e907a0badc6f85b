//! Stage "refine" (matting): saliency map and brush strokes to trimap, trimap and photo to matte.

mod alpha;
mod box_blur;
mod box_downscale;
mod brush_strokes;
mod enclosed_background;
mod fusion;
mod guided_filter;
mod scaled_copies;
mod trimap;
mod upsampling;

pub use alpha::{Method, matte};
pub use brush_strokes::{Stroke, draw};
pub use enclosed_background::enclosed_background;
pub use fusion::{Reference, fuse};
pub use scaled_copies::ScaledCopies;
pub use trimap::trimap;

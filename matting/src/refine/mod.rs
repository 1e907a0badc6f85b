//! Stage "refine": saliency map and brush strokes to trimap, trimap and photo to matte.

mod alpha;
mod band;
mod box_blur;
mod box_downscale;
mod brush_strokes;
mod enclosed_background;
mod fusion;
mod guided_filter;
mod scaled_copies;
mod upsampling;

pub use alpha::{Method, matte};
pub use band::trimap;
pub use brush_strokes::{Stroke, draw};
pub use enclosed_background::enclosed_background;
pub use fusion::{Reference, fuse};
pub use scaled_copies::ScaledCopies;

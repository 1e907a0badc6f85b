//! Inputs beside photo and options: mask, trimap, strokes, background picture.

use crate::{Picture, Plane, Stroke};

/// Inputs beside photo and options.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Inputs<'a> {
    /// Brush strokes.
    pub strokes: &'a [Stroke],
    /// Trimap (0 background, 255 subject, anything else unknown), of any size, in place of the one from the network's map.
    pub trimap: Option<&'a Plane>,
    /// Mask (0 background, 255 subject), of any size, in place of the network's map.
    pub mask: Option<&'a Plane>,
    /// Picture for [`crate::Background::Picture`], in sRGB.
    pub background: Option<&'a Picture>,
}

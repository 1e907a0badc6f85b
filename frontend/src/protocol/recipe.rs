//! Request for a cut-out of a photo that the worker has already, and the area of the photo that the result shows.

use matting::resize::Region;
use matting::{Options, Size, Stroke};
use serde::{Deserialize, Serialize};

/// Complete description of a wanted result. Equal recipes give equal files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// Options of the core.
    pub options: Options,
    /// Brush strokes, in the order in which they were drawn.
    pub strokes: Vec<Stroke>,
    /// Number of the background picture; `None` for every other background.
    pub background_picture: Option<u32>,
    /// Number of the network that finds the subject. The page's own: the worker has one network, and is not told.
    #[serde(skip)]
    pub network: u32,
}

/// What a result shows, as fractions of the photo's width and height. A frame reaches beyond the photo.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisibleArea {
    /// Left edge; 0 is the photo's.
    pub left: f32,
    /// Top edge; 0 is the photo's.
    pub top: f32,
    /// Width; 1 is the photo's.
    pub width: f32,
    /// Height; 1 is the photo's.
    pub height: f32,
}

impl VisibleArea {
    /// The whole photo.
    pub const WHOLE: VisibleArea = VisibleArea { left: 0.0, top: 0.0, width: 1.0, height: 1.0 };

    /// `view`, in pixels, of a photo with `photo` pixels.
    pub fn of(view: Region, photo: Size) -> Self {
        let fraction = |part: f64, whole: u32| (part / f64::from(whole.max(1))) as f32;
        Self {
            left: fraction(view.left, photo.width),
            top: fraction(view.top, photo.height),
            width: fraction(view.width, photo.width),
            height: fraction(view.height, photo.height),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visible_area_is_in_fractions_of_the_photo() {
        let view = Region { left: 25.0, top: -10.0, width: 50.0, height: 50.0 };
        let expected = VisibleArea { left: 0.25, top: -0.25, width: 0.5, height: 1.25 };
        assert_eq!(VisibleArea::of(view, Size { width: 100, height: 40 }), expected);
        assert_eq!(VisibleArea::of(Region::whole(Size { width: 3, height: 7 }), Size { width: 3, height: 7 }), VisibleArea::WHOLE);
    }
}

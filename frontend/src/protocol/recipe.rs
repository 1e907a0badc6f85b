//! Request for a cut-out of a photo that the worker has already, and the area of the photo that the result shows.

use matting::{Area, Options, Size, Stroke};
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

/// Visible crop, as fractions of the photo's width and height.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisibleArea {
    /// Left edge, 0 to 1.
    pub left: f32,
    /// Top edge, 0 to 1.
    pub top: f32,
    /// Width, 0 to 1.
    pub width: f32,
    /// Height, 0 to 1.
    pub height: f32,
}

impl VisibleArea {
    /// The whole photo.
    pub const WHOLE: VisibleArea = VisibleArea { left: 0.0, top: 0.0, width: 1.0, height: 1.0 };

    /// `area`, in pixels, of a photo with `frame` pixels.
    pub fn of(area: Area, frame: Size) -> Self {
        let fraction = |part: u32, whole: u32| (f64::from(part) / f64::from(whole.max(1))) as f32;
        Self {
            left: fraction(area.left, frame.width),
            top: fraction(area.top, frame.height),
            width: fraction(area.size.width, frame.width),
            height: fraction(area.size.height, frame.height),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visible_area_is_in_fractions_of_the_photo() {
        let area = Area { left: 25, top: 0, size: Size { width: 50, height: 10 } };
        let expected = VisibleArea { left: 0.25, top: 0.0, width: 0.5, height: 0.25 };
        assert_eq!(VisibleArea::of(area, Size { width: 100, height: 40 }), expected);
        assert_eq!(VisibleArea::of(Area::whole(Size { width: 3, height: 7 }), Size { width: 3, height: 7 }), VisibleArea::WHOLE);
    }
}

//! View of the photo under the brush: zoom and pan.
//!
//! Two coordinate systems: the photo's, in fractions of its width and height, and the viewport's, in fractions of the viewport's. The viewport has
//! the photo's proportions and shows all of it at zoom 1.

/// Point, right and down.
pub type Point = [f32; 2];

/// Part of the photo that the viewport shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// Magnification, 1 to [`MAX_ZOOM`].
    pub zoom: f32,
    /// Point of the photo in the centre of the viewport.
    pub centre: Point,
}

/// Largest magnification.
pub const MAX_ZOOM: f32 = 16.0;

impl View {
    /// The whole photo.
    pub const WHOLE: View = View { zoom: 1.0, centre: [0.5, 0.5] };

    /// Point of the photo under a point of the viewport.
    pub fn to_photo(self, viewport: Point) -> Point {
        [0, 1].map(|axis| self.centre[axis] + (viewport[axis] - 0.5) / self.zoom)
    }

    /// Point of the viewport over a point of the photo.
    pub fn to_viewport(self, photo: Point) -> Point {
        [0, 1].map(|axis| (photo[axis] - self.centre[axis]) * self.zoom + 0.5)
    }

    /// View `factor` times as close, in which the photo under `viewport` stays in place.
    #[must_use]
    pub fn zoomed(self, factor: f32, viewport: Point) -> Self {
        let fixed = self.to_photo(viewport);
        let zoom = (self.zoom * factor).clamp(1.0, MAX_ZOOM);
        View { zoom, centre: [0, 1].map(|axis| fixed[axis] - (viewport[axis] - 0.5) / zoom) }.clamped()
    }

    /// View with the photo moved by a fraction of the viewport.
    #[must_use]
    pub fn panned(self, by: Point) -> Self {
        View { centre: [0, 1].map(|axis| self.centre[axis] - by[axis] / self.zoom), ..self }.clamped()
    }

    /// View moved as little as needed to show a point of the photo with some room around it.
    #[must_use]
    pub fn scrolled_to(self, photo: Point) -> Self {
        let room = 0.4 / self.zoom;
        View { centre: [0, 1].map(|axis| self.centre[axis].clamp(photo[axis] - room, photo[axis] + room)), ..self }.clamped()
    }

    /// View without anything beside the photo.
    fn clamped(self) -> Self {
        let half = 0.5 / self.zoom;
        View { centre: self.centre.map(|at| at.clamp(half, 1.0 - half)), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: Point, b: Point) -> bool {
        (a[0] - b[0]).abs() < 1e-5 && (a[1] - b[1]).abs() < 1e-5
    }

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let view = View::WHOLE.zoomed(4.0, [0.7, 0.4]);
        assert!(near(view.to_photo([0.7, 0.4]), [0.7, 0.4]));
        assert!(near(view.to_viewport(view.to_photo([0.1, 0.9])), [0.1, 0.9]));
        assert_eq!(view.zoomed(1e3, [0.5, 0.5]).zoom, MAX_ZOOM);
        assert!(near(View::WHOLE.zoomed(2.0, [0.5, 0.5]).panned([0.1, -0.1]).centre, [0.45, 0.55]));
    }

    #[test]
    fn view_never_leaves_the_photo() {
        let view = View::WHOLE.zoomed(4.0, [0.7, 0.4]);
        assert_eq!(view.zoomed(1e-3, [0.0, 0.0]), View::WHOLE);
        assert_eq!(View::WHOLE.panned([0.3, 0.3]), View::WHOLE);
    }
}

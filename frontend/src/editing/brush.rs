//! The brush: size, position and view, moved by pointers and keys. Points and lengths are in fractions, as `view` says.

use matting::{Size, Stroke};

use super::view::{Point, View};

/// Effect of a pressed pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointerMode {
    /// Draws a stroke.
    Draw,
    /// Moves the photo.
    Pan,
}

/// Brush, with the stroke that is being drawn and the view.
#[derive(Debug, Clone)]
pub struct Brush {
    /// True if strokes keep what they cover, or erase it.
    pub keeps: bool,
    /// Radius in the viewport, as a fraction of its longer side. On the photo it is finer the larger the zoom.
    pub radius: f32,
    /// Part of the photo in view.
    pub view: View,
    /// Position on the photo; `None` while no pointer is over it.
    pub cursor: Option<Point>,
    /// Size of the photo.
    frame: Size,
    /// Points of the stroke that is being drawn, on the photo.
    line: Vec<Point>,
    /// Pressed pointers and their positions in the viewport.
    pointers: Vec<(i32, Point)>,
    mode: PointerMode,
    /// True if the arrow keys draw.
    is_pen_down: bool,
}

/// Smallest radius.
pub const MIN_RADIUS: f32 = 0.004;
/// Largest radius.
pub const MAX_RADIUS: f32 = 0.12;

impl Brush {
    /// Brush for a photo of this size.
    pub fn new(frame: Size) -> Self {
        Self {
            keeps: true,
            radius: 0.02,
            view: View::WHOLE,
            cursor: Some(View::WHOLE.centre),
            frame,
            line: Vec::new(),
            pointers: Vec::new(),
            mode: PointerMode::Draw,
            is_pen_down: false,
        }
    }

    /// Radius on the photo, as a fraction of its longer side.
    pub fn radius_on_photo(&self) -> f32 {
        self.radius / self.view.zoom
    }

    /// Points of the stroke that is being drawn.
    pub fn line(&self) -> &[Point] {
        &self.line
    }

    /// True if the arrow keys draw.
    pub fn is_pen_down(&self) -> bool {
        self.is_pen_down
    }

    /// Multiplies the radius.
    pub fn resize(&mut self, factor: f32) {
        self.radius = (self.radius * factor).clamp(MIN_RADIUS, MAX_RADIUS);
    }

    /// Presses a pointer at a point of the viewport. A second pointer makes it a pinch, and the stroke of the first is discarded.
    pub fn press(&mut self, pointer: i32, viewport: Point, mode: PointerMode) {
        self.pointers.retain(|(other, _)| *other != pointer);
        self.pointers.push((pointer, viewport));
        self.is_pen_down = false;
        self.line.clear();
        if self.pointers.len() > 1 {
            self.mode = PointerMode::Pan;
            self.cursor = None;
        } else {
            self.mode = mode;
            if mode == PointerMode::Draw {
                self.extend_line(self.view.to_photo(viewport));
            }
        }
    }

    /// Moves a pointer, pressed or not.
    pub fn move_pointer(&mut self, pointer: i32, viewport: Point) {
        let Some(index) = self.pointers.iter().position(|(other, _)| *other == pointer) else {
            if self.pointers.is_empty() && !self.is_pen_down {
                self.cursor = Some(self.view.to_photo(viewport));
            }
            return;
        };
        let before = self.pointers.clone();
        self.pointers[index].1 = viewport;
        match (self.mode, before[..].first_chunk::<2>(), self.pointers[..].first_chunk::<2>()) {
            (PointerMode::Draw, _, _) => self.extend_line(self.view.to_photo(viewport)),
            (PointerMode::Pan, Some([(_, a), (_, b)]), Some([(_, c), (_, d)])) => {
                let middle = |a: &Point, b: &Point| [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0];
                let (from, to) = (middle(a, b), middle(c, d));
                let apart = self.distance(*c, *d) / self.distance(*a, *b).max(1e-3);
                self.view = self.view.panned([to[0] - from[0], to[1] - from[1]]).zoomed(apart, to);
            }
            (PointerMode::Pan, _, _) => {
                let from = before[index].1;
                self.view = self.view.panned([viewport[0] - from[0], viewport[1] - from[1]]);
            }
        }
    }

    /// Releases a pointer; the stroke, if it drew one.
    pub fn release(&mut self, pointer: i32) -> Option<Stroke> {
        let was_there = self.pointers.iter().any(|(other, _)| *other == pointer);
        self.pointers.retain(|(other, _)| *other != pointer);
        if was_there && self.mode == PointerMode::Draw { self.finish_stroke() } else { None }
    }

    /// Cancels a pointer that the system took away, and its stroke.
    pub fn cancel(&mut self, pointer: i32) {
        self.pointers.retain(|(other, _)| *other != pointer);
        self.line.clear();
    }

    /// Forgets the position: the pointer is over something else.
    pub fn leave(&mut self) {
        if self.pointers.is_empty() {
            self.cursor = None;
        }
    }

    /// Moves the brush by steps right and down, drawing while the pen is down. The view follows.
    pub fn move_by(&mut self, steps: [f32; 2]) {
        let longer = self.frame.width.max(self.frame.height) as f32;
        let sides = [self.frame.width as f32, self.frame.height as f32];
        let from = self.position();
        let to = [0, 1].map(|axis| (from[axis] + steps[axis] * 0.01 / self.view.zoom * longer / sides[axis]).clamp(0.0, 1.0));
        self.cursor = Some(to);
        if self.is_pen_down {
            self.line.push(to);
        }
        self.view = self.view.scrolled_to(to);
    }

    /// Position of the brush for keys: the centre of the view until it was moved.
    pub fn position(&self) -> Point {
        self.cursor.unwrap_or(self.view.centre)
    }

    /// Stroke of one point.
    pub fn dab(&mut self) -> Stroke {
        let at = self.position();
        self.cursor = Some(at);
        self.is_pen_down = false;
        self.line.clear();
        Stroke { keep: self.keeps, radius: self.radius_on_photo(), points: vec![at] }
    }

    /// Puts the pen down for the arrow keys, or lifts it: then the stroke.
    pub fn toggle_pen(&mut self) -> Option<Stroke> {
        self.is_pen_down = !self.is_pen_down;
        if self.is_pen_down {
            let at = self.position();
            self.cursor = Some(at);
            self.line = vec![at];
            return None;
        }
        self.finish_stroke()
    }

    /// Discards the stroke that is being drawn; whether there was one.
    pub fn discard_line(&mut self) -> bool {
        let there = !self.line.is_empty();
        self.line.clear();
        self.is_pen_down = false;
        there
    }

    fn finish_stroke(&mut self) -> Option<Stroke> {
        let points = std::mem::take(&mut self.line);
        (!points.is_empty()).then(|| Stroke { keep: self.keeps, radius: self.radius_on_photo(), points })
    }

    /// Extends the line to a point, unless it is there already.
    fn extend_line(&mut self, photo: Point) {
        self.cursor = Some(photo);
        let near = self.radius_on_photo() / 6.0;
        if self.line.last().is_none_or(|last| self.distance(*last, photo) > near) {
            self.line.push(photo);
        }
    }

    /// Distance in fractions of the photo's longer side.
    fn distance(&self, a: Point, b: Point) -> f32 {
        let longer = self.frame.width.max(self.frame.height).max(1) as f32;
        let across = (a[0] - b[0]) * self.frame.width as f32 / longer;
        let down = (a[1] - b[1]) * self.frame.height as f32 / longer;
        across.hypot(down)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Size = Size { width: 400, height: 200 };

    fn near(a: Point, b: Point) -> bool {
        (a[0] - b[0]).abs() < 1e-5 && (a[1] - b[1]).abs() < 1e-5
    }

    #[test]
    fn pointer_draws_from_press_to_release() {
        let mut brush = Brush::new(FRAME);
        brush.move_pointer(1, [0.25, 0.25]);
        assert_eq!((brush.cursor, brush.line()), (Some([0.25, 0.25]), &[][..]));
        brush.press(1, [0.25, 0.5], PointerMode::Draw);
        brush.move_pointer(1, [0.2501, 0.5]);
        brush.move_pointer(1, [0.75, 0.5]);
        assert_eq!(brush.release(1), Some(Stroke { keep: true, radius: 0.02, points: vec![[0.25, 0.5], [0.75, 0.5]] }));
        assert_eq!(brush.release(1), None);
        brush.keeps = false;
        brush.view = View::WHOLE.zoomed(2.0, [0.0, 0.0]);
        brush.press(1, [0.5, 0.5], PointerMode::Draw);
        assert_eq!(brush.release(1), Some(Stroke { keep: false, radius: 0.01, points: vec![[0.25, 0.25]] }), "finer when closer");
    }

    #[test]
    fn second_pointer_pinches_and_draws_nothing() {
        let mut brush = Brush::new(FRAME);
        brush.press(1, [0.4, 0.5], PointerMode::Draw);
        brush.press(2, [0.6, 0.5], PointerMode::Draw);
        brush.move_pointer(2, [0.8, 0.5]);
        assert!((brush.view.zoom - 2.0).abs() < 1e-5, "{:?}", brush.view);
        assert_eq!((brush.release(2), brush.release(1), brush.line()), (None, None, &[][..]));
        brush.press(1, [0.5, 0.5], PointerMode::Pan);
        let before = brush.view;
        brush.move_pointer(1, [0.6, 0.5]);
        assert!(brush.view.centre[0] < before.centre[0]);
        assert_eq!(brush.release(1), None);
    }

    #[test]
    fn cancelled_pointer_draws_nothing() {
        let mut brush = Brush::new(FRAME);
        brush.press(1, [0.4, 0.5], PointerMode::Draw);
        brush.cancel(1);
        assert_eq!((brush.release(1), brush.line()), (None, &[][..]));
    }

    #[test]
    fn keys_dab_and_draw_and_the_view_follows() {
        let mut brush = Brush::new(FRAME);
        assert_eq!(brush.dab().points, [[0.5, 0.5]]);
        brush.move_by([10.0, 0.0]);
        assert!(near(brush.position(), [0.6, 0.5]));
        brush.move_by([0.0, 10.0]);
        assert!(near(brush.position(), [0.6, 0.7]), "steps are as long down as across");
        assert_eq!(brush.toggle_pen(), None);
        brush.move_by([5.0, 0.0]);
        let stroke = brush.toggle_pen().unwrap();
        assert!(stroke.points.len() == 2 && near(stroke.points[1], [0.65, 0.7]));
        brush.view = brush.view.zoomed(8.0, [0.0, 0.0]);
        brush.move_by([0.0, 0.0]);
        let [x, y] = brush.view.to_viewport(brush.position());
        assert!((0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&y));
        brush.toggle_pen();
        assert!(brush.discard_line() && !brush.is_pen_down() && !brush.discard_line());
    }

    #[test]
    fn radius_is_limited() {
        let mut brush = Brush::new(FRAME);
        brush.resize(1e3);
        assert_eq!(brush.radius, MAX_RADIUS);
        brush.resize(1e-6);
        assert_eq!(brush.radius, MIN_RADIUS);
    }
}

//! The brush in hand: its size, where it is, what part of the photo is in view, and what fingers and keys do to all three. Nothing here touches
//! the browser.
//!
//! Two kinds of places: on the photo, in shares of its width and height, and on the board, in shares of the board's. The board has the photo's
//! proportions and shows all of it at zoom 1.

use matting::{Size, Stroke};

/// A place, right and down.
pub type Place = [f32; 2];

/// What part of the photo the board shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// How much larger than at first.
    pub zoom: f32,
    /// The place on the photo in the board's middle.
    pub middle: Place,
}

/// How close one can come.
pub const MOST_ZOOM: f32 = 16.0;

impl View {
    /// All of the photo.
    pub const WHOLE: View = View { zoom: 1.0, middle: [0.5, 0.5] };

    /// The place on the photo under a place on the board.
    pub fn on_photo(self, board: Place) -> Place {
        [0, 1].map(|axis| self.middle[axis] + (board[axis] - 0.5) / self.zoom)
    }

    /// The place on the board over a place on the photo.
    pub fn on_board(self, photo: Place) -> Place {
        [0, 1].map(|axis| (photo[axis] - self.middle[axis]) * self.zoom + 0.5)
    }

    /// `factor` times as close, with what is under `board` staying there.
    #[must_use]
    pub fn zoomed(self, factor: f32, board: Place) -> Self {
        let fixed = self.on_photo(board);
        let zoom = (self.zoom * factor).clamp(1.0, MOST_ZOOM);
        View { zoom, middle: [0, 1].map(|axis| fixed[axis] - (board[axis] - 0.5) / zoom) }.held()
    }

    /// Pulled by so much of the board.
    #[must_use]
    pub fn pulled(self, by: Place) -> Self {
        View { middle: [0, 1].map(|axis| self.middle[axis] - by[axis] / self.zoom), ..self }.held()
    }

    /// Moved as little as needed to show a place on the photo with some room around it.
    #[must_use]
    pub fn with(self, photo: Place) -> Self {
        let room = 0.4 / self.zoom;
        View { middle: [0, 1].map(|axis| self.middle[axis].clamp(photo[axis] - room, photo[axis] + room)), ..self }.held()
    }

    /// The board shows nothing beside the photo.
    fn held(self) -> Self {
        let half = 0.5 / self.zoom;
        View { middle: self.middle.map(|at| at.clamp(half, 1.0 - half)), ..self }
    }
}

/// What a pointer that goes down does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grip {
    /// Draws.
    Pen,
    /// Pulls the photo.
    Hand,
}

/// The brush and all that moves it.
#[derive(Debug, Clone)]
pub struct Brush {
    /// Whether it marks the subject, or what is to go.
    pub keeps: bool,
    /// Half its width on the board at zoom 1, as a share of the longer side: a closer look makes it finer on the photo.
    pub radius: f32,
    /// What is in view.
    pub view: View,
    /// Where it is on the photo, once it was there.
    pub cursor: Option<Place>,
    /// The photo's sides.
    frame: Size,
    /// Where the stroke that is being drawn went, on the photo.
    line: Vec<Place>,
    fingers: Vec<(i32, Place)>,
    grip: Grip,
    /// Whether the keyboard holds it down.
    is_down: bool,
}

/// The finest brush.
pub const LEAST_RADIUS: f32 = 0.004;
/// The widest brush.
pub const MOST_RADIUS: f32 = 0.12;

impl Brush {
    /// A brush for a photo of this size.
    pub fn new(frame: Size) -> Self {
        Self {
            keeps: true,
            radius: 0.02,
            view: View::WHOLE,
            cursor: Some(View::WHOLE.middle),
            frame,
            line: Vec::new(),
            fingers: Vec::new(),
            grip: Grip::Pen,
            is_down: false,
        }
    }

    /// Half its width on the photo, as a share of the longer side.
    pub fn radius_on_photo(&self) -> f32 {
        self.radius / self.view.zoom
    }

    /// The stroke that is being drawn.
    pub fn line(&self) -> &[Place] {
        &self.line
    }

    /// Whether the keyboard holds it down.
    pub fn is_down(&self) -> bool {
        self.is_down
    }

    /// Wider (more than 1) or finer.
    pub fn resize(&mut self, factor: f32) {
        self.radius = (self.radius * factor).clamp(LEAST_RADIUS, MOST_RADIUS);
    }

    /// A pointer goes down at a place on the board. A second finger makes it a pinch, and what the first one drew is dropped.
    pub fn press(&mut self, finger: i32, board: Place, grip: Grip) {
        self.fingers.retain(|(other, _)| *other != finger);
        self.fingers.push((finger, board));
        self.is_down = false;
        self.line.clear();
        if self.fingers.len() > 1 {
            self.grip = Grip::Hand;
            self.cursor = None;
        } else {
            self.grip = grip;
            if grip == Grip::Pen {
                self.reach(self.view.on_photo(board));
            }
        }
    }

    /// A pointer moves, pressed or not.
    pub fn drag(&mut self, finger: i32, board: Place) {
        let Some(index) = self.fingers.iter().position(|(other, _)| *other == finger) else {
            if self.fingers.is_empty() && !self.is_down {
                self.cursor = Some(self.view.on_photo(board));
            }
            return;
        };
        let before = self.fingers.clone();
        self.fingers[index].1 = board;
        match (self.grip, before[..].first_chunk::<2>(), self.fingers[..].first_chunk::<2>()) {
            (Grip::Pen, _, _) => self.reach(self.view.on_photo(board)),
            (Grip::Hand, Some([(_, a), (_, b)]), Some([(_, c), (_, d)])) => {
                let middle = |a: &Place, b: &Place| [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0];
                let (from, to) = (middle(a, b), middle(c, d));
                let apart = self.distance(*c, *d) / self.distance(*a, *b).max(1e-3);
                self.view = self.view.pulled([to[0] - from[0], to[1] - from[1]]).zoomed(apart, to);
            }
            (Grip::Hand, _, _) => {
                let from = before[index].1;
                self.view = self.view.pulled([board[0] - from[0], board[1] - from[1]]);
            }
        }
    }

    /// A pointer goes up: the stroke, if it drew one.
    pub fn lift(&mut self, finger: i32) -> Option<Stroke> {
        let was_there = self.fingers.iter().any(|(other, _)| *other == finger);
        self.fingers.retain(|(other, _)| *other != finger);
        if was_there && self.grip == Grip::Pen { self.take_stroke() } else { None }
    }

    /// The system took a pointer away: nothing was meant.
    pub fn lose(&mut self, finger: i32) {
        self.fingers.retain(|(other, _)| *other != finger);
        self.line.clear();
    }

    /// The pointer is over something else.
    pub fn leave(&mut self) {
        if self.fingers.is_empty() {
            self.cursor = None;
        }
    }

    /// Moves it by so many steps right and down, drawing while it is held down. The view follows.
    pub fn step(&mut self, steps: [f32; 2]) {
        let longer = self.frame.width.max(self.frame.height) as f32;
        let sides = [self.frame.width as f32, self.frame.height as f32];
        let from = self.at();
        let to = [0, 1].map(|axis| (from[axis] + steps[axis] * 0.01 / self.view.zoom * longer / sides[axis]).clamp(0.0, 1.0));
        self.cursor = Some(to);
        if self.is_down {
            self.line.push(to);
        }
        self.view = self.view.with(to);
    }

    /// Where the keyboard's brush is: in the middle of the view until it was moved.
    pub fn at(&self) -> Place {
        self.cursor.unwrap_or(self.view.middle)
    }

    /// A single mark.
    pub fn dab(&mut self) -> Stroke {
        let at = self.at();
        self.cursor = Some(at);
        self.is_down = false;
        self.line.clear();
        Stroke { keep: self.keeps, radius: self.radius_on_photo(), points: vec![at] }
    }

    /// Holds the brush down for the arrow keys, or lifts it: then the stroke.
    pub fn hold(&mut self) -> Option<Stroke> {
        self.is_down = !self.is_down;
        if self.is_down {
            let at = self.at();
            self.cursor = Some(at);
            self.line = vec![at];
            return None;
        }
        self.take_stroke()
    }

    /// Drops the stroke that is being drawn; whether there was one.
    pub fn drop_line(&mut self) -> bool {
        let there = !self.line.is_empty();
        self.line.clear();
        self.is_down = false;
        there
    }

    fn take_stroke(&mut self) -> Option<Stroke> {
        let points = std::mem::take(&mut self.line);
        (!points.is_empty()).then(|| Stroke { keep: self.keeps, radius: self.radius_on_photo(), points })
    }

    /// The line goes on to here, unless that is where it is already.
    fn reach(&mut self, photo: Place) {
        self.cursor = Some(photo);
        let near = self.radius_on_photo() / 6.0;
        if self.line.last().is_none_or(|last| self.distance(*last, photo) > near) {
            self.line.push(photo);
        }
    }

    /// In shares of the longer side.
    fn distance(&self, a: Place, b: Place) -> f32 {
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

    fn near(a: Place, b: Place) -> bool {
        (a[0] - b[0]).abs() < 1e-5 && (a[1] - b[1]).abs() < 1e-5
    }

    #[test]
    fn what_is_under_the_pointer_stays_there_while_zooming() {
        let view = View::WHOLE.zoomed(4.0, [0.7, 0.4]);
        assert!(near(view.on_photo([0.7, 0.4]), [0.7, 0.4]));
        assert!(near(view.on_board(view.on_photo([0.1, 0.9])), [0.1, 0.9]));
        assert_eq!(view.zoomed(1e-3, [0.0, 0.0]), View::WHOLE, "nothing beside the photo is shown");
        assert_eq!(view.zoomed(1e3, [0.5, 0.5]).zoom, MOST_ZOOM);
        assert_eq!(View::WHOLE.pulled([0.3, 0.3]), View::WHOLE);
        assert!(near(View::WHOLE.zoomed(2.0, [0.5, 0.5]).pulled([0.1, -0.1]).middle, [0.45, 0.55]));
    }

    #[test]
    fn a_pointer_draws_from_where_it_goes_down_to_where_it_goes_up() {
        let mut brush = Brush::new(FRAME);
        brush.drag(1, [0.25, 0.25]);
        assert_eq!((brush.cursor, brush.line()), (Some([0.25, 0.25]), &[][..]));
        brush.press(1, [0.25, 0.5], Grip::Pen);
        brush.drag(1, [0.2501, 0.5]);
        brush.drag(1, [0.75, 0.5]);
        assert_eq!(brush.lift(1), Some(Stroke { keep: true, radius: 0.02, points: vec![[0.25, 0.5], [0.75, 0.5]] }));
        assert_eq!(brush.lift(1), None);
        brush.keeps = false;
        brush.view = View::WHOLE.zoomed(2.0, [0.0, 0.0]);
        brush.press(1, [0.5, 0.5], Grip::Pen);
        assert_eq!(brush.lift(1), Some(Stroke { keep: false, radius: 0.01, points: vec![[0.25, 0.25]] }), "finer when closer");
    }

    #[test]
    fn a_second_finger_pinches_and_draws_nothing() {
        let mut brush = Brush::new(FRAME);
        brush.press(1, [0.4, 0.5], Grip::Pen);
        brush.press(2, [0.6, 0.5], Grip::Pen);
        brush.drag(2, [0.8, 0.5]);
        assert!((brush.view.zoom - 2.0).abs() < 1e-5, "{:?}", brush.view);
        assert_eq!((brush.lift(2), brush.lift(1), brush.line()), (None, None, &[][..]));
        brush.press(1, [0.5, 0.5], Grip::Hand);
        let before = brush.view;
        brush.drag(1, [0.6, 0.5]);
        assert!(brush.view.middle[0] < before.middle[0]);
        assert_eq!(brush.lift(1), None);
    }

    #[test]
    fn a_lost_pointer_meant_nothing() {
        let mut brush = Brush::new(FRAME);
        brush.press(1, [0.4, 0.5], Grip::Pen);
        brush.lose(1);
        assert_eq!((brush.lift(1), brush.line()), (None, &[][..]));
    }

    #[test]
    fn keys_dab_and_draw_and_the_view_follows() {
        let mut brush = Brush::new(FRAME);
        assert_eq!(brush.dab().points, [[0.5, 0.5]]);
        brush.step([10.0, 0.0]);
        assert!(near(brush.at(), [0.6, 0.5]));
        brush.step([0.0, 10.0]);
        assert!(near(brush.at(), [0.6, 0.7]), "steps are as long down as across");
        assert_eq!(brush.hold(), None);
        brush.step([5.0, 0.0]);
        let stroke = brush.hold().unwrap();
        assert!(stroke.points.len() == 2 && near(stroke.points[1], [0.65, 0.7]));
        brush.view = brush.view.zoomed(8.0, [0.0, 0.0]);
        brush.step([0.0, 0.0]);
        let [x, y] = brush.view.on_board(brush.at());
        assert!((0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&y));
        brush.hold();
        assert!(brush.drop_line() && !brush.is_down() && !brush.drop_line());
    }

    #[test]
    fn the_size_has_ends() {
        let mut brush = Brush::new(FRAME);
        brush.resize(1e3);
        assert_eq!(brush.radius, MOST_RADIUS);
        brush.resize(1e-6);
        assert_eq!(brush.radius, LEAST_RADIUS);
    }
}

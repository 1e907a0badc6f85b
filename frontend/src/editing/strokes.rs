//! Brush strokes of a photo.

use matting::Stroke;

/// Strokes of a photo, with undo and redo.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Strokes {
    drawn: Vec<Stroke>,
    undone: Vec<Stroke>,
}

impl Strokes {
    /// Strokes in effect, in order.
    pub fn drawn(&self) -> &[Stroke] {
        &self.drawn
    }

    /// True if an undone stroke can be brought back.
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// Adds a stroke; the undone ones are gone.
    pub fn push(&mut self, stroke: Stroke) {
        self.drawn.push(stroke);
        self.undone.clear();
    }

    /// Takes the last stroke back.
    pub fn undo(&mut self) {
        self.undone.extend(self.drawn.pop());
    }

    /// Brings the last undone stroke back.
    pub fn redo(&mut self) {
        self.drawn.extend(self.undone.pop());
    }
}

//! What became of a finished photo since: choices, strokes, what the worker made of them, and what it has to make next. Nothing here
//! touches the browser; `F` is a file, tests put numbers there.
//!
//! What is wanted and what was made are compared by their recipes, never by the order of events: an answer that comes late is simply not the one
//! that is wanted, and taking a change back needs no work.

use matting::{Confidence, EncodeQuality, Encoding, Metadata, Options, Size, Stroke, Verdict};

use crate::choices::Choices;
use crate::failure::Failure;
use crate::protocol::{Part, Recipe};

/// A photo's strokes, and those that were taken back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Strokes {
    drawn: Vec<Stroke>,
    undone: Vec<Stroke>,
}

impl Strokes {
    /// Those that count, in order.
    pub fn drawn(&self) -> &[Stroke] {
        &self.drawn
    }

    /// Whether there is one to bring back.
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    fn push(&mut self, stroke: Stroke) {
        self.drawn.push(stroke);
        self.undone.clear();
    }

    fn undo(&mut self) {
        self.undone.extend(self.drawn.pop());
    }

    fn redo(&mut self) {
        self.drawn.extend(self.undone.pop());
    }
}

/// A picture that the worker made.
#[derive(Debug, Clone, PartialEq)]
pub struct Made<F> {
    /// What it was made by.
    pub recipe: Recipe,
    /// The file.
    pub file: F,
    /// Columns and rows.
    pub size: Size,
    /// What is to be seen of the photo.
    pub part: Part,
    /// How far it can be trusted.
    pub doubt: Confidence,
}

/// What the worker does next.
#[derive(Debug, Clone, PartialEq)]
pub enum Errand {
    /// A small picture.
    Try(Recipe),
    /// The file.
    Write(Recipe),
}

/// What led to a recipe.
type Wishes = (Choices, Strokes);

/// As far as it can be seen: the type of a file shows only where it cannot be transparent.
fn seen(recipe: &Recipe) -> Recipe {
    let encoding = if recipe.options.encoding.file_type().has_alpha() { Encoding::Png } else { Encoding::Jpeg(EncodeQuality::MAX) };
    Recipe { options: Options { encoding, metadata: Metadata::None, ..recipe.options.clone() }, ..recipe.clone() }
}

/// One photo's edits.
#[derive(Debug, Clone)]
pub struct Edits<F> {
    /// The panel.
    choices: Choices,
    strokes: Strokes,
    /// Whether the brush is in hand.
    brushing: bool,
    /// The last whole file, and what led to it.
    written: Made<F>,
    written_by: Wishes,
    tried: Option<Made<F>>,
    running: Option<(Errand, Wishes)>,
    failed: Option<(Recipe, Failure)>,
}

impl<F: Clone> Edits<F> {
    /// Of a photo that was just cut out.
    pub fn new(first: Made<F>) -> Self {
        let (choices, strokes) = (Choices::default(), Strokes::default());
        let written_by = (choices.clone(), strokes.clone());
        Self { choices, strokes, brushing: false, written: first, written_by, tried: None, running: None, failed: None }
    }

    /// The panel.
    pub fn choices(&self) -> &Choices {
        &self.choices
    }

    /// The brush's work.
    pub fn strokes(&self) -> &Strokes {
        &self.strokes
    }

    /// Whether the brush is in hand.
    pub fn is_brushing(&self) -> bool {
        self.brushing
    }

    /// Changes the panel.
    pub fn choose(&mut self, change: impl FnOnce(&mut Choices)) {
        change(&mut self.choices);
    }

    /// Takes the brush, or puts it away.
    pub fn brush(&mut self, in_hand: bool) {
        self.brushing = in_hand;
    }

    /// Adds a stroke.
    pub fn draw(&mut self, stroke: Stroke) {
        self.strokes.push(stroke);
    }

    /// Takes the last stroke back.
    pub fn undo(&mut self) {
        self.strokes.undo();
    }

    /// Brings the last one that was taken back.
    pub fn redo(&mut self) {
        self.strokes.redo();
    }

    /// Back to what the file shows.
    pub fn give_up(&mut self) {
        (self.choices, self.strokes) = self.written_by.clone();
        self.failed = None;
    }

    /// Lets what failed be tried again.
    pub fn try_again(&mut self) {
        self.failed = None;
    }

    /// What the file has to be.
    pub fn recipe(&self) -> Recipe {
        Recipe { strokes: self.strokes.drawn.clone(), ..self.choices.recipe() }
    }

    /// What has to be on the screen.
    fn look(&self) -> Recipe {
        if self.brushing { Recipe { strokes: self.strokes.drawn.clone(), ..self.choices.for_brush() } } else { seen(&self.recipe()) }
    }

    /// The file, if it is the one wanted.
    pub fn file(&self) -> Option<&Made<F>> {
        (self.written.recipe == self.recipe()).then_some(&self.written)
    }

    /// What can be shown: what is wanted, or the last picture of its kind until that comes. For the brush that may be nothing at first.
    pub fn shown(&self) -> Option<&Made<F>> {
        let look = self.look();
        let fits = |made: &Made<F>| !self.brushing || seen(&made.recipe).options == look.options;
        if seen(&self.written.recipe) == look {
            return Some(&self.written);
        }
        self.tried.as_ref().filter(|tried| fits(tried)).or(Some(&self.written).filter(|written| fits(written)))
    }

    /// Whether what is shown is what is wanted.
    pub fn is_shown(&self) -> bool {
        let look = self.look();
        self.shown().is_some_and(|made| seen(&made.recipe) == look)
    }

    /// What to tell about the result: strokes are the person's own word.
    pub fn verdict(&self) -> Verdict {
        if self.strokes.drawn.is_empty() { self.shown().unwrap_or(&self.written).doubt.verdict } else { Verdict::Fine }
    }

    /// Why what is wanted is not there.
    pub fn failure(&self) -> Option<&Failure> {
        let (recipe, failure) = self.failed.as_ref()?;
        (*recipe == self.look() || *recipe == self.recipe()).then_some(failure)
    }

    /// What the worker has to do now, if it is free: show what is wanted first, and write the file once that is `due`.
    pub fn next(&mut self, due: bool) -> Option<Errand> {
        if self.running.is_some() || self.failure().is_some() {
            return None;
        }
        let errand = if !self.is_shown() {
            Errand::Try(self.look())
        } else if due && self.file().is_none() {
            Errand::Write(self.recipe())
        } else {
            return None;
        };
        self.running = Some((errand.clone(), (self.choices.clone(), self.strokes.clone())));
        Some(errand)
    }

    /// The worker did what [`Self::next`] said. A picture that is not wanted any more still shows more than an older one.
    pub fn done(&mut self, made: Made<F>) {
        match self.running.take() {
            Some((Errand::Write(_), wishes)) => (self.written, self.written_by) = (made, wishes),
            Some((Errand::Try(_), _)) => self.tried = Some(made),
            None => {}
        }
    }

    /// The worker could not, or was stopped (`None`).
    pub fn fail(&mut self, failure: Option<Failure>) {
        if let (Some((Errand::Try(recipe) | Errand::Write(recipe), _)), Some(failure)) = (self.running.take(), failure) {
            self.failed = Some((recipe, failure));
        }
    }
}

#[cfg(test)]
mod tests {
    use matting::{Colour, Confidence, FileType};

    use super::*;
    use crate::choices::Kind;

    fn made(recipe: Recipe, file: u8) -> Made<u8> {
        Made { recipe, file, size: Size { width: 1, height: 1 }, part: Part::WHOLE, doubt: Confidence::FULL }
    }

    fn edits() -> Edits<u8> {
        Edits::new(made(Choices::default().recipe(), 0))
    }

    fn stroke(keep: bool) -> Stroke {
        Stroke { keep, radius: 0.1, points: vec![[0.5, 0.5]] }
    }

    fn shown(edits: &Edits<u8>) -> Option<u8> {
        edits.shown().map(|made| made.file)
    }

    /// Does the next errand and answers with this file.
    fn work(edits: &mut Edits<u8>, due: bool, file: u8) -> Errand {
        let errand = edits.next(due).unwrap();
        let (Errand::Try(recipe) | Errand::Write(recipe)) = errand.clone();
        edits.done(made(recipe, file));
        errand
    }

    fn black(choices: &mut Choices) {
        choices.kind = Kind::Colour;
        choices.colour = Colour { red: 0, green: 0, blue: 0, alpha: 255 };
    }

    #[test]
    fn a_change_is_shown_first_and_written_when_it_is_time() {
        let mut edits = edits();
        assert_eq!((edits.next(true), shown(&edits)), (None, Some(0)));
        edits.choose(black);
        assert_eq!((edits.file(), shown(&edits), edits.is_shown()), (None, Some(0), false), "no outdated file, but the last picture stays");
        assert!(matches!(work(&mut edits, true, 1), Errand::Try(_)));
        assert_eq!((shown(&edits), edits.is_shown(), edits.next(false)), (Some(1), true, None));
        assert!(matches!(work(&mut edits, true, 2), Errand::Write(_)));
        assert_eq!((shown(&edits), edits.file().map(|made| made.file), edits.next(true)), (Some(2), Some(2), None));
    }

    #[test]
    fn only_the_newest_wish_is_worked_on() {
        let mut edits = edits();
        edits.choose(black);
        let Some(Errand::Try(first)) = edits.next(false) else { panic!() };
        edits.choose(|choices| choices.has_shadow = true);
        edits.choose(|choices| choices.trims = true);
        assert_eq!(edits.next(true), None, "one at a time");
        edits.done(made(first, 1));
        assert_eq!((shown(&edits), edits.is_shown()), (Some(1), false));
        assert_eq!(edits.next(true), Some(Errand::Try(edits.recipe())));
    }

    #[test]
    fn a_file_that_comes_late_is_not_offered() {
        let mut edits = edits();
        edits.choose(black);
        work(&mut edits, true, 1);
        let Some(Errand::Write(recipe)) = edits.next(true) else { panic!() };
        edits.choose(|choices| choices.has_shadow = true);
        edits.done(made(recipe, 2));
        assert_eq!(edits.file(), None);
        edits.choose(|choices| choices.has_shadow = false);
        assert_eq!((edits.file().map(|made| made.file), edits.next(true)), (Some(2), None), "what was wanted again is there already");
    }

    #[test]
    fn strokes_are_taken_back_and_brought_again() {
        let mut edits = edits();
        edits.draw(stroke(true));
        edits.draw(stroke(false));
        edits.undo();
        assert_eq!((edits.strokes().drawn(), edits.strokes().can_redo()), (&[stroke(true)][..], true));
        edits.redo();
        assert_eq!(edits.strokes().drawn().len(), 2);
        edits.undo();
        edits.draw(stroke(true));
        assert!(!edits.strokes().can_redo(), "a new stroke is another way on");
        for _ in 0..3 {
            edits.undo();
        }
        assert_eq!(edits.file().map(|made| made.file), Some(0), "without strokes the first file is the right one");
    }

    #[test]
    fn the_brush_works_on_the_bare_cut_out() {
        let mut edits = edits();
        edits.choose(black);
        work(&mut edits, true, 1);
        work(&mut edits, true, 2);
        edits.brush(true);
        assert_eq!(shown(&edits), None, "nothing with a background is shown under the brush");
        edits.draw(stroke(true));
        let Errand::Try(recipe) = work(&mut edits, false, 3) else { panic!() };
        assert_eq!(recipe.options, matting::Options::default());
        assert_eq!((recipe.strokes.len(), shown(&edits)), (1, Some(3)));
        edits.undo();
        assert_eq!(shown(&edits), Some(3), "until the next one comes");
        edits.redo();
        edits.brush(false);
        assert!(matches!(work(&mut edits, true, 4), Errand::Try(_)));
        let Errand::Write(recipe) = work(&mut edits, true, 5) else { panic!() };
        assert_eq!((recipe.strokes.len(), edits.file().map(|made| made.file)), (1, Some(5)));
    }

    #[test]
    fn another_type_of_file_is_only_written_and_jpeg_is_shown_too() {
        let mut edits = edits();
        edits.choose(|choices| choices.file_type = FileType::WebP);
        assert_eq!((edits.file(), shown(&edits), edits.is_shown()), (None, Some(0), true), "it looks the same");
        assert!(matches!(work(&mut edits, true, 1), Errand::Write(_)));
        assert_eq!((edits.file().map(|made| made.file), edits.is_shown()), (Some(1), true));
        edits.choose(|choices| choices.metadata = Metadata::All);
        assert!(matches!(work(&mut edits, true, 2), Errand::Write(_)));
        edits.choose(|choices| choices.file_type = FileType::Jpeg);
        assert!(matches!(work(&mut edits, true, 3), Errand::Try(_)), "its background is white");
        assert!(matches!(work(&mut edits, true, 4), Errand::Write(_)));
        edits.choose(|choices| choices.file_quality = EncodeQuality::clamped(50));
        assert!(matches!(work(&mut edits, true, 5), Errand::Write(_)));
        assert_eq!((shown(&edits), edits.next(true)), (Some(5), None));
    }

    #[test]
    fn a_failure_stays_with_what_was_wanted_and_takes_nothing_away() {
        let mut edits = edits();
        edits.choose(black);
        edits.next(false).unwrap();
        edits.fail(Some(Failure::WorkerDied));
        assert_eq!((edits.failure().cloned(), shown(&edits)), (Some(Failure::WorkerDied), Some(0)));
        assert_eq!(edits.next(true), None, "it is not tried over and over");
        edits.choose(|choices| choices.trims = true);
        assert_eq!(edits.failure(), None);
        edits.choose(|choices| choices.trims = false);
        edits.try_again();
        assert!(matches!(edits.next(true), Some(Errand::Try(_))));
        edits.fail(None);
        assert_eq!(edits.failure(), None, "being stopped is no failure");
        edits.give_up();
        assert_eq!((edits.choices(), edits.file().map(|made| made.file)), (&Choices::default(), Some(0)));
    }

    #[test]
    fn who_brushes_is_not_asked_to_check() {
        let doubt = Confidence { risk: 1.0, verdict: Verdict::NoClearSubject };
        let mut edits = Edits::new(Made { doubt, ..made(Choices::default().recipe(), 0) });
        assert_eq!(edits.verdict(), Verdict::NoClearSubject);
        edits.draw(stroke(true));
        assert_eq!(edits.verdict(), Verdict::Fine);
    }
}

//! Edits of a finished photo: settings, strokes, the pictures rendered so far, and the next job of the worker. `F` is a file; tests put numbers
//! there.
//!
//! The wanted and the rendered picture are compared by their recipes, never by the order of events: a late reply has another recipe, and a change
//! that is taken back needs no work.

use matting::{Confidence, EncodeQuality, Encoding, Metadata, Options, Size, Stroke, Verdict};

use super::settings::EditSettings;
use super::strokes::Strokes;
use crate::protocol::{Failure, Recipe, VisibleArea};

/// Picture that the worker rendered.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered<F> {
    /// Recipe of the picture.
    pub recipe: Recipe,
    /// File.
    pub file: F,
    /// Columns and rows.
    pub size: Size,
    /// Area of the photo that it shows.
    pub area: VisibleArea,
    /// Confidence in the cut-out.
    pub confidence: Confidence,
}

/// Job for the worker.
#[derive(Debug, Clone, PartialEq)]
pub enum Job {
    /// Small picture of a recipe.
    Preview(Recipe),
    /// File of a recipe at full size.
    Write(Recipe),
}

impl Job {
    /// Recipe to make.
    pub fn recipe(&self) -> &Recipe {
        match self {
            Job::Preview(recipe) | Job::Write(recipe) => recipe,
        }
    }
}

/// Settings and strokes of a recipe.
pub type Snapshot = (EditSettings, Strokes);

fn recipe_of((settings, strokes): &Snapshot, network: u32) -> Recipe {
    Recipe { strokes: strokes.drawn().to_vec(), network, ..settings.recipe() }
}

/// The recipe without what does not show on the screen: the type of a file shows only where it cannot be transparent.
fn as_displayed(recipe: &Recipe) -> Recipe {
    let encoding = if recipe.options.encoding.output_format().has_alpha() { Encoding::Png } else { Encoding::Jpeg(EncodeQuality::MAX) };
    Recipe { options: Options { encoding, metadata: Metadata::None, ..recipe.options.clone() }, ..recipe.clone() }
}

/// Edits of one photo.
#[derive(Debug, Clone)]
pub struct Edits<F> {
    settings: EditSettings,
    strokes: Strokes,
    /// Number of the network that the wanted picture is made with.
    network: u32,
    is_brushing: bool,
    /// Last file at full size, and what it was made of.
    written: Rendered<F>,
    written_from: Snapshot,
    preview: Option<Rendered<F>>,
    running: Option<(Job, Snapshot)>,
    failed: Option<(Recipe, Failure)>,
}

impl<F: Clone> Edits<F> {
    /// Edits of a photo that was just cut out, with these settings.
    pub fn new(first: Rendered<F>, settings: EditSettings) -> Self {
        let (strokes, network) = (Strokes::default(), first.recipe.network);
        let is_of_settings = first.recipe == Recipe { network, ..settings.recipe() };
        let written_from = (if is_of_settings { settings.clone() } else { EditSettings::default() }, strokes.clone());
        Self { settings, strokes, network, is_brushing: false, written: first, written_from, preview: None, running: None, failed: None }
    }

    /// Edits from an earlier visit, whose file was made of `written_from`; `None` of that where it was made of the present ones.
    pub fn kept(file: F, size: Size, area: VisibleArea, confidence: Confidence, present: Snapshot, written_from: Option<Snapshot>) -> Self {
        let written_from = written_from.unwrap_or_else(|| present.clone());
        // Whichever network it was made with: only one that is chosen now makes it outdated.
        let network = 0;
        let written = Rendered { recipe: recipe_of(&written_from, network), file, size, area, confidence };
        let (settings, strokes) = present;
        Self { settings, strokes, network, is_brushing: false, written, written_from, preview: None, running: None, failed: None }
    }

    /// Last file at full size.
    pub fn written(&self) -> &Rendered<F> {
        &self.written
    }

    /// Settings and strokes that it was made of, where the present ones are others.
    pub fn written_from(&self) -> Option<&Snapshot> {
        let (settings, strokes) = &self.written_from;
        ((settings, strokes) != (&self.settings, &self.strokes)).then_some(&self.written_from)
    }

    /// Puts a copy of the last file in its place.
    pub fn replace_file(&mut self, file: F) {
        self.written.file = file;
    }

    /// Settings of the panel.
    pub fn settings(&self) -> &EditSettings {
        &self.settings
    }

    /// Strokes of the brush.
    pub fn strokes(&self) -> &Strokes {
        &self.strokes
    }

    /// True if the brush is in use.
    pub fn is_brushing(&self) -> bool {
        self.is_brushing
    }

    /// Changes the settings.
    pub fn change_settings(&mut self, change: impl FnOnce(&mut EditSettings)) {
        change(&mut self.settings);
    }

    /// Has the picture made with another network.
    pub fn set_network(&mut self, network: u32) {
        self.network = network;
    }

    /// Starts or ends the use of the brush.
    pub fn set_brushing(&mut self, is_brushing: bool) {
        self.is_brushing = is_brushing;
    }

    /// Adds a stroke.
    pub fn draw(&mut self, stroke: Stroke) {
        self.strokes.push(stroke);
    }

    /// Removes the last stroke.
    pub fn undo(&mut self) {
        self.strokes.undo();
    }

    /// Brings back the stroke that was removed last.
    pub fn redo(&mut self) {
        self.strokes.redo();
    }

    /// Returns to settings and strokes of the last file.
    pub fn revert(&mut self) {
        (self.settings, self.strokes) = self.written_from.clone();
        self.failed = None;
    }

    /// Forgets the failure, so that its job is done again.
    pub fn retry(&mut self) {
        self.failed = None;
    }

    /// Recipe of the wanted file.
    pub fn recipe(&self) -> Recipe {
        Recipe { strokes: self.strokes.drawn().to_vec(), network: self.network, ..self.settings.recipe() }
    }

    /// Recipe of the wanted picture on the screen.
    fn displayed(&self) -> Recipe {
        if self.is_brushing {
            Recipe { strokes: self.strokes.drawn().to_vec(), network: self.network, ..self.settings.for_brush() }
        } else {
            as_displayed(&self.recipe())
        }
    }

    /// The file, if it is the wanted one.
    pub fn file(&self) -> Option<&Rendered<F>> {
        (self.written.recipe == self.recipe()).then_some(&self.written)
    }

    /// Picture to show: the wanted one, or the last of its kind until that comes. `None` at first for the brush.
    pub fn shown(&self) -> Option<&Rendered<F>> {
        let wanted = self.displayed();
        let fits = |picture: &Rendered<F>| !self.is_brushing || as_displayed(&picture.recipe).options == wanted.options;
        if as_displayed(&self.written.recipe) == wanted {
            return Some(&self.written);
        }
        self.preview.as_ref().filter(|preview| fits(preview)).or(Some(&self.written).filter(|written| fits(written)))
    }

    /// True if the picture shown is the wanted one.
    pub fn is_up_to_date(&self) -> bool {
        let wanted = self.displayed();
        self.shown().is_some_and(|picture| as_displayed(&picture.recipe) == wanted)
    }

    /// Verdict on the result: [`Verdict::Fine`] once the person has brushed.
    pub fn verdict(&self) -> Verdict {
        if self.strokes.drawn().is_empty() { self.shown().unwrap_or(&self.written).confidence.verdict } else { Verdict::Fine }
    }

    /// Reason for having no picture or file with the present recipe.
    pub fn failure(&self) -> Option<&Failure> {
        let (recipe, failure) = self.failed.as_ref()?;
        (*recipe == self.displayed() || *recipe == self.recipe()).then_some(failure)
    }

    /// Job that is wanted now: the preview first, and the file once it `is_due`. None while one is running.
    pub fn wanted_job(&self, is_due: bool) -> Option<Job> {
        if self.running.is_some() || self.failure().is_some() {
            return None;
        }
        if !self.is_up_to_date() {
            Some(Job::Preview(self.displayed()))
        } else if is_due && self.file().is_none() {
            Some(Job::Write(self.recipe()))
        } else {
            None
        }
    }

    /// Begins the job that is wanted, if the worker is free.
    pub fn next_job(&mut self, is_due: bool) -> Option<Job> {
        let job = self.wanted_job(is_due)?;
        self.begin(&job);
        Some(job)
    }

    /// Begins with the file, for a photo that is not shown: a preview would not be seen.
    pub fn next_file(&mut self) -> Option<Job> {
        if self.running.is_some() || self.failure().is_some() || self.file().is_some() {
            return None;
        }
        let job = Job::Write(self.recipe());
        self.begin(&job);
        Some(job)
    }

    /// True if the wanted file is not there yet, and can still come.
    pub fn waits_for_file(&self) -> bool {
        self.file().is_none() && self.failure().is_none()
    }

    fn begin(&mut self, job: &Job) {
        self.running = Some((job.clone(), (self.settings.clone(), self.strokes.clone())));
    }

    /// Puts the brush away and forgets the preview: the photo is no longer shown.
    pub fn leave(&mut self) {
        self.is_brushing = false;
        self.preview = None;
    }

    /// Ends the running job with its picture. One that is not wanted any more is still newer than the last.
    pub fn finish(&mut self, picture: Rendered<F>) {
        match self.running.take() {
            Some((Job::Write(_), snapshot)) => (self.written, self.written_from) = (picture, snapshot),
            Some((Job::Preview(_), _)) => self.preview = Some(picture),
            None => {}
        }
    }

    /// Ends the running job without a picture; `None` when it was cancelled.
    pub fn fail(&mut self, failure: Option<Failure>) {
        if let (Some((Job::Preview(recipe) | Job::Write(recipe), _)), Some(failure)) = (self.running.take(), failure) {
            self.failed = Some((recipe, failure));
        }
    }
}

#[cfg(test)]
mod tests {
    use matting::{Colour, Confidence, OutputFormat};

    use super::*;
    use crate::editing::settings::BackgroundKind;

    fn rendered(recipe: Recipe, file: u8) -> Rendered<u8> {
        Rendered { recipe, file, size: Size { width: 1, height: 1 }, area: VisibleArea::WHOLE, confidence: Confidence::FULL }
    }

    fn edits() -> Edits<u8> {
        Edits::new(rendered(EditSettings::default().recipe(), 0), EditSettings::default())
    }

    fn stroke(keep: bool) -> Stroke {
        Stroke { keep, radius: 0.1, points: vec![[0.5, 0.5]] }
    }

    fn shown(edits: &Edits<u8>) -> Option<u8> {
        edits.shown().map(|rendered| rendered.file)
    }

    /// Runs the next job with this file as its result.
    fn work(edits: &mut Edits<u8>, is_due: bool, file: u8) -> Job {
        let job = edits.next_job(is_due).unwrap();
        edits.finish(rendered(job.recipe().clone(), file));
        job
    }

    fn black(settings: &mut EditSettings) {
        settings.background = BackgroundKind::Colour;
        settings.colour = Colour { red: 0, green: 0, blue: 0, alpha: 255 };
    }

    #[test]
    fn change_is_previewed_first_and_written_when_due() {
        let mut edits = edits();
        assert_eq!((edits.next_job(true), shown(&edits)), (None, Some(0)));
        edits.change_settings(black);
        assert_eq!((edits.file(), shown(&edits), edits.is_up_to_date()), (None, Some(0), false), "no outdated file, but the last picture stays");
        assert!(matches!(work(&mut edits, true, 1), Job::Preview(_)));
        assert_eq!((shown(&edits), edits.is_up_to_date(), edits.next_job(false)), (Some(1), true, None));
        assert!(matches!(work(&mut edits, true, 2), Job::Write(_)));
        assert_eq!((shown(&edits), edits.file().map(|rendered| rendered.file), edits.next_job(true)), (Some(2), Some(2), None));
    }

    #[test]
    fn another_network_makes_the_picture_anew_with_the_same_edits() {
        let mut edits = edits();
        edits.draw(stroke(true));
        work(&mut edits, true, 1);
        work(&mut edits, true, 2);
        let before = edits.recipe();
        edits.set_network(7);
        assert_eq!((edits.file(), shown(&edits), edits.is_up_to_date()), (None, Some(1), false));
        let Job::Preview(recipe) = work(&mut edits, true, 3) else { panic!() };
        assert_eq!((recipe.network, &recipe.strokes, &recipe.options), (7, &before.strokes, &before.options));
        // Back before the file is written: it is still there.
        edits.set_network(0);
        assert_eq!((edits.file().map(|rendered| rendered.file), edits.next_job(true)), (Some(2), None));
        edits.set_network(7);
        assert!(matches!(work(&mut edits, true, 4), Job::Write(_)));
        edits.set_brushing(true);
        edits.set_network(8);
        assert!(matches!(edits.wanted_job(false), Some(Job::Preview(recipe)) if recipe.network == 8));
        // A photo that is cut out with it has it from the first picture on.
        let first = rendered(Recipe { network: 7, ..EditSettings::default().recipe() }, 9);
        let new = Edits::new(first, EditSettings::default());
        assert_eq!((new.file().map(|rendered| rendered.file), new.written_from(), new.wanted_job(true)), (Some(9), None, None));
    }

    #[test]
    fn kept_edits_go_on_where_they_were() {
        let mut edits = edits();
        edits.draw(stroke(true));
        edits.draw(stroke(false));
        edits.undo();
        work(&mut edits, true, 1);
        work(&mut edits, true, 2);
        let again = |edits: &Edits<u8>| {
            let Rendered { file, size, area, confidence, .. } = edits.written().clone();
            Edits::kept(file, size, area, confidence, (edits.settings().clone(), edits.strokes().clone()), edits.written_from().cloned())
        };
        let kept = again(&edits);
        assert_eq!((kept.file(), kept.strokes().can_redo(), edits.written_from()), (edits.file(), true, None));
        edits.change_settings(black);
        let mut kept = again(&edits);
        assert_eq!((kept.file(), kept.wanted_job(true), kept.written_from()), (None, edits.wanted_job(true), edits.written_from()));
        kept.revert();
        assert_eq!(kept.file().map(|rendered| rendered.file), Some(2));
    }

    #[test]
    fn one_job_runs_at_a_time_and_the_next_has_the_newest_recipe() {
        let mut edits = edits();
        edits.change_settings(black);
        let Some(Job::Preview(first)) = edits.next_job(false) else { panic!() };
        edits.change_settings(|settings| settings.has_shadow = true);
        edits.change_settings(|settings| settings.trims = true);
        assert_eq!(edits.next_job(true), None, "one at a time");
        edits.finish(rendered(first, 1));
        assert_eq!((shown(&edits), edits.is_up_to_date()), (Some(1), false));
        assert_eq!(edits.next_job(true), Some(Job::Preview(edits.recipe())));
    }

    #[test]
    fn outdated_file_is_not_offered_until_wanted_again() {
        let mut edits = edits();
        edits.change_settings(black);
        work(&mut edits, true, 1);
        let Some(Job::Write(recipe)) = edits.next_job(true) else { panic!() };
        edits.change_settings(|settings| settings.has_shadow = true);
        edits.finish(rendered(recipe, 2));
        assert_eq!(edits.file(), None);
        edits.change_settings(|settings| settings.has_shadow = false);
        assert_eq!((edits.file().map(|rendered| rendered.file), edits.next_job(true)), (Some(2), None), "the file is wanted again and there already");
    }

    #[test]
    fn strokes_can_be_undone_and_redone() {
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
        assert_eq!(edits.file().map(|rendered| rendered.file), Some(0), "without strokes the first file is the wanted one");
    }

    #[test]
    fn brush_previews_show_no_background() {
        let mut edits = edits();
        edits.change_settings(black);
        work(&mut edits, true, 1);
        work(&mut edits, true, 2);
        edits.set_brushing(true);
        assert_eq!(shown(&edits), None, "nothing with a background is shown under the brush");
        edits.draw(stroke(true));
        let Job::Preview(recipe) = work(&mut edits, false, 3) else { panic!() };
        assert_eq!(recipe.options, matting::Options::default());
        assert_eq!((recipe.strokes.len(), shown(&edits)), (1, Some(3)));
        edits.undo();
        assert_eq!(shown(&edits), Some(3), "until the next one comes");
        edits.redo();
        edits.set_brushing(false);
        assert!(matches!(work(&mut edits, true, 4), Job::Preview(_)));
        let Job::Write(recipe) = work(&mut edits, true, 5) else { panic!() };
        assert_eq!((recipe.strokes.len(), edits.file().map(|rendered| rendered.file)), (1, Some(5)));
    }

    #[test]
    fn output_format_needs_a_preview_only_for_jpeg() {
        let mut edits = edits();
        edits.change_settings(|settings| settings.output_format = OutputFormat::WebP);
        assert_eq!((edits.file(), shown(&edits), edits.is_up_to_date()), (None, Some(0), true), "it looks the same");
        assert!(matches!(work(&mut edits, true, 1), Job::Write(_)));
        assert_eq!((edits.file().map(|rendered| rendered.file), edits.is_up_to_date()), (Some(1), true));
        edits.change_settings(|settings| settings.metadata = Metadata::All);
        assert!(matches!(work(&mut edits, true, 2), Job::Write(_)));
        edits.change_settings(|settings| settings.output_format = OutputFormat::Jpeg);
        assert!(matches!(work(&mut edits, true, 3), Job::Preview(_)), "its background is white");
        assert!(matches!(work(&mut edits, true, 4), Job::Write(_)));
        edits.change_settings(|settings| settings.file_quality = EncodeQuality::clamped(50));
        assert!(matches!(work(&mut edits, true, 5), Job::Write(_)));
        assert_eq!((shown(&edits), edits.next_job(true)), (Some(5), None));
    }

    #[test]
    fn failure_belongs_to_its_recipe_and_keeps_the_last_picture() {
        let mut edits = edits();
        edits.change_settings(black);
        edits.next_job(false).unwrap();
        edits.fail(Some(Failure::WorkerDied));
        assert_eq!((edits.failure().cloned(), shown(&edits)), (Some(Failure::WorkerDied), Some(0)));
        assert_eq!(edits.next_job(true), None, "not retried over and over");
        edits.change_settings(|settings| settings.trims = true);
        assert_eq!(edits.failure(), None);
        edits.change_settings(|settings| settings.trims = false);
        edits.retry();
        assert!(matches!(edits.next_job(true), Some(Job::Preview(_))));
        edits.fail(None);
        assert_eq!(edits.failure(), None, "being stopped is no failure");
        edits.revert();
        assert_eq!((edits.settings(), edits.file().map(|rendered| rendered.file)), (&EditSettings::default(), Some(0)));
    }

    #[test]
    fn brushed_photo_has_no_warning() {
        let confidence = Confidence { score: 0.0, verdict: Verdict::NoClearSubject };
        let first = Rendered { confidence, ..rendered(EditSettings::default().recipe(), 0) };
        let mut edits = Edits::new(first, EditSettings::default());
        assert_eq!(edits.verdict(), Verdict::NoClearSubject);
        edits.draw(stroke(true));
        assert_eq!(edits.verdict(), Verdict::Fine);
    }

    #[test]
    fn photo_that_nobody_looks_at_gets_its_file_without_a_preview() {
        let mut settings = EditSettings::default();
        black(&mut settings);
        let mut edits = Edits::new(rendered(EditSettings::default().recipe(), 0), settings.clone());
        edits.set_brushing(true);
        edits.leave();
        assert_eq!((edits.is_brushing(), edits.waits_for_file()), (false, true));
        let Some(Job::Write(recipe)) = edits.next_file() else { panic!() };
        assert_eq!((recipe.clone(), edits.next_file()), (settings.recipe(), None), "one at a time");
        edits.finish(rendered(recipe, 1));
        assert_eq!((edits.waits_for_file(), edits.next_file(), shown(&edits)), (false, None, Some(1)));
        edits.change_settings(|settings| settings.trims = true);
        edits.next_file().unwrap();
        edits.fail(Some(Failure::WorkerDied));
        assert!(!edits.waits_for_file() && edits.next_file().is_none(), "not retried over and over");
    }
}

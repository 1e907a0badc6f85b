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

/// An AVIF to be made of a finished PNG.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversion<F> {
    /// Recipe of the AVIF.
    pub recipe: Recipe,
    /// Its quality.
    pub quality: EncodeQuality,
    /// The PNG.
    pub png: Rendered<F>,
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
        let made = settings.for_worker();
        let is_of_settings = first.recipe == Recipe { network, ..made.recipe() };
        let written_from = (if is_of_settings { made } else { EditSettings::default() }, strokes.clone());
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
        self.recipe_with(&self.settings)
    }

    /// Recipe of the file that the worker writes for it: of an AVIF the PNG that it is made of.
    fn recipe_for_worker(&self) -> Recipe {
        self.recipe_with(&self.settings.for_worker())
    }

    fn recipe_with(&self, settings: &EditSettings) -> Recipe {
        Recipe { strokes: self.strokes.drawn().to_vec(), network: self.network, ..settings.recipe() }
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
        [self.displayed(), self.recipe_for_worker(), self.recipe()].contains(recipe).then_some(failure)
    }

    /// Job that is wanted now: the preview first, and the file once it `is_due`. None while one is running.
    pub fn wanted_job(&self, is_due: bool) -> Option<Job> {
        if self.running.is_some() || self.failure().is_some() {
            return None;
        }
        if !self.is_up_to_date() {
            Some(Job::Preview(self.displayed()))
        } else if is_due {
            self.wanted_file()
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

    fn wanted_file(&self) -> Option<Job> {
        let recipe = self.recipe_for_worker();
        (self.file().is_none() && self.written.recipe != recipe).then_some(Job::Write(recipe))
    }

    /// Begins with the file, for a photo that is not shown: a preview would not be seen.
    pub fn next_file(&mut self) -> Option<Job> {
        if self.running.is_some() || self.failure().is_some() {
            return None;
        }
        let job = self.wanted_file()?;
        self.begin(&job);
        Some(job)
    }

    /// True if the worker's file is not there yet, and can still come.
    pub fn waits_for_worker(&self) -> bool {
        self.wanted_file().is_some() && self.failure().is_none()
    }

    fn begin(&mut self, job: &Job) {
        self.running = Some((job.clone(), (self.settings.for_worker(), self.strokes.clone())));
    }

    /// AVIF that is wanted, once there is the PNG that it is made of.
    pub fn conversion(&self) -> Option<Conversion<F>> {
        // First, since it is asked for every photo at every change.
        let Encoding::Avif(quality) = self.settings.encoding() else { return None };
        let is_due = self.failure().is_none() && self.written.recipe == self.recipe_for_worker();
        is_due.then(|| Conversion { recipe: self.recipe(), quality, png: self.written.clone() })
    }

    /// Ends a conversion, unless another file is wanted meanwhile.
    pub fn finish_conversion(&mut self, Conversion { recipe, png, .. }: Conversion<F>, outcome: Result<F, Failure>) {
        if self.conversion().is_none_or(|wanted| wanted.recipe != recipe) {
            return;
        }
        match outcome {
            Ok(file) => (self.written, self.written_from) = (Rendered { recipe, file, ..png }, (self.settings.clone(), self.strokes.clone())),
            Err(failure) => self.failed = Some((recipe, failure)),
        }
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

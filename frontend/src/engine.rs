//! The worker without the worker: takes messages, answers through a callback, knows neither JavaScript nor a clock of its own.

use std::ops::ControlFlow;

use matting::{
    Background, CutOut, Encoding, Inputs, Limits, NetworkInput, Options, Output, Photo, Picture, Pixels, Progress, Quality, Saliency, Samples,
    Session, Size, Source, Stage, catalogue, encode, resize,
};

use crate::failure::Failure;
use crate::practice::practise;
use crate::protocol::{FromWorker, Input, Job, Part, Recipe, StageTime, ToWorker};

/// A copy of the original is never shown larger than this.
pub const PREVIEW_SIDE: u32 = 2048;

/// Choices are tried out at this size: fine enough for a screen, small enough for a fraction of a second.
pub const TRIAL_SIDE: u32 = 1280;

/// Takes a reply and the buffers that go with it.
pub type Reply<'a> = dyn FnMut(FromWorker, Vec<Vec<u8>>) + 'a;

/// A reply that is ready.
type Answer = Result<(FromWorker, Vec<Vec<u8>>), Failure>;

/// Holds the loaded network, the photo and the background between messages.
pub struct Engine<Load, Clock> {
    load: Load,
    clock: Clock,
    network: Option<Box<dyn Saliency>>,
    table: Option<Table>,
    backdrop: Option<Backdrop>,
}

/// The photo that is worked on.
struct Table {
    photo: u32,
    session: Session,
    /// The photo at [`TRIAL_SIDE`], and with how hard a look at it.
    small: Option<(Session, Quality)>,
}

/// A picture for the background.
struct Backdrop {
    number: u32,
    picture: Picture,
    /// The same, large enough for [`TRIAL_SIDE`].
    small: Picture,
}

impl<Load, Clock> Engine<Load, Clock>
where
    Load: Fn(&[u8], NetworkInput) -> Result<Box<dyn Saliency>, matting::Error>,
    Clock: Fn() -> f64,
{
    /// An engine without a network. `load` makes one from verified bytes, `clock` counts milliseconds.
    pub fn new(load: Load, clock: Clock) -> Self {
        Self { load, clock, network: None, table: None, backdrop: None }
    }

    /// Does what a message asks for. Each stage is told when it begins; the last reply is the one that the message names.
    pub fn handle(&mut self, message: ToWorker, buffers: Vec<Vec<u8>>, reply: &mut Reply<'_>) {
        let practises = matches!(message, ToWorker::Load { practise: true, .. });
        let first = buffers.into_iter().next().ok_or(Failure::NotUnderstood);
        let (job, answer) = match message {
            ToWorker::Load { job, model, practise: _ } => (job, first.and_then(|onnx| self.load(job, &model, &onnx))),
            ToWorker::Cut { job, photo, input, options, preview } => {
                (job, first.and_then(|bytes| self.cut(job, photo, input, bytes, &options, preview, reply)))
            }
            ToWorker::Open { job, photo, input } => (job, first.and_then(|bytes| self.open(job, photo, input, bytes))),
            ToWorker::Backdrop { job, backdrop, input } => (job, first.and_then(|bytes| self.take_backdrop(job, backdrop, input, bytes))),
            ToWorker::Try { job, photo, recipe } => (job, self.show(job, photo, &recipe)),
            ToWorker::Write { job, photo, recipe } => (job, self.write(job, photo, &recipe, reply)),
        };
        match answer {
            Ok((message, buffers)) => reply(message, buffers),
            Err(error) => reply(FromWorker::Failed { job, error }, Vec::new()),
        }
        if let (true, Some(network)) = (practises, self.network.as_deref()) {
            // What fails here tells nothing about a photo.
            let _ = practise(network);
        }
    }

    fn load(&mut self, job: Job, model: &str, onnx: &[u8]) -> Answer {
        let row = catalogue::by_name(model).ok_or(Failure::UnknownModel)?;
        row.verify(onnx)?;
        self.network = Some((self.load)(onnx, row.input)?);
        Ok((FromWorker::Loaded { job }, Vec::new()))
    }

    #[allow(clippy::too_many_arguments, reason = "the fields of one message")]
    fn cut(&mut self, job: Job, photo: u32, input: Input, bytes: Vec<u8>, options: &Options, preview: bool, reply: &mut Reply<'_>) -> Answer {
        let network = self.network.as_deref().ok_or(Failure::NotLoaded)?;
        // Its memory is needed for the next one.
        self.table = None;
        let mut watch = Stopwatch { job, clock: &self.clock, reply, running: None, times: Vec::new() };
        let session = read(input, bytes, &options.limits, &mut watch)?;
        let table = self.table.insert(Table { photo, session, small: None });
        let (message, file) = table.write(network, options, &Inputs::default(), watch)?;
        // A cut-out without a picture of its original is still a cut-out: the page says that it cannot show the original.
        let preview = if preview && input == Input::File { original(&table.session).ok() } else { None };
        Ok((message, std::iter::once(file).chain(preview).collect()))
    }

    fn open(&mut self, job: Job, photo: u32, input: Input, bytes: Vec<u8>) -> Answer {
        self.table = None;
        let session = read(input, bytes, &Limits::default(), &mut ())?;
        self.table = Some(Table { photo, session, small: None });
        Ok((FromWorker::Taken { job }, Vec::new()))
    }

    fn take_backdrop(&mut self, job: Job, number: u32, input: Input, bytes: Vec<u8>) -> Answer {
        let picture = read(input, bytes, &Limits::default(), &mut ())?.into_photo().into_srgb();
        let small = resize::within(&picture, TRIAL_SIDE)?.into_owned();
        self.backdrop = Some(Backdrop { number, picture, small });
        Ok((FromWorker::Taken { job }, Vec::new()))
    }

    fn show(&mut self, job: Job, photo: u32, recipe: &Recipe) -> Answer {
        let network = self.network.as_deref().ok_or(Failure::NotLoaded)?;
        let table = self.table.as_mut().filter(|table| table.photo == photo).ok_or(Failure::NoPhoto)?;
        let inputs = inputs(recipe, self.backdrop.as_ref(), |backdrop| &backdrop.small)?;
        let small = table.small(network, recipe.options.quality)?;
        let (composed, doubt) = small.composed(network, &recipe.options, &inputs, &mut ())?;
        let part = Part::of(composed.area, small.photo().picture.size());
        let Size { width, height } = composed.area.size;
        Ok((FromWorker::Tried { job, width, height, part, doubt }, vec![encode(&composed.pixels, &small.photo().colour, None, Encoding::Png)?]))
    }

    fn write(&mut self, job: Job, photo: u32, recipe: &Recipe, reply: &mut Reply<'_>) -> Answer {
        let network = self.network.as_deref().ok_or(Failure::NotLoaded)?;
        let table = self.table.as_mut().filter(|table| table.photo == photo).ok_or(Failure::NoPhoto)?;
        let inputs = inputs(recipe, self.backdrop.as_ref(), |backdrop| &backdrop.picture)?;
        let watch = Stopwatch { job, clock: &self.clock, reply, running: None, times: Vec::new() };
        let (message, file) = table.write(network, &recipe.options, &inputs, watch)?;
        Ok((message, vec![file]))
    }
}

impl Table {
    fn write<Clock: Fn() -> f64>(
        &mut self,
        network: &dyn Saliency,
        options: &Options,
        inputs: &Inputs<'_>,
        mut watch: Stopwatch<'_, '_, Clock>,
    ) -> Result<(FromWorker, Vec<u8>), Failure> {
        let CutOut { file, area, format, confidence, .. } = self.session.cut_out(network, options, inputs, &mut watch)?;
        watch.stop();
        let part = Part::of(area, self.session.photo().picture.size());
        let Size { width, height } = area.size;
        Ok((FromWorker::Done { job: watch.job, width, height, part, format, doubt: confidence, times: watch.times }, file))
    }

    /// The small photo, with what the network sees in the large one: it looks once for both.
    fn small(&mut self, network: &dyn Saliency, quality: Quality) -> Result<&mut Session, Failure> {
        let small = match self.small.take() {
            Some((small, looked)) if looked == quality => small,
            Some(_) | None => {
                self.session.trimap(network, quality, &Inputs::default())?;
                self.session.smaller(TRIAL_SIDE)?
            }
        };
        let (small, _) = self.small.insert((small, quality));
        Ok(small)
    }
}

fn read(input: Input, bytes: Vec<u8>, limits: &Limits, watch: &mut dyn Progress) -> Result<Session, Failure> {
    Ok(match input {
        Input::File => Session::open(Source::File(&bytes), limits, watch)?,
        Input::Pixels { width, height } => {
            let picture = Picture::new(Size { width, height }, Samples::Eight(bytes))?;
            Session::open(Source::Pixels(picture), limits, watch)?
        }
    })
}

/// A copy of the photo that every browser shows.
fn original(session: &Session) -> Result<Vec<u8>, matting::Error> {
    let Photo { picture, colour, .. } = session.photo();
    encode(&Pixels::Colour(resize::within(picture, PREVIEW_SIDE)?.into_owned()), colour, None, Encoding::Png)
}

fn inputs<'a>(recipe: &'a Recipe, backdrop: Option<&'a Backdrop>, at_size: impl Fn(&'a Backdrop) -> &'a Picture) -> Result<Inputs<'a>, Failure> {
    let background = match recipe.options.output {
        Output::CutOut(scene) if matches!(scene.background, Background::Picture { .. }) => {
            let there = backdrop.filter(|there| recipe.backdrop == Some(there.number)).ok_or(matting::Error::NoBackground)?;
            Some(at_size(there))
        }
        Output::CutOut(_) | Output::Mask => None,
    };
    Ok(Inputs { strokes: &recipe.strokes, background, ..Inputs::default() })
}

/// Tells each stage as it begins and measures it.
struct Stopwatch<'a, 'b, Clock> {
    job: Job,
    clock: &'a Clock,
    reply: &'a mut Reply<'b>,
    running: Option<(Stage, f64)>,
    times: Vec<StageTime>,
}

impl<Clock: Fn() -> f64> Stopwatch<'_, '_, Clock> {
    fn stop(&mut self) {
        if let Some((stage, begun)) = self.running.take() {
            self.times.push(StageTime { stage, ms: (self.clock)() - begun });
        }
    }
}

impl<Clock: Fn() -> f64> Progress for Stopwatch<'_, '_, Clock> {
    fn enter(&mut self, stage: Stage) -> ControlFlow<()> {
        self.stop();
        (self.reply)(FromWorker::Stage { job: self.job, stage }, Vec::new());
        self.running = Some((stage, (self.clock)()));
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};
    use std::rc::Rc;

    use matting::{Colour, Fit, Format, Scene, Stroke, Trim, Verdict};
    use ndarray::{Array2, Array4};

    use super::*;

    const U2NETP: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../models/u2netp.onnx"));

    /// Sees a subject in the upper half of everything, mirrored or not, or nothing anywhere.
    struct Fake {
        input: NetworkInput,
        peak: f32,
        looks: Rc<Cell<u32>>,
    }

    impl Saliency for Fake {
        fn input(&self) -> NetworkInput {
            self.input
        }

        fn map(&self, input: Array4<f32>) -> Result<Array2<f32>, matting::Error> {
            self.looks.set(self.looks.get() + 1);
            let side = self.input.side as usize;
            assert_eq!(input.shape(), [1, 3, side, side]);
            Ok(Array2::from_shape_fn((side, side), |(y, _)| if y < side / 2 { self.peak } else { 0.0 }))
        }
    }

    type Replies = Vec<(FromWorker, Vec<Vec<u8>>)>;

    /// A loaded engine; what it does to messages, and how often its network looked.
    fn engine(peak: f32) -> (impl FnMut(ToWorker, Vec<u8>) -> Replies, Rc<Cell<u32>>) {
        let looks = Rc::new(Cell::new(0));
        let (now, seen) = (Cell::new(0.0), looks.clone());
        let clock = move || now.replace(now.get() + 1.0);
        let load = move |_: &[u8], input| Ok(Box::new(Fake { input, peak, looks: seen.clone() }) as Box<dyn Saliency>);
        let engine = RefCell::new(Engine::new(load, clock));
        let handle = move |message, bytes| {
            let mut all = Vec::new();
            engine.borrow_mut().handle(message, vec![bytes], &mut |reply, buffers| all.push((reply, buffers)));
            all
        };
        (handle, looks)
    }

    fn load() -> (ToWorker, Vec<u8>) {
        (ToWorker::Load { job: Job(1), model: "u2netp".to_owned(), practise: false }, U2NETP.to_vec())
    }

    fn cut(input: Input, bytes: &[u8]) -> (ToWorker, Vec<u8>) {
        (ToWorker::Cut { job: Job(2), photo: 1, input, options: Options::default(), preview: true }, bytes.to_vec())
    }

    fn recipe(options: Options) -> Recipe {
        Recipe { options, strokes: Vec::new(), backdrop: None }
    }

    fn show(recipe: Recipe) -> (ToWorker, Vec<u8>) {
        (ToWorker::Try { job: Job(3), photo: 1, recipe }, Vec::new())
    }

    fn write(recipe: Recipe) -> (ToWorker, Vec<u8>) {
        (ToWorker::Write { job: Job(4), photo: 1, recipe }, Vec::new())
    }

    fn over(background: Background) -> Options {
        Options { output: Output::CutOut(Scene { background, ..Scene::default() }), ..Options::default() }
    }

    fn failure(peak: f32, messages: Vec<(ToWorker, Vec<u8>)>) -> Failure {
        let (mut handle, _) = engine(peak);
        let all: Replies = messages.into_iter().flat_map(|(message, bytes)| handle(message, bytes)).collect();
        match all.last() {
            Some((FromWorker::Failed { error, .. }, buffers)) if buffers.is_empty() => error.clone(),
            other => panic!("{other:?}"),
        }
    }

    /// The pixels of the file in the last reply.
    fn pixels(replies: &Replies) -> (Size, Vec<u8>) {
        let (_, buffers) = replies.last().unwrap();
        let picture = matting::read(Source::File(&buffers[0]), &Limits::default()).unwrap().picture;
        match picture.samples() {
            Samples::Eight(values) => (picture.size(), values.clone()),
            Samples::Sixteen(_) => panic!("8 bits went in"),
        }
    }

    const PPM: &[u8] = b"P6 2 1 255\n\xff\0\0\0\xff\0";

    /// A gray picture that is larger than a trial.
    fn large() -> Vec<u8> {
        let mut file = b"P5 1600 800 255\n".to_vec();
        file.resize(file.len() + 1600 * 800, 90);
        file
    }

    #[test]
    fn practice_comes_after_the_answer_and_leaves_nothing_behind() {
        let (mut handle, looks) = engine(1.0);
        let message = ToWorker::Load { job: Job(1), model: "u2netp".to_owned(), practise: true };
        assert_eq!(handle(message, U2NETP.to_vec()), [(FromWorker::Loaded { job: Job(1) }, Vec::new())]);
        assert!(looks.get() > 0);
        let (message, bytes) = show(recipe(Options::default()));
        assert!(matches!(handle(message, bytes)[0].0, FromWorker::Failed { error: Failure::NoPhoto, .. }));
        let network = Fake { input: catalogue::BUNDLED.input, peak: 1.0, looks: looks.clone() };
        practise(&network).unwrap();
    }

    #[test]
    fn stages_are_told_before_the_cut_out_and_each_has_a_time() {
        let (mut handle, _) = engine(1.0);
        let (message, bytes) = load();
        assert_eq!(handle(message, bytes)[0].0, FromWorker::Loaded { job: Job(1) });
        let (message, bytes) = cut(Input::File, PPM);
        let all = handle(message, bytes);
        let told: Vec<_> = all[..5].iter().map(|(reply, _)| reply.clone()).collect();
        assert_eq!(told, Stage::ALL.map(|stage| FromWorker::Stage { job: Job(2), stage }));
        let (FromWorker::Done { job: Job(2), width: 2, height: 1, part: Part::WHOLE, format: Format::Pnm, times, .. }, buffers) = &all[5] else {
            panic!("{:?}", all[5])
        };
        assert_eq!(*times, Stage::ALL.map(|stage| StageTime { stage, ms: 1.0 }));
        assert_eq!(buffers.len(), 2, "the cut-out and the preview");
        assert!(buffers.iter().all(|png| png.starts_with(b"\x89PNG")));
        assert_eq!(all.len(), 6);
    }

    #[test]
    fn pixels_need_no_preview() {
        let (mut handle, _) = engine(0.1);
        let mut all = Vec::new();
        for (message, bytes) in [load(), cut(Input::Pixels { width: 1, height: 2 }, &[9; 8])] {
            all = handle(message, bytes);
        }
        let Some((FromWorker::Done { width: 1, height: 2, format: Format::Pixels, doubt, .. }, buffers)) = all.last() else { panic!("{all:?}") };
        assert_eq!(doubt.verdict, Verdict::NoClearSubject);
        assert_eq!(buffers.len(), 1);
    }

    #[test]
    fn a_trial_is_small_and_the_file_is_not() {
        let (mut handle, looks) = engine(1.0);
        for (message, bytes) in [load(), cut(Input::File, &large())] {
            handle(message, bytes);
        }
        let before = looks.get();
        let blue = recipe(over(Background::Colour(Colour { red: 0, green: 0, blue: 255, alpha: 255 })));
        let (message, _) = show(blue.clone());
        let (size, values) = pixels(&handle(message, Vec::new()));
        assert_eq!(size, Size { width: 1280, height: 640 });
        assert_eq!(values[..4], [90, 90, 90, 255], "the subject is at the top");
        assert_eq!(values[values.len() - 4..], [0, 0, 255, 255]);
        let (message, _) = write(blue);
        let all = handle(message, Vec::new());
        assert_eq!(pixels(&all).0, Size { width: 1600, height: 800 });
        assert!(matches!(all.last(), Some((FromWorker::Done { job: Job(4), width: 1600, .. }, _))));
        assert_eq!(looks.get(), before, "the network has seen it already");

        let (message, _) = show(recipe(Options { quality: Quality::Fast, ..Options::default() }));
        handle(message, Vec::new());
        let more = looks.get();
        assert!(more > before);
        let (message, _) = write(recipe(Options { quality: Quality::Fast, ..Options::default() }));
        handle(message, Vec::new());
        assert_eq!(looks.get(), more, "one look serves the trial and the file");
    }

    #[test]
    fn strokes_change_trial_and_file_and_can_be_taken_back() {
        let (mut handle, _) = engine(1.0);
        for (message, bytes) in [load(), cut(Input::File, &large())] {
            handle(message, bytes);
        }
        let alpha = |(size, values): (Size, Vec<u8>), y: f32| {
            let row = (y * size.height as f32) as usize;
            values[(row * size.width as usize + size.width as usize / 2) * 4 + 3]
        };
        let brushed = Recipe { strokes: vec![Stroke { keep: true, radius: 0.02, points: vec![[0.5, 0.9]] }], ..recipe(Options::default()) };
        for message in [show, write] {
            let (with, _) = message(brushed.clone());
            assert_eq!(alpha(pixels(&handle(with, Vec::new())), 0.9), 255);
            let (without, _) = message(recipe(Options::default()));
            assert_eq!(alpha(pixels(&handle(without, Vec::new())), 0.9), 0);
        }
    }

    #[test]
    fn what_is_trimmed_says_which_part_it_is() {
        let (mut handle, _) = engine(1.0);
        for (message, bytes) in [load(), cut(Input::File, &large())] {
            handle(message, bytes);
        }
        let (message, _) = show(recipe(Options { trim: Some(Trim::default()), ..Options::default() }));
        let all = handle(message, Vec::new());
        let Some((FromWorker::Tried { part, .. }, _)) = all.last() else { panic!("{all:?}") };
        assert!(part.top == 0.0 && part.width == 1.0 && (0.5..0.65).contains(&part.height), "{part:?}");
        let (size, _) = pixels(&all);
        assert_eq!(size.height, (part.height * 640.0).round() as u32);
    }

    #[test]
    fn a_background_picture_is_read_once_and_named() {
        let (mut handle, _) = engine(1.0);
        for (message, bytes) in [load(), cut(Input::File, &large())] {
            handle(message, bytes);
        }
        let behind = Recipe { backdrop: Some(7), ..recipe(over(Background::Picture { fit: Fit::Cover })) };
        let refused = FromWorker::Failed { job: Job(3), error: matting::Error::NoBackground.into() };
        assert_eq!(handle(show(behind.clone()).0, Vec::new())[0].0, refused, "none was given");
        let give = |number| ToWorker::Backdrop { job: Job(9), backdrop: number, input: Input::File };
        assert_eq!(handle(give(6), PPM.to_vec())[0].0, FromWorker::Taken { job: Job(9) });
        assert_eq!(handle(show(behind.clone()).0, Vec::new())[0].0, refused, "it was another one");
        assert!(matches!(handle(give(7), b"no picture".to_vec())[0].0, FromWorker::Failed { .. }));
        handle(give(7), b"P6 1 1 255\n\0\x80\0".to_vec());
        for message in [show, write] {
            let (_, values) = pixels(&handle(message(behind.clone()).0, Vec::new()));
            assert_eq!(values[values.len() - 4..], [0, 128, 0, 255]);
        }
    }

    #[test]
    fn a_photo_that_is_gone_can_be_brought_back_without_a_cut() {
        let (mut handle, looks) = engine(1.0);
        let (message, bytes) = load();
        handle(message, bytes);
        let absent = FromWorker::Failed { job: Job(3), error: Failure::NoPhoto };
        assert_eq!(handle(show(recipe(Options::default())).0, Vec::new())[0].0, absent);
        let open = |photo| ToWorker::Open { job: Job(5), photo, input: Input::File };
        handle(open(2), PPM.to_vec());
        assert_eq!(handle(show(recipe(Options::default())).0, Vec::new())[0].0, absent, "another one is there");
        assert_eq!(handle(open(1), PPM.to_vec())[0].0, FromWorker::Taken { job: Job(5) });
        assert_eq!(looks.get(), 0);
        assert!(matches!(handle(show(recipe(Options::default())).0, Vec::new())[0].0, FromWorker::Tried { .. }));
    }

    #[test]
    fn every_failure_is_typed() {
        let mut damaged = U2NETP.to_vec();
        damaged[1_000_000] ^= 1;
        assert!(failure(1.0, vec![(load().0, damaged)]).is_damaged_model());
        assert_eq!(failure(1.0, vec![cut(Input::File, PPM)]), Failure::NotLoaded);
        assert_eq!(failure(1.0, vec![show(recipe(Options::default()))]), Failure::NotLoaded);
        assert_eq!(failure(1.0, vec![load(), write(recipe(Options::default()))]), Failure::NoPhoto);
        assert_eq!(failure(1.0, vec![load(), cut(Input::File, &[])]), matting::Error::EmptyFile.into());
        assert_eq!(failure(1.0, vec![(ToWorker::Load { job: Job(1), model: "u3net".to_owned(), practise: true }, vec![1])]), Failure::UnknownModel);
        let short = failure(1.0, vec![load(), cut(Input::Pixels { width: 2, height: 2 }, &[0; 3])]);
        assert!(matches!(short, Failure::Core { error: matting::Error::SizeMismatch { .. } }));
        let avif = failure(1.0, vec![load(), cut(Input::File, b"\0\0\0\x20ftypavif\0\0\0\0mif1avifmiaf")]);
        assert_eq!(avif.unknown_format(), Some(Format::Avif));
        let mut replies = Vec::new();
        let mut engine = Engine::new(|_: &[u8], _| Err(matting::Error::Cancelled), || 0.0);
        engine.handle(load().0, Vec::new(), &mut |reply, _| replies.push(reply));
        assert_eq!(replies, [FromWorker::Failed { job: Job(1), error: Failure::NotUnderstood }]);
    }

    #[test]
    fn a_damaged_model_does_not_replace_the_loaded_one() {
        let (mut handle, _) = engine(1.0);
        let mut all = Vec::new();
        for (message, bytes) in [load(), (load().0, b"not a model".to_vec()), cut(Input::File, PPM)] {
            all = handle(message, bytes);
        }
        assert!(matches!(all.last(), Some((FromWorker::Done { .. }, _))));
    }
}

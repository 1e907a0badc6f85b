//! Engine: the worker's program without JavaScript. Messages in, replies through a callback; network and clock are injected.

use std::time::Duration;

use matting::{Background, CutOut, Inputs, Limits, NetworkInput, Options, Output, Picture, Saliency, Size, catalogue};

use super::open_photo::{BackgroundPicture, OpenPhoto, Previewed};
use super::stage_reporter::{Respond, StageReporter};
use super::warm_up::warm_up;
use crate::protocol::{Failure, FromWorker, Input, KnownNetwork, Recipe, RequestId, ToWorker, VisibleArea};

/// Last reply to a request.
pub(super) type Reply = Result<(FromWorker, Vec<Vec<u8>>), Failure>;

/// State between messages: the loaded network, the photo and the background picture.
pub struct Engine<Load, Clock> {
    load: Load,
    clock: Clock,
    network: Option<Box<dyn Saliency>>,
    photo: Option<OpenPhoto>,
    background: Option<BackgroundPicture>,
}

impl<Load, Clock> Engine<Load, Clock>
where
    Load: Fn(Vec<u8>, Option<NetworkInput>) -> Result<Box<dyn Saliency>, matting::Error>,
    Clock: Fn() -> Duration,
{
    /// Engine without a network. `load` makes one from verified bytes and their input, where that is known; `clock` returns the time since any moment that stays the same.
    pub fn new(load: Load, clock: Clock) -> Self {
        Self { load, clock, network: None, photo: None, background: None }
    }

    /// Handles a message. Each stage is reported when it begins; the last reply is the one that the message names.
    pub fn handle(&mut self, message: ToWorker, buffers: Vec<Vec<u8>>, send: &mut Respond<'_>) {
        let warms_up = matches!(message, ToWorker::Load { warm_up: true, .. });
        let first = buffers.into_iter().next().ok_or(Failure::NotUnderstood);
        let (request, reply) = match message {
            ToWorker::Load { request, network, warm_up: _ } => (request, first.and_then(|onnx| self.load(request, network, onnx))),
            ToWorker::CutOut { request, photo, input, options, wants_original } => {
                (request, first.and_then(|bytes| self.cut_out(request, photo, input, bytes, &options, wants_original, send)))
            }
            ToWorker::OpenPhoto { request, photo, input } => (request, first.and_then(|bytes| self.open_photo(request, photo, input, bytes))),
            ToWorker::OpenBackground { request, picture, input } => {
                (request, first.and_then(|bytes| self.open_background(request, picture, input, bytes)))
            }
            ToWorker::Preview { request, photo, recipe } => (request, self.preview(request, photo, &recipe)),
            ToWorker::Write { request, photo, recipe } => (request, self.write(request, photo, &recipe, Inputs::default(), send)),
        };
        respond(request, reply, send);
        if let (true, Some(network)) = (warms_up, self.network.as_deref()) {
            // A failure here says nothing about a photo.
            let _ = warm_up(network);
        }
    }

    fn load(&mut self, request: RequestId, network: KnownNetwork, onnx: Vec<u8>) -> Reply {
        let (input, row) = match network {
            KnownNetwork::Published { model } => {
                let row = catalogue::by_name(&model).ok_or(Failure::UnknownModel)?;
                row.verify(&onnx).map_err(matting::Error::from)?;
                (Some(row.input), Some(row))
            }
            KnownNetwork::Described { input, sha256 } => {
                if let Some(published) = sha256 {
                    let found = catalogue::sha256(&onnx);
                    if found != published {
                        return Err(matting::Error::ModelDamaged { model: String::new(), published, found }.into());
                    }
                }
                (Some(input.into()), None)
            }
            KnownNetwork::Nothing => {
                let row = catalogue::by_bytes(&onnx);
                (row.map(|row| row.input), row)
            }
        };
        // Its memory is needed for the next one, and a photo's saliency map is that of its network.
        (self.network, self.photo) = (None, None);
        let network = self.network.insert((self.load)(onnx, input)?);
        let input = network.input().into();
        Ok((FromWorker::Loaded { request, input, model: row.map(|row| row.name.to_owned()) }, Vec::new()))
    }

    #[allow(clippy::too_many_arguments, reason = "the fields of one message")]
    fn cut_out(
        &mut self,
        request: RequestId,
        number: u32,
        input: Input,
        bytes: Vec<u8>,
        options: &Options,
        wants_original: bool,
        send: &mut Respond<'_>,
    ) -> Reply {
        let network = self.network.as_deref().ok_or(Failure::NotLoaded)?;
        // Its memory is needed for the next one.
        self.photo = None;
        let mut stages = StageReporter::new(request, &self.clock, send);
        let photo = self.photo.insert(OpenPhoto::read(number, input, bytes, &options.limits, &mut stages)?);
        let (message, file) = write(photo, network, options, &Inputs::default(), request, stages)?;
        // A cut-out without a copy of its original is still a cut-out: the page says that it cannot show the original.
        let original = if wants_original && input == Input::File { photo.original().ok() } else { None };
        Ok((message, std::iter::once(file).chain(original).collect()))
    }

    fn open_photo(&mut self, request: RequestId, number: u32, input: Input, bytes: Vec<u8>) -> Reply {
        self.photo = None;
        self.photo = Some(OpenPhoto::read(number, input, bytes, &Limits::default(), &mut ())?);
        Ok((FromWorker::Opened { request }, Vec::new()))
    }

    fn open_background(&mut self, request: RequestId, number: u32, input: Input, bytes: Vec<u8>) -> Reply {
        self.background = Some(BackgroundPicture::read(number, input, bytes)?);
        Ok((FromWorker::Opened { request }, Vec::new()))
    }

    fn preview(&mut self, request: RequestId, number: u32, recipe: &Recipe) -> Reply {
        let network = self.network.as_deref().ok_or(Failure::NotLoaded)?;
        let photo = self.photo.as_mut().filter(|photo| photo.number == number).ok_or(Failure::NoPhoto)?;
        let inputs = inputs(recipe, self.background.as_ref(), |background| &background.small)?;
        let Previewed { png, size: Size { width, height }, area, confidence } =
            photo.preview(network, recipe.options.quality)?.render(network, &recipe.options, &inputs)?;
        Ok((FromWorker::Previewed { request, width, height, area, confidence }, vec![png]))
    }

    /// The file of a recipe, with a mask or trimap where `given` has one.
    pub(super) fn write(&mut self, request: RequestId, number: u32, recipe: &Recipe, given: Inputs<'_>, send: &mut Respond<'_>) -> Reply {
        let network = self.network.as_deref().ok_or(Failure::NotLoaded)?;
        let photo = self.photo.as_mut().filter(|photo| photo.number == number).ok_or(Failure::NoPhoto)?;
        let Inputs { strokes, background, .. } = inputs(recipe, self.background.as_ref(), |background| &background.picture)?;
        let inputs = Inputs { strokes, background, ..given };
        let stages = StageReporter::new(request, &self.clock, send);
        let (message, file) = write(photo, network, &recipe.options, &inputs, request, stages)?;
        Ok((message, vec![file]))
    }
}

/// Sends the last reply to a request.
pub(super) fn respond(request: RequestId, reply: Reply, send: &mut Respond<'_>) {
    match reply {
        Ok((message, buffers)) => send(message, buffers),
        Err(error) => send(FromWorker::Failed { request, error }, Vec::new()),
    }
}

fn write<Clock: Fn() -> Duration>(
    photo: &mut OpenPhoto,
    network: &dyn Saliency,
    options: &Options,
    inputs: &Inputs<'_>,
    request: RequestId,
    mut stages: StageReporter<'_, '_, Clock>,
) -> Result<(FromWorker, Vec<u8>), Failure> {
    let CutOut { file, size, view, format, confidence, warnings, .. } = photo.cut_out(network, options, inputs, &mut stages)?;
    let times = stages.times();
    let (Size { width, height }, Size { width: photo_width, height: photo_height }) = (size, photo.size());
    let area = VisibleArea::of(view, photo.size());
    Ok((FromWorker::Done { request, width, height, photo_width, photo_height, area, format, confidence, warnings, times }, file))
}

/// Inputs of a recipe, with the background picture in the size that `at_size` chooses.
fn inputs<'a>(
    recipe: &'a Recipe,
    background: Option<&'a BackgroundPicture>,
    at_size: impl Fn(&'a BackgroundPicture) -> &'a Picture,
) -> Result<Inputs<'a>, Failure> {
    let background = match recipe.options.output {
        Output::CutOut(scene) if matches!(scene.background, Background::Picture { .. }) => {
            let open = background.filter(|open| recipe.background_picture == Some(open.number)).ok_or(matting::Error::NoBackground)?;
            Some(at_size(open))
        }
        Output::CutOut(_) | Output::Mask => None,
    };
    Ok(Inputs { strokes: &recipe.strokes, background, ..Inputs::default() })
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};
    use std::rc::Rc;

    use matting::{Colour, Fit, InputFormat, Quality, Samples, Scene, Source, Stage, Stroke, Trim, Verdict, Warning};
    use ndarray::{Array2, Array4};

    use super::*;
    use crate::protocol::StageTime;

    const U2NETP: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../models/u2netp.onnx"));

    /// Network whose map has a subject in the upper half, mirrored or not; with a low `peak` none.
    struct Fake {
        input: NetworkInput,
        peak: f32,
        passes: Rc<Cell<u32>>,
    }

    impl Saliency for Fake {
        fn input(&self) -> NetworkInput {
            self.input
        }

        fn map(&self, input: Array4<f32>) -> Result<Array2<f32>, matting::Error> {
            self.passes.set(self.passes.get() + 1);
            let side = self.input.side as usize;
            assert_eq!(input.shape(), [1, 3, side, side]);
            Ok(Array2::from_shape_fn((side, side), |(y, _)| if y < side / 2 { self.peak } else { 0.0 }))
        }
    }

    type Replies = Vec<(FromWorker, Vec<Vec<u8>>)>;

    /// Engine as a function from messages to replies, and the number of passes of its network.
    fn engine(peak: f32) -> (impl FnMut(ToWorker, Vec<u8>) -> Replies, Rc<Cell<u32>>) {
        let passes = Rc::new(Cell::new(0));
        let (now, counted) = (Cell::new(0), passes.clone());
        let clock = move || Duration::from_millis(now.replace(now.get() + 1));
        let load = move |_: Vec<u8>, input: Option<NetworkInput>| {
            let input = input.unwrap_or(NetworkInput { side: 32, ..catalogue::UNKNOWN });
            Ok(Box::new(Fake { input, peak, passes: counted.clone() }) as Box<dyn Saliency>)
        };
        let engine = RefCell::new(Engine::new(load, clock));
        let handle = move |message, bytes| {
            let mut all = Vec::new();
            engine.borrow_mut().handle(message, vec![bytes], &mut |reply, buffers| all.push((reply, buffers)));
            all
        };
        (handle, passes)
    }

    fn load() -> (ToWorker, Vec<u8>) {
        (load_as(KnownNetwork::Published { model: "u2netp".to_owned() }, false), U2NETP.to_vec())
    }

    fn load_as(network: KnownNetwork, warm_up: bool) -> ToWorker {
        ToWorker::Load { request: RequestId(1), network, warm_up }
    }

    fn loaded(input: NetworkInput, model: Option<&str>) -> FromWorker {
        FromWorker::Loaded { request: RequestId(1), input: input.into(), model: model.map(str::to_owned) }
    }

    fn cut_out(input: Input, bytes: &[u8]) -> (ToWorker, Vec<u8>) {
        (ToWorker::CutOut { request: RequestId(2), photo: 1, input, options: Options::default(), wants_original: true }, bytes.to_vec())
    }

    fn recipe(options: Options) -> Recipe {
        Recipe { options, strokes: Vec::new(), background_picture: None, network: 0 }
    }

    fn preview(recipe: Recipe) -> (ToWorker, Vec<u8>) {
        (ToWorker::Preview { request: RequestId(3), photo: 1, recipe }, Vec::new())
    }

    fn write(recipe: Recipe) -> (ToWorker, Vec<u8>) {
        (ToWorker::Write { request: RequestId(4), photo: 1, recipe }, Vec::new())
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

    /// Size and samples of the file in the last reply.
    fn pixels(replies: &Replies) -> (Size, Vec<u8>) {
        let (_, buffers) = replies.last().unwrap();
        let picture = matting::read(Source::File(&buffers[0]), &Limits::default()).unwrap().picture;
        match picture.samples() {
            Samples::Eight(values) => (picture.size(), values.clone()),
            Samples::Sixteen(_) => panic!("8 bits went in"),
        }
    }

    const PPM: &[u8] = b"P6 2 1 255\n\xff\0\0\0\xff\0";

    /// Gray picture that is larger than a preview.
    fn large() -> Vec<u8> {
        let mut file = b"P5 1600 800 255\n".to_vec();
        file.resize(file.len() + 1600 * 800, 90);
        file
    }

    #[test]
    fn warm_up_runs_after_the_reply_and_leaves_no_photo_open() {
        let (mut handle, passes) = engine(1.0);
        let message = load_as(KnownNetwork::Published { model: "u2netp".to_owned() }, true);
        assert_eq!(handle(message, U2NETP.to_vec()), [(loaded(catalogue::BUNDLED.input, Some("u2netp")), Vec::new())]);
        assert!(passes.get() > 0);
        let (message, bytes) = preview(recipe(Options::default()));
        assert!(matches!(handle(message, bytes)[0].0, FromWorker::Failed { error: Failure::NoPhoto, .. }));
        let network = Fake { input: catalogue::BUNDLED.input, peak: 1.0, passes: passes.clone() };
        warm_up(&network).unwrap();
    }

    #[test]
    fn network_is_held_to_what_is_known_of_it_and_has_its_input() {
        let (mut handle, _) = engine(1.0);
        let input = NetworkInput { side: 64, mean: [0.5; 3], std: [1.0; 3] };
        let described = |sha256: Option<&str>| load_as(KnownNetwork::Described { input: input.into(), sha256: sha256.map(str::to_owned) }, false);
        let digest = catalogue::sha256(b"mine");
        for message in [described(Some(&digest)), described(None)] {
            assert_eq!(handle(message, b"mine".to_vec())[0].0, loaded(input, None));
        }
        let (message, photo) = cut_out(Input::File, PPM);
        assert!(matches!(handle(message, photo).last(), Some((FromWorker::Done { .. }, _))));
        // Another network: the photo would still have the map of the one before.
        assert_eq!(handle(load_as(KnownNetwork::Nothing, false), U2NETP.to_vec())[0].0, loaded(catalogue::BUNDLED.input, Some("u2netp")));
        let (message, _) = preview(recipe(Options::default()));
        assert!(matches!(handle(message, Vec::new())[0].0, FromWorker::Failed { error: Failure::NoPhoto, .. }));
        let own_side = NetworkInput { side: 32, ..catalogue::UNKNOWN };
        assert_eq!(handle(load_as(KnownNetwork::Nothing, false), b"mine".to_vec())[0].0, loaded(own_side, None));
        // One that is refused leaves the one before in its place.
        let refused = handle(described(Some(&digest)), b"other".to_vec());
        let [(FromWorker::Failed { error, .. }, _)] = &refused[..] else { panic!("{refused:?}") };
        assert!(error.is_damaged_model());
        let (message, photo) = cut_out(Input::File, PPM);
        assert!(matches!(handle(message, photo).last(), Some((FromWorker::Done { .. }, _))));
    }

    #[test]
    fn cut_out_reports_and_times_each_stage() {
        let (mut handle, _) = engine(1.0);
        let (message, bytes) = load();
        assert_eq!(handle(message, bytes)[0].0, loaded(catalogue::BUNDLED.input, Some("u2netp")));
        let (message, bytes) = cut_out(Input::File, PPM);
        let all = handle(message, bytes);
        let stages: Vec<_> = all[..5].iter().map(|(reply, _)| reply.clone()).collect();
        assert_eq!(stages, Stage::ALL.map(|stage| FromWorker::Stage { request: RequestId(2), stage }));
        let (FromWorker::Done { request: RequestId(2), width: 2, height: 1, area: VisibleArea::WHOLE, format: InputFormat::Pnm, times, .. }, buffers) =
            &all[5]
        else {
            panic!("{:?}", all[5])
        };
        assert_eq!(*times, Stage::ALL.map(|stage| StageTime { stage, ms: 1.0 }));
        assert_eq!(buffers.len(), 2, "the cut-out and the original");
        assert!(buffers.iter().all(|png| png.starts_with(b"\x89PNG")));
        assert_eq!(all.len(), 6);
    }

    #[test]
    fn note_about_a_cut_file_reaches_the_page() {
        let (mut handle, _) = engine(1.0);
        let mut all = Vec::new();
        for (message, bytes) in [load(), cut_out(Input::File, &PPM[..PPM.len() - 1])] {
            all = handle(message, bytes);
        }
        let Some((FromWorker::Done { warnings, confidence, .. }, _)) = all.last() else { panic!("{all:?}") };
        assert_eq!((warnings.as_slice(), confidence.verdict), ([Warning::Truncated].as_slice(), Verdict::PleaseCheck));
    }

    #[test]
    fn pixel_input_gets_no_copy_of_the_original() {
        let (mut handle, _) = engine(0.1);
        let mut all = Vec::new();
        for (message, bytes) in [load(), cut_out(Input::Pixels { width: 1, height: 2 }, &[9; 8])] {
            all = handle(message, bytes);
        }
        let Some((FromWorker::Done { width: 1, height: 2, format: InputFormat::Pixels, confidence, .. }, buffers)) = all.last() else {
            panic!("{all:?}")
        };
        assert_eq!(confidence.verdict, Verdict::NoClearSubject);
        assert_eq!(buffers.len(), 1);
    }

    #[test]
    fn preview_is_small_and_shares_its_saliency_map_with_the_file() {
        let (mut handle, passes) = engine(1.0);
        for (message, bytes) in [load(), cut_out(Input::File, &large())] {
            handle(message, bytes);
        }
        let before = passes.get();
        let blue = recipe(over(Background::Colour(Colour { red: 0, green: 0, blue: 255, alpha: 255 })));
        let (message, _) = preview(blue.clone());
        let (size, values) = pixels(&handle(message, Vec::new()));
        assert_eq!(size, Size { width: 1280, height: 640 });
        assert_eq!(values[..4], [90, 90, 90, 255], "the subject is at the top");
        assert_eq!(values[values.len() - 4..], [0, 0, 255, 255]);
        let (message, _) = write(blue);
        let all = handle(message, Vec::new());
        assert_eq!(pixels(&all).0, Size { width: 1600, height: 800 });
        assert!(matches!(all.last(), Some((FromWorker::Done { request: RequestId(4), width: 1600, .. }, _))));
        assert_eq!(passes.get(), before, "the map is there already");

        let (message, _) = preview(recipe(Options { quality: Quality::Fast, ..Options::default() }));
        handle(message, Vec::new());
        let more = passes.get();
        assert!(more > before);
        let (message, _) = write(recipe(Options { quality: Quality::Fast, ..Options::default() }));
        handle(message, Vec::new());
        assert_eq!(passes.get(), more, "one map serves preview and file");
    }

    #[test]
    fn strokes_change_preview_and_file_and_can_be_removed() {
        let (mut handle, _) = engine(1.0);
        for (message, bytes) in [load(), cut_out(Input::File, &large())] {
            handle(message, bytes);
        }
        let alpha = |(size, values): (Size, Vec<u8>), y: f32| {
            let row = (y * size.height as f32) as usize;
            values[(row * size.width as usize + size.width as usize / 2) * 4 + 3]
        };
        let brushed = Recipe { strokes: vec![Stroke { keep: true, radius: 0.02, points: vec![[0.5, 0.9]] }], ..recipe(Options::default()) };
        for message in [preview, write] {
            let (with, _) = message(brushed.clone());
            assert_eq!(alpha(pixels(&handle(with, Vec::new())), 0.9), 255);
            let (without, _) = message(recipe(Options::default()));
            assert_eq!(alpha(pixels(&handle(without, Vec::new())), 0.9), 0);
        }
    }

    #[test]
    fn trimmed_preview_names_its_visible_area() {
        let (mut handle, _) = engine(1.0);
        for (message, bytes) in [load(), cut_out(Input::File, &large())] {
            handle(message, bytes);
        }
        let (message, _) = preview(recipe(Options { trim: Some(Trim::default()), ..Options::default() }));
        let all = handle(message, Vec::new());
        let Some((FromWorker::Previewed { area, .. }, _)) = all.last() else { panic!("{all:?}") };
        assert!(area.top == 0.0 && area.width == 1.0 && (0.5..0.65).contains(&area.height), "{area:?}");
        let (size, _) = pixels(&all);
        assert_eq!(size.height, (area.height * 640.0).round() as u32);
    }

    #[test]
    fn recipe_uses_the_background_picture_of_its_number_only() {
        let (mut handle, _) = engine(1.0);
        for (message, bytes) in [load(), cut_out(Input::File, &large())] {
            handle(message, bytes);
        }
        let behind = Recipe { background_picture: Some(7), ..recipe(over(Background::Picture { fit: Fit::Cover })) };
        let refused = FromWorker::Failed { request: RequestId(3), error: matting::Error::NoBackground.into() };
        assert_eq!(handle(preview(behind.clone()).0, Vec::new())[0].0, refused, "none was given");
        let give = |number| ToWorker::OpenBackground { request: RequestId(9), picture: number, input: Input::File };
        assert_eq!(handle(give(6), PPM.to_vec())[0].0, FromWorker::Opened { request: RequestId(9) });
        assert_eq!(handle(preview(behind.clone()).0, Vec::new())[0].0, refused, "it was another one");
        assert!(matches!(handle(give(7), b"no picture".to_vec())[0].0, FromWorker::Failed { .. }));
        handle(give(7), b"P6 1 1 255\n\0\x80\0".to_vec());
        for message in [preview, write] {
            let (_, values) = pixels(&handle(message(behind.clone()).0, Vec::new()));
            assert_eq!(values[values.len() - 4..], [0, 128, 0, 255]);
        }
    }

    #[test]
    fn opened_photo_can_be_previewed_without_a_cut_out() {
        let (mut handle, passes) = engine(1.0);
        let (message, bytes) = load();
        handle(message, bytes);
        let absent = FromWorker::Failed { request: RequestId(3), error: Failure::NoPhoto };
        assert_eq!(handle(preview(recipe(Options::default())).0, Vec::new())[0].0, absent);
        let open = |photo| ToWorker::OpenPhoto { request: RequestId(5), photo, input: Input::File };
        handle(open(2), PPM.to_vec());
        assert_eq!(handle(preview(recipe(Options::default())).0, Vec::new())[0].0, absent, "another one is there");
        assert_eq!(handle(open(1), PPM.to_vec())[0].0, FromWorker::Opened { request: RequestId(5) });
        assert_eq!(passes.get(), 0);
        assert!(matches!(handle(preview(recipe(Options::default())).0, Vec::new())[0].0, FromWorker::Previewed { .. }));
    }

    #[test]
    fn failures_are_typed() {
        let mut damaged = U2NETP.to_vec();
        damaged[1_000_000] ^= 1;
        assert!(failure(1.0, vec![(load().0, damaged)]).is_damaged_model());
        assert_eq!(failure(1.0, vec![cut_out(Input::File, PPM)]), Failure::NotLoaded);
        assert_eq!(failure(1.0, vec![preview(recipe(Options::default()))]), Failure::NotLoaded);
        assert_eq!(failure(1.0, vec![load(), write(recipe(Options::default()))]), Failure::NoPhoto);
        assert_eq!(failure(1.0, vec![load(), cut_out(Input::File, &[])]), matting::Error::EmptyFile.into());
        assert_eq!(failure(1.0, vec![(load_as(KnownNetwork::Published { model: "u3net".to_owned() }, true), vec![1])]), Failure::UnknownModel);
        let short = failure(1.0, vec![load(), cut_out(Input::Pixels { width: 2, height: 2 }, &[0; 3])]);
        assert!(matches!(short, Failure::Core { error: matting::Error::SizeMismatch { .. } }));
        let jpeg_xl = failure(1.0, vec![load(), cut_out(Input::File, b"\xff\x0a")]);
        assert!(jpeg_xl.is_unsupported_picture());
        let mut replies = Vec::new();
        let mut engine = Engine::new(|_: Vec<u8>, _| Err(matting::Error::Cancelled), || Duration::ZERO);
        engine.handle(load().0, Vec::new(), &mut |reply, _| replies.push(reply));
        assert_eq!(replies, [FromWorker::Failed { request: RequestId(1), error: Failure::NotUnderstood }]);
    }

    #[test]
    fn damaged_model_does_not_replace_the_loaded_one() {
        let (mut handle, _) = engine(1.0);
        let mut all = Vec::new();
        for (message, bytes) in [load(), (load().0, b"not a model".to_vec()), cut_out(Input::File, PPM)] {
            all = handle(message, bytes);
        }
        assert!(matches!(all.last(), Some((FromWorker::Done { .. }, _))));
    }
}

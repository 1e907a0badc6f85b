//! Messages from the page to the worker, through the worker's engine.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use frontend::protocol::{FromWorker, Input, KnownNetwork, Recipe, RequestId, ToWorker};
use frontend::worker::engine::Engine;
use matting::{Background, Canvas, Error, Frame, NetworkInput, Options, Outline, Output, Quality, Saliency, Scene, Shadow, Stroke, Trim};
use tests::program;

use super::photos::LIMITS;
use crate::Target;
use crate::pictures::{SIZE, jpeg, rgba};
use crate::quick_network::QuickNetwork;

const WORDS: &[&[u8]] = &[
    b"\"kind\":",
    b"\"load\"",
    b"\"cut_out\"",
    b"\"open_photo\"",
    b"\"open_background\"",
    b"\"preview\"",
    b"\"write\"",
    b"{\"as\":\"file\"}",
    b"{\"as\":\"nothing\"}",
    b"{\"as\":\"described\",\"input\":{\"side\":320,\"mean\":[0,0,0],\"std\":[1,1,1]},\"sha256\":null}",
    b"{\"as\":\"pixels\",\"width\":24,\"height\":16}",
    b"{\"as\":\"wide_pixels\",\"width\":24,\"height\":16}",
    b"\"photo\":1",
    b"null",
    b"\"transparent\"",
    b"\"raw\"",
    b"\"fast\"",
    b"\"best\"",
    b"\"mask\"",
    b"{\"blur\":{\"radius\":20}}",
    b"\"keep\":false",
    b"[0.5,0.5]",
    b"\"radius\":",
    b"\"trim\":",
    b"\"frame\":{\"canvas\":\"70x90\",\"fill\":300}",
    b"\"outline\":{\"width\":10}",
    b"\n",
    b"{",
    b"}",
    b"\"max_pixels\":",
    b"\"jpeg\"",
    b"\"web_p\"",
    b"\"png\"",
    b"\"avif\"",
    b"\"all\"",
    b"\"percent\"",
    b"\"pixels\"",
    b"1e39",
];

/// Any messages as JSON, one a line.
pub const WORKER_MESSAGES: Target =
    Target { name: "worker_messages", function: worker_messages, seeds, words: WORDS, catches_panics: false, smoke: 200 };

/// Most messages of an execution.
const MAX_MESSAGES: usize = 6;

type Load = fn(Vec<u8>, Option<NetworkInput>) -> Result<Box<dyn Saliency>, Error>;
type Clock = fn() -> Duration;

thread_local! {
    static NOW: Cell<u64> = const { Cell::new(0) };
    static ENGINE: RefCell<Engine<Load, Clock>> = RefCell::new(engine());
}

/// An engine with a network loaded, which takes the real file: its checksum is compared.
fn engine() -> Engine<Load, Clock> {
    let load: Load = |_, _| Ok(Box::new(QuickNetwork));
    let clock: Clock = || Duration::from_millis(NOW.replace(NOW.get() + 1));
    let mut engine = Engine::new(load, clock);
    let onnx = std::fs::read(program::root().join("models/u2netp.onnx")).expect("the bundled network is part of the project");
    let mut loaded = false;
    let network = KnownNetwork::Published { model: "u2netp".to_owned() };
    let message = ToWorker::Load { request: RequestId(0), network, warm_up: false };
    engine.handle(message, vec![onnx], &mut |reply, _| loaded = matches!(reply, FromWorker::Loaded { .. }));
    assert!(loaded, "the bundled network is refused");
    engine
}

fn seeds() -> Vec<Vec<u8>> {
    let request = RequestId(7);
    let background = |background| Output::CutOut(Scene { background, shadow: Some(Shadow::default()) });
    let stroke = Stroke { keep: true, radius: 0.1, points: vec![[0.25, 0.5], [0.5, 0.5]] };
    let recipe = |options, strokes: &[Stroke]| Recipe { options, strokes: strokes.to_vec(), background_picture: Some(2), network: 0 };
    let cut_out = |input, options| ToWorker::CutOut { request, photo: 1, input, options, wants_original: true };
    let pixels = Input::Pixels { width: SIZE.width, height: SIZE.height };
    let picture = Options { output: background(Background::Picture { fit: matting::Fit::default() }), ..Options::default() };
    let blurred =
        Options { output: background(Background::Blur { radius: Background::default_radius() }), quality: Quality::Best, ..Options::default() };
    let trimmed = Options { trim: Some(Trim::default()), output: Output::Mask, quality: Quality::Fast, ..Options::default() };
    let framed = Options { frame: Some(Frame::new(Canvas::Ratio(4, 5))), outline: Some(Outline::default()), ..Options::default() };
    let list = [
        vec![ToWorker::Preview { request, photo: 0, recipe: recipe(framed, &[]) }],
        vec![cut_out(Input::File, Options::default()), ToWorker::Preview { request, photo: 1, recipe: recipe(trimmed.clone(), &[]) }],
        vec![cut_out(pixels, blurred.clone()), ToWorker::Write { request, photo: 1, recipe: recipe(blurred, std::slice::from_ref(&stroke)) }],
        vec![
            ToWorker::OpenBackground { request, picture: 2, input: pixels },
            ToWorker::Write { request, photo: 0, recipe: recipe(picture.clone(), &[]) },
        ],
        vec![
            ToWorker::OpenPhoto { request, photo: 1, input: Input::File },
            ToWorker::Preview { request, photo: 1, recipe: recipe(picture, &[stroke]) },
        ],
        vec![
            ToWorker::Load { request, network: KnownNetwork::Nothing, warm_up: false },
            ToWorker::Write { request, photo: 0, recipe: recipe(trimmed, &[]) },
        ],
    ];
    let json = |message: &ToWorker| serde_json::to_string(message).expect("a message is JSON");
    list.iter().map(|messages| messages.iter().map(json).collect::<Vec<_>>().join("\n").into_bytes()).collect()
}

/// Takes messages of any kind. Each that is understood has exactly one final reply, under its own number; every reply can be read on the other
/// side.
pub fn worker_messages(bytes: &[u8]) {
    let pixels = rgba().into_raw();
    // The engine of this thread, brought into the same state first.
    let mut messages = vec![
        ToWorker::OpenPhoto { request: RequestId(1), photo: 0, input: Input::File },
        ToWorker::OpenBackground { request: RequestId(2), picture: 2, input: Input::Pixels { width: SIZE.width, height: SIZE.height } },
    ];
    messages.extend(bytes.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).take(MAX_MESSAGES));
    let photo = jpeg(None, None);
    ENGINE.with(|engine| {
        let mut engine = engine.borrow_mut();
        for mut message in messages {
            bound(&mut message);
            let (request, input) = of(&message);
            let buffer = if matches!(input, Some(Input::Pixels { .. } | Input::WidePixels { .. })) { pixels.clone() } else { photo.clone() };
            let mut replies = Vec::new();
            engine.handle(message, vec![buffer], &mut |reply, _| replies.push(reply));
            check(&replies, request);
        }
    });
}

/// Keeps frames small: the limits of the page's own messages are those of a photo, which would take seconds.
fn bound(message: &mut ToWorker) {
    match message {
        ToWorker::CutOut { options, .. }
        | ToWorker::Preview { recipe: Recipe { options, .. }, .. }
        | ToWorker::Write { recipe: Recipe { options, .. }, .. }
            if options.frame.is_some() =>
        {
            options.limits = LIMITS;
        }
        _ => {}
    }
}

fn of(message: &ToWorker) -> (RequestId, Option<Input>) {
    match message {
        ToWorker::CutOut { request, input, .. } | ToWorker::OpenPhoto { request, input, .. } | ToWorker::OpenBackground { request, input, .. } => {
            (*request, Some(*input))
        }
        ToWorker::Load { request, .. } | ToWorker::Preview { request, .. } | ToWorker::Write { request, .. } => (*request, None),
    }
}

fn check(replies: &[FromWorker], asked: RequestId) {
    for (index, reply) in replies.iter().enumerate() {
        let (request, is_last) = match reply {
            FromWorker::Stage { request, .. } => (*request, false),
            FromWorker::Loaded { request, .. } | FromWorker::Opened { request } => (*request, true),
            FromWorker::Previewed { request, .. } | FromWorker::Done { request, .. } | FromWorker::Failed { request, .. } => (*request, true),
            FromWorker::Ready { .. } => panic!("a worker is ready once"),
        };
        assert_eq!(request, asked);
        assert_eq!(is_last, index + 1 == replies.len(), "{replies:?}");
        let json = serde_json::to_string(reply).expect("a reply is JSON");
        assert!(serde_json::from_str::<FromWorker>(&json).is_ok(), "the page cannot read {json}");
    }
    assert!(!replies.is_empty(), "no reply");
}

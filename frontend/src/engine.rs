//! The worker without the worker: takes messages, answers through a callback, knows neither JavaScript nor a clock of its own.

use std::ops::ControlFlow;

use matting::{CutOut, Options, Picture, Saliency, Samples, Size, Source, Stage, Watch, catalogue, codec, saliency};

use crate::failure::Failure;
use crate::protocol::{FromWorker, Input, Job, StageTime, ToWorker};

/// A preview is never shown larger than this.
pub const PREVIEW_SIDE: u32 = 2048;

/// Takes a reply and the buffers that go with it.
pub type Reply<'a> = dyn FnMut(FromWorker, Vec<Vec<u8>>) + 'a;

/// Holds the loaded network between messages.
pub struct Engine<Load, Clock> {
    load: Load,
    clock: Clock,
    network: Option<Box<dyn Saliency>>,
}

impl<Load, Clock> Engine<Load, Clock>
where
    Load: Fn(&[u8], saliency::Input) -> Result<Box<dyn Saliency>, matting::Error>,
    Clock: Fn() -> f64,
{
    /// An engine without a network. `load` makes one from verified bytes, `clock` counts milliseconds.
    pub fn new(load: Load, clock: Clock) -> Self {
        Self { load, clock, network: None }
    }

    /// Does what a message asks for. Each stage is told when it begins; the last reply is `Loaded`, `Done` or `Failed`.
    pub fn handle(&mut self, message: ToWorker, buffers: Vec<Vec<u8>>, reply: &mut Reply<'_>) {
        let first = buffers.into_iter().next().ok_or(Failure::NotUnderstood);
        let (job, result) = match message {
            ToWorker::Load { job, model } => (job, first.and_then(|onnx| self.load(job, &model, &onnx))),
            ToWorker::Cut { job, input, options, preview } => (job, first.and_then(|bytes| self.cut(job, input, bytes, &options, preview, reply))),
        };
        match result {
            Ok((message, buffers)) => reply(message, buffers),
            Err(error) => reply(FromWorker::Failed { job, error }, Vec::new()),
        }
    }

    fn load(&mut self, job: Job, model: &str, onnx: &[u8]) -> Result<(FromWorker, Vec<Vec<u8>>), Failure> {
        let row = catalogue::by_name(model).ok_or(Failure::UnknownModel)?;
        row.verify(onnx)?;
        self.network = Some((self.load)(onnx, row.input)?);
        Ok((FromWorker::Loaded { job }, Vec::new()))
    }

    fn cut(
        &self,
        job: Job,
        input: Input,
        bytes: Vec<u8>,
        options: &Options,
        preview: bool,
        reply: &mut Reply<'_>,
    ) -> Result<(FromWorker, Vec<Vec<u8>>), Failure> {
        let network = self.network.as_deref().ok_or(Failure::NotLoaded)?;
        let mut watch = Stopwatch { job, clock: &self.clock, reply, running: None, times: Vec::new() };
        let (cut_out, preview) = match input {
            Input::File => {
                let cut_out = matting::cut_out(Source::File(&bytes), network, options, &mut watch)?;
                watch.stop();
                // A cut-out without a picture of its original is still a cut-out: the page says that it cannot show the original.
                let preview = if preview { codec::preview_png(&bytes, &options.limits, PREVIEW_SIDE).ok() } else { None };
                (cut_out, preview)
            }
            Input::Pixels { width, height } => {
                let picture = Picture::new(Size { width, height }, Samples::Eight(bytes))?;
                let cut_out = matting::cut_out(Source::Pixels(picture), network, options, &mut watch)?;
                watch.stop();
                (cut_out, None)
            }
        };
        let CutOut { png, size: Size { width, height }, format, verdict } = cut_out;
        let done = FromWorker::Done { job, width, height, format, verdict, times: watch.times };
        Ok((done, std::iter::once(png).chain(preview).collect()))
    }
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

impl<Clock: Fn() -> f64> Watch for Stopwatch<'_, '_, Clock> {
    fn enter(&mut self, stage: Stage) -> ControlFlow<()> {
        self.stop();
        (self.reply)(FromWorker::Stage { job: self.job, stage }, Vec::new());
        self.running = Some((stage, (self.clock)()));
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use matting::Format;
    use matting::postprocess::Verdict;
    use ndarray::{Array2, Array4};

    use super::*;

    const U2NETP: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../models/u2netp.onnx"));

    /// Sees a subject in the left half of everything, or nothing anywhere.
    struct Fake {
        input: saliency::Input,
        peak: f32,
    }

    impl Saliency for Fake {
        fn input(&self) -> saliency::Input {
            self.input
        }

        fn map(&self, input: Array4<f32>) -> Result<Array2<f32>, matting::Error> {
            let side = self.input.side as usize;
            assert_eq!(input.shape(), [1, 3, side, side]);
            Ok(Array2::from_shape_fn((side, side), |(_, x)| if x < side / 2 { self.peak } else { 0.0 }))
        }
    }

    fn replies(peak: f32, messages: Vec<(ToWorker, Vec<Vec<u8>>)>) -> Vec<(FromWorker, Vec<Vec<u8>>)> {
        let now = Rc::new(Cell::new(0.0));
        let clock = move || {
            now.set(now.get() + 1.0);
            now.get()
        };
        let mut engine = Engine::new(move |_: &[u8], input| Ok(Box::new(Fake { input, peak }) as Box<dyn Saliency>), clock);
        let mut all = Vec::new();
        for (message, buffers) in messages {
            engine.handle(message, buffers, &mut |reply, buffers| all.push((reply, buffers)));
        }
        all
    }

    fn load(bytes: &[u8]) -> (ToWorker, Vec<Vec<u8>>) {
        (ToWorker::Load { job: Job(1), model: "u2netp".to_owned() }, vec![bytes.to_vec()])
    }

    fn cut(input: Input, bytes: Vec<u8>) -> (ToWorker, Vec<Vec<u8>>) {
        (ToWorker::Cut { job: Job(2), input, options: Options::default(), preview: true }, vec![bytes])
    }

    fn failure(peak: f32, messages: Vec<(ToWorker, Vec<Vec<u8>>)>) -> Failure {
        match replies(peak, messages).pop() {
            Some((FromWorker::Failed { error, .. }, buffers)) if buffers.is_empty() => error,
            other => panic!("{other:?}"),
        }
    }

    const PPM: &[u8] = b"P6 2 1 255\n\xff\0\0\0\xff\0";

    #[test]
    fn stages_are_told_before_the_cut_out_and_each_has_a_time() {
        let all = replies(1.0, vec![load(U2NETP), cut(Input::File, PPM.to_vec())]);
        assert_eq!(all[0].0, FromWorker::Loaded { job: Job(1) });
        let told: Vec<_> = all[1..6].iter().map(|(reply, _)| reply.clone()).collect();
        assert_eq!(told, Stage::ALL.map(|stage| FromWorker::Stage { job: Job(2), stage }));
        let times = Stage::ALL.map(|stage| StageTime { stage, ms: 1.0 }).to_vec();
        let done = FromWorker::Done { job: Job(2), width: 2, height: 1, format: Format::Pnm, verdict: Verdict::Subject, times };
        assert_eq!(all[6].0, done);
        let buffers = &all[6].1;
        assert_eq!(buffers.len(), 2, "the cut-out and the preview");
        assert!(buffers.iter().all(|png| png.starts_with(b"\x89PNG")));
        assert_eq!(all.len(), 7);
    }

    #[test]
    fn pixels_need_no_preview() {
        let all = replies(0.1, vec![load(U2NETP), cut(Input::Pixels { width: 1, height: 2 }, vec![9; 8])]);
        let Some((FromWorker::Done { width: 1, height: 2, format: Format::Pixels, verdict: Verdict::NoClearSubject, .. }, buffers)) = all.last()
        else {
            panic!("{all:?}")
        };
        assert_eq!(buffers.len(), 1);
    }

    #[test]
    fn every_failure_is_typed() {
        let mut damaged = U2NETP.to_vec();
        damaged[1_000_000] ^= 1;
        assert!(failure(1.0, vec![load(&damaged)]).is_damaged_model());
        assert_eq!(failure(1.0, vec![cut(Input::File, PPM.to_vec())]), Failure::NotLoaded);
        assert_eq!(failure(1.0, vec![load(U2NETP), cut(Input::File, Vec::new())]), matting::Error::EmptyFile.into());
        assert_eq!(failure(1.0, vec![(ToWorker::Load { job: Job(1), model: "u3net".to_owned() }, vec![vec![1]])]), Failure::UnknownModel);
        assert_eq!(failure(1.0, vec![(ToWorker::Load { job: Job(1), model: "u2netp".to_owned() }, vec![])]), Failure::NotUnderstood);
        let short = failure(1.0, vec![load(U2NETP), cut(Input::Pixels { width: 2, height: 2 }, vec![0; 3])]);
        assert!(matches!(short, Failure::Core { error: matting::Error::SizeMismatch { .. } }));
        let avif = failure(1.0, vec![load(U2NETP), cut(Input::File, b"\0\0\0\x20ftypavif\0\0\0\0mif1avifmiaf".to_vec())]);
        assert_eq!(avif.unknown_format(), Some(Format::Avif));
    }

    #[test]
    fn a_damaged_model_does_not_replace_the_loaded_one() {
        let all = replies(1.0, vec![load(U2NETP), load(b"not a model"), cut(Input::File, PPM.to_vec())]);
        assert!(matches!(all.last(), Some((FromWorker::Done { .. }, _))));
    }
}

//! Requests of programs that use the worker without the page.

use std::time::Duration;

use matting::{Inputs, NetworkInput, Plane, Saliency};
use serde_json::{Map, Value};

use super::engine::{Engine, Reply, respond};
use super::open_photo::read_mask;
use super::stage_reporter::Respond;
use crate::protocol::programs::{self, MaskUse, ToProgram};
use crate::protocol::{Failure, Input, Recipe, RequestId};

/// Reply to a request for options.
pub fn options_reply(request: RequestId, fields: Map<String, Value>, fit: Option<String>) -> ToProgram {
    match programs::options(fields, fit) {
        Ok(options) => ToProgram::Options { request, options: Box::new(options) },
        Err(sentence) => ToProgram::Refused { request, sentence },
    }
}

/// Mask or trimap of a request: what its picture is for, and contents and bytes of the picture.
pub type GivenMask = (MaskUse, Input, Vec<Vec<u8>>);

impl<Load, Clock> Engine<Load, Clock>
where
    Load: Fn(Vec<u8>, Option<NetworkInput>) -> Result<Box<dyn Saliency>, matting::Error>,
    Clock: Fn() -> Duration,
{
    /// Writes the file of a recipe with a mask or trimap in place of the network's map; the replies are those of [`ToWorker::Write`](crate::protocol::ToWorker::Write).
    pub fn write_with(&mut self, request: RequestId, photo: u32, recipe: &Recipe, given: GivenMask, send: &mut Respond<'_>) {
        let reply = self.written_with(request, photo, recipe, given, send);
        respond(request, reply, send);
    }

    fn written_with(
        &mut self,
        request: RequestId,
        photo: u32,
        recipe: &Recipe,
        (mask_use, input, buffers): GivenMask,
        send: &mut Respond<'_>,
    ) -> Reply {
        let bytes = buffers.into_iter().next().ok_or(Failure::NotUnderstood)?;
        let mask = read_mask(input, bytes)?;
        let mask = match mask_use {
            MaskUse::Mask | MaskUse::Trimap => mask,
            MaskUse::InvertedMask => Plane::new(mask.size(), mask.values().iter().map(|value| !value).collect())?,
        };
        let given = match mask_use {
            MaskUse::Trimap => Inputs { trimap: Some(&mask), ..Inputs::default() },
            MaskUse::Mask | MaskUse::InvertedMask => Inputs { mask: Some(&mask), ..Inputs::default() },
        };
        self.write(request, photo, recipe, given, send)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use matting::{Options, Quality, Samples, Source};
    use ndarray::{Array2, Array4};
    use serde::Serialize;
    use serde::de::DeserializeOwned;

    use super::*;
    use crate::protocol::programs::FromProgram;
    use crate::protocol::{FromWorker, KnownNetwork, ToWorker};

    /// Sees nothing.
    struct Blind;

    impl Saliency for Blind {
        fn input(&self) -> NetworkInput {
            NetworkInput { side: 32, mean: [0.0; 3], std: [1.0; 3] }
        }

        fn map(&self, _: Array4<f32>) -> Result<Array2<f32>, matting::Error> {
            Ok(Array2::zeros((32, 32)))
        }
    }

    /// Alphas of a gray picture of two pixels, cut out with a mask of a white and a black one.
    fn alphas(mask_use: MaskUse, masks: Vec<Vec<u8>>) -> Result<Vec<u8>, Failure> {
        let mut engine = Engine::new(|_, _| Ok(Box::new(Blind) as Box<dyn Saliency>), || Duration::ZERO);
        let mut last = None;
        let mut send = |message, buffers: Vec<Vec<u8>>| last = Some((message, buffers));
        engine.handle(ToWorker::Load { request: RequestId(1), network: KnownNetwork::Nothing, warm_up: false }, vec![vec![1]], &mut send);
        let photo = ToWorker::OpenPhoto { request: RequestId(2), photo: 7, input: Input::File };
        engine.handle(photo, vec![b"P5 2 1 255\n\x60\x60".to_vec()], &mut send);
        let recipe =
            Recipe { options: Options { quality: Quality::Raw, ..Options::default() }, strokes: Vec::new(), background_picture: None, network: 0 };
        engine.write_with(RequestId(3), 7, &recipe, (mask_use, Input::File, masks), &mut send);
        match last.unwrap() {
            (FromWorker::Done { request: RequestId(3), .. }, files) => {
                let picture = matting::read(Source::File(&files[0]), &matting::Limits::default()).unwrap().picture;
                let Samples::Eight(values) = picture.samples() else { panic!("8 bits went in") };
                Ok(values.chunks(4).map(|pixel| pixel[3]).collect())
            }
            (FromWorker::Failed { error, .. }, _) => Err(error),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn mask_takes_the_place_of_the_networks_map() {
        let mask = || vec![b"P5 2 1 255\n\xff\0".to_vec()];
        assert_eq!(alphas(MaskUse::Mask, mask()), Ok(vec![255, 0]));
        assert_eq!(alphas(MaskUse::InvertedMask, mask()), Ok(vec![0, 255]));
        assert_eq!(alphas(MaskUse::Trimap, mask()), Ok(vec![255, 0]));
        assert_eq!(alphas(MaskUse::Mask, Vec::new()), Err(Failure::NotUnderstood));
        assert!(matches!(alphas(MaskUse::Mask, vec![b"no picture".to_vec()]), Err(Failure::Core { .. })));
    }

    #[test]
    fn options_are_read_or_refused() {
        let reply = |fields: &str| options_reply(RequestId(4), serde_json::from_str(fields).unwrap(), None);
        assert_eq!(reply(r"{}"), ToProgram::Options { request: RequestId(4), options: Box::default() });
        assert!(matches!(reply(r#"{"quality":"good"}"#), ToProgram::Refused { request: RequestId(4), .. }));
    }

    /// A head as the protocol's types read and write it. Through text, where a 32-bit number has the fewest digits.
    fn rewritten<T: Serialize + DeserializeOwned>(head: &Value) -> Result<Value, serde_json::Error> {
        serde_json::from_str(&serde_json::to_string(&serde_json::from_str::<T>(&head.to_string())?)?)
    }

    /// The npm package's own tests hold its client to the same file.
    #[test]
    fn messages_of_the_npm_package_are_those_of_the_protocol() {
        type Rewrite = fn(&Value) -> Result<Value, serde_json::Error>;
        let messages: Value = serde_json::from_str(include_str!("../../../npm/test/messages.json")).unwrap();
        let mut kinds = BTreeSet::new();
        for (list, of_page, of_programs, kinds_of_programs) in [
            ("to_worker", rewritten::<ToWorker> as Rewrite, rewritten::<FromProgram> as Rewrite, ["read_options", "write_with"]),
            ("from_worker", rewritten::<FromWorker>, rewritten::<ToProgram>, ["options", "refused"]),
        ] {
            for head in messages[list].as_array().unwrap() {
                let kind = head["kind"].as_str().unwrap();
                let rewrite = if kinds_of_programs.contains(&kind) { of_programs } else { of_page };
                assert_eq!(rewrite(head).map_err(|error| error.to_string()).as_ref(), Ok(head));
                kinds.insert(kind.to_owned());
            }
        }
        let all = "cut_out done failed load loaded open_background open_photo opened options preview previewed read_options ready refused stage write write_with";
        assert_eq!(kinds.into_iter().collect::<Vec<_>>().join(" "), all);
    }
}

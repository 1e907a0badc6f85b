//! AVIF encoder: a module of its own in a worker of its own (`frontend/avif.js`), which is fetched when the first one starts.

use std::cell::RefCell;
use std::rc::Rc;

use futures::channel::oneshot;
use js_sys::{Array, ArrayBuffer};
use matting::{EncodeQuality, Error, OutputFormat};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use super::web_worker::WebWorker;
use crate::protocol::Failure;
use crate::web::{document, offline};

/// Encoder that runs; it ends when it is dropped, also in the middle of a file.
pub struct AvifEncoder {
    worker: WebWorker,
    reply: Rc<RefCell<Option<oneshot::Sender<Option<JsValue>>>>>,
}

impl AvifEncoder {
    /// Starts an encoder, and has its files kept for use without a network.
    ///
    /// # Errors
    /// It cannot be fetched, or the site has none.
    pub async fn start() -> Result<Self, Failure> {
        let address = document::content("avif").filter(|name| !name.is_empty()).map(|name| format!("/{name}"));
        let address = address.ok_or(Error::EncoderLeftOut { output_format: OutputFormat::Avif })?;
        let reply = Rc::<RefCell<Option<oneshot::Sender<_>>>>::default();
        let on_event = {
            let reply = Rc::clone(&reply);
            move |message: Option<JsValue>| {
                if let Some(reply) = reply.take() {
                    drop(reply.send(message));
                }
            }
        };
        let encoder = Self { worker: WebWorker::start(&address, Rc::new(on_event))?, reply };
        encoder.reply().await.ok_or(Failure::EncoderNotFetched)?;
        offline::keep_choice(&address);
        Ok(encoder)
    }

    /// The AVIF of a PNG.
    ///
    /// # Errors
    /// The encoder gives up, or there is not memory enough.
    pub async fn encode(&self, png: &Blob, quality: EncodeQuality) -> Result<ArrayBuffer, Failure> {
        let reply = self.reply();
        self.worker.send(&Array::of2(png, &quality.get().into()), &Array::new())?;
        let reply = reply.await.ok_or(Failure::WorkerDied)?;
        // A text is what the encoder says of a failure.
        reply.dyn_into().map_err(|reply| Error::Encode { detail: reply.as_string().unwrap_or_default() }.into())
    }

    /// The next message of the worker; `None` when it died.
    fn reply(&self) -> impl Future<Output = Option<JsValue>> + use<> {
        let (sender, receiver) = oneshot::channel();
        self.reply.replace(Some(sender));
        async move { receiver.await.ok().flatten() }
    }
}

impl Drop for AvifEncoder {
    fn drop(&mut self) {
        self.worker.end();
    }
}

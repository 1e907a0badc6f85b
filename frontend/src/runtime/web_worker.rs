//! Workers of the browser.

use std::rc::Rc;
use std::time::Duration;

use js_sys::{Array, ArrayBuffer};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::builds;
use super::client::{OnEvent, WorkerEvent, WorkerPort};
use crate::protocol::{Failure, ToWorker, wire};

/// Time that a worker has to start: its file is megabytes and comes over the same network as everything else.
const START_TIMEOUT: Duration = Duration::from_secs(120);

/// Worker of the browser, with its listeners.
pub struct WebWorker {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

impl WebWorker {
    /// Starts a script. `on_event` gets each message, and `None` for an uncaught error or a message that the browser cannot pass on.
    ///
    /// # Errors
    /// The browser refuses to create a worker.
    pub fn start(address: &str, on_event: Rc<dyn Fn(Option<JsValue>)>) -> Result<Self, Failure> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(address, &options).map_err(|_| Failure::WorkerDidNotStart)?;
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new({
            let on_event = Rc::clone(&on_event);
            move |event: MessageEvent| on_event(Some(event.data()))
        });
        let on_error = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            event.prevent_default();
            on_event(None);
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self { worker, _on_message: on_message, _on_error: on_error })
    }

    /// Sends a message and moves these buffers.
    ///
    /// # Errors
    /// The browser refuses the message.
    pub fn send(&self, message: &JsValue, buffers: &Array) -> Result<(), Failure> {
        self.worker.post_message_with_transfer(message, buffers).map_err(|_| Failure::NotUnderstood)
    }

    /// Ends the worker at once.
    pub fn end(&self) {
        self.worker.terminate();
    }
}

/// Creates a worker of a build.
///
/// # Errors
/// The browser refuses to create it.
pub fn create(build: beacon::Build, on_event: OnEvent<ArrayBuffer>) -> Result<Rc<dyn WorkerPort<ArrayBuffer>>, Failure> {
    let address = builds::address(build).ok_or(Failure::WorkerDidNotStart)?;
    let on_event = Rc::new(on_event);
    let listener = {
        let on_event = Rc::clone(&on_event);
        move |message: Option<JsValue>| match message.and_then(|message| wire::unpack(&message)) {
            Some((message, buffers)) => on_event(WorkerEvent::Message(message, buffers)),
            None => on_event(WorkerEvent::Died),
        }
    };
    let worker = WebWorker::start(&address, Rc::new(listener))?;
    leptos::prelude::set_timeout(move || on_event(WorkerEvent::StartTimeout), START_TIMEOUT);
    Ok(Rc::new(worker))
}

impl WorkerPort<ArrayBuffer> for WebWorker {
    fn post(&self, message: &ToWorker, buffer: Option<&ArrayBuffer>) -> Result<(), Failure> {
        let buffers: Array = buffer.into_iter().collect();
        let message = wire::pack(message, &buffers).map_err(|_| Failure::NotUnderstood)?;
        self.send(&message, &buffers)
    }

    fn terminate(&self) {
        self.end();
    }
}

//! Workers of the browser.

use std::rc::Rc;
use std::time::Duration;

use js_sys::{Array, ArrayBuffer};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::builds;
use super::client::{OnEvent, WorkerEvent, WorkerPort};
use crate::protocol::{Failure, ToWorker, wire};

/// Time that a worker has to start: its file is megabytes and comes over the same network as everything else.
const START_TIMEOUT: Duration = Duration::from_secs(120);

/// Worker of the browser, with its listeners.
struct WebWorker {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

/// Creates a worker of a build.
///
/// # Errors
/// The browser refuses to create it.
pub fn create(build: beacon::Build, on_event: OnEvent<ArrayBuffer>) -> Result<Rc<dyn WorkerPort<ArrayBuffer>>, Failure> {
    let address = builds::address(build).ok_or(Failure::WorkerDidNotStart)?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let worker = Worker::new_with_options(&address, &options).map_err(|_| Failure::WorkerDidNotStart)?;
    let on_event = Rc::new(on_event);
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new({
        let on_event = Rc::clone(&on_event);
        move |event: MessageEvent| match wire::unpack(&event.data()) {
            Some((message, buffers)) => on_event(WorkerEvent::Message(message, buffers)),
            None => on_event(WorkerEvent::Died),
        }
    });
    let on_error = Closure::<dyn FnMut(Event)>::new({
        let on_event = Rc::clone(&on_event);
        move |event: Event| {
            event.prevent_default();
            on_event(WorkerEvent::Died);
        }
    });
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    worker.set_onmessageerror(Some(on_error.as_ref().unchecked_ref()));
    leptos::prelude::set_timeout(move || on_event(WorkerEvent::StartTimeout), START_TIMEOUT);
    Ok(Rc::new(WebWorker { worker, _on_message: on_message, _on_error: on_error }))
}

impl WorkerPort<ArrayBuffer> for WebWorker {
    fn post(&self, message: &ToWorker, buffer: Option<&ArrayBuffer>) -> Result<(), Failure> {
        let buffers: Array = buffer.into_iter().collect();
        let sent = wire::pack(message, &buffers).and_then(|message| self.worker.post_message_with_transfer(&message, &buffers));
        sent.map_err(|_| Failure::NotUnderstood)
    }

    fn terminate(&self) {
        self.worker.terminate();
    }
}

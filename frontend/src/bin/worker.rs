//! The worker: announces itself, then hands every message to the engine. `worker.js` calls in.

use std::time::Duration;

use frontend::protocol::programs::{AnyRequest, FromProgram};
use frontend::protocol::{Failure, FromWorker, WORKER_ID, WorkerInfo, wire};
use frontend::worker::program_requests::options_reply;
use frontend::worker::{engine::Engine, threads};
use js_sys::{Array, ArrayBuffer};
use matting::{Saliency, U2Net};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

// Runs on every thread of the module.
fn main() {
    console_error_panic_hook::set_once();
}

/// Entry of the first thread, once `count - 1` others are in `run_thread`. `build` is the name in the file's name: one compilation makes two builds.
#[wasm_bindgen]
pub fn serve(count: usize, build: &str) -> Result<(), JsValue> {
    let build = beacon::Build::ALL.iter().copied().find(|known| known.as_str() == build).ok_or("no such build")?;
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let clock = scope.performance().ok_or("no clock")?;
    let pool = threads::start(count);
    let load = move |onnx: Vec<u8>, input| U2Net::load_on(onnx, input, &pool).map(|network| Box::new(network) as Box<dyn Saliency>);
    let mut engine = Engine::new(load, move || Duration::from_secs_f64(clock.now().max(0.0) / 1000.0));
    post(&FromWorker::Ready { worker: WorkerInfo { build, threads: count }, worker_id: WORKER_ID.to_owned() }, &[])?;
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let mut send = |head: FromWorker, buffers: Vec<Vec<u8>>| drop(post(&head, &buffers));
        if let Some((message, buffers)) = wire::unpack(&event.data()) {
            engine.handle(message, to_bytes(&buffers), &mut send);
            return;
        }
        match wire::unpack(&event.data()) {
            Some((FromProgram::ReadOptions { request, fields, fit }, _)) => drop(post(&options_reply(request, fields, fit), &[])),
            Some((FromProgram::WriteWith { request, photo, recipe, mask_use, input }, buffers)) => {
                engine.write_with(request, photo, &recipe, (mask_use, input, to_bytes(&buffers)), &mut send);
            }
            // A program of another version would wait for ever.
            None => {
                if let Some((AnyRequest { request }, _)) = wire::unpack(&event.data()) {
                    send(FromWorker::Failed { request, error: Failure::NotUnderstood }, Vec::new());
                }
            }
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    Ok(())
}

/// Sends a message of the worker.
fn post(head: &impl Serialize, buffers: &[Vec<u8>]) -> Result<(), JsValue> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let buffers: Array = buffers.iter().map(|bytes| wire::from_bytes(bytes)).collect();
    scope.post_message_with_transfer(&wire::pack(head, &buffers)?, &buffers)
}

fn to_bytes(buffers: &[ArrayBuffer]) -> Vec<Vec<u8>> {
    buffers.iter().map(wire::to_bytes).collect()
}

/// Entry of every other thread.
#[cfg(target_feature = "atomics")]
#[wasm_bindgen]
pub fn run_thread() {
    threads::run();
}

//! Files that are opened with the installed page, which Chromium hands over in `launchQueue`.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

use super::feature::{call_now, get, has};
use super::file_source::Source;

/// Calls `take` with the files of each launch that has some, the one that started this page included.
pub fn on_files(take: impl Fn(Vec<Source>) + 'static) {
    const QUEUE: &str = "launchQueue";
    let Some(window) = web_sys::window().filter(|window| has(window, QUEUE)) else { return };
    let consumer = Closure::<dyn Fn(JsValue)>::new(move |launch: JsValue| {
        let files = get(&launch, "files").dyn_into::<Array>().unwrap_or_default();
        if files.length() > 0 {
            take(files.iter().map(|handle| Source::Handle(handle.unchecked_into())).collect());
        }
    });
    // A queue that takes no consumer hands nothing over.
    let _ = call_now(&get(&window, QUEUE), "setConsumer", &[consumer.as_ref().clone()]);
    consumer.forget();
}

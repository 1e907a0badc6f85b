//! The page: mounts the app in the element of `index.html` that is kept for it.

use frontend::app::App;
use frontend::runtime::builds::{Files, set_files};
use wasm_bindgen::JsCast;

macro_rules! file {
    ($variable:literal, $otherwise:literal) => {
        match option_env!($variable) {
            Some(file) => file,
            None => $otherwise,
        }
    };
}

static FILES: Files = Files {
    fast: file!("OFFCUT_WORKER_FAST", "worker-fast.js"),
    threads: file!("OFFCUT_WORKER_THREADS", "worker-threads.js"),
    compat: file!("OFFCUT_WORKER_COMPAT", "worker-compat.js"),
};

fn main() {
    console_error_panic_hook::set_once();
    set_files(&FILES);
    let document = leptos::prelude::document();
    let Some(place) = document.get_element_by_id("app") else { return };
    // The first paint has done its work.
    place.set_inner_html("");
    leptos::mount::mount_to(place.unchecked_into(), App).forget();
}

//! The page: mounts the app in the element of `index.html` that is kept for it.

use frontend::app::App;
use frontend::runtime::language_choice;
use wasm_bindgen::JsCast;

fn main() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(async {
        if language_choice::load_first().await {
            mount();
        }
    });
}

fn mount() {
    let document = leptos::prelude::document();
    let Some(place) = document.get_element_by_id("app") else { return };
    // The first paint has done its work.
    place.set_inner_html("");
    leptos::mount::mount_to(place.unchecked_into(), App).forget();
}

//! Listeners of the whole window: dropped and pasted files, Esc, the first input after an idle timeout, and leaving while photos would be lost.

use leptos::ev;
use leptos::prelude::*;
use web_sys::DragEvent;

use crate::components::focus::dialog_is_open;
use crate::page::Page;
use crate::text;
use crate::web::file_source::of_transfer;

/// Listeners, and the overlay while a file is dragged over the window.
#[component]
pub fn WindowEvents(page: Page) -> impl IntoView {
    // Entering a child comes before leaving its parent: only the count tells whether the pointer is still inside.
    let inside = RwSignal::new(0_i32);
    let enter = window_event_listener(ev::dragenter, move |event| {
        event.prevent_default();
        page.runtime.wake();
        inside.update(|inside| *inside += 1);
    });
    let press = window_event_listener(ev::pointerdown, move |_| page.runtime.wake());
    let over = window_event_listener(ev::dragover, |event: DragEvent| event.prevent_default());
    let leave = window_event_listener(ev::dragleave, move |_| inside.update(|inside| *inside = (*inside - 1).max(0)));
    let drop = window_event_listener(ev::drop, move |event: DragEvent| {
        // Otherwise the browser would leave the page and show the file.
        event.prevent_default();
        inside.set(0);
        page.import_files(event.data_transfer().map(|data| of_transfer(&data)).unwrap_or_default(), false);
    });
    let paste = window_event_listener(ev::paste, move |event| {
        let sources = event.clipboard_data().map(|data| of_transfer(&data)).unwrap_or_default();
        if !sources.is_empty() {
            event.prevent_default();
        }
        page.import_files(sources, true);
    });
    let key = window_event_listener(ev::keydown, move |event| {
        page.runtime.wake();
        // In a dialog Esc closes the dialog.
        if event.key() == "Escape" && !dialog_is_open() {
            page.cancel();
        }
    });
    // The browser's own question: a page has no say in its words.
    let unload = window_event_listener(ev::beforeunload, move |event| {
        if page.has_unkept_photos() {
            event.prevent_default();
            // Some browsers go by this one.
            event.set_return_value("kept");
        }
    });
    on_cleanup(move || [enter, press, over, leave, drop, paste, key, unload].into_iter().for_each(|listener| listener.remove()));
    move || (inside.get() > 0).then(|| view! { <div class="let-go" aria-hidden="true"><p>{text::LET_GO}</p></div> })
}

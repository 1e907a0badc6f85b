//! Listeners of the whole window: dropped and pasted files, keys of the page, the first input after an idle timeout, and leaving while photos would be lost.

use leptos::ev;
use leptos::prelude::*;
use web_sys::{DataTransfer, DragEvent};

use super::shortcuts::{is_typing, press_control};
use crate::components::dialog::dialog_is_open;
use crate::components::latin_key::latin_key;
use crate::page::Page;
use crate::protocol::Failure;
use crate::text;
use crate::web::file_source::{has_address, of_transfer};

/// Listeners, and the overlay while a file is dragged over the window. `keys_are_open` is the sheet of keys.
#[component]
pub fn WindowEvents(page: Page, keys_are_open: RwSignal<bool>) -> impl IntoView {
    // Entering a child comes before leaving its parent: only the count tells whether the pointer is still inside.
    let inside = RwSignal::new(0_i32);
    // Whatever is dragged from the page itself, as the cut-out is, goes elsewhere.
    let is_own = StoredValue::new(false);
    let begin = window_event_listener(ev::dragstart, move |_| is_own.set_value(true));
    let end = window_event_listener(ev::dragend, move |_| is_own.set_value(false));
    let enter = window_event_listener(ev::dragenter, move |event| {
        event.prevent_default();
        page.runtime.wake();
        if !is_own.get_value() {
            inside.update(|inside| *inside += 1);
        }
    });
    let press = window_event_listener(ev::pointerdown, move |_| {
        // An element that goes away while it is dragged tells no end.
        is_own.set_value(false);
        page.runtime.wake();
    });
    let over = window_event_listener(ev::dragover, |event: DragEvent| event.prevent_default());
    let leave = window_event_listener(ev::dragleave, move |_| inside.update(|inside| *inside = (*inside - 1).max(0)));
    let drop = window_event_listener(ev::drop, move |event: DragEvent| {
        // Otherwise the browser would leave the page and show the file.
        event.prevent_default();
        inside.set(0);
        if !is_own.get_value() {
            take(page, event.data_transfer(), false);
        }
    });
    let paste = window_event_listener(ev::paste, move |event| {
        if !is_typing(&event) && take(page, event.clipboard_data(), true) {
            event.prevent_default();
        }
    });
    let key = window_event_listener(ev::keydown, move |event| {
        page.runtime.wake();
        // In a dialog keys are the dialog's.
        if dialog_is_open() || is_typing(&event) {
            return;
        }
        let is_plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
        match latin_key(&event).as_str() {
            "Escape" => page.cancel(),
            "?" if is_plain => keys_are_open.set(true),
            key if !is_plain && press_control(&event, key) => event.prevent_default(),
            _ => {}
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
    on_cleanup(move || [begin, end, enter, press, over, leave, drop, paste, key, unload].into_iter().for_each(|listener| listener.remove()));
    move || (inside.get() > 0).then(|| view! { <div class="let-go" aria-hidden="true"><p>{text::LET_GO}</p></div> })
}

/// Takes the files of a drop or paste; `false` if there are none, of which the person is told.
fn take(page: Page, data: Option<DataTransfer>, is_pasted: bool) -> bool {
    let sources = data.as_ref().map(of_transfer).unwrap_or_default();
    let has_files = !sources.is_empty();
    if has_files {
        page.import_files(sources, is_pasted);
    } else if data.is_some_and(|data| has_address(&data)) {
        page.refuse_transfer(Failure::OnlyAddress);
    } else {
        page.refuse_transfer(Failure::NothingDropped);
    }
    has_files
}

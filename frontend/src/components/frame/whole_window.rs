//! Listeners of the whole window: dropped and pasted files, Esc, and the first sign of work after a rest.

use leptos::ev;
use leptos::prelude::*;
use web_sys::{DataTransfer, DragEvent};

use crate::components::focus::dialog_is_open;
use crate::page::Page;
use crate::page::photo::Photo;
use crate::protocol::Failure;
use crate::text;

/// File name that Chrome gives to copied pixels.
const NAME_OF_COPIED_PIXELS: &str = "image.png";

/// Listeners, and the overlay while a file is dragged over the window.
#[component]
pub fn WholeWindow(page: Page) -> impl IntoView {
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
        match event.data_transfer().and_then(|data| first_photo(&data)) {
            Some((file, left_out)) => {
                let name = file.name();
                page.take(Photo::new(file.into(), Some(&name), left_out));
            }
            None => page.refuse(Failure::NothingDropped),
        }
    });
    let paste = window_event_listener(ev::paste, move |event| match event.clipboard_data().and_then(|data| first_photo(&data)) {
        Some((file, left_out)) => {
            event.prevent_default();
            let name = Some(file.name()).filter(|name| name != NAME_OF_COPIED_PIXELS);
            page.take(Photo::new(file.into(), name.as_deref(), left_out));
        }
        None => page.refuse(Failure::NothingDropped),
    });
    let key = window_event_listener(ev::keydown, move |event| {
        page.runtime.wake();
        // In a dialog Esc closes the dialog.
        if event.key() == "Escape" && !dialog_is_open() {
            page.cancel();
        }
    });
    on_cleanup(move || [enter, press, over, leave, drop, paste, key].into_iter().for_each(|listener| listener.remove()));
    move || (inside.get() > 0).then(|| view! { <div class="let-go" aria-hidden="true"><p>{text::LET_GO}</p></div> })
}

fn first_photo(data: &DataTransfer) -> Option<(web_sys::File, usize)> {
    let files = data.files()?;
    Some((files.get(0)?, files.length().saturating_sub(1) as usize))
}

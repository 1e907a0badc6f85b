//! Area and button that take a photo.

use leptos::html;
use leptos::prelude::*;

use crate::components::focus::focus_when_there;
use crate::page::Page;
use crate::page::photo::Photo;
use crate::state::State;
use crate::text;

/// File types that file pickers offer. Browsers do not count all of these as `image/*`.
pub const ACCEPT: &str = "image/*,.heic,.heif,.hif,.avif,.jxl,.tif,.tiff,.qoi,.pnm,.ppm,.pgm,.pbm,.pam";

/// Heading, and the area with its button.
#[component]
pub fn DropZone(page: Page) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    if page.state.with_untracked(State::photos) > 0 {
        focus_when_there(input);
    }
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        if let Some(files) = input.files() {
            let left_out = files.length().saturating_sub(1) as usize;
            if let Some(file) = files.get(0) {
                let name = file.name();
                page.take(Photo::new(file.into(), Some(&name), left_out));
            }
        }
        // The same file can then be chosen again.
        input.set_value("");
    };
    let last = move || page.state.with(|state| state.last().map(|last| text::back_to(&last.photo.title())));
    view! {
        <section class="start">
            <h1>{text::HEADLINE}</h1>
            <p class="promise">{text::PROMISE}</p>
            <div class="mat">
                <input type="file" id="file" class="unseen" accept=ACCEPT node_ref=input on:change=chosen />
                <label for="file" class="button">{text::CHOOSE}</label>
                <p class="other-ways">{text::OTHER_WAYS}</p>
            </div>
            <p class="formats">{text::FORMATS}</p>
            {move || last().map(|last| view! {
                <p><button type="button" class="quiet" data-test="back" on:click=move |_| page.state.update(State::show_last)>{last}</button></p>
            })}
        </section>
    }
}

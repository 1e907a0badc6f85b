//! Footer of the page, with the button of the sheet of keys.

use leptos::prelude::*;

use crate::components::dialog::SheetButton;
use crate::text::{self, keys_text};

/// Footer of the page.
#[component]
pub fn Footer(keys_are_open: RwSignal<bool>) -> impl IntoView {
    view! {
        <footer class="colophon">
            <p>{text::FOOTER}</p>
            <SheetButton label=keys_text::SHOW test="show-keys" is_open=keys_are_open />
        </footer>
    }
}

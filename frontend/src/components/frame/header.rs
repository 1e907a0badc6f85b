//! Header of the page: name, and the button of the privacy panel.

use leptos::prelude::*;

use crate::components::dialog::SheetButton;
use crate::text;

/// Header of the page.
#[component]
pub fn Header(panel_is_open: RwSignal<bool>) -> impl IntoView {
    view! {
        <header class="masthead">
            <p class="wordmark"><Mark />{text::NAME}</p>
            <SheetButton label={|| text::PRIVACY.text()} test="show-privacy" is_open=panel_is_open />
        </header>
    }
}

/// Logo: a sheet on a cutting mat, and the corner that came off.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
            <rect class="mark-mat" width="32" height="32" rx="8" />
            <path class="mark-sheet" d="M7 7h16v8L14.5 23.5H7z" />
            <path class="mark-offcut" d="M25.5 17.5V26H17z" />
        </svg>
    }
}

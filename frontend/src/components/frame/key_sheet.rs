//! Sheet of all keys.

use leptos::prelude::*;

use crate::components::dialog::Sheet;
use crate::text::keys_text;

/// Sheet of all keys.
#[component]
pub fn KeySheet(is_open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Sheet title=keys_text::TITLE id="keys-title" is_open>
            // One text: each type of element is kilobytes of the page.
            <div class="key-groups" inner_html=keys_text::html></div>
        </Sheet>
    }
}

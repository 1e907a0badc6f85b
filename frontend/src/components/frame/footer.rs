//! Footer of the page.

use leptos::prelude::*;

use crate::text;

/// Footer of the page.
#[component]
pub fn Footer() -> impl IntoView {
    view! { <footer class="colophon"><p>{text::FOOTER}</p></footer> }
}

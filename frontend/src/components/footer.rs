//! The bottom of the page.

use leptos::prelude::*;

use crate::text;

/// One quiet line.
#[component]
pub fn Footer() -> impl IntoView {
    view! { <footer class="colophon"><p>{text::FOOTER}</p></footer> }
}

//! Progress bar of the model's download.

use leptos::prelude::*;

use crate::runtime::Runtime;
use crate::state::Readiness;
use crate::text;

/// Bar of the model's bytes, while they arrive and where their number is known.
#[component]
pub fn ModelProgress(runtime: Runtime) -> impl IntoView {
    let bytes = move || {
        runtime.readiness.with(|readiness| match readiness {
            Readiness::Downloading { got, total: Some(total) } => Some((*got, *total)),
            Readiness::Downloading { total: None, .. } | Readiness::Starting | Readiness::Loading | Readiness::Ready | Readiness::Failed(_) => None,
        })
    };
    move || bytes().map(|(got, total)| view! { <progress max=total.to_string() value=got.to_string() aria-label=text::DOWNLOADING></progress> })
}

//! A new version waits: offered, never forced, since a reload ends what is on the page.

use leptos::prelude::*;

use crate::studio::Studio;
use crate::text;

/// The banner.
#[component]
pub fn UpdateBanner(studio: Studio) -> impl IntoView {
    view! {
        <div class="update" role="status">
            {move || studio.update.get().then(|| view! {
                <p data-test="update">{text::UPDATE}" "<button type="button" class="plain" on:click=move |_| studio.reload()>{text::RELOAD}</button></p>
            })}
        </div>
    }
}

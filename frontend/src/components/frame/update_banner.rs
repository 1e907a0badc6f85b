//! Banner about a new version: offered, never forced, since a reload ends what is on the page.

use leptos::prelude::*;

use crate::runtime::Runtime;
use crate::text;

/// Banner about a new version.
#[component]
pub fn UpdateBanner(runtime: Runtime) -> impl IntoView {
    view! {
        <div class="update" role="status">
            {move || runtime.update.get().then(|| view! {
                <p data-test="update">{text::UPDATE}" "<button type="button" class="plain" on:click=move |_| runtime.reload()>{text::RELOAD}</button></p>
            })}
        </div>
    }
}

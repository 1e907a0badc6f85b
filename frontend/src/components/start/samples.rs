//! Sample photos.

use leptos::prelude::*;

use crate::page::Page;
use crate::text;

/// Buttons that take a sample photo.
#[component]
pub fn Samples(page: Page) -> impl IntoView {
    view! {
        <section class="samples" aria-labelledby="samples-title">
            <h2 id="samples-title">{text::SAMPLES}</h2>
            <ul>
                {text::SAMPLE_PHOTOS.map(|(file, thumb, shows)| view! {
                    <li>
                        <button type="button" class="sample" on:click=move |_| page.add_sample(file)>
                            <img src=format!("/samples/{thumb}") alt=shows width="160" height="120" draggable="false" />
                        </button>
                    </li>
                }).collect_view()}
            </ul>
        </section>
    }
}

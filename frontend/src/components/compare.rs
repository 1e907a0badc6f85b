//! The original on the left, the cut-out on the right, and a slider between them.

use leptos::prelude::*;
use matting::Size;

use crate::text;

/// Both pictures, one over the other. Without an original only the cut-out.
///
/// The slider is a native one over the whole picture: dragging anywhere, touch and every key work as the browser's own do.
#[component]
pub fn Compare(original: Option<String>, cut_out: String, size: Size) -> impl IntoView {
    let percent = RwSignal::new(50_u32);
    let cannot_be_shown = RwSignal::new(false);
    let slides = original.is_some();
    let moved = move |event| percent.set(event_target_value(&event).parse().unwrap_or(50));
    let split = move || if slides && !cannot_be_shown.get() { percent.get() } else { 0 };
    view! {
        <figure
            class="compare"
            style=("--columns", size.width.to_string())
            style=("--rows", size.height.to_string())
            style=("--split", move || format!("{}%", split()))
        >
            <img class="after" src=cut_out alt=text::CUT_OUT_ALT width=size.width height=size.height draggable="false" data-test="cut-out" />
            {original.map(|address| view! {
                <img
                    class="before"
                    src=address
                    alt=text::ORIGINAL_ALT
                    width=size.width
                    height=size.height
                    draggable="false"
                    data-test="original"
                    class:gone=cannot_be_shown
                    on:error=move |_| cannot_be_shown.set(true)
                />
            })}
            {move || (slides && !cannot_be_shown.get()).then(|| view! {
                <input
                    type="range" min="0" max="100" step="1"
                    prop:value=move || percent.get().to_string()
                    aria-label=text::COMPARE
                    aria-valuetext=move || text::split(percent.get())
                    on:input=moved
                />
                <span class="handle" aria-hidden="true"><svg viewBox="0 0 24 24"><path d="M9 7l-5 5 5 5M15 7l5 5-5 5" /></svg></span>
                <span class="tag tag-before" aria-hidden="true">{text::ORIGINAL}</span>
                <span class="tag tag-after" aria-hidden="true">{text::CUT_OUT}</span>
            })}
        </figure>
        {move || (!slides || cannot_be_shown.get()).then(|| view! { <p class="hint">{text::NO_ORIGINAL}</p> })}
    }
}

//! The original on the left, the cut-out on the right, and a slider between them.

use leptos::prelude::*;
use matting::Size;

use crate::protocol::Part;
use crate::studio::Studio;
use crate::{text, text_of_edits};

/// Both pictures, one over the other. Without an original only the cut-out.
///
/// The slider is a native one over the whole picture: dragging anywhere, touch and every key work as the browser's own do.
#[component]
pub fn Compare(studio: Studio, original: Option<String>, size: Size) -> impl IntoView {
    let percent = RwSignal::new(50_u32);
    let cannot_be_shown = RwSignal::new(false);
    let slides = original.is_some();
    let moved = move |event| percent.set(event_target_value(&event).parse().unwrap_or(50));
    let split = move || if slides && !cannot_be_shown.get() { percent.get() } else { 0 };
    let shown = Memo::new(move |_| {
        studio.edits.with(|edits| {
            edits.as_ref().and_then(|edits| edits.shown().map(|made| (made.file.url.address(), made.part, alt_of(&made.recipe.options))))
        })
    });
    let part = Memo::new(move |_| shown.get().map_or(Part::WHOLE, |(_, part, _)| part));
    let is_current = move || studio.edits.with(|edits| edits.as_ref().is_some_and(|edits| edits.is_shown()));
    let columns = move || (part.get().width * size.width as f32).max(1.0);
    let rows = move || (part.get().height * size.height as f32).max(1.0);
    view! {
        <div class="stage" style=("--columns", size.width.to_string()) style=("--rows", size.height.to_string())>
            <figure
                class="compare"
                data-current=move || is_current().to_string()
                style=("--columns", move || columns().to_string())
                style=("--rows", move || rows().to_string())
                style=("--split", move || format!("{}%", split()))
            >
                <img
                    class="after"
                    src=move || shown.get().map(|(address, _, _)| address)
                    alt=move || shown.get().map(|(_, _, alt)| alt)
                    draggable="false"
                    data-test="cut-out"
                />
                {original.map(|address| view! {
                    <div class="before" class:gone=cannot_be_shown>
                        <img
                            src=address
                            alt=text::ORIGINAL_ALT
                            draggable="false"
                            data-test="original"
                            style=("--left", move || percent_of(-part.get().left / part.get().width))
                            style=("--top", move || percent_of(-part.get().top / part.get().height))
                            style=("--wide", move || percent_of(1.0 / part.get().width))
                            style=("--high", move || percent_of(1.0 / part.get().height))
                            on:error=move |_| cannot_be_shown.set(true)
                        />
                    </div>
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
        </div>
        {move || (!slides || cannot_be_shown.get()).then(|| view! { <p class="hint">{text::NO_ORIGINAL}</p> })}
    }
}

fn percent_of(share: f32) -> String {
    format!("{}%", share * 100.0)
}

fn alt_of(options: &matting::Options) -> &'static str {
    match options.output {
        matting::Output::Mask => text_of_edits::MASK_ALT,
        matting::Output::CutOut(scene) if scene.background == matting::Background::Transparent => text::CUT_OUT_ALT,
        matting::Output::CutOut(_) => text_of_edits::SCENE_ALT,
    }
}

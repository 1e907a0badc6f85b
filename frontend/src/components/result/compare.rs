//! Comparison of original and cut-out with a slider between them.

use leptos::prelude::*;
use matting::Size;

use crate::page::editor::Editor;
use crate::protocol::VisibleArea;
use crate::text::{self, Sentence, editor_text};

/// Both pictures, one over the other. Without an original the cut-out only.
///
/// The slider is a native one over the whole picture: dragging anywhere, touch and every key work as the browser's own do.
#[component]
pub fn Compare(editor: Editor, original: Option<String>, size: Size) -> impl IntoView {
    let percent = RwSignal::new(50_u32);
    let cannot_be_shown = RwSignal::new(false);
    let slides = original.is_some();
    let moved = move |event| percent.set(event_target_value(&event).parse().unwrap_or(50));
    let split = move || if slides && !cannot_be_shown.get() { percent.get() } else { 0 };
    let shown = Memo::new(move |_| {
        editor.edits.with(|edits| {
            edits.as_ref().and_then(|edits| edits.shown().map(|shown| (shown.file.url.address(), shown.area, alt_of(&shown.recipe.options).text())))
        })
    });
    let area = Memo::new(move |_| shown.get().map_or(VisibleArea::WHOLE, |(_, area, _)| area));
    let is_current = move || editor.edits.with(|edits| edits.as_ref().is_some_and(|edits| edits.is_up_to_date()));
    let columns = move || (area.get().width * size.width as f32).max(1.0);
    let rows = move || (area.get().height * size.height as f32).max(1.0);
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
                            style=("--left", move || percent_of(-area.get().left / area.get().width))
                            style=("--top", move || percent_of(-area.get().top / area.get().height))
                            style=("--wide", move || percent_of(1.0 / area.get().width))
                            style=("--high", move || percent_of(1.0 / area.get().height))
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

fn percent_of(fraction: f32) -> String {
    format!("{}%", fraction * 100.0)
}

fn alt_of(options: &matting::Options) -> Sentence {
    match options.output {
        matting::Output::Mask => editor_text::MASK_ALT,
        matting::Output::CutOut(scene) if scene.background == matting::Background::Transparent => text::CUT_OUT_ALT,
        matting::Output::CutOut(_) => editor_text::SCENE_ALT,
    }
}

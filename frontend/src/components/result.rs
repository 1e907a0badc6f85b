//! A finished cut-out and what can be done with it.

use leptos::html;
use leptos::prelude::*;

use super::brush_board::BrushBoard;
use super::brush_tools::BrushTools;
use super::compare::Compare;
use super::edit_panel::EditPanel;
use super::focus_when_there;
use super::take_away::TakeAway;
use crate::brush::Brush;
use crate::choices::Choices;
use crate::photo::{Original, Photo};
use crate::state::{Finished, Phase, Step};
use crate::studio::Studio;
use crate::{text, text_of_edits};

/// The result.
#[component]
pub fn CutOutResult(studio: Studio) -> impl IntoView {
    let finished = studio.state.with_untracked(|state| match state.phase() {
        Phase::Done(finished) => Some(finished.clone()),
        Phase::Empty | Phase::Working(_) | Phase::Failed(_) => None,
    });
    finished.map(|finished| view! { <Sheet studio finished /> })
}

#[component]
fn Sheet(studio: Studio, finished: Finished<Photo, Original>) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    focus_when_there(heading);
    // It may have been left in the middle of something.
    studio.go_on();
    let Finished { photo, original, size, .. } = finished.clone();
    let hint = [(photo.left_out > 0).then(|| text::left_out(photo.left_out)), original.read_by_browser.then(|| text::READ_BY_BROWSER.to_owned())];
    let original = original.url.as_ref().map(|url| url.address());
    let brushing = Memo::new(move |_| studio.edits.with(|edits| edits.as_ref().is_some_and(|edits| edits.is_brushing())));
    let brush = RwSignal::new(Brush::new(size));
    let (brush_button, comes_back) = (NodeRef::<html::Button>::new(), RwSignal::new(false));
    let take_brush = Callback::new(move |()| studio.edit(|edits| edits.brush(true)));
    let put_away = Callback::new(move |()| {
        studio.edit(|edits| edits.brush(false));
        studio.said.set(String::new());
        comes_back.set(true);
    });
    Effect::new(move |_| {
        if let Some(button) = brush_button.get()
            && comes_back.get()
        {
            comes_back.set(false);
            // A button that is gone again leaves the focus where it is.
            let _ = button.focus();
        }
    });
    let (total_ms, stem) = (finished.total_ms, photo.stem().map(str::to_owned));
    view! {
        <section class="result" class:brushing=brushing>
            <div class="result-top">
                <div class="result-head">
                    <h1 tabindex="-1" node_ref=heading>{text::cut_out_of(&photo.title())}</h1>
                    <p class="facts" data-test="facts">{move || facts(studio, total_ms)}</p>
                </div>
                <Verdict studio take_brush />
            </div>
            <div class="result-view">
                {move || if brushing.get() {
                    view! { <BrushBoard studio original=original.clone() size brush put_away /> }.into_any()
                } else {
                    view! { <Compare studio original=original.clone() size /> }.into_any()
                }}
                {hint.into_iter().flatten().map(|hint| view! { <p class="hint">{hint}</p> }).collect_view()}
            </div>
            {move || if brushing.get() {
                view! { <div class="result-side"><BrushTools studio brush put_away /></div> }.into_any()
            } else {
                view! {
                    <TakeAway studio stem=stem.clone() />
                    <div class="result-side">
                        <div class="brush-way">
                            <button type="button" class="plain" data-test="brush" node_ref=brush_button on:click=move |_| take_brush.run(())>
                                {text_of_edits::BRUSH}
                            </button>
                            <p class="hint">{text_of_edits::BRUSH_IS_FOR}</p>
                        </div>
                        <EditPanel studio />
                    </div>
                }.into_any()
            }}
            <TimesList finished />
        </section>
    }
}

/// The size of the file, and how long the first one took.
fn facts(studio: Studio, total_ms: f64) -> String {
    studio.edits.with(|edits| {
        let Some(edits) = edits else { return String::new() };
        match edits.file() {
            Some(made) if made.recipe == Choices::default().recipe() => text::facts(made.size, made.file.bytes(), total_ms),
            Some(made) => text_of_edits::size(made.size, made.file.bytes()),
            None if edits.is_brushing() => text_of_edits::PREVIEW.to_owned(),
            None => text_of_edits::FINISHING.to_owned(),
        }
    })
}

/// What to tell about the result, and the brush as a way on; or why a change did not work.
#[component]
fn Verdict(studio: Studio, take_brush: Callback<()>) -> impl IntoView {
    let verdict = Memo::new(move |_| {
        studio.edits.with(|edits| edits.as_ref().filter(|edits| !edits.is_brushing()).and_then(|edits| text_of_edits::of_verdict(edits.verdict())))
    });
    let failure = Memo::new(move |_| studio.edits.with(|edits| edits.as_ref().and_then(|edits| edits.failure().cloned())));
    view! {
        {move || verdict.get().map(|sentence| view! {
            <div class="verdict" data-test="verdict">
                <p>{sentence}</p>
                <button type="button" class="plain small" on:click=move |_| take_brush.run(())>{text_of_edits::TRY_BRUSH}</button>
            </div>
        })}
        <div role="alert">
            {move || failure.get().map(|failure| {
                let notice = text::of_failure(&failure);
                view! {
                    <div class="verdict" data-test="not-changed">
                        <p>{text_of_edits::NOT_CHANGED}" "<strong>{notice.title}"."</strong>" "{notice.body}</p>
                        <div class="actions">
                            <button type="button" class="plain small" on:click=move |_| studio.edit(|edits| edits.try_again())>{text::TRY_AGAIN}</button>
                            <button type="button" class="plain small" data-test="give-up" on:click=move |_| studio.edit(|edits| edits.give_up())>
                                {text_of_edits::GIVE_UP}
                            </button>
                        </div>
                    </div>
                }
            })}
        </div>
    }
}

#[component]
fn TimesList(finished: Finished<Photo, Original>) -> impl IntoView {
    let waited = (finished.waited_ms > 0.0).then_some((Step::Download, finished.waited_ms));
    let rows = waited.into_iter().chain(finished.times.iter().map(|time| (Step::from(time.stage), time.ms)));
    let rows = rows
        .map(|(step, ms)| {
            view! {
                <div data-step=step.counted_as().word()><dt>{text::of_step(step)}</dt><dd>{text::seconds(ms)}</dd></div>
            }
        })
        .collect_view();
    view! {
        <details class="times">
            <summary>{text::TIMES}</summary>
            <dl>{rows}<div><dt>{text::TOTAL}</dt><dd>{text::seconds(finished.total_ms)}</dd></div></dl>
        </details>
    }
}

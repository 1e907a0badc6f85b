//! A finished photo: cut-out, downloads, edits and times.

use leptos::html;
use leptos::prelude::*;
use matting::Warning;

use super::brush_canvas::BrushCanvas;
use super::brush_tools::BrushTools;
use super::compare::Compare;
use super::download_bar::DownloadBar;
use super::edit_panel::EditPanel;
use crate::components::focus::focus_when_there;
use crate::editing::{Brush, EditSettings};
use crate::page::Page;
use crate::page::editor::Editor;
use crate::page::photo::{Original, Photo};
use crate::protocol::Recipe;
use crate::state::{Finished, Phase, Step};
use crate::text::units::{dimensions, seconds};
use crate::text::{self, Sentence, editor_text};

/// Result of the finished photo.
#[component]
pub fn CutOutResult(page: Page) -> impl IntoView {
    let finished = page.state.with_untracked(|state| match state.phase() {
        Phase::Done(finished) => Some(finished.clone()),
        Phase::Empty | Phase::Working(_) | Phase::Failed(_) => None,
    });
    finished.map(|finished| view! { <FinishedPhoto page finished /> })
}

#[component]
fn FinishedPhoto(page: Page, finished: Finished<Photo, Original>) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    focus_when_there(heading);
    let editor = page.editor;
    // The page may have been left in the middle of a job.
    editor.pump();
    let Finished { photo, original, size, .. } = finished.clone();
    let title = photo.title().to_string();
    let hints = text::read_by_browser(original.input).into_iter();
    let hints: Vec<Sentence> =
        hints.chain(original.warnings.iter().filter(|warning| **warning != Warning::Enlarged).map(|warning| text::of_warning(*warning))).collect();
    let original = original.url.as_ref().map(|url| url.address());
    let brushing = Memo::new(move |_| editor.edits.with(|edits| edits.as_ref().is_some_and(|edits| edits.is_brushing())));
    let brush = RwSignal::new(Brush::new(size));
    let (brush_button, returns_focus) = (NodeRef::<html::Button>::new(), RwSignal::new(false));
    let start_brush = Callback::new(move |()| editor.edit(|edits| edits.set_brushing(true)));
    let end_brush = Callback::new(move |()| {
        editor.edit(|edits| edits.set_brushing(false));
        editor.announcement.set(String::new());
        returns_focus.set(true);
    });
    Effect::new(move |_| {
        if let Some(button) = brush_button.get()
            && returns_focus.get()
        {
            returns_focus.set(false);
            // A button that is gone again leaves the focus where it is.
            let _ = button.focus();
        }
    });
    let (total_ms, network, stem) = (finished.total_ms, finished.network, photo.stem().map(str::to_owned));
    view! {
        <section class="result" class:brushing=brushing>
            <div class="result-top">
                <div class="result-head">
                    <h1 tabindex="-1" node_ref=heading>{move || text::cut_out_of(&title)}</h1>
                    <p class="facts" data-test="facts">{move || facts(editor, total_ms, network)}</p>
                </div>
                <Verdict editor start_brush />
            </div>
            <div class="result-view">
                {move || if brushing.get() {
                    view! { <BrushCanvas editor original=original.clone() size brush end_brush /> }.into_any()
                } else {
                    view! { <Compare editor original=original.clone() size /> }.into_any()
                }}
                {hints.into_iter().map(|hint| view! { <p class="hint">{hint}</p> }).collect_view()}
            </div>
            {move || if brushing.get() {
                view! { <div class="result-side"><BrushTools editor brush end_brush /></div> }.into_any()
            } else {
                view! {
                    <DownloadBar page stem=stem.clone() />
                    <div class="result-side">
                        <div class="brush-way">
                            <button type="button" class="plain" data-test="brush" node_ref=brush_button on:click=move |_| start_brush.run(())>
                                {editor_text::BRUSH}
                            </button>
                            <p class="hint">{editor_text::BRUSH_IS_FOR}</p>
                        </div>
                        <EditPanel page />
                    </div>
                }.into_any()
            }}
            <TimesList finished />
        </section>
    }
}

/// Size of the file, and its duration where it is made as the first one was, with the network of this number; or the status until it is there.
fn facts(editor: Editor, total_ms: f64, network: u32) -> String {
    editor.edits.with(|edits| {
        let Some(edits) = edits else { return String::new() };
        match edits.file() {
            Some(file) if file.recipe == (Recipe { network, ..EditSettings::default().recipe() }) => {
                text::facts(file.size, file.file.bytes(), total_ms)
            }
            Some(file) => dimensions(file.size, file.file.bytes()),
            None if edits.is_brushing() => editor_text::PREVIEW.text(),
            // Said below.
            None if edits.conversion().is_some() => String::new(),
            None => editor_text::FINISHING.text(),
        }
    })
}

/// Verdict on the result with the brush as remedy, the AVIF that is being made, and the failure of a change.
#[component]
fn Verdict(editor: Editor, start_brush: Callback<()>) -> impl IntoView {
    let verdict = Memo::new(move |_| {
        editor.edits.with(|edits| edits.as_ref().filter(|edits| !edits.is_brushing()).and_then(|edits| editor_text::of_verdict(edits.verdict())))
    });
    let failure = Memo::new(move |_| editor.edits.with(|edits| edits.as_ref().and_then(|edits| edits.failure().cloned())));
    let is_converting = Memo::new(move |_| editor.edits.with(|edits| edits.as_ref().is_some_and(|edits| edits.conversion().is_some())));
    let revert = move |_| {
        editor.edit(|edits| edits.revert());
        // Otherwise the next photo had what failed here.
        editor.remember();
    };
    view! {
        {move || verdict.get().map(|sentence| view! {
            <div class="verdict" data-test="verdict">
                <p>{sentence}</p>
                <button type="button" class="plain small" on:click=move |_| start_brush.run(())>{editor_text::TRY_BRUSH}</button>
            </div>
        })}
        <div role="status">
            {move || is_converting.get().then(|| view! {
                <div class="verdict calm" data-test="avif">
                    <p>{move || if editor.has_encoder.get() { editor_text::MAKING_AVIF } else { editor_text::FETCHING_AVIF }.text()}</p>
                    <button type="button" class="plain small" data-test="avif-cancel" on:click=revert>{text::CANCEL}</button>
                </div>
            })}
        </div>
        <div role="alert">
            {move || failure.get().map(|failure| {
                let notice = text::of_failure(&failure);
                view! {
                    <div class="verdict" data-test="not-changed">
                        <p>{editor_text::NOT_CHANGED}" "<strong>{notice.title}"."</strong>" "{notice.body}</p>
                        <div class="actions">
                            <button type="button" class="plain small" on:click=move |_| editor.edit(|edits| edits.retry())>{text::TRY_AGAIN}</button>
                            <button type="button" class="plain small" data-test="revert" on:click=revert>
                                {editor_text::REVERT}
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
    let rows = waited.into_iter().chain(finished.times.iter().map(|time| (Step::Stage(time.stage), time.ms)));
    let rows = rows
        .map(|(step, ms)| {
            view! {
                <div data-step=step.to_beacon_stage().as_str()><dt>{text::of_step(step)}</dt><dd>{move || seconds(ms)}</dd></div>
            }
        })
        .collect_view();
    view! {
        <details class="times">
            <summary>{text::TIMES}</summary>
            <dl>{rows}<div><dt>{text::TOTAL}</dt><dd>{move || seconds(finished.total_ms)}</dd></div></dl>
        </details>
    }
}

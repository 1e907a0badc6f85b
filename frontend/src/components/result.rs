//! A finished cut-out and what can be done with it.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use matting::postprocess::Verdict;

use super::{compare::Compare, focus_when_there};
use crate::photo::{Photo, Picture};
use crate::state::{Finished, Phase, State, Step};
use crate::studio::Studio;
use crate::text;
use crate::web::clipboard;

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
fn Sheet(studio: Studio, finished: Finished<Photo, Picture>) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    focus_when_there(heading);
    let Finished { photo, cut_out, size, verdict, .. } = finished.clone();
    let hint = [(photo.left_out > 0).then(|| text::left_out(photo.left_out)), cut_out.read_by_browser.then(|| text::READ_BY_BROWSER.to_owned())];
    view! {
        <section class="result">
            <div class="result-head">
                <h1 tabindex="-1" node_ref=heading>{text::cut_out_of(&photo.title())}</h1>
                <p class="facts" data-test="facts">{text::facts(size, finished.total_ms)}</p>
            </div>
            {match verdict {
                Verdict::Subject => None,
                Verdict::NoClearSubject => Some(view! { <p class="verdict" data-test="verdict">{text::NO_CLEAR_SUBJECT}</p> }),
            }}
            <Compare original=cut_out.original.as_ref().map(|url| url.address()) cut_out=cut_out.url.address() size />
            {hint.into_iter().flatten().map(|hint| view! { <p class="hint">{hint}</p> }).collect_view()}
            <div class="actions">
                <a class="button" href=cut_out.url.address() download=photo.cut_out_name() data-test="download">{text::DOWNLOAD}</a>
                <CopyButton picture=cut_out />
                <button type="button" class="plain" data-test="another" on:click=move |_| studio.state.update(State::another)>{text::ANOTHER}</button>
            </div>
            <TimesList finished />
        </section>
    }
}

#[component]
fn CopyButton(picture: Picture) -> impl IntoView {
    let is_possible = clipboard::is_there();
    let outcome = RwSignal::new(None::<bool>);
    let picture = StoredValue::new_local(picture);
    let copy = move |_| {
        let png = picture.with_value(|picture| picture.png.clone());
        spawn_local(async move { outcome.set(Some(clipboard::copy_png(&png).await)) });
    };
    let label = move || if outcome.get() == Some(true) { text::COPIED } else { text::COPY };
    let reason = move || match (is_possible, outcome.get()) {
        (false, _) => Some(text::COPY_NOT_POSSIBLE),
        (true, Some(false)) => Some(text::COPY_REFUSED),
        (true, Some(true) | None) => None,
    };
    view! {
        <button type="button" class="plain" data-test="copy" disabled=!is_possible aria-describedby="copy-reason" on:click=copy>{label}</button>
        <p id="copy-reason" class="hint copy-reason" role="status">{reason}</p>
    }
}

#[component]
fn TimesList(finished: Finished<Photo, Picture>) -> impl IntoView {
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

//! A photo on its way: what happens now, and how long each step took.

use leptos::html;
use leptos::prelude::*;

use super::{focus_when_there, status_line::DownloadBar};
use crate::state::{Pace, Phase, Step};
use crate::studio::{PageState, Studio};
use crate::text;

/// The photo, its steps and the way out.
#[component]
pub fn Progress(studio: Studio) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    focus_when_there(heading);
    let cannot_be_shown = RwSignal::new(false);
    let photo = studio.state.with_untracked(|state| match state.phase() {
        Phase::Working(working) => Some(working.photo.clone()),
        Phase::Empty | Phase::Done(_) | Phase::Failed(_) => None,
    });
    let (address, title, left_out) = photo.map(|photo| (photo.url.address(), photo.title().to_string(), photo.left_out)).unwrap_or_default();
    let rows = move || studio.state.with(steps).into_iter().map(|(step, pace)| view! { <Row studio step pace /> }).collect_view();
    view! {
        <section class="working">
            <div class="mat" class:bare=cannot_be_shown>
                <img src=address alt="" class:gone=cannot_be_shown on:error=move |_| cannot_be_shown.set(true) />
                <span class="scan"></span>
            </div>
            <div class="working-side">
                <h1 tabindex="-1" node_ref=heading>{title}</h1>
                {(left_out > 0).then(|| view! { <p class="hint">{text::left_out(left_out)}</p> })}
                <ol class="steps" aria-label=text::STEPS>{rows}</ol>
                <button type="button" class="plain" data-test="cancel" on:click=move |_| studio.cancel()>
                    {text::CANCEL}" "<kbd aria-hidden="true">{text::CANCEL_KEY}</kbd>
                </button>
            </div>
        </section>
    }
}

#[component]
fn Row(studio: Studio, step: Step, pace: Pace) -> impl IntoView {
    let (word, time) = match pace {
        Pace::Waiting => ("waiting", None),
        Pace::Running { .. } => ("running", None),
        Pace::Finished { ms } => ("finished", Some(text::seconds(ms))),
    };
    let waits_for_model = step == Step::Download && matches!(pace, Pace::Running { .. });
    view! {
        <li data-pace=word data-step=step.counted_as().word() aria-current=(word == "running").then_some("step")>
            <span class="step-name">{text::of_step(step)}</span>
            <span class="step-time">{time}</span>
            {waits_for_model.then(|| view! {
                <span class="step-detail">{move || studio.readiness.with(|readiness| text::of_readiness(readiness, false))}<DownloadBar studio /></span>
            })}
        </li>
    }
}

fn steps(state: &PageState) -> Vec<(Step, Pace)> {
    match state.phase() {
        Phase::Working(working) => working.steps.clone(),
        Phase::Empty | Phase::Done(_) | Phase::Failed(_) => Vec::new(),
    }
}

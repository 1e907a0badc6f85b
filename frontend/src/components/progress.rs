//! Progress of a photo: status and duration of each step.

use leptos::html;
use leptos::prelude::*;

use super::focus::focus_when_there;
use super::model_progress::ModelProgress;
use crate::page::{Page, PageState};
use crate::runtime::Runtime;
use crate::state::{Phase, Step, StepStatus};
use crate::text;
use crate::text::queue_text;
use crate::text::units::seconds;

/// The photo, its steps and the button that cancels it.
#[component]
pub fn Progress(page: Page) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    focus_when_there(heading);
    let cannot_be_shown = RwSignal::new(false);
    let photo = page.state.with_untracked(|state| match state.phase() {
        Phase::Working(working) => Some(working.photo.clone()),
        Phase::Empty | Phase::Done(_) | Phase::Failed(_) => None,
    });
    let (address, title) = photo.map(|photo| (photo.url.address(), photo.title().to_string())).unwrap_or_default();
    let is_waiting = Memo::new(move |_| page.state.with(|state| matches!(state.phase(), Phase::Working(working) if working.is_waiting())));
    let rows = move || page.state.with(steps).into_iter().map(|(step, status)| view! { <Row runtime=page.runtime step status /> }).collect_view();
    view! {
        <section class="working">
            <div class="mat" class:bare=cannot_be_shown>
                <img src=address alt="" class:gone=cannot_be_shown on:error=move |_| cannot_be_shown.set(true) />
                {move || (!is_waiting.get()).then(|| view! { <span class="scan"></span> })}
            </div>
            <div class="working-side">
                <h1 tabindex="-1" node_ref=heading>{title}</h1>
                {move || is_waiting.get().then(|| view! { <p class="hint">{queue_text::IN_LINE}</p> })}
                <ol class="steps" aria-label=text::STEPS>{rows}</ol>
                <button type="button" class="plain" data-test="cancel" on:click=move |_| page.cancel()>
                    {text::CANCEL}" "<kbd aria-hidden="true">{text::CANCEL_KEY}</kbd>
                </button>
            </div>
        </section>
    }
}

#[component]
fn Row(runtime: Runtime, step: Step, status: StepStatus) -> impl IntoView {
    let (word, time) = match status {
        StepStatus::Waiting => ("waiting", None),
        StepStatus::Running { .. } => ("running", None),
        StepStatus::Finished { ms } => ("finished", Some(ms)),
    };
    let waits_for_model = step == Step::Download && status.is_running();
    view! {
        <li data-status=word data-step=step.to_beacon_stage().as_str() aria-current=(word == "running").then_some("step")>
            <span class="step-name">{text::of_step(step)}</span>
            <span class="step-time">{move || time.map(seconds)}</span>
            {waits_for_model.then(|| view! {
                <span class="step-detail">{move || runtime.readiness.with(|readiness| text::of_readiness(readiness, false))}<ModelProgress runtime /></span>
            })}
        </li>
    }
}

fn steps(state: &PageState) -> Vec<(Step, StepStatus)> {
    match state.phase() {
        Phase::Working(working) => working.steps.clone(),
        Phase::Empty | Phase::Done(_) | Phase::Failed(_) => Vec::new(),
    }
}

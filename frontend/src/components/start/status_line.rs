//! Status line about worker and model.

use leptos::prelude::*;

use crate::components::model_progress::ModelProgress;
use crate::runtime::Runtime;
use crate::state::Readiness;
use crate::text;

/// Status line, with a button after a failure.
#[component]
pub fn StatusLine(runtime: Runtime) -> impl IntoView {
    let words = move || runtime.readiness.with(|readiness| text::of_readiness(readiness, runtime.offline.get()));
    let worker = move || {
        let ready = runtime.readiness.with(|readiness| *readiness == Readiness::Ready);
        let worker = runtime.worker.get().filter(|_| ready);
        worker.map(|worker| view! { <span class="worker" data-test="worker">{text::of_worker(worker)}</span> })
    };
    let failed = move || runtime.readiness.with(|readiness| matches!(readiness, Readiness::Failed(_)));
    view! {
        <div class="status-line" data-ready=move || runtime.readiness.with(readiness_label)>
            <p data-test="readiness">{words}</p>
            {worker}
            <ModelProgress runtime />
            {move || failed().then(|| view! { <button type="button" class="quiet" on:click=move |_| runtime.retry()>{text::TRY_AGAIN}</button> })}
        </div>
    }
}

fn readiness_label(readiness: &Readiness) -> &'static str {
    match readiness {
        Readiness::Starting | Readiness::Downloading { .. } | Readiness::Loading => "soon",
        Readiness::Ready => "yes",
        Readiness::Failed(_) => "no",
    }
}

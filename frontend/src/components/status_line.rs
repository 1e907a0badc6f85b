//! One small line: how far worker and model are.

use leptos::prelude::*;

use crate::state::Readiness;
use crate::studio::Studio;
use crate::text;

/// The line, with a button where something went wrong.
#[component]
pub fn StatusLine(studio: Studio) -> impl IntoView {
    let words = move || studio.readiness.with(|readiness| text::of_readiness(readiness, studio.offline.get()));
    let machine = move || {
        let ready = studio.readiness.with(|readiness| *readiness == Readiness::Ready);
        let machine = studio.machine.get().filter(|_| ready);
        machine.map(|machine| view! { <span class="machine" data-test="machine">{text::of_machine(machine.build, machine.threads)}</span> })
    };
    let failed = move || studio.readiness.with(|readiness| matches!(readiness, Readiness::Failed(_)));
    view! {
        <div class="status-line" data-ready=move || studio.readiness.with(word)>
            <p data-test="readiness">{words}</p>
            {machine}
            <DownloadBar studio />
            {move || failed().then(|| view! { <button type="button" class="quiet" on:click=move |_| studio.retry()>{text::TRY_AGAIN}</button> })}
        </div>
    }
}

/// The model's bytes as a bar, while they come.
#[component]
pub fn DownloadBar(studio: Studio) -> impl IntoView {
    let bytes = move || {
        studio.readiness.with(|readiness| match readiness {
            Readiness::Downloading { got, total: Some(total) } => Some((*got, *total)),
            Readiness::Downloading { total: None, .. } | Readiness::Starting | Readiness::Loading | Readiness::Ready | Readiness::Failed(_) => None,
        })
    };
    move || bytes().map(|(got, total)| view! { <progress max=total.to_string() value=got.to_string() aria-label=text::DOWNLOADING></progress> })
}

fn word(readiness: &Readiness) -> &'static str {
    match readiness {
        Readiness::Starting | Readiness::Downloading { .. } | Readiness::Loading => "soon",
        Readiness::Ready => "yes",
        Readiness::Failed(_) => "no",
    }
}

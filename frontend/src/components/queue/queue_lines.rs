//! Status lines of the queue: skipped files, removed photos, downloads, and failures that stop processing.

use leptos::prelude::*;

use crate::page::Page;
use crate::queue::{Item, Status};
use crate::state::{Phase, PhotoId};
use crate::text::{self, queue_text};

/// Lines, each until it is dismissed or something newer is to be said.
#[component]
pub fn QueueLines(page: Page) -> impl IntoView {
    let removed = Memo::new(move |_| page.state.with(|state| state.removed()));
    let stopped = Memo::new(move |_| {
        page.state.with(|state| {
            // The photo that met it says the same.
            let is_told = matches!(state.phase(), Phase::Failed(failed) if Some(&failed.failure) == state.stopped());
            state.stopped().filter(|_| !is_told).map(queue_text::stopped)
        })
    });
    view! {
        {move || stopped.get().map(|sentence| view! {
            <p class="line" data-test="stopped">
                <span>{sentence}</span>
                <button type="button" class="plain small" on:click=move |_| page.retry(&failed(page))>{text::TRY_AGAIN}</button>
            </p>
        })}
        {move || page.skipped.get().map(|sentence| view! {
            <p class="line" data-test="skipped">
                <span>{sentence}</span>
                <button type="button" class="quiet" on:click=move |_| page.skipped.set(None)>{queue_text::DISMISS}</button>
            </p>
        })}
        {move || (removed.get() > 0).then(|| view! {
            <p class="line" data-test="removed">
                <span>{move || queue_text::removed(removed.get())}</span>
                <button type="button" class="plain small" data-test="undo-removal" on:click=move |_| page.undo_removal()>{queue_text::UNDO}</button>
                <button type="button" class="quiet" on:click=move |_| page.forget_removed()>{queue_text::DISMISS}</button>
            </p>
        })}
        {move || Some(page.settings_before.with(Vec::len)).filter(|count| *count > 0).map(|count| view! {
            <p class="line" data-test="settings-used">
                <span>{queue_text::settings_used(count)}</span>
                <button type="button" class="plain small" data-test="undo-settings" on:click=move |_| page.undo_settings()>{queue_text::UNDO}</button>
                <button type="button" class="quiet" on:click=move |_| page.settings_before.set(Vec::new())>{queue_text::DISMISS}</button>
            </p>
        })}
        {move || page.downloads.sentence.get().map(|sentence| view! {
            <p class="line" data-test="taken-away">
                <span>{sentence}</span>
                {move || (!page.downloads.is_busy.get()).then(|| view! {
                    <button type="button" class="quiet" on:click=move |_| page.downloads.sentence.set(None)>{queue_text::DISMISS}</button>
                })}
            </p>
        })}
    }
}

/// The photo that met the failure which stopped everything.
fn failed(page: Page) -> Vec<PhotoId> {
    page.state.with_untracked(|state| {
        let stopped = state.stopped().cloned();
        let met = |item: &&Item<_, _>| matches!(&item.status, Status::Failed(failed) if Some(&failed.failure) == stopped.as_ref());
        state.items().iter().filter(met).map(|item| item.id).collect()
    })
}

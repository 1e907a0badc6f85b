//! Status lines of the queue: photos of earlier visits, skipped files, removed photos, downloads, and failures that stop processing.

use leptos::prelude::*;

use crate::page::{Page, PageState};
use crate::queue::{Item, Status};
use crate::state::{Phase, PhaseKind, PhotoId};
use crate::text::{self, kept_text, network_text, queue_text};

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
    let kept = page.keeping;
    let trouble = Memo::new(move |_| {
        let all = page.state.with(|state| state.items().len());
        kept.trouble.get().and_then(|trouble| kept_text::trouble(trouble, kept.kept.get().0, all))
    });
    view! {
        {move || Some(kept.offered.get()).filter(|count| *count > 0).map(|count| view! {
            <p class="line" data-test="earlier">
                <span>{kept_text::offered(count)}</span>
                <button type="button" class="plain small" data-test="go-on" on:click=move |_| page.go_on()>{kept_text::GO_ON}</button>
                <button type="button" class="quiet" data-test="clear-earlier" on:click=move |_| page.clear_earlier()>{kept_text::CLEAR}</button>
            </p>
        })}
        {move || trouble.get().map(|sentence| view! {
            <p class="line" data-test="not-kept">
                <span>{sentence}</span>
                <button type="button" class="quiet" on:click=move |_| kept.trouble.set(None)>{queue_text::DISMISS}</button>
            </p>
        })}
        {move || kept.cleared.get().map(|cleared| view! {
            <p class="line" data-test="cleared">
                <span>{kept_text::cleared(cleared)}</span>
                <button type="button" class="quiet" on:click=move |_| kept.cleared.set(None)>{queue_text::DISMISS}</button>
            </p>
        })}
        {move || of_networks(page).map(|sentence| view! {
            <p class="line" data-test="network-line">
                <span>{sentence}</span>
                <button type="button" class="quiet" on:click=move |_| page.networks.dismiss()>{queue_text::DISMISS}</button>
            </p>
        })}
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

/// A network that gave way to the bundled one, or news about others, which the chooser says where there is one.
fn of_networks(page: Page) -> Option<String> {
    let fell_back = page.runtime.network.read().fell_back.as_ref().map(network_text::fell_back);
    let has_chooser = page.state.with(PageState::kind) == PhaseKind::Done;
    fell_back.or_else(|| page.networks.news().filter(|_| !has_chooser).map(|news| network_text::of_news(&news)))
}

/// The photo that met the failure which stopped everything.
fn failed(page: Page) -> Vec<PhotoId> {
    page.state.with_untracked(|state| {
        let stopped = state.stopped().cloned();
        let met = |item: &&Item<_, _>| matches!(&item.status, Status::Failed(failed) if Some(&failed.failure) == stopped.as_ref());
        state.items().iter().filter(met).map(|item| item.id).collect()
    })
}

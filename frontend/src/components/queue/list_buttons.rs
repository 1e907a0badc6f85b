//! Counts and buttons of the list: order, cancelling, and actions on several photos.

use leptos::prelude::*;

use crate::page::Page;
use crate::queue::{Counts, ItemState, Order};
use crate::state::PhotoId;
use crate::text::{kept_text, queue_text};
use crate::web::save;

/// Photos that buttons are about: the selected ones, or all.
#[derive(Clone, Copy)]
struct TargetPhotos(Page);

impl TargetPhotos {
    fn ids(self) -> Vec<PhotoId> {
        self.0.state.with(|state| {
            let listed = state.listed();
            if state.selection.is_empty() { listed } else { state.selection.among(&listed) }
        })
    }

    fn in_state(self, states: &[ItemState]) -> Vec<PhotoId> {
        let ids = self.ids();
        self.0.state.with(|state| {
            let is_in = |id: &PhotoId| state.item(*id).is_some_and(|item| states.contains(&item.state(None)));
            ids.into_iter().filter(is_in).collect()
        })
    }

    /// Photos with a cut-out.
    fn finished(self) -> Vec<PhotoId> {
        self.in_state(&[ItemState::Done, ItemState::Check])
    }

    /// Photos that failed or were cancelled.
    fn failed(self) -> Vec<PhotoId> {
        self.in_state(&[ItemState::Failed, ItemState::Cancelled])
    }
}

/// Row above the list: numbers, progress, and how the list is shown.
#[component]
pub fn ListHead(page: Page, is_grid: RwSignal<bool>) -> impl IntoView {
    let numbers = Memo::new(move |_| page.state.with(|state| Counts::of(state.items().iter().map(|item| page.state_of(item)))));
    let left = Memo::new(move |_| page.state.with(|state| state.time_left()).map(queue_text::time_left));
    let is_check_first = Memo::new(move |_| page.state.with(|state| state.order == Order::NeedsCheck));
    let selected = Memo::new(move |_| page.state.with(|state| state.selection.len()));
    let reorder = move |_| {
        page.state.update(|state| state.order = if state.order == Order::NeedsCheck { Order::Added } else { Order::NeedsCheck });
    };
    let select_all = move |_| {
        page.state.update(|state| {
            let listed = state.listed();
            state.selection.all_or_none(&listed);
        });
    };
    view! {
        <div class="photos-head">
            <p class="photos-counts" data-test="counts">{move || queue_text::counts(numbers.get())}</p>
            {move || (numbers.get().unfinished() > 0).then(|| view! {
                <progress
                    max=move || numbers.get().all().to_string()
                    value=move || (numbers.get().all() - numbers.get().unfinished()).to_string()
                    aria-label=queue_text::PROGRESS
                ></progress>
                <p class="photos-left" data-test="time-left">{left}</p>
                <button type="button" class="quiet" data-test="cancel-all" on:click=move |_| page.cancel_all()>{queue_text::CANCEL_ALL}</button>
            })}
            <span class="photos-ways">
                <span class="photos-selected" data-test="selected">{move || Some(selected.get()).filter(|count| *count > 0).map(queue_text::selected)}</span>
                <button type="button" class="quiet" data-test="select-all" on:click=select_all>
                    {move || if selected.get() == numbers.get().all() { queue_text::SELECT_NONE.text() } else { queue_text::SELECT_ALL.text() }}
                </button>
                <button type="button" class="quiet" aria-pressed=move || is_check_first.get().to_string() data-test="order" on:click=reorder>
                    {queue_text::NEEDS_CHECK}
                </button>
                <button
                    type="button" class="quiet" aria-pressed=move || is_grid.get().to_string() data-test="grid"
                    on:click=move |_| is_grid.update(|is_grid| *is_grid = !*is_grid)
                >{queue_text::GRID}</button>
            </span>
        </div>
    }
}

/// Row below the list: what can be done with the selected photos, or with all.
#[component]
pub fn ListActions(page: Page) -> impl IntoView {
    let targets = TargetPhotos(page);
    let selected = Memo::new(move |_| page.state.with(|state| state.selection.len()));
    let finished = Memo::new(move |_| targets.finished().len());
    let failed = Memo::new(move |_| targets.failed().len());
    let is_edited = Memo::new(move |_| page.editor.edits.with(Option::is_some));
    let is_busy = page.downloads.is_busy;
    let is_needed = move || finished.get() + failed.get() + selected.get() > 0;
    view! {
        <div class="photos-actions" class:gone=move || !is_needed()>
            {move || (finished.get() > 0).then(|| view! {
                <button
                    type="button" class="plain small" data-test="download-all" aria-keyshortcuts="Control+Shift+S" aria-busy=move || is_busy.get().then_some("true")
                    on:click=move |_| page.download(untrack(|| targets.finished()))
                >{move || queue_text::download(finished.get(), selected.get() > 0)}</button>
                {save::has_folders().then(|| view! {
                    <button
                        type="button" class="plain small" data-test="save-in-folder" aria-busy=move || is_busy.get().then_some("true")
                        on:click=move |_| page.save_in_folder(untrack(|| targets.finished()))
                    >{queue_text::TO_FOLDER}</button>
                })}
            })}
            {move || is_edited.get().then(|| view! {
                <button type="button" class="plain small" data-test="use-settings" on:click=move |_| page.apply_settings_to(&untrack(|| targets.ids()))>
                    {move || queue_text::use_settings(selected.get())}
                </button>
            })}
            {move || (failed.get() > 0).then(|| view! {
                <button type="button" class="plain small" data-test="retry-all" on:click=move |_| page.retry(&untrack(|| targets.failed()))>
                    {move || queue_text::retry(failed.get())}
                </button>
            })}
            {move || (selected.get() > 0).then(|| view! {
                <button type="button" class="plain small" data-test="remove" on:click=move |_| page.remove(&untrack(|| targets.ids()))>
                    {queue_text::REMOVE}
                </button>
            })}
            {move || (selected.get() == 0).then(|| view! {
                <button type="button" class="quiet clear" data-test="clear-everything" on:click=move |_| page.clear_everything()>
                    {kept_text::CLEAR_EVERYTHING}
                </button>
            })}
        </div>
    }
}

//! One photo of the list: a small picture, its name and state.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use crate::page::Page;
use crate::queue::{ItemState, Status};
use crate::state::PhotoId;
use crate::text::queue_text;

/// Contents of a photo's entry in the list.
#[derive(Clone, PartialEq)]
struct Row {
    title: String,
    state: ItemState,
    is_rewritten: bool,
    words: String,
}

/// Photo as an option of the listbox.
#[component]
pub fn PhotoOption(page: Page, id: PhotoId) -> impl IntoView {
    let row = Memo::new(move |_| {
        let is_rewritten = page.is_rewritten(id);
        page.state.with(|state| {
            let item = state.item(id)?;
            let (step, failure) = match &item.status {
                Status::Working(working) => (Some(working.step()), None),
                Status::Failed(failed) => (None, Some(&failed.failure)),
                Status::Done(_) => (None, None),
            };
            let (title, state) = (item.photo.title().to_string(), page.state_of(item));
            Some(Row { title, state, is_rewritten, words: queue_text::of_state(state, step, is_rewritten, failure) })
        })
    });
    let picture = Memo::new(move |_| page.thumbnails.pictures.with(|pictures| pictures.get(&id).map(|url| url.address())));
    let is_selected = Memo::new(move |_| page.state.with(|state| state.selection.has(id)));
    let is_shown = Memo::new(move |_| page.state.with(|state| state.shown() == Some(id)));
    // One stop for the Tab key: the photo with the focus, or the first.
    let is_stop = Memo::new(move |_| page.state.with(|state| state.selection.focus().or_else(|| state.listed().first().copied()) == Some(id)));
    let click = move |event: MouseEvent| {
        if event.shift_key() {
            page.state.update(|state| {
                let listed = state.listed();
                state.selection.extend_range(id, &listed);
            });
        } else if event.ctrl_key() || event.meta_key() {
            page.state.update(|state| state.selection.toggle(id));
        } else {
            page.change(|state| state.show(id));
        }
    };
    let tick = move |event: MouseEvent| {
        event.stop_propagation();
        page.state.update(|state| state.selection.toggle(id));
    };
    let title = move || row.with(|row| row.as_ref().map(|row| row.title.clone()));
    view! {
        <div
            id=address_of(id) class="photo" role="option"
            aria-selected=move || is_selected.get().to_string()
            aria-current=move || is_shown.get().then_some("true")
            tabindex=move || if is_stop.get() { "0" } else { "-1" }
            title=move || row.with(|row| row.as_ref().map(|row| queue_text::named_state(&row.title, &row.words)))
            data-state=move || row.with(|row| row.as_ref().map(|row| state_name(row.state, row.is_rewritten)))
            on:click=click
        >
            <span class="photo-picture">
                {move || match picture.get() {
                    Some(address) => view! { <img src=address alt="" draggable="false" /> }.into_any(),
                    None => view! { <span class="photo-extension" aria-hidden="true">{move || title().map(|title| extension(&title))}</span> }.into_any(),
                }}
                <span class="photo-tick" aria-hidden="true" on:click=tick></span>
            </span>
            // The name of the option is its content: what is seen of it has to be part of its name.
            <span class="photo-name">
                {title} " " <span class="unseen">{move || row.with(|row| row.as_ref().map(|row| row.words.clone()))}</span>
            </span>
            <span class="photo-state" aria-hidden="true">
                {move || row.with(|row| row.as_ref().map(|row| queue_text::short_state(row.state, row.is_rewritten).text()))}
            </span>
        </div>
    }
}

/// Name of a photo's element.
pub fn address_of(id: PhotoId) -> String {
    format!("photo-{}", id.0)
}

/// Name of a state for tests and styles.
fn state_name(state: ItemState, is_rewritten: bool) -> &'static str {
    match state {
        ItemState::Waiting => "waiting",
        ItemState::Working => "working",
        ItemState::Done | ItemState::Check if is_rewritten => "changing",
        ItemState::Done => "done",
        ItemState::Check => "check",
        ItemState::Failed => "failed",
        ItemState::Cancelled => "cancelled",
    }
}

/// Ending of a file name, in place of a picture.
fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, extension)| extension).filter(|extension| extension.len() <= 5).unwrap_or_default().to_ascii_uppercase()
}

//! List of the photos, from the second one on: a listbox with several choices, as a strip or as a grid.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::list_buttons::{ListActions, ListHead};
use super::photo_option::{PhotoOption, address_of};
use crate::components::latin_key::latin_key;
use crate::page::Page;
use crate::queue::selection::Step;
use crate::state::PhotoId;
use crate::text::sentence::is_right_to_left;
use crate::text::{keys_text, queue_text};

/// The list and its buttons; nothing for a photo alone.
#[component]
pub fn PhotoList(page: Page) -> impl IntoView {
    let is_needed = Memo::new(move |_| page.state.with(|state| state.items().len() > 1));
    let is_grid = RwSignal::new(false);
    move || is_needed.get().then(|| view! { <Photos page is_grid /> })
}

#[component]
fn Photos(page: Page, is_grid: RwSignal<bool>) -> impl IntoView {
    let list = NodeRef::<html::Div>::new();
    let listed = Memo::new(move |_| page.state.with(|state| state.listed()));
    let shown = Memo::new(move |_| page.state.with(|state| state.shown()));
    // Whatever is shown is in view.
    Effect::new(move |_| {
        listed.track();
        if let (Some(list), Some(photo)) = (list.get(), shown.get().and_then(element)) {
            scroll_to(&list, &photo);
        }
    });
    let key = move |event: KeyboardEvent| {
        let Some(list) = list.get_untracked() else { return };
        if press_key(page, &event, if is_grid.get_untracked() { columns(&list) } else { 1 }) {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    view! {
        <section class="photos" aria-label=queue_text::PHOTOS>
            <ListHead page is_grid />
            <div
                class="photo-list" class:grid=is_grid role="listbox" aria-label=queue_text::PHOTOS aria-multiselectable="true"
                aria-orientation="horizontal" aria-describedby="photo-keys" data-test="photos" node_ref=list on:keydown=key
            >
                <For each=move || listed.get() key=|id| *id children=move |id| view! { <PhotoOption page id /> } />
            </div>
            <p id="photo-keys" class="unseen">{|| keys_text::sentence(keys_text::LIST)}</p>
            <ListActions page />
        </section>
    }
}

/// Handles a key; whether it is one of the list's.
fn press_key(page: Page, event: &KeyboardEvent, columns: isize) -> bool {
    let (key, with_control) = (latin_key(event), event.ctrl_key() || event.meta_key());
    if event.alt_key() {
        return false;
    }
    let go = |step| {
        let extends = event.shift_key();
        page.state.update(|state| {
            let listed = state.listed();
            state.selection.go(step, extends, &listed);
        });
        focus(page);
    };
    let focused = page.state.with_untracked(|state| state.selection.focus());
    // The list runs in the direction of the script.
    let onward = if is_right_to_left() { -1 } else { 1 };
    match (key.as_str(), with_control, focused) {
        ("ArrowLeft", false, _) => go(Step::By(-onward)),
        ("ArrowRight", false, _) => go(Step::By(onward)),
        ("ArrowUp", false, _) => go(Step::By(-columns)),
        ("ArrowDown", false, _) => go(Step::By(columns)),
        ("Home", false, _) => go(Step::First),
        ("End", false, _) => go(Step::Last),
        ("Enter", false, Some(id)) => page.change(|state| state.show(id)),
        (" ", false, Some(id)) => page.state.update(|state| state.selection.toggle(id)),
        ("a", true, _) => page.state.update(|state| {
            let listed = state.listed();
            state.selection.all_or_none(&listed);
        }),
        ("Delete" | "Backspace", false, _) => {
            page.remove(&targets(page));
            // Once the list is without them.
            request_animation_frame(move || focus(page));
        }
        ("z", true, _) => {
            page.undo_removal();
            request_animation_frame(move || focus(page));
        }
        ("Escape", false, _) if page.state.with_untracked(|state| !state.selection.is_empty()) => page.state.update(|state| state.selection.clear()),
        _ => return false,
    }
    true
}

/// Selected photos, or the one with the focus.
fn targets(page: Page) -> Vec<PhotoId> {
    page.state.with_untracked(|state| {
        let selected = state.selection.among(&state.listed());
        if selected.is_empty() { state.selection.focus().into_iter().collect() } else { selected }
    })
}

/// Gives the keyboard to the photo that has the focus of the list.
fn focus(page: Page) {
    if let Some(photo) = page.state.with_untracked(|state| state.selection.focus()).and_then(element) {
        // A photo that is gone leaves the focus where it is.
        let _ = photo.focus();
    }
}

fn element(id: PhotoId) -> Option<HtmlElement> {
    document().get_element_by_id(&address_of(id))?.dyn_into().ok()
}

/// Number of photos in a row of the grid.
fn columns(list: &HtmlElement) -> isize {
    let children = list.children();
    let tops = (0..children.length()).filter_map(|index| children.item(index)?.dyn_into::<HtmlElement>().ok()).map(|child| child.offset_top());
    let mut tops = tops.peekable();
    let first = tops.peek().copied();
    tops.take_while(|top| Some(*top) == first).count().max(1) as isize
}

/// Scrolls the list, and nothing else, until a photo is in view.
fn scroll_to(list: &HtmlElement, photo: &HtmlElement) {
    let (left, right) = (photo.offset_left(), photo.offset_left() + photo.offset_width());
    if left < list.scroll_left() {
        list.set_scroll_left(left);
    } else if right > list.scroll_left() + list.client_width() {
        list.set_scroll_left(right - list.client_width());
    }
    let (top, bottom) = (photo.offset_top(), photo.offset_top() + photo.offset_height());
    if top < list.scroll_top() {
        list.set_scroll_top(top);
    } else if bottom > list.scroll_top() + list.client_height() {
        list.set_scroll_top(bottom - list.client_height());
    }
}

//! Notice of a failure, and an action.

use leptos::html;
use leptos::prelude::*;

use super::focus::focus_when_there;
use crate::page::{Page, PageState};
use crate::state::Phase;
use crate::text::{self, NextAction, Sentence, queue_text};

/// Notice and its buttons.
#[component]
pub fn FailureNotice(page: Page) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    focus_when_there(heading);
    let (failed, is_alone, behind) = page.state.with_untracked(|state| {
        let failed = match state.phase() {
            Phase::Failed(failed) => Some(failed.clone()),
            Phase::Empty | Phase::Working(_) | Phase::Done(_) => None,
        };
        (failed, state.items().len() < 2, state.back_to().map(|item| item.photo.title()))
    });
    failed.map(|failed| {
        let action = text::of_failure(&failed.failure).action;
        let notice = Memo::new(move |_| text::of_failure(&failed.failure));
        let id = failed.photo.as_ref().map(|(id, _)| *id);
        let name = failed.photo.as_ref().map(|(_, photo)| photo.title().to_string()).or(failed.name);
        let try_again = Callback::new(move |()| id.map_or_else(|| page.change(PageState::go_to_start), |id| page.retry(&[id])));
        let remove = Callback::new(move |()| page.remove(id.as_slice()));
        let leave = Callback::new(move |()| match id {
            // Alone there is nothing that it would be missing from.
            Some(id) => {
                page.remove(&[id]);
                page.forget_removed();
            }
            None => page.change(PageState::go_back),
        });
        let another = Callback::new(move |()| {
            leave.run(());
            page.change(PageState::go_to_start);
        });
        let is_in_queue = id.is_some() && !is_alone;
        let (label, go) = match action {
            NextAction::TryAgain => (text::TRY_AGAIN, try_again),
            NextAction::AnotherPhoto if is_in_queue => (queue_text::REMOVE, remove),
            NextAction::AnotherPhoto => (text::ANOTHER, another),
            NextAction::Reload => (text::RELOAD, Callback::new(move |()| page.runtime.reload())),
        };
        let (other_label, other): (Sentence, _) = match (is_in_queue, action) {
            (true, NextAction::AnotherPhoto) => (text::TRY_AGAIN, try_again),
            (true, NextAction::TryAgain | NextAction::Reload) => (queue_text::REMOVE, remove),
            (false, _) => (text::BACK, leave),
        };
        let behind = behind.filter(|_| !is_in_queue).map(|name| name.to_string());
        let other_label = move || behind.as_ref().map_or_else(|| other_label.text(), |name| text::back_to(name));
        view! {
            <section class="failure" data-test="failure">
                {name.map(|name| view! { <p class="failure-name">{name}</p> })}
                <h1 tabindex="-1" node_ref=heading>{move || notice.get().title}</h1>
                <p class="failure-body">{move || notice.get().body}</p>
                <div class="actions">
                    <button type="button" class="button" data-test="next-action" on:click=move |_| go.run(())>{label}</button>
                    <button type="button" class="plain" data-test="back" on:click=move |_| other.run(())>{other_label}</button>
                </div>
            </section>
        }
    })
}

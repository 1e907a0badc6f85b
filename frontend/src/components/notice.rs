//! Notice of a failure, and an action to go on.

use leptos::html;
use leptos::prelude::*;

use super::focus::focus_when_there;
use crate::page::{Page, PageState};
use crate::state::{Phase, State};
use crate::text::{self, NextAction};

/// Notice and its buttons.
#[component]
pub fn FailureNotice(page: Page) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    focus_when_there(heading);
    let failed = page.state.with_untracked(|state| match state.phase() {
        Phase::Failed(failed) => Some(failed.clone()),
        Phase::Empty | Phase::Working(_) | Phase::Done(_) => None,
    });
    failed.map(|failed| {
        let notice = text::of_failure(&failed.failure);
        let name = failed.photo.as_ref().map(|photo| photo.title().to_string());
        let photo = StoredValue::new_local(failed.photo);
        let (label, go) = match notice.action {
            NextAction::TryAgain => (
                text::TRY_AGAIN,
                Callback::new(move |()| photo.get_value().map_or_else(|| page.state.update(State::another), |photo| page.take(photo))),
            ),
            NextAction::AnotherPhoto => (text::ANOTHER, Callback::new(move |()| page.state.update(State::another))),
            NextAction::Reload => (text::RELOAD, Callback::new(move |()| page.runtime.reload())),
        };
        let last: Option<String> = page.state.with_untracked(|state| state.last().map(|last| text::back_to(&last.photo.title())));
        let leave: fn(&mut PageState) = if last.is_some() { State::show_last } else { State::back };
        let back = last.unwrap_or_else(|| text::BACK.to_owned());
        view! {
            <section class="failure" data-test="failure">
                {name.map(|name| view! { <p class="failure-name">{name}</p> })}
                <h1 tabindex="-1" node_ref=heading>{notice.title}</h1>
                <p class="failure-body">{notice.body}</p>
                <div class="actions">
                    <button type="button" class="button" data-test="next-action" on:click=move |_| go.run(())>{label}</button>
                    <button type="button" class="plain" data-test="back" on:click=move |_| page.state.update(leave)>{back}</button>
                </div>
            </section>
        }
    })
}

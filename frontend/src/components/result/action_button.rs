//! Button that does something with the finished file, and says why where it cannot.

use leptos::prelude::*;

use crate::page::editor::Editor;

/// Button, and below the row of buttons the reason. Every one is of this component: each of its own would be kilobytes of the page.
#[component]
pub fn ActionButton(
    /// Edits of the photo: while they have no file the button is busy.
    editor: Editor,
    /// Name for tests.
    test: &'static str,
    /// Its keys, as `aria-keyshortcuts` has them.
    keys: Option<&'static str>,
    /// False if this browser cannot do it.
    is_possible: bool,
    /// Label.
    label: Signal<String>,
    /// Reason.
    reason: Signal<Option<String>>,
    /// Receives the press.
    press: Callback<()>,
) -> impl IntoView {
    let is_busy = move || editor.edits.with(|edits| edits.as_ref().is_some_and(|edits| edits.file().is_none())).then_some("true");
    let id = format!("{test}-reason");
    view! {
        <button
            type="button" class="plain" data-test=test disabled=!is_possible aria-busy=is_busy aria-describedby=id.clone() aria-keyshortcuts=keys
            on:click=move |_| press.run(())
        >{label}</button>
        <p id=id class="hint copy-reason" role="status">{reason}</p>
    }
}

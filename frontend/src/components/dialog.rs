//! Native dialogs: the browser handles focus, Esc and the page behind them.

use leptos::html;
use leptos::prelude::*;

use crate::text::{self, Sentence};

/// Dialog with a title and a button that closes it. Every one is of this component: each of its own would be kilobytes of the page.
#[component]
pub fn Sheet(title: Sentence, id: &'static str, is_open: RwSignal<bool>, children: Children) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (is_open.get(), dialog.open()) {
            // It throws only for a dialog that is open or not on the page.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            (true, true) | (false, false) => {}
        }
    });
    view! {
        <dialog class="sheet" aria-labelledby=id node_ref=dialog on:close=move |_| is_open.set(false)>
            // Otherwise the first control would have the focus, and a small window would begin there.
            <h2 id=id tabindex="-1" autofocus=true>{title}</h2>
            {children()}
            <div class="actions"><button type="button" class="button" on:click=move |_| is_open.set(false)>{text::CLOSE}</button></div>
        </dialog>
    }
}

/// Button that opens a dialog. `label` is HTML.
#[component]
pub fn SheetButton(label: fn() -> String, test: &'static str, is_open: RwSignal<bool>) -> impl IntoView {
    view! { <button type="button" class="quiet" aria-haspopup="dialog" data-test=test on:click=move |_| is_open.set(true) inner_html=label></button> }
}

/// True if a dialog is open, which keys then belong to.
pub fn dialog_is_open() -> bool {
    document().query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_some())
}

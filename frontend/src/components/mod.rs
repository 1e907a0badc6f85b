//! The parts of the page, each with its style sheet beside it.

pub mod brush_board;
pub mod brush_tools;
pub mod compare;
pub mod controls;
pub mod drop_zone;
pub mod edit_panel;
pub mod footer;
pub mod header;
pub mod notice;
pub mod privacy;
pub mod progress;
pub mod result;
pub mod samples;
pub mod status_line;
pub mod take_away;
pub mod update_banner;
pub mod whole_window;

use leptos::html::ElementType;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Moves the focus to an element as soon as it is there: the one that had it is gone with the part before.
fn focus_when_there<E>(element: NodeRef<E>)
where
    E: ElementType,
    E::Output: JsCast + Clone + 'static,
{
    Effect::new(move |_| {
        if let Some(element) = element.get()
            && let Some(element) = element.dyn_ref::<web_sys::HtmlElement>()
        {
            // An element that cannot take the focus leaves it where it is.
            let _ = element.focus();
        }
    });
}

/// Whether keys are a dialog's own affair now.
fn dialog_is_open() -> bool {
    document().query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_some())
}

//! Focus of the keyboard.

use leptos::html::ElementType;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Moves the focus to an element as soon as it is there: the one that had it is gone with the part before. In the list of photos it stays, for whoever
/// goes through them.
pub fn focus_when_there<E>(element: NodeRef<E>)
where
    E: ElementType,
    E::Output: JsCast + Clone + 'static,
{
    Effect::new(move |_| {
        if let Some(element) = element.get()
            && let Some(element) = element.dyn_ref::<web_sys::HtmlElement>()
            && !is_in_list()
        {
            // An element that cannot take the focus leaves it where it is.
            let _ = element.focus();
        }
    });
}

fn is_in_list() -> bool {
    document().query_selector("[role=listbox] :focus").is_ok_and(|focused| focused.is_some())
}

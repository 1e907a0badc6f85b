//! Keys with Ctrl, or ⌘, that press a control of the page. Each control names its own in `aria-keyshortcuts`, where screen readers find it, too.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

use crate::web::feature::{call_now, get};

/// Key that the browser is never left, since its own dialog would open the file in place of the page.
const OPEN: &str = "O";

/// Presses the control of a key; `false` where the page has none now.
pub fn press_control(event: &KeyboardEvent, key: &str) -> bool {
    let key = key.to_ascii_uppercase();
    // Anything else could not stand in a selector.
    if key.len() != 1 || !key.bytes().all(|byte| byte.is_ascii_uppercase()) || event.alt_key() {
        return false;
    }
    let shift = if event.shift_key() { "Shift+" } else { "" };
    // Selected text is what Ctrl+C is about.
    if key == "C" && !is_nothing_selected() {
        return false;
    }
    let control = document().query_selector(&format!("[aria-keyshortcuts='Control+{shift}{key}']")).ok().flatten();
    match control.and_then(|control| control.dyn_into::<HtmlElement>().ok()) {
        Some(control) => control.click(),
        None => return key == OPEN,
    }
    true
}

/// True if an event belongs to a field that a person types in.
pub fn is_typing(event: &Event) -> bool {
    let fields = "textarea, input:not([type]), input[type=text], input[type=number]";
    event.target().and_then(|target| target.dyn_into::<Element>().ok()).is_some_and(|element| element.matches(fields).unwrap_or_default())
}

fn is_nothing_selected() -> bool {
    call_now(&window(), "getSelection", &[]).is_ok_and(|selection| get(&selection, "isCollapsed").is_truthy())
}

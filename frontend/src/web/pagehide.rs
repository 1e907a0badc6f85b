//! The event `pagehide`: the only moment at which anything is sent. A page that is hidden may never come back, so hiding
//! counts as leaving; `unload` is not reliable and keeps pages out of the back-forward cache.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::VisibilityState;

/// Address at which the server takes events.
const ADDRESS: &str = "/api/v1/events";

/// Calls `leave` whenever the page is hidden or left.
pub fn on_pagehide(leave: impl Fn() + Clone + 'static) {
    let Some(window) = web_sys::window() else { return };
    let Some(document) = window.document() else { return };
    let hidden = {
        let (document, leave) = (document.clone(), leave.clone());
        Closure::<dyn Fn()>::new(move || {
            if document.visibility_state() == VisibilityState::Hidden {
                leave();
            }
        })
    };
    let gone = Closure::<dyn Fn()>::new(leave);
    // Neither throws for these event names.
    let _ = document.add_event_listener_with_callback("visibilitychange", hidden.as_ref().unchecked_ref());
    let _ = window.add_event_listener_with_callback("pagehide", gone.as_ref().unchecked_ref());
    hidden.forget();
    gone.forget();
}

/// Hands a text to the browser, which sends it after the page is gone; `false` when it does not take it.
pub fn send(text: &str) -> bool {
    web_sys::window().is_some_and(|window| window.navigator().send_beacon_with_opt_str(ADDRESS, Some(text)).unwrap_or(false))
}

//! The one thing the page remembers about a person's wishes: whether it may count. Where the browser has no storage the choice
//! holds for this visit.

use js_sys::Reflect;

use crate::outbox::Consent;

const KEY: &str = "offcut-counting";

/// What the browser and the last visit say.
pub fn consent() -> Consent {
    let Some(window) = web_sys::window() else { return Consent::Off };
    // Global Privacy Control is not in web-sys; Firefox, Brave and DuckDuckGo set it.
    if Reflect::get(&window.navigator(), &"globalPrivacyControl".into()).is_ok_and(|value| value.is_truthy()) {
        return Consent::OffByBrowser;
    }
    match window.local_storage().ok().flatten().and_then(|storage| storage.get_item(KEY).ok().flatten()).as_deref() {
        Some("off") => Consent::Off,
        Some(_) | None => Consent::On,
    }
}

/// Remembers the switch.
pub fn remember(on: bool) {
    if let Some(storage) = web_sys::window().and_then(|window| window.local_storage().ok().flatten()) {
        // Without room the choice holds for this visit only.
        let _ = if on { storage.remove_item(KEY) } else { storage.set_item(KEY, "off") };
    }
}

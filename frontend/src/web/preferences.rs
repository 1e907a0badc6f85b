//! Preferences of browser and person about counting. Without storage a choice holds for this visit.

use js_sys::Reflect;

const KEY: &str = "offcut-counting";

/// True if the browser sends the Global Privacy Control signal. It is not in web-sys; Firefox, Brave and DuckDuckGo set it.
pub fn has_privacy_signal() -> bool {
    let navigator = web_sys::window().map(|window| window.navigator());
    navigator.is_some_and(|navigator| Reflect::get(&navigator, &"globalPrivacyControl".into()).is_ok_and(|value| value.is_truthy()))
}

/// True if the person left counting on in earlier visits.
pub fn is_counting_on() -> bool {
    let Some(window) = web_sys::window() else { return false };
    let kept = window.local_storage().ok().flatten().and_then(|storage| storage.get_item(KEY).ok().flatten());
    kept.as_deref() != Some("off")
}

/// Keeps the choice for later visits.
pub fn remember_counting(on: bool) {
    if let Some(storage) = web_sys::window().and_then(|window| window.local_storage().ok().flatten()) {
        // Without room the choice holds for this visit only.
        let _ = if on { storage.remove_item(KEY) } else { storage.set_item(KEY, "off") };
    }
}

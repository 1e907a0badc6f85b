//! Preferences of browser and person about counting and the language, and of the person about photos kept on the device and the network. Without storage
//! a choice holds for this visit.

use js_sys::Reflect;

const COUNTING: &str = "offcut-counting";
const KEEPING: &str = "offcut-keeping";
const NETWORK: &str = "offcut-network";
const LANGUAGE: &str = "offcut-language";

/// True if the browser sends the Global Privacy Control signal. It is not in web-sys; Firefox, Brave and DuckDuckGo set it.
pub fn has_privacy_signal() -> bool {
    let navigator = web_sys::window().map(|window| window.navigator());
    navigator.is_some_and(|navigator| Reflect::get(&navigator, &"globalPrivacyControl".into()).is_ok_and(|value| value.is_truthy()))
}

/// True if the person left counting on in earlier visits.
pub fn is_counting_on() -> bool {
    is_on(COUNTING)
}

/// Whether the person left photos to be kept on the device in earlier visits.
pub fn is_keeping_on() -> bool {
    is_on(KEEPING)
}

fn is_on(key: &str) -> bool {
    web_sys::window().is_some() && read(key).as_deref() != Some("off")
}

fn read(key: &str) -> Option<String> {
    web_sys::window()?.local_storage().ok()??.get_item(key).ok()?
}

/// Keeps the choice for later visits.
pub fn remember_counting(on: bool) {
    remember(COUNTING, on);
}

/// Keeps the choice about photos for later visits.
pub fn remember_keeping(on: bool) {
    remember(KEEPING, on);
}

/// Key of the network that the person chose in an earlier visit; `None` for the bundled one.
pub fn network() -> Option<String> {
    read(NETWORK)
}

/// Keeps the choice of a network for later visits.
pub fn remember_network(id: Option<&str>) {
    write(NETWORK, id);
}

/// Tag of the language that the person chose in an earlier visit.
pub fn language() -> Option<String> {
    read(LANGUAGE)
}

/// Keeps the choice of a language for later visits.
pub fn remember_language(tag: &str) {
    write(LANGUAGE, Some(tag));
}

/// Tags of the languages that the browser is set to, best first.
pub fn browser_languages() -> Vec<String> {
    let navigator = web_sys::window().map(|window| window.navigator());
    navigator.map(|navigator| navigator.languages().iter().filter_map(|tag| tag.as_string()).collect()).unwrap_or_default()
}

fn remember(key: &str, on: bool) {
    write(key, (!on).then_some("off"));
}

fn write(key: &str, value: Option<&str>) {
    if let Some(storage) = web_sys::window().and_then(|window| window.local_storage().ok().flatten()) {
        // Without room the choice holds for this visit only.
        let _ = value.map_or_else(|| storage.remove_item(key), |value| storage.set_item(key, value));
    }
}

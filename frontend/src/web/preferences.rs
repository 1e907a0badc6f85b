//! Preferences of browser and person about counting and the language, and of the person about photos kept on the device, the network and the settings
//! of the panel. Without storage a choice holds for this visit.

use js_sys::Reflect;

const COUNTING: &str = "offcut-counting";
const KEEPING: &str = "offcut-keeping";
const NETWORK: &str = "offcut-network";
const LANGUAGE: &str = "offcut-language";
const CHOICES: &str = "offcut-choices";
/// Followed by the name of a preset.
const PRESET: &str = "offcut-preset-";

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
    storage()?.get_item(key).ok()?
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
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

/// Last choices in the panel.
pub fn choices() -> Option<String> {
    read(CHOICES)
}

/// Keeps the last choices in the panel for later visits; `None` forgets them.
pub fn remember_choices(choices: Option<&str>) {
    write(CHOICES, choices);
}

/// Names and texts of the presets of one's own.
pub fn presets() -> Vec<(String, String)> {
    let Some(storage) = storage() else { return Vec::new() };
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|number| storage.key(number).ok()?);
    keys.filter_map(|key| Some((key.strip_prefix(PRESET)?.to_owned(), read(&key)?))).collect()
}

/// Keeps a preset of one's own, or deletes it; `false` where the browser does not do it.
pub fn keep_preset(name: &str, json: Option<&str>) -> bool {
    write(&format!("{PRESET}{name}"), json)
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

/// Without room a choice holds for this visit only; `false` then.
fn write(key: &str, value: Option<&str>) -> bool {
    storage().is_some_and(|storage| value.map_or_else(|| storage.remove_item(key), |value| storage.set_item(key, value)).is_ok())
}

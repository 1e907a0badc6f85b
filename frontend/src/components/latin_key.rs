//! Keys on keyboards of every script.

use web_sys::KeyboardEvent;

/// Key of an event as a Latin keyboard has it. Where the layout has no Latin letter or bracket there, its place decides.
pub fn latin_key(event: &KeyboardEvent) -> String {
    let key = event.key();
    if key.is_ascii() {
        return key;
    }
    let code = event.code();
    match (key.as_str(), code.as_str()) {
        ("؟" | "？", _) => "?".to_owned(),
        (_, "BracketLeft") => "[".to_owned(),
        (_, "BracketRight") => "]".to_owned(),
        _ => code.strip_prefix("Key").map_or(key, str::to_ascii_lowercase),
    }
}

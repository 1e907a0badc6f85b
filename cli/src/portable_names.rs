//! Portable file names: rules of Windows and macOS.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// Longest name of a file in bytes of UTF-8. Windows and macOS count UTF-16 units, of which a name never has more than bytes.
pub const MAX_NAME_BYTES: usize = 255;

/// Names of devices on Windows, which no file may have, whatever its extension.
const DEVICES: &[&str] = &["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// Key that two names share if any usual file system takes them for one: letters of either case (Windows, macOS) and characters in either
/// composition (macOS) are equal. It takes more names for one than each system alone: ß and ss, ς and σ, ı and i.
pub fn folded(name: &str) -> String {
    name.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfd().collect()
}

/// True if Windows takes the name for a device: `nul`, `NUL.png`, `com1 .tar.png`.
pub fn is_device_on_windows(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end_matches(' ').to_uppercase();
    let numbered = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    DEVICES.contains(&stem.as_str())
        || numbered.is_some_and(|number| {
            let mut digits = number.chars();
            matches!((digits.next(), digits.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
        })
}

/// The name itself, or the nearest one that Windows allows: `_` in place of forbidden characters and of dots and spaces at the end, and after the
/// name of a device.
pub fn on_windows(name: &str) -> Cow<'_, str> {
    let is_forbidden = |character: char| character < ' ' || "<>:\"/\\|?*".contains(character);
    let kept = name.trim_end_matches(['.', ' ']).len();
    if !name.contains(is_forbidden) && kept == name.len() && !is_device_on_windows(name) {
        return Cow::Borrowed(name);
    }
    let mut allowed: String =
        name.char_indices().map(|(at, character)| if is_forbidden(character) || at >= kept { '_' } else { character }).collect();
    if is_device_on_windows(&allowed) {
        let stem = allowed.find('.').unwrap_or(allowed.len());
        allowed.insert(stem, '_');
    }
    Cow::Owned(allowed)
}

/// `stem` and `rest` as one name of at most [`MAX_NAME_BYTES`] bytes: the stem is cut between two characters.
pub fn fitted(stem: &str, rest: &str) -> String {
    let mut end = stem.len().min(MAX_NAME_BYTES.saturating_sub(rest.len()));
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{rest}", &stem[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_a_system_takes_for_one_have_one_key() {
        for (one, other) in [
            ("IMG_1.png", "img_1.PNG"),
            ("\u{e9}t\u{e9}.png", "e\u{301}te\u{301}.png"),
            ("\u{c9}T\u{c9}.png", "e\u{301}te\u{301}.png"),
            ("stra\u{df}e", "STRASSE"),
            ("ΟΔΟΣ", "οδος"),
            ("\u{212a}elvin", "kelvin"),
            ("\u{d55c}", "\u{1112}\u{1161}\u{11ab}"),
        ] {
            assert_eq!(folded(one), folded(other), "{one} {other}");
        }
        for (one, other) in [("a", "b"), ("a.png", "a.jpg"), ("e", "\u{e9}"), ("a ", "a")] {
            assert_ne!(folded(one), folded(other), "{one} {other}");
        }
    }

    #[test]
    fn device_names_of_windows_are_recognised() {
        for name in ["nul", "NUL.png", "aux.tar.png", "Con ", "con .png", "COM1.png", "lpt9", "com¹.png", "CONOUT$"] {
            assert!(is_device_on_windows(name), "{name}");
        }
        for name in ["null.png", "console.png", "com.png", "com10.png", "a.nul", "lpt", "comx", "_con"] {
            assert!(!is_device_on_windows(name), "{name}");
        }
    }

    #[test]
    fn forbidden_names_get_the_nearest_allowed_one() {
        for (name, allowed) in [
            ("cat.png", "cat.png"),
            ("Käse 1.png", "Käse 1.png"),
            ("2026:11:26 10:00.png", "2026_11_26 10_00.png"),
            ("what?<really>|*\"\\.png", "what__really_____.png"),
            ("line\nfeed.png", "line_feed.png"),
            ("folder.", "folder_"),
            ("folder. .", "folder___"),
            ("aux.png", "aux_.png"),
            ("nul", "nul_"),
            ("..", "__"),
            ("con .png", "con _.png"),
        ] {
            assert_eq!(on_windows(name), allowed, "{name}");
            assert!(!is_device_on_windows(&on_windows(name)), "{name}");
        }
    }

    #[test]
    fn long_names_are_cut_between_characters() {
        assert_eq!(fitted("cat", ".png"), "cat.png");
        let chinese = "\u{732b}".repeat(85);
        let cut = fitted(&chinese, ".webp");
        assert_eq!((chinese.len(), cut.len(), cut.chars().count()), (255, 254, 88));
        assert_eq!(fitted(&"a".repeat(300), ".png").len(), MAX_NAME_BYTES);
    }
}

//! Every key of the page, once: for the sheet of keys, and in sentences for screen readers. Tests hold the handlers to it.

use super::sentence::Sentence;

/// Title of the sheet.
pub const TITLE: Sentence = Sentence("keys");

/// Keys that do one thing, and what they do.
type Row = (&'static [&'static str], Sentence);

/// Keys that work anywhere on the page.
pub const PAGE: &[Row] = &[
    (&["Ctrl+O"], Sentence("choose")),
    (&["Ctrl+V"], Sentence("key-paste")),
    (&["Ctrl+S"], Sentence("key-download")),
    (&["Ctrl+Shift+S"], Sentence("key-download-all")),
    (&["Ctrl+C"], Sentence("copy")),
    (&["Esc"], Sentence("cancel")),
    (&["?"], Sentence("key-help")),
];

/// Keys of the list of photos.
pub const LIST: &[Row] = &[
    (&["←", "→", "↑", "↓", "Home", "End"], Sentence("key-go")),
    (&["Enter"], Sentence("key-show")),
    (&["Space"], Sentence("key-select")),
    (&["Ctrl+A"], Sentence("select-all")),
    (&["Delete", "Backspace"], Sentence("remove")),
    (&["Ctrl+Z"], Sentence("undo")),
    (&["Esc"], Sentence("select-none")),
];

/// Keys of the comparison, which are those of every slider of the browser.
pub const COMPARE: &[Row] = &[(&["←", "→"], Sentence("key-line")), (&["Home"], Sentence("cut-out")), (&["End"], Sentence("original"))];

/// Keys of the brush.
pub const BRUSH: &[Row] = &[
    (&["←", "→", "↑", "↓"], Sentence("key-brush-move")),
    (&["Space"], Sentence("key-brush-spot")),
    (&["Enter"], Sentence("key-brush-stroke")),
    (&["K"], Sentence("brush-keep")),
    (&["E"], Sentence("brush-erase")),
    (&["[", "]", ",", "."], Sentence("brush-size")),
    (&["+", "−"], Sentence("zoom")),
    (&["0"], Sentence("fit-contain")),
    (&["Ctrl+Z"], Sentence("undo")),
    (&["Ctrl+Y", "Ctrl+Shift+Z"], Sentence("redo")),
    (&["Esc"], Sentence("key-brush-away")),
];

/// Groups of the sheet.
pub(super) const GROUPS: [(Sentence, &[Row]); 4] =
    [(Sentence("keys-page"), PAGE), (Sentence("photos-list"), LIST), (Sentence("compare"), COMPARE), (Sentence("brush"), BRUSH)];

/// Hint about keyboards of Apple.
pub(super) const MAC: Sentence = Sentence("keys-mac");

/// Keys that are called otherwise on keyboards of other languages.
pub(super) const NAMES: [(&str, Sentence); 8] = [
    ("Ctrl", Sentence("key-ctrl")),
    ("Shift", Sentence("key-shift")),
    ("Space", Sentence("key-space")),
    ("Enter", Sentence("key-enter")),
    ("Delete", Sentence("key-delete")),
    ("Backspace", Sentence("key-backspace")),
    ("Home", Sentence("key-home")),
    ("End", Sentence("key-end")),
];

/// Label of the button that opens the sheet, as HTML. Its sentences need no escape, as a test knows.
pub fn show() -> String {
    format!("{} <kbd>?</kbd>", TITLE.text())
}

/// Contents of the sheet, as HTML.
pub fn html() -> String {
    let mut html = String::new();
    for (title, rows) in GROUPS {
        html += "<section><h3>";
        html += &title.text();
        html += "</h3><dl>";
        for (keys, does) in rows {
            html += "<div><dt>";
            for key in *keys {
                html += "<kbd>";
                html += &named(key);
                html += "</kbd> ";
            }
            html += "</dt><dd>";
            html += &does.text();
            html += "</dd></div>";
        }
        html += "</dl></section>";
    }
    html + "<p class=\"hint\">" + &MAC.text() + "</p>"
}

/// Keys of a group as one sentence.
pub fn sentence(rows: &[Row]) -> String {
    rows.iter()
        .map(|(keys, does)| format!("{}: {}.", keys.iter().map(|key| named(key)).collect::<Vec<_>>().join(" "), does.text()))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Key as keyboards of the language name it.
fn named(key: &str) -> String {
    let name = |part: &str| NAMES.iter().find(|(name, _)| *name == part).map_or_else(|| part.to_owned(), |(_, sentence)| sentence.text());
    // The plus sign is a key, too.
    if key == "+" { key.to_owned() } else { key.split('+').map(name).collect::<Vec<_>>().join("+") }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Keys in the arms of a handler's matches, as the sheet writes them.
    fn handled(source: &str, function: &str) -> BTreeSet<String> {
        let body = source.split(&format!("fn {function}(")).nth(1).expect(function).split("\n}\n").next().unwrap_or_default();
        let mut keys = BTreeSet::new();
        for (pattern, _) in body.lines().filter_map(|line| line.trim().split_once("=>")) {
            if !pattern.starts_with(['"', '(']) {
                continue;
            }
            let control = if pattern.starts_with('(') && pattern.contains("true") { "Ctrl+" } else { "" };
            for key in pattern.split('"').skip(1).step_by(2) {
                let key = match key {
                    "ArrowLeft" => "←",
                    "ArrowRight" => "→",
                    "ArrowUp" => "↑",
                    "ArrowDown" => "↓",
                    " " => "Space",
                    "Escape" => "Esc",
                    "-" => "−",
                    // The key of + without Shift.
                    "=" => "+",
                    other => other,
                };
                let key = if key.len() == 1 { key.to_uppercase() } else { key.to_owned() };
                keys.insert(format!("{control}{key}"));
            }
        }
        keys
    }

    fn listed(rows: &[Row]) -> BTreeSet<String> {
        rows.iter().flat_map(|(keys, _)| *keys).map(|key| (*key).to_owned()).collect()
    }

    #[test]
    fn sheet_has_the_keys_of_the_list() {
        assert_eq!(listed(LIST), handled(include_str!("../components/queue/photo_list.rs"), "press_key"));
    }

    #[test]
    fn sheet_has_the_keys_of_the_brush() {
        let source = include_str!("../components/result/brush_canvas.rs");
        let mut handled: BTreeSet<_> = handled(source, "press_key").union(&handled(source, "undo_key")).cloned().collect();
        // Told apart by what the arm returns.
        assert!(source.contains("(true, \"z\") => Some(event.shift_key())") && handled.insert("Ctrl+Shift+Z".to_owned()));
        assert_eq!(listed(BRUSH), handled);
    }

    #[test]
    fn sheet_has_the_keys_of_the_page() {
        let sources = [
            include_str!("../components/start/drop_zone.rs"),
            include_str!("../components/result/download_bar.rs"),
            include_str!("../components/queue/list_buttons.rs"),
        ];
        // The values of aria-keyshortcuts.
        let controls = sources.iter().flat_map(|source| source.split("\"Control+").skip(1).filter_map(|rest| rest.split('"').next()));
        let mut handled: BTreeSet<String> = controls.map(|keys| format!("Ctrl+{keys}")).collect();
        handled.extend(self::handled(include_str!("../components/frame/window_events.rs"), "WindowEvents"));
        // An event of its own.
        assert!(include_str!("../components/frame/window_events.rs").contains("ev::paste") && handled.insert("Ctrl+V".to_owned()));
        assert_eq!(listed(PAGE), handled);
    }

    #[test]
    fn keys_are_sentences_for_a_screen_reader_and_a_table_for_others() {
        assert_eq!(sentence(COMPARE), "← →: Move the line. Home: Cut-out. End: Original.");
        let html = html();
        let has = |sentence: &Sentence| html.contains(&sentence.text());
        assert!(GROUPS.iter().all(|(title, rows)| has(title) && rows.iter().all(|(_, does)| has(does))));
    }
}

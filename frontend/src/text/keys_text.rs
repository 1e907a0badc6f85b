//! Every key of the page, once: for the sheet of keys, and in sentences for screen readers. Tests hold the handlers to it.

/// Title of the sheet.
pub const TITLE: &str = "Keys";
/// Label of the button that opens it, as HTML.
pub const SHOW: &str = "Keys <kbd>?</kbd>";

/// Keys that do one thing, and what they do.
type Row = (&'static [&'static str], &'static str);

/// Keys that work anywhere on the page.
pub const PAGE: &[Row] = &[
    (&["Ctrl+O"], "choose photos"),
    (&["Ctrl+V"], "paste photos"),
    (&["Ctrl+S"], "download the cut-out"),
    (&["Ctrl+Shift+S"], "download all as a ZIP archive"),
    (&["Ctrl+C"], "copy the cut-out"),
    (&["Esc"], "cancel the photo in work"),
    (&["?"], "show these keys"),
];

/// Keys of the list of photos.
pub const LIST: &[Row] = &[
    (&["←", "→", "↑", "↓", "Home", "End"], "go to another photo, with Shift to select a range"),
    (&["Enter"], "show it"),
    (&["Space"], "select it"),
    (&["Ctrl+A"], "select all or none"),
    (&["Delete", "Backspace"], "remove"),
    (&["Ctrl+Z"], "bring back"),
    (&["Esc"], "select none"),
];

/// Keys of the comparison, which are those of every slider of the browser.
pub const COMPARE: &[Row] = &[(&["←", "→"], "move the line"), (&["Home"], "only the cut-out"), (&["End"], "only the original")];

/// Keys of the brush.
pub const BRUSH: &[Row] = &[
    (&["←", "→", "↑", "↓"], "move the brush, with Shift in longer steps"),
    (&["Space"], "mark one spot; hold it and drag to move the photo"),
    (&["Enter"], "start and end a stroke"),
    (&["K"], "keep"),
    (&["E"], "erase"),
    (&["[", "]"], "change the size"),
    (&["+", "−"], "zoom"),
    (&["0"], "show all"),
    (&["Ctrl+Z"], "undo"),
    (&["Ctrl+Y", "Ctrl+Shift+Z"], "redo"),
    (&["Esc"], "drop the stroke, then put the brush away"),
];

/// Groups of the sheet.
const GROUPS: [(&str, &[Row]); 4] =
    [("On the page", PAGE), ("In the list of photos", LIST), ("On the comparison", COMPARE), ("With the brush", BRUSH)];

/// Contents of the sheet, as HTML.
pub fn html() -> String {
    let mut html = String::new();
    for (title, rows) in GROUPS {
        html += "<section><h3>";
        html += title;
        html += "</h3><dl>";
        for (keys, does) in rows {
            html += "<div><dt>";
            for key in *keys {
                html += "<kbd>";
                html += key;
                html += "</kbd> ";
            }
            html += "</dt><dd>";
            html += does;
            html += "</dd></div>";
        }
        html += "</dl></section>";
    }
    html + "<p class=\"hint\">On a Mac, ⌘ stands for Ctrl.</p>"
}

/// Keys of a group as one sentence.
pub fn sentence(rows: &[Row]) -> String {
    rows.iter().map(|(keys, does)| format!("{}: {does}.", keys.join(" "))).collect::<Vec<_>>().join(" ")
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
        assert_eq!(sentence(COMPARE), "← →: move the line. Home: only the cut-out. End: only the original.");
        let html = html();
        assert!(GROUPS.iter().all(|(title, rows)| html.contains(title) && rows.iter().all(|(_, does)| html.contains(does))));
    }
}

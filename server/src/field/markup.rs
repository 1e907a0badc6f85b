//! HTML and numbers for people.

use jiff::Timestamp;

/// Text that is safe between tags and in quoted attributes.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// A cell of a table.
pub enum Cell {
    /// Any text; escaped.
    Text(String),
    /// Our own markup, such as a small chart.
    Markup(String),
}

impl Cell {
    /// A cell with this text.
    pub fn text(text: impl ToString) -> Self {
        Self::Text(text.to_string())
    }

    fn html(&self) -> String {
        match self {
            Self::Text(text) => escape(text),
            Self::Markup(markup) => markup.clone(),
        }
    }
}

/// A table in a region of its own that scrolls sideways; it takes the focus so that a keyboard can scroll it on a narrow screen.
pub fn table(caption: &str, columns: &[&str], rows: &[Vec<Cell>]) -> String {
    let caption = escape(caption);
    let head: String = columns.iter().map(|column| format!("<th scope=\"col\">{}</th>", escape(column))).collect();
    let body: String = rows.iter().map(|cells| format!("<tr>{}</tr>\n", row(cells))).collect();
    format!(
        "<div class=\"table\" role=\"region\" aria-label=\"{caption}\" tabindex=\"0\">\n<table>\n<caption>{caption}</caption>\n\
         <thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n</div>\n"
    )
}

fn row(cells: &[Cell]) -> String {
    let cell = |(index, cell): (usize, &Cell)| match index {
        0 => format!("<th scope=\"row\">{}</th>", cell.html()),
        _ => format!("<td>{}</td>", cell.html()),
    };
    cells.iter().enumerate().map(cell).collect()
}

/// A share of 0 to 1, or a dash.
pub fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", share * 100.0))
}

/// A time with a unit that suits it, or a dash.
pub fn milliseconds(ms: Option<f64>) -> String {
    match ms {
        None => "–".to_owned(),
        Some(ms) if ms < 10.0 => format!("{ms:.1} ms"),
        Some(ms) if ms < 1000.0 => format!("{ms:.0} ms"),
        Some(ms) if ms < 60_000.0 => format!("{:.2} s", ms / 1000.0),
        Some(ms) => format!("{:.1} min", ms / 60_000.0),
    }
}

/// A round time on an axis, as short as can be.
pub fn short_time(ms: f64) -> String {
    if ms < 1000.0 {
        format!("{ms} ms")
    } else if ms < 120_000.0 {
        format!("{} s", ms / 1000.0)
    } else {
        format!("{:.0} min", ms / 60_000.0)
    }
}

/// A count with thin spaces between thousands.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let grouped = digits.char_indices().map(|(at, digit)| {
        let gap = at > 0 && (digits.len() - at).is_multiple_of(3);
        format!("{}{digit}", if gap { "\u{202f}" } else { "" })
    });
    grouped.collect()
}

/// A round count on an axis, as short as can be.
pub fn short_count(n: f64) -> String {
    match n {
        n if n >= 1e6 => format!("{}M", n / 1e6),
        n if n >= 1e3 => format!("{}k", n / 1e3),
        n => format!("{n}"),
    }
}

/// A stretch of time in its two largest units.
pub fn duration(seconds: u64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes} min"),
        (0, _) => format!("{hours} h {minutes} min"),
        _ => format!("{days} d {hours} h"),
    }
}

/// A Unix second in UTC, in the words of `strftime`.
pub fn time(second: u64, format: &str) -> String {
    let timestamp = i64::try_from(second).ok().and_then(|second| Timestamp::from_second(second).ok());
    timestamp.map(|timestamp| timestamp.strftime(format).to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_escaped() {
        let html = table("<b>\"'", &["a&b"], &[vec![Cell::text("<script>"), Cell::text("<0.5"), Cell::Markup("<svg>".to_owned())]]);
        assert!(html.contains("<caption>&lt;b&gt;&quot;&#39;</caption>") && html.contains("a&amp;b"));
        assert!(html.contains("<th scope=\"row\">&lt;script&gt;</th><td>&lt;0.5</td><td><svg></td>"));
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!([3.26, 12.34, 999.9, 1980.0, 90_000.0].map(|ms| milliseconds(Some(ms))), ["3.3 ms", "12 ms", "1000 ms", "1.98 s", "1.5 min"]);
        assert_eq!([0, 999, 1000, 1_234_567].map(count), ["0", "999", "1\u{202f}000", "1\u{202f}234\u{202f}567"]);
        assert_eq!([50.0, 2500.0, 3e6].map(short_count), ["50", "2.5k", "3M"]);
        assert_eq!([59, 3600 + 120, 90_000].map(duration), ["0 min", "1 h 2 min", "1 d 1 h"]);
        assert_eq!((percent(Some(0.98)), percent(None)), ("98.0 %".to_owned(), "–".to_owned()));
        assert_eq!(time(1_700_000_000, "%Y-%m-%d %H:%M"), "2023-11-14 22:13");
    }
}

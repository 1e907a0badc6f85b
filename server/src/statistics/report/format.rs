//! Numbers and times for people.

use jiff::Timestamp;

/// Share of 0 to 1 in per cent, or a dash.
pub fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", share * 100.0))
}

/// Time with a unit that suits it, or a dash.
pub fn milliseconds(ms: Option<f64>) -> String {
    match ms {
        None => "–".to_owned(),
        Some(ms) if ms < 10.0 => format!("{ms:.1} ms"),
        Some(ms) if ms < 1000.0 => format!("{ms:.0} ms"),
        Some(ms) if ms < 60_000.0 => format!("{:.2} s", ms / 1000.0),
        Some(ms) => format!("{:.1} min", ms / 60_000.0),
    }
}

/// Round time on an axis, as short as can be.
pub fn short_time(ms: f64) -> String {
    match ms {
        ms if ms < 1000.0 => format!("{ms} ms"),
        ms if ms < 120_000.0 => format!("{} s", ms / 1000.0),
        ms => format!("{:.0} min", ms / 60_000.0),
    }
}

/// Count with thin spaces between thousands.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let grouped = digits.char_indices().map(|(at, digit)| {
        let gap = at > 0 && (digits.len() - at).is_multiple_of(3);
        format!("{}{digit}", if gap { "\u{202f}" } else { "" })
    });
    grouped.collect()
}

/// Round count on an axis, as short as can be.
pub fn short_count(n: f64) -> String {
    match n {
        n if n >= 1e6 => format!("{}M", n / 1e6),
        n if n >= 1e3 => format!("{}k", n / 1e3),
        n => format!("{n}"),
    }
}

/// Duration in its two largest units.
pub fn duration(seconds: u64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes} min"),
        (0, _) => format!("{hours} h {minutes} min"),
        _ => format!("{days} d {hours} h"),
    }
}

/// Unix second in UTC, in the words of `strftime`.
pub fn time(second: u64, format: &str) -> String {
    let timestamp = i64::try_from(second).ok().and_then(|second| Timestamp::from_second(second).ok());
    timestamp.map(|timestamp| timestamp.strftime(format).to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_units_and_spaces() {
        assert_eq!([3.26, 12.34, 999.9, 1980.0, 90_000.0].map(|ms| milliseconds(Some(ms))), ["3.3 ms", "12 ms", "1000 ms", "1.98 s", "1.5 min"]);
        assert_eq!([0, 999, 1000, 1_234_567].map(count), ["0", "999", "1\u{202f}000", "1\u{202f}234\u{202f}567"]);
        assert_eq!([50.0, 2500.0, 3e6].map(short_count), ["50", "2.5k", "3M"]);
        assert_eq!([59, 3600 + 120, 90_000].map(duration), ["0 min", "1 h 2 min", "1 d 1 h"]);
        assert_eq!((percent(Some(0.98)), percent(None)), ("98.0 %".to_owned(), "–".to_owned()));
        assert_eq!(time(1_700_000_000, "%Y-%m-%d %H:%M"), "2023-11-14 22:13");
    }
}

//! Numbers for people, by the rules of the language.

use matting::Size;

use super::sentence::with_loaded;
use super::sentences::PIXELS;
use crate::web::intl::Unit;

fn number(value: f64, unit: Unit, digits: u8) -> String {
    with_loaded(|translation| translation.numbers.format(value, unit, digits)).unwrap_or_default()
}

/// Duration, in ms below a second.
pub fn seconds(ms: f64) -> String {
    if ms < 1000.0 { number(ms, Unit::Millisecond, 0) } else { number(ms / 1000.0, Unit::Second, 1) }
}

/// Duration that is not known exactly, in whole seconds from ten on.
pub fn about_seconds(ms: f64) -> String {
    if ms < 10_000.0 { seconds(ms) } else { number(ms / 1000.0, Unit::Second, 0) }
}

/// Time that something still takes. Nobody counts along; a number that runs down is a distraction.
pub fn time_left(ms: f64) -> String {
    let seconds = (ms / 1000.0).ceil() as u64;
    match seconds {
        0..50 => number((seconds.div_ceil(5).max(1) * 5) as f64, Unit::Second, 0),
        50..5400 => number(((seconds + 29) / 60) as f64, Unit::Minute, 0),
        _ => number(((seconds + 1799) / 3600) as f64, Unit::Hour, 0),
    }
}

/// Number of bytes, in MB with one digit.
pub fn megabytes(bytes: u64) -> String {
    number(bytes as f64 / 1e6, Unit::Megabyte, 1)
}

/// Number of bytes for people, in MB or GB.
pub fn rough_size(bytes: u64) -> String {
    match bytes {
        0..10_000_000 => megabytes(bytes),
        10_000_000..1_000_000_000 => number(bytes as f64 / 1e6, Unit::Megabyte, 0),
        _ => number(bytes as f64 / 1e9, Unit::Gigabyte, 1),
    }
}

/// A whole number.
pub fn whole(number: u64) -> String {
    self::number(number as f64, Unit::None, 0)
}

/// Hundredths, with one digit at most.
pub fn percent(value: f32) -> String {
    number(f64::from(value), Unit::Percent, 1)
}

/// Hundredths without digits after the point.
pub fn whole_percent(value: f32) -> String {
    number(f64::from(value), Unit::Percent, 0)
}

/// Dimensions of a result in pixels, and its size as a file.
pub fn dimensions(Size { width, height }: Size, bytes: u64) -> String {
    let file = if bytes < 1_000_000 { number(bytes.div_ceil(1000) as f64, Unit::Kilobyte, 0) } else { megabytes(bytes) };
    let side = |pixels: u32| number(pixels.into(), Unit::Side, 0);
    format!("{} · {file}", PIXELS.with(&[("size", (&format!("{} × {}", side(width), side(height))).into())]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_and_have_units() {
        assert_eq!((seconds(319.6).as_str(), seconds(2_149.0).as_str()), ("320 ms", "2.1 sec"));
        assert_eq!((about_seconds(3_420.0).as_str(), about_seconds(31_200.0).as_str()), ("3.4 sec", "31 sec"));
        assert_eq!([0, 999, 1000, 1_234_567].map(whole), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([9_000_000, 44_173_029, 10_200_000_000].map(rough_size), ["9.0 MB", "44 MB", "10.2 GB"]);
        assert_eq!((percent(2.0), percent(1.56), whole_percent(25.4)), ("2%".to_owned(), "1.6%".to_owned(), "25%".to_owned()));
        assert_eq!(dimensions(Size { width: 3, height: 2 }, 999), "3 × 2 pixels · 1 kB");
        assert_eq!(dimensions(Size { width: 3024, height: 4032 }, 7_340_000), "3024 × 4032 pixels · 7.3 MB");
    }

    #[test]
    fn time_left_is_rounded() {
        assert_eq!(
            [0.0, 12_300.0, 49_900.0, 95_000.0, 3_600_000.0, 7_300_000.0].map(time_left),
            ["5 sec", "15 sec", "1 min", "2 min", "60 min", "2 hr"]
        );
    }
}

//! Numbers for people.

use matting::Size;

/// Duration, in ms below a second.
pub fn seconds(ms: f64) -> String {
    if ms < 1000.0 { format!("{ms:.0} ms") } else { format!("{:.1} s", ms / 1000.0) }
}

/// Number of bytes, in MB.
pub fn megabytes(bytes: u64) -> String {
    format!("{} MB", megabytes_bare(bytes))
}

/// Number of bytes in MB, without the unit.
pub fn megabytes_bare(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e6)
}

/// Number with narrow spaces between groups of three digits.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            // Narrow no-break space.
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// Dimensions of a result in pixels, and its size as a file.
pub fn dimensions(Size { width, height }: Size, bytes: u64) -> String {
    let file = if bytes < 1_000_000 { format!("{} kB", bytes.div_ceil(1000)) } else { megabytes(bytes) };
    format!("{width} × {height} pixels · {file}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_and_have_units() {
        assert_eq!((seconds(319.6).as_str(), seconds(2_149.0).as_str()), ("320 ms", "2.1 s"));
        assert_eq!([0, 999, 1000, 1_234_567].map(thousands), ["0", "999", "1\u{202f}000", "1\u{202f}234\u{202f}567"]);
        assert_eq!(dimensions(Size { width: 3, height: 2 }, 999), "3 × 2 pixels · 1 kB");
        assert_eq!(dimensions(Size { width: 3024, height: 4032 }, 7_340_000), "3024 × 4032 pixels · 7.3 MB");
    }
}

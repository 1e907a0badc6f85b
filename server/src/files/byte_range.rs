//! `Range` header (RFC 9110, section 14) with one range of bytes, as a download manager or a resumed model needs it.

use std::ops::Range;

/// Range of a file of a known length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ByteRange {
    /// Whole file: several ranges, another unit, or a header that makes no sense are ignored, as the RFC allows.
    Whole,
    /// Part of the bytes.
    Satisfiable(Range<usize>),
    /// Range outside the file.
    Unsatisfiable,
}

/// Parses a `Range` header for a file of this `length`.
pub fn parse(header: &str, length: usize) -> ByteRange {
    let Some((unit, spec)) = header.split_once('=') else { return ByteRange::Whole };
    let Some((first, last)) = spec.trim().split_once('-') else { return ByteRange::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return ByteRange::Whole;
    }
    match (position(first), position(last)) {
        (Position::At(first), Position::At(last)) if first > last => ByteRange::Whole,
        (Position::At(first), _) if first >= length => match position(last) {
            Position::Nonsense => ByteRange::Whole,
            Position::At(_) | Position::Missing => ByteRange::Unsatisfiable,
        },
        (Position::At(first), Position::At(last)) => ByteRange::Satisfiable(first..last.saturating_add(1).min(length)),
        (Position::At(first), Position::Missing) => ByteRange::Satisfiable(first..length),
        (Position::Missing, Position::At(0)) => ByteRange::Unsatisfiable,
        (Position::Missing, Position::At(_)) if length == 0 => ByteRange::Unsatisfiable,
        (Position::Missing, Position::At(count)) => ByteRange::Satisfiable(length.saturating_sub(count)..length),
        (Position::Missing, Position::Missing) | (Position::Nonsense, _) | (_, Position::Nonsense) => ByteRange::Whole,
    }
}

enum Position {
    At(usize),
    Missing,
    Nonsense,
}

fn position(text: &str) -> Position {
    if text.is_empty() {
        Position::Missing
    } else if text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a usize has are simply far behind the end.
        Position::At(text.parse().unwrap_or(usize::MAX))
    } else {
        Position::Nonsense
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn range_is_cut_to_file() {
        assert_eq!(parse("bytes=2-4", 10), ByteRange::Satisfiable(2..5));
        assert_eq!(parse("bytes=0-0", 10), ByteRange::Satisfiable(0..1));
        assert_eq!(parse("bytes=7-", 10), ByteRange::Satisfiable(7..10));
        assert_eq!(parse("bytes=7-99999999999999999999999999", 10), ByteRange::Satisfiable(7..10));
        assert_eq!(parse("bytes=-3", 10), ByteRange::Satisfiable(7..10));
        assert_eq!(parse("Bytes=-30", 10), ByteRange::Satisfiable(0..10));
    }

    #[test]
    fn range_outside_file_differs_from_nonsense() {
        for header in ["bytes=10-", "bytes=10-20", "bytes=99999999999999999999999999-", "bytes=-0"] {
            assert_eq!(parse(header, 10), ByteRange::Unsatisfiable, "{header}");
        }
        for header in ["bytes=0-", "bytes=-1"] {
            assert_eq!(parse(header, 0), ByteRange::Unsatisfiable, "{header} of nothing");
        }
        for header in ["bytes=4-2", "bytes=0-1,3-4", "bytes=-", "bytes=a-b", "bytes=+1-2", "bytes=20-x", "lines=0-1", "bytes", "", "bytes=--1"] {
            assert_eq!(parse(header, 10), ByteRange::Whole, "{header}");
        }
    }
}

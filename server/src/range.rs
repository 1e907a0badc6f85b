//! The `Range` header (RFC 9110, section 14), as far as a download manager or a resumed model needs it: one range of bytes.

use std::ops::Range;

/// What a `Range` header asks of a file of a known length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// The whole file: several ranges, another unit, or a header that makes no sense are ignored, as the RFC allows.
    Whole,
    /// These bytes.
    Part(Range<usize>),
    /// Nothing that the file has.
    Outside,
}

/// Reads a `Range` header.
pub fn wanted(header: &str, length: usize) -> Wanted {
    let Some((unit, spec)) = header.split_once('=') else { return Wanted::Whole };
    let Some((first, last)) = spec.trim().split_once('-') else { return Wanted::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Wanted::Whole;
    }
    match (position(first), position(last)) {
        (Position::At(first), Position::At(last)) if first > last => Wanted::Whole,
        (Position::At(first), _) if first >= length => match position(last) {
            Position::Nonsense => Wanted::Whole,
            Position::At(_) | Position::Missing => Wanted::Outside,
        },
        (Position::At(first), Position::At(last)) => Wanted::Part(first..last.saturating_add(1).min(length)),
        (Position::At(first), Position::Missing) => Wanted::Part(first..length),
        (Position::Missing, Position::At(0)) => Wanted::Outside,
        (Position::Missing, Position::At(_)) if length == 0 => Wanted::Outside,
        (Position::Missing, Position::At(count)) => Wanted::Part(length.saturating_sub(count)..length),
        (Position::Missing, Position::Missing) | (Position::Nonsense, _) | (_, Position::Nonsense) => Wanted::Whole,
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
    fn one_range_is_cut_to_the_file() {
        assert_eq!(wanted("bytes=2-4", 10), Wanted::Part(2..5));
        assert_eq!(wanted("bytes=0-0", 10), Wanted::Part(0..1));
        assert_eq!(wanted("bytes=7-", 10), Wanted::Part(7..10));
        assert_eq!(wanted("bytes=7-99999999999999999999999999", 10), Wanted::Part(7..10));
        assert_eq!(wanted("bytes=-3", 10), Wanted::Part(7..10));
        assert_eq!(wanted("Bytes=-30", 10), Wanted::Part(0..10));
    }

    #[test]
    fn a_range_outside_the_file_is_told_from_nonsense() {
        for header in ["bytes=10-", "bytes=10-20", "bytes=99999999999999999999999999-", "bytes=-0"] {
            assert_eq!(wanted(header, 10), Wanted::Outside, "{header}");
        }
        for header in ["bytes=0-", "bytes=-1"] {
            assert_eq!(wanted(header, 0), Wanted::Outside, "{header} of nothing");
        }
        for header in ["bytes=4-2", "bytes=0-1,3-4", "bytes=-", "bytes=a-b", "bytes=+1-2", "bytes=20-x", "lines=0-1", "bytes", "", "bytes=--1"] {
            assert_eq!(wanted(header, 10), Wanted::Whole, "{header}");
        }
    }
}

//! Sentences about photos that stay on the device.

use super::sentence::{Sentence, joined};
use super::units::megabytes;
use crate::page::keeping::{Cleared, Trouble};
use crate::queue::kept::KEPT_DAYS;

/// Heading of the part of the privacy panel.
pub const STAYS: Sentence = Sentence("stays");
/// Label of the switch.
pub const KEEPING: Sentence = Sentence("keeping");
/// Label of the button that goes on with photos of an earlier visit.
pub const GO_ON: Sentence = Sentence("go-on");
/// Label of the button that deletes them.
pub const CLEAR: Sentence = Sentence("clear");
/// Label of the button that forgets and deletes everything.
pub const CLEAR_EVERYTHING: Sentence = Sentence("clear-everything");

/// Paragraph of the privacy panel.
pub fn stays() -> String {
    Sentence("stays-body").with(&[("days", u64::from(KEPT_DAYS).into())])
}

/// State of the switch. `kept` are photos and bytes.
pub fn state(is_possible: bool, is_on: bool, (count, bytes): (usize, u64)) -> String {
    match (is_possible, is_on, count) {
        (false, _, _) => Sentence("keeping-not-possible").text(),
        (true, false, _) => Sentence("keeping-off").text(),
        (true, true, 0) => Sentence("keeping-nothing").text(),
        (true, true, count) => Sentence("keeping-photos").with(&[("count", count.into()), ("size", (&megabytes(bytes)).into())]),
    }
}

/// Line about photos of earlier visits.
pub fn offered(count: usize) -> String {
    Sentence("photos-from-last-time").with(&[("count", count.into())])
}

/// Line about trouble, with the photos of the page and those of them that are kept; `None` where there is nothing to be afraid of.
pub fn trouble(trouble: Trouble, kept: usize, all: usize) -> Option<String> {
    let reason = match trouble {
        Trouble::Full => Sentence("trouble-full"),
        Trouble::Refused => Sentence("trouble-refused"),
        Trouble::NotDeleted => return Some(Sentence("trouble-not-deleted").text()),
    };
    let here = match all.saturating_sub(kept) {
        0 => return None,
        _ if kept == 0 => Sentence("lost-all").text(),
        lost => Sentence("lost-some").with(&[("count", lost.into()), ("all", all.into())]),
    };
    Some(joined([reason.text(), here]))
}

/// Line about what became of everything.
pub fn cleared(cleared: Cleared) -> Sentence {
    match cleared {
        Cleared::Running => Sentence("cleared-running"),
        Cleared::Waiting => Sentence("cleared-waiting"),
        Cleared::Done { others: false } => Sentence("cleared-done"),
        Cleared::Done { others: true } => Sentence("cleared-done-here"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn photos_that_would_be_lost_are_counted() {
        assert_eq!(trouble(Trouble::Full, 12, 12), None);
        assert_eq!(
            trouble(Trouble::Full, 3, 12).as_deref(),
            Some("The browser has no room to keep more. When this page is closed, 9 of 12 photos are gone. Save their cut-outs before.")
        );
        assert_eq!(
            trouble(Trouble::Full, 0, 1).as_deref(),
            Some("The browser has no room to keep more. When this page is closed, its photos are gone. Save the cut-outs before.")
        );
        assert!(trouble(Trouble::NotDeleted, 0, 0).is_some());
        assert_eq!(offered(12), "12 photos from last time");
        assert_eq!(state(true, true, (2, 7_340_000)), "2 photos of this tab kept, 7.3 MB.");
    }
}

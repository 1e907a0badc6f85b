//! Sentences about photos that stay on the device.

use super::queue_text::photos;
use super::units::megabytes;
use crate::page::keeping::{Cleared, Trouble};
use crate::queue::kept::KEPT_DAYS;

/// Heading of the part of the privacy panel.
pub const STAYS: &str = "What stays on this device";
/// Label of the switch.
pub const KEEPING: &str = "Keep photos for next time";
/// Label of the button that goes on with photos of an earlier visit.
pub const GO_ON: &str = "Go on";
/// Label of the button that deletes them.
pub const CLEAR: &str = "Clear";
/// Label of the button that forgets and deletes everything.
pub const CLEAR_EVERYTHING: &str = "Clear everything";

/// Paragraph of the privacy panel.
pub fn stays() -> String {
    format!(
        "So that a closed tab or a crash loses nothing, your browser keeps photos, edits and cut-outs here for {KEPT_DAYS} days after the last change, where only this site can read them. Your next visit offers to go on with them. None of it is sent."
    )
}

/// State of the switch. `kept` are photos and bytes.
pub fn state(is_possible: bool, is_on: bool, (count, bytes): (usize, u64)) -> String {
    match (is_possible, is_on, count) {
        (false, _, _) => "This browser keeps nothing for this page, as in a private window: photos are gone once it is closed.".to_owned(),
        (true, false, _) => "Switched off. Photos are gone once this page is closed.".to_owned(),
        (true, true, 0) => "Nothing is kept now.".to_owned(),
        (true, true, count) => format!("{} of this tab kept, {}.", photos(count), megabytes(bytes)),
    }
}

/// Line about photos of earlier visits.
pub fn offered(count: usize) -> String {
    format!("{} from last time", photos(count))
}

/// Line about trouble, with the photos of the page and those of them that are kept; `None` where there is nothing to be afraid of.
pub fn trouble(trouble: Trouble, kept: usize, all: usize) -> Option<String> {
    let here = match all.saturating_sub(kept) {
        0 => None,
        _ if kept == 0 => Some("when this page is closed, its photos are gone. Save the cut-outs before.".to_owned()),
        1 => Some(format!("when this page is closed, 1 of {} is gone. Save its cut-out before.", photos(all))),
        lost => Some(format!("when this page is closed, {lost} of {} are gone. Save their cut-outs before.", photos(all))),
    };
    match trouble {
        Trouble::Full => here.map(|here| format!("The browser has no room to keep more: {here}")),
        Trouble::Refused => here.map(|here| format!("The browser keeps no more photos on this device: {here}")),
        Trouble::NotDeleted => {
            Some("The browser could not delete all files of this page. Delete its data in the settings of the browser.".to_owned())
        }
    }
}

/// Line about what became of everything.
pub fn cleared(cleared: Cleared) -> &'static str {
    match cleared {
        Cleared::Running => "Deleting…",
        Cleared::Waiting => "Cleared. The files are deleted once your download is through: leave this page open until then.",
        Cleared::Done { others: false } => "Everything is deleted.",
        Cleared::Done { others: true } => "Everything is deleted here. Photos in other tabs stay.",
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
            Some("The browser has no room to keep more: when this page is closed, 9 of 12 photos are gone. Save their cut-outs before.")
        );
        assert_eq!(
            trouble(Trouble::Full, 0, 1).as_deref(),
            Some("The browser has no room to keep more: when this page is closed, its photos are gone. Save the cut-outs before.")
        );
        assert!(trouble(Trouble::NotDeleted, 0, 0).is_some());
        assert_eq!(offered(12), "12 photos from last time");
        assert_eq!(state(true, true, (2, 7_340_000)), "2 photos of this tab kept, 7.3 MB.");
    }
}

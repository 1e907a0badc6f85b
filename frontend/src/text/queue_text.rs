//! Sentences about several photos: the list, its buttons, downloads.

use super::notices::of_failure;
use super::sentences::of_running_step;
use crate::protocol::Failure;
use crate::queue::file_kind::{SkipReason, SkippedFiles};
use crate::queue::{Counts, ItemState};
use crate::state::Step;

/// Name of the list.
pub const PHOTOS: &str = "Photos";
/// Label of the button that orders by confidence.
pub const NEEDS_CHECK: &str = "Needs checking first";
/// Label of the button that shows the list as a grid.
pub const GRID: &str = "Show all";
/// Label of the button that cancels all.
pub const CANCEL_ALL: &str = "Cancel all";
/// Label of the button that saves in a folder.
pub const TO_FOLDER: &str = "Save in a folder";
/// Label of the button that selects all.
pub const SELECT_ALL: &str = "Select all";
/// Label of the button that selects nothing.
pub const SELECT_NONE: &str = "Select none";
/// Label of the button that removes the selected photos.
pub const REMOVE: &str = "Remove";
/// Label of the button that brings removed photos back.
pub const UNDO: &str = "Undo";
/// Label of the button that closes a line.
pub const DISMISS: &str = "Dismiss";
/// Hint about a photo whose turn has not come.
pub const IN_LINE: &str = "In line: it is next, once the one in work is done.";
/// Name of the progress bar.
pub const PROGRESS: &str = "Photos done";
/// Name of an archive.
pub const ARCHIVE: &str = "cut-outs.zip";
/// Sentence where the browser has no room for an archive.
pub const NO_ROOM: &str = "The browser has no room for the archive. Select fewer photos and try again.";

/// Number of photos.
pub fn photos(count: usize) -> String {
    if count == 1 { "1 photo".to_owned() } else { format!("{count} photos") }
}

/// Numbers of photos by state, those that are not 0.
pub fn counts(counts: Counts) -> String {
    let parts = [(counts.finished(), "done"), (counts.check, "to check"), (counts.failed, "failed"), (counts.cancelled, "cancelled")];
    let parts = parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!(" · {count} {word}"));
    std::iter::once(photos(counts.all())).chain(parts).collect()
}

/// Time that the queued photos still take.
pub fn time_left(ms: f64) -> String {
    let seconds = (ms / 1000.0).ceil() as u64;
    match seconds {
        // Nobody counts along; a number that runs down is a distraction.
        0..50 => format!("about {} s left", seconds.div_ceil(5).max(1) * 5),
        50..5400 => format!("about {} min left", (seconds + 29) / 60),
        _ => format!("about {} h left", (seconds + 1799) / 3600),
    }
}

/// State of a photo. `step` is the one that runs, `is_rewritten` when its settings were changed.
pub fn of_state(state: ItemState, step: Option<Step>, is_rewritten: bool, failure: Option<&Failure>) -> String {
    match state {
        ItemState::Waiting => "waiting".to_owned(),
        ItemState::Working => step.map(of_running_step).unwrap_or_default().trim_end_matches('…').to_lowercase(),
        ItemState::Done | ItemState::Check if is_rewritten => "being changed".to_owned(),
        ItemState::Done => "done".to_owned(),
        ItemState::Check => "please check".to_owned(),
        ItemState::Failed => failure.map(|failure| of_failure(failure).title).map_or_else(|| "failed".to_owned(), |title| format!("failed: {title}")),
        ItemState::Cancelled => "cancelled".to_owned(),
    }
}

/// Word below the picture of a photo; none where the picture says it.
pub fn short_state(state: ItemState, is_rewritten: bool) -> &'static str {
    match state {
        ItemState::Waiting => "Waiting",
        ItemState::Working => "Working",
        ItemState::Done | ItemState::Check if is_rewritten => "Changing",
        ItemState::Done => "Done",
        ItemState::Check => "Please check",
        ItemState::Failed => "Failed",
        ItemState::Cancelled => "Cancelled",
    }
}

/// Number of selected photos.
pub fn selected(count: usize) -> String {
    format!("{count} selected")
}

/// Label of the download button.
pub fn download(count: usize, is_selection: bool) -> String {
    match (count, is_selection) {
        (1, true) => "Download it".to_owned(),
        (count, true) => format!("Download {count} as ZIP"),
        (count, false) => format!("Download all {count} as ZIP"),
    }
}

/// Label of the button that gives other photos the present settings.
pub fn use_settings(selected: usize) -> String {
    if selected == 0 { "Use these settings for all".to_owned() } else { format!("Use these settings for the {selected} selected") }
}

/// Label of the button that tries failed photos again.
pub fn retry(count: usize) -> String {
    if count == 1 { "Try the failed one again".to_owned() } else { format!("Try {count} again") }
}

/// Line about removed photos.
pub fn removed(count: usize) -> String {
    format!("{} removed.", photos(count))
}

/// Line about photos that got the settings of another one.
pub fn settings_used(count: usize) -> String {
    if count == 1 { "1 other photo gets these settings.".to_owned() } else { format!("{count} other photos get these settings.") }
}

/// Line about files that were skipped: each is named once.
pub fn skipped(skipped_files: &SkippedFiles) -> String {
    let sentence = |reason, one: &str, several: &str| {
        let names = skipped_files.names(reason);
        match names.len() {
            0 => String::new(),
            1 => format!("{} {one}", names[0]),
            count => format!("{count} files {several}: {}", some_of(&names)),
        }
    };
    let not_pictures = sentence(SkipReason::NoPicture, "is not a picture and was skipped.", "are not pictures and were skipped");
    let not_read = sentence(SkipReason::NotReadable, "could not be opened.", "could not be opened");
    [not_pictures, not_read].into_iter().filter(|sentence| !sentence.is_empty()).collect::<Vec<_>>().join(" ")
}

/// First names, and the number of others.
fn some_of(names: &[&str]) -> String {
    const SHOWN: usize = 3;
    let first = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => format!("{first}."),
        more => format!("{first} and {more} more."),
    }
}

/// Line while files are written anew.
pub fn finishing(count: usize) -> String {
    format!("Finishing {}…", photos(count))
}

/// Line while files are saved.
pub fn saving(done: usize, all: usize) -> String {
    format!("Saving {} of {all}…", done + 1)
}

fn left_out(done: usize, wanted: usize) -> String {
    match wanted.saturating_sub(done) {
        0 => String::new(),
        1 => " One is not cut out and was left out.".to_owned(),
        more => format!(" {more} are not cut out and were left out."),
    }
}

/// Line after a download began.
pub fn downloaded(done: usize, wanted: usize) -> String {
    format!("{} on the way to your downloads.{}", photos(done), left_out(done, wanted))
}

/// Line after files were saved.
pub fn saved(done: usize, wanted: usize, folder: &str) -> String {
    format!("{} saved in {folder}.{}", photos(done), left_out(done, wanted))
}

/// Line when saving stopped in the middle.
pub fn not_saved(done: usize, all: usize) -> String {
    format!("{done} of {all} saved, then the folder could not be written to: it may be full or gone. Try another one.")
}

/// Line when everything is stopped.
pub fn stopped(failure: &Failure) -> String {
    let notice = of_failure(failure);
    format!("{}. {} The other photos wait.", notice.title, notice.body)
}

/// Announcement once the queue is empty.
pub fn all_done(numbers: Counts) -> String {
    format!("Nothing is in line any more: {}.", counts(numbers).replace(" ·", ","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_name_what_is_there() {
        assert_eq!(counts(Counts { waiting: 3, ..Counts::default() }), "3 photos");
        let some = Counts { waiting: 1, working: 1, done: 4, check: 2, failed: 1, cancelled: 0 };
        assert_eq!(counts(some), "9 photos · 6 done · 2 to check · 1 failed");
        assert_eq!(all_done(Counts { done: 1, ..Counts::default() }), "Nothing is in line any more: 1 photo, 1 done.");
    }

    #[test]
    fn time_left_is_rounded() {
        assert_eq!(
            [0.0, 12_300.0, 49_900.0, 95_000.0, 3_600_000.0, 7_300_000.0].map(time_left),
            ["about 5 s left", "about 15 s left", "about 1 min left", "about 2 min left", "about 60 min left", "about 2 h left"]
        );
    }

    #[test]
    fn skipped_files_are_named_once() {
        let mut skipped_files = SkippedFiles::default();
        skipped_files.push(SkipReason::NoPicture, "IMG_1.AAE");
        assert_eq!(skipped(&skipped_files), "IMG_1.AAE is not a picture and was skipped.");
        ["b.txt", "c.txt", "d.txt"].iter().for_each(|name| skipped_files.push(SkipReason::NoPicture, name));
        skipped_files.push(SkipReason::NotReadable, "e.zip");
        let expected = "4 files are not pictures and were skipped: IMG_1.AAE, b.txt, c.txt and 1 more. e.zip could not be opened.";
        assert_eq!(skipped(&skipped_files), expected);
    }

    #[test]
    fn states_have_words() {
        let find = Some(Step::Stage(matting::Stage::Find));
        assert_eq!(of_state(ItemState::Working, find, false, None), "finding the subject");
        assert_eq!(of_state(ItemState::Done, None, true, None), "being changed");
        assert_eq!(of_state(ItemState::Failed, None, false, Some(&Failure::FileNotReadable)), "failed: The file cannot be opened");
        assert_eq!(downloaded(2, 3), "2 photos on the way to your downloads. One is not cut out and was left out.");
    }
}

//! Sentences about several photos: the list, its buttons, downloads.

use super::notices::of_failure;
use super::sentence::{Sentence, joined};
use super::sentences::{of_running_step, title_and_body};
use super::units;
use crate::protocol::Failure;
use crate::queue::file_kind::{SkipReason, SkippedFiles};
use crate::queue::{Counts, ItemState};
use crate::state::Step;

/// Name of the list.
pub const PHOTOS: Sentence = Sentence("photos-list");
/// Label of the button that orders by confidence.
pub const NEEDS_CHECK: Sentence = Sentence("needs-check");
/// Label of the button that shows the list as a grid.
pub const GRID: Sentence = Sentence("show-grid");
/// Label of the button that cancels all.
pub const CANCEL_ALL: Sentence = Sentence("cancel-all");
/// Label of the button that saves in a folder.
pub const TO_FOLDER: Sentence = Sentence("to-folder");
/// Label of the button that selects all.
pub const SELECT_ALL: Sentence = Sentence("select-all");
/// Label of the button that selects nothing.
pub const SELECT_NONE: Sentence = Sentence("select-none");
/// Label of the button that removes the selected photos.
pub const REMOVE: Sentence = Sentence("remove");
/// Label of the button that brings removed photos back.
pub const UNDO: Sentence = Sentence("undo");
/// Label of the button that closes a line.
pub const DISMISS: Sentence = Sentence("dismiss");
/// Hint about a photo whose turn has not come.
pub const IN_LINE: Sentence = Sentence("in-line");
/// Name of the progress bar.
pub const PROGRESS: Sentence = Sentence("photos-done");
/// Name of an archive.
pub const ARCHIVE: &str = "cut-outs.zip";
/// Sentence where the browser has no room for an archive.
pub const NO_ROOM: Sentence = Sentence("no-room-for-archive");

/// Number of photos.
pub fn photos(count: usize) -> String {
    counted(Sentence("photos"), count)
}

fn counted(sentence: Sentence, count: usize) -> String {
    sentence.with(&[("count", count.into())])
}

/// Numbers of photos by state, those that are not 0.
pub fn counts(counts: Counts) -> String {
    let parts = [
        (counts.finished(), Sentence("count-done")),
        (counts.check, Sentence("count-check")),
        (counts.failed, Sentence("count-failed")),
        (counts.cancelled, Sentence("count-cancelled")),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0).map(|(count, sentence)| format!(" · {}", counted(*sentence, *count)));
    std::iter::once(photos(counts.all())).chain(parts).collect()
}

/// Time that the queued photos still take.
pub fn time_left(ms: f64) -> String {
    Sentence("time-left").with(&[("time", (&units::time_left(ms)).into())])
}

/// State of a photo in the tooltip of the list. `step` is the one that runs, `is_rewritten` when its settings were changed.
pub fn of_state(state: ItemState, step: Option<Step>, is_rewritten: bool, failure: Option<&Failure>) -> String {
    match (state, step, failure) {
        (ItemState::Working, Some(step), _) => of_running_step(step).text(),
        (ItemState::Failed, _, Some(failure)) => Sentence("state-failed-because").with(&[("reason", (&of_failure(failure).title).into())]),
        _ => short_state(state, is_rewritten).text(),
    }
}

/// Tooltip of a photo.
pub fn named_state(name: &str, state: &str) -> String {
    Sentence("photo-state").with(&[("name", name.into()), ("state", state.into())])
}

/// Word below the picture of a photo; none where the picture says it.
pub fn short_state(state: ItemState, is_rewritten: bool) -> Sentence {
    match state {
        ItemState::Waiting => Sentence("state-waiting"),
        ItemState::Working => Sentence("state-working"),
        ItemState::Done | ItemState::Check if is_rewritten => Sentence("state-changing"),
        ItemState::Done => Sentence("state-done"),
        ItemState::Check => Sentence("state-check"),
        ItemState::Failed => Sentence("state-failed"),
        ItemState::Cancelled => Sentence("state-cancelled"),
    }
}

/// Number of selected photos.
pub fn selected(count: usize) -> String {
    counted(Sentence("count-selected"), count)
}

/// Label of the download button.
pub fn download(count: usize, is_selection: bool) -> String {
    counted(if is_selection { Sentence("download-selected") } else { Sentence("download-all") }, count)
}

/// Label of the button that gives other photos the present settings.
pub fn use_settings(selected: usize) -> String {
    if selected == 0 { Sentence("use-settings-all").text() } else { counted(Sentence("use-settings-selected"), selected) }
}

/// Label of the button that tries failed photos again.
pub fn retry(count: usize) -> String {
    counted(Sentence("retry-failed"), count)
}

/// Line about removed photos.
pub fn removed(count: usize) -> String {
    counted(Sentence("photos-removed"), count)
}

/// Line about photos that got the settings of another one.
pub fn settings_used(count: usize) -> String {
    counted(Sentence("settings-used"), count)
}

/// Line about files that were skipped: each is named once.
pub fn skipped(skipped_files: &SkippedFiles) -> String {
    let reasons = [(SkipReason::NoPicture, Sentence("skipped-no-picture")), (SkipReason::NotReadable, Sentence("skipped-not-readable"))];
    let sentences = reasons.into_iter().filter_map(|(reason, sentence)| {
        let names = skipped_files.names(reason);
        (!names.is_empty()).then(|| sentence.with(&[("count", names.len().into()), ("names", (&some_of(&names)).into())]))
    });
    joined(sentences)
}

/// First names, and the number of others.
fn some_of(names: &[&str]) -> String {
    const SHOWN: usize = 3;
    let first = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(&Sentence("between-names").text());
    match names.len().saturating_sub(SHOWN) {
        0 => first,
        more => Sentence("names-and-more").with(&[("names", (&first).into()), ("count", more.into())]),
    }
}

/// Line while files are written anew.
pub fn finishing(count: usize) -> String {
    counted(Sentence("photos-finishing"), count)
}

/// Line while files are saved.
pub fn saving(done: usize, all: usize) -> String {
    Sentence("saving").with(&[("number", (done + 1).into()), ("all", all.into())])
}

/// Two sentences; the second one says how many photos were left out, where there are any.
fn with_left_out(sentence: String, done: usize, wanted: usize) -> String {
    match wanted.saturating_sub(done) {
        0 => sentence,
        more => joined([sentence, counted(Sentence("left-out"), more)]),
    }
}

/// Line after a download began.
pub fn downloaded(done: usize, wanted: usize) -> String {
    with_left_out(counted(Sentence("downloaded"), done), done, wanted)
}

/// Line after files were saved.
pub fn saved(done: usize, wanted: usize, folder: &str) -> String {
    with_left_out(Sentence("saved").with(&[("count", done.into()), ("folder", folder.into())]), done, wanted)
}

/// Line when saving stopped in the middle.
pub fn not_saved(done: usize, all: usize) -> String {
    Sentence("not-saved").with(&[("count", done.into()), ("all", all.into())])
}

/// Line when everything is stopped.
pub fn stopped(failure: &Failure) -> String {
    joined([title_and_body(&of_failure(failure)), Sentence("others-wait").text()])
}

/// Announcement once the queue is empty.
pub fn all_done(numbers: Counts) -> String {
    Sentence("all-done").with(&[("counts", (&counts(numbers)).into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_name_what_is_there() {
        assert_eq!(counts(Counts { waiting: 3, ..Counts::default() }), "3 photos");
        let some = Counts { waiting: 1, working: 1, done: 4, check: 2, failed: 1, cancelled: 0 };
        assert_eq!(counts(some), "9 photos · 6 done · 2 to check · 1 failed");
        assert_eq!(all_done(Counts { done: 1, ..Counts::default() }), "Nothing is in line any more: 1 photo · 1 done.");
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
        assert_eq!(of_state(ItemState::Working, find, false, None), "Finding the subject…");
        assert_eq!(of_state(ItemState::Done, None, true, None), "Changing");
        assert_eq!(of_state(ItemState::Failed, None, false, Some(&Failure::FileNotReadable)), "Failed: The file cannot be opened");
        assert_eq!(
            (time_left(12_300.0), retry(1), retry(3)),
            ("about 15 sec left".to_owned(), "Try the failed one again".to_owned(), "Try 3 again".to_owned())
        );
        assert_eq!(downloaded(2, 3), "2 photos on the way to your downloads. One is not cut out and was left out.");
    }
}

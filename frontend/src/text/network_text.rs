//! Sentences about networks.

use matting::Error;
use matting::catalogue::{BUNDLED, megabytes};

use super::notices::of_fetch;
use super::units::seconds;
use crate::networks::download::Stopped;
use crate::networks::fit::Fit;
use crate::networks::known::{News, Transfer};
use crate::networks::pace::is_slow;
use crate::networks::typed_input::channels;
use crate::networks::{ChooserRow, RowState};
use crate::protocol::{Failure, FetchProblem, InputNumbers};
use crate::queue::kept::Room;
use crate::runtime::other_network::FellBack;

/// Legend of the networks.
pub const LEGEND: &str = "Network that finds the subject";
/// Label of the button that pauses a download.
pub const PAUSE: &str = "Pause";
/// Label of the button that ends a download and deletes what came.
pub const CANCEL: &str = "Cancel";
/// Label of the button that deletes a network.
pub const DELETE: &str = "Delete";
/// Label of the file picker.
pub const ADD: &str = "Add a network from a file";
/// Hint about files.
pub const ADD_HINT: &str = "An ONNX file of a network like U²-Net or IS-Net. It stays on your device; you can also drop it on the page.";
/// Hint where the server's list could not be had.
pub const NO_LIST: &str = "The networks of this site cannot be listed now: you may be offline. Those kept here work all the same.";
/// Hint where nothing lasts.
pub const NOT_LASTING: &str = "This browser keeps no files for this page: a network is here until the page is closed.";

/// HTML of the form for the input of a network, with its present one; nothing where it is not the person's to say. Keys and numbers need no escape.
pub fn input_form(row: &ChooserRow) -> String {
    let (Some(InputNumbers { side, mean, std }), Some(id)) = (row.input, &row.id) else { return String::new() };
    let (mean, std) = (channels(mean), channels(std));
    format!(
        "<details><summary>Input of the network</summary>\
        <p class=hint>As its authors state it. Mean and deviation: one number, or three for red, green and blue.</p>\
        <form data-id=\"{id}\"><label>Side in pixels<input value=\"{side}\"></label>\
        <label>Mean<input value=\"{mean}\"></label><label>Deviation<input value=\"{std}\"></label>\
        <button class=\"plain small\">Use these</button></form></details>"
    )
}

/// Name of a button: its label, and whose it is.
pub fn named(label: &str, name: &str) -> String {
    format!("{label}, {name}")
}

/// Summary of the chooser.
pub fn summary(name: &str) -> String {
    format!("Network: {name}")
}

/// What a network is good at, its licence, and the time of a photo with it where that can be told.
pub fn about(row: &ChooserRow) -> String {
    let purpose = row.purpose.as_deref().unwrap_or("added from a file");
    let licence = row.licence.as_deref().map(|licence| format!(" · licence {licence}")).unwrap_or_default();
    let here = match row.state {
        RowState::Bundled => " · comes with this page",
        RowState::Kept => " · kept here",
        RowState::Begun(_) | RowState::Offered => "",
    };
    let time = row.photo_ms.map(|ms| format!(" · about {} a photo here", estimate(ms))).unwrap_or_default();
    format!("{purpose}{licence}{time}{here}")
}

/// Label of the button that downloads a network, or the rest of it.
pub fn download(row: &ChooserRow) -> String {
    match row.state {
        RowState::Begun(got) => format!("Go on: {} left", megabytes(row.bytes - got.min(row.bytes))),
        RowState::Bundled | RowState::Kept | RowState::Offered => format!("Download {}", megabytes(row.bytes)),
    }
}

/// Warning about memory and time; empty where there is enough of both.
pub fn caution(row: &ChooserRow) -> String {
    let memory = match row.fit {
        Fit::Yes => String::new(),
        Fit::Tight { needs } => format!("It needs about {} of memory, which may be more than this device has to spare. ", megabytes(needs)),
        Fit::No { needs } => format!("It would need about {} of memory: more than a page can have. ", megabytes(needs)),
    };
    let time = match row.photo_ms {
        Some(ms) if is_slow(row.photo_ms) => format!("A photo takes about {} with it on this device. ", estimate(ms)),
        _ => String::new(),
    };
    let smaller = row.smaller.as_ref().map(|(name, bytes)| format!("The next smaller one is {name}, {}.", megabytes(*bytes)));
    memory + &time + &smaller.unwrap_or_default()
}

/// Duration that is not known exactly.
fn estimate(ms: f64) -> String {
    if ms < 10_000.0 { seconds(ms) } else { format!("{:.0} s", ms / 1000.0) }
}

/// Bytes of a download.
pub fn progress(Transfer { got, total, .. }: &Transfer) -> String {
    format!("{:.1} of {}", *got as f64 / 1e6, megabytes(*total))
}

/// Announcement of a download: at each quarter, so that a screen reader is not busy with it.
pub fn announcement(Transfer { name, got, total, .. }: &Transfer) -> String {
    let quarters = got.saturating_mul(4) / (*total).max(1);
    format!("{name}: {} % received", quarters * 25)
}

/// Name of a progress bar.
pub fn received(name: &str) -> String {
    format!("{name} received")
}

/// Sentence about a download that stopped.
pub fn stopped(Transfer { name, got, stopped, .. }: &Transfer) -> Option<String> {
    let kept = if *got > 0 { " What has come is kept." } else { "" };
    Some(match (*stopped)? {
        Stopped::Paused => format!("{name} is paused.{kept}"),
        Stopped::Connection(FetchProblem::Status(404)) => format!("This site does not have {name} any more."),
        Stopped::Connection(problem) => format!("{name} did not come through. {}{kept}", of_fetch(problem)),
        Stopped::Damaged => format!("{name} arrives damaged, twice in a row: something on the way changes it. The damaged part is not kept."),
        Stopped::Changed => format!("This site has another version of {name} now. Open this list again, and download that one."),
        Stopped::NoRoom => format!("There is no room for {name} on this device.{kept}"),
        Stopped::Refused => format!("This browser does not keep {name} on this device."),
    })
}

/// Sentence about news.
pub fn of_news(news: &News) -> String {
    match news {
        News::Loading(name) => format!("{name} is being loaded…"),
        News::Using(name) => format!("{name} is used now."),
        News::NotKept(name) => format!("{name} is used until this page is closed: there is no room to keep it."),
        News::Refused(name) => format!("{name} was not kept."),
        News::Gone(name) => format!("Files of {name} are gone from this device."),
        News::Deleted(name) => format!("{name} is deleted."),
        News::NotDeleted(name) => format!("The browser could not delete {name}."),
        News::InputRefused(name) => format!("{name} does not work with this input, and keeps the one before."),
        News::NoInput => "The side is 32 to 4096 pixels; mean and deviation are one number or three, the deviation above 0.".to_owned(),
        News::TooLarge(name, needs) => format!("{name} would need about {} of memory: more than a page can have.", megabytes(*needs)),
        News::NoWorker => "The worker did not start. Try again.".to_owned(),
    }
}

/// Sentence about the room on the device.
pub fn room(Room { quota, usage }: Room) -> String {
    let gigabytes = |bytes: u64| if bytes < 1_000_000_000 { megabytes(bytes) } else { format!("{:.1} GB", bytes as f64 / 1e9) };
    format!("This browser gives this site {} on this device; {} are in use.", gigabytes(quota), gigabytes(usage))
}

/// Line about a network that could not be used.
pub fn fell_back(FellBack { name, failure }: &FellBack) -> String {
    let reason = match failure {
        Failure::Core { error: Error::ModelDamaged { .. } } => format!("The file of {name} is damaged: its checksum is not the listed one."),
        Failure::Core { error: Error::ModelUnusable { detail } } => format!("{name} is no network that this page can use ({detail})."),
        Failure::Core { error: Error::Inference { detail } } => format!("{name} could not process this photo ({detail})."),
        Failure::WorkerDied => format!("{name} needs more memory than there is, or stopped."),
        Failure::FileNotReadable => format!("The file of {name} is gone."),
        _ => format!("{name} cannot be used."),
    };
    format!("{reason} {} is used in its place.", BUNDLED.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(state: RowState) -> ChooserRow {
        ChooserRow {
            id: Some("x".to_owned()),
            name: "silueta".to_owned(),
            bytes: 44_173_029,
            purpose: Some("any subject".to_owned()),
            licence: Some("MIT".to_owned()),
            state,
            fit: Fit::Yes,
            photo_ms: None,
            input: None,
            smaller: None,
        }
    }

    #[test]
    fn buttons_name_the_megabytes() {
        assert_eq!(download(&row(RowState::Offered)), "Download 44 MB");
        assert_eq!(download(&row(RowState::Begun(12_582_912))), "Go on: 32 MB left");
        assert_eq!(about(&row(RowState::Kept)), "any subject · licence MIT · kept here");
        assert_eq!(about(&ChooserRow { purpose: None, licence: None, ..row(RowState::Kept) }), "added from a file · kept here");
        let tight =
            ChooserRow { fit: Fit::Tight { needs: 900_000_000 }, smaller: Some(("silueta".to_owned(), 44_173_029)), ..row(RowState::Offered) };
        let sentence = "It needs about 900 MB of memory, which may be more than this device has to spare. The next smaller one is silueta, 44 MB.";
        assert_eq!([caution(&tight), caution(&row(RowState::Kept))], [sentence, ""]);
    }

    #[test]
    fn time_of_a_photo_is_told_where_it_is_known_and_is_a_warning_where_it_is_long() {
        let with = |photo_ms| ChooserRow { photo_ms, ..row(RowState::Offered) };
        assert_eq!(about(&with(Some(3_420.0))), "any subject · licence MIT · about 3.4 s a photo here");
        assert_eq!(caution(&with(Some(19_000.0))), "");
        let sentence = "A photo takes about 31 s with it on this device. The next smaller one is rings, 9.0 MB.";
        assert_eq!(caution(&ChooserRow { smaller: Some(("rings".to_owned(), 9_000_000)), ..with(Some(31_200.0)) }), sentence);
    }

    #[test]
    fn progress_is_announced_in_quarters() {
        let at = |got| Transfer { id: String::new(), name: "silueta".to_owned(), got, total: 44_173_029, stopped: None };
        assert_eq!(progress(&at(12_582_912)), "12.6 of 44 MB");
        assert_eq!([0, 12_582_912, 44_173_029].map(|got| announcement(&at(got))), [0, 25, 100].map(|part| format!("silueta: {part} % received")));
        assert_eq!(room(Room { quota: 10_200_000_000, usage: 55_000_000 }), "This browser gives this site 10.2 GB on this device; 55 MB are in use.");
    }

    #[test]
    fn every_end_of_a_download_and_of_a_network_is_a_sentence() {
        let transfer = |stopped| Transfer { id: String::new(), name: "silueta".to_owned(), got: 5, total: 9, stopped };
        let problems = [FetchProblem::NoResponse, FetchProblem::Incomplete, FetchProblem::Status(404), FetchProblem::Status(503)];
        let stops = [Stopped::Paused, Stopped::Damaged, Stopped::Changed, Stopped::NoRoom, Stopped::Refused];
        for stop in stops.into_iter().chain(problems.map(Stopped::Connection)) {
            let sentence = stopped(&transfer(Some(stop))).unwrap();
            assert!(sentence.contains("silueta") && sentence.ends_with('.'), "{sentence}");
        }
        assert_eq!(stopped(&transfer(None)), None);
        let detail = "its first output is no map".to_owned();
        let damaged = Error::ModelDamaged { model: String::new(), published: String::new(), found: String::new() };
        for failure in
            [damaged.into(), Error::ModelUnusable { detail: detail.clone() }.into(), Error::Inference { detail }.into(), Failure::WorkerDied]
        {
            let sentence = fell_back(&FellBack { name: "rings".to_owned(), failure });
            assert!(sentence.contains("rings") && sentence.ends_with("u2netp is used in its place.") && sentence.len() < 200, "{sentence}");
        }
    }
}

//! Sentences about networks.

use matting::Error;
use matting::catalogue::{self, BUNDLED, Terms};

use super::notices::of_fetch;
use super::sentence::{Sentence, joined};
use super::translation::Values;
use super::units::{about_seconds, rough_size, whole_percent};
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
pub const LEGEND: Sentence = Sentence("network-legend");
/// Label of the button that pauses a download.
pub const PAUSE: Sentence = Sentence("network-pause");
/// Label of the button that ends a download and deletes what came.
pub const CANCEL: Sentence = Sentence("cancel");
/// Label of the button that deletes a network.
pub const DELETE: Sentence = Sentence("network-delete");
/// Label of the file picker.
pub const ADD: Sentence = Sentence("network-add");
/// Hint about files.
pub const ADD_HINT: Sentence = Sentence("network-add-hint");
/// Hint where the server's list could not be had.
pub const NO_LIST: Sentence = Sentence("network-no-list");
/// Hint where nothing lasts.
pub const NOT_LASTING: Sentence = Sentence("network-not-lasting");

/// HTML of the form for the input of a network, with its present one; nothing where it is not the person's to say. Keys and numbers need no escape, nor
/// do the sentences, as a test knows.
pub fn input_form(row: &ChooserRow) -> String {
    let (Some(InputNumbers { side, mean, std }), Some(id)) = (row.input, &row.id) else { return String::new() };
    let (mean, std) = (channels(mean), channels(std));
    let [summary, hint, side_label, mean_label, deviation_label, label] = INPUT_FORM.map(Sentence::text);
    format!(
        "<details><summary>{summary}</summary>\
        <p class=hint>{hint}</p>\
        <form data-id=\"{id}\"><label>{side_label}<input dir=ltr value=\"{side}\"></label>\
        <label>{mean_label}<input dir=ltr value=\"{mean}\"></label><label>{deviation_label}<input dir=ltr value=\"{std}\"></label>\
        <button class=\"plain small\">{label}</button></form></details>"
    )
}

/// Sentences of the form for the input of a network: they stand in HTML.
pub(super) const INPUT_FORM: [Sentence; 6] = [
    Sentence("network-input"),
    Sentence("network-input-hint"),
    Sentence("network-input-side"),
    Sentence("network-input-mean"),
    Sentence("network-input-deviation"),
    Sentence("network-input-use"),
];

fn of_name(sentence: Sentence, name: &str) -> String {
    sentence.with(&[("name", name.into())])
}

fn of_size(sentence: Sentence, bytes: u64) -> String {
    sentence.with(&[("size", (&rough_size(bytes)).into())])
}

/// Name of a button: its label, and whose it is.
pub fn named(label: &str, name: &str) -> String {
    Sentence("network-button").with(&[("label", label.into()), ("name", name.into())])
}

/// Summary of the chooser.
pub fn summary(name: &str) -> String {
    of_name(Sentence("network-summary"), name)
}

/// What a network of the catalogue is good at; `None` of any other.
fn purpose(name: &str) -> Option<Sentence> {
    Some(match name {
        "u2netp" => Sentence("network-u2netp"),
        "u2net" => Sentence("network-u2net"),
        "u2net_human_seg" => Sentence("network-u2net_human_seg"),
        "silueta" => Sentence("network-silueta"),
        "isnet-general-use" => Sentence("network-isnet-general-use"),
        _ => return None,
    })
}

/// What a network is good at, its licence, and the time of a photo with it where that can be told. The words of the catalogue are translated, those of
/// an operator's own networks are not.
pub fn about(row: &ChooserRow) -> String {
    let listed = catalogue::by_name(&row.name);
    let is_known = |words: Option<&str>| words.is_some() && words == row.purpose.as_deref();
    let purpose = match (&row.purpose, purpose(&row.name)) {
        (None, _) => Sentence("network-from-file").text(),
        (Some(_), Some(sentence)) if is_known(listed.map(|model| model.purpose)) => sentence.text(),
        (Some(purpose), _) => purpose.clone(),
    };
    let licence = row.licence.as_deref().map(|licence| match listed.map(|model| (model.terms, model.licence)) {
        Some((Terms::Unstated, listed)) if listed == licence => Sentence("network-licence-unstated").text(),
        _ => Sentence("network-licence").with(&[("licence", licence.into())]),
    });
    let time = row.photo_ms.map(|ms| Sentence("network-photo-time").with(&[("time", (&about_seconds(ms)).into())]));
    let here = match row.state {
        RowState::Bundled => Some(Sentence("network-bundled").text()),
        RowState::Kept => Some(Sentence("network-kept").text()),
        RowState::Begun(_) | RowState::Offered => None,
    };
    std::iter::once(purpose).chain(licence).chain(time).chain(here).collect::<Vec<_>>().join(" · ")
}

/// Label of the button that downloads a network, or the rest of it.
pub fn download(row: &ChooserRow) -> String {
    match row.state {
        RowState::Begun(got) => of_size(Sentence("network-go-on"), row.bytes - got.min(row.bytes)),
        RowState::Bundled | RowState::Kept | RowState::Offered => of_size(Sentence("network-download"), row.bytes),
    }
}

/// Warning about memory and time; empty where there is enough of both.
pub fn caution(row: &ChooserRow) -> String {
    let memory = match row.fit {
        Fit::Yes => None,
        Fit::Tight { needs } => Some(of_size(Sentence("network-tight"), needs)),
        Fit::No { needs } => Some(of_size(Sentence("network-too-large"), needs)),
    };
    let slow = row.photo_ms.filter(|_| is_slow(row.photo_ms));
    let time = slow.map(|ms| Sentence("network-slow").with(&[("time", (&about_seconds(ms)).into())]));
    let smaller =
        row.smaller.as_ref().map(|(name, bytes)| Sentence("network-smaller").with(&[("name", name.into()), ("size", (&rough_size(*bytes)).into())]));
    joined(memory.into_iter().chain(time).chain(smaller))
}

/// Bytes of a download.
pub fn progress(Transfer { got, total, .. }: &Transfer) -> String {
    Sentence("network-progress").with(&[("got", (&rough_size(*got)).into()), ("total", (&rough_size(*total)).into())])
}

/// Announcement of a download: at each quarter, so that a screen reader is not busy with it.
pub fn announcement(Transfer { name, got, total, .. }: &Transfer) -> String {
    let quarters = got.saturating_mul(4) / (*total).max(1);
    let percent = whole_percent((quarters * 25) as f32);
    Sentence("network-announcement").with(&[("name", name.into()), ("percent", (&percent).into())])
}

/// Name of a progress bar.
pub fn received(name: &str) -> String {
    of_name(Sentence("network-received"), name)
}

/// Sentence about a download that stopped.
pub fn stopped(Transfer { name, got, stopped, .. }: &Transfer) -> Option<String> {
    let stopped = (*stopped)?;
    let (sentence, tells_of_rest) = match stopped {
        Stopped::Paused => (Sentence("network-paused"), true),
        Stopped::Connection(FetchProblem::Status(404)) => (Sentence("network-missing"), false),
        Stopped::Connection(_) => (Sentence("network-broke-off"), true),
        Stopped::Damaged => (Sentence("network-damaged"), false),
        Stopped::Changed => (Sentence("network-changed"), false),
        Stopped::NoRoom => (Sentence("network-no-room"), true),
        Stopped::Refused => (Sentence("network-refused"), false),
    };
    let reason = match stopped {
        Stopped::Connection(problem) if tells_of_rest => Some(of_fetch(problem)),
        _ => None,
    };
    let rest = (tells_of_rest && *got > 0).then(|| Sentence("network-part-kept").text());
    Some(joined(std::iter::once(of_name(sentence, name)).chain(reason).chain(rest)))
}

/// Sentence about news.
pub fn of_news(news: &News) -> String {
    match news {
        News::Loading(name) => of_name(Sentence("news-loading"), name),
        News::Using(name) => of_name(Sentence("news-using"), name),
        News::NotKept(name) => of_name(Sentence("news-not-kept"), name),
        News::Refused(name) => of_name(Sentence("news-refused"), name),
        News::Gone(name) => of_name(Sentence("news-gone"), name),
        News::Deleted(name) => of_name(Sentence("news-deleted"), name),
        News::NotDeleted(name) => of_name(Sentence("news-not-deleted"), name),
        News::InputRefused(name) => of_name(Sentence("news-input-refused"), name),
        News::NoInput => Sentence("news-no-input").text(),
        News::TooLarge(name, needs) => Sentence("news-too-large").with(&[("name", name.into()), ("size", (&rough_size(*needs)).into())]),
        News::NoWorker => Sentence("news-no-worker").text(),
    }
}

/// Sentence about the room on the device.
pub fn room(Room { quota, usage }: Room) -> String {
    Sentence("network-room").with(&[("quota", (&rough_size(quota)).into()), ("usage", (&rough_size(usage)).into())])
}

/// Line about a network that could not be used.
pub fn fell_back(FellBack { name, failure }: &FellBack) -> String {
    let (sentence, detail) = match failure {
        Failure::Core { error: Error::ModelDamaged { .. } } => (Sentence("fell-back-damaged"), ""),
        Failure::Core { error: Error::ModelUnusable { detail } } => (Sentence("fell-back-unusable"), detail.as_str()),
        Failure::Core { error: Error::Inference { detail } } => (Sentence("fell-back-inference"), detail.as_str()),
        Failure::WorkerDied => (Sentence("fell-back-died"), ""),
        Failure::FileNotReadable => (Sentence("fell-back-gone"), ""),
        _ => (Sentence("fell-back-other"), ""),
    };
    let values: Values<'_> = &[("name", name.into()), ("detail", detail.into())];
    joined([sentence.with(values), of_name(Sentence("fell-back-to"), BUNDLED.name)])
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
        let listed = ChooserRow {
            purpose: Some("any subject; U²-Net made smaller".to_owned()),
            licence: Some("not stated by its publisher".to_owned()),
            ..row(RowState::Offered)
        };
        assert_eq!(about(&listed), "any subject; U²-Net made smaller · licence not stated by its publisher");
        assert_eq!(about(&ChooserRow { purpose: None, licence: None, ..row(RowState::Kept) }), "added from a file · kept here");
        let tight =
            ChooserRow { fit: Fit::Tight { needs: 900_000_000 }, smaller: Some(("silueta".to_owned(), 44_173_029)), ..row(RowState::Offered) };
        let sentence = "It needs about 900 MB of memory, which may be more than this device has to spare. The next smaller one is silueta, 44 MB.";
        assert_eq!([caution(&tight), caution(&row(RowState::Kept))], [sentence, ""]);
    }

    #[test]
    fn time_of_a_photo_is_told_where_it_is_known_and_is_a_warning_where_it_is_long() {
        let with = |photo_ms| ChooserRow { photo_ms, ..row(RowState::Offered) };
        assert_eq!(about(&with(Some(3_420.0))), "any subject · licence MIT · about 3.4 sec a photo here");
        assert_eq!(caution(&with(Some(19_000.0))), "");
        let sentence = "A photo takes about 31 sec with it on this device. The next smaller one is rings, 9.0 MB.";
        assert_eq!(caution(&ChooserRow { smaller: Some(("rings".to_owned(), 9_000_000)), ..with(Some(31_200.0)) }), sentence);
    }

    #[test]
    fn progress_is_announced_in_quarters() {
        let at = |got| Transfer { id: String::new(), name: "silueta".to_owned(), got, total: 44_173_029, stopped: None };
        assert_eq!(progress(&at(12_582_912)), "13 MB of 44 MB");
        assert_eq!([0, 12_582_912, 44_173_029].map(|got| announcement(&at(got))), [0, 25, 100].map(|part| format!("silueta: {part}% received")));
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

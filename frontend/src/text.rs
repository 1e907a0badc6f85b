//! Every sentence a person can read on the page, but for panel and brush. `index.html` repeats the few that stand there before the page starts.

use matting::{Error, FileType, Limit, Size, Verdict};

use crate::failure::{Failure, FetchProblem};
use crate::state::{Readiness, Step};
use crate::text_of_edits::{self, of_verdict};

/// The product.
pub const NAME: &str = "Offcut";
/// The page's one promise.
pub const HEADLINE: &str = "Cut the subject out of a photo.";
/// How it keeps it.
pub const PROMISE: &str = "Everything happens in this browser. Your photo never leaves your device.";
/// The main button.
pub const CHOOSE: &str = "Choose a photo";
/// The other ways in.
pub const OTHER_WAYS: &str = "or drop one anywhere, or paste it";
/// Formats.
pub const FORMATS: &str =
    "JPEG, PNG, WebP, GIF, BMP, TIFF, QOI and PNM, and whatever else your browser reads. Full resolution in, full resolution out.";
/// Over the whole window while a file is held above it.
pub const LET_GO: &str = "Let go to cut it out";
/// Above the samples.
pub const SAMPLES: &str = "No photo at hand? Try one of these";
/// The sample photos: file, thumbnail, what they show.
pub const SAMPLE_PHOTOS: [(&str, &str, &str); 3] = [
    ("chelsea.jpg", "chelsea-thumb.jpg", "A cat"),
    ("coffee.jpg", "coffee-thumb.jpg", "A cup of coffee"),
    ("raccoon.jpg", "raccoon-thumb.jpg", "A raccoon"),
];
/// Stops the photo on its way.
pub const CANCEL: &str = "Cancel";
/// The key that does the same.
pub const CANCEL_KEY: &str = "Esc";
/// Copies the result.
pub const COPY: &str = "Copy";
/// It did.
pub const COPIED: &str = "Copied";
/// Where it cannot.
pub const COPY_NOT_POSSIBLE: &str = "This browser lets a page copy pictures only over https or on this machine. Download the picture instead.";
/// Where the browser said no.
pub const COPY_REFUSED: &str = "The browser did not allow copying. Download the picture instead.";
/// Makes room for the next photo.
pub const ANOTHER: &str = "Another photo";
/// The slider's name.
pub const COMPARE: &str = "Compare original and cut-out";
/// The left side of the slider.
pub const ORIGINAL: &str = "Original";
/// The right side of the slider.
pub const CUT_OUT: &str = "Cut-out";
/// For the picture itself.
pub const CUT_OUT_ALT: &str = "The cut-out on a transparent background";
/// For the picture itself.
pub const ORIGINAL_ALT: &str = "The original photo";
/// Where neither browser nor worker can show the original.
pub const NO_ORIGINAL: &str = "The original cannot be shown in this browser, so only the cut-out is here.";
/// What a browser's decoder means for the result.
pub const READ_BY_BROWSER: &str = "This format was read by your browser, as 8-bit sRGB.";
/// Opens the list of times.
pub const TIMES: &str = "Where the time went";
/// The last line of that list.
pub const TOTAL: &str = "In all";
/// Opens the panel.
pub const PRIVACY: &str = "What leaves this page";
/// Closes the panel.
pub const CLOSE: &str = "Close";
/// The panel.
pub const PRIVACY_BODY: [&str; 3] = [
    "Your photos do not. The network that finds the subject was brought to your browser; photo and result stay on your device, and the page makes no request while a photo is processed.",
    "When you leave, this page tells its own server how it went: how long each stage took, on which kind of browser, build and device, and whether it worked. No picture, no file name, no identifier; the size of the photo only in steps. It is how we notice that something is slow or broken.",
    "Below is the exact text, letter by letter. Apart from asking for its own files, and your browser asking now and then whether they are still the newest, nothing else is sent.",
];
/// The switch.
pub const COUNTING: &str = "Tell the server how it went";
/// Why the switch does not move.
pub const COUNTING_OFF_BY_BROWSER: &str = "Your browser sends the Global Privacy Control signal, so nothing is sent.";
/// What the switch did.
pub const COUNTING_OFF: &str = "Switched off. Nothing is sent.";
/// Above the text that waits.
pub const WAITING: &str = "Will be sent when you leave";
/// Above the text that went.
pub const SENT: &str = "Was sent last";
/// In its place.
pub const NOTHING_YET: &str = "Nothing yet.";
/// A new version.
pub const UPDATE: &str = "A new version is ready.";
/// Brings it in.
pub const RELOAD: &str = "Reload";
/// Repeats what failed.
pub const TRY_AGAIN: &str = "Try again";
/// Leaves the failure.
pub const BACK: &str = "Back";
/// For the bar of the model's bytes.
pub const DOWNLOADING: &str = "Network received";
/// For the list of steps.
pub const STEPS: &str = "Progress";
/// A photo without a file name.
pub const PASTED: &str = "Pasted photo";
/// At the end of the page.
pub const FOOTER: &str = "U²-Net, run by Rust in WebAssembly. Free and open source.";

/// A way on after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayOn {
    /// The same photo again.
    TryAgain,
    /// A different photo.
    AnotherPhoto,
    /// The page again.
    Reload,
}

/// A failure as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What happened.
    pub title: String,
    /// Why, and what helps.
    pub body: String,
    /// The button.
    pub way_on: WayOn,
}

fn notice(title: &str, body: impl Into<String>, way_on: WayOn) -> Notice {
    Notice { title: title.to_owned(), body: body.into(), way_on }
}

/// A sentence and a way on for every failure.
pub fn of_failure(failure: &Failure) -> Notice {
    use WayOn::{AnotherPhoto, Reload, TryAgain};
    match failure {
        Failure::Core { error } => of_core(error),
        Failure::UnknownModel | Failure::NotLoaded | Failure::NoPhoto | Failure::NotUnderstood => {
            notice("The page and its worker misunderstood each other", "That is our mistake. Reloading the page usually helps.", Reload)
        }
        Failure::BrowserTooOld => notice(
            "This browser cannot run the network",
            "Offcut needs WebAssembly with SIMD, which Chrome, Edge and Firefox have had since 2021 and Safari since 2023. Please update the browser or open this page in another one.",
            Reload,
        ),
        Failure::WorkerDidNotStart => notice(
            "The worker did not start",
            "Its file may not have arrived, or the browser blocked it. Check the connection and try again.",
            TryAgain,
        ),
        Failure::WorkerDied => notice(
            "The worker ran out of memory or stopped",
            "A new one is starting. Try again with other tabs closed, or with a smaller version of the photo.",
            TryAgain,
        ),
        Failure::OtherVersion => {
            notice("A new version of this page is ready", "Page and worker have to be of the same version. Reload to go on.", Reload)
        }
        Failure::ModelNotFetched { problem } => {
            notice("The network could not be fetched", format!("{} Your photo is still here.", of_fetch(*problem)), TryAgain)
        }
        Failure::SampleNotFetched { problem } => notice("The sample photo could not be fetched", of_fetch(*problem), AnotherPhoto),
        Failure::FileNotReadable => {
            notice("The file cannot be opened", "It may have been moved, changed or locked since you chose it. Choose it again.", AnotherPhoto)
        }
        Failure::NobodyReads { format } => notice(
            &format!("Your browser cannot read {format}"),
            format!("Neither can Offcut by itself. Save the picture as JPEG or PNG and try again; some browsers do read {format}."),
            AnotherPhoto,
        ),
        Failure::NothingDropped => notice(
            "There was no picture file in that",
            "Pictures from another page have to be saved first. Then drop the file here, or choose it with the button.",
            AnotherPhoto,
        ),
        Failure::Cancelled => notice("Cancelled", "Nothing was kept.", TryAgain),
    }
}

fn of_core(error: &Error) -> Notice {
    use WayOn::{AnotherPhoto, Reload, TryAgain};
    match error {
        Error::EmptyFile => notice("This file is empty", "It has 0 bytes. Perhaps it was not copied completely: try the original.", AnotherPhoto),
        Error::NotAPicture => notice(
            "This is not a picture we recognise",
            "Offcut reads JPEG, PNG, WebP, GIF, BMP, TIFF, QOI and PNM, and formats your browser knows.",
            AnotherPhoto,
        ),
        Error::UnsupportedFormat { format } => {
            notice(&format!("{format} pictures cannot be read here"), "Save the picture as JPEG or PNG and try again.", AnotherPhoto)
        }
        Error::UnsupportedVariant { format, detail } => notice(
            &format!("This kind of {format} cannot be read"),
            format!("Neither Offcut nor this browser has a decoder for it ({detail}). Save it as an ordinary JPEG or PNG and try again."),
            AnotherPhoto,
        ),
        Error::Damaged { format, detail } => notice(
            &format!("This {format} file is damaged"),
            format!("It is broken or was cut short ({detail}). Try to get the original again."),
            AnotherPhoto,
        ),
        Error::OverLimit { limit, allowed, found } => {
            notice("This picture is too large", format!("{} Make a smaller version and try again.", over(*limit, *allowed, *found)), AnotherPhoto)
        }
        Error::NoBackground => notice("There is no picture for the background", "Choose one, or another kind of background.", TryAgain),
        Error::ModelDamaged { .. } => notice(
            "The network arrived damaged",
            "Its checksum is not the published one, twice in a row, so it was not used. Something on the way changes it: try again later or on another connection.",
            TryAgain,
        ),
        Error::ModelUnusable { detail } => {
            notice("The network cannot be used", format!("It could not be loaded ({detail}). Reloading the page may help."), Reload)
        }
        Error::Inference { detail } => notice("The network could not process this photo", format!("It stopped with: {detail}."), TryAgain),
        Error::TooLargeForFileType { file_type, max_side, found } => notice(
            &format!("Too large for {file_type}"),
            format!(
                "It has {} pixels along one side; {file_type} ends at {}. Save it as PNG.",
                thousands((*found).into()),
                thousands((*max_side).into())
            ),
            TryAgain,
        ),
        Error::NeedsBackground { file_type } => {
            notice(&format!("{file_type} cannot be transparent"), "Choose a background, or save it as PNG.", TryAgain)
        }
        Error::EncoderLeftOut { file_type } => notice(&format!("{file_type} cannot be written here"), "Save it as PNG.", TryAgain),
        Error::Encode { detail } => notice("The result could not be saved", format!("The encoder stopped with: {detail}."), TryAgain),
        Error::SizeMismatch { .. } => {
            notice("The photo's pixels do not fit its size", "That is our mistake. Another file of the same photo may work.", AnotherPhoto)
        }
        Error::Cancelled => notice("Cancelled", "Nothing was kept.", TryAgain),
    }
}

fn over(limit: Limit, allowed: u64, found: u64) -> String {
    match limit {
        Limit::FileBytes => format!("The file has {}; at most {} are allowed.", megabytes(found), megabytes(allowed)),
        Limit::Side => format!("Its longer side has {} pixels; at most {} are allowed.", thousands(found), thousands(allowed)),
        Limit::Pixels => format!("It has {} megapixels; at most {} are allowed.", found.div_ceil(1_000_000), allowed / 1_000_000),
    }
}

fn of_fetch(problem: FetchProblem) -> String {
    match problem {
        FetchProblem::NoAnswer => "There was no answer: you may be offline.".to_owned(),
        FetchProblem::Status(status) => format!("The server answered with {status}."),
        FetchProblem::CutShort => "The connection broke off before it was complete.".to_owned(),
    }
}

/// The small line about getting ready. `offline` when everything is kept.
pub fn of_readiness(readiness: &Readiness, offline: bool) -> String {
    match readiness {
        Readiness::Starting => "Getting ready".to_owned(),
        Readiness::Downloading { got, total: Some(total) } => format!("Getting ready · {} of {}", megabytes_bare(*got), megabytes(*total)),
        Readiness::Downloading { got, total: None } => format!("Getting ready · {}", megabytes(*got)),
        Readiness::Loading => "Getting ready · almost there".to_owned(),
        Readiness::Ready if offline => "Ready. Works offline.".to_owned(),
        Readiness::Ready => "Ready".to_owned(),
        Readiness::Failed(failure) => {
            let Notice { title, body, .. } = of_failure(failure);
            match failure {
                Failure::ModelNotFetched { problem } => format!("{title}. {}", of_fetch(*problem)),
                Failure::Core { .. }
                | Failure::UnknownModel
                | Failure::NotLoaded
                | Failure::NoPhoto
                | Failure::NotUnderstood
                | Failure::BrowserTooOld
                | Failure::WorkerDidNotStart
                | Failure::WorkerDied
                | Failure::OtherVersion
                | Failure::SampleNotFetched { .. }
                | Failure::FileNotReadable
                | Failure::NobodyReads { .. }
                | Failure::NothingDropped
                | Failure::Cancelled => format!("{title}. {body}"),
            }
        }
    }
}

/// Which worker runs, in a person's words.
pub fn of_machine(build: beacon::Build, threads: usize) -> String {
    let build = match build {
        beacon::Build::Fast => "Fastest build",
        beacon::Build::Threads => "Build without fused arithmetic",
        beacon::Build::Compat => "Compatible build, slower",
    };
    match threads {
        0 | 1 => format!("{build} · 1 thread"),
        threads => format!("{build} · {threads} threads"),
    }
}

/// A line of the progress list.
pub fn of_step(step: Step) -> &'static str {
    match step {
        Step::Download => "Get ready",
        Step::Read => "Read the photo",
        Step::Find => "Find the subject",
        Step::Refine => "Refine the edge",
        Step::Compose => "Cut it out",
        Step::Encode => "Write the PNG",
    }
}

/// What a screen reader hears while a step runs.
pub fn of_running_step(step: Step) -> &'static str {
    match step {
        Step::Download => "Getting ready…",
        Step::Read => "Reading the photo…",
        Step::Find => "Finding the subject…",
        Step::Refine => "Refining the edge…",
        Step::Compose => "Cutting it out…",
        Step::Encode => "Writing the PNG…",
    }
}

/// Heading of the result.
pub fn cut_out_of(name: &str) -> String {
    format!("{name}, cut out")
}

/// What a screen reader hears when the result is there.
pub fn announce(name: &str, verdict: Verdict, total_ms: f64) -> String {
    let verdict = of_verdict(verdict).map(|sentence| format!(" {sentence}")).unwrap_or_default();
    format!("{name} is cut out, after {}.{verdict}", seconds(total_ms))
}

/// The link back to the last cut-out.
pub fn back_to(name: &str) -> String {
    format!("Back to {name}")
}

/// Size of a result in pixels and as a file, and its time.
pub fn facts(size: Size, bytes: u64, total_ms: f64) -> String {
    format!("{} · {}", text_of_edits::size(size, bytes), seconds(total_ms))
}

/// The button that saves.
pub fn download(file_type: FileType) -> String {
    format!("Download {file_type}")
}

/// What the slider says.
pub fn split(percent: u32) -> String {
    format!("{percent} % original, {} % cut-out", 100 - percent.min(100))
}

/// Several files came at once.
pub fn left_out(count: usize) -> String {
    match count {
        1 => "One photo at a time: this is the first, one other file was left out.".to_owned(),
        count => format!("One photo at a time: this is the first, {count} other files were left out."),
    }
}

/// The name of a saved cut-out.
pub fn file_name(stem: Option<&str>, file_type: FileType) -> String {
    format!("{}-cutout.{}", stem.unwrap_or("photo"), file_type.extension())
}

/// The window's title.
pub fn title(what: Option<&str>) -> String {
    what.map_or_else(|| format!("{NAME} – cut the subject out of a photo"), |what| format!("{what} – {NAME}"))
}

/// A time for people.
pub fn seconds(ms: f64) -> String {
    if ms < 1000.0 { format!("{ms:.0} ms") } else { format!("{:.1} s", ms / 1000.0) }
}

/// A number of bytes for people.
pub fn megabytes(bytes: u64) -> String {
    format!("{} MB", megabytes_bare(bytes))
}

fn megabytes_bare(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e6)
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            // A narrow space that does not break.
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use matting::Format;

    use super::*;

    #[test]
    fn every_failure_has_a_sentence_that_ends() {
        let format = Format::Heic;
        let detail = "its own words".to_owned();
        let core = [
            Error::EmptyFile,
            Error::NotAPicture,
            Error::UnsupportedFormat { format },
            Error::UnsupportedVariant { format, detail: detail.clone() },
            Error::Damaged { format, detail: detail.clone() },
            Error::OverLimit { limit: Limit::Pixels, allowed: 100_000_000, found: 100_000_001 },
            Error::NoBackground,
            Error::SizeMismatch { width: 1, height: 1, needed: 4, found: 3 },
            Error::ModelDamaged { model: "u2netp".to_owned(), published: String::new(), found: String::new() },
            Error::ModelUnusable { detail: detail.clone() },
            Error::Inference { detail: detail.clone() },
            Error::TooLargeForFileType { file_type: FileType::WebP, max_side: 16_383, found: 20_000 },
            Error::NeedsBackground { file_type: FileType::Jpeg },
            Error::EncoderLeftOut { file_type: FileType::Avif },
            Error::Encode { detail },
            Error::Cancelled,
        ];
        let problem = FetchProblem::Status(503);
        let others = [
            Failure::UnknownModel,
            Failure::NotLoaded,
            Failure::NoPhoto,
            Failure::NotUnderstood,
            Failure::BrowserTooOld,
            Failure::WorkerDidNotStart,
            Failure::WorkerDied,
            Failure::OtherVersion,
            Failure::ModelNotFetched { problem },
            Failure::SampleNotFetched { problem },
            Failure::FileNotReadable,
            Failure::NobodyReads { format },
            Failure::NothingDropped,
            Failure::Cancelled,
        ];
        for failure in core.into_iter().map(Failure::from).chain(others) {
            let Notice { title, body, .. } = of_failure(&failure);
            assert!(!title.is_empty() && !title.ends_with('.'), "{title}");
            assert!(body.ends_with('.'), "{body}");
        }
    }

    #[test]
    fn a_limit_names_what_was_found_and_what_is_allowed() {
        let body = |limit, allowed, found| of_failure(&Error::OverLimit { limit, allowed, found }.into()).body;
        assert!(body(Limit::Pixels, 100_000_000, 100_000_001).starts_with("It has 101 megapixels; at most 100 are allowed."));
        assert!(body(Limit::Side, 65_535, 70_000).starts_with("Its longer side has 70\u{202f}000 pixels; at most 65\u{202f}535"));
        assert!(body(Limit::FileBytes, 268_435_456, 300_000_000).starts_with("The file has 300.0 MB; at most 268.4 MB"));
    }

    #[test]
    fn numbers_are_for_people() {
        assert_eq!(of_readiness(&Readiness::Downloading { got: 2_100_000, total: Some(4_574_861) }, false), "Getting ready · 2.1 of 4.6 MB");
        assert_eq!(of_readiness(&Readiness::Ready, true), "Ready. Works offline.");
        assert_eq!((seconds(319.6).as_str(), seconds(2_149.0).as_str()), ("320 ms", "2.1 s"));
        assert_eq!([0, 999, 1000, 1_234_567].map(thousands), ["0", "999", "1\u{202f}000", "1\u{202f}234\u{202f}567"]);
        assert_eq!(file_name(Some("dog"), FileType::Png), "dog-cutout.png");
        assert_eq!(file_name(None, FileType::Jpeg), "photo-cutout.jpg");
        assert_eq!(facts(Size { width: 3024, height: 4032 }, 7_340_000, 2400.0), "3024 × 4032 pixels · 7.3 MB · 2.4 s");
    }
}

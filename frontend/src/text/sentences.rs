//! Sentences of the page, but for failures (`notices`) and for panel and brush (`editor_text`).

use matting::{OutputFormat, Size, Stage, Verdict, Warning};

use super::editor_text::of_verdict;
use super::notices::{Notice, of_failure, of_fetch};
use super::units::{dimensions, megabytes, megabytes_bare, seconds};
use crate::protocol::{Failure, Input, WorkerInfo};
use crate::state::{Readiness, Step};

/// Name of the product.
pub const NAME: &str = "Offcut";
/// Heading of the page.
pub const HEADLINE: &str = "Cut the subject out of a photo.";
/// Promise below the heading.
pub const PROMISE: &str = "Everything happens in this browser. Your photo never leaves your device.";
/// Label of the main button.
pub const CHOOSE: &str = "Choose photos";
/// Label of the button for a folder.
pub const CHOOSE_FOLDER: &str = "Choose a folder";
/// Other ways to give a photo.
pub const OTHER_WAYS: &str = "or drop them anywhere, a folder or a ZIP archive too, or paste one";
/// Supported formats.
pub const FORMATS: &str =
    "JPEG, PNG, WebP, GIF, BMP, TIFF, QOI and PNM, and whatever else your browser reads. Full resolution in, full resolution out.";
/// Overlay of the window while a file is dragged over it.
pub const LET_GO: &str = "Let go to cut it out";
/// Heading of the samples.
pub const SAMPLES: &str = "No photo at hand? Try one of these";
/// Sample photos: file, thumbnail, alternative text.
pub const SAMPLE_PHOTOS: [(&str, &str, &str); 3] = [
    ("chelsea.jpg", "chelsea-thumb.jpg", "A cat"),
    ("coffee.jpg", "coffee-thumb.jpg", "A cup of coffee"),
    ("raccoon.jpg", "raccoon-thumb.jpg", "A raccoon"),
];
/// Label of the button that cancels a photo.
pub const CANCEL: &str = "Cancel";
/// Key that cancels a photo.
pub const CANCEL_KEY: &str = "Esc";
/// Label of the copy button.
pub const COPY: &str = "Copy";
/// The same after copying.
pub const COPIED: &str = "Copied";
/// Reason where copying is impossible.
pub const COPY_NOT_POSSIBLE: &str = "This browser lets a page copy pictures only over https or on this machine. Download the picture instead.";
/// Reason where the browser refused to copy.
pub const COPY_REFUSED: &str = "The browser did not allow copying. Download the picture instead.";
/// Label of the button for another photo.
pub const ANOTHER: &str = "Another photo";
/// Name of the comparison slider.
pub const COMPARE: &str = "Compare original and cut-out";
/// Tag of the slider's left side.
pub const ORIGINAL: &str = "Original";
/// Tag of the slider's right side.
pub const CUT_OUT: &str = "Cut-out";
/// Alternative text of the cut-out.
pub const CUT_OUT_ALT: &str = "The cut-out on a transparent background";
/// Alternative text of the original.
pub const ORIGINAL_ALT: &str = "The original photo";
/// Hint where neither browser nor worker can show the original.
pub const NO_ORIGINAL: &str = "The original cannot be shown in this browser, so only the cut-out is here.";
/// Label of the list of times.
pub const TIMES: &str = "Where the time went";
/// Last line of that list.
pub const TOTAL: &str = "In all";
/// Label of the privacy panel.
pub const PRIVACY: &str = "What leaves this page";
/// Label of the button that closes it.
pub const CLOSE: &str = "Close";
/// Paragraphs of the privacy panel.
pub const PRIVACY_BODY: [&str; 3] = [
    "Your photos do not. The network that finds the subject was brought to your browser; photo and result stay on your device, and the page makes no request while a photo is processed.",
    "When you leave, this page tells its own server how it went: how long each stage took, on which kind of browser, build and device, and whether it worked. No picture, no file name, no identifier; the size of the photo only in steps. It is how we notice that something is slow or broken.",
    "Below is the exact text, letter by letter. Apart from asking for its own files, and your browser asking now and then whether they are still the newest, nothing else is sent.",
];
/// Label of the switch for counting.
pub const COUNTING: &str = "Tell the server how it went";
/// Reason for a disabled switch.
pub const COUNTING_OFF_BY_BROWSER: &str = "Your browser sends the Global Privacy Control signal, so nothing is sent.";
/// State of the switch when it is off.
pub const COUNTING_OFF: &str = "Switched off. Nothing is sent.";
/// Heading of the text that waits.
pub const WAITING: &str = "Will be sent when you leave";
/// Heading of the text that was sent.
pub const SENT: &str = "Was sent last";
/// Placeholder for either text.
pub const NOTHING_YET: &str = "Nothing yet.";
/// Banner about a new version.
pub const UPDATE: &str = "A new version is ready.";
/// Label of the button that reloads.
pub const RELOAD: &str = "Reload";
/// Label of the button that tries again.
pub const TRY_AGAIN: &str = "Try again";
/// Label of the button that leaves a failure.
pub const BACK: &str = "Back";
/// Name of the model's progress bar.
pub const DOWNLOADING: &str = "Network received";
/// Name of the list of steps.
pub const STEPS: &str = "Progress";
/// Title of a photo without a file name.
pub const PASTED: &str = "Pasted photo";
/// Footer.
pub const FOOTER: &str = "U²-Net, run by Rust in WebAssembly. Free and open source.";

/// Status line. `offline` when everything is kept for use without a network.
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
                | Failure::OnlyAddress
                | Failure::Cancelled => format!("{title}. {body}"),
            }
        }
    }
}

/// Build and threads of the worker.
pub fn of_worker(WorkerInfo { build, threads }: WorkerInfo) -> String {
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

/// Line of the progress list.
pub fn of_step(step: Step) -> &'static str {
    match step {
        Step::Download => "Get ready",
        Step::Stage(Stage::Read) => "Read the photo",
        Step::Stage(Stage::Find) => "Find the subject",
        Step::Stage(Stage::Refine) => "Refine the edge",
        Step::Stage(Stage::Compose) => "Cut it out",
        Step::Stage(Stage::Encode) => "Write the PNG",
    }
}

/// Announcement of a running step.
pub fn of_running_step(step: Step) -> &'static str {
    match step {
        Step::Download => "Getting ready…",
        Step::Stage(Stage::Read) => "Reading the photo…",
        Step::Stage(Stage::Find) => "Finding the subject…",
        Step::Stage(Stage::Refine) => "Refining the edge…",
        Step::Stage(Stage::Compose) => "Cutting it out…",
        Step::Stage(Stage::Encode) => "Writing the PNG…",
    }
}

/// Heading of the result.
pub fn cut_out_of(name: &str) -> String {
    format!("{name}, cut out")
}

/// Hint for photos decoded by the browser.
pub fn read_by_browser(input: Input) -> Option<&'static str> {
    match input {
        Input::File => None,
        Input::Pixels { .. } => Some("This format was read by your browser, as 8-bit sRGB."),
        Input::WidePixels { .. } => Some("This format was read by your browser, as 8-bit Display P3."),
    }
}

/// Sentence about the file of a photo, or about its cut-out.
pub fn of_warning(warning: Warning) -> &'static str {
    match warning {
        Warning::Truncated => "The file is cut short: the rest of the picture is missing.",
        Warning::FirstPictureOnly => "The file has several pictures: this is the first.",
        Warning::GainMapIgnored => "The file has a gain map for HDR displays, which is left out.",
        Warning::Enlarged => "The frame enlarges the subject beyond the photo's own pixels.",
    }
}

/// Announcement of a finished photo.
pub fn announce(name: &str, verdict: Verdict, total_ms: f64) -> String {
    let verdict = of_verdict(verdict).map(|sentence| format!(" {sentence}")).unwrap_or_default();
    format!("{name} is cut out, after {}.{verdict}", seconds(total_ms))
}

/// Link back to the last cut-out.
pub fn back_to(name: &str) -> String {
    format!("Back to {name}")
}

/// Size of a result in pixels and as a file, and its time.
pub fn facts(size: Size, bytes: u64, total_ms: f64) -> String {
    format!("{} · {}", dimensions(size, bytes), seconds(total_ms))
}

/// Label of the download button.
pub fn download(output_format: OutputFormat) -> String {
    format!("Download {output_format}")
}

/// Value of the comparison slider.
pub fn split(percent: u32) -> String {
    format!("{percent} % original, {} % cut-out", 100 - percent.min(100))
}

/// File name of a photo without one.
pub const PHOTO: &str = "photo";
/// End of a cut-out's file name, before the extension.
pub const SUFFIX: &str = "-cutout";

/// File name of a cut-out.
pub fn file_name(stem: Option<&str>, output_format: OutputFormat) -> String {
    format!("{}{SUFFIX}.{}", stem.unwrap_or(PHOTO), output_format.extension())
}

/// Title of the window.
pub fn title(what: Option<&str>) -> String {
    what.map_or_else(|| format!("{NAME} – cut the subject out of a photo"), |what| format!("{what} – {NAME}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_have_rounded_numbers() {
        assert_eq!(of_readiness(&Readiness::Downloading { got: 2_100_000, total: Some(4_574_861) }, false), "Getting ready · 2.1 of 4.6 MB");
        assert_eq!(of_readiness(&Readiness::Ready, true), "Ready. Works offline.");
        assert_eq!(file_name(Some("dog"), OutputFormat::Png), "dog-cutout.png");
        assert_eq!(file_name(None, OutputFormat::Jpeg), "photo-cutout.jpg");
        assert_eq!(facts(Size { width: 3024, height: 4032 }, 7_340_000, 2400.0), "3024 × 4032 pixels · 7.3 MB · 2.4 s");
    }

    #[test]
    fn index_html_repeats_title_name_heading_and_promise() {
        let html = include_str!("../../../index.html");
        // Text of the only element that begins like this.
        let text = |start: &str| {
            let mut parts = html.split(start);
            let after = (parts.next(), parts.next(), parts.next());
            let (Some(_), Some(after), None) = after else { panic!("index.html does not have {start} once") };
            after.split("</").next().unwrap_or_default().trim().to_owned()
        };
        assert_eq!(text("<title>"), title(None));
        assert_eq!(text("<h1>"), HEADLINE);
        assert_eq!(text("<p class=\"promise\">"), PROMISE);
        assert_eq!(text("</svg>"), NAME);
    }
}

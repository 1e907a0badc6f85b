//! Sentences of the page, but for failures (`notices`) and for panel and brush (`editor_text`).

use matting::{OutputFormat, Size, Stage, Verdict, Warning};

use super::editor_text::of_verdict;
use super::notices::{Notice, of_failure, of_fetch};
use super::sentence::{Sentence, joined};
use super::units::{dimensions, megabytes, seconds, whole_percent};
use crate::protocol::{Failure, Input, WorkerInfo};
use crate::state::{Readiness, Step};

/// Name of the product.
pub const NAME: &str = "Offcut";
/// Heading of the page.
pub const HEADLINE: Sentence = Sentence("headline");
/// Promise below the heading.
pub const PROMISE: Sentence = Sentence("promise");
/// Label of the main button.
pub const CHOOSE: Sentence = Sentence("choose");
/// Label of the button for a folder.
pub const CHOOSE_FOLDER: Sentence = Sentence("choose-folder");
/// Other ways to give a photo.
pub const OTHER_WAYS: Sentence = Sentence("other-ways");
/// Supported formats.
pub const FORMATS: Sentence = Sentence("formats");
/// Overlay of the window while a file is dragged over it.
pub const LET_GO: Sentence = Sentence("let-go");
/// Heading of the samples.
pub const SAMPLES: Sentence = Sentence("samples");
/// Sample photos: file, thumbnail, alternative text.
pub const SAMPLE_PHOTOS: [(&str, &str, Sentence); 3] = [
    ("chelsea.jpg", "chelsea-thumb.jpg", Sentence("sample-cat")),
    ("coffee.jpg", "coffee-thumb.jpg", Sentence("sample-coffee")),
    ("raccoon.jpg", "raccoon-thumb.jpg", Sentence("sample-raccoon")),
];
/// Label of the button that cancels a photo.
pub const CANCEL: Sentence = Sentence("cancel");
/// Key that cancels a photo.
pub const CANCEL_KEY: &str = "Esc";
/// Label of the copy button.
pub const COPY: Sentence = Sentence("copy");
/// The same after copying.
pub const COPIED: Sentence = Sentence("copied");
/// Reason where copying is impossible.
pub const COPY_NOT_POSSIBLE: Sentence = Sentence("copy-not-possible");
/// Reason where the browser refused to copy.
pub const COPY_REFUSED: Sentence = Sentence("copy-refused");
/// Label of the button for another photo.
pub const ANOTHER: Sentence = Sentence("another");
/// Name of the comparison slider.
pub const COMPARE: Sentence = Sentence("compare");
/// Tag of the slider's left side.
pub const ORIGINAL: Sentence = Sentence("original");
/// Tag of the slider's right side.
pub const CUT_OUT: Sentence = Sentence("cut-out");
/// Alternative text of the cut-out.
pub const CUT_OUT_ALT: Sentence = Sentence("cut-out-alt");
/// Alternative text of the original.
pub const ORIGINAL_ALT: Sentence = Sentence("original-alt");
/// Hint where neither browser nor worker can show the original.
pub const NO_ORIGINAL: Sentence = Sentence("no-original");
/// Label of the list of times.
pub const TIMES: Sentence = Sentence("times");
/// Last line of that list.
pub const TOTAL: Sentence = Sentence("total");
/// Label of the privacy panel.
pub const PRIVACY: Sentence = Sentence("privacy");
/// Label of the button that closes it.
pub const CLOSE: Sentence = Sentence("close");
/// Paragraphs of the privacy panel.
pub const PRIVACY_BODY: [Sentence; 3] = [Sentence("privacy-photos"), Sentence("privacy-counts"), Sentence("privacy-text")];
/// Label of the switch for counting.
pub const COUNTING: Sentence = Sentence("counting");
/// Reason for a disabled switch.
pub const COUNTING_OFF_BY_BROWSER: Sentence = Sentence("counting-off-by-browser");
/// State of the switch when it is off.
pub const COUNTING_OFF: Sentence = Sentence("counting-off");
/// Heading of the text that waits.
pub const WAITING: Sentence = Sentence("counting-waiting");
/// Heading of the text that was sent.
pub const SENT: Sentence = Sentence("counting-sent");
/// Placeholder for either text.
pub const NOTHING_YET: Sentence = Sentence("nothing-yet");
/// Banner about a new version.
pub const UPDATE: Sentence = Sentence("update");
/// Label of the button that reloads.
pub const RELOAD: Sentence = Sentence("reload");
/// Label of the button that tries again.
pub const TRY_AGAIN: Sentence = Sentence("try-again");
/// Label of the button that leaves a failure.
pub const BACK: Sentence = Sentence("back");
/// Name of the model's progress bar.
pub const DOWNLOADING: Sentence = Sentence("downloading");
/// Name of the list of steps.
pub const STEPS: Sentence = Sentence("steps");
/// Title of a photo without a file name.
pub const PASTED: Sentence = Sentence("pasted");
/// Footer.
pub const FOOTER: Sentence = Sentence("footer");
/// Label of the choice of a language.
pub const LANGUAGE: Sentence = Sentence("language");
/// Line about a language that could not be had.
pub const LANGUAGE_NOT_FETCHED: Sentence = Sentence("language-not-fetched");
/// Description of the page for search engines.
pub const DESCRIPTION: Sentence = Sentence("description");
/// Dimensions of a picture.
pub(super) const PIXELS: Sentence = Sentence("pixels");

/// Status line. `offline` when everything is kept for use without a network.
pub fn of_readiness(readiness: &Readiness, offline: bool) -> String {
    match readiness {
        Readiness::Starting => Sentence("ready-starting").text(),
        Readiness::Downloading { got, total: Some(total) } => {
            Sentence("ready-received-of").with(&[("got", (&megabytes(*got)).into()), ("total", (&megabytes(*total)).into())])
        }
        Readiness::Downloading { got, total: None } => Sentence("ready-received").with(&[("got", (&megabytes(*got)).into())]),
        Readiness::Loading => Sentence("ready-loading").text(),
        Readiness::Ready if offline => Sentence("ready-offline").text(),
        Readiness::Ready => Sentence("ready").text(),
        Readiness::Failed(failure) => {
            let notice = of_failure(failure);
            match failure {
                Failure::ModelNotFetched { problem } => title_and_body(&Notice { body: of_fetch(*problem), ..notice }),
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
                | Failure::EncoderNotFetched
                | Failure::Cancelled => title_and_body(&notice),
            }
        }
    }
}

/// Notice as one text.
pub fn title_and_body(notice: &Notice) -> String {
    Sentence("title-and-body").with(&[("title", (&notice.title).into()), ("body", (&notice.body).into())])
}

/// Build and threads of the worker.
pub fn of_worker(WorkerInfo { build, threads }: WorkerInfo) -> String {
    let build = match build {
        beacon::Build::Fast => Sentence("build-fast"),
        beacon::Build::Threads => Sentence("build-threads"),
        beacon::Build::Compat => Sentence("build-compat"),
    };
    format!("{} · {}", build.text(), Sentence("threads").with(&[("count", threads.max(1).into())]))
}

/// Line of the progress list.
pub fn of_step(step: Step) -> Sentence {
    match step {
        Step::Download => Sentence("step-download"),
        Step::Stage(Stage::Read) => Sentence("step-read"),
        Step::Stage(Stage::Find) => Sentence("step-find"),
        Step::Stage(Stage::Refine) => Sentence("step-refine"),
        Step::Stage(Stage::Compose) => Sentence("step-compose"),
        Step::Stage(Stage::Encode) => Sentence("step-encode"),
    }
}

/// Announcement of a running step.
pub fn of_running_step(step: Step) -> Sentence {
    match step {
        Step::Download => Sentence("running-download"),
        Step::Stage(Stage::Read) => Sentence("running-read"),
        Step::Stage(Stage::Find) => Sentence("running-find"),
        Step::Stage(Stage::Refine) => Sentence("running-refine"),
        Step::Stage(Stage::Compose) => Sentence("running-compose"),
        Step::Stage(Stage::Encode) => Sentence("running-encode"),
    }
}

/// Heading of the result.
pub fn cut_out_of(name: &str) -> String {
    Sentence("cut-out-of").with(&[("name", name.into())])
}

/// Hint for photos decoded by the browser.
pub fn read_by_browser(input: Input) -> Option<Sentence> {
    match input {
        Input::File => None,
        Input::Pixels { .. } => Some(Sentence("read-as-srgb")),
        Input::WidePixels { .. } => Some(Sentence("read-as-p3")),
    }
}

/// Sentence about the file of a photo, or about its cut-out.
pub fn of_warning(warning: Warning) -> Sentence {
    match warning {
        Warning::Truncated => Sentence("warning-truncated"),
        Warning::FirstPictureOnly => Sentence("warning-first-only"),
        Warning::GainMapIgnored => Sentence("warning-gain-map"),
        Warning::Enlarged => Sentence("warning-enlarged"),
    }
}

/// Announcement of a finished photo.
pub fn announce(name: &str, verdict: Verdict, total_ms: f64) -> String {
    let done = Sentence("announce-done").with(&[("name", name.into()), ("time", (&seconds(total_ms)).into())]);
    joined(std::iter::once(done).chain(of_verdict(verdict).map(Sentence::text)))
}

/// Link back to the last cut-out.
pub fn back_to(name: &str) -> String {
    Sentence("back-to").with(&[("name", name.into())])
}

/// Size of a result in pixels and as a file, and its time.
pub fn facts(size: Size, bytes: u64, total_ms: f64) -> String {
    format!("{} · {}", dimensions(size, bytes), seconds(total_ms))
}

/// Label of the download button.
pub fn download(output_format: OutputFormat) -> String {
    Sentence("download").with(&[("format", <&str>::from(output_format).into())])
}

/// Value of the comparison slider.
pub fn split(percent: u32) -> String {
    let percent = percent.min(100) as f32;
    let [original, cutout] = [percent, 100.0 - percent].map(whole_percent);
    Sentence("split").with(&[("original", (&original).into()), ("cutout", (&cutout).into())])
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
    what.map_or_else(|| Sentence("title-start").text(), |what| Sentence("title-of").with(&[("what", what.into())]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_have_rounded_numbers() {
        assert_eq!(of_readiness(&Readiness::Downloading { got: 2_100_000, total: Some(4_574_861) }, false), "Getting ready · 2.1 MB of 4.6 MB");
        assert_eq!(of_readiness(&Readiness::Ready, true), "Ready. Works offline.");
        assert_eq!(file_name(Some("dog"), OutputFormat::Png), "dog-cutout.png");
        assert_eq!(file_name(None, OutputFormat::Jpeg), "photo-cutout.jpg");
        assert_eq!(facts(Size { width: 3024, height: 4032 }, 7_340_000, 2400.0), "3024 × 4032 pixels · 7.3 MB · 2.4 sec");
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
        assert_eq!(text("<h1>"), HEADLINE.text());
        assert_eq!(text("<p class=\"promise\">"), PROMISE.text());
        assert_eq!(text("</svg>"), NAME);
    }
}

//! Notice of every failure.

use matting::{Error, Limit, OutputFormat};

use super::sentence::{Sentence, joined};
use super::translation::{Value, Values};
use super::units::{megabytes, whole};
use crate::protocol::{Failure, FetchProblem};

/// Action that a notice offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextAction {
    /// Process the same photo again.
    TryAgain,
    /// Choose a different photo.
    AnotherPhoto,
    /// Reload the page.
    Reload,
}

/// Failure as the page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Event, without a full stop.
    pub title: String,
    /// Reason and remedy, in sentences.
    pub body: String,
    /// Action of the button.
    pub action: NextAction,
}

/// Notice with a title and a body, and these values in both.
fn notice(title: Sentence, body: Sentence, values: Values<'_>, action: NextAction) -> Notice {
    Notice { title: title.with(values), body: body.with(values), action }
}

/// Notice of a failure.
pub fn of_failure(failure: &Failure) -> Notice {
    use NextAction::{AnotherPhoto, Reload, TryAgain};
    match failure {
        Failure::Core { error } => of_core(error),
        Failure::UnknownModel | Failure::NotLoaded | Failure::NoPhoto | Failure::NotUnderstood => {
            notice(Sentence("misunderstood"), Sentence("misunderstood-body"), &[], Reload)
        }
        Failure::BrowserTooOld => notice(Sentence("browser-too-old"), Sentence("browser-too-old-body"), &[], Reload),
        Failure::WorkerDidNotStart => notice(Sentence("worker-did-not-start"), Sentence("worker-did-not-start-body"), &[], TryAgain),
        Failure::WorkerDied => notice(Sentence("worker-died"), Sentence("worker-died-body"), &[], TryAgain),
        Failure::OtherVersion => notice(Sentence("other-version"), Sentence("other-version-body"), &[], Reload),
        Failure::ModelNotFetched { problem } => {
            let body = joined([of_fetch(*problem), Sentence("photo-still-here").text()]);
            Notice { title: Sentence("model-not-fetched").text(), body, action: TryAgain }
        }
        Failure::EncoderNotFetched => notice(Sentence("encoder-not-fetched"), Sentence("encoder-not-fetched-body"), &[], TryAgain),
        Failure::SampleNotFetched { problem } => {
            Notice { title: Sentence("sample-not-fetched").text(), body: of_fetch(*problem), action: AnotherPhoto }
        }
        Failure::FileNotReadable => notice(Sentence("file-not-readable"), Sentence("file-not-readable-body"), &[], AnotherPhoto),
        Failure::NobodyReads { format } => {
            notice(Sentence("nobody-reads"), Sentence("nobody-reads-body"), &[("format", (&format.to_string()).into())], AnotherPhoto)
        }
        Failure::NothingDropped => notice(Sentence("nothing-dropped"), Sentence("nothing-dropped-body"), &[], AnotherPhoto),
        Failure::OnlyAddress => notice(Sentence("only-address"), Sentence("only-address-body"), &[], AnotherPhoto),
        Failure::Cancelled => cancelled(),
    }
}

fn cancelled() -> Notice {
    notice(Sentence("cancelled"), Sentence("cancelled-body"), &[], NextAction::TryAgain)
}

fn of_core(error: &Error) -> Notice {
    use NextAction::{AnotherPhoto, Reload, TryAgain};
    match error {
        Error::EmptyFile => notice(Sentence("empty-file"), Sentence("empty-file-body"), &[], AnotherPhoto),
        Error::NotAPicture => notice(Sentence("not-a-picture"), Sentence("not-a-picture-body"), &[], AnotherPhoto),
        Error::UnsupportedFormat { format } | Error::LibraryMissing { format } => {
            let format = format.to_string();
            let values: Values<'_> = &[("format", (&format).into())];
            notice(Sentence("unsupported-format"), Sentence("unsupported-format-body"), values, AnotherPhoto)
        }
        Error::UnsupportedVariant { format, detail } => {
            let format = format.to_string();
            let values: Values<'_> = &[("format", (&format).into()), ("detail", detail.into())];
            notice(Sentence("unsupported-variant"), Sentence("unsupported-variant-body"), values, AnotherPhoto)
        }
        Error::RawFile => notice(Sentence("raw-file"), Sentence("raw-file-body"), &[], AnotherPhoto),
        Error::Damaged { format, detail } => {
            let format = format.to_string();
            let values: Values<'_> = &[("format", (&format).into()), ("detail", detail.into())];
            notice(Sentence("damaged"), Sentence("damaged-body"), values, AnotherPhoto)
        }
        Error::OverLimit { limit, allowed, found } => {
            Notice { title: Sentence("over-limit").text(), body: over(*limit, *allowed, *found), action: AnotherPhoto }
        }
        Error::NoBackground => notice(Sentence("no-background"), Sentence("no-background-body"), &[], TryAgain),
        Error::ModelDamaged { .. } => notice(Sentence("model-damaged"), Sentence("model-damaged-body"), &[], TryAgain),
        Error::ModelUnusable { detail } => notice(Sentence("model-unusable"), Sentence("model-unusable-body"), &[("detail", detail.into())], Reload),
        Error::Inference { detail } => notice(Sentence("inference"), Sentence("inference-body"), &[("detail", detail.into())], TryAgain),
        Error::TooLargeForOutputFormat { output_format, max_side, found } => {
            let (found, allowed) = (whole((*found).into()), whole((*max_side).into()));
            let values: Values<'_> = &[("format", name(*output_format)), ("found", (&found).into()), ("allowed", (&allowed).into())];
            notice(Sentence("too-large-for-format"), Sentence("too-large-for-format-body"), values, TryAgain)
        }
        Error::NeedsBackground { output_format } => {
            notice(Sentence("needs-background"), Sentence("needs-background-body"), &[("format", name(*output_format))], TryAgain)
        }
        Error::EncoderLeftOut { output_format } => {
            notice(Sentence("encoder-left-out"), Sentence("encoder-left-out-body"), &[("format", name(*output_format))], TryAgain)
        }
        Error::Encode { detail } => notice(Sentence("encode"), Sentence("encode-body"), &[("detail", detail.into())], TryAgain),
        Error::SizeMismatch { .. } => notice(Sentence("size-mismatch"), Sentence("size-mismatch-body"), &[], AnotherPhoto),
        Error::Cancelled => cancelled(),
    }
}

fn name(output_format: OutputFormat) -> Value<'static> {
    <&str>::from(output_format).into()
}

fn over(limit: Limit, allowed: u64, found: u64) -> String {
    let (sentence, found, allowed) = match limit {
        Limit::FileBytes => (Sentence("over-limit-bytes"), megabytes(found), megabytes(allowed)),
        Limit::Side => (Sentence("over-limit-side"), whole(found), whole(allowed)),
        Limit::Pixels => (Sentence("over-limit-pixels"), whole(found.div_ceil(1_000_000)), whole(allowed / 1_000_000)),
    };
    sentence.with(&[("found", (&found).into()), ("allowed", (&allowed).into())])
}

/// Sentence about a failed fetch.
pub fn of_fetch(problem: FetchProblem) -> String {
    match problem {
        FetchProblem::NoResponse => Sentence("no-response").text(),
        FetchProblem::Status(status) => Sentence("bad-status").with(&[("status", (&status.to_string()).into())]),
        FetchProblem::Incomplete => Sentence("incomplete").text(),
    }
}

#[cfg(test)]
mod tests {
    use matting::InputFormat;

    use super::*;

    #[test]
    fn notice_of_every_failure_is_complete() {
        let format = InputFormat::Heic;
        let detail = "its own words".to_owned();
        let core = [
            Error::EmptyFile,
            Error::NotAPicture,
            Error::UnsupportedFormat { format },
            Error::LibraryMissing { format },
            Error::UnsupportedVariant { format, detail: detail.clone() },
            Error::Damaged { format, detail: detail.clone() },
            Error::OverLimit { limit: Limit::Pixels, allowed: 100_000_000, found: 100_000_001 },
            Error::NoBackground,
            Error::SizeMismatch { width: 1, height: 1, needed: 4, found: 3 },
            Error::ModelDamaged { model: "u2netp".to_owned(), published: String::new(), found: String::new() },
            Error::ModelUnusable { detail: detail.clone() },
            Error::Inference { detail: detail.clone() },
            Error::TooLargeForOutputFormat { output_format: OutputFormat::WebP, max_side: 16_383, found: 20_000 },
            Error::NeedsBackground { output_format: OutputFormat::Jpeg },
            Error::EncoderLeftOut { output_format: OutputFormat::Avif },
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
            Failure::EncoderNotFetched,
            Failure::SampleNotFetched { problem },
            Failure::FileNotReadable,
            Failure::NobodyReads { format },
            Failure::NothingDropped,
            Failure::OnlyAddress,
            Failure::Cancelled,
        ];
        for failure in core.into_iter().map(Failure::from).chain(others) {
            let Notice { title, body, .. } = of_failure(&failure);
            assert!(!title.is_empty() && !title.ends_with('.'), "{title}");
            assert!(body.ends_with('.'), "{body}");
        }
    }

    #[test]
    fn notice_of_a_limit_names_both_numbers() {
        let body = |limit, allowed, found| of_failure(&Error::OverLimit { limit, allowed, found }.into()).body;
        assert!(body(Limit::Pixels, 100_000_000, 100_000_001).starts_with("It has 101 megapixels; at most 100 are allowed."));
        assert!(body(Limit::Side, 65_535, 70_000).starts_with("Its longer side has 70,000 pixels; at most 65,535"));
        assert!(body(Limit::FileBytes, 268_435_456, 300_000_000).starts_with("The file has 300.0 MB; at most 268.4 MB"));
    }
}

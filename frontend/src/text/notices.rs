//! Notice of every failure.

use matting::{Error, Limit};

use super::units::{megabytes, thousands};
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

fn notice(title: &str, body: impl Into<String>, action: NextAction) -> Notice {
    Notice { title: title.to_owned(), body: body.into(), action }
}

/// Notice of a failure.
pub fn of_failure(failure: &Failure) -> Notice {
    use NextAction::{AnotherPhoto, Reload, TryAgain};
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
            "Drop picture files here, or a folder or ZIP archive of them, or choose them with the button.",
            AnotherPhoto,
        ),
        Failure::OnlyAddress => notice(
            "That was only the address of a picture",
            "This page fetches nothing from other sites. Save the picture first, then drop the file here or choose it with the button.",
            AnotherPhoto,
        ),
        Failure::Cancelled => notice("Cancelled", "Nothing was kept.", TryAgain),
    }
}

fn of_core(error: &Error) -> Notice {
    use NextAction::{AnotherPhoto, Reload, TryAgain};
    match error {
        Error::EmptyFile => notice("This file is empty", "It has 0 bytes. Perhaps it was not copied completely: try the original.", AnotherPhoto),
        Error::NotAPicture => notice(
            "This is not a picture we recognise",
            "Offcut reads JPEG, PNG, WebP, GIF, BMP, TIFF, QOI and PNM, and formats your browser knows.",
            AnotherPhoto,
        ),
        Error::UnsupportedFormat { format } | Error::LibraryMissing { format } => {
            notice(&format!("{format} pictures cannot be read here"), "Save the picture as JPEG or PNG and try again.", AnotherPhoto)
        }
        Error::UnsupportedVariant { format, detail } => notice(
            &format!("This kind of {format} cannot be read"),
            format!("Neither Offcut nor this browser has a decoder for it ({detail}). Save it as an ordinary JPEG or PNG and try again."),
            AnotherPhoto,
        ),
        Error::RawFile => notice("Raw files cannot be read here", "Export the photo as JPEG or TIFF and try again.", AnotherPhoto),
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
        Error::TooLargeForOutputFormat { output_format, max_side, found } => notice(
            &format!("Too large for {output_format}"),
            format!(
                "It has {} pixels along one side; {output_format} ends at {}. Save it as PNG.",
                thousands((*found).into()),
                thousands((*max_side).into())
            ),
            TryAgain,
        ),
        Error::NeedsBackground { output_format } => {
            notice(&format!("{output_format} cannot be transparent"), "Choose a background, or save it as PNG.", TryAgain)
        }
        Error::EncoderLeftOut { output_format } => notice(&format!("{output_format} cannot be written here"), "Save it as PNG.", TryAgain),
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

/// Sentence about a failed fetch.
pub fn of_fetch(problem: FetchProblem) -> String {
    match problem {
        FetchProblem::NoResponse => "There was no response: you may be offline.".to_owned(),
        FetchProblem::Status(status) => format!("The server responded with status {status}."),
        FetchProblem::Incomplete => "The connection broke off before it was complete.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use matting::{InputFormat, OutputFormat};

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
        assert!(body(Limit::Side, 65_535, 70_000).starts_with("Its longer side has 70\u{202f}000 pixels; at most 65\u{202f}535"));
        assert!(body(Limit::FileBytes, 268_435_456, 300_000_000).starts_with("The file has 300.0 MB; at most 268.4 MB"));
    }
}

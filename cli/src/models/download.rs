//! Download of one file: asked for, gone on with after a cut, and measured against its published size.

use std::thread::sleep;
use std::time::Duration;

use indicatif::ProgressBar;
use url::Url;

use super::download_error::DownloadError;
use super::http_client::{Client, Response, Rest, host_of, shown};
use super::partial_file::PartialFile;

/// Bytes that are written at one time.
const PIECE: usize = 1 << 16;

/// Bytes that a try has to bring for the next ones to count anew: a slow line with many cuts comes through, a server that sends nothing does not.
const WORTH_A_TRY: u64 = 1 << 20;

/// Time before the first new try; each further one waits twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(250);

/// Longest time before a new try.
const LONGEST_WAIT: Duration = Duration::from_secs(8);

/// File that is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Its address.
    pub address: &'a Url,
    /// Its published size.
    pub bytes: u64,
    /// Number of tries after the first one that bring next to nothing.
    pub retries: u32,
}

/// Gets what is missing of a file. `say` tells of cuts and of a beginning anew.
///
/// # Errors
/// An error that does not pass, or one that came more often than `retries` allows. What is there is kept.
pub fn complete(wanted: Wanted<'_>, partial: &mut PartialFile, client: Client, bar: &ProgressBar, say: &dyn Fn(String)) -> Result<(), DownloadError> {
    let (mut failed, mut has_responded) = (0, false);
    while partial.have() < wanted.bytes {
        let before = partial.have();
        let error = match attempt(wanted, partial, client, bar, say, &mut has_responded) {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        failed = if partial.have() > before + WORTH_A_TRY { 1 } else { failed + 1 };
        // A host that nobody has reached yet is a wrong address or no network, and the person can do more about it than a wait.
        let is_first_contact = matches!(error, DownloadError::Unreachable { .. }) && !has_responded;
        if !error.may_pass() || is_first_contact || failed > wanted.retries {
            return Err(error);
        }
        say(format!("{error}; trying again"));
        sleep(FIRST_WAIT.saturating_mul(1 << (failed - 1).min(8)).min(LONGEST_WAIT));
    }
    Ok(())
}

fn attempt(
    wanted: Wanted<'_>,
    partial: &mut PartialFile,
    client: Client,
    bar: &ProgressBar,
    say: &dyn Fn(String),
    has_responded: &mut bool,
) -> Result<(), DownloadError> {
    let have = partial.have();
    let rest = partial.validator().map(|validator| Rest { from: have, validator });
    let mut response = client.get(wanted.address, rest)?;
    *has_responded = true;
    let host = host_of(&response.address);
    let mut buffer = vec![0; PIECE];
    let mut count = 0;
    match response.status {
        206 => {
            let is_the_rest = content_range(&response).is_some_and(|(from, total)| from == have && total.is_none_or(|total| total == wanted.bytes));
            let is_same_file = response.validator().is_none_or(|validator| partial.validator() == Some(&validator));
            if rest.is_none() || !is_the_rest || !is_same_file {
                partial.restart()?;
                return Err(DownloadError::WrongPart { host });
            }
        }
        200 => {
            // Nothing that is there is given up for a response that is not the file.
            let address = shown(&response.address);
            if response.header("content-type").is_some_and(|kind| kind.to_ascii_lowercase().starts_with("text/html")) {
                return Err(DownloadError::WebPage { address });
            }
            count = response.read(&mut buffer)?;
            if is_web_page(&buffer[..count]) {
                return Err(DownloadError::WebPage { address });
            }
            let found = response.header("content-length").and_then(|length| length.parse().ok());
            if found.is_some_and(|found: u64| found != wanted.bytes) {
                return Err(DownloadError::WrongLength { address, found, published: wanted.bytes });
            }
            if rest.is_some() {
                say(format!("{host} has another file by now, or sends no parts: beginning anew"));
            }
            partial.restart()?;
            partial.belongs_to(response.validator())?;
        }
        416 => {
            partial.restart()?;
            return Err(DownloadError::WrongPart { host });
        }
        status @ (408 | 425 | 429 | 500..) => return Err(DownloadError::Busy { host, status }),
        status => return Err(DownloadError::Refused { address: shown(&response.address), status }),
    }
    bar.set_position(partial.have());
    // What was there before says nothing of the speed.
    bar.reset_eta();
    loop {
        if partial.have() + count as u64 > wanted.bytes {
            return Err(DownloadError::WrongLength { address: shown(&response.address), found: None, published: wanted.bytes });
        }
        partial.append(&buffer[..count])?;
        bar.set_position(partial.have());
        count = response.read(&mut buffer)?;
        if count == 0 {
            // Without a length in the response, only the published one tells the end from a cut.
            return if partial.have() == wanted.bytes { Ok(()) } else { Err(DownloadError::Cut { host }) };
        }
    }
}

/// First byte and total of `Content-Range: bytes 0-9/10`.
fn content_range(response: &Response) -> Option<(u64, Option<u64>)> {
    parse_content_range(response.header("content-range")?)
}

fn parse_content_range(text: &str) -> Option<(u64, Option<u64>)> {
    let (part, total) = text.strip_prefix("bytes ")?.split_once('/')?;
    let from = part.split_once('-')?.0.trim().parse().ok()?;
    Some((from, if total.trim() == "*" { None } else { Some(total.trim().parse().ok()?) }))
}

/// Whether bytes are the beginning of a page, whatever type the server gives them.
fn is_web_page(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).to_ascii_lowercase();
    let head = head.trim_start_matches('\u{feff}').trim_start();
    ["<!doctype html", "<html", "<head", "<?xml", "<!--"].iter().any(|beginning| head.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_ranges_are_read() {
        assert_eq!(parse_content_range("bytes 5-9/10"), Some((5, Some(10))));
        assert_eq!(parse_content_range("bytes 5-9/*"), Some((5, None)));
        for wrong in ["", "bytes", "bytes */10", "bytes 5/10", "items 5-9/10", "bytes 5-9/x", "bytes -9/10"] {
            assert_eq!(parse_content_range(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn pages_are_known_by_their_beginning() {
        for page in ["<!DOCTYPE HTML><p>", "\u{feff} \n<html lang=en>", "<head>", "<?xml version=\"1.0\"?>", "<!-- x --><html>"] {
            assert!(is_web_page(page.as_bytes()), "{page}");
        }
        for other in [&b"\x08\x06\x12\x07pytorch"[..], b"", b"<", b"plain"] {
            assert!(!is_web_page(other), "{other:?}");
        }
    }
}

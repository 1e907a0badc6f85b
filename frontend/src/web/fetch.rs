//! Files from our own server, with progress.

use std::ops::Range;
use std::pin::pin;

use futures::future::{Either, select};
use js_sys::{ArrayBuffer, Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Blob, Headers, ReadableStreamDefaultReader, RequestCache, RequestInit, Response};

use super::clock::sleep;
use crate::networks::download::Sent;
use crate::protocol::FetchProblem;

/// Longest silence of a server in the middle of a response, in ms.
const STALL_MS: i32 = 30_000;

/// Status of a response with a range.
const PARTIAL: u16 = 206;

/// Cache mode of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// A cached response is accepted.
    Any,
    /// The cache is bypassed: the cached response was damaged.
    FromServer,
    /// The server is asked whether the cached response is still the newest; the service worker leaves such requests alone.
    Asked,
    /// No cache has it or gets it: the page keeps the bytes itself.
    Kept,
}

/// Fetches a file; `progress` is called with the bytes so far and in all.
///
/// # Errors
/// Kind of failure.
pub async fn download(url: &str, freshness: Freshness, progress: impl Fn(u64, Option<u64>)) -> Result<ArrayBuffer, FetchProblem> {
    let response = get(url, freshness, None).await?;
    let total = response.headers().get("content-length").ok().flatten().and_then(|length| length.parse().ok());
    // A compressed response's length is not that of its content: no total is better than a wrong one.
    let total = total.filter(|_| !response.headers().has("content-encoding").unwrap_or(true));
    progress(0, total);
    let bytes = body(&response, |got| progress(got, total)).await?;
    if total.is_some_and(|total| total != u64::from(bytes.byte_length())) {
        return Err(FetchProblem::Incomplete);
    }
    Ok(bytes)
}

/// Fetches a range of a file with so many bytes in all, past every cache; `progress` is called with the bytes so far.
///
/// # Errors
/// Kind of failure.
pub async fn range(
    url: &str,
    range: Range<u64>,
    total: u64,
    signal: &AbortSignal,
    progress: impl Fn(u64),
) -> Result<Sent<ArrayBuffer>, FetchProblem> {
    let response = get(url, Freshness::Kept, Some((&range, signal))).await?;
    let header = |name: &str| response.headers().get(name).ok().flatten();
    if response.status() == PARTIAL {
        if header("content-range") != Some(format!("bytes {}-{}/{total}", range.start, range.end - 1)) {
            return Ok(Sent::OtherFile);
        }
        let bytes = body(&response, progress).await?;
        let is_whole = u64::from(bytes.byte_length()) == range.end - range.start;
        return if is_whole { Ok(Sent::Range(bytes)) } else { Err(FetchProblem::Incomplete) };
    }
    // A server without ranges; of another file not even the beginning is wanted.
    if header("content-length").and_then(|length| length.parse::<u64>().ok()).is_some_and(|length| length != total) {
        return Ok(Sent::OtherFile);
    }
    let bytes = body(&response, progress).await?;
    Ok(if u64::from(bytes.byte_length()) == total { Sent::Whole(bytes) } else { Sent::OtherFile })
}

/// Bytes of a response; `progress` is called with the bytes so far.
async fn body(response: &Response, progress: impl Fn(u64)) -> Result<ArrayBuffer, FetchProblem> {
    let Some(stream) = response.body() else { return Err(FetchProblem::Incomplete) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let (mut chunks, mut got) = (Vec::new(), 0);
    loop {
        let step = match select(JsFuture::from(reader.read()), pin!(sleep(STALL_MS))).await {
            Either::Left((step, _)) => step.map_err(|_| FetchProblem::Incomplete)?,
            Either::Right(_) => {
                // Whether it could be cancelled or not, nothing waits for it any more.
                drop(reader.cancel());
                return Err(FetchProblem::Incomplete);
            }
        };
        if Reflect::get(&step, &"done".into()).is_ok_and(|done| done.is_truthy()) {
            break;
        }
        let chunk: Uint8Array = Reflect::get(&step, &"value".into()).and_then(JsCast::dyn_into).map_err(|_| FetchProblem::Incomplete)?;
        got += u64::from(chunk.length());
        chunks.push(chunk);
        progress(got);
    }
    let length = u32::try_from(got).map_err(|_| FetchProblem::Incomplete)?;
    let whole = Uint8Array::new_with_length(length);
    let mut at = 0;
    for chunk in chunks {
        whole.set(&chunk, at);
        at += chunk.length();
    }
    Ok(whole.buffer())
}

/// Fetches a small file.
///
/// # Errors
/// Kind of failure.
pub async fn blob(url: &str) -> Result<Blob, FetchProblem> {
    let response = get(url, Freshness::Any, None).await?;
    let promise = response.blob().map_err(|_| FetchProblem::Incomplete)?;
    JsFuture::from(promise).await.and_then(JsCast::dyn_into).map_err(|_| FetchProblem::Incomplete)
}

/// Fetches a small text.
///
/// # Errors
/// Kind of failure.
pub async fn text(url: &str, freshness: Freshness) -> Result<String, FetchProblem> {
    let response = get(url, freshness, None).await?;
    let promise = response.text().map_err(|_| FetchProblem::Incomplete)?;
    JsFuture::from(promise).await.ok().and_then(|text| text.as_string()).ok_or(FetchProblem::Incomplete)
}

async fn get(url: &str, freshness: Freshness, part: Option<(&Range<u64>, &AbortSignal)>) -> Result<Response, FetchProblem> {
    let window = web_sys::window().ok_or(FetchProblem::NoResponse)?;
    let init = RequestInit::new();
    match freshness {
        Freshness::Any => {}
        Freshness::FromServer => init.set_cache(RequestCache::Reload),
        Freshness::Asked => init.set_cache(RequestCache::NoCache),
        Freshness::Kept => init.set_cache(RequestCache::NoStore),
    }
    if let Some((range, signal)) = part {
        let headers = Headers::new().map_err(|_| FetchProblem::NoResponse)?;
        // The value is made of digits.
        let _ = headers.set("range", &format!("bytes={}-{}", range.start, range.end.saturating_sub(1)));
        init.set_headers(&headers);
        init.set_signal(Some(signal));
    }
    let outcome = JsFuture::from(window.fetch_with_str_and_init(url, &init)).await;
    let response: Response = outcome.and_then(JsCast::dyn_into).map_err(|_| FetchProblem::NoResponse)?;
    if response.ok() { Ok(response) } else { Err(FetchProblem::Status(response.status())) }
}

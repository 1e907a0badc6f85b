//! Files from our own server, with progress.

use js_sys::{ArrayBuffer, Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStreamDefaultReader, RequestCache, RequestInit, Response};

use crate::protocol::FetchProblem;

/// Cache mode of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// A cached response is accepted.
    Any,
    /// The cache is bypassed: the cached response was damaged.
    FromServer,
}

/// Fetches a file; `progress` is called with the bytes so far and in all.
///
/// # Errors
/// Kind of failure.
pub async fn download(url: &str, freshness: Freshness, progress: impl Fn(u64, Option<u64>)) -> Result<ArrayBuffer, FetchProblem> {
    let response = get(url, freshness).await?;
    let total = response.headers().get("content-length").ok().flatten().and_then(|length| length.parse().ok());
    // A compressed response's length is not that of its content: no total is better than a wrong one.
    let total = total.filter(|_| !response.headers().has("content-encoding").unwrap_or(true));
    progress(0, total);
    let Some(stream) = response.body() else { return Err(FetchProblem::Incomplete) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let (mut chunks, mut got) = (Vec::new(), 0);
    loop {
        let step = JsFuture::from(reader.read()).await.map_err(|_| FetchProblem::Incomplete)?;
        if Reflect::get(&step, &"done".into()).is_ok_and(|done| done.is_truthy()) {
            break;
        }
        let chunk: Uint8Array = Reflect::get(&step, &"value".into()).and_then(JsCast::dyn_into).map_err(|_| FetchProblem::Incomplete)?;
        got += u64::from(chunk.length());
        chunks.push(chunk);
        progress(got, total);
    }
    let length = u32::try_from(got).map_err(|_| FetchProblem::Incomplete)?;
    if total.is_some_and(|total| total != got) {
        return Err(FetchProblem::Incomplete);
    }
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
    let response = get(url, Freshness::Any).await?;
    let promise = response.blob().map_err(|_| FetchProblem::Incomplete)?;
    JsFuture::from(promise).await.and_then(JsCast::dyn_into).map_err(|_| FetchProblem::Incomplete)
}

async fn get(url: &str, freshness: Freshness) -> Result<Response, FetchProblem> {
    let window = web_sys::window().ok_or(FetchProblem::NoResponse)?;
    let init = RequestInit::new();
    match freshness {
        Freshness::Any => {}
        Freshness::FromServer => init.set_cache(RequestCache::Reload),
    }
    let outcome = JsFuture::from(window.fetch_with_str_and_init(url, &init)).await;
    let response: Response = outcome.and_then(JsCast::dyn_into).map_err(|_| FetchProblem::NoResponse)?;
    if response.ok() { Ok(response) } else { Err(FetchProblem::Status(response.status())) }
}

//! `GET /models/…`: the list, and the files, from memory where they are small and from the disk where they are large.

use std::io::SeekFrom;
use std::ops::Range;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{ACCEPT_RANGES, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, RANGE};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;

use super::model_file::{ModelFile, Stamp};
use super::model_folder::ModelFolder;
use super::model_list;
use crate::error::RequestError;
use crate::files::assets;
use crate::files::byte_range::{ByteRange, parse};
use crate::files::mime::media_type;
use crate::files::static_files::{matches_any, range_still_fits, respond};

/// Name of the list.
pub const LIST: &str = "models.json";

/// Bytes that are read from the disk at one time.
const PIECE: usize = 256 << 10;

/// Fewest digits of a digest in an address that keep one version of a file from being taken for another.
const MIN_DIGITS: usize = 8;

/// `GET /models/models.json`
///
/// # Errors
/// [`RequestError::Internal`].
pub async fn list(State(folder): State<Arc<ModelFolder>>, method: Method, headers: HeaderMap) -> Result<Response, RequestError> {
    folder.look_again();
    respond(&assets::asset(LIST, Bytes::from(model_list::json(&folder.files())), None, None), &method, &headers)
}

/// `GET` of a network's file.
///
/// # Errors
/// When there is no such file, it is changing, or the range is outside it.
pub async fn file(
    State(folder): State<Arc<ModelFolder>>,
    path: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, RequestError> {
    let Ok(Path(file)) = path else { return Err(RequestError::NotFound) };
    folder.look_again();
    let model = folder.file(&file).ok_or(RequestError::NotFound)?;
    let etag = etag(&model);
    let length = model.content.stamp.bytes;
    let cache_control = if names_content(query.as_deref().unwrap_or_default(), &model) { assets::IMMUTABLE } else { assets::REVALIDATED };
    let builder = Response::builder().header(ETAG, &etag).header(CACHE_CONTROL, cache_control);
    if matches_any(&headers, &etag) {
        return builder.status(StatusCode::NOT_MODIFIED).body(Body::empty()).map_err(|_| RequestError::Internal);
    }
    let range = headers.get(RANGE).and_then(|value| value.to_str().ok()).filter(|_| method == Method::GET && range_still_fits(&headers, &etag));
    let size = usize::try_from(length).map_err(|_| RequestError::Internal)?;
    let (builder, part) = match range.map_or(ByteRange::Whole, |range| parse(range, size)) {
        ByteRange::Unsatisfiable => return Err(RequestError::RangeOutside { length: size }),
        ByteRange::Whole => (builder, 0..size),
        ByteRange::Satisfiable(part) => {
            let content_range = format!("bytes {}-{}/{size}", part.start, part.end - 1);
            (builder.status(StatusCode::PARTIAL_CONTENT).header(CONTENT_RANGE, content_range), part)
        }
    };
    let builder = builder.header(CONTENT_TYPE, media_type(&file)).header(ACCEPT_RANGES, "bytes").header(CONTENT_LENGTH, part.len());
    let body = if method == Method::HEAD { Body::empty() } else { body(&model, part).await? };
    builder.body(body).map_err(|_| RequestError::Internal)
}

async fn body(model: &ModelFile, part: Range<usize>) -> Result<Body, RequestError> {
    if let Some(bytes) = &model.content.bytes {
        return Ok(Body::from(bytes.slice(part)));
    }
    // Its digest is another one by now, or none is known yet.
    let changing = |_| RequestError::ModelChanging;
    let mut file = File::open(&model.path).await.map_err(changing)?;
    if Stamp::from(&file.metadata().await.map_err(changing)?) != model.content.stamp {
        return Err(RequestError::ModelChanging);
    }
    file.seek(SeekFrom::Start(part.start as u64)).await.map_err(changing)?;
    Ok(Body::from_stream(ReaderStream::with_capacity(file.take(part.len() as u64), PIECE)))
}

/// Tag of a file's bytes, as those of the site's files.
fn etag(model: &ModelFile) -> String {
    let digits: String = model.content.digests.sha256.chars().take(assets::TAG_DIGITS).collect();
    format!("\"{digits}\"")
}

/// Whether the query names the content by the beginning of its digest, as the page's addresses do: `sha256=309c8469`. Such an address never changes.
fn names_content(query: &str, model: &ModelFile) -> bool {
    let digests = &model.content.digests;
    let begins = |digest: &str, digits: &str| digits.len() >= MIN_DIGITS && digest.starts_with(digits);
    query.split('&').filter_map(|pair| pair.split_once('=')).any(|(name, digits)| match name {
        "sha256" => begins(&digests.sha256, digits),
        "md5" => begins(&digests.md5, digits),
        _ => false,
    })
}

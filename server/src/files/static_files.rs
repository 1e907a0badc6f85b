//! Static files: negotiation, conditional requests, ranges, caching.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::{
    ACCEPT_ENCODING, ACCEPT_RANGES, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_NONE_MATCH, IF_RANGE, RANGE, VARY,
};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, response};
use axum::response::{IntoResponse, Response};

use super::assets::{Asset, Assets, Representation};
use super::byte_range::{ByteRange, parse};
use crate::error::RequestError;
use crate::negotiate::{Coding, coding};

/// `GET /`
///
/// # Errors
/// As [`file`].
pub async fn index(State(assets): State<Arc<Assets>>, method: Method, headers: HeaderMap) -> Result<Response, RequestError> {
    respond(assets.get("/").ok_or(RequestError::NotFound)?, &method, &headers)
}

/// `GET` of any file of the site.
///
/// # Errors
/// When there is no such file, or the range is outside it.
pub async fn file(
    State(assets): State<Arc<Assets>>,
    path: Result<Path<String>, PathRejection>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, RequestError> {
    let Ok(Path(path)) = path else { return Err(RequestError::NotFound) };
    respond(assets.get(&format!("/{path}")).ok_or(RequestError::NotFound)?, &method, &headers)
}

/// Response with a file, or with what the request's headers leave of it.
///
/// # Errors
/// When the range is outside the file.
pub fn respond(asset: &Asset, method: &Method, headers: &HeaderMap) -> Result<Response, RequestError> {
    let range = headers.get(RANGE).and_then(|value| value.to_str().ok()).filter(|_| *method == Method::GET);
    let range = range.filter(|_| range_still_fits(headers, &asset.identity.etag)).map(|range| parse(range, asset.identity.bytes.len()));
    let (representation, coding) = match range {
        // Ranges count the bytes of the file as it is, whatever encoding the client accepts.
        Some(ByteRange::Satisfiable(_) | ByteRange::Unsatisfiable) => (&asset.identity, Coding::Identity),
        Some(ByteRange::Whole) | None => best_representation(asset, headers),
    };
    if matches_any(headers, &representation.etag) {
        return finish(with_cache_headers(asset, representation).status(StatusCode::NOT_MODIFIED), Bytes::new());
    }
    let mut builder = with_cache_headers(asset, representation).header(CONTENT_TYPE, asset.media_type).header(ACCEPT_RANGES, "bytes");
    if let Some(name) = coding.name() {
        builder = builder.header(CONTENT_ENCODING, name);
    }
    let length = representation.bytes.len();
    match range {
        Some(ByteRange::Unsatisfiable) => Err(RequestError::RangeOutside { length }),
        Some(ByteRange::Satisfiable(part)) => {
            let content_range = format!("bytes {}-{}/{length}", part.start, part.end - 1);
            finish(builder.status(StatusCode::PARTIAL_CONTENT).header(CONTENT_RANGE, content_range), representation.bytes.slice(part))
        }
        Some(ByteRange::Whole) | None => finish(builder, representation.bytes.clone()),
    }
}

fn best_representation<'a>(asset: &'a Asset, headers: &HeaderMap) -> (&'a Representation, Coding) {
    let chosen = coding(headers, asset.gzip.is_some(), asset.brotli.is_some());
    let representation = match chosen {
        Coding::Identity => None,
        Coding::Gzip => asset.gzip.as_ref(),
        Coding::Brotli => asset.brotli.as_ref(),
    };
    representation.map_or((&asset.identity, Coding::Identity), |representation| (representation, chosen))
}

/// Headers that a 304 repeats.
fn with_cache_headers(asset: &Asset, representation: &Representation) -> response::Builder {
    let response = Response::builder().header(ETAG, &representation.etag).header(CACHE_CONTROL, asset.cache_control());
    if asset.gzip.is_some() || asset.brotli.is_some() { response.header(VARY, ACCEPT_ENCODING.as_str()) } else { response }
}

fn finish(builder: response::Builder, bytes: Bytes) -> Result<Response, RequestError> {
    builder.body(Body::from(bytes)).map(IntoResponse::into_response).map_err(|_| RequestError::Internal)
}

/// `If-None-Match` compares weakly and may name many tags.
pub fn matches_any(headers: &HeaderMap, etag: &str) -> bool {
    lines(headers, IF_NONE_MATCH)
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

/// `If-Range` compares strongly; a date never fits, since no response has a `Last-Modified`.
pub fn range_still_fits(headers: &HeaderMap, etag: &str) -> bool {
    lines(headers, IF_RANGE).all(|tag| tag.trim() == etag) && headers.get_all(IF_RANGE).iter().all(|value| value.to_str().is_ok())
}

fn lines(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok())
}

//! Upload: the bytes of a request, counted as they come, with the photo and the options in them.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, EXPECT};
use multer::Multipart;

use super::params::Reader;
use crate::api::api_error::ApiError;

/// Bytes that are taken from a rejected client and thrown away. It may still be sending, and where the connection ends then, many clients report that
/// and not the answer.
const MOST_DRAINED: usize = 64 << 20;

/// Time for them, as clients may be slow.
const LONGEST_DRAIN: Duration = Duration::from_secs(5);

/// Longest value of an option in bytes.
const MOST_OPTION_BYTES: usize = 4096;

/// Reads a whole body of at most `allowed` bytes.
///
/// # Errors
/// [`ApiError::TooLarge`], at once where the header announces it; [`ApiError::CutShort`].
pub async fn read(headers: &HeaderMap, body: &mut Body, allowed: usize) -> Result<Bytes, ApiError> {
    let announced = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > allowed as u64) {
        return Err(ApiError::TooLarge { allowed });
    }
    // An announced length is not reserved before its bytes are there.
    let mut bytes = Vec::new();
    while let Some(data) = next(body).await {
        let data = data?;
        if bytes.len() + data.len() > allowed {
            return Err(ApiError::TooLarge { allowed });
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes.into())
}

/// Takes the rest of a rejected body, within bounds. A client that asked first (`Expect: 100-continue`) has not begun to send.
pub async fn drain(headers: &HeaderMap, body: &mut Body) {
    if headers.contains_key(EXPECT) {
        return;
    }
    let all = async {
        let mut drained = 0;
        while let Some(Ok(data)) = next(body).await {
            drained += data.len();
            if drained > MOST_DRAINED {
                break;
            }
        }
    };
    // A slower client sees the connection end.
    let _ = tokio::time::timeout(LONGEST_DRAIN, all).await;
}

async fn next(body: &mut Body) -> Option<Result<Bytes, ApiError>> {
    loop {
        match poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await? {
            Ok(frame) => match frame.into_data() {
                Ok(data) => return Some(Ok(data)),
                // Trailers say nothing here.
                Err(_) => continue,
            },
            Err(_) => return Some(Err(ApiError::CutShort)),
        }
    }
}

/// Photo of a body: its field `file` where it is a form, whose other fields are options, or else all of it.
///
/// # Errors
/// [`ApiError::WrongType`], [`ApiError::Form`], and those of the options.
pub async fn photo(headers: &HeaderMap, body: Bytes, params: &mut Reader) -> Result<Bytes, ApiError> {
    let content_type = headers.get(CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default().trim().to_ascii_lowercase());
    let essence = content_type.as_deref().map(|value| value.split(';').next().unwrap_or_default().trim());
    match essence {
        Some("multipart/form-data") => form(headers, body, params).await,
        Some("application/octet-stream") | None => Ok(body),
        Some(essence) if essence.starts_with("image/") => Ok(body),
        Some(_) => Err(ApiError::WrongType),
    }
}

async fn form(headers: &HeaderMap, body: Bytes, params: &mut Reader) -> Result<Bytes, ApiError> {
    let broken = |detail: String| ApiError::Form { detail };
    let unreadable = |error: multer::Error| broken(error.to_string());
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(content_type).map_err(unreadable)?;
    let mut form = Multipart::new(Body::from(body).into_data_stream(), boundary);
    let mut photo = None;
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        let value = field.bytes().await.map_err(unreadable)?;
        if name == "file" {
            if photo.replace(value).is_some() {
                return Err(broken("it has two fields named file, and one photo is cut out at a time".to_owned()));
            }
            continue;
        }
        let text = std::str::from_utf8(&value).ok().filter(|text| text.len() <= MOST_OPTION_BYTES);
        params.take(&name, text.ok_or_else(|| broken("an option in it is no text, or a very long one".to_owned()))?)?;
    }
    photo.ok_or_else(|| broken("it has no field named file with the photo".to_owned()))
}

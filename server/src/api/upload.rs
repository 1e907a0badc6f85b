//! The bytes of a request, counted as they come, and the photo and options in them.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, EXPECT};

use super::refusal::Refusal;
use super::wishes::Reader;

/// A client that is refused may still be sending. Where the connection ends then, many clients report that and not the answer:
/// so much more is taken and thrown away.
const MOST_DRAINED: usize = 64 << 20;

/// As [`MOST_DRAINED`], for clients that are slow.
const LONGEST_DRAIN: Duration = Duration::from_secs(5);

/// Longest value of an option.
const MOST_OPTION_BYTES: usize = 4096;

/// Reads a whole body of at most `allowed` bytes.
///
/// # Errors
/// [`Refusal::TooLarge`], at once where the header tells; [`Refusal::CutShort`].
pub async fn read(headers: &HeaderMap, body: &mut Body, allowed: usize) -> Result<Bytes, Refusal> {
    let told = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if told.is_some_and(|told| told > allowed as u64) {
        return Err(Refusal::TooLarge { allowed });
    }
    // What a header promises is not reserved before it is there.
    let mut bytes = Vec::new();
    while let Some(data) = next(body).await {
        let data = data?;
        if bytes.len() + data.len() > allowed {
            return Err(Refusal::TooLarge { allowed });
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes.into())
}

/// Takes the rest of a refused body, within bounds. A client that asked first (`Expect: 100-continue`) has not begun to send.
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
    // Who is slower than this sees the connection end.
    let _ = tokio::time::timeout(LONGEST_DRAIN, all).await;
}

async fn next(body: &mut Body) -> Option<Result<Bytes, Refusal>> {
    loop {
        match poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await? {
            Ok(frame) => match frame.into_data() {
                Ok(data) => return Some(Ok(data)),
                // Trailers say nothing here.
                Err(_) => continue,
            },
            Err(_) => return Some(Err(Refusal::CutShort)),
        }
    }
}

/// The photo of a body: its field `file` where it is a form, whose other fields are options, or else all of it.
///
/// # Errors
/// [`Refusal::WrongType`], [`Refusal::Form`], and those of the options.
pub async fn photo(headers: &HeaderMap, body: Bytes, wishes: &mut Reader) -> Result<Bytes, Refusal> {
    let content_type = headers.get(CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default().trim().to_ascii_lowercase());
    let essence = content_type.as_deref().map(|value| value.split(';').next().unwrap_or_default().trim());
    match essence {
        Some("multipart/form-data") => form(headers, body, wishes).await,
        Some("application/octet-stream") | None => Ok(body),
        Some(essence) if essence.starts_with("image/") => Ok(body),
        Some(_) => Err(Refusal::WrongType),
    }
}

async fn form(headers: &HeaderMap, body: Bytes, wishes: &mut Reader) -> Result<Bytes, Refusal> {
    let broken = |detail: String| Refusal::Form { detail };
    let mut request = Request::new(Body::from(body));
    request.headers_mut().clone_from(headers);
    // Its bytes were counted when they came.
    DefaultBodyLimit::disable().apply(&mut request);
    let mut form = Multipart::from_request(request, &()).await.map_err(|error| broken(error.body_text()))?;
    let mut photo = None;
    while let Some(field) = form.next_field().await.map_err(|error| broken(error.body_text()))? {
        let name = field.name().unwrap_or_default().to_owned();
        let value = field.bytes().await.map_err(|error| broken(error.body_text()))?;
        if name == "file" {
            if photo.replace(value).is_some() {
                return Err(broken("it has two fields named file, and one photo is cut out at a time".to_owned()));
            }
            continue;
        }
        let text = std::str::from_utf8(&value).ok().filter(|text| text.len() <= MOST_OPTION_BYTES);
        wishes.take(&name, text.ok_or_else(|| broken("an option in it is no text, or a very long one".to_owned()))?)?;
    }
    photo.ok_or_else(|| broken("it has no field named file with the photo".to_owned()))
}

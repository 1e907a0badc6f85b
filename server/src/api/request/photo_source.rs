//! Photo of a request: the whole body, or a field of a form.

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use matting::InputFormat;

use super::form;
use super::params::ParamsBuilder;
use crate::api::api_error::ApiError;

/// Bytes in which the headers of a form's first field are expected.
const FORM_HEAD: usize = 1024;

/// Photo as it was sent: the bytes of a file, or text that stands for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadedPhoto {
    /// Bytes of the body or the field.
    pub bytes: Bytes,
    /// Location of the photo in the request.
    pub place: PhotoLocation,
}

/// Location of a photo in its request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhotoLocation {
    /// The body.
    Body,
    /// Field of this name in a form, with the name of a file.
    File(String),
    /// Field of this name in a form.
    Field(String),
    /// Field of this name in a form written like a query, where a plus sign that was not escaped has become a space.
    QueryField(String),
}

impl UploadedPhoto {
    fn body(bytes: Bytes) -> Self {
        Self { bytes, place: PhotoLocation::Body }
    }
}

/// Photo of a body: its field `file` (or another name of [`form::PHOTO_FIELDS`]) where it is a form, whose other fields are options, or else all of
/// it. A body that begins like a picture is one whatever its type says: `curl --data-binary` calls every body a form.
///
/// # Errors
/// [`ApiError::UnsupportedMediaType`], [`ApiError::InvalidForm`], and those of the options.
pub async fn find(headers: &HeaderMap, body: Bytes, params: &mut ParamsBuilder) -> Result<UploadedPhoto, ApiError> {
    let encoding = headers.get(CONTENT_ENCODING).map(|value| value.to_str().unwrap_or("unreadable").trim().to_ascii_lowercase());
    if let Some(encoding) = encoding.filter(|encoding| !["", "identity"].contains(&encoding.as_str())) {
        let sentence = format!("The body has the Content-Encoding {}, and photos are taken as they are: send it without.", shortened(&encoding));
        return Err(ApiError::UnsupportedMediaType(sentence));
    }
    let content_type = headers.get(CONTENT_TYPE).map(|value| value.to_str().unwrap_or("unreadable").trim()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        _ if InputFormat::detect(&body).is_some() => Ok(UploadedPhoto::body(body)),
        "multipart/form-data" => form::multipart(content_type, body, params).await,
        // What curl sends for a file that is not there.
        "application/x-www-form-urlencoded" if body.is_empty() => Ok(UploadedPhoto::body(body)),
        "application/x-www-form-urlencoded" => form::urlencoded(&body, params),
        "" | "application/octet-stream" | "binary/octet-stream" | "text/plain" if is_like_a_form(&body) => Err(ApiError::UnsupportedMediaType(
            "The body is a form, but its Content-Type is not multipart/form-data with the form's boundary: let the client write this header."
                .to_owned(),
        )),
        "" | "application/octet-stream" | "binary/octet-stream" | "text/plain" => Ok(UploadedPhoto::body(body)),
        essence if essence.starts_with("image/") => Ok(UploadedPhoto::body(body)),
        essence => Err(ApiError::UnsupportedMediaType(format!(
            "The Content-Type {} is not taken: send the photo as the field file of multipart/form-data, or as the body with its own Content-Type such \
             as image/jpeg or with application/octet-stream.",
            shortened(essence)
        ))),
    }
}

fn is_like_a_form(body: &[u8]) -> bool {
    let head = &body[..body.len().min(FORM_HEAD)];
    head.starts_with(b"--") && String::from_utf8_lossy(head).to_ascii_lowercase().contains("form-data;")
}

/// Text from a request, sanitised and shortened for an error message.
pub fn shortened(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    async fn found(headers: &[(HeaderName, &'static str)], body: &'static [u8]) -> Result<UploadedPhoto, ApiError> {
        let headers = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect();
        find(&headers, Bytes::from_static(body), &mut ParamsBuilder::default()).await
    }

    #[tokio::test]
    async fn body_that_begins_like_a_picture_is_one_whatever_its_type() {
        for content_type in [
            "image/jpeg",
            "image/*",
            "Image/PNG; charset=binary",
            "application/octet-stream",
            "binary/octet-stream",
            "application/x-www-form-urlencoded",
            "application/json",
            "text/plain",
            "video/mp4",
            "multipart/mixed",
            "multipart/form-data",
            "nonsense",
            "",
        ] {
            let photo = found(&[(CONTENT_TYPE, content_type)], b"\x89PNG and more").await;
            assert_eq!(photo, Ok(UploadedPhoto::body(Bytes::from_static(b"\x89PNG and more"))), "{content_type}");
        }
        assert!(found(&[], b"\xff\xd8\xff").await.is_ok());
    }

    #[tokio::test]
    async fn other_bodies_are_refused_by_their_type() {
        for (content_type, sentence) in [
            ("application/json", "Content-Type application/json is not taken"),
            ("video/mp4", "Content-Type video/mp4 is not taken"),
            ("multipart/mixed; boundary=x", "Content-Type multipart/mixed is not taken"),
        ] {
            let error = found(&[(CONTENT_TYPE, content_type)], b"{}").await.unwrap_err().to_string();
            assert!(error.contains(sentence), "{error}");
        }
        let gzip = found(&[(CONTENT_ENCODING, "gzip")], b"\x1f\x8b\x08").await.unwrap_err().to_string();
        assert!(gzip.contains("Content-Encoding gzip"), "{gzip}");
        assert!(found(&[(CONTENT_ENCODING, "identity")], b"text").await.is_ok());
        let form = found(&[(CONTENT_TYPE, "application/octet-stream")], b"--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n").await;
        assert!(form.unwrap_err().to_string().contains("is a form, but its Content-Type"));
    }
}

//! Why a photo is not cut out, for the program that sent it: a status, a word for programs and a sentence for people.

use std::time::Duration;

use axum::Json;
use axum::http::header::{ACCEPT, RETRY_AFTER, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use matting::Error;
use serde::Serialize;

use crate::negotiate::Weights;

/// Why there is no cut-out.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// A page of another site uses its visitor's browser.
    #[error("Photos are not taken from pages of other sites, only from programs and from pages of this server.")]
    OtherSite,
    /// `GET`, which with rembg fetches the picture at `url`.
    #[error(
        "This server never fetches addresses: it would do so with its own access to its network. Fetch the picture yourself and send it with POST, \
         as the field file of a form or as the body."
    )]
    NeverFetches,
    /// One client sends too many.
    #[error("This client has sent as many photos as it may for now. Try again in {} s.", .after.as_secs())]
    TooOften {
        /// Until the next one is taken, in whole seconds.
        after: Duration,
    },
    /// Every worker has a photo, and no more may wait.
    #[error("The server has as many photos as it can take. Try again in {} s.", .after.as_secs())]
    Full {
        /// Until there may be room, in whole seconds.
        after: Duration,
    },
    /// Upload, waiting and work took too long together.
    #[error("The photo was not done after {} s and was given up. Try again later, or send a smaller one.", .allowed.as_secs())]
    TooSlow {
        /// What is allowed.
        allowed: Duration,
    },
    /// More bytes than `--api-max-mib`.
    #[error("The request is too large: it may have {allowed} bytes in all. Send a smaller photo.")]
    TooLarge {
        /// What is allowed.
        allowed: usize,
    },
    /// The body ended early.
    #[error("The request ended before its body was complete.")]
    CutShort,
    /// Neither a form nor a picture.
    #[error(
        "Send the photo as the field file of multipart/form-data, or as the body with its own Content-Type such as image/jpeg or with \
         application/octet-stream."
    )]
    WrongType,
    /// A form that cannot be read.
    #[error("The form cannot be read: {detail}.")]
    Form {
        /// What is wrong with it.
        detail: String,
    },
    /// An option that is not known, or has a value that makes no sense.
    #[error("{0}")]
    Wish(String),
    /// The core refused the photo.
    #[error("{}", as_sentence(.0))]
    Photo(Error),
    /// The network's file cannot be used.
    #[error("The network cannot be used: {}", as_sentence(.0))]
    Network(Error),
    /// The work on the photo panicked.
    #[error("The file made the decoder fail. Save the picture anew as JPEG or PNG and try again.")]
    Broke,
    /// A worker is gone, which happens only while the server stops.
    #[error("The server is stopping. Try again.")]
    Stopping,
}

#[derive(Serialize)]
struct Report<'a> {
    error: &'static str,
    message: &'a str,
}

impl Refusal {
    /// The status that goes with it.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::OtherSite => StatusCode::FORBIDDEN,
            Self::NeverFetches => StatusCode::NOT_IMPLEMENTED,
            Self::TooOften { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Full { .. } | Self::TooSlow { .. } | Self::Stopping => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::CutShort | Self::Form { .. } | Self::Wish(_) => StatusCode::BAD_REQUEST,
            Self::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Broke => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Network(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Photo(error) => status_of(error),
        }
    }

    /// The word that programs can tell it by.
    pub fn word(&self) -> &'static str {
        match self {
            Self::OtherSite => "other_site",
            Self::NeverFetches => "never_fetches",
            Self::TooOften { .. } => "too_often",
            Self::Full { .. } => "full",
            Self::TooSlow { .. } => "too_slow",
            Self::TooLarge { .. } | Self::Photo(Error::OverLimit { .. }) => "too_large",
            Self::CutShort => "cut_short",
            Self::WrongType => "wrong_type",
            Self::Form { .. } => "bad_form",
            Self::Wish(_) => "bad_option",
            Self::Broke => "broke",
            Self::Network(_) => "network",
            Self::Stopping => "stopping",
            Self::Photo(Error::EmptyFile) => "empty",
            Self::Photo(Error::NotAPicture | Error::UnsupportedFormat { .. } | Error::UnsupportedVariant { .. }) => "unsupported",
            Self::Photo(Error::Damaged { .. }) => "damaged",
            Self::Photo(Error::Cancelled) => "cancelled",
            Self::Photo(Error::TooLargeForFileType { .. }) => "too_large_for_format",
            Self::Photo(
                Error::NoBackground
                | Error::SizeMismatch { .. }
                | Error::ModelDamaged { .. }
                | Error::ModelUnusable { .. }
                | Error::Inference { .. }
                | Error::NeedsBackground { .. }
                | Error::EncoderLeftOut { .. }
                | Error::Encode { .. },
            ) => "failed",
        }
    }

    /// After what time the same request may succeed.
    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::TooOften { after } | Self::Full { after } => Some(*after),
            Self::TooSlow { allowed } => Some(*allowed),
            Self::Stopping => Some(Duration::from_secs(1)),
            Self::OtherSite
            | Self::NeverFetches
            | Self::TooLarge { .. }
            | Self::CutShort
            | Self::WrongType
            | Self::Form { .. }
            | Self::Wish(_)
            | Self::Photo(_)
            | Self::Network(_)
            | Self::Broke => None,
        }
    }

    /// The answer: a sentence as plain text, or `{"error": …, "message": …}` for a client that accepts JSON better.
    pub fn into_answer(self, request: &HeaderMap) -> Response {
        let message = self.to_string();
        let mut response = if prefers_json(request) {
            (self.status(), Json(Report { error: self.word(), message: &message })).into_response()
        } else {
            (self.status(), format!("{message}\n")).into_response()
        };
        response.headers_mut().insert(VARY, HeaderValue::from_name(ACCEPT));
        if let Some(after) = self.retry_after() {
            response.headers_mut().insert(RETRY_AFTER, after.as_secs().max(1).into());
        }
        response
    }
}

fn status_of(error: &Error) -> StatusCode {
    match error {
        Error::EmptyFile => StatusCode::BAD_REQUEST,
        Error::NotAPicture | Error::UnsupportedFormat { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Error::UnsupportedVariant { .. } | Error::Damaged { .. } | Error::TooLargeForFileType { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        Error::OverLimit { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Error::Cancelled => StatusCode::SERVICE_UNAVAILABLE,
        Error::NoBackground
        | Error::SizeMismatch { .. }
        | Error::ModelDamaged { .. }
        | Error::ModelUnusable { .. }
        | Error::Inference { .. }
        | Error::NeedsBackground { .. }
        | Error::EncoderLeftOut { .. }
        | Error::Encode { .. } => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The core's errors are the second half of a line on a terminal: here they stand alone.
fn as_sentence(error: &Error) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).chain(['.']).collect()).unwrap_or_default()
}

fn prefers_json(request: &HeaderMap) -> bool {
    let weights = Weights::read(request, ACCEPT);
    let json = weights.of(&["application/json", "application/*", "*/*"]).unwrap_or(0);
    let text = weights.of(&["text/plain", "text/*", "*/*"]).unwrap_or(0);
    json > text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_that_like_json_better_get_it() {
        let prefers = |accept: &'static str| prefers_json(&HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]));
        assert!(!prefers_json(&HeaderMap::new()));
        for accept in ["application/json", "image/png, application/json", "application/json, text/plain;q=0.5"] {
            assert!(prefers(accept), "{accept}");
        }
        for accept in ["*/*", "image/png", "text/plain, application/json", "image/*,*/*;q=0.8"] {
            assert!(!prefers(accept), "{accept}");
        }
    }

    #[test]
    fn the_cores_errors_stand_alone() {
        assert_eq!(Refusal::Photo(Error::EmptyFile).to_string(), "The file is empty (0 bytes): choose another one.");
    }
}

//! Errors of the API: status, code and message.

use std::time::Duration;

use axum::Json;
use axum::http::header::{ACCEPT, RETRY_AFTER, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use beacon::{Reason, Stage};
use matting::Error;
use serde::Serialize;

use super::processing::choice::Choice;
use crate::negotiate::QualityValues;

/// Header with the code of an error, for programs that read no JSON.
const ERROR_CODE: HeaderName = HeaderName::from_static("x-offcut-error");

/// Header that names the stage in which a photo failed.
const STAGE: HeaderName = HeaderName::from_static("x-offcut-stage");

/// Reason that there is no cut-out.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ApiError {
    /// Request of another site's page, through its visitor's browser.
    #[error(
        "Photos are not taken from pages of other sites, only from programs, from pages of this server, and from sites that its operator lists with \
         --api-origins."
    )]
    CrossSite,
    /// `GET`, which with rembg fetches the picture at `url`.
    #[error(
        "This server never fetches addresses: it would do so with its own access to its network. Fetch the picture yourself and send it with POST, \
         as the field file of a form or as the body."
    )]
    FetchUnsupported,
    /// Rate of a client exceeded.
    #[error("This client has sent as many photos as it may for now. Try again in {} s.", .after.as_secs())]
    RateLimited {
        /// Time until the next one is taken, in whole seconds.
        after: Duration,
    },
    /// Workers and queue are full.
    #[error("The server has as many photos as it can take. Try again in {} s.", .after.as_secs())]
    QueueFull {
        /// Time until there may be room, in whole seconds.
        after: Duration,
    },
    /// Time limit exceeded by upload, waiting and work together.
    #[error("The photo was not done after {} s and was given up. Try again later, or send a smaller one.", .allowed.as_secs())]
    TimedOut {
        /// Time limit.
        allowed: Duration,
        /// Stage that the photo was in; [`Stage::Total`] before the first.
        stage: Stage,
    },
    /// More bytes than `--api-max-mib`.
    #[error("The request is too large: it may have {allowed} bytes in all. Send a smaller photo.")]
    PayloadTooLarge {
        /// Limit in bytes.
        allowed: usize,
    },
    /// Body that ended early.
    #[error("The request ended before its body was complete.")]
    IncompleteBody,
    /// Body that is neither a form nor a picture, as a sentence.
    #[error("{0}")]
    UnsupportedMediaType(String),
    /// Form that cannot be read.
    #[error("The form cannot be read: {detail}.")]
    InvalidForm {
        /// Error of the form's reader.
        detail: String,
    },
    /// Text in place of the photo, as a sentence that names its field.
    #[error("{0}")]
    NotAFile(String),
    /// Option that is not known, or has a value that makes no sense.
    #[error("{0}")]
    InvalidParam(String),
    /// Unavailable model.
    #[error("The option model: \"{wanted}\" is not available. These are: {}.", .available.join(", "))]
    UnknownModel {
        /// Name that was asked for.
        wanted: String,
        /// Names of the available ones.
        available: Vec<String>,
    },
    /// Error of the core.
    #[error("{}", as_sentence(.error))]
    Photo {
        /// Stage that the photo was in.
        stage: Stage,
        /// Error of the core.
        error: Error,
    },
    /// Picture that the content filter refuses.
    #[error("This server's content filter refuses the picture ({label}). Send another one.")]
    Refused {
        /// Label of the filter's class.
        label: String,
    },
    /// Content filter that failed, without which no photo passes.
    #[error("The content filter could not look at the picture ({0}). Try again; if it stays, the operator of this server has to look at its filter.")]
    Filter(String),
    /// Network whose file cannot be used.
    #[error("The network cannot be used: {}", as_sentence(.0))]
    Network(Error),
    /// Panic during the work.
    #[error("The file made the decoder fail. Save the picture anew as JPEG or PNG and try again.")]
    Panicked {
        /// Stage that the photo was in.
        stage: Stage,
    },
    /// Worker that is gone, which happens only while the server stops.
    #[error("The server is stopping. Try again.")]
    ShuttingDown,
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    error: &'static str,
    message: &'a str,
    /// Label of the content filter's class, where it refused the picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    /// Names of the available models, for an unavailable one.
    #[serde(skip_serializing_if = "Option::is_none")]
    models: Option<&'a [String]>,
}

/// Properties of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorProperties {
    /// Status of the response.
    pub status: StatusCode,
    /// Code for programs.
    pub code: &'static str,
    /// Label of a request that is rejected without a look at its photo, or because it takes too long.
    pub rejection: Option<&'static str>,
    /// Stage in which a photo failed, and reason, if one was worked on.
    pub failure: Option<(Stage, Reason)>,
    /// Time after which the same request may succeed.
    pub retry_after: Option<Duration>,
}

impl ErrorProperties {
    fn new(status: StatusCode, code: &'static str) -> Self {
        Self { status, code, rejection: None, failure: None, retry_after: None }
    }

    fn rejected(self, label: &'static str) -> Self {
        Self { rejection: Some(label), ..self }
    }

    fn failed(self, stage: Stage, reason: Reason) -> Self {
        Self { failure: Some((stage, reason)), ..self }
    }

    fn retry_after(self, after: Duration) -> Self {
        Self { retry_after: Some(after), ..self }
    }
}

impl ApiError {
    /// Error of a model that is not among the available ones.
    pub fn unknown_model<'a>(wanted: &str, available: impl Iterator<Item = &'a Choice>) -> Self {
        Self::UnknownModel { wanted: wanted.to_owned(), available: available.map(|choice| choice.name.as_ref().to_owned()).collect() }
    }

    /// Row of this error in the table of all.
    pub fn properties(&self) -> ErrorProperties {
        let row = ErrorProperties::new;
        match self {
            Self::CrossSite => row(StatusCode::FORBIDDEN, "other_site").rejected("other_site"),
            Self::FetchUnsupported => row(StatusCode::NOT_IMPLEMENTED, "never_fetches"),
            Self::RateLimited { after } => row(StatusCode::TOO_MANY_REQUESTS, "too_often").rejected("rate").retry_after(*after),
            Self::QueueFull { after } => row(StatusCode::SERVICE_UNAVAILABLE, "full").rejected("queue_full").retry_after(*after),
            Self::TimedOut { allowed, stage } => {
                row(StatusCode::SERVICE_UNAVAILABLE, "too_slow").rejected("timeout").failed(*stage, Reason::Other).retry_after(*allowed)
            }
            Self::PayloadTooLarge { .. } => row(StatusCode::PAYLOAD_TOO_LARGE, "too_large").rejected("too_large"),
            Self::IncompleteBody => row(StatusCode::BAD_REQUEST, "cut_short"),
            Self::UnsupportedMediaType(_) => row(StatusCode::UNSUPPORTED_MEDIA_TYPE, "wrong_type"),
            Self::InvalidForm { .. } | Self::NotAFile(_) => row(StatusCode::BAD_REQUEST, "bad_form"),
            Self::InvalidParam(_) => row(StatusCode::BAD_REQUEST, "bad_option"),
            Self::UnknownModel { .. } => row(StatusCode::BAD_REQUEST, "unknown_model"),
            Self::Photo { stage, error } => {
                let (status, code) = status_and_code(error);
                row(status, code).failed(*stage, Reason::of(error.kind().as_str()))
            }
            // The filter looks at a photo that was read.
            Self::Refused { .. } => row(StatusCode::UNPROCESSABLE_ENTITY, "refused").failed(Stage::Find, Reason::Refused),
            Self::Filter(_) => row(StatusCode::INTERNAL_SERVER_ERROR, "filter").failed(Stage::Find, Reason::Inference),
            // A network is loaded before the first photo that wants it, whose next stage it would be.
            Self::Network(_) => row(StatusCode::INTERNAL_SERVER_ERROR, "network").failed(Stage::Find, Reason::ModelDamaged),
            Self::Panicked { stage } => row(StatusCode::UNPROCESSABLE_ENTITY, "broke").failed(*stage, Reason::Other),
            Self::ShuttingDown => row(StatusCode::SERVICE_UNAVAILABLE, "stopping").retry_after(Duration::from_secs(1)),
        }
    }

    /// Label of the content filter's class, where it refused the picture.
    fn label(&self) -> Option<&str> {
        if let Self::Refused { label } = self { Some(label) } else { None }
    }

    /// Names of the available models, for an unavailable one.
    fn models(&self) -> Option<&[String]> {
        if let Self::UnknownModel { available, .. } = self { Some(available) } else { None }
    }

    /// Response: a sentence as plain text, or `{"error": …, "message": …}` for a client that accepts JSON better. `X-Offcut-Error` has the code in
    /// both.
    pub fn into_response(self, request: &HeaderMap) -> Response {
        let (message, ErrorProperties { status, code, failure, retry_after, .. }) = (self.to_string(), self.properties());
        let mut response = if prefers_json(request) {
            (status, Json(ErrorBody { error: code, message: &message, label: self.label(), models: self.models() })).into_response()
        } else {
            (status, format!("{message}\n")).into_response()
        };
        response.headers_mut().insert(VARY, HeaderValue::from_name(ACCEPT));
        response.headers_mut().insert(ERROR_CODE, HeaderValue::from_static(code));
        if let Some(after) = retry_after {
            response.headers_mut().insert(RETRY_AFTER, after.as_secs().max(1).into());
        }
        if let Some((stage, _)) = failure {
            response.headers_mut().insert(STAGE, HeaderValue::from_static(stage.as_str()));
        }
        response
    }
}

/// Status and code for an error of the core.
fn status_and_code(error: &Error) -> (StatusCode, &'static str) {
    match error {
        Error::EmptyFile => (StatusCode::BAD_REQUEST, "empty"),
        Error::NotAPicture | Error::UnsupportedFormat { .. } | Error::LibraryMissing { .. } => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported"),
        Error::UnsupportedVariant { .. } | Error::RawFile => (StatusCode::UNPROCESSABLE_ENTITY, "unsupported"),
        Error::Damaged { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "damaged"),
        Error::TooLargeForOutputFormat { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "too_large_for_format"),
        Error::OverLimit { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
        Error::Cancelled => (StatusCode::SERVICE_UNAVAILABLE, "cancelled"),
        Error::NoBackground
        | Error::SizeMismatch { .. }
        | Error::ModelDamaged { .. }
        | Error::ModelUnusable { .. }
        | Error::Inference { .. }
        | Error::NeedsBackground { .. }
        | Error::EncoderLeftOut { .. }
        | Error::Encode { .. } => (StatusCode::INTERNAL_SERVER_ERROR, "failed"),
    }
}

/// Error of the core as a sentence: it is the second half of a line on a terminal, and stands alone here.
fn as_sentence(error: &Error) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).chain(['.']).collect()).unwrap_or_default()
}

fn prefers_json(request: &HeaderMap) -> bool {
    let weights = QualityValues::read(request, ACCEPT);
    let json = weights.of(&["application/json", "application/*", "*/*"]).unwrap_or(0);
    let text = weights.of(&["text/plain", "text/*", "*/*"]).unwrap_or(0);
    json > text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn json_needs_more_weight_than_text() {
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
    fn document_names_exactly_the_codes() {
        let document: serde_json::Value = serde_json::from_str(include_str!("openapi.json")).unwrap();
        let documented: BTreeSet<&str> =
            document["components"]["schemas"]["ErrorWord"]["enum"].as_array().unwrap().iter().filter_map(serde_json::Value::as_str).collect();
        let (stage, after, text) = (Stage::Read, Duration::from_secs(1), String::new);
        let (format, output_format) = (matting::InputFormat::Heic, matting::OutputFormat::WebP);
        let of_the_core = [
            Error::EmptyFile,
            Error::UnsupportedFormat { format },
            Error::LibraryMissing { format },
            Error::Damaged { format, detail: text() },
            Error::TooLargeForOutputFormat { output_format, max_side: 1, found: 2 },
            Error::OverLimit { limit: matting::Limit::Side, allowed: 1, found: 2 },
            Error::Cancelled,
            Error::Inference { detail: text() },
        ];
        let own = [
            ApiError::CrossSite,
            ApiError::FetchUnsupported,
            ApiError::RateLimited { after },
            ApiError::QueueFull { after },
            ApiError::TimedOut { allowed: after, stage },
            ApiError::PayloadTooLarge { allowed: 1 },
            ApiError::IncompleteBody,
            ApiError::UnsupportedMediaType(text()),
            ApiError::InvalidForm { detail: text() },
            ApiError::NotAFile(text()),
            ApiError::InvalidParam(text()),
            ApiError::UnknownModel { wanted: text(), available: Vec::new() },
            ApiError::Refused { label: text() },
            ApiError::Filter(text()),
            ApiError::Network(Error::EmptyFile),
            ApiError::Panicked { stage },
            ApiError::ShuttingDown,
        ];
        let all = own.into_iter().chain(of_the_core.map(|error| ApiError::Photo { stage, error }));
        assert_eq!(all.map(|error| error.properties().code).collect::<BTreeSet<_>>(), documented);
    }

    #[test]
    fn core_errors_are_sentences() {
        assert_eq!(ApiError::Photo { stage: Stage::Read, error: Error::EmptyFile }.to_string(), "The file is empty (0 bytes): choose another one.");
    }
}

//! Errors of the API: a status, a code for programs and a sentence for people.

use std::time::Duration;

use axum::Json;
use axum::http::header::{ACCEPT, RETRY_AFTER, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use beacon::Stage;
use matting::Error;
use serde::Serialize;

use super::work::choice::Choice;
use crate::negotiate::Weights;

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
    OtherSite,
    /// `GET`, which with rembg fetches the picture at `url`.
    #[error(
        "This server never fetches addresses: it would do so with its own access to its network. Fetch the picture yourself and send it with POST, \
         as the field file of a form or as the body."
    )]
    NeverFetches,
    /// Rate of a client exceeded.
    #[error("This client has sent as many photos as it may for now. Try again in {} s.", .after.as_secs())]
    TooOften {
        /// Time until the next one is taken, in whole seconds.
        after: Duration,
    },
    /// Workers and queue are full.
    #[error("The server has as many photos as it can take. Try again in {} s.", .after.as_secs())]
    Full {
        /// Time until there may be room, in whole seconds.
        after: Duration,
    },
    /// Time limit exceeded by upload, waiting and work together.
    #[error("The photo was not done after {} s and was given up. Try again later, or send a smaller one.", .allowed.as_secs())]
    TooSlow {
        /// Time limit.
        allowed: Duration,
        /// Stage that the photo was in; [`Stage::Total`] before the first.
        stage: Stage,
    },
    /// More bytes than `--api-max-mib`.
    #[error("The request is too large: it may have {allowed} bytes in all. Send a smaller photo.")]
    TooLarge {
        /// Limit in bytes.
        allowed: usize,
    },
    /// Body that ended early.
    #[error("The request ended before its body was complete.")]
    CutShort,
    /// Body that is neither a form nor a picture, as a sentence.
    #[error("{0}")]
    WrongType(String),
    /// Form that cannot be read.
    #[error("The form cannot be read: {detail}.")]
    Form {
        /// Error of the form's reader.
        detail: String,
    },
    /// Text in place of the photo, as a sentence that names its field.
    #[error("{0}")]
    Field(String),
    /// Option that is not known, or has a value that makes no sense.
    #[error("{0}")]
    Param(String),
    /// Network that is not here.
    #[error("The option model: \"{wanted}\" is not here. These are: {}.", .here.join(", "))]
    UnknownModel {
        /// Name that was asked for.
        wanted: String,
        /// Names of those that are here.
        here: Vec<String>,
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
    Stopping,
}

#[derive(Serialize)]
struct Report<'a> {
    error: &'static str,
    message: &'a str,
    /// Label of the content filter's class, where it refused the picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    /// Names of the networks that are here, where another one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    models: Option<&'a [String]>,
}

impl ApiError {
    /// Network that is not among those that are here.
    pub fn unknown_model<'a>(wanted: &str, here: impl Iterator<Item = &'a Choice>) -> Self {
        Self::UnknownModel { wanted: wanted.to_owned(), here: here.map(|choice| choice.name.as_ref().to_owned()).collect() }
    }

    /// Status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::OtherSite => StatusCode::FORBIDDEN,
            Self::NeverFetches => StatusCode::NOT_IMPLEMENTED,
            Self::TooOften { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Full { .. } | Self::TooSlow { .. } | Self::Stopping => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::CutShort | Self::Form { .. } | Self::Field(_) | Self::Param(_) | Self::UnknownModel { .. } => StatusCode::BAD_REQUEST,
            Self::WrongType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Panicked { .. } | Self::Refused { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Network(_) | Self::Filter(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Photo { error, .. } => answer_of(error).0,
        }
    }

    /// Stage in which a photo failed, if one was worked on.
    pub fn stage(&self) -> Option<Stage> {
        match self {
            Self::Photo { stage, .. } | Self::Panicked { stage } | Self::TooSlow { stage, .. } => Some(*stage),
            // A network is loaded before the first photo that wants it, whose next stage it would be; the filter looks at a photo that was read.
            Self::Network(_) | Self::Refused { .. } | Self::Filter(_) => Some(Stage::Find),
            Self::OtherSite
            | Self::NeverFetches
            | Self::TooOften { .. }
            | Self::Full { .. }
            | Self::TooLarge { .. }
            | Self::CutShort
            | Self::WrongType(_)
            | Self::Form { .. }
            | Self::Field(_)
            | Self::Param(_)
            | Self::UnknownModel { .. }
            | Self::Stopping => None,
        }
    }

    /// Code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OtherSite => "other_site",
            Self::NeverFetches => "never_fetches",
            Self::TooOften { .. } => "too_often",
            Self::Full { .. } => "full",
            Self::TooSlow { .. } => "too_slow",
            Self::TooLarge { .. } => "too_large",
            Self::CutShort => "cut_short",
            Self::WrongType(_) => "wrong_type",
            Self::Form { .. } | Self::Field(_) => "bad_form",
            Self::Refused { .. } => "refused",
            Self::Filter(_) => "filter",
            Self::Param(_) => "bad_option",
            Self::UnknownModel { .. } => "unknown_model",
            Self::Panicked { .. } => "broke",
            Self::Network(_) => "network",
            Self::Stopping => "stopping",
            Self::Photo { error, .. } => answer_of(error).1,
        }
    }

    /// Time after which the same request may succeed.
    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::TooOften { after } | Self::Full { after } => Some(*after),
            Self::TooSlow { allowed, .. } => Some(*allowed),
            Self::Stopping => Some(Duration::from_secs(1)),
            Self::OtherSite
            | Self::NeverFetches
            | Self::TooLarge { .. }
            | Self::CutShort
            | Self::WrongType(_)
            | Self::Form { .. }
            | Self::Field(_)
            | Self::Param(_)
            | Self::UnknownModel { .. }
            | Self::Photo { .. }
            | Self::Refused { .. }
            | Self::Filter(_)
            | Self::Network(_)
            | Self::Panicked { .. } => None,
        }
    }

    /// Label of the content filter's class, where it refused the picture.
    fn label(&self) -> Option<&str> {
        if let Self::Refused { label } = self { Some(label) } else { None }
    }

    /// Names of the networks that are here, where another one was asked for.
    fn models(&self) -> Option<&[String]> {
        if let Self::UnknownModel { here, .. } = self { Some(here) } else { None }
    }

    /// Answer: a sentence as plain text, or `{"error": …, "message": …}` for a client that accepts JSON better. `X-Offcut-Error` has the code in
    /// both.
    pub fn into_answer(self, request: &HeaderMap) -> Response {
        let message = self.to_string();
        let mut response = if prefers_json(request) {
            (self.status(), Json(Report { error: self.code(), message: &message, label: self.label(), models: self.models() })).into_response()
        } else {
            (self.status(), format!("{message}\n")).into_response()
        };
        response.headers_mut().insert(VARY, HeaderValue::from_name(ACCEPT));
        response.headers_mut().insert(ERROR_CODE, HeaderValue::from_static(self.code()));
        if let Some(after) = self.retry_after() {
            response.headers_mut().insert(RETRY_AFTER, after.as_secs().max(1).into());
        }
        if let Some(stage) = self.stage() {
            response.headers_mut().insert(STAGE, HeaderValue::from_static(stage.as_str()));
        }
        response
    }
}

/// Status and code for an error of the core.
fn answer_of(error: &Error) -> (StatusCode, &'static str) {
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
    let weights = Weights::read(request, ACCEPT);
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
            ApiError::OtherSite,
            ApiError::NeverFetches,
            ApiError::TooOften { after },
            ApiError::Full { after },
            ApiError::TooSlow { allowed: after, stage },
            ApiError::TooLarge { allowed: 1 },
            ApiError::CutShort,
            ApiError::WrongType(text()),
            ApiError::Form { detail: text() },
            ApiError::Field(text()),
            ApiError::Param(text()),
            ApiError::UnknownModel { wanted: text(), here: Vec::new() },
            ApiError::Refused { label: text() },
            ApiError::Filter(text()),
            ApiError::Network(Error::EmptyFile),
            ApiError::Panicked { stage },
            ApiError::Stopping,
        ];
        let all = own.into_iter().chain(of_the_core.map(|error| ApiError::Photo { stage, error }));
        assert_eq!(all.map(|error| error.code()).collect::<BTreeSet<_>>(), documented);
    }

    #[test]
    fn core_errors_are_sentences() {
        assert_eq!(ApiError::Photo { stage: Stage::Read, error: Error::EmptyFile }.to_string(), "The file is empty (0 bytes): choose another one.");
    }
}

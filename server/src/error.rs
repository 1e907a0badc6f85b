//! The two audiences of errors: the operator who starts the server, and whoever sends a request.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use axum::http::header::CONTENT_RANGE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use beacon::Refusal;

/// Why the server did not start or had to stop, as a sentence for its operator.
#[derive(Debug, thiserror::Error)]
pub enum StartupError {
    /// No page was built, or another folder holds it.
    #[error("{} has no index.html. Build the page with `cargo xtask run`, or name its folder with --site.", site.display())]
    NoSite {
        /// The folder that was looked into.
        site: PathBuf,
    },
    /// A file or folder exists but cannot be read.
    #[error("{} cannot be read: {source}. Check its permissions.", path.display())]
    Unreadable {
        /// What could not be read.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// An export would mix with what is there.
    #[error("{} is not empty. Name another folder, or give --force to write into it all the same.", folder.display())]
    FolderInUse {
        /// The folder that was named.
        folder: PathBuf,
    },
    /// A file or folder cannot be written.
    #[error("{} cannot be written: {source}. Check its permissions and the space on the disk.", path.display())]
    Unwritable {
        /// What could not be written.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The policy for the page cannot be a header, which no hash of a script can cause.
    #[error("the content security policy of this page is not a valid header")]
    Policy,
    /// Two counters have one name, which no flag can cause.
    #[error("the counters cannot be set up: {0}")]
    Metrics(String),
    /// The address of the collector is none, or needs TLS.
    #[error(
        "{url} cannot be a collector: give --otlp an address that begins with http://, as http://127.0.0.1:4318; a collector beside this server can pass everything on through TLS."
    )]
    Otlp {
        /// What was given.
        url: String,
    },
    /// A flag for statistics is wrong, or a newer server keeps its own where this one was to.
    #[error("{0}.")]
    Statistics(String),
    /// The system gives no threads.
    #[error("the workers of the API cannot be started: {0}. Ask for fewer with --api-workers or --api-threads.")]
    Workers(String),
    /// Another program listens there.
    #[error("{address} is taken. Stop the program that listens there, name another --port, or let --find-port choose.")]
    PortTaken {
        /// The address that was asked for.
        address: SocketAddr,
    },
    /// The system refuses the address.
    #[error("cannot listen on {address}: {source}. Name another --address or --port.")]
    CannotListen {
        /// The address that was asked for.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The listening socket failed later.
    #[error("the server had to stop: {0}")]
    Stopped(io::Error),
}

/// Why a request is not answered as its sender hoped. The answer is its sentence as plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// No file and no route has this path.
    #[error("There is nothing at this address.")]
    NotFound,
    /// The route exists for other methods.
    #[error("This address does not answer to this method; the Allow header names those it answers to.")]
    MethodNotAllowed,
    /// The range begins after the end of the file.
    #[error("The range is outside the file, which has {length} bytes.")]
    RangeOutside {
        /// Bytes of the whole file.
        length: usize,
    },
    /// A page of another site sent it.
    #[error("Events are only taken from the page of this server, not from another site.")]
    OtherOrigin,
    /// Neither `Origin` nor `Sec-Fetch-Site` says who sent it.
    #[error("Events are only taken from browsers that say which page sent them (Origin or Sec-Fetch-Site).")]
    NoOrigin,
    /// Neither JSON nor the text type of `sendBeacon`.
    #[error("Events must be sent as application/json or text/plain.")]
    WrongType,
    /// The body ended early.
    #[error("The request ended before its body was complete.")]
    CutShort,
    /// The body breaks a bound of the wire format.
    #[error("{}", refusal_sentence(*.0))]
    Refused(Refusal),
    /// Operators' addresses ask for a token.
    #[error(
        "This address is for the operators of this server: send the token it was started with as a bearer token, or as a password with any name."
    )]
    NoToken,
    /// The server stops.
    #[error("The server is stopping.")]
    Stopping,
    /// A range of time that the statistics do not have.
    #[error("There is no such range: write range=1h, 6h, 24h, 7d, 30d or 1y.")]
    UnknownRange,
    /// A property that the statistics are not kept by.
    #[error("The numbers cannot be split by that: write split=build, threads, browser, memory, megapixels, model or version.")]
    UnknownSplit,
    /// A form that the statistics do not come in.
    #[error("The numbers do not come in that form: write format=json, or leave it out.")]
    UnknownForm,
    /// The answer, or the body it waited for, took too long.
    #[error("The request took too long and was given up. Try again.")]
    TooSlow,
    /// A fault of this server.
    #[error("The server made a mistake while answering. Try again; if it stays, report it with the time it happened.")]
    Internal,
}

impl RequestError {
    /// The status that goes with it.
    pub fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::RangeOutside { .. } => StatusCode::RANGE_NOT_SATISFIABLE,
            Self::OtherOrigin | Self::NoOrigin => StatusCode::FORBIDDEN,
            Self::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::CutShort | Self::UnknownRange | Self::UnknownSplit | Self::UnknownForm => StatusCode::BAD_REQUEST,
            Self::Refused(refusal) => match refusal {
                Refusal::TooManyBytes => StatusCode::PAYLOAD_TOO_LARGE,
                Refusal::NotUnderstood | Refusal::OtherVersion => StatusCode::BAD_REQUEST,
                Refusal::TooManyEvents | Refusal::ImpossibleTime => StatusCode::UNPROCESSABLE_ENTITY,
            },
            Self::NoToken => StatusCode::UNAUTHORIZED,
            Self::Stopping => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for RequestError {
    fn into_response(self) -> Response {
        let mut response = (self.status(), format!("{self}\n")).into_response();
        if let Self::RangeOutside { length } = self
            && let Ok(value) = HeaderValue::try_from(format!("bytes */{length}"))
        {
            response.headers_mut().insert(CONTENT_RANGE, value);
        }
        response
    }
}

fn refusal_sentence(refusal: Refusal) -> String {
    match refusal {
        Refusal::TooManyBytes => format!("A batch of events has at most {} bytes.", beacon::MAX_BYTES),
        Refusal::NotUnderstood => "The batch is not the JSON that this server knows, or has a field or word it does not know.".to_owned(),
        Refusal::OtherVersion => format!("This server takes version {} of the events; reload the page.", beacon::VERSION),
        Refusal::TooManyEvents => format!("A batch has at most {} events.", beacon::MAX_EVENTS),
        Refusal::ImpossibleTime => format!("A time is negative or over {} milliseconds.", beacon::MAX_MILLISECONDS),
    }
}

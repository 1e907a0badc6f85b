//! Errors for the operator who starts the server, and for the sender of a request.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use axum::http::header::{CONTENT_RANGE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use beacon::BatchError;

/// Reason that the server did not start or had to stop, as a sentence for its operator.
#[derive(Debug, thiserror::Error)]
pub enum StartupError {
    /// Folder without a page.
    #[error("{} has no index.html. Build the page with `cargo xtask run`, or name its folder with --site.", site.display())]
    NoSite {
        /// The folder.
        site: PathBuf,
    },
    /// File or folder that exists but cannot be read.
    #[error("{} cannot be read: {source}. Check its permissions.", path.display())]
    Unreadable {
        /// Its path.
        path: PathBuf,
        /// Error of the system.
        source: io::Error,
    },
    /// Export into a folder with files.
    #[error("{} is not empty. Name another folder, or give --force to write into it all the same.", folder.display())]
    FolderInUse {
        /// The folder.
        folder: PathBuf,
    },
    /// File or folder that cannot be written.
    #[error("{} cannot be written: {source}. Check its permissions and the space on the disk.", path.display())]
    Unwritable {
        /// Its path.
        path: PathBuf,
        /// Error of the system.
        source: io::Error,
    },
    /// Metrics with the same name, which no flag can cause.
    #[error("the metrics cannot be set up: {0}")]
    Metrics(String),
    /// Collector's address that is none, or needs TLS.
    #[error(
        "{url} cannot be a collector: give --otlp an address that begins with http://, as http://127.0.0.1:4318; a collector beside this server can pass everything on through TLS."
    )]
    Otlp {
        /// The address.
        url: String,
    },
    /// Flag of a feature that this program was built without.
    #[error("{flag} needs a server that was built with it, and this one was not. Build it with `cargo build --release --package server`.")]
    NotBuilt {
        /// The flag.
        flag: &'static str,
    },
    /// Wrong flag for statistics, or tables of a newer server.
    #[error("{0}.")]
    Statistics(String),
    /// Threads that the system does not give.
    #[error("the workers of the API cannot be started: {0}. Ask for fewer with --api-workers or --api-threads.")]
    Workers(String),
    /// Content filter that cannot be used.
    #[error("the content filter {} cannot be used: {detail}.", file.display())]
    Filter {
        /// File of the network, or the one that describes it.
        file: PathBuf,
        /// Error, and what to do.
        detail: String,
    },
    /// Port that is taken.
    #[error("{address} is taken. Stop the program that listens there, name another --port, or let --find-port choose.")]
    PortTaken {
        /// The address.
        address: SocketAddr,
    },
    /// Address that the system refuses.
    #[error("cannot listen on {address}: {source}. Name another --address or --port.")]
    CannotListen {
        /// The address.
        address: SocketAddr,
        /// Error of the system.
        source: io::Error,
    },
    /// Listening socket that failed later.
    #[error("the server had to stop: {0}")]
    Stopped(io::Error),
}

/// Error of a request. The response is its sentence as plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Path without a file or route.
    #[error("There is nothing at this address.")]
    NotFound,
    /// Method that the route does not have.
    #[error("Method not allowed here; the Allow header names the allowed ones.")]
    MethodNotAllowed,
    /// Range that begins after the end of the file.
    #[error("The range is outside the file, which has {length} bytes.")]
    RangeOutside {
        /// Bytes of the whole file.
        length: usize,
    },
    /// Network whose file is not what it was when its digest was taken.
    #[error("This network's file has just changed and is looked at anew. Try again in a few seconds.")]
    ModelChanging,
    /// Request of another site's page.
    #[error("Events are only taken from the page of this server, not from another site.")]
    OtherOrigin,
    /// Request without `Origin` and `Sec-Fetch-Site`.
    #[error("Events are only taken from browsers that say which page sent them (Origin or Sec-Fetch-Site).")]
    NoOrigin,
    /// Content type that is neither JSON nor the text type of `sendBeacon`.
    #[error("Events must be sent as application/json or text/plain.")]
    WrongType,
    /// Body that ended early.
    #[error("The request ended before its body was complete.")]
    IncompleteBody,
    /// Batch that breaks a bound of the wire format.
    #[error("{}", batch_sentence(*.0))]
    Rejected(BatchError),
    /// Request without the operators' token.
    #[error(
        "This address is for the operators of this server: send the token it was started with as a bearer token, or as a password with any name."
    )]
    NoToken,
    /// Server that is stopping.
    #[error("The server is stopping.")]
    Stopping,
    /// API whose workers all hang.
    #[error("All workers of the API hang: restart the server. Its log names the stage in which they hang.")]
    Stuck,
    /// Range of time that the statistics do not have.
    #[error("There is no such range: write range=1h, 6h, 24h, 7d, 30d or 1y.")]
    UnknownRange,
    /// Dimension that the statistics do not have.
    #[error("The statistics cannot be split by that: write split=build, threads, browser, memory, megapixels, model or version.")]
    UnknownSplit,
    /// Format that the statistics do not have.
    #[error("There is no such format: write format=json, or leave it out.")]
    UnknownFormat,
    /// Time limit exceeded by the response or the body.
    #[error("The request timed out. Try again.")]
    TooSlow,
    /// Fault of this server.
    #[error("The server made a mistake while answering. Try again; if it stays, report it with the time it happened.")]
    Internal,
}

impl RequestError {
    /// Status of the response.
    pub fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::RangeOutside { .. } => StatusCode::RANGE_NOT_SATISFIABLE,
            Self::OtherOrigin | Self::NoOrigin => StatusCode::FORBIDDEN,
            Self::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::IncompleteBody | Self::UnknownRange | Self::UnknownSplit | Self::UnknownFormat => StatusCode::BAD_REQUEST,
            Self::Rejected(error) => match error {
                BatchError::TooManyBytes => StatusCode::PAYLOAD_TOO_LARGE,
                BatchError::NotUnderstood | BatchError::OtherVersion => StatusCode::BAD_REQUEST,
                BatchError::TooManyEvents | BatchError::ImpossibleTime => StatusCode::UNPROCESSABLE_ENTITY,
            },
            Self::NoToken => StatusCode::UNAUTHORIZED,
            Self::Stopping | Self::Stuck | Self::ModelChanging => StatusCode::SERVICE_UNAVAILABLE,
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
        if self == Self::ModelChanging {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("3"));
        }
        response
    }
}

fn batch_sentence(error: BatchError) -> String {
    match error {
        BatchError::TooManyBytes => format!("A batch of events has at most {} bytes.", beacon::MAX_BYTES),
        BatchError::NotUnderstood => "The batch is not the JSON that this server knows, or has a field or word it does not know.".to_owned(),
        BatchError::OtherVersion => format!("This server takes version {} of the events; reload the page.", beacon::VERSION),
        BatchError::TooManyEvents => format!("A batch has at most {} events.", beacon::MAX_EVENTS),
        BatchError::ImpossibleTime => format!("A time is negative or over {} milliseconds.", beacon::MAX_MILLISECONDS),
    }
}

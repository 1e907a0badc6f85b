//! Errors of a download: their sentences and exit codes.

use std::io;
use std::path::PathBuf;

use matting::catalogue::{Damaged, megabytes};

/// Reason for which a network was not got. Each sentence ends without a full stop: what was kept may follow.
#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    /// No connection.
    #[error(
        "{host} cannot be reached ({detail}): check the connection to the network; behind a proxy, set HTTPS_PROXY; on a machine without a network, put the file there by hand or use --from"
    )]
    Unreachable {
        /// Host or proxy.
        host: String,
        /// Error of the system.
        detail: String,
    },
    /// Nothing for as long as `--timeout` allows.
    #[error("{host} has sent nothing for {seconds} s")]
    Stalled {
        /// Host.
        host: String,
        /// Time limit.
        seconds: u64,
    },
    /// Connection that ended early.
    #[error("{host} has cut the connection")]
    Cut {
        /// Host.
        host: String,
    },
    /// Status that may pass: 408, 425, 429, 5xx.
    #[error("{host} cannot answer now (status {status})")]
    Busy {
        /// Host.
        host: String,
        /// Status.
        status: u16,
    },
    /// Status that does not pass.
    #[error("{address} has no file (status {status}): give another address with --from")]
    Refused {
        /// Address.
        address: String,
        /// Status.
        status: u16,
    },
    /// Other part of the file than the one that was asked for.
    #[error("{host} sends another part of the file than the one asked for")]
    WrongPart {
        /// Host.
        host: String,
    },
    /// Redirects without end.
    #[error("{address} redirects again and again, and leads nowhere: give another address with --from")]
    RedirectLoop {
        /// First address.
        address: String,
    },
    /// Redirect without an address.
    #[error("{address} redirects to no address: give another one with --from")]
    BadRedirect {
        /// Address that redirects.
        address: String,
    },
    /// Redirect from a protected connection to an open one.
    #[error("{from} redirects to {to}, which is not protected: that is not followed; give another address with --from")]
    Downgrade {
        /// Address that redirects.
        from: String,
        /// Its target.
        to: String,
    },
    /// Certificate that is not trusted, or no TLS.
    #[error(
        "{host} gives no protected connection that can be trusted ({detail}): a proxy or clock of this machine may be wrong; the system's certificates are the ones that count"
    )]
    Tls {
        /// Host.
        host: String,
        /// Error of the TLS library.
        detail: String,
    },
    /// Answer that is no HTTP.
    #[error("{host} does not answer as a web server ({detail})")]
    NotHttp {
        /// Host.
        host: String,
        /// Error of the HTTP library.
        detail: String,
    },
    /// Proxy of the environment that is no address.
    #[error("the proxy in {variable} cannot be used: write it as http://host:port")]
    Proxy {
        /// Environment variable.
        variable: &'static str,
    },
    /// Web page in place of the file.
    #[error(
        "{address} sends a web page and no network: it may be the sign-in page of this network, or the file has moved; open it in a browser, or give another address with --from"
    )]
    WebPage {
        /// Address.
        address: String,
    },
    /// File of another size than the published one.
    #[error("{address} has another file: {} bytes, and the published one has {published}", .found.map_or("more".to_owned(), |found| found.to_string()))]
    WrongLength {
        /// Address.
        address: String,
        /// Its size, where it is known.
        found: Option<u64>,
        /// Size in the catalogue.
        published: u64,
    },
    /// File of the right size with other bytes.
    #[error("{0}; nothing of it is kept")]
    Damaged(Damaged),
    /// Disk without room for the file.
    #[error("{}: there is no room for it ({} are missing); make room, or choose another folder with --models", .folder.display(), megabytes(*.missing))]
    NoSpace {
        /// Folder.
        folder: PathBuf,
        /// Bytes that are missing.
        missing: u64,
    },
    /// Disk that became full.
    #[error("{}: the disk is full; make room, or choose another folder with --models", .folder.display())]
    DiskFull {
        /// Folder.
        folder: PathBuf,
    },
    /// Folder or file that cannot be written.
    #[error("{}: cannot be written ({error})", .path.display())]
    Write {
        /// Path.
        path: PathBuf,
        /// Error of the system.
        error: io::Error,
    },
    /// Partial file that another run has.
    #[error("{}: another run is getting it; wait for that one", .path.display())]
    InUse {
        /// Partial file.
        path: PathBuf,
    },
}

impl DownloadError {
    /// Whether the same request may succeed in a moment.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Stalled { .. } | Self::Cut { .. } | Self::Busy { .. } | Self::WrongPart { .. } | Self::Unreachable { .. })
    }

    /// 1 for disks and files, 2 for a wrong setting, 3 where something else than the network came, 4 where it did not come.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::NoSpace { .. } | Self::DiskFull { .. } | Self::Write { .. } | Self::InUse { .. } => 1,
            Self::Proxy { .. } => 2,
            Self::WebPage { .. } | Self::WrongLength { .. } | Self::Damaged(_) => 3,
            Self::Unreachable { .. }
            | Self::Stalled { .. }
            | Self::Cut { .. }
            | Self::Busy { .. }
            | Self::Refused { .. }
            | Self::WrongPart { .. }
            | Self::RedirectLoop { .. }
            | Self::BadRedirect { .. }
            | Self::Downgrade { .. }
            | Self::Tls { .. }
            | Self::NotHttp { .. } => 4,
        }
    }
}

//! HTTP client for one large file: a request for the rest of it, redirects, and errors of a download in place of the library's errors.

use std::io::{self, Read};
use std::time::Duration;

use ureq::Body;
use ureq::http::{self, HeaderMap, header};
use ureq::tls::{RootCerts, TlsConfig};
use url::Url;

use super::download_error::DownloadError;
use super::proxy::proxy_for;

/// Redirects that are followed one after the other.
const MAX_REDIRECTS: usize = 10;

/// Client with a limit for silence.
#[derive(Debug, Clone, Copy)]
pub struct Client {
    /// Time after which a server that sends nothing is given up, also while it is connected to.
    pub timeout: Duration,
}

/// Rest of a file that is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Rest<'a> {
    /// First byte.
    pub from: u64,
    /// Entity tag or date of the file that the bytes before it came from.
    pub validator: &'a str,
}

/// Response, whose body is still to be read.
pub struct Response {
    /// Status.
    pub status: u16,
    /// Address that the redirects led to.
    pub address: Url,
    /// Headers.
    headers: HeaderMap,
    body: ureq::BodyReader<'static>,
    timeout: Duration,
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response").field("status", &self.status).field("headers", &self.headers).finish_non_exhaustive()
    }
}

impl Client {
    /// Response to a request for a file, or for the rest of it.
    ///
    /// # Errors
    /// Errors of the connection and of redirects.
    pub fn get(&self, address: &Url, rest: Option<Rest<'_>>) -> Result<Response, DownloadError> {
        let mut at = address.clone();
        for _ in 0..=MAX_REDIRECTS {
            let response = self.send(&at, rest)?;
            if !matches!(response.status, 301 | 302 | 303 | 307 | 308) {
                return Ok(response);
            }
            at = redirected(&at, response.header("location"))?;
        }
        Err(DownloadError::RedirectLoop { address: shown(address) })
    }

    fn send(&self, address: &Url, rest: Option<Rest<'_>>) -> Result<Response, DownloadError> {
        // The first call counts; later ones find it done.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let proxy = proxy_for(address, |name| std::env::var(name).ok())?;
        let timeout = Some(self.timeout);
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("offcut/", env!("CARGO_PKG_VERSION")))
            .proxy(proxy.clone())
            .tls_config(tls)
            .timeout_resolve(timeout)
            .timeout_connect(timeout)
            .timeout_recv_response(timeout)
            .timeout_per_read(timeout)
            .timeout_per_write(timeout)
            .build()
            .new_agent();
        let mut request = agent.get(address.as_str()).header(header::ACCEPT_ENCODING, "identity");
        if let Some(Rest { from, validator }) = rest {
            request = request.header(header::RANGE, format!("bytes={from}-")).header(header::IF_RANGE, validator);
        }
        let host = proxy.map_or_else(|| host_of(address), |proxy| format!("the proxy {}:{}", proxy.host(), proxy.port()));
        let (parts, body) = request.call().map(http::Response::<Body>::into_parts).map_err(|error| download_error(error, host, self.timeout))?;
        Ok(Response {
            status: parts.status.as_u16(),
            address: address.clone(),
            headers: parts.headers,
            body: body.into_reader(),
            timeout: self.timeout,
        })
    }
}

impl Response {
    /// Value of a header that is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim)
    }

    /// What a later request can prove with that the file is still the same: a strong entity tag, or else its date.
    pub fn validator(&self) -> Option<String> {
        let strong = self.header("etag").filter(|tag| tag.starts_with('"') && tag.len() > 2);
        strong.or_else(|| self.header("last-modified").filter(|date| !date.is_empty())).map(str::to_owned)
    }

    /// Next bytes, none at the end.
    ///
    /// # Errors
    /// [`DownloadError::Cut`], [`DownloadError::Stalled`].
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<usize, DownloadError> {
        loop {
            match self.body.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => return read.map_err(|error| download_error(error.into(), host_of(&self.address), self.timeout)),
            }
        }
    }
}

/// Target of a redirect.
///
/// # Errors
/// [`DownloadError::Downgrade`], [`DownloadError::BadRedirect`].
pub fn redirected(from: &Url, location: Option<&str>) -> Result<Url, DownloadError> {
    let bad = || DownloadError::BadRedirect { address: shown(from) };
    let to = from.join(location.ok_or_else(bad)?).map_err(|_| bad())?;
    match (from.scheme(), to.scheme()) {
        (_, "https") | ("http", "http") => Ok(to),
        (_, "http") => Err(DownloadError::Downgrade { from: shown(from), to: shown(&to) }),
        _ => Err(bad()),
    }
}

/// Address for a sentence: without a password, and without the signature that hosts of files put into the query.
pub fn shown(address: &Url) -> String {
    let host = host_of(address);
    format!("{}://{host}{}", address.scheme(), address.path())
}

/// Host and, where it is unusual, port.
pub fn host_of(address: &Url) -> String {
    let host = address.host_str().unwrap_or_default();
    address.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn download_error(error: ureq::Error, host: String, timeout: Duration) -> DownloadError {
    use io::ErrorKind;
    let seconds = timeout.as_secs();
    match error {
        ureq::Error::Timeout(ureq::Timeout::Resolve | ureq::Timeout::Connect) => {
            DownloadError::Unreachable { host, detail: format!("no answer within {seconds} s") }
        }
        ureq::Error::Timeout(_) => DownloadError::Stalled { host, seconds },
        ureq::Error::Io(error) => match error.kind() {
            ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => {
                DownloadError::Cut { host }
            }
            ErrorKind::TimedOut | ErrorKind::WouldBlock => DownloadError::Stalled { host, seconds },
            ErrorKind::InvalidData => DownloadError::Tls { host, detail: error.to_string() },
            _ => DownloadError::Unreachable { host, detail: error.to_string() },
        },
        ureq::Error::HostNotFound => DownloadError::Unreachable { host, detail: "no such name is known".to_owned() },
        ureq::Error::ConnectionFailed => DownloadError::Unreachable { host, detail: "no connection".to_owned() },
        ureq::Error::ConnectProxyFailed(detail) => DownloadError::Unreachable { host, detail },
        ureq::Error::Tls(detail) => DownloadError::Tls { host, detail: detail.to_owned() },
        ureq::Error::Rustls(error) => DownloadError::Tls { host, detail: error.to_string() },
        other => DownloadError::NotHttp { host, detail: other.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_never_leave_a_protected_connection() {
        let to = |from: &str, location: &str| redirected(&from.parse().unwrap(), Some(location)).map(String::from);
        assert_eq!(to("https://a.example/b/c", "d?e").unwrap(), "https://a.example/b/d?e");
        assert_eq!(to("https://a.example/b", "//other.example/x").unwrap(), "https://other.example/x");
        assert_eq!(to("http://a.example/b", "https://a.example/b").unwrap(), "https://a.example/b");
        assert_eq!(to("http://a.example/b", "/c").unwrap(), "http://a.example/c");
        assert!(matches!(to("https://a.example/b", "http://a.example/b"), Err(DownloadError::Downgrade { .. })));
        assert!(matches!(to("https://a.example/b", "file:///etc/passwd"), Err(DownloadError::BadRedirect { .. })));
        assert!(matches!(to("https://a.example/b", "https://"), Err(DownloadError::BadRedirect { .. })));
        assert!(matches!(redirected(&"https://a.example/".parse().unwrap(), None), Err(DownloadError::BadRedirect { .. })));
    }

    #[test]
    fn sentences_have_no_passwords_and_no_signatures() {
        assert_eq!(shown(&"https://me:secret@a.example:8443/b?signature=1".parse().unwrap()), "https://a.example:8443/b");
    }
}

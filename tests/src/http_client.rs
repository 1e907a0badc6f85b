//! HTTP client: one request to a server on this machine, over a connection of its own.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result};

/// Response of a server.
#[derive(Debug)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The status line and the headers, names in lower case.
    pub head: String,
    /// The body as text.
    pub body: String,
}

impl Response {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':').map(str::trim))
    }
}

/// Sends `GET path` to `127.0.0.1:port` with these header lines.
///
/// # Errors
/// Timeout (20 seconds), or a response that is not HTTP.
pub fn get(authority: &str, path: &str, headers: &[&str]) -> Result<Response> {
    let lines: String = headers.iter().flat_map(|line| [line, "\r\n"]).collect();
    send(authority, format!("GET {path} HTTP/1.1\r\nHost: {authority}\r\n{lines}Connection: close\r\n\r\n").as_bytes())
}

/// Sends `POST path` with a body and these header lines; a response body that is not text is decoded with losses.
///
/// # Errors
/// As [`get`].
pub fn post(authority: &str, path: &str, headers: &[&str], body: &[u8]) -> Result<Response> {
    let lines: String = headers.iter().flat_map(|line| [line, "\r\n"]).collect();
    let head = format!("POST {path} HTTP/1.1\r\nHost: {authority}\r\n{lines}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    send(authority, &[head.as_bytes(), body].concat())
}

/// Sends a whole request, as it is, and reads until the server closes the connection.
///
/// # Errors
/// As [`get`].
pub fn send(authority: &str, request: &[u8]) -> Result<Response> {
    let mut stream = TcpStream::connect(authority)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    stream.write_all(request)?;
    let mut response = Vec::new();
    stream.read_to_end(&mut response)?;
    let response = String::from_utf8_lossy(&response);
    let (head, body) = response.split_once("\r\n\r\n").context("the response has no end of its headers")?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).context("the response has no status")?;
    let head =
        head.lines().map(|line| line.split_once(':').map_or(line.to_owned(), |(name, value)| format!("{}:{value}", name.to_ascii_lowercase())));
    Ok(Response { status, head: head.collect::<Vec<_>>().join("\n"), body: body.to_owned() })
}

//! Origin of a request, as far as its browser says.

use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};

/// True if `Origin` names this host; `None` where a request has no `Origin`, as those of programs.
///
/// The scheme is not compared: behind a proxy that ends TLS this server does not know it.
pub fn is_of_this_host(headers: &HeaderMap) -> Option<bool> {
    let origin = headers.get(ORIGIN)?;
    let origin = origin.to_str().ok().and_then(|origin| origin.trim().split_once("://")).map(|(_, host)| host);
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).map(str::trim);
    Some(origin.zip(host).is_some_and(|(origin, host)| origin.eq_ignore_ascii_case(host)))
}

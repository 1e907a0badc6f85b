//! Origin of a request, as far as its browser says, and origins of other sites that an operator lists.

use std::str::FromStr;

use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderValue};

/// Default ports, which browsers leave out of an origin.
const DEFAULT_PORTS: [(&str, &str); 2] = [("http", "80"), ("https", "443")];

/// Origin of a site, as browsers write it: scheme, host, and a port that is not the scheme's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteOrigin(String);

impl SiteOrigin {
    /// True if a header `Origin` names it.
    pub fn is(&self, header: &HeaderValue) -> bool {
        header.as_bytes() == self.0.as_bytes()
    }
}

impl FromStr for SiteOrigin {
    type Err = String;

    /// Origin in any case, with or without default port and final slash.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = |detail: &str| format!("\"{text}\" is not the origin of a site: {detail}");
        let lower = text.trim().to_ascii_lowercase();
        if lower == "*" || lower == "null" {
            return Err(wrong("any site could send its visitors' photos; list those that may, as https://shop.example"));
        }
        let (scheme, rest) = lower.split_once("://").ok_or_else(|| wrong("write it with its scheme, as https://shop.example"))?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (host, port) = match rest.rsplit_once(':') {
            // The colons of an IPv6 address stand in brackets.
            Some((host, port)) if !port.contains(']') => (host, Some(port)),
            _ => (rest, None),
        };
        let is_scheme = !scheme.is_empty() && scheme.chars().all(|sign| sign.is_ascii_alphanumeric() || "+-.".contains(sign));
        let is_ipv6 = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).is_some_and(|host| host.parse::<std::net::Ipv6Addr>().is_ok());
        let is_name = !host.is_empty() && host.chars().all(|sign| sign.is_ascii_alphanumeric() || "-._".contains(sign));
        if !is_scheme || !(is_ipv6 || is_name) || port.is_some_and(|port| port.parse::<u16>().is_err()) {
            return Err(wrong("write scheme, host and port alone, as https://shop.example or http://localhost:3000"));
        }
        Ok(Self(match port.filter(|port| !DEFAULT_PORTS.contains(&(scheme, port))) {
            Some(port) => format!("{scheme}://{host}:{port}"),
            None => format!("{scheme}://{host}"),
        }))
    }
}

/// True if `Origin` names this host; `None` where a request has no `Origin`, as those of programs.
///
/// The scheme is not compared: behind a proxy that ends TLS this server does not know it.
pub fn is_of_this_host(headers: &HeaderMap) -> Option<bool> {
    let mut origins = headers.get_all(ORIGIN).iter();
    let origin = origins.next()?;
    if origins.next().is_some() {
        // No browser sends two, and a proxy may look at the other one.
        return Some(false);
    }
    let origin = origin.to_str().ok().and_then(|origin| origin.trim().split_once("://")).map(|(_, host)| host);
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).map(str::trim);
    Some(origin.zip(host).is_some_and(|(origin, host)| origin.eq_ignore_ascii_case(host)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_origin_is_what_browsers_send() {
        for (listed, sent) in [
            ("https://shop.example", "https://shop.example"),
            (" HTTPS://Shop.Example/ ", "https://shop.example"),
            ("https://shop.example:443", "https://shop.example"),
            ("http://shop.example:443", "http://shop.example:443"),
            ("http://localhost:80/", "http://localhost"),
            ("http://[::1]:3000", "http://[::1]:3000"),
            ("http://[::1]", "http://[::1]"),
            ("chrome-extension://abcdef", "chrome-extension://abcdef"),
            ("capacitor://localhost", "capacitor://localhost"),
        ] {
            let origin: SiteOrigin = listed.parse().unwrap();
            assert!(origin.is(&HeaderValue::from_static(sent)), "{listed}: {origin:?}");
        }
        let origin: SiteOrigin = "https://shop.example".parse().unwrap();
        for other in ["http://shop.example", "https://shop.example:8443", "https://a.shop.example", "https://shop.example.evil", "null", ""] {
            assert!(!origin.is(&HeaderValue::from_static(other)), "{other}");
        }
    }

    #[test]
    fn second_origin_is_of_no_host() {
        let of = |origins: &[&'static str]| {
            let mut headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static("here"))]);
            for origin in origins {
                headers.append(ORIGIN, HeaderValue::from_static(origin));
            }
            is_of_this_host(&headers)
        };
        assert_eq!(of(&[]), None);
        assert_eq!(of(&["http://here"]), Some(true));
        assert_eq!(of(&["http://here", "http://there"]), Some(false));
        assert_eq!(of(&["http://there", "http://here"]), Some(false));
    }

    #[test]
    fn text_that_is_no_origin_is_refused() {
        for wrong in [
            "",
            "*",
            "null",
            "shop.example",
            "https://",
            "https://*.shop.example",
            "https://shop.example/path",
            "https://user@shop.example",
            "https://shop.example:99999",
            "https://shop.example:",
            "https://läden.example",
            "http://[::1",
            "https://a b",
        ] {
            assert!(wrong.parse::<SiteOrigin>().is_err(), "{wrong}");
        }
    }
}

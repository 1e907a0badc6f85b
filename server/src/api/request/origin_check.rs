//! Origin check: photos are taken from programs, from pages of this very server and of listed sites, not from a page of another site that uses its
//! visitor's browser to reach a server that only the visitor can reach.

use axum::http::HeaderMap;

use super::cors;
use crate::api::api_error::ApiError;
use crate::origin::{self, SiteOrigin};

/// Rejects a request that comes from elsewhere by what its browser says, unless its origin is `listed`. Programs send neither `Sec-Fetch-Site` nor
/// `Origin`.
///
/// # Errors
/// [`ApiError::CrossSite`].
pub fn check(headers: &HeaderMap, listed: &[SiteOrigin]) -> Result<(), ApiError> {
    if cors::listed_origin(headers, listed).is_some() {
        return Ok(());
    }
    // `same-site` is another port or a sibling of this host: another program all the same. `none` is a person who typed the address.
    let is_fetched_from_elsewhere =
        headers.get("sec-fetch-site").is_some_and(|site| !["same-origin", "none"].map(str::as_bytes).contains(&site.as_bytes()));
    if is_fetched_from_elsewhere || origin::is_of_this_host(headers) == Some(false) { Err(ApiError::CrossSite) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header::HOST;
    use axum::http::{HeaderName, HeaderValue};

    #[test]
    fn only_programs_own_pages_and_listed_sites_pass() {
        let passes = |headers: &[(&'static str, &'static str)]| {
            let headers = headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
            let listed = ["https://shop.example".parse().unwrap()];
            check(&headers.chain([(HOST, HeaderValue::from_static("localhost:8080"))]).collect(), &listed).is_ok()
        };
        assert!(passes(&[]));
        assert!(passes(&[("origin", "http://localhost:8080"), ("sec-fetch-site", "same-origin")]));
        assert!(passes(&[("sec-fetch-site", "none")]));
        assert!(passes(&[("origin", "https://shop.example"), ("sec-fetch-site", "cross-site")]));
        for (name, value) in [
            ("origin", "http://evil.example"),
            ("origin", "http://shop.example"),
            ("origin", "http://localhost:3000"),
            ("origin", "null"),
            ("origin", ""),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            assert!(!passes(&[(name, value)]), "{name}: {value}");
        }
        assert!(!passes(&[("origin", "http://localhost:8080"), ("sec-fetch-site", "cross-site")]));
    }
}

//! Headers that every answer carries, errors and 304s included: without them on each file there are no threads in the page.

use axum::http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::error::StartupError;
use crate::files::assets::Assets;
use crate::inline_scripts;

/// Headers for this site.
///
/// # Errors
/// As [`for_every_answer`].
pub fn for_site(assets: &Assets) -> Result<HeaderMap, StartupError> {
    let index = assets.get("/").map(|index| String::from_utf8_lossy(&index.identity.bytes));
    for_every_answer(&inline_scripts::source_expressions(&index.unwrap_or_default()))
}

/// Headers for a site whose `index.html` has these inline scripts, given as CSP source expressions.
///
/// # Errors
/// When the policy is not a valid header.
pub fn for_every_answer(script_expressions: &[String]) -> Result<HeaderMap, StartupError> {
    let policy = HeaderValue::try_from(content_security_policy(script_expressions)).map_err(|_| StartupError::Policy)?;
    Ok(HeaderMap::from_iter([
        // Together these two make the page cross-origin isolated, which SharedArrayBuffer needs; workers need them on their own script too.
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
        (HeaderName::from_static("cross-origin-embedder-policy"), HeaderValue::from_static("require-corp")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        // Not `no-referrer`: it would make beacons send `Origin: null`.
        (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS)),
        (CONTENT_SECURITY_POLICY, policy),
    ]))
}

const PERMISSIONS: &str = "camera=(), microphone=(), geolocation=(), display-capture=(), payment=(), usb=(), serial=(), hid=(), midi=(), \
    accelerometer=(), gyroscope=(), magnetometer=(), clipboard-write=(self)";

fn content_security_policy(script_expressions: &[String]) -> String {
    let scripts: String = script_expressions.iter().flat_map(|expression| [" ", expression]).collect();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; \
         worker-src 'self'; manifest-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policy_allows_only_own_scripts_and_connections() {
        let policy = content_security_policy(&["'sha256-AAA='".to_owned()]);
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-AAA=';"));
        assert!(policy.contains("connect-src 'self';"));
        assert!(!policy.contains("'unsafe-eval'") && !policy.contains("'unsafe-inline'") && !policy.contains('*') && !policy.contains("http"));
    }
}

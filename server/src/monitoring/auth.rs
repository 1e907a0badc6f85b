//! Authentication of operators by the token of `--operators-token`.

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::error::RequestError;

/// Digest of the token: digests of one length take the same time to compare wherever they differ, and no copy of the token stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token([u8; 32]);

impl Token {
    /// Digest of this token.
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).into())
    }

    fn is_sent_by(self, headers: &HeaderMap) -> bool {
        headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(sent).is_some_and(|sent| Self::of(&sent) == self)
    }
}

/// Token of an `Authorization` header. Programs send `Bearer TOKEN`; browsers ask for a name and a password, and any name will do.
fn sent(authorization: &str) -> Option<String> {
    let (scheme, rest) = authorization.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(rest.trim().to_owned());
    }
    let pair = STANDARD.decode(rest.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let (_, password) = std::str::from_utf8(&pair).ok()?.split_once(':')?;
    Some(password.to_owned())
}

/// Middleware that passes requests with the token, or all where no token is set.
pub async fn authenticate(State(token): State<Option<Token>>, request: Request, next: Next) -> Response {
    if token.is_none_or(|token| token.is_sent_by(request.headers())) {
        return next.run(request).await;
    }
    let mut response = RequestError::NoToken.into_response();
    for challenge in ["Bearer realm=\"Offcut operators\"", "Basic realm=\"Offcut operators (any name, the token as password)\", charset=\"UTF-8\""] {
        response.headers_mut().append(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_is_bearer_or_password() {
        let passes = |authorization: &str| Token::of("s3cret:x").is_sent_by(&HeaderMap::from_iter([(AUTHORIZATION, authorization.parse().unwrap())]));
        for good in ["Bearer s3cret:x", "bearer  s3cret:x", "Basic YW55Ym9keTpzM2NyZXQ6eA=="] {
            assert!(passes(good), "{good}");
        }
        for bad in ["Bearer s3cret", "s3cret:x", "Basic s3cret:x", "Basic YW55Ym9keTpvdGhlcg==", "Digest s3cret:x", "Bearer"] {
            assert!(!passes(bad), "{bad}");
        }
        assert!(!Token::of("x").is_sent_by(&HeaderMap::new()));
    }
}

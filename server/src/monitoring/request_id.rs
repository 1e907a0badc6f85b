//! Identifier of each request in logs and traces: the client's own where it has a sensible one.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

/// Header of request and response.
pub const NAME: HeaderName = HeaderName::from_static("x-request-id");

/// Longest identifier of a client: longer ones would fill the log.
const MAX_CHARACTERS: usize = 64;

/// Identifier of a request: 1 to 64 letters, digits, dots, dashes and underscores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// Identifier of the client, or a new one.
    pub fn of(headers: &HeaderMap) -> Self {
        let given = headers.get(NAME).filter(|value| is_sensible(value.as_bytes()));
        // A UUID has hexadecimal digits and dashes only.
        let made = || HeaderValue::try_from(Uuid::new_v4().to_string()).unwrap_or(HeaderValue::from_static("none"));
        Self(given.cloned().unwrap_or_else(made))
    }

    /// Header of the response.
    pub fn header(&self) -> HeaderValue {
        self.0.clone()
    }

    /// Text.
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }
}

fn is_sensible(id: &[u8]) -> bool {
    (1..=MAX_CHARACTERS).contains(&id.len()) && id.iter().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sensible_id_is_kept_and_any_other_replaced() {
        let id = |given: &str| RequestId::of(&HeaderMap::from_iter([(NAME, HeaderValue::from_str(given).unwrap())]));
        for given in ["a", "job-17_b.2", &"x".repeat(64)] {
            assert_eq!(id(given).as_str(), given);
        }
        for given in ["", "two words", "é", "a\"b", &"x".repeat(65)] {
            assert_eq!(id(given).as_str().len(), 36, "{given}");
        }
        assert_ne!(RequestId::of(&HeaderMap::new()), RequestId::of(&HeaderMap::new()));
    }
}

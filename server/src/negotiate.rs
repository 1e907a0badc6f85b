//! Content negotiation by `Accept` and `Accept-Encoding`.

use axum::http::{HeaderMap, HeaderName};

/// Weights of a comma-separated header, in thousandths; unknown parameters are skipped, a weight that makes no sense counts as 1.
#[derive(Debug)]
pub struct QualityValues(Vec<(String, u16)>);

impl QualityValues {
    /// Parses all lines of a header.
    pub fn read(headers: &HeaderMap, name: HeaderName) -> Self {
        let lines = headers.get_all(name).iter().filter_map(|line| line.to_str().ok());
        let entries = lines.flat_map(|line| line.split(','));
        Self(entries.map(str::trim).filter(|entry| !entry.is_empty()).map(entry_weight).collect())
    }

    /// Weight of the first of these names that the header has, the most specific name first.
    pub fn of(&self, names: &[&str]) -> Option<u16> {
        names.iter().find_map(|name| self.0.iter().find(|(entry, _)| entry == name).map(|(_, weight)| *weight))
    }
}

fn entry_weight(entry: &str) -> (String, u16) {
    let mut parts = entry.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default().to_ascii_lowercase();
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    (name, weight.map_or(1000, thousandths))
}

fn thousandths(text: &str) -> u16 {
    match text.trim().parse::<f32>() {
        // The value lies in 0..=1000 after the clamp.
        Ok(weight) if weight.is_finite() => (weight.clamp(0.0, 1.0) * 1000.0).round() as u16,
        Ok(_) | Err(_) => 1000,
    }
}

/// Content encoding of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// No encoding.
    Identity,
    /// gzip.
    Gzip,
    /// Brotli.
    Brotli,
}

impl Coding {
    /// Name in `Content-Encoding`, where there is one.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }
}

/// Preferred encoding of the available ones; among equals the smallest. Identity is always available.
pub fn coding(headers: &HeaderMap, gzip_at_hand: bool, brotli_at_hand: bool) -> Coding {
    let weights = QualityValues::read(headers, axum::http::header::ACCEPT_ENCODING);
    // Unlisted identity is acceptable, but whoever lists a coding wants it (RFC 9110, section 12.5.3).
    let identity = weights.of(&["identity"]).unwrap_or(1);
    let gzip = if gzip_at_hand { weights.of(&["gzip", "*"]).unwrap_or(0) } else { 0 };
    let brotli = if brotli_at_hand { weights.of(&["br", "*"]).unwrap_or(0) } else { 0 };
    if brotli > 0 && brotli >= gzip && brotli >= identity {
        Coding::Brotli
    } else if gzip > 0 && gzip >= identity {
        Coding::Gzip
    } else {
        Coding::Identity
    }
}

/// True if the client is a browser that shows a page, rather than a program that reads JSON.
pub fn prefers_html(headers: &HeaderMap) -> bool {
    let weights = QualityValues::read(headers, axum::http::header::ACCEPT);
    let html = weights.of(&["text/html", "text/*", "*/*"]).unwrap_or(0);
    let json = weights.of(&["application/json", "application/*", "*/*"]).unwrap_or(0);
    html > json
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header::{ACCEPT, ACCEPT_ENCODING};

    fn with(name: HeaderName, lines: &[&'static str]) -> HeaderMap {
        lines.iter().map(|line| (name.clone(), axum::http::HeaderValue::from_static(line))).collect()
    }

    #[test]
    fn best_acceptable_coding_wins() {
        let choose = |lines: &[&'static str]| coding(&with(ACCEPT_ENCODING, lines), true, true);
        assert_eq!(choose(&[]), Coding::Identity);
        assert_eq!(choose(&["gzip, deflate, br, zstd"]), Coding::Brotli);
        assert_eq!(choose(&["gzip", "br"]), Coding::Brotli);
        assert_eq!(choose(&["br;q=0.5, gzip;q=0.8"]), Coding::Gzip);
        assert_eq!(choose(&["br;q=0, gzip"]), Coding::Gzip);
        assert_eq!(choose(&["*"]), Coding::Brotli);
        assert_eq!(choose(&["br;q=0, *"]), Coding::Gzip);
        assert_eq!(choose(&["*;q=0"]), Coding::Identity);
        assert_eq!(choose(&["br ; q=0.000 , gzip;Q=0"]), Coding::Identity);
        assert_eq!(choose(&["identity, br;q=0.5"]), Coding::Identity);
        assert_eq!(choose(&["GZIP;level=9;q=0.1"]), Coding::Gzip);
        assert_eq!(choose(&["zstd"]), Coding::Identity);
        assert_eq!(choose(&["", ",,;q=1"]), Coding::Identity);
        assert_eq!(coding(&with(ACCEPT_ENCODING, &["br, gzip"]), true, false), Coding::Gzip);
        assert_eq!(coding(&with(ACCEPT_ENCODING, &["br, gzip"]), false, false), Coding::Identity);
    }

    #[test]
    fn browsers_prefer_html_and_programs_json() {
        let html = |lines: &[&'static str]| prefers_html(&with(ACCEPT, lines));
        assert!(html(&["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"]));
        assert!(!html(&["*/*"]));
        assert!(!html(&[]));
        assert!(!html(&["application/json, text/html;q=0.5"]));
        assert!(!html(&["application/json, text/html"]));
        assert!(html(&["text/html"]));
    }
}

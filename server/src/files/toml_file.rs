//! TOML files that an operator writes.

use serde::de::DeserializeOwned;
use toml::de::Error;

/// Parses the text of a TOML file.
///
/// # Errors
/// What is wrong with it and in which line, as a clause of one line after its path.
pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    toml::from_str(text).map_err(|error: Error| {
        let line = error.span().map_or(String::new(), |span| format!(", line {}", text[..span.start.min(text.len())].matches('\n').count() + 1));
        format!("is wrong{line}: {}", error.message())
    })
}

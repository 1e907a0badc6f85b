//! Description of a network of one's own: a TOML file beside it.

use std::path::Path;

use catalogue::{NetworkInput, UNKNOWN};
use serde::Deserialize;

use crate::files::toml_file;

/// Largest side of an input: its tensor has 200 megabytes then.
const MAX_SIDE: u32 = 4096;

/// Smallest side of an input: below it five poolings have nothing left.
const MIN_SIDE: u32 = 32;

/// Longest text in characters.
const MAX_TEXT: usize = 200;

/// Longest name of a network in characters.
const MAX_NAME: usize = 64;

/// What is said of a network.
#[derive(Debug, Clone, PartialEq)]
pub struct Description {
    /// Subjects that it is good at.
    pub purpose: String,
    /// Licence of the weights.
    pub licence: String,
    /// Side, mean and deviation of its input.
    pub input: NetworkInput,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    purpose: String,
    licence: String,
    side: u32,
    mean: Option<[f32; 3]>,
    std: Option<[f32; 3]>,
}

impl Description {
    /// Reads `NAME.toml`.
    ///
    /// # Errors
    /// What is wrong with it, as a clause after its path.
    pub fn read(file: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(file).map_err(|error| format!("cannot be read ({error})"))?;
        let File { purpose, licence, side, mean, std } = toml_file::parse(&text)?;
        for (name, value) in [("purpose", &purpose), ("licence", &licence)] {
            if value.trim().is_empty() || value.chars().count() > MAX_TEXT || value.chars().any(char::is_control) {
                return Err(format!("has a {name} that is empty, longer than {MAX_TEXT} characters or not printable"));
            }
        }
        if !(MIN_SIDE..=MAX_SIDE).contains(&side) {
            return Err(format!("has the side {side}, which has to be {MIN_SIDE} to {MAX_SIDE} pixels"));
        }
        let (mean, std) = (mean.unwrap_or(UNKNOWN.mean), std.unwrap_or(UNKNOWN.std));
        if mean.iter().any(|value| !value.is_finite()) || std.iter().any(|value| !(value.is_normal() && *value > 0.0)) {
            return Err("has a mean that is no number, or a std that is not more than 0".to_owned());
        }
        Ok(Self { purpose, licence, input: NetworkInput { side, mean, std } })
    }
}

/// Whether a name can stand in an address, an option and a sentence as it is.
pub fn is_name(name: &str) -> bool {
    (1..=MAX_NAME).contains(&name.len())
        && !name.starts_with(['.', '-'])
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "purpose = 'rings on plain ground'\nlicence = 'CC-BY-4.0'\nside = 320\nmean = [0.5, 0.5, 0.5]\nstd = [1, 1, 1]\n";

    fn read(text: &str) -> Result<Description, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("own.toml");
        std::fs::write(&file, text).unwrap();
        Description::read(&file)
    }

    #[test]
    fn mean_and_deviation_may_be_left_out() {
        let own = read(GOOD).unwrap();
        assert_eq!(own.input, NetworkInput { side: 320, mean: [0.5; 3], std: [1.0; 3] });
        assert_eq!((own.purpose.as_str(), own.licence.as_str()), ("rings on plain ground", "CC-BY-4.0"));
        let short = read("purpose = 'rings'\nlicence = 'own'\nside = 1024").unwrap();
        assert_eq!(short.input, NetworkInput { side: 1024, ..UNKNOWN });
    }

    #[test]
    fn wrong_description_is_a_sentence() {
        for (from, to, sentence) in [
            ("side = 320", "", "is wrong"),
            ("side = 320", "side = 320\nsize = 3", "is wrong, line 4: unknown field `size`"),
            ("side = 320", "side = 0", "has the side 0, which has to be 32 to 4096 pixels"),
            ("side = 320", "side = 'x'", "is wrong, line 3"),
            ("'CC-BY-4.0'", "' '", "has a licence that is empty"),
            ("'rings on plain ground'", "\"a\\u0007\"", "has a purpose that is empty, longer"),
            ("[1, 1, 1]", "[1, 0, 1]", "a std that is not more than 0"),
            ("[1, 1, 1]", "[1, 1]", "is wrong, line 5"),
            ("[0.5, 0.5, 0.5]", "[nan, 0.5, 0.5]", "has a mean that is no number"),
            ("side", "= side", "is wrong, line 3"),
        ] {
            assert!(GOOD.contains(from));
            let error = read(&GOOD.replacen(from, to, 1)).unwrap_err();
            assert!(error.contains(sentence) && !error.contains('\n'), "{to}: {error}");
        }
    }

    #[test]
    fn names_need_no_escape() {
        assert!(["a", "u2net_2", "my-net.v2", &"n".repeat(64)].into_iter().all(is_name));
        assert!(["", ".net", "-net", "a b", "a/b", "ä", "a\"b", &"n".repeat(65)].into_iter().all(|name| !is_name(name)));
    }
}

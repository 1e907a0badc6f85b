//! Colours, parsed from their usual notations.

use serde::{Deserialize, Serialize};

/// A colour as people write it: sRGB, straight alpha.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Colour {
    /// 0 to 255.
    pub red: u8,
    /// 0 to 255.
    pub green: u8,
    /// 0 to 255.
    pub blue: u8,
    /// 0 (transparent) to 255.
    pub alpha: u8,
}

impl Colour {
    /// No colour at all.
    pub const fn transparent() -> Self {
        Self { red: 0, green: 0, blue: 0, alpha: 0 }
    }
}

impl std::str::FromStr for Colour {
    type Err = String;

    /// `#rgb`, `#rrggbb`, `#rrggbbaa`, `R,G,B`, `R,G,B,A` or one of a few names.
    fn from_str(text: &str) -> Result<Self, String> {
        let lower = text.trim().to_ascii_lowercase();
        let named = match lower.as_str() {
            "white" => Some([255, 255, 255, 255]),
            "black" => Some([0, 0, 0, 255]),
            "gray" | "grey" => Some([128, 128, 128, 255]),
            "red" => Some([255, 0, 0, 255]),
            "green" => Some([0, 128, 0, 255]),
            "blue" => Some([0, 0, 255, 255]),
            "transparent" => Some([0, 0, 0, 0]),
            other => other.strip_prefix('#').map_or_else(|| from_numbers(other), from_hex),
        };
        let [red, green, blue, alpha] = named
            .ok_or_else(|| format!("\"{text}\" is not a colour: write #rrggbb, #rrggbbaa, R,G,B, R,G,B,A (0 to 255) or a name such as white"))?;
        Ok(Self { red, green, blue, alpha })
    }
}

fn from_hex(digits: &str) -> Option<[u8; 4]> {
    if !digits.is_ascii() {
        return None;
    }
    let doubled: String = match digits.len() {
        3 | 4 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        6 | 8 => digits.to_owned(),
        _ => return None,
    };
    let mut colour = [255; 4];
    for (index, value) in colour.iter_mut().enumerate().take(doubled.len() / 2) {
        *value = u8::from_str_radix(&doubled[index * 2..index * 2 + 2], 16).ok()?;
    }
    Some(colour)
}

fn from_numbers(text: &str) -> Option<[u8; 4]> {
    let numbers: Vec<u8> = text.split([',', ' ']).filter(|part| !part.is_empty()).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    match numbers[..] {
        [red, green, blue] => Some([red, green, blue, 255]),
        [red, green, blue, alpha] => Some([red, green, blue, alpha]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_in_every_notation() {
        let colour = |red, green, blue, alpha| Ok(Colour { red, green, blue, alpha });
        assert_eq!("#f80".parse(), colour(255, 136, 0, 255));
        assert_eq!("#FF8800".parse(), colour(255, 136, 0, 255));
        assert_eq!("#ff880080".parse(), colour(255, 136, 0, 128));
        assert_eq!("1,2,3".parse(), colour(1, 2, 3, 255));
        assert_eq!("1, 2, 3, 4".parse(), colour(1, 2, 3, 4));
        assert_eq!(" White ".parse(), colour(255, 255, 255, 255));
        for wrong in ["", "#", "#12345", "#gggggg", "#é12", "1,2", "1,2,3,4,5", "256,0,0", "mauve-ish"] {
            assert!(wrong.parse::<Colour>().is_err(), "{wrong}");
        }
    }
}

//! Background, shadow and trim: options with default and range.
//!
//! Lengths are per cent of the photo's longer side, so that a preview looks like the full size.

use serde::{Deserialize, Serialize};

use crate::colour::Colour;
use crate::percent::Percent;

/// Background and shadow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scene {
    /// Background behind the subject.
    pub background: Background,
    /// The shadow that the subject casts on it.
    pub shadow: Option<Shadow>,
}

/// Background that the user puts behind the subject.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Background {
    /// Nothing.
    #[default]
    Transparent,
    /// One colour; what it lets through stays transparent.
    Colour(Colour),
    /// Another picture, over the whole of what is written.
    Picture {
        /// Fit of the picture.
        #[serde(default)]
        fit: Fit,
    },
    /// The photo's own background, out of focus.
    Blur {
        /// Standard deviation of the Gaussian, in per cent of the photo's longer side.
        #[serde(default = "Background::default_radius")]
        radius: Percent<0, 20>,
    },
}

impl Background {
    /// Default standard deviation of the blurred background: 2 %, a portrait lens wide open.
    pub const fn default_radius() -> Percent<0, 20> {
        Percent::clamped(2.0)
    }
}

/// Fit of a picture of other proportions. It is centred and never distorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Fit {
    /// So large that it fills everything; what sticks out is cut off.
    #[default]
    Cover,
    /// So small that all of it is seen.
    Contain {
        /// Colour of the bars at its sides.
        #[serde(default = "Colour::transparent")]
        bars: Colour,
    },
}

impl std::str::FromStr for Fit {
    type Err = String;

    /// `cover`, `contain` (transparent bars), or `contain:` and a colour for the bars.
    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim().split_once(':') {
            None if text.trim().eq_ignore_ascii_case("cover") => Ok(Fit::Cover),
            None if text.trim().eq_ignore_ascii_case("contain") => Ok(Fit::Contain { bars: Colour::transparent() }),
            Some((word, bars)) if word.eq_ignore_ascii_case("contain") => Ok(Fit::Contain { bars: bars.parse()? }),
            _ => Err(format!("\"{text}\" is not a fit: write cover, contain or contain:COLOUR")),
        }
    }
}

/// A soft shadow: the shape of the subject, moved, blurred and in one colour.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Shadow {
    /// Offset to the right (negative: to the left), in per cent of the photo's longer side.
    pub right: Percent<-50, 50>,
    /// Offset down (negative: up), in per cent of the photo's longer side.
    pub down: Percent<-50, 50>,
    /// Standard deviation of the Gaussian, in per cent of the photo's longer side.
    pub blur: Percent<0, 20>,
    /// Opacity at its darkest, in per cent.
    pub opacity: Percent<0, 100>,
    /// Its colour; transparency of the colour itself weakens it further.
    pub colour: Colour,
}

impl Default for Shadow {
    /// Light from above: a little below the subject, soft, a third of black.
    fn default() -> Self {
        Self {
            right: Percent::clamped(0.0),
            down: Percent::clamped(1.5),
            blur: Percent::clamped(1.5),
            opacity: Percent::clamped(35.0),
            colour: Colour { red: 0, green: 0, blue: 0, alpha: 255 },
        }
    }
}

/// Cut to the subject and its shadow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Trim {
    /// Margin around them, as far as the photo goes.
    pub margin: Margin,
}

/// The width of an edge.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Margin {
    /// Per cent of the longer side of what is kept without it.
    Percent(Percent<0, 100>),
    /// Pixels of the full-size photo.
    Pixels(u16),
}

impl Default for Margin {
    fn default() -> Self {
        Margin::Percent(Percent::clamped(5.0))
    }
}

impl std::str::FromStr for Margin {
    type Err = String;

    /// `5%` or `40px`.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        match text.strip_suffix("px") {
            Some(number) => {
                number.trim_end().parse().map(Margin::Pixels).map_err(|_| format!("\"{text}\" is not a number of pixels from 0 to {}", u16::MAX))
            }
            None if text.ends_with('%') => text.parse().map(Margin::Percent),
            None => Err(format!("\"{text}\" is not a margin: write 5% or 40px")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_as_short_as_people_write_it() {
        let read = |text: &str| serde_json::from_str::<Scene>(text).map_err(|error| error.to_string());
        assert_eq!(read("{}"), Ok(Scene::default()));
        assert_eq!(read(r#"{"shadow":{}}"#), Ok(Scene { shadow: Some(Shadow::default()), ..Scene::default() }));
        let background = |background| Ok(Scene { background, ..Scene::default() });
        assert_eq!(read(r#"{"background":"transparent"}"#), background(Background::Transparent));
        assert_eq!(read(r#"{"background":{"blur":{}}}"#), background(Background::Blur { radius: Percent::clamped(2.0) }));
        assert_eq!(read(r#"{"background":{"picture":{}}}"#), background(Background::Picture { fit: Fit::Cover }));
        let bars = Colour { red: 1, green: 2, blue: 3, alpha: 4 };
        let contain = r#"{"background":{"picture":{"fit":{"contain":{"bars":{"red":1,"green":2,"blue":3,"alpha":4}}}}}}"#;
        assert_eq!(read(contain), background(Background::Picture { fit: Fit::Contain { bars } }));
        for wrong in [
            r#"{"backdrop":1}"#,
            r#"{"background":{"blur":{"radius":20.5}}}"#,
            r#"{"background":{"blur":{"radios":2}}}"#,
            r#"{"background":{"colour":{"red":256,"green":0,"blue":0,"alpha":255}}}"#,
            r#"{"shadow":{"opacity":101}}"#,
            r#"{"shadow":{"down":-51}}"#,
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(serde_json::from_str::<Trim>(r#"{"margin":{"pixels":-1}}"#).is_err());
        assert_eq!(serde_json::from_str::<Trim>(r#"{"margin":{"pixels":7}}"#).unwrap(), Trim { margin: Margin::Pixels(7) });
    }

    #[test]
    fn every_scene_survives_a_json_round_trip() {
        let bars = Colour { red: 1, green: 2, blue: 3, alpha: 4 };
        for background in [
            Background::Transparent,
            Background::Colour(bars),
            Background::Picture { fit: Fit::Cover },
            Background::Picture { fit: Fit::Contain { bars } },
            Background::Blur { radius: Percent::clamped(0.3) },
        ] {
            let scene = Scene { background, shadow: Some(Shadow { right: Percent::clamped(-1.5), ..Shadow::default() }) };
            assert_eq!(serde_json::from_str::<Scene>(&serde_json::to_string(&scene).unwrap()).unwrap(), scene);
        }
    }

    #[test]
    fn words_are_parsed() {
        assert_eq!("cover".parse(), Ok(Fit::Cover));
        assert_eq!("Contain".parse(), Ok(Fit::Contain { bars: Colour::transparent() }));
        assert_eq!("contain:#fff".parse(), Ok(Fit::Contain { bars: Colour { red: 255, green: 255, blue: 255, alpha: 255 } }));
        assert_eq!("5%".parse(), Ok(Margin::Percent(Percent::clamped(5.0))));
        assert_eq!("40px".parse(), Ok(Margin::Pixels(40)));
        for wrong in ["", "5", "-1px", "70000px", "101%", "px", "%"] {
            assert!(wrong.parse::<Margin>().is_err(), "{wrong}");
        }
        for wrong in ["", "fill", "contain:", "cover:white"] {
            assert!(wrong.parse::<Fit>().is_err(), "{wrong}");
        }
    }
}

//! Things about the file of a photo that its cut-out does not show.

use serde::{Deserialize, Serialize};

/// Something about a photo's file. `Display` is a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// The file ends before its last pixel.
    CutShort,
    /// Further pictures, pages or frames were left out.
    FirstPicture,
    /// A gain map was left out.
    GainMap,
}

impl Note {
    /// Identifier for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Note::CutShort => "cut_short",
            Note::FirstPicture => "first_picture",
            Note::GainMap => "gain_map",
        }
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Note::CutShort => "the file is cut short: the rest of the picture is missing",
            Note::FirstPicture => "the file has several pictures: this is the first",
            Note::GainMap => "the file has a gain map for HDR displays, which is left out",
        })
    }
}

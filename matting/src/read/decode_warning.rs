//! Warnings about a photo's file: what its cut-out does not show of it.

use serde::{Deserialize, Serialize};

/// Warning of the decoder. `Display` is a sentence; the identifiers are those of `notes` in the JSON report and of `X-Offcut-Notes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DecodeWarning {
    /// Truncated file: it ends before its last pixel.
    #[serde(rename = "cut_short")]
    Truncated,
    /// Further pictures, pages or frames were left out.
    #[serde(rename = "first_picture")]
    FirstPictureOnly,
    /// A gain map was left out.
    #[serde(rename = "gain_map")]
    GainMapIgnored,
}

impl DecodeWarning {
    /// Identifier for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            DecodeWarning::Truncated => "cut_short",
            DecodeWarning::FirstPictureOnly => "first_picture",
            DecodeWarning::GainMapIgnored => "gain_map",
        }
    }
}

impl std::fmt::Display for DecodeWarning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            DecodeWarning::Truncated => "the file is cut short: the rest of the picture is missing",
            DecodeWarning::FirstPictureOnly => "the file has several pictures: this is the first",
            DecodeWarning::GainMapIgnored => "the file has a gain map for HDR displays, which is left out",
        })
    }
}

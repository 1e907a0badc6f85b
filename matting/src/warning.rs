//! Warnings: what a person should know about a cut-out and would not see.

use serde::{Deserialize, Serialize};

/// Warning about the photo's file or the cut-out. `Display` is a sentence; the identifiers are those of `notes` in the JSON report and of `X-Offcut-Notes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Warning {
    /// Truncated file: it ends before its last pixel.
    #[serde(rename = "cut_short")]
    Truncated,
    /// Further pictures, pages or frames were left out.
    #[serde(rename = "first_picture")]
    FirstPictureOnly,
    /// A gain map was left out.
    #[serde(rename = "gain_map")]
    GainMapIgnored,
    /// A frame gave the photo more pixels than it has.
    #[serde(rename = "enlarged")]
    Enlarged,
}

impl Warning {
    /// Identifier for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Warning::Truncated => "cut_short",
            Warning::FirstPictureOnly => "first_picture",
            Warning::GainMapIgnored => "gain_map",
            Warning::Enlarged => "enlarged",
        }
    }
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Warning::Truncated => "the file is cut short: the rest of the picture is missing",
            Warning::FirstPictureOnly => "the file has several pictures: this is the first",
            Warning::GainMapIgnored => "the file has a gain map for HDR displays, which is left out",
            Warning::Enlarged => "the frame enlarges the subject beyond the photo's own pixels: use a smaller frame or a larger photo",
        })
    }
}

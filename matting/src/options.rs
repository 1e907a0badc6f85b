//! Options of a person, with default and range. Page, command and server reuse these types.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Limit};
use crate::framing::{Frame, Outline};
use crate::output_format::Encoding;
use crate::pixels::Size;
use crate::scene::{Scene, Trim};

/// Options of a cut-out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Quality of the matte.
    pub quality: Quality,
    /// Removal of the old background's colour from the soft edge; [`Quality::Raw`] never does it.
    pub clean_edge: bool,
    /// Cut-out or mask.
    pub output: Output,
    /// Line around the subject.
    pub outline: Option<Outline>,
    /// Cut to the subject; not with a frame.
    pub trim: Option<Trim>,
    /// Canvas that the subject is placed on.
    pub frame: Option<Frame>,
    /// Type of file and its quality.
    pub encoding: Encoding,
    /// Metadata that is kept.
    pub metadata: Metadata,
    /// Limits of the file.
    pub limits: Limits,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            quality: Quality::default(),
            clean_edge: true,
            output: Output::default(),
            outline: None,
            trim: None,
            frame: None,
            encoding: Encoding::default(),
            metadata: Metadata::default(),
            limits: Limits::default(),
        }
    }
}

/// Quality of the matte, by the work that goes into it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    /// The network's map, stretched to the photo: what rembg gives without its extra switches.
    Raw,
    /// One saliency pass, and edges that follow the photo's by a guided filter.
    Fast,
    /// One to five saliency passes, and closed-form matting where the colour model supports it.
    #[default]
    Balanced,
    /// The same, with closed-form matting at a finer size.
    Best,
}

impl Quality {
    /// Every quality, from the quickest.
    pub const ALL: &'static [Quality] = &[Quality::Raw, Quality::Fast, Quality::Balanced, Quality::Best];

    /// Identifier on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Quality::Raw => "raw",
            Quality::Fast => "fast",
            Quality::Balanced => "balanced",
            Quality::Best => "best",
        }
    }
}

/// Picture that is written.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Output {
    /// The subject, and what is behind it.
    CutOut(Scene),
    /// The alpha of the cut-out as a gray picture.
    Mask,
}

impl Default for Output {
    fn default() -> Self {
        Output::CutOut(Scene::default())
    }
}

/// Metadata that is kept: EXIF, XMP, IPTC and the texts of a PNG. Thumbnails and maker notes never are, since they show or tell of what was cut away;
/// the resolution always is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metadata {
    /// Nothing.
    #[default]
    None,
    /// Camera, exposure, times, people, titles; not where it was.
    WithoutPlace,
    /// The same, and where it was.
    All,
}

impl std::str::FromStr for Metadata {
    type Err = String;

    /// `none`, `no-place` or `all`.
    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim() {
            "none" => Ok(Metadata::None),
            "no-place" => Ok(Metadata::WithoutPlace),
            "all" => Ok(Metadata::All),
            _ => Err(format!("\"{text}\" is not known: write none, no-place or all")),
        }
    }
}

/// Limits of a file, checked on the file's header before a pixel is decoded, and of a frame's canvas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Largest file in bytes.
    pub max_file_bytes: u64,
    /// Most pixels along one side.
    pub max_side: u32,
    /// Most pixels in all.
    pub max_pixels: u64,
}

impl Limits {
    /// Checks the size of a photo or a canvas.
    ///
    /// # Errors
    /// [`Error::OverLimit`].
    pub(crate) fn check(&self, size: Size) -> Result<(), Error> {
        let longer = size.longer();
        if longer > self.max_side {
            return Err(Error::OverLimit { limit: Limit::Side, allowed: self.max_side.into(), found: longer.into() });
        }
        if size.pixels() > self.max_pixels {
            return Err(Error::OverLimit { limit: Limit::Pixels, allowed: self.max_pixels, found: size.pixels() });
        }
        Ok(())
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_file_bytes: 256 * 1024 * 1024, max_side: 65_535, max_pixels: 100_000_000 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framing::Canvas;

    #[test]
    fn options_survive_a_json_round_trip() {
        assert_eq!(serde_json::from_str::<Options>("{}").unwrap(), Options::default());
        for output in [Output::default(), Output::Mask] {
            for quality in Quality::ALL {
                let frame = Some(Frame::new(Canvas::Ratio(4, 5)));
                let (trim, outline) = (Some(Trim::default()), Some(Outline::default()));
                let options = Options { quality: *quality, clean_edge: false, output, trim, frame, outline, ..Options::default() };
                assert_eq!(serde_json::from_str::<Options>(&serde_json::to_string(&options).unwrap()).unwrap(), options);
            }
        }
        assert!(serde_json::from_str::<Options>(r#"{"crop":{}}"#).is_err());
    }
}

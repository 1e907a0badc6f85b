//! Flags of what is seen on a cut-out: background, outline, shadow, area, frame, and presets of them.

use std::path::{Path, PathBuf};

use clap::Args;
use matting::{Align, Canvas, Colour, Dpi, Fit, Margin, NamedOptions, Percent, Preset, read_preset};

use crate::failure::Failure;
use crate::files::read;

/// Heading of the flags in help texts.
const PICTURE: &str = "Picture";
const FRAME: &str = "Frame";

/// Largest file of a preset in bytes.
const MAX_PRESET_BYTES: u64 = 64 << 10;

/// Flags of what is seen.
#[derive(Debug, Args)]
pub struct PictureFlags {
    /// Output the alpha as a gray picture instead of the cut-out.
    #[arg(long, conflicts_with_all = ["bgcolor", "bgpicture", "bgblur", "shadow"], help_heading = PICTURE)]
    pub only_mask: bool,
    /// Background colour: #rrggbb, #rrggbbaa, R,G,B, R,G,B,A or a name such as white.
    #[arg(long, value_name = "COLOUR", help_heading = PICTURE)]
    pub bgcolor: Option<Colour>,
    /// Background picture: a file of any photo format.
    #[arg(long, value_name = "FILE", conflicts_with = "bgcolor", help_heading = PICTURE)]
    pub bgpicture: Option<PathBuf>,
    /// Fit of the background picture: cover, contain, or contain:COLOUR for coloured bars.
    #[arg(long, value_name = "FIT", default_value = "cover", requires = "bgpicture", help_heading = PICTURE)]
    pub bgfit: Fit,
    /// Blur of the photo's own background, in per cent of the longer side (default 2).
    #[arg(long, value_name = "PERCENT", num_args = 0..=1, require_equals = true, default_missing_value = "2", conflicts_with_all = ["bgcolor", "bgpicture"], help_heading = PICTURE)]
    pub bgblur: Option<Percent<0, 20>>,
    /// Shadow opacity in per cent (default 35).
    #[arg(long, value_name = "PERCENT", num_args = 0..=1, require_equals = true, default_missing_value = "35", help_heading = PICTURE)]
    pub shadow: Option<Percent<0, 100>>,
    /// Distance of the shadow to the right, -50 to 50 per cent of the longer side (default 0).
    #[arg(long, value_name = "PERCENT", allow_negative_numbers = true, help_heading = PICTURE)]
    pub shadow_right: Option<Percent<-50, 50>>,
    /// Distance of the shadow downwards, -50 to 50 per cent of the longer side (default 1.5).
    #[arg(long, value_name = "PERCENT", allow_negative_numbers = true, help_heading = PICTURE)]
    pub shadow_down: Option<Percent<-50, 50>>,
    /// Radius of the shadow's blur, 0 to 20 per cent of the longer side (default 1.5).
    #[arg(long, value_name = "PERCENT", help_heading = PICTURE)]
    pub shadow_blur: Option<Percent<0, 20>>,
    /// Colour of the shadow (default black).
    #[arg(long, value_name = "COLOUR", help_heading = PICTURE)]
    pub shadow_colour: Option<Colour>,
    /// Outline of the subject, as stickers have it: width in per cent of the longer side (default 2). Shadow and mask have it, too.
    #[arg(long, value_name = "PERCENT", num_args = 0..=1, require_equals = true, default_missing_value = "2", help_heading = PICTURE)]
    pub outline: Option<Percent<0, 20>>,
    /// Colour of the outline (default white).
    #[arg(long, value_name = "COLOUR", help_heading = PICTURE)]
    pub outline_colour: Option<Colour>,
    /// Trim to the subject, with a margin such as 5% or 40px (default 5%).
    #[arg(long, value_name = "MARGIN", num_args = 0..=1, require_equals = true, default_missing_value = "5%", conflicts_with = "frame", help_heading = PICTURE)]
    pub trim: Option<Margin>,
    /// Preset: square, 4x5, 16x9, passport, sticker, or a JSON file of options. Flags beside it come first.
    #[arg(long, value_name = "NAME|FILE", help_heading = FRAME)]
    pub preset: Option<PathBuf>,
    /// Canvas that the subject is placed on: a ratio such as 4:5, on which it keeps the photo's pixels, or pixels such as 2000x2000 or millimetres such as
    /// 35x45mm, to which it is scaled.
    #[arg(long, value_name = "RATIO|WIDTHxHEIGHT", help_heading = FRAME)]
    pub frame: Option<Canvas>,
    /// Share of the frame that the subject fills along the side that limits it, 1 to 400 per cent (default 85). Up to 100 nothing of it is cropped.
    #[arg(long, value_name = "PERCENT", help_heading = FRAME)]
    pub frame_fill: Option<Percent<1, 400>>,
    /// Place of the subject: centre, top, bottom, left, right, or two such as bottom-left (default centre).
    #[arg(long, value_name = "PLACE", help_heading = FRAME)]
    pub frame_align: Option<Align>,
    /// Edge of the frame that stays free, such as 5% of its shorter side or 40px (default 0px).
    #[arg(long, value_name = "MARGIN", help_heading = FRAME)]
    pub frame_margin: Option<Margin>,
    /// Line that the lowest point of the subject stands on, in per cent of the frame's height from its top, in place of the vertical alignment.
    #[arg(long, value_name = "PERCENT", help_heading = FRAME)]
    pub frame_ground: Option<Percent<0, 100>>,
    /// Resolution that the file states, 10 to 2400 pixels for an inch; it also makes pixels of millimetres (default the photo's, 300 for millimetres).
    #[arg(long, value_name = "DPI", help_heading = FRAME)]
    pub frame_dpi: Option<Dpi>,
}

impl PictureFlags {
    /// The flags that were given.
    pub fn named(&self) -> NamedOptions {
        NamedOptions {
            only_mask: self.only_mask.then_some(true),
            colour: self.bgcolor,
            blur: self.bgblur.map(Some),
            picture: self.bgpicture.as_ref().map(|_| self.bgfit),
            shadow: self.shadow.map(Some),
            shadow_right: self.shadow_right,
            shadow_down: self.shadow_down,
            shadow_blur: self.shadow_blur,
            shadow_colour: self.shadow_colour,
            outline: self.outline.map(Some),
            outline_colour: self.outline_colour,
            trim: self.trim.map(Some),
            frame: self.frame,
            frame_fill: self.frame_fill,
            frame_align: self.frame_align,
            frame_margin: self.frame_margin,
            frame_ground: self.frame_ground,
            frame_dpi: self.frame_dpi,
            ..NamedOptions::default()
        }
    }

    /// Options of the preset, none without one. A name of a built-in one comes before a file's.
    ///
    /// # Errors
    /// [`Failure::NoPreset`] where there is neither, [`Failure::Preset`] for a file that is none, [`Failure::Read`].
    pub fn preset(&self) -> Result<NamedOptions, Failure> {
        let Some(path) = &self.preset else { return Ok(NamedOptions::default()) };
        let failed = |sentence| Failure::Preset { path: path.clone(), sentence };
        if let Some(preset) = path.to_str().and_then(Preset::named) {
            return preset.options().map_err(failed);
        }
        if !path.exists() && path.extension().is_none() && path.parent() == Some(Path::new("")) {
            return Err(Failure::NoPreset { name: path.display().to_string(), known: Preset::names() });
        }
        let json = String::from_utf8(read(path, MAX_PRESET_BYTES)?).map_err(|_| failed("this is no text".to_owned()))?;
        read_preset(&json).map_err(failed)
    }
}

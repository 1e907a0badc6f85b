//! Settings of the edit panel. Each kind of background keeps its own details, so that switching between kinds loses nothing.

use matting::{
    Background, Canvas, Colour, EncodeQuality, Encoding, Fit, Frame, Limits, Margin, Metadata, Options, Outline, Output, OutputFormat, Percent,
    Quality, Scene, Shadow, Trim,
};

use crate::protocol::Recipe;

/// Settings of the edit panel.
#[derive(Debug, Clone, PartialEq)]
pub struct EditSettings {
    /// Quality of the edge.
    pub quality: Quality,
    /// Kind of background.
    pub background: BackgroundKind,
    /// Colour for [`BackgroundKind::Colour`].
    pub colour: Colour,
    /// Number of the picture for [`BackgroundKind::Picture`]; `None` until one is chosen.
    pub background_picture: Option<u32>,
    /// Fit of that picture.
    pub fit: Fit,
    /// Radius for [`BackgroundKind::Blur`], in per cent of the longer side.
    pub blur: Percent<0, 20>,
    /// True if there is a shadow.
    pub has_shadow: bool,
    /// Shadow, where there is one.
    pub shadow: Shadow,
    /// True if the result has the frame; then it is not trimmed.
    pub has_frame: bool,
    /// Frame, where there is one.
    pub frame: Frame,
    /// Outline; without a width there is none.
    pub outline: Outline,
    /// True if the result is trimmed to the subject.
    pub trims: bool,
    /// Margin around the trimmed subject.
    pub margin: Percent<0, 100>,
    /// True if the result is the mask in place of the cut-out.
    pub mask_only: bool,
    /// File type.
    pub output_format: OutputFormat,
    /// Quality of lossy file types. WebP at 100 is lossless.
    pub file_quality: EncodeQuality,
    /// Metadata of the photo that the file keeps.
    pub metadata: Metadata,
    /// True if the soft edge keeps the old background's colour: only a preset says so.
    pub keeps_edge_colour: bool,
}

/// Kind of background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackgroundKind {
    /// No background.
    Transparent,
    /// A colour.
    Colour,
    /// The photo's own background, blurred.
    Blur,
    /// A picture.
    Picture,
}

impl BackgroundKind {
    /// All kinds, in the order of the panel.
    pub const ALL: [BackgroundKind; 4] = [BackgroundKind::Transparent, BackgroundKind::Colour, BackgroundKind::Blur, BackgroundKind::Picture];
}

/// Largest blur and offset of a shadow on offer, in per cent of the longer side.
pub const MAX_SHADOW: f32 = 8.0;

impl Default for EditSettings {
    fn default() -> Self {
        Self {
            quality: Quality::default(),
            background: BackgroundKind::Transparent,
            colour: Colour { red: 255, green: 255, blue: 255, alpha: 255 },
            background_picture: None,
            fit: Fit::Cover,
            blur: Background::default_radius(),
            has_shadow: false,
            shadow: Shadow::default(),
            has_frame: false,
            frame: Frame::new(Canvas::Ratio(1, 1)),
            outline: Outline { width: Percent::MIN, ..Outline::default() },
            trims: false,
            margin: Percent::clamped(5.0),
            mask_only: false,
            output_format: OutputFormat::default(),
            file_quality: usual_quality(OutputFormat::default()),
            metadata: Metadata::default(),
            keeps_edge_colour: false,
        }
    }
}

/// Quality of a file type until another one is chosen.
fn usual_quality(output_format: OutputFormat) -> EncodeQuality {
    output_format.default_quality().unwrap_or(EncodeQuality::clamped(90))
}

impl EditSettings {
    /// Chooses a file type; a quality that the person chose stays.
    pub fn choose_output_format(&mut self, output_format: OutputFormat) {
        if self.file_quality == usual_quality(self.output_format) {
            self.file_quality = usual_quality(output_format);
        }
        self.output_format = output_format;
    }

    /// The settings for the worker, which writes no AVIF: the PNG that one is made of.
    #[must_use]
    pub fn for_worker(&self) -> Self {
        let mut settings = self.clone();
        if self.output_format == OutputFormat::Avif {
            settings.choose_output_format(OutputFormat::Png);
        }
        settings
    }

    /// Options of the core.
    pub fn options(&self) -> Options {
        let background = match (self.background, self.background_picture) {
            (BackgroundKind::Colour, _) => Background::Colour(self.colour),
            (BackgroundKind::Blur, _) => Background::Blur { radius: self.blur },
            (BackgroundKind::Picture, Some(_)) => Background::Picture { fit: self.fit },
            // No picture is chosen yet.
            (BackgroundKind::Transparent | BackgroundKind::Picture, _) => Background::Transparent,
        };
        let scene = Scene { background, shadow: self.has_shadow.then_some(self.shadow) };
        Options {
            quality: self.quality,
            output: if self.mask_only { Output::Mask } else { Output::CutOut(scene) },
            clean_edge: !self.keeps_edge_colour,
            outline: self.outline(),
            trim: (self.trims && !self.has_frame).then_some(Trim { margin: Margin::Percent(self.margin) }),
            frame: self.has_frame.then_some(self.frame),
            encoding: self.encoding(),
            metadata: self.metadata,
            ..Options::default()
        }
    }

    fn outline(&self) -> Option<Outline> {
        Some(self.outline).filter(|outline| outline.width > Percent::MIN)
    }

    /// Refuses a frame that no photo can have.
    ///
    /// # Errors
    /// A sentence, without its full stop, with the way out.
    pub fn check_frame(&self, limits: &Limits) -> Result<(), String> {
        if self.has_frame { self.frame.check(self.outline(), limits) } else { Ok(()) }
    }

    /// The settings without frame and outline.
    #[must_use]
    pub fn without_frame(&self) -> Self {
        Self { has_frame: false, outline: Outline { width: Percent::MIN, ..self.outline }, ..self.clone() }
    }

    /// What is remembered for the next photo. Pictures are not; nor is what a person may not expect to hold on: the mask, and data of the camera.
    #[must_use]
    pub fn to_remember(&self) -> Self {
        let usual = Self::default();
        let background = if self.background == BackgroundKind::Picture { usual.background } else { self.background };
        Self {
            background,
            background_picture: None,
            fit: usual.fit,
            has_frame: self.has_frame && self.check_frame(&Limits::default()).is_ok(),
            mask_only: false,
            metadata: usual.metadata,
            ..self.clone()
        }
    }

    /// File type and its quality.
    pub fn encoding(&self) -> Encoding {
        match self.output_format {
            OutputFormat::WebP if self.file_quality == EncodeQuality::MAX => Encoding::WebPLossless,
            OutputFormat::WebP => Encoding::WebP(self.file_quality),
            OutputFormat::Jpeg => Encoding::Jpeg(self.file_quality),
            OutputFormat::Avif => Encoding::Avif(self.file_quality),
            OutputFormat::Png => Encoding::Png,
        }
    }

    /// Recipe without strokes, for the bundled network.
    pub fn recipe(&self) -> Recipe {
        let options = self.options();
        let shows_picture = matches!(options.output, Output::CutOut(Scene { background: Background::Picture { .. }, .. }));
        Recipe { options, strokes: Vec::new(), background_picture: self.background_picture.filter(|_| shows_picture), network: 0 }
    }

    /// Recipe for the brush: the whole frame of the cut-out without a background.
    pub fn for_brush(&self) -> Recipe {
        EditSettings { quality: self.quality, ..EditSettings::default() }.recipe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_settings_are_the_default_options() {
        assert_eq!(EditSettings::default().options(), Options::default());
    }

    #[test]
    fn background_picture_counts_only_once_chosen_and_shown() {
        let mut settings = EditSettings { background: BackgroundKind::Picture, ..EditSettings::default() };
        assert_eq!(settings.recipe(), EditSettings::default().recipe());
        settings.background_picture = Some(3);
        assert_eq!(settings.recipe().background_picture, Some(3));
        settings.background = BackgroundKind::Blur;
        assert_eq!(settings.recipe().background_picture, None, "the picture is not in the recipe while another background is chosen");
    }

    #[test]
    fn webp_at_100_is_lossless() {
        let encoding = |output_format, number| {
            EditSettings { output_format, file_quality: EncodeQuality::clamped(number), ..EditSettings::default() }.options().encoding
        };
        assert_eq!(encoding(OutputFormat::WebP, 100), Encoding::WebPLossless);
        assert_eq!(encoding(OutputFormat::WebP, 95), Encoding::WebP(EncodeQuality::clamped(95)));
        assert_eq!(encoding(OutputFormat::Jpeg, 100), Encoding::Jpeg(EncodeQuality::MAX));
        assert_eq!(encoding(OutputFormat::Png, 50), Encoding::Png);
    }

    #[test]
    fn each_file_type_has_its_usual_quality_until_one_is_chosen() {
        let mut settings = EditSettings::default();
        let mut chosen = |output_format, quality: Option<u8>| {
            settings.choose_output_format(output_format);
            settings.file_quality = quality.map_or(settings.file_quality, EncodeQuality::clamped);
            settings.file_quality.get()
        };
        assert_eq!([OutputFormat::Avif, OutputFormat::Jpeg, OutputFormat::WebP, OutputFormat::Avif].map(|of| chosen(of, None)), [80, 90, 90, 80]);
        assert_eq!([chosen(OutputFormat::Avif, Some(65)), chosen(OutputFormat::Jpeg, None), chosen(OutputFormat::Png, None)], [65; 3]);
    }

    #[test]
    fn worker_writes_the_png_that_an_avif_is_made_of() {
        let mut settings = EditSettings { has_shadow: true, metadata: Metadata::All, ..EditSettings::default() };
        let expected = settings.clone();
        settings.output_format = OutputFormat::Avif;
        assert_eq!(settings.for_worker(), expected);
        settings.output_format = OutputFormat::WebP;
        assert_eq!(settings.for_worker(), settings);
    }

    #[test]
    fn pictures_mask_and_frames_without_room_are_not_remembered() {
        let settings = EditSettings {
            quality: Quality::Best,
            background: BackgroundKind::Picture,
            background_picture: Some(3),
            has_shadow: true,
            has_frame: true,
            mask_only: true,
            output_format: OutputFormat::Jpeg,
            metadata: Metadata::All,
            ..EditSettings::default()
        };
        let expected =
            EditSettings { quality: Quality::Best, has_shadow: true, has_frame: true, output_format: OutputFormat::Jpeg, ..EditSettings::default() };
        assert_eq!(settings.to_remember(), expected);
        let sentence = |frame: Frame| crate::text::frame_text::impossible(&EditSettings { frame, ..settings.clone() });
        assert_eq!(sentence(settings.frame), None);
        let frame = Frame { margin: Margin::Percent(Percent::clamped(50.0)), ..settings.frame };
        assert!(sentence(frame).unwrap().starts_with("The frame has no room for the subject"));
        assert!(!EditSettings { frame, ..settings.clone() }.to_remember().has_frame);
        let frame = Frame { canvas: Canvas::Pixels(10_000, 10_001), ..settings.frame };
        assert!(sentence(frame).unwrap().starts_with("The frame has more pixels than this page makes"));
    }

    #[test]
    fn recipe_for_the_brush_has_no_scene_and_no_trim() {
        let settings = EditSettings {
            quality: Quality::Best,
            background: BackgroundKind::Blur,
            trims: true,
            has_shadow: true,
            mask_only: true,
            ..EditSettings::default()
        };
        assert_eq!(settings.for_brush().options, Options { quality: Quality::Best, ..Options::default() });
    }
}

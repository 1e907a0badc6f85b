//! What a person chose in the panel. Each kind of background remembers its own details, so that a look at another kind loses nothing.

use matting::{Background, Colour, EncodeQuality, Encoding, FileType, Fit, Margin, Metadata, Options, Output, Percent, Quality, Scene, Shadow, Trim};

use crate::protocol::Recipe;

/// The state of the panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Choices {
    /// How much work goes into the edge.
    pub quality: Quality,
    /// Which background.
    pub kind: Kind,
    /// For [`Kind::Colour`].
    pub colour: Colour,
    /// For [`Kind::Picture`]: the number of the picture.
    pub backdrop: Option<u32>,
    /// For [`Kind::Picture`].
    pub fit: Fit,
    /// For [`Kind::Blur`].
    pub blur: Percent<0, 20>,
    /// Whether there is a shadow.
    pub has_shadow: bool,
    /// Which one.
    pub shadow: Shadow,
    /// Whether it is cut to the subject.
    pub trims: bool,
    /// What is kept around it.
    pub margin: Percent<0, 100>,
    /// Whether the mask is wanted in place of the cut-out.
    pub mask_only: bool,
    /// One of [`FILE_TYPES`].
    pub file_type: FileType,
    /// For those that may lose detail. The best one of WebP loses none.
    pub file_quality: EncodeQuality,
    /// What is kept of what the camera wrote.
    pub metadata: Metadata,
}

/// Which background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// None.
    Transparent,
    /// One colour.
    Colour,
    /// The photo's own, out of focus.
    Blur,
    /// Another picture.
    Picture,
}

impl Kind {
    /// Every kind, in the order of the panel.
    pub const ALL: [Kind; 4] = [Kind::Transparent, Kind::Colour, Kind::Blur, Kind::Picture];
}

/// What can be saved. The encoder of AVIF would make the worker a sixth larger, and takes seconds for a photo.
pub const FILE_TYPES: [FileType; 3] = [FileType::Png, FileType::WebP, FileType::Jpeg];

/// For the widest shadow that the panel offers.
pub const MOST_SHADOW: f32 = 8.0;

impl Default for Choices {
    fn default() -> Self {
        Self {
            quality: Quality::default(),
            kind: Kind::Transparent,
            colour: Colour { red: 255, green: 255, blue: 255, alpha: 255 },
            backdrop: None,
            fit: Fit::Cover,
            blur: Background::default_radius(),
            has_shadow: false,
            shadow: Shadow::default(),
            trims: false,
            margin: Percent::clamped(5.0),
            mask_only: false,
            file_type: FileType::default(),
            file_quality: EncodeQuality::clamped(90),
            metadata: Metadata::default(),
        }
    }
}

impl Choices {
    /// In the core's words.
    pub fn options(&self) -> Options {
        let background = match (self.kind, self.backdrop) {
            (Kind::Colour, _) => Background::Colour(self.colour),
            (Kind::Blur, _) => Background::Blur { radius: self.blur },
            (Kind::Picture, Some(_)) => Background::Picture { fit: self.fit },
            // Nothing is chosen yet.
            (Kind::Transparent | Kind::Picture, _) => Background::Transparent,
        };
        let scene = Scene { background, shadow: self.has_shadow.then_some(self.shadow) };
        Options {
            quality: self.quality,
            output: if self.mask_only { Output::Mask } else { Output::CutOut(scene) },
            trim: self.trims.then_some(Trim { margin: Margin::Percent(self.margin) }),
            encoding: self.encoding(),
            metadata: self.metadata,
            ..Options::default()
        }
    }

    fn encoding(&self) -> Encoding {
        match self.file_type {
            FileType::WebP if self.file_quality == EncodeQuality::MAX => Encoding::WebPLossless,
            FileType::WebP => Encoding::WebP(self.file_quality),
            FileType::Jpeg => Encoding::Jpeg(self.file_quality),
            FileType::Avif => Encoding::Avif(self.file_quality),
            FileType::Png => Encoding::Png,
        }
    }

    /// The recipe without strokes.
    pub fn recipe(&self) -> Recipe {
        let options = self.options();
        let shows_picture = matches!(options.output, Output::CutOut(Scene { background: Background::Picture { .. }, .. }));
        Recipe { options, strokes: Vec::new(), backdrop: self.backdrop.filter(|_| shows_picture) }
    }

    /// For the brush: the bare cut-out in its whole frame, whatever it is to become.
    pub fn for_brush(&self) -> Recipe {
        Choices { quality: self.quality, ..Choices::default() }.recipe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_panel_begins_with_the_defaults_of_the_core() {
        assert_eq!(Choices::default().options(), Options::default());
    }

    #[test]
    fn a_picture_that_is_not_there_yet_is_no_background() {
        let mut choices = Choices { kind: Kind::Picture, ..Choices::default() };
        assert_eq!(choices.recipe(), Choices::default().recipe());
        choices.backdrop = Some(3);
        assert_eq!(choices.recipe().backdrop, Some(3));
        choices.kind = Kind::Blur;
        assert_eq!(choices.recipe().backdrop, None, "another picture changes nothing while none is shown");
    }

    #[test]
    fn the_best_webp_loses_nothing() {
        let encoding =
            |file_type, number| Choices { file_type, file_quality: EncodeQuality::clamped(number), ..Choices::default() }.options().encoding;
        assert_eq!(encoding(FileType::WebP, 100), Encoding::WebPLossless);
        assert_eq!(encoding(FileType::WebP, 95), Encoding::WebP(EncodeQuality::clamped(95)));
        assert_eq!(encoding(FileType::Jpeg, 100), Encoding::Jpeg(EncodeQuality::MAX));
        assert_eq!(encoding(FileType::Png, 50), Encoding::Png);
    }

    #[test]
    fn the_brush_sees_the_whole_frame_and_no_scene() {
        let choices = Choices { quality: Quality::Best, kind: Kind::Blur, trims: true, has_shadow: true, mask_only: true, ..Choices::default() };
        assert_eq!(choices.for_brush().options, Options { quality: Quality::Best, ..Options::default() });
    }
}

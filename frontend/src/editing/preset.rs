//! Presets on the page: the options that a preset has, as settings of the panel, and back as the text of a file that command and API read, too.

use matting::{
    Background, Colour, EncodeQuality, Limits, Margin, NamedOptions, Options, Outline, Output, OutputFormat, Percent, Shadow, read_preset,
};

use super::settings::{BackgroundKind, EditSettings};
use crate::text::editor_text::hex;
use crate::text::frame_text as text;

/// Places of the subject on its canvas by the names of presets: rows from the top, columns from the left.
pub const PLACES: [&str; 9] = ["top-left", "top", "top-right", "left", "centre", "right", "bottom-left", "bottom", "bottom-right"];

/// Options of a preset's file, of which the page has every one.
///
/// # Errors
/// A sentence that names the field.
pub fn read(json: &str) -> Result<NamedOptions, String> {
    let named = read_preset(json).map_err(|sentence| format!("{sentence}."))?;
    match named.trim {
        Some(Some(Margin::Pixels(_))) => Err(text::TRIM_IN_PIXELS.text()),
        _ => Ok(named),
    }
}

fn hex_with_alpha(colour: Colour) -> String {
    let hex = hex(colour);
    if colour.alpha == u8::MAX { hex } else { format!("{hex}{:02x}", colour.alpha) }
}

impl EditSettings {
    /// The settings with a preset: its frame, outline, area, background and shadow, or none, and of all else what it says.
    #[must_use]
    pub fn with_preset(&self, named: &NamedOptions) -> Self {
        // Mask and type of file are read below: a mask has no scene, and of JPEG every quality makes sense.
        let shown = NamedOptions { only_mask: None, format: None, ..*named }.options(OutputFormat::Jpeg, Limits::default());
        let Ok(Options { output: Output::CutOut(scene), outline, trim, frame, clean_edge, .. }) = shown else { return self.clone() };
        let mut settings = Self {
            background: BackgroundKind::Transparent,
            has_shadow: scene.shadow.is_some(),
            shadow: scene.shadow.unwrap_or(self.shadow),
            has_frame: frame.is_some(),
            frame: frame.unwrap_or(self.frame),
            outline: outline.unwrap_or(Outline { width: Percent::MIN, ..self.outline }),
            trims: trim.is_some(),
            mask_only: named.only_mask.unwrap_or(self.mask_only),
            quality: named.quality.unwrap_or(self.quality),
            metadata: named.metadata.unwrap_or(self.metadata),
            keeps_edge_colour: !clean_edge,
            ..self.clone()
        };
        match scene.background {
            Background::Colour(colour) => (settings.background, settings.colour) = (BackgroundKind::Colour, colour),
            Background::Blur { radius } => (settings.background, settings.blur) = (BackgroundKind::Blur, radius),
            Background::Transparent | Background::Picture { .. } => {}
        }
        if let Some(Margin::Percent(margin)) = trim.map(|trim| trim.margin) {
            settings.margin = margin;
        }
        if let Some(format) = named.format {
            settings.output_format = format;
            // WebP without a quality is lossless, which is the panel's 100.
            settings.file_quality = named.encode_quality.or(format.default_quality()).unwrap_or(if format == OutputFormat::Png {
                settings.file_quality
            } else {
                EncodeQuality::MAX
            });
        }
        settings
    }

    /// The part of the settings that a preset has, as the text of its file.
    pub fn preset_json(&self) -> String {
        let mut fields: Vec<(&str, String)> = Vec::new();
        if self.has_frame {
            let frame = &self.frame;
            fields.push(("frame", frame.canvas.to_string()));
            fields.push(("frame_fill", frame.fill.get().to_string()));
            fields.push(("frame_align", PLACES[self.place()].to_owned()));
            match frame.margin {
                Margin::Pixels(0) => {}
                Margin::Pixels(pixels) => fields.push(("frame_margin", format!("{pixels}px"))),
                Margin::Percent(share) => fields.push(("frame_margin", share.to_string())),
            }
            fields.extend(frame.ground.map(|ground| ("frame_ground", ground.get().to_string())));
            fields.extend(frame.dpi.map(|dpi| ("frame_dpi", dpi.get().to_string())));
        } else if self.trims {
            fields.push(("trim", self.margin.to_string()));
        }
        if self.outline.width > Percent::MIN {
            fields.push(("outline", self.outline.width.get().to_string()));
            fields.push(("outline_colour", hex_with_alpha(self.outline.colour)));
        }
        match self.background {
            BackgroundKind::Colour => fields.push(("bgc", hex_with_alpha(self.colour))),
            BackgroundKind::Blur => fields.push(("bgblur", self.blur.get().to_string())),
            BackgroundKind::Transparent | BackgroundKind::Picture => {}
        }
        if self.has_shadow {
            let Shadow { right, down, blur, opacity, colour } = self.shadow;
            let lengths = [("shadow", opacity.get()), ("shadow_right", right.get()), ("shadow_down", down.get()), ("shadow_blur", blur.get())];
            fields.extend(lengths.map(|(name, value)| (name, value.to_string())));
            fields.push(("shadow_colour", hex_with_alpha(colour)));
        }
        fields.push(("format", self.output_format.as_str().to_owned()));
        match (self.output_format, self.file_quality) {
            (OutputFormat::Png, _) | (OutputFormat::WebP, EncodeQuality::MAX) => {}
            (_, quality) => fields.push(("encode_quality", quality.get().to_string())),
        }
        fields.extend(self.mask_only.then(|| ("om", "true".to_owned())));
        fields.extend(self.keeps_edge_colour.then(|| ("keep_edge_colour", "true".to_owned())));
        let is_bare = |value: &str| value == "true" || value.bytes().all(|byte| byte.is_ascii_digit() || b".-".contains(&byte));
        let lines = fields.iter().map(|(name, value)| {
            let quote = if is_bare(value) { "" } else { "\"" };
            format!("  \"{name}\": {quote}{value}{quote}")
        });
        format!("{{\n{}\n}}\n", lines.collect::<Vec<_>>().join(",\n"))
    }

    /// Number, among [`PLACES`], of the subject's place.
    pub fn place(&self) -> usize {
        self.frame.align.down as usize * 3 + self.frame.align.across as usize
    }
}

#[cfg(test)]
mod tests {
    use matting::{Canvas, Dpi, Frame, PRESETS};

    use super::*;

    fn settings() -> EditSettings {
        EditSettings {
            has_frame: true,
            frame: Frame {
                fill: Percent::clamped(72.5),
                align: "bottom-left".parse().unwrap(),
                margin: Margin::Percent(Percent::clamped(3.3)),
                ground: Some(Percent::clamped(92.0)),
                dpi: Dpi::try_from(600_u16).ok(),
                ..Frame::new(Canvas::Millimetres(50, 70))
            },
            outline: Outline { width: Percent::clamped(1.5), colour: Colour { red: 1, green: 2, blue: 3, alpha: 255 } },
            background: BackgroundKind::Colour,
            colour: Colour { red: 9, green: 8, blue: 7, alpha: 128 },
            has_shadow: true,
            shadow: Shadow { right: Percent::clamped(-2.5), blur: Percent::clamped(4.0), ..Shadow::default() },
            output_format: OutputFormat::Jpeg,
            file_quality: EncodeQuality::clamped(77),
            ..EditSettings::default()
        }
    }

    /// What the panel makes of a preset is what command and API make of it.
    #[test]
    fn every_built_in_preset_has_the_options_of_its_file() {
        for preset in PRESETS {
            let named = preset.options().unwrap();
            let settings = EditSettings { trims: true, has_shadow: true, ..EditSettings::default() }.with_preset(&named);
            assert_eq!(settings.options(), named.options(OutputFormat::Png, Limits::default()).unwrap(), "{}", preset.name);
        }
    }

    #[test]
    fn own_preset_survives_its_file() {
        let blurred = EditSettings { background: BackgroundKind::Blur, blur: Percent::clamped(1.1), trims: true, ..EditSettings::default() };
        let webp = EditSettings { output_format: OutputFormat::WebP, file_quality: EncodeQuality::MAX, mask_only: true, ..EditSettings::default() };
        let pixels = EditSettings {
            has_frame: true,
            frame: Frame { margin: Margin::Pixels(40), ..Frame::new(Canvas::Ratio(4, 5)) },
            keeps_edge_colour: true,
            ..EditSettings::default()
        };
        let avif = EditSettings { output_format: OutputFormat::Avif, ..settings() };
        for settings in [settings(), blurred, webp, pixels, avif, EditSettings::default()] {
            let json = settings.preset_json();
            assert_eq!(EditSettings::default().with_preset(&read(&json).unwrap()).options(), settings.options(), "{json}");
            assert_eq!(settings.with_preset(&read(&json).unwrap()), settings, "{json}");
        }
        assert!(settings().preset_json().contains("\"frame\": \"50x70mm\",\n  \"frame_fill\": 72.5,\n  \"frame_align\": \"bottom-left\",\n"));
    }

    #[test]
    fn what_a_preset_does_not_name_stays() {
        let jpeg = EditSettings { output_format: OutputFormat::Jpeg, file_quality: EncodeQuality::clamped(70), mask_only: true, ..settings() };
        let chosen = jpeg.with_preset(&read(r#"{"frame":"1:1"}"#).unwrap());
        assert_eq!((chosen.output_format, chosen.file_quality.get(), chosen.mask_only), (OutputFormat::Jpeg, 70, true));
        assert_eq!((chosen.background, chosen.has_shadow, chosen.outline.width), (BackgroundKind::Transparent, false, Percent::MIN));
        for (json, quality) in [(r#"{"format":"jpeg"}"#, 90), (r#"{"format":"avif"}"#, 80), (r#"{"format":"avif","encode_quality":55}"#, 55)] {
            assert_eq!(jpeg.with_preset(&read(json).unwrap()).file_quality.get(), quality, "{json}");
        }
    }

    #[test]
    fn bad_file_is_refused_in_a_sentence() {
        for (json, sentence) in [
            ("[]", "this is no JSON object of options ("),
            (r#"{"fill":85}"#, "\"fill\" is no option of a preset; these are: frame"),
            (r#"{"format":"gif"}"#, "format: \"gif\" is not "),
            (r#"{"trim":"40px"}"#, "trim has to be in per cent here"),
        ] {
            let found = read(json).unwrap_err();
            assert!(found.starts_with(sentence) && found.ends_with('.'), "{json}: {found}");
        }
    }
}

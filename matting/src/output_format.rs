//! Output formats: PNG, WebP, AVIF, JPEG, and their qualities.

use serde::{Deserialize, Serialize};

use crate::{Error, Size};

/// A kind of file that is written here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutputFormat {
    /// PNG: lossless, 8 or 16 bits as the source.
    #[default]
    Png,
    /// WebP: lossless or with a quality, 8 bits.
    WebP,
    /// AVIF: with a quality, 10 bits.
    Avif,
    /// JPEG: with a quality, 8 bits, no transparency.
    Jpeg,
}

/// Facts of a type of file.
struct Row {
    output_format: OutputFormat,
    name: &'static str,
    id: &'static str,
    extension: &'static str,
    mime: &'static str,
    has_alpha: bool,
    max_side: u32,
    default_quality: Option<EncodeQuality>,
}

/// One row for each type, in the order of [`OutputFormat`]. Sides: 31 bits in PNG, 14 bits in VP8, 16 bits in AV1 and JPEG.
#[rustfmt::skip]
const ROWS: [Row; 4] = [
    Row { output_format: OutputFormat::Png, name: "PNG", id: "png", extension: "png", mime: "image/png", has_alpha: true, max_side: 0x7fff_ffff, default_quality: None },
    Row { output_format: OutputFormat::WebP, name: "WebP", id: "webp", extension: "webp", mime: "image/webp", has_alpha: true, max_side: 0x3fff, default_quality: None },
    Row { output_format: OutputFormat::Avif, name: "AVIF", id: "avif", extension: "avif", mime: "image/avif", has_alpha: true, max_side: 0xffff, default_quality: Some(EncodeQuality(80)) },
    Row { output_format: OutputFormat::Jpeg, name: "JPEG", id: "jpeg", extension: "jpg", mime: "image/jpeg", has_alpha: false, max_side: 0xffff, default_quality: Some(EncodeQuality(90)) },
];

impl OutputFormat {
    /// Every type, the default first.
    pub const ALL: &'static [OutputFormat] = &[OutputFormat::Png, OutputFormat::WebP, OutputFormat::Avif, OutputFormat::Jpeg];

    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// Name on the command line.
    pub fn as_str(self) -> &'static str {
        self.row().id
    }

    /// Usual extension of its files' names, without the dot.
    pub fn extension(self) -> &'static str {
        self.row().extension
    }

    /// The type that the extension of a file's name (without the dot) asks for.
    pub fn from_extension(extension: &str) -> Option<Self> {
        let lower = extension.to_ascii_lowercase();
        ROWS.iter().find(|row| lower == row.id || lower == row.extension).map(|row| row.output_format)
    }

    /// Media type.
    pub fn mime(self) -> &'static str {
        self.row().mime
    }

    /// Support of transparency. A type without it needs a background: see [`crate::Pixels::over_white`].
    pub fn has_alpha(self) -> bool {
        self.row().has_alpha
    }

    /// Most pixels along one side.
    pub fn max_side(self) -> u32 {
        self.row().max_side
    }

    /// Refuses a picture with a side over [`Self::max_side`].
    ///
    /// # Errors
    /// [`Error::TooLargeForOutputFormat`].
    pub fn check_size(self, Size { width, height }: Size) -> Result<(), Error> {
        let (max_side, found) = (self.max_side(), width.max(height));
        if found > max_side { Err(Error::TooLargeForOutputFormat { output_format: self, max_side, found }) } else { Ok(()) }
    }

    /// Quality by default; `None` for lossless types.
    pub fn default_quality(self) -> Option<EncodeQuality> {
        self.row().default_quality
    }
}

impl From<OutputFormat> for &'static str {
    /// Usual name.
    fn from(output_format: OutputFormat) -> Self {
        output_format.row().name
    }
}

impl std::fmt::Display for OutputFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str((*self).into())
    }
}

impl std::str::FromStr for OutputFormat {
    type Err = String;

    /// Its [`as_str`](OutputFormat::as_str) or its extension, in any case.
    fn from_str(text: &str) -> Result<Self, String> {
        Self::from_extension(text.trim()).ok_or_else(|| format!("\"{text}\" is not a type of file that can be written: use png, webp, avif or jpeg"))
    }
}

/// Quality of a lossy encoder: 1 (smallest file) to 100 (best picture), on each encoder's own scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct EncodeQuality(u8);

impl EncodeQuality {
    /// Smallest file.
    pub const MIN: Self = Self(1);
    /// Best picture.
    pub const MAX: Self = Self(100);

    /// A quality; numbers out of range become the nearest that is in it.
    pub const fn clamped(number: u8) -> Self {
        match number {
            0 => Self::MIN,
            1..=100 => Self(number),
            _ => Self::MAX,
        }
    }

    /// Its number, 1 to 100.
    pub fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for EncodeQuality {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        if (Self::MIN.0..=Self::MAX.0).contains(&number) { Ok(Self(number)) } else { Err(format!("{number} is not a quality: use 1 to 100")) }
    }
}

impl From<EncodeQuality> for u8 {
    fn from(quality: EncodeQuality) -> Self {
        quality.0
    }
}

impl std::str::FromStr for EncodeQuality {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.trim().parse::<u8>().map_err(|_| format!("\"{text}\" is not a quality: use 1 to 100"))?.try_into()
    }
}

/// Type of file and its encoder's settings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// Lossless.
    #[default]
    Png,
    /// Lossless.
    WebPLossless,
    /// Colour with a quality, alpha lossless.
    WebP(EncodeQuality),
    /// Colour and alpha with a quality.
    Avif(EncodeQuality),
    /// With a quality, in full colour resolution (4:4:4), so that the subject's outline stays sharp.
    Jpeg(EncodeQuality),
}

impl Encoding {
    /// Encoding of a type with a quality, or with [`OutputFormat::default_quality`].
    ///
    /// # Errors
    /// A sentence for a quality of a type without one (PNG).
    pub fn new(output_format: OutputFormat, quality: Option<EncodeQuality>) -> Result<Self, String> {
        Ok(match (output_format, quality.or(output_format.default_quality())) {
            (OutputFormat::Png, None) => Encoding::Png,
            (OutputFormat::Png, Some(_)) => {
                return Err("PNG is always lossless and has no quality: leave the quality out, or use webp, avif or jpeg".to_owned());
            }
            (OutputFormat::WebP, None) => Encoding::WebPLossless,
            (OutputFormat::WebP, Some(quality)) => Encoding::WebP(quality),
            (OutputFormat::Avif, quality) => Encoding::Avif(quality.unwrap_or(EncodeQuality::MAX)),
            (OutputFormat::Jpeg, quality) => Encoding::Jpeg(quality.unwrap_or(EncodeQuality::MAX)),
        })
    }

    /// The type of its files.
    pub fn output_format(self) -> OutputFormat {
        match self {
            Encoding::Png => OutputFormat::Png,
            Encoding::WebPLossless | Encoding::WebP(_) => OutputFormat::WebP,
            Encoding::Avif(_) => OutputFormat::Avif,
            Encoding::Jpeg(_) => OutputFormat::Jpeg,
        }
    }

    /// Presence of the encoder in this build.
    pub fn is_built_in(self) -> bool {
        match self {
            Encoding::Png | Encoding::WebPLossless => true,
            Encoding::WebP(_) => cfg!(feature = "webp"),
            Encoding::Avif(_) => cfg!(feature = "avif-write"),
            Encoding::Jpeg(_) => cfg!(feature = "jpeg"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_and_extensions_are_read_in_any_case() {
        for (index, output_format) in OutputFormat::ALL.iter().enumerate() {
            assert_eq!((*output_format as usize, ROWS[index].output_format), (index, *output_format));
            assert_eq!(output_format.as_str().parse(), Ok(*output_format));
            assert_eq!(OutputFormat::from_extension(&output_format.extension().to_uppercase()), Some(*output_format));
        }
        assert_eq!("JPG".parse(), Ok(OutputFormat::Jpeg));
        for wrong in ["", "gif", ".png", "pngs"] {
            assert!(wrong.parse::<OutputFormat>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn qualities_are_1_to_100() {
        for wrong in ["0", "101", "256", "-1", "", "high", "7.5"] {
            assert!(wrong.parse::<EncodeQuality>().is_err(), "{wrong}");
        }
        assert_eq!("1".parse(), Ok(EncodeQuality::MIN));
        assert_eq!(" 100".parse(), Ok(EncodeQuality::MAX));
        assert!(serde_json::from_str::<EncodeQuality>("0").is_err());
        assert_eq!(serde_json::from_str::<EncodeQuality>("55").unwrap().get(), 55);
    }

    #[test]
    fn default_encodings_are_lossless_where_possible() {
        let quality = Some(EncodeQuality(75));
        assert_eq!(Encoding::new(OutputFormat::Png, None), Ok(Encoding::default()));
        assert!(Encoding::new(OutputFormat::Png, quality).is_err());
        assert_eq!(Encoding::new(OutputFormat::WebP, None), Ok(Encoding::WebPLossless));
        assert_eq!(Encoding::new(OutputFormat::WebP, quality), Ok(Encoding::WebP(EncodeQuality(75))));
        for output_format in OutputFormat::ALL {
            assert_eq!(Encoding::new(*output_format, None).unwrap().output_format(), *output_format);
        }
    }
}

//! Types of files that are written.

use serde::{Deserialize, Serialize};

/// A kind of file that is written here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileType {
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
    file_type: FileType,
    name: &'static str,
    word: &'static str,
    extension: &'static str,
    mime: &'static str,
    has_alpha: bool,
    max_side: u32,
    default_quality: Option<EncodeQuality>,
}

/// One row for each type, in the order of [`FileType`]. Sides: 31 bits in PNG, 14 bits in VP8, 16 bits in AV1 and JPEG.
#[rustfmt::skip]
const ROWS: [Row; 4] = [
    Row { file_type: FileType::Png, name: "PNG", word: "png", extension: "png", mime: "image/png", has_alpha: true, max_side: 0x7fff_ffff, default_quality: None },
    Row { file_type: FileType::WebP, name: "WebP", word: "webp", extension: "webp", mime: "image/webp", has_alpha: true, max_side: 0x3fff, default_quality: None },
    Row { file_type: FileType::Avif, name: "AVIF", word: "avif", extension: "avif", mime: "image/avif", has_alpha: true, max_side: 0xffff, default_quality: Some(EncodeQuality(80)) },
    Row { file_type: FileType::Jpeg, name: "JPEG", word: "jpeg", extension: "jpg", mime: "image/jpeg", has_alpha: false, max_side: 0xffff, default_quality: Some(EncodeQuality(90)) },
];

impl FileType {
    /// Every type, the default first.
    pub const ALL: &'static [FileType] = &[FileType::Png, FileType::WebP, FileType::Avif, FileType::Jpeg];

    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// Name on the command line.
    pub fn word(self) -> &'static str {
        self.row().word
    }

    /// Usual ending of its files' names, without the dot.
    pub fn extension(self) -> &'static str {
        self.row().extension
    }

    /// The type that the ending of a file's name (without the dot) asks for.
    pub fn of_extension(extension: &str) -> Option<Self> {
        let lower = extension.to_ascii_lowercase();
        ROWS.iter().find(|row| lower == row.word || lower == row.extension).map(|row| row.file_type)
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

    /// Quality unless another one is asked for; `None`: nothing is lost.
    pub fn default_quality(self) -> Option<EncodeQuality> {
        self.row().default_quality
    }
}

impl From<FileType> for &'static str {
    /// Usual name.
    fn from(file_type: FileType) -> Self {
        file_type.row().name
    }
}

impl std::fmt::Display for FileType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str((*self).into())
    }
}

impl std::str::FromStr for FileType {
    type Err = String;

    /// Its [`word`](FileType::word) or its extension, in any case.
    fn from_str(text: &str) -> Result<Self, String> {
        Self::of_extension(text.trim()).ok_or_else(|| format!("\"{text}\" is not a type of file that can be written: use png, webp, avif or jpeg"))
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
    /// Encoding of a type with a quality, or with [`FileType::default_quality`].
    ///
    /// # Errors
    /// A sentence when a type without qualities (PNG) is asked for one.
    pub fn new(file_type: FileType, quality: Option<EncodeQuality>) -> Result<Self, String> {
        Ok(match (file_type, quality.or(file_type.default_quality())) {
            (FileType::Png, None) => Encoding::Png,
            (FileType::Png, Some(_)) => {
                return Err("PNG is always lossless and has no quality: leave the quality out, or use webp, avif or jpeg".to_owned());
            }
            (FileType::WebP, None) => Encoding::WebPLossless,
            (FileType::WebP, Some(quality)) => Encoding::WebP(quality),
            (FileType::Avif, quality) => Encoding::Avif(quality.unwrap_or(EncodeQuality::MAX)),
            (FileType::Jpeg, quality) => Encoding::Jpeg(quality.unwrap_or(EncodeQuality::MAX)),
        })
    }

    /// The type of its files.
    pub fn file_type(self) -> FileType {
        match self {
            Encoding::Png => FileType::Png,
            Encoding::WebPLossless | Encoding::WebP(_) => FileType::WebP,
            Encoding::Avif(_) => FileType::Avif,
            Encoding::Jpeg(_) => FileType::Jpeg,
        }
    }

    /// Presence of the encoder in this build.
    pub fn is_built_in(self) -> bool {
        match self {
            Encoding::Png | Encoding::WebPLossless => true,
            Encoding::WebP(_) => cfg!(feature = "webp"),
            Encoding::Avif(_) => cfg!(feature = "avif"),
            Encoding::Jpeg(_) => cfg!(feature = "jpeg"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_extensions_are_read_in_any_case() {
        for (index, file_type) in FileType::ALL.iter().enumerate() {
            assert_eq!((*file_type as usize, ROWS[index].file_type), (index, *file_type));
            assert_eq!(file_type.word().parse(), Ok(*file_type));
            assert_eq!(FileType::of_extension(&file_type.extension().to_uppercase()), Some(*file_type));
        }
        assert_eq!("JPG".parse(), Ok(FileType::Jpeg));
        for wrong in ["", "gif", ".png", "pngs"] {
            assert!(wrong.parse::<FileType>().is_err(), "{wrong}");
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
        assert_eq!(Encoding::new(FileType::Png, None), Ok(Encoding::default()));
        assert!(Encoding::new(FileType::Png, quality).is_err());
        assert_eq!(Encoding::new(FileType::WebP, None), Ok(Encoding::WebPLossless));
        assert_eq!(Encoding::new(FileType::WebP, quality), Ok(Encoding::WebP(EncodeQuality(75))));
        for file_type in FileType::ALL {
            assert_eq!(Encoding::new(*file_type, None).unwrap().file_type(), *file_type);
        }
    }
}

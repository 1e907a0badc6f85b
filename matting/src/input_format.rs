//! Formats of input files, detected by content (magic bytes), and their file name extensions.

use codecs::image::ImageFormat;
use serde::{Deserialize, Serialize};

/// A picture format that is known by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputFormat {
    /// JPEG.
    Jpeg,
    /// PNG and APNG.
    Png,
    /// WebP.
    WebP,
    /// GIF.
    Gif,
    /// Windows bitmap.
    Bmp,
    /// TIFF and BigTIFF.
    Tiff,
    /// Quite OK Image.
    Qoi,
    /// PBM, PGM, PPM, PAM.
    Pnm,
    /// AVIF: read natively, and by browsers.
    Avif,
    /// HEIC and HEIF: read natively with libheif, and by Safari.
    Heic,
    /// JPEG XL: some browsers read it.
    JpegXl,
    /// JPEG 2000.
    Jpeg2000,
    /// Windows icon.
    Ico,
    /// Photoshop.
    Psd,
    /// Radiance.
    Hdr,
    /// OpenEXR.
    Exr,
    /// SVG drawing.
    Svg,
    /// PDF document.
    Pdf,
    /// Decoded elsewhere (by the browser) and given as pixels.
    Pixels,
}

/// Facts of a format.
struct Row {
    format: InputFormat,
    /// Usual name.
    name: &'static str,
    /// Endings of its files' names, in lower case.
    extensions: &'static [&'static str],
    /// First bytes, unless [`InputFormat::detect`] has a rule of its own.
    signatures: &'static [&'static [u8]],
    /// Decoder, if there is one here; that of AVIF reads all HEIF files.
    decoder: Option<ImageFormat>,
    /// True if every browser shows it in an `<img>`.
    shown_by_browsers: bool,
}

/// One row for each format, in the order of [`InputFormat`].
#[rustfmt::skip]
const ROWS: [Row; 19] = [
    Row { format: InputFormat::Jpeg, name: "JPEG", extensions: &["jpg", "jpeg", "jpe", "jfif"], signatures: &[b"\xff\xd8\xff"], decoder: Some(ImageFormat::Jpeg), shown_by_browsers: true },
    Row { format: InputFormat::Png, name: "PNG", extensions: &["png", "apng"], signatures: &[b"\x89PNG"], decoder: Some(ImageFormat::Png), shown_by_browsers: true },
    Row { format: InputFormat::WebP, name: "WebP", extensions: &["webp"], signatures: &[], decoder: Some(ImageFormat::WebP), shown_by_browsers: true },
    Row { format: InputFormat::Gif, name: "GIF", extensions: &["gif"], signatures: &[b"GIF87a", b"GIF89a"], decoder: Some(ImageFormat::Gif), shown_by_browsers: true },
    Row { format: InputFormat::Bmp, name: "BMP", extensions: &["bmp", "dib"], signatures: &[b"BM"], decoder: Some(ImageFormat::Bmp), shown_by_browsers: true },
    Row { format: InputFormat::Tiff, name: "TIFF", extensions: &["tif", "tiff"], signatures: &[b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"], decoder: Some(ImageFormat::Tiff), shown_by_browsers: false },
    Row { format: InputFormat::Qoi, name: "QOI", extensions: &["qoi"], signatures: &[b"qoif"], decoder: Some(ImageFormat::Qoi), shown_by_browsers: false },
    Row { format: InputFormat::Pnm, name: "PNM", extensions: &["pnm", "pbm", "pgm", "ppm", "pam"], signatures: &[], decoder: Some(ImageFormat::Pnm), shown_by_browsers: false },
    Row { format: InputFormat::Avif, name: "AVIF", extensions: &["avif"], signatures: &[], decoder: if cfg!(feature = "avif-read") { Some(ImageFormat::Avif) } else { None }, shown_by_browsers: true },
    Row { format: InputFormat::Heic, name: "HEIC", extensions: &["heic", "heif", "hif"], signatures: &[], decoder: if cfg!(feature = "heic") { Some(ImageFormat::Avif) } else { None }, shown_by_browsers: false },
    Row { format: InputFormat::JpegXl, name: "JPEG XL", extensions: &["jxl"], signatures: &[b"\xff\x0a", b"\0\0\0\x0cJXL \r\n\x87\n"], decoder: None, shown_by_browsers: false },
    Row { format: InputFormat::Jpeg2000, name: "JPEG 2000", extensions: &["jp2"], signatures: &[b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51"], decoder: None, shown_by_browsers: false },
    Row { format: InputFormat::Ico, name: "ICO", extensions: &["ico"], signatures: &[b"\0\0\x01\0"], decoder: None, shown_by_browsers: false },
    Row { format: InputFormat::Psd, name: "Photoshop", extensions: &["psd"], signatures: &[b"8BPS"], decoder: None, shown_by_browsers: false },
    Row { format: InputFormat::Hdr, name: "Radiance HDR", extensions: &["hdr"], signatures: &[b"#?RADIANCE", b"#?RGBE"], decoder: None, shown_by_browsers: false },
    Row { format: InputFormat::Exr, name: "OpenEXR", extensions: &["exr"], signatures: &[b"\x76\x2f\x31\x01"], decoder: None, shown_by_browsers: false },
    Row { format: InputFormat::Svg, name: "SVG", extensions: &["svg"], signatures: &[b"<svg"], decoder: None, shown_by_browsers: false },
    Row { format: InputFormat::Pdf, name: "PDF", extensions: &["pdf"], signatures: &[b"%PDF-"], decoder: None, shown_by_browsers: false },
    Row { format: InputFormat::Pixels, name: "raw pixel", extensions: &[], signatures: &[], decoder: None, shown_by_browsers: false },
];

impl InputFormat {
    /// Every format, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|row| row.format)
    }

    /// The format that the first bytes announce.
    pub fn detect(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            return Some(InputFormat::WebP);
        }
        if bytes.get(4..8) == Some(b"ftyp") {
            return iso_media(bytes);
        }
        if let [b'P', b'1'..=b'7', space, ..] = bytes
            && (space.is_ascii_whitespace() || *space == b'#')
        {
            return Some(InputFormat::Pnm);
        }
        if bytes.starts_with(b"<?xml") && bytes[..bytes.len().min(1024)].windows(4).any(|word| word == b"<svg") {
            return Some(InputFormat::Svg);
        }
        ROWS.iter().find(|row| row.signatures.iter().any(|signature| bytes.starts_with(signature))).map(|row| row.format)
    }

    /// True if the first bytes are those of a camera's raw file that is no TIFF: Olympus, Panasonic, Fujifilm, Sigma, Minolta, Canon.
    pub(crate) fn is_raw(bytes: &[u8]) -> bool {
        let signatures: [&[u8]; 7] = [b"IIRO", b"IIRS", b"MMOR", b"IIU\0", b"FUJIFILMCCD-RAW", b"FOVb", b"\0MRM"];
        signatures.iter().any(|signature| bytes.starts_with(signature)) || bytes.get(4..12) == Some(b"ftypcrx ")
    }

    /// Every format that a file can have.
    pub fn of_files() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|row| row.format).filter(|format| *format != InputFormat::Pixels)
    }

    /// Endings of its files' names, in lower case and without the dot.
    pub fn extensions(self) -> &'static [&'static str] {
        self.row().extensions
    }

    /// The format of files with this extension (without the dot, in any case).
    pub fn from_extension(extension: &str) -> Option<Self> {
        let lower = extension.to_ascii_lowercase();
        ROWS.iter().find(|row| row.extensions.contains(&lower.as_str())).map(|row| row.format)
    }

    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// Its usual name.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Decoder for it, if there is one here.
    pub(crate) fn decoder(self) -> Option<ImageFormat> {
        self.row().decoder
    }

    /// Names of the formats that have one, as a list with "or".
    pub(crate) fn decoded() -> String {
        let names: Vec<&str> = ROWS.iter().filter(|row| row.decoder.is_some()).map(|row| row.name).collect();
        names.split_last().map(|(last, rest)| format!("{} or {last}", rest.join(", "))).unwrap_or_default()
    }

    /// True if [`crate::read()`] has a decoder for it.
    pub fn is_decoded_here(self) -> bool {
        self.decoder().is_some()
    }

    /// True if every browser shows it in an `<img>`; otherwise a page needs a copy in another format to show the original.
    pub fn is_shown_by_browsers(self) -> bool {
        self.row().shown_by_browsers
    }
}

impl std::fmt::Display for InputFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// The brands of ISO base media files (ISO/IEC 14496-12, `ftyp` box): the major brand first, then the compatible ones.
fn iso_media(bytes: &[u8]) -> Option<InputFormat> {
    let length = u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?) as usize;
    let brands = bytes.get(8..length.clamp(8, bytes.len()))?;
    brands.chunks_exact(4).find_map(|brand| match brand {
        b"avif" | b"avis" => Some(InputFormat::Avif),
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1" if !brands.windows(4).any(|b| b == b"avif" || b == b"avis") => {
            Some(InputFormat::Heic)
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_the_order_of_the_formats() {
        for (index, row) in ROWS.iter().enumerate() {
            assert_eq!(row.format as usize, index);
            assert!(
                row.extensions.iter().all(|extension| InputFormat::from_extension(&extension.to_uppercase()) == Some(row.format)),
                "{}",
                row.name
            );
        }
        assert_eq!(ROWS.len(), InputFormat::Pixels as usize + 1);
    }

    #[test]
    fn error_names_every_format_that_is_decoded() {
        let sentence = crate::Error::NotAPicture.to_string();
        assert!(sentence.contains("use JPEG, PNG, WebP, GIF, BMP, TIFF, QOI"), "{sentence}");
        for format in [InputFormat::Avif, InputFormat::Heic] {
            assert_eq!(sentence.contains(format.name()), format.is_decoded_here(), "{sentence}");
        }
    }

    #[test]
    fn format_is_known_by_content() {
        assert_eq!(InputFormat::detect(b"\xff\xd8\xff\xe0"), Some(InputFormat::Jpeg));
        assert_eq!(InputFormat::detect(b"RIFF\x10\0\0\0WEBPVP8 "), Some(InputFormat::WebP));
        assert_eq!(InputFormat::detect(b"RIFF\x10\0\0\0WAVEfmt "), None);
        assert_eq!(InputFormat::detect(b"\0\0\0\x20ftypmif1\0\0\0\0mif1avifmiaf"), Some(InputFormat::Avif));
        assert_eq!(InputFormat::detect(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic"), Some(InputFormat::Heic));
        assert_eq!(InputFormat::detect(b"\0\0\0\x18ftypisom\0\0\0\0mp41"), None);
        assert_eq!(InputFormat::detect(b"P6\n128 128\n255\n"), Some(InputFormat::Pnm));
        assert_eq!(InputFormat::detect(b"PS is not a picture"), None);
        assert_eq!(InputFormat::detect(b"<?xml version=\"1.0\"?><svg xmlns=\"x\">"), Some(InputFormat::Svg));
        assert_eq!(InputFormat::detect(b""), None);
    }
}

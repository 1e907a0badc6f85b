//! Format of a file, by its content and never by its name.

use serde::{Deserialize, Serialize};

/// A picture format that is known by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
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
    /// AVIF: browsers read it.
    Avif,
    /// HEIC and HEIF: Safari reads it.
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

impl Format {
    /// The format that the first bytes announce.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        const SIGNATURES: &[(&[u8], Format)] = &[
            (b"\xff\xd8\xff", Format::Jpeg),
            (b"\x89PNG\r\n\x1a\n", Format::Png),
            (b"\x89PNG", Format::Png),
            (b"GIF87a", Format::Gif),
            (b"GIF89a", Format::Gif),
            (b"BM", Format::Bmp),
            (b"II*\0", Format::Tiff),
            (b"MM\0*", Format::Tiff),
            (b"II+\0", Format::Tiff),
            (b"MM\0+", Format::Tiff),
            (b"qoif", Format::Qoi),
            (b"\xff\x0a", Format::JpegXl),
            (b"\0\0\0\x0cJXL \r\n\x87\n", Format::JpegXl),
            (b"\0\0\0\x0cjP  \r\n\x87\n", Format::Jpeg2000),
            (b"\xff\x4f\xff\x51", Format::Jpeg2000),
            (b"\0\0\x01\0", Format::Ico),
            (b"8BPS", Format::Psd),
            (b"#?RADIANCE", Format::Hdr),
            (b"#?RGBE", Format::Hdr),
            (b"\x76\x2f\x31\x01", Format::Exr),
            (b"%PDF-", Format::Pdf),
            (b"<svg", Format::Svg),
        ];
        if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            return Some(Format::WebP);
        }
        if bytes.get(4..8) == Some(b"ftyp") {
            return iso_media(bytes);
        }
        if let [b'P', b'1'..=b'7', space, ..] = bytes
            && (space.is_ascii_whitespace() || *space == b'#')
        {
            return Some(Format::Pnm);
        }
        if bytes.starts_with(b"<?xml") && bytes[..bytes.len().min(1024)].windows(4).any(|word| word == b"<svg") {
            return Some(Format::Svg);
        }
        SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)).map(|(_, format)| *format)
    }

    /// Its usual name.
    pub fn name(self) -> &'static str {
        match self {
            Format::Jpeg => "JPEG",
            Format::Png => "PNG",
            Format::WebP => "WebP",
            Format::Gif => "GIF",
            Format::Bmp => "BMP",
            Format::Tiff => "TIFF",
            Format::Qoi => "QOI",
            Format::Pnm => "PNM",
            Format::Avif => "AVIF",
            Format::Heic => "HEIC",
            Format::JpegXl => "JPEG XL",
            Format::Jpeg2000 => "JPEG 2000",
            Format::Ico => "ICO",
            Format::Psd => "Photoshop",
            Format::Hdr => "Radiance HDR",
            Format::Exr => "OpenEXR",
            Format::Svg => "SVG",
            Format::Pdf => "PDF",
            Format::Pixels => "raw pixel",
        }
    }

    /// Whether [`crate::read()`] has a decoder for it.
    pub fn is_decoded_here(self) -> bool {
        match self {
            Format::Jpeg | Format::Png | Format::WebP | Format::Gif | Format::Bmp | Format::Tiff | Format::Qoi | Format::Pnm => true,
            Format::Avif
            | Format::Heic
            | Format::JpegXl
            | Format::Jpeg2000
            | Format::Ico
            | Format::Psd
            | Format::Hdr
            | Format::Exr
            | Format::Svg
            | Format::Pdf
            | Format::Pixels => false,
        }
    }

    /// Whether every browser shows it in an `<img>`; otherwise a page needs a copy in another format to show the original.
    pub fn is_shown_by_browsers(self) -> bool {
        match self {
            Format::Jpeg | Format::Png | Format::WebP | Format::Gif | Format::Bmp | Format::Avif => true,
            Format::Tiff
            | Format::Qoi
            | Format::Pnm
            | Format::Heic
            | Format::JpegXl
            | Format::Jpeg2000
            | Format::Ico
            | Format::Psd
            | Format::Hdr
            | Format::Exr
            | Format::Svg
            | Format::Pdf
            | Format::Pixels => false,
        }
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// The brands of ISO base media files (ISO/IEC 14496-12, `ftyp` box): the major brand first, then the compatible ones.
fn iso_media(bytes: &[u8]) -> Option<Format> {
    let length = u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?) as usize;
    let brands = bytes.get(8..length.clamp(8, bytes.len()))?;
    brands.chunks_exact(4).find_map(|brand| match brand {
        b"avif" | b"avis" => Some(Format::Avif),
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1" if !brands.windows(4).any(|b| b == b"avif" || b == b"avis") => {
            Some(Format::Heic)
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_is_known_by_content() {
        assert_eq!(Format::of(b"\xff\xd8\xff\xe0"), Some(Format::Jpeg));
        assert_eq!(Format::of(b"RIFF\x10\0\0\0WEBPVP8 "), Some(Format::WebP));
        assert_eq!(Format::of(b"RIFF\x10\0\0\0WAVEfmt "), None);
        assert_eq!(Format::of(b"\0\0\0\x20ftypmif1\0\0\0\0mif1avifmiaf"), Some(Format::Avif));
        assert_eq!(Format::of(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic"), Some(Format::Heic));
        assert_eq!(Format::of(b"\0\0\0\x18ftypisom\0\0\0\0mp41"), None);
        assert_eq!(Format::of(b"P6\n128 128\n255\n"), Some(Format::Pnm));
        assert_eq!(Format::of(b"PS is not a picture"), None);
        assert_eq!(Format::of(b"<?xml version=\"1.0\"?><svg xmlns=\"x\">"), Some(Format::Svg));
        assert_eq!(Format::of(b""), None);
    }
}

//! Metadata of a photo (EXIF, XMP, IPTC, texts, resolution), and the part of it that goes into a cut-out.

use codecs::{FileMetadata, Resolution};

use crate::exif::{Exif, ExtraEntries};
use crate::iptc::Iptc;
use crate::xmp::Xmp;
use crate::{Metadata, OutputFormat, Size};

/// Metadata of a photo's file, as far as it may go into a cut-out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PhotoMetadata {
    /// EXIF.
    pub exif: Option<Exif>,
    /// XMP.
    pub xmp: Option<Xmp>,
    /// IPTC records.
    pub iptc: Option<Iptc>,
    /// Keywords and texts of a PNG.
    pub texts: Vec<(String, String)>,
    /// Resolution on paper.
    pub resolution: Option<Resolution>,
}

/// Metadata for the file of a cut-out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct KeptMetadata {
    /// A TIFF structure.
    pub exif: Option<Vec<u8>>,
    /// An XMP packet.
    pub xmp: Option<Vec<u8>>,
    /// IPTC records.
    pub iptc: Option<Vec<u8>>,
    /// Keywords and texts for a PNG.
    pub texts: Vec<(String, String)>,
    /// Resolution on paper.
    pub resolution: Option<Resolution>,
}

/// Keywords of texts (PNG, third edition, 11.3.3.2; generators of pictures) that say nothing of a place.
const KEYWORDS: [&str; 17] = [
    "AIGC",
    "Artist",
    "Author",
    "Comment",
    "Copyright",
    "Creation Time",
    "Credit",
    "Description",
    "Disclaimer",
    "Rights",
    "Software",
    "Source",
    "Title",
    "Warning",
    "parameters",
    "prompt",
    "workflow",
];

/// Keywords of texts that EXIF has a tag for: description, software, artist, copyright.
const EXIF_TAGS: [(&str, u16); 6] =
    [("Description", 0x010e), ("Title", 0x010e), ("Software", 0x0131), ("Author", 0x013b), ("Artist", 0x013b), ("Copyright", 0x8298)];

impl PhotoMetadata {
    /// Entries of a file's `metadata` that may go into a cut-out.
    pub(crate) fn read(exif: Option<Exif>, metadata: &mut FileMetadata) -> Self {
        let resolution = metadata.resolution.or_else(|| exif.as_ref()?.resolution());
        Self {
            exif,
            xmp: metadata.xmp.as_deref().and_then(Xmp::read),
            iptc: metadata.iptc.as_deref().and_then(Iptc::read),
            texts: std::mem::take(&mut metadata.texts),
            resolution,
        }
    }

    /// Metadata for an upright picture of `size`. The resolution is always part of it, since print depends on it. What a type of file has no place for
    /// goes into its EXIF.
    pub fn kept(&self, keep: Metadata, output_format: OutputFormat, size: Size) -> KeptMetadata {
        self.kept_with(None, keep, output_format, size)
    }

    /// [`Self::kept`], with a resolution in place of the photo's where there is one.
    pub fn kept_with(&self, resolution: Option<Resolution>, keep: Metadata, output_format: OutputFormat, size: Size) -> KeptMetadata {
        let resolution = resolution.or(self.resolution);
        let xmp = self.xmp.as_ref().and_then(|xmp| xmp.to_bytes(keep));
        let iptc = self.iptc.as_ref().and_then(|iptc| iptc.to_bytes(keep));
        let texts: Vec<(String, String)> = match keep {
            Metadata::None => Vec::new(),
            Metadata::WithoutPlace => self.texts.iter().filter(|(keyword, _)| KEYWORDS.contains(&keyword.as_str())).cloned().collect(),
            Metadata::All => self.texts.clone(),
        };
        let (is_png, is_jpeg) = (output_format == OutputFormat::Png, output_format == OutputFormat::Jpeg);
        let mut added = ExtraEntries::default();
        if keep != Metadata::None || !(is_png || is_jpeg) {
            added.resolution = resolution;
        }
        if !is_png {
            let tagged = texts.iter().filter_map(|(keyword, text)| EXIF_TAGS.iter().find(|(known, _)| known == keyword).map(|(_, tag)| (*tag, text)));
            added.texts = tagged.map(|(tag, text)| (tag, [text.as_bytes(), &[0]].concat())).collect();
        }
        added.iptc = iptc.as_deref().filter(|_| !is_png && !is_jpeg);
        added.xmp = xmp.as_deref().filter(|_| output_format == OutputFormat::Avif);
        let is_resolution_alone = added.texts.is_empty() && added.iptc.is_none() && added.xmp.is_none() && (is_png || is_jpeg);
        let exif = match &self.exif {
            Some(exif) => exif.to_bytes_with(keep, size, &added),
            // Both have a place of their own for it.
            None if is_resolution_alone => None,
            None => Exif::default().to_bytes_with(keep, size, &added),
        };
        KeptMetadata { exif, xmp, iptc, texts, resolution }
    }
}

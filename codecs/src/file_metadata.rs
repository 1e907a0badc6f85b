//! Metadata of a file: colour profile, orientation, EXIF, XMP, IPTC, resolution.

use crate::Resolution;

/// Content of a file beside its pixels.
#[derive(Debug, Clone, Default)]
pub struct FileMetadata {
    /// ICC profile.
    pub icc: Option<Vec<u8>>,
    /// Colour primaries and transfer characteristics by number (ITU-T H.273) where there is no profile, unless they are those of sRGB.
    pub code_points: Option<(u8, u8)>,
    /// EXIF's number of the way that the picture lies, 1 to 8.
    pub orientation: Option<u8>,
    /// A TIFF structure.
    pub exif: Option<Vec<u8>>,
    /// XMP packet.
    pub xmp: Option<Vec<u8>>,
    /// IPTC records (IIM).
    pub iptc: Option<Vec<u8>>,
    /// Resolution on paper.
    pub resolution: Option<Resolution>,
    /// Keywords and texts of a PNG.
    pub texts: Vec<(String, String)>,
    /// True if the file has further pictures, pages or frames.
    pub has_more_pictures: bool,
    /// True if one of them is a gain map, which makes the picture brighter on displays that can be.
    pub has_gain_map: bool,
}

/// IPTC records among Photoshop's image resources (Photoshop file formats, "Image Resource Blocks", number 1028).
pub fn iptc_of_resources(mut resources: &[u8]) -> Option<Vec<u8>> {
    loop {
        let rest = resources.strip_prefix(b"8BIM")?;
        let (number, rest) = rest.split_first_chunk::<2>()?;
        // The name is a length and that many bytes, together an even number.
        let name = (usize::from(*rest.first()?) + 1).next_multiple_of(2);
        let (length, rest) = rest.get(name..)?.split_first_chunk::<4>()?;
        let length = u32::from_be_bytes(*length) as usize;
        let content = rest.get(..length)?;
        if u16::from_be_bytes(*number) == 1028 {
            return Some(content.to_vec());
        }
        resources = rest.get(length.checked_next_multiple_of(2)?..)?;
    }
}

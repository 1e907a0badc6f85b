//! HEIF files (ISO/IEC 23008-12): AVIF, whose pictures are AV1, and HEIC, whose pictures are HEVC.

#[cfg(feature = "avif-read")]
#[allow(unsafe_code)]
mod av1;
#[cfg(feature = "avif-read")]
mod av1_item;
mod boxes;
mod code_points;
mod container;
mod geometry;
mod grid;
#[cfg(feature = "heic")]
#[allow(unsafe_code)]
mod libheif;
#[cfg(feature = "avif-read")]
mod planes;
#[cfg(feature = "avif-read")]
mod sequence_header;

use code_points::CodePoints;
use container::{Container, Id};
use geometry::{Crop, orientation};
use grid::Grid;

use crate::file_metadata::FileMetadata;
#[cfg(feature = "heic")]
use crate::picture::Samples;
use crate::picture::{DecodeError, Decoded};

/// Codec of the pictures of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Codec {
    Av1,
    Hevc,
}

/// A HEIF file whose table of contents was read.
#[derive(Debug)]
pub struct Heif<'a> {
    file: &'a [u8],
    container: Container<'a>,
    /// The item of the picture.
    main: Id,
    grid: Option<Grid>,
    codec: Codec,
    /// Width and height before the crop.
    size: (u32, u32),
    crop: Crop,
    code_points: Option<CodePoints>,
}

impl<'a> Heif<'a> {
    /// Reads the table of contents.
    ///
    /// # Errors
    /// Damage, and kinds that cannot be read, by name.
    pub fn open(file: &'a [u8]) -> Result<Self, DecodeError> {
        let container = Container::read(file)?;
        let main = container.primary().ok_or_else(|| DecodeError::Unsupported("it does not say which of its pictures is the main one".to_owned()))?;
        let kind = container.kind(main).ok_or(DecodeError::Truncated)?;
        let grid = if &kind == b"grid" { Some(Grid::read(&container, main)?) } else { None };
        let coded = grid.as_ref().and_then(|grid| container.kind(*grid.tiles.first()?)).unwrap_or(kind);
        let codec = match &coded {
            b"av01" if cfg!(feature = "avif-read") => Codec::Av1,
            // Derived pictures are libheif's business.
            b"hvc1" | b"iden" | b"iovl" if cfg!(feature = "heic") => Codec::Hevc,
            _ => return Err(DecodeError::Unsupported(format!("a picture of kind {}", coded.escape_ascii()))),
        };
        if codec == Codec::Av1 {
            let is_known = |name: &[u8; 4]| matches!(name, b"av1C" | b"ispe" | b"pixi" | b"colr" | b"pasp" | b"clap" | b"irot" | b"imir" | b"a1op");
            if let Some(name) = container.essential(main).find(|name| !is_known(name)) {
                return Err(DecodeError::Unsupported(format!("a picture with a property {}", name.escape_ascii())));
            }
        }
        let declared = grid.as_ref().map(|grid| grid.size).or_else(|| container.size(main));
        let size = declared.ok_or_else(|| DecodeError::Damaged("it has no size".to_owned()))?;
        let crop = Crop::of(&container, main, size)?;
        let of_boxes = |id| container.properties(id, *b"colr").find_map(CodePoints::of_box);
        let code_points = of_boxes(main).or_else(|| of_boxes(*grid.as_ref()?.tiles.first()?));
        Ok(Self { file, container, main, grid, codec, size, crop, code_points })
    }

    /// Width and height as stored, inside the crop.
    pub fn dimensions(&self) -> (u32, u32) {
        (self.crop.width, self.crop.height)
    }

    /// Everything beside the pixels.
    pub fn metadata(&self) -> FileMetadata {
        let icc = self.icc();
        let metadata = |kind: [u8; 4]| self.container.of_kind(kind).filter_map(|id| Some((id, self.container.data(id).ok()?)));
        let exif = metadata(*b"Exif").find_map(|(_, data)| exif(&data).map(<[u8]>::to_vec));
        let xmp = metadata(*b"mime").find(|(id, _)| self.container.has_mime(*id, b"application/rdf+xml")).map(|(_, data)| data.into_owned());
        let is_gain_map = |id: Id| self.container.auxiliary_kind(id).is_some_and(|kind| kind.ends_with(b"hdrgainmap"));
        FileMetadata {
            // A profile says more than numbers.
            code_points: if icc.is_none() { self.encoding().colour_space().ok().flatten() } else { None },
            icc,
            orientation: Some(orientation(&self.container, self.main)),
            exif,
            xmp,
            has_more_pictures: self.container.has_track || self.container.shown(&[*b"av01", *b"hvc1", *b"grid", *b"iden", *b"iovl"]) > 1,
            has_gain_map: self.container.of_kind(*b"tmap").next().is_some() || self.container.sources(self.main, *b"auxl").any(is_gain_map),
            ..FileMetadata::default()
        }
    }

    fn icc(&self) -> Option<Vec<u8>> {
        let of_item = |id| self.container.properties(id, *b"colr").find_map(|colr| colr.strip_prefix(b"prof").or_else(|| colr.strip_prefix(b"rICC")));
        let first_tile = || of_item(*self.grid.as_ref()?.tiles.first()?);
        of_item(self.main).or_else(first_tile).map(<[u8]>::to_vec)
    }

    /// Meaning of the values: what the boxes say, or else the stream.
    fn encoding(&self) -> CodePoints {
        #[cfg(feature = "avif-read")]
        if self.code_points.is_none() && self.codec == Codec::Av1 {
            return av1_item::stream_header(self).map(|header| header.code_points).unwrap_or_default();
        }
        self.code_points.unwrap_or_default()
    }

    /// All pixels, as far as they are there.
    ///
    /// # Errors
    /// Damage, and kinds that cannot be read, by name.
    pub fn decode(self) -> Result<Decoded, DecodeError> {
        if self.icc().is_none() {
            self.encoding().colour_space()?;
        }
        let (samples, is_truncated) = match self.codec {
            #[cfg(feature = "avif-read")]
            Codec::Av1 => av1_item::decode(&self)?,
            #[cfg(feature = "heic")]
            Codec::Hevc => (self.by_libheif()?, false),
            #[cfg(not(all(feature = "avif-read", feature = "heic")))]
            _ => return Err(DecodeError::Unsupported("a picture of another kind".to_owned())),
        };
        let (width, height) = self.dimensions();
        Ok(Decoded { width, height, samples: self.crop.cut(samples, self.size.0), is_cmyk: false, is_truncated })
    }

    #[cfg(feature = "heic")]
    fn by_libheif(&self) -> Result<Samples, DecodeError> {
        libheif::ensure()?;
        // The library would read on into nothing. Derived pictures have no data of their own.
        let parts = self.grid.as_ref().map_or(std::slice::from_ref(&self.main), |grid| &grid.tiles);
        let mut coded = parts.iter().filter(|part| self.container.kind(**part) == Some(*b"hvc1"));
        coded.try_for_each(|part| self.container.data(*part).map(drop))?;
        let mut samples = libheif::decode(self.file, self.size)?;
        if self.container.targets(self.main, *b"prem").next().is_some() {
            match &mut samples {
                Samples::Eight(values) => straight(values, u8::MAX),
                Samples::Sixteen(values) => straight(values, u16::MAX),
            }
        }
        Ok(samples)
    }
}

/// Divides colours by their alpha.
#[cfg(feature = "heic")]
fn straight<T>(values: &mut [T], max: T)
where
    T: Copy + TryFrom<u64> + Default,
    u64: From<T>,
{
    let max = u64::from(max);
    for pixel in values.chunks_exact_mut(4) {
        let alpha = u64::from(pixel[3]);
        for value in &mut pixel[..3] {
            let straight = (u64::from(*value) * max + alpha / 2).checked_div(alpha).unwrap_or(0).min(max);
            *value = T::try_from(straight).unwrap_or_default();
        }
    }
}

/// The TIFF structure in an EXIF item, which begins with the distance to it (ISO/IEC 23008-12, A.2.1).
fn exif(data: &[u8]) -> Option<&[u8]> {
    let (distance, rest) = data.split_first_chunk::<4>()?;
    rest.get(u32::from_be_bytes(*distance) as usize..).filter(|tiff| tiff.starts_with(b"II") || tiff.starts_with(b"MM"))
}

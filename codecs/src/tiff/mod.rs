//! TIFF (TIFF 6.0; BigTIFF): the first full-size picture of a file, whatever the layout of its samples; kinds that cannot be read are refused by name.

mod colours;
mod compression;
mod directory;
mod lab;
mod samples;

use crate::picture::{DecodeError, Decoded, Samples};
use crate::{Resolution, Unit};
use colours::Colours;
use compression::{Compression, decompressed};
use directory::{Directory, directories};
use samples::{Kind, Layout};

/// Tags (TIFF 6.0; TIFF/EP; DNG 1.7).
mod tag {
    pub const KIND: u16 = 254;
    pub const OLD_KIND: u16 = 255;
    pub const WIDTH: u16 = 256;
    pub const HEIGHT: u16 = 257;
    pub const BITS: u16 = 258;
    pub const COMPRESSION: u16 = 259;
    pub const PHOTOMETRIC: u16 = 262;
    pub const FILL_ORDER: u16 = 266;
    pub const STRIPS: u16 = 273;
    pub const ORIENTATION: u16 = 274;
    pub const SAMPLES: u16 = 277;
    pub const ROWS_PER_STRIP: u16 = 278;
    pub const STRIP_LENGTHS: u16 = 279;
    pub const RESOLUTION_X: u16 = 282;
    pub const RESOLUTION_Y: u16 = 283;
    pub const PLANAR: u16 = 284;
    pub const RESOLUTION_UNIT: u16 = 296;
    pub const PREDICTOR: u16 = 317;
    pub const TILE_WIDTH: u16 = 322;
    pub const TILE_HEIGHT: u16 = 323;
    pub const TILES: u16 = 324;
    pub const TILE_LENGTHS: u16 = 325;
    pub const SAMPLE_FORMAT: u16 = 339;
    pub const JPEG_TABLES: u16 = 347;
    pub const XMP: u16 = 700;
    pub const IPTC: u16 = 33_723;
    pub const RESOURCES: u16 = 34_377;
    pub const ICC: u16 = 34_675;
    pub const DNG_VERSION: u16 = 50_706;
}

/// Photometric interpretations of sensor data: colour filter array, linear raw.
const SENSOR: [u64; 2] = [32_803, 34_892];
/// Compressions that only raw files have: Sony's, Nikon's, Pentax's.
const RAW_COMPRESSIONS: [u64; 3] = [32_767, 34_713, 65_535];

/// A TIFF file whose directories were read.
#[derive(Debug)]
pub struct Tiff<'a> {
    main: Directory<'a>,
    /// Number of pictures of full size.
    pictures: usize,
    width: usize,
    height: usize,
    max_alloc: u64,
}

impl<'a> Tiff<'a> {
    /// Reads the directories and chooses the picture.
    ///
    /// # Errors
    /// A raw file, and a file without a picture.
    pub fn open(bytes: &'a [u8], max_alloc: u64) -> Result<Self, DecodeError> {
        let pictures: Vec<Directory<'_>> = directories(bytes).into_iter().filter(|directory| directory.has(tag::WIDTH)).collect();
        let is_reduced = |directory: &Directory<'_>| match directory.integer(tag::KIND) {
            // Reduced resolution, transparency mask.
            Some(flags) => flags & 0b101 != 0,
            None => directory.integer(tag::OLD_KIND) == Some(2),
        };
        let is_raw = |directory: &Directory<'_>| {
            directory.integer(tag::PHOTOMETRIC).is_some_and(|photometric| SENSOR.contains(&photometric))
                || directory.integer(tag::COMPRESSION).is_some_and(|compression| RAW_COMPRESSIONS.contains(&compression))
        };
        if bytes.get(8..10) == Some(b"CR") || pictures.iter().any(|directory| !is_reduced(directory) && is_raw(directory)) {
            return Err(DecodeError::RawFile);
        }
        let is_dng = pictures.iter().any(|directory| directory.has(tag::DNG_VERSION));
        let count = pictures.iter().filter(|directory| !is_reduced(directory)).count();
        let size = |directory: &Directory<'_>| Some((directory.integer(tag::WIDTH)?, directory.integer(tag::HEIGHT)?));
        let pixels = |directory: &Directory<'_>| size(directory).map_or(0, |(width, height)| width.saturating_mul(height));
        let main = match pictures.iter().position(|directory| !is_reduced(directory)) {
            Some(first) => pictures.into_iter().nth(first),
            None => pictures.into_iter().max_by_key(pixels),
        };
        let main = main.ok_or(DecodeError::Truncated)?;
        // A digital negative may have red, green and blue as well.
        if is_dng && !matches!(main.integer(tag::PHOTOMETRIC), Some(2 | 6)) {
            return Err(DecodeError::RawFile);
        }
        let (width, height) = size(&main).ok_or_else(|| DecodeError::Damaged("it has no size".to_owned()))?;
        let side = |side: u64| u32::try_from(side).map(|side| side as usize).map_err(|_| DecodeError::Memory);
        Ok(Self { width: side(width)?, height: side(height)?, main, pictures: count, max_alloc })
    }

    /// Width and height in pixels.
    pub fn dimensions(&self) -> (u32, u32) {
        (self.width as u32, self.height as u32)
    }

    /// EXIF's number of the way that the picture lies, 1 to 8.
    pub fn orientation(&self) -> Option<u8> {
        self.main.integer(tag::ORIENTATION).and_then(|orientation| u8::try_from(orientation).ok())
    }

    /// ICC profile.
    pub fn icc(&self) -> Option<&'a [u8]> {
        self.main.bytes(tag::ICC)
    }

    /// XMP packet.
    pub fn xmp(&self) -> Option<&'a [u8]> {
        self.main.bytes(tag::XMP)
    }

    /// IPTC records.
    pub fn iptc(&self) -> Option<&'a [u8]> {
        self.main.bytes(tag::IPTC)
    }

    /// Photoshop's image resources.
    pub fn resources(&self) -> Option<&'a [u8]> {
        self.main.bytes(tag::RESOURCES)
    }

    /// Resolution on paper.
    pub fn resolution(&self) -> Option<Resolution> {
        let side = |tag| self.main.fractions(tag).first().copied();
        let unit = match self.main.integer(tag::RESOLUTION_UNIT) {
            None | Some(2) => Unit::Inch,
            Some(3) => Unit::Centimetre,
            Some(_) => return None,
        };
        Resolution::new(side(tag::RESOLUTION_X)?, side(tag::RESOLUTION_Y)?, unit)
    }

    /// True if the file has further pictures of full size.
    pub fn has_more_pictures(&self) -> bool {
        self.pictures > 1
    }

    /// All pixels, as far as they are there.
    ///
    /// # Errors
    /// Layouts, compressions and colours that cannot be read, by name; damage.
    pub fn decode(&self) -> Result<Decoded, DecodeError> {
        let number = |tag, default| self.main.integer(tag).unwrap_or(default);
        let samples = number(tag::SAMPLES, 1) as usize;
        let bits = self.main.integers(tag::BITS);
        let depth = bits.first().copied().unwrap_or(1);
        if bits.iter().any(|bits| *bits != depth) {
            return Err(DecodeError::Unsupported("samples of different depths".to_owned()));
        }
        let kind = match self.main.integers(tag::SAMPLE_FORMAT).first() {
            None | Some(1 | 4) => Kind::Unsigned,
            Some(3) => Kind::Float,
            Some(2) => return Err(DecodeError::Unsupported("samples with a sign".to_owned())),
            Some(_) => return Err(DecodeError::Unsupported("complex samples".to_owned())),
        };
        let compression = Compression::of(number(tag::COMPRESSION, 1))?;
        let is_planar = number(tag::PLANAR, 1) == 2 && samples > 1;
        let layout = Layout {
            bits: usize::try_from(depth).map_err(|_| DecodeError::Memory)?,
            kind,
            is_big_endian: self.main.is_big_endian(),
            predictor: if compression == Compression::Jpeg { 1 } else { number(tag::PREDICTOR, 1) },
            samples: if is_planar { 1 } else { samples },
        };
        layout.check()?;
        let colours = Colours::of(&self.main, samples, &layout, compression == Compression::Jpeg)?;
        if colours.subsampling != (1, 1) && (is_planar || layout.bits != 8 || layout.predictor != 1) {
            return Err(DecodeError::Unsupported("subsampled colours in planes".to_owned()));
        }
        if samples == 0 || samples > 64 {
            return Err(DecodeError::Unsupported(format!("{samples} samples a pixel")));
        }
        Picture { tiff: self, samples, compression, is_planar, layout, colours }.decode()
    }
}

/// All that is needed to decode the picture.
struct Picture<'t, 'a> {
    tiff: &'t Tiff<'a>,
    samples: usize,
    compression: Compression,
    is_planar: bool,
    layout: Layout,
    colours: Colours,
}

/// Strips or tiles of a picture.
struct Chunks {
    width: usize,
    height: usize,
    across: usize,
    /// Of one plane.
    count: usize,
    places: Vec<u64>,
    lengths: Vec<u64>,
    are_tiles: bool,
}

impl Picture<'_, '_> {
    fn chunks(&self) -> Result<Chunks, DecodeError> {
        let (main, (width, height)) = (&self.tiff.main, (self.tiff.width, self.tiff.height));
        let side = |tag, default: usize| main.integer(tag).map_or(Ok(default), |side| usize::try_from(side).map_err(|_| DecodeError::Memory));
        let are_tiles = main.has(tag::TILES) || (main.has(tag::TILE_WIDTH) && !main.has(tag::ROWS_PER_STRIP));
        let (chunk_width, chunk_height) = match are_tiles {
            true => (side(tag::TILE_WIDTH, width)?, side(tag::TILE_HEIGHT, height)?),
            false => (width, side(tag::ROWS_PER_STRIP, height)?.min(height)),
        };
        if chunk_width == 0 || chunk_height == 0 {
            return Err(DecodeError::Damaged("its strips or tiles have no size".to_owned()));
        }
        let (places, lengths) = if main.has(tag::TILES) { (tag::TILES, tag::TILE_LENGTHS) } else { (tag::STRIPS, tag::STRIP_LENGTHS) };
        let across = width.div_ceil(chunk_width);
        let count = across.saturating_mul(height.div_ceil(chunk_height));
        Ok(Chunks {
            width: chunk_width,
            height: chunk_height,
            across,
            count,
            places: main.integers(places),
            lengths: main.integers(lengths),
            are_tiles,
        })
    }

    fn decode(self) -> Result<Decoded, DecodeError> {
        let (width, height) = (self.tiff.width, self.tiff.height);
        let chunks = self.chunks()?;
        let allowed = |bytes: Option<usize>| bytes.filter(|bytes| *bytes as u64 <= self.tiff.max_alloc).ok_or(DecodeError::Memory);
        let of_value = if self.layout.bits <= 8 { 1 } else { 2 };
        allowed(width.checked_mul(height).and_then(|pixels| pixels.checked_mul(4 * of_value)))?;
        let row_bytes = self.layout.row_bytes(chunks.width);
        allowed(row_bytes.and_then(|bytes| bytes.checked_mul(chunks.height)?.checked_mul(if self.is_planar { self.samples } else { 1 })))?;
        let row_bytes = row_bytes.unwrap_or(0);
        let mut values = match of_value {
            1 => Samples::Eight(vec![0; width * height * 4]),
            _ => Samples::Sixteen(vec![0; width * height * 4]),
        };
        let (mut is_truncated, mut is_empty, mut is_over) = (false, true, false);
        let (mut plane_row, mut pixels, mut result) = (Vec::new(), Vec::new(), Vec::new());
        let planes = if self.is_planar { self.samples } else { 1 };
        for chunk in 0..chunks.count {
            let (left, top) = (chunk % chunks.across * chunks.width, chunk / chunks.across * chunks.height);
            let rows = chunks.height.min(height - top);
            let columns = chunks.width.min(width - left);
            // Strips end with the picture, tiles do not.
            let stored = (chunks.width, if chunks.are_tiles { chunks.height } else { rows });
            let mut parts = Vec::with_capacity(planes);
            for plane in 0..planes {
                let (bytes, is_whole) = self.chunk(&chunks, plane * chunks.count + chunk, stored)?;
                is_truncated |= !is_whole;
                is_empty &= bytes.is_empty();
                parts.push(bytes);
            }
            if parts.iter().all(Vec::is_empty) {
                continue;
            }
            for row in 0..rows {
                pixels.clear();
                pixels.resize(chunks.width * self.samples, 0);
                for (plane, part) in parts.iter_mut().enumerate() {
                    let end = ((row + 1) * row_bytes).min(part.len());
                    let Some(bytes) = part.get_mut(row * row_bytes..end) else { continue };
                    self.layout.undo_predictor(bytes);
                    self.layout.unpack(bytes, self.colours.is_palette(), &mut is_over, &mut plane_row);
                    for (pixel, value) in pixels.iter_mut().skip(plane).step_by(planes).zip(&plane_row) {
                        *pixel = *value;
                    }
                }
                result.clear();
                self.colours.convert(&pixels[..columns * self.samples], self.samples, &mut result);
                let at = ((top + row) * width + left) * 4;
                match &mut values {
                    Samples::Eight(values) => values[at..at + columns * 4].iter_mut().zip(&result).for_each(|(value, new)| *value = *new as u8),
                    Samples::Sixteen(values) => values[at..at + columns * 4].copy_from_slice(&result),
                }
            }
        }
        if is_empty {
            return Err(DecodeError::Truncated);
        }
        if is_over && self.tiff.icc().is_none() {
            return Err(DecodeError::Unsupported("floating-point values beyond 1".to_owned()));
        }
        let (width, height) = self.tiff.dimensions();
        Ok(Decoded { width, height, samples: values, is_cmyk: self.colours.is_cmyk(), is_truncated })
    }

    /// Bytes of a strip or tile, and whether all of them were there.
    fn chunk(&self, chunks: &Chunks, index: usize, (width, height): (usize, usize)) -> Result<(Vec<u8>, bool), DecodeError> {
        let file = self.tiff.main.file();
        // Place 0 is that of the header: the strip or tile was never written.
        let place = chunks.places.get(index).and_then(|place| usize::try_from(*place).ok()).filter(|place| *place > 0);
        let Some(place) = place else { return Ok((Vec::new(), false)) };
        // Old writers leave the lengths out, or zero, where nothing is compressed.
        let length =
            chunks.lengths.get(index).filter(|length| **length > 0).map_or(file.len(), |length| usize::try_from(*length).unwrap_or(usize::MAX));
        let end = place.saturating_add(length).min(file.len());
        let data = file.get(place..end).unwrap_or_default();
        if data.is_empty() {
            return Ok((Vec::new(), false));
        }
        if self.compression == Compression::Jpeg {
            return match compression::jpeg(data, self.tiff.main.bytes(tag::JPEG_TABLES), (width, height), self.layout.samples) {
                Err(DecodeError::Truncated) => Ok((Vec::new(), false)),
                other => other,
            };
        }
        let reversed: Vec<u8>;
        let data = if self.tiff.main.integer(tag::FILL_ORDER) == Some(2) {
            reversed = data.iter().map(|byte| byte.reverse_bits()).collect();
            &reversed
        } else {
            data
        };
        if self.colours.subsampling != (1, 1) {
            let units = self.colours.unit_bytes(width, height);
            let bytes = decompressed(data, self.compression, units)?;
            let is_whole = bytes.len() == units;
            return Ok((self.colours.full_size(&bytes, width, height), is_whole));
        }
        let expected = self.layout.row_bytes(width).and_then(|bytes| bytes.checked_mul(height)).ok_or(DecodeError::Memory)?;
        let bytes = decompressed(data, self.compression, expected)?;
        let is_whole = bytes.len() == expected;
        Ok((bytes, is_whole))
    }
}

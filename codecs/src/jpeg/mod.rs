//! JPEG: ordinary files by a decoder with SIMD, kinds that it gets wrong by one of our own, the rest refused by name.

mod huffman;
mod markers;
mod reconstruction;
#[cfg(test)]
mod sampling_tests;
mod scans;
mod ycc;

use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::parallel::join;
use crate::picture::{DecodeError, Decoded, Samples, rgba};
pub use markers::Segments;
use markers::{Frame, SOS, next_segment};

/// Most scans of a picture: encoders write up to 13, and each takes as long as a picture of its own.
const MAX_SCANS: usize = 200;

/// A JPEG file whose segments were read.
#[derive(Debug)]
pub struct Jpeg<'a> {
    bytes: &'a [u8],
    frame: Frame,
    /// Everything beside the pixels.
    pub segments: Segments,
}

/// Components at the picture's size, as they are stored.
#[derive(Debug)]
pub struct Planes {
    pub width: usize,
    pub height: usize,
    pub planes: Vec<Vec<u8>>,
    pub is_whole: bool,
}

impl<'a> Jpeg<'a> {
    /// Reads the segments of a file.
    ///
    /// # Errors
    /// A file without frame header or scan, and processes that cannot be decoded.
    pub fn open(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let mut segments = Segments::read(bytes);
        let frame = segments.frame.take().ok_or(DecodeError::Truncated)?;
        let detail = match (frame.process, frame.precision, frame.components.len()) {
            (0..=2, 8, 1 | 3 | 4) => None,
            (3 | 7 | 11 | 15, ..) => Some("lossless JPEG".to_owned()),
            (5 | 6 | 13 | 14, ..) => Some("hierarchical JPEG".to_owned()),
            (9 | 10, ..) => Some("arithmetic coding".to_owned()),
            (_, 8, count) => Some(format!("{count} components")),
            (_, bits, _) => Some(format!("{bits} bits a sample")),
        };
        if let Some(detail) = detail {
            return Err(DecodeError::Unsupported(detail));
        }
        if frame.width == 0 || frame.height == 0 {
            return Err(DecodeError::Unsupported("its height is not in its header".to_owned()));
        }
        match segments.scans {
            0 => return Err(DecodeError::Truncated),
            1..=MAX_SCANS => {}
            scans => return Err(DecodeError::Unsupported(format!("{scans} scans"))),
        }
        Ok(Self { bytes, frame, segments })
    }

    /// Width and height in pixels.
    pub fn dimensions(&self) -> (u32, u32) {
        (self.frame.width as u32, self.frame.height as u32)
    }

    /// All pixels, as far as they are there.
    ///
    /// # Errors
    /// Sampling factors that cannot be decoded; nothing to decode at all.
    pub fn decode(&self) -> Result<Decoded, DecodeError> {
        if self.is_ordinary() {
            // That decoder does not say what it missed. Reading the codes once more takes a sixth of its time.
            let is_whole = || scans::read(self.bytes, &self.frame, scans::Keep::Nothing).is_whole;
            if let (Ok(pixels), is_whole) = join(|| self.decode_ordinary(), is_whole) {
                let (width, height) = self.dimensions();
                return Ok(Decoded { width, height, samples: Samples::Eight(pixels), is_cmyk: false, is_truncated: !is_whole });
            }
        }
        self.decode_by_ourselves()
    }

    /// The same by our own decoder.
    fn decode_by_ourselves(&self) -> Result<Decoded, DecodeError> {
        let Planes { planes, is_whole, .. } = self.planes()?;
        let ids: Vec<u8> = self.frame.components.iter().map(|component| component.id).collect();
        let has_luma = match (self.segments.has_jfif, self.segments.adobe_transform) {
            (true, _) => true,
            (false, Some(transform)) => transform != 0,
            (false, None) => ids != *b"RGB",
        };
        let (values, is_cmyk) = match <[Vec<u8>; 4]>::try_from(planes) {
            // Four components are inverted CMYK, by Adobe's custom.
            Ok([mut cyan, mut magenta, mut yellow, black]) => {
                if self.segments.adobe_transform == Some(2) {
                    ycc::ycc_to_rgb(&mut cyan, &mut magenta, &mut yellow);
                    [&mut cyan, &mut magenta, &mut yellow].into_iter().flatten().for_each(|value| *value = 255 - *value);
                }
                (ycc::interleaved(&[cyan, magenta, yellow, black]).into_iter().map(|value| 255 - value).collect(), true)
            }
            Err(mut planes) => {
                if let (true, [luma, blue, red]) = (has_luma, &mut planes[..]) {
                    ycc::ycc_to_rgb(luma, blue, red);
                }
                (rgba(ycc::interleaved(&planes), planes.len(), u8::MAX), false)
            }
        };
        let (width, height) = self.dimensions();
        Ok(Decoded { width, height, samples: Samples::Eight(values), is_cmyk, is_truncated: !is_whole })
    }

    /// Components as they are stored, by our own decoder.
    ///
    /// # Errors
    /// Sampling factors that cannot be decoded; nothing to decode at all.
    pub fn planes(&self) -> Result<Planes, DecodeError> {
        let coefficients = scans::read(self.bytes, &self.frame, scans::Keep::Everything);
        let is_whole = coefficients.is_whole;
        if !is_whole && coefficients.planes.iter().all(|plane| plane.blocks.iter().all(|block| block[0] == 0)) {
            return Err(DecodeError::Truncated);
        }
        let planes = reconstruction::full_size(coefficients, &self.frame).map_err(|detail| DecodeError::Unsupported(detail.to_owned()))?;
        Ok(Planes { width: self.frame.width, height: self.frame.height, planes, is_whole })
    }

    /// Kinds that the decoder with SIMD reads right: gray, and Y'CbCr with chroma of the same or half the size, in one scan or progressive.
    fn is_ordinary(&self) -> bool {
        let components = &self.frame.components;
        let ids = || components.iter().map(|component| component.id);
        let is_in_one_scan = self.segments.scans == 1 && first_scan_components(self.bytes) == Some(components.len());
        let samplings: Vec<(usize, usize)> = components.iter().map(|component| component.sampling).collect();
        (self.frame.process == 2 || is_in_one_scan)
            && match samplings[..] {
                [(1, 1)] => true,
                [(1 | 2, 1 | 2), (1, 1), (1, 1)] => self.segments.adobe_transform != Some(0) && ids().ne(*b"RGB"),
                _ => false,
            }
    }

    fn decode_ordinary(&self) -> Result<Vec<u8>, zune_jpeg::errors::DecodeErrors> {
        let options = DecoderOptions::default()
            .jpeg_set_out_colorspace(ColorSpace::RGBA)
            .set_strict_mode(false)
            .set_max_width(usize::MAX)
            .set_max_height(usize::MAX);
        zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(self.bytes), options).decode()
    }
}

/// Number of components in the first scan.
fn first_scan_components(bytes: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        let segment = next_segment(bytes, at)?;
        if segment.marker == SOS {
            return segment.content.first().map(|count| usize::from(*count));
        }
        at = segment.end;
    }
}

//! Decoding: bytes of a file to header, metadata and pixels.

use std::borrow::Cow;
use std::io::Cursor;

use image::error::{DecodingError, ImageFormatHint};
use image::metadata::Orientation;
use image::{ColorType, ImageDecoder, ImageError, ImageFormat, ImageResult, Limits};

use crate::file_metadata::{FileMetadata, iptc_of_resources};
#[cfg(any(feature = "avif-read", feature = "heic"))]
use crate::heif::Heif;
use crate::jpeg::Jpeg;
use crate::picture::{DecodeError, Decoded, Samples, rgba};
use crate::tiff::Tiff;
use crate::webp_frames::{has_animation, padded, sizes_agree, with_canvas, with_metadata_inside};
use crate::{bmp_alpha, gif_frames, png_chunks};

/// A file whose header was read, and nothing else.
pub struct Opened<'a> {
    kind: Kind<'a>,
    format: ImageFormat,
    bytes: &'a [u8],
    max_alloc: u64,
    /// True if the decoder was given zeros for what is missing.
    is_padded: bool,
}

enum Kind<'a> {
    Jpeg(Jpeg<'a>),
    Tiff(Tiff<'a>),
    #[cfg(any(feature = "avif-read", feature = "heic"))]
    Heif(Heif<'a>),
    Other(Box<dyn ImageDecoder + 'a>),
}

/// Reads the header of a file. [`ImageFormat::Avif`] stands for HEIC, too: both are HEIF files, which say themselves what their pictures are coded with.
///
/// Its pixels will take at most `max_alloc` bytes, as far as its decoder keeps count.
///
/// # Errors
/// A header that cannot be read, and kinds of pictures that cannot be decoded.
pub fn open(bytes: &[u8], format: ImageFormat, max_alloc: u64) -> Result<Opened<'_>, DecodeError> {
    let mut is_padded = false;
    let kind = match format {
        ImageFormat::Jpeg => Kind::Jpeg(Jpeg::open(bytes)?),
        ImageFormat::Tiff => Kind::Tiff(Tiff::open(bytes, max_alloc)?),
        #[cfg(any(feature = "avif-read", feature = "heic"))]
        ImageFormat::Avif => Kind::Heif(Heif::open(bytes)?),
        ImageFormat::Bmp => Kind::Other(decoder(bmp_alpha::with_alpha(bytes), format, max_alloc)?),
        ImageFormat::WebP => {
            let whole = padded(bytes).map_or(Cow::Borrowed(bytes), Cow::Owned);
            is_padded = matches!(whole, Cow::Owned(_));
            let whole = with_canvas(with_metadata_inside(whole));
            if !sizes_agree(&whole) {
                let error = DecodingError::new(format.into(), "the picture and its pixels differ in size");
                return Err(DecodeError::Image(ImageError::Decoding(error)));
            }
            Kind::Other(decoder(whole, format, max_alloc)?)
        }
        _ => Kind::Other(decoder(Cow::Borrowed(bytes), format, max_alloc)?),
    };
    Ok(Opened { kind, format, bytes, max_alloc, is_padded })
}

/// Pixels of a whole PNG, and everything beside them. [`open`] does the same, with the decoders of all other types in the program.
///
/// # Errors
/// The file is no whole PNG.
pub fn own_png(bytes: &[u8]) -> Result<(Decoded, FileMetadata), DecodeError> {
    let mut decoder = image::codecs::png::PngDecoder::new(Cursor::new(bytes))?;
    let mut metadata = FileMetadata { icc: decoder.icc_profile()?, exif: decoder.exif_metadata()?, ..FileMetadata::default() };
    png_chunks::add_metadata(bytes, &mut metadata);
    let (values, outcome) = Values::read(Box::new(decoder), u64::MAX)?;
    outcome?;
    Ok((values.complete()?, metadata))
}

/// A decoder of `image`: not by its own choice among all of them, which draws in those that have others here.
fn decoder<'a>(bytes: Cow<'a, [u8]>, format: ImageFormat, max_alloc: u64) -> ImageResult<Box<dyn ImageDecoder + 'a>> {
    use image::codecs::{bmp::BmpDecoder, gif::GifDecoder, png::PngDecoder, pnm::PnmDecoder, qoi::QoiDecoder, webp::WebPDecoder};
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(max_alloc);
    let reader = Cursor::new(if format == ImageFormat::Png { png_chunks::with_bounded_profile(bytes) } else { bytes });
    let mut decoder: Box<dyn ImageDecoder + 'a> = match format {
        ImageFormat::Png => Box::new(PngDecoder::with_limits(reader, limits.clone())?),
        ImageFormat::WebP => Box::new(WebPDecoder::new(reader)?),
        ImageFormat::Gif => Box::new(GifDecoder::new(reader)?),
        ImageFormat::Bmp => Box::new(BmpDecoder::new(reader)?),
        ImageFormat::Qoi => Box::new(QoiDecoder::new(reader)?),
        ImageFormat::Pnm => Box::new(PnmDecoder::new(reader)?),
        other => return Err(ImageError::Unsupported(ImageFormatHint::Exact(other).into())),
    };
    decoder.set_limits(limits)?;
    Ok(decoder)
}

impl Opened<'_> {
    /// Width and height as stored.
    pub fn dimensions(&self) -> (u32, u32) {
        match &self.kind {
            Kind::Jpeg(jpeg) => jpeg.dimensions(),
            Kind::Tiff(tiff) => tiff.dimensions(),
            #[cfg(any(feature = "avif-read", feature = "heic"))]
            Kind::Heif(heif) => heif.dimensions(),
            Kind::Other(decoder) => decoder.dimensions(),
        }
    }

    /// Everything beside the pixels. What is broken is left out: it is no reason to refuse intact pixels.
    pub fn metadata(&mut self) -> FileMetadata {
        match &mut self.kind {
            Kind::Jpeg(jpeg) => {
                let segments = &mut jpeg.segments;
                let exif = segments.exif.take();
                FileMetadata {
                    icc: segments.icc.take(),
                    orientation: exif.as_deref().and_then(Orientation::from_exif_chunk).map(Orientation::to_exif),
                    exif,
                    xmp: segments.xmp.take(),
                    iptc: segments.resources.take().and_then(|resources| iptc_of_resources(&resources)),
                    resolution: segments.resolution,
                    has_more_pictures: segments.has_more_pictures,
                    has_gain_map: segments.has_gain_map,
                    ..FileMetadata::default()
                }
            }
            Kind::Tiff(tiff) => FileMetadata {
                icc: tiff.icc().map(<[u8]>::to_vec),
                orientation: tiff.orientation(),
                xmp: tiff.xmp().map(<[u8]>::to_vec),
                iptc: tiff.iptc().map(<[u8]>::to_vec).or_else(|| iptc_of_resources(tiff.resources()?)),
                resolution: tiff.resolution(),
                has_more_pictures: tiff.has_more_pictures(),
                ..FileMetadata::default()
            },
            #[cfg(any(feature = "avif-read", feature = "heic"))]
            Kind::Heif(heif) => heif.metadata(),
            Kind::Other(decoder) => {
                let mut metadata = FileMetadata {
                    icc: decoder.icc_profile().ok().flatten(),
                    orientation: decoder.orientation().ok().map(Orientation::to_exif),
                    exif: decoder.exif_metadata().ok().flatten(),
                    ..FileMetadata::default()
                };
                match self.format {
                    ImageFormat::Png => png_chunks::add_metadata(self.bytes, &mut metadata),
                    ImageFormat::Gif => metadata.has_more_pictures = gif_frames::has_several_frames(self.bytes),
                    ImageFormat::WebP => {
                        metadata.xmp = decoder.xmp_metadata().ok().flatten();
                        metadata.has_more_pictures = has_animation(self.bytes);
                    }
                    ImageFormat::Bmp => metadata.resolution = bmp_alpha::resolution(self.bytes),
                    _ => {}
                }
                metadata
            }
        }
    }

    /// All pixels, as far as they are there.
    ///
    /// # Errors
    /// Decoder's error about the pixels.
    pub fn decode(self) -> Result<Decoded, DecodeError> {
        let Self { kind, format, bytes, max_alloc, is_padded } = self;
        match kind {
            Kind::Jpeg(jpeg) => jpeg.decode(),
            Kind::Tiff(tiff) => tiff.decode(),
            #[cfg(any(feature = "avif-read", feature = "heic"))]
            Kind::Heif(heif) => heif.decode(),
            Kind::Other(decoder) => {
                let (mut values, error) = match Values::read(decoder, max_alloc)? {
                    (values, Ok(())) if is_padded => return values.truncated(DecodeError::Truncated),
                    (values, Ok(())) => return values.complete(),
                    // Its decoder writes row by row.
                    (values, Err(error)) if format == ImageFormat::Gif && gif_frames::is_first_frame_truncated(bytes) => {
                        return values.truncated(error.into());
                    }
                    (_, Err(error)) if !truncated(&error, format) => return Err(error.into()),
                    (values, Err(error)) => (values, error),
                };
                // A PNG whose last chunk is missing has all its pixels; one that is cut has the rows before the cut.
                if format == ImageFormat::Png {
                    if let Some(values) = Values::again(&png_chunks::with_end(bytes), format, max_alloc) {
                        return values.complete();
                    }
                    values.big_endian_to_native();
                    return values.truncated(error.into());
                }
                match Values::again(&[bytes, &vec![0; values.missing(bytes.len())]].concat(), format, max_alloc) {
                    Some(values) => values.truncated(error.into()),
                    None => Err(error.into()),
                }
            }
        }
    }
}

/// True if the error is the end of the file.
fn truncated(error: &ImageError, format: ImageFormat) -> bool {
    // The decoder of QOI has no such kind of error.
    matches!(error, ImageError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof) || format == ImageFormat::Qoi
}

/// Values of a picture, as a decoder leaves them.
struct Values {
    size: (u32, u32),
    colours: ColorType,
    samples: Samples,
}

impl Values {
    /// Values, and the decoder's error, in whose case they are those before it.
    fn read(decoder: Box<dyn ImageDecoder + '_>, max_alloc: u64) -> Result<(Self, ImageResult<()>), DecodeError> {
        let (size, colours) = (decoder.dimensions(), decoder.color_type());
        let count = decoder.total_bytes();
        let count = usize::try_from(count).ok().filter(|_| count <= max_alloc).ok_or(DecodeError::Memory)?;
        let (samples, outcome) = match colours {
            ColorType::L8 | ColorType::La8 | ColorType::Rgb8 | ColorType::Rgba8 => {
                let mut values = vec![0; count];
                let outcome = decoder.read_image_boxed(&mut values);
                (Samples::Eight(values), outcome)
            }
            ColorType::L16 | ColorType::La16 | ColorType::Rgb16 | ColorType::Rgba16 => {
                let mut values = vec![0_u16; count / 2];
                let outcome = decoder.read_image_boxed(bytemuck::cast_slice_mut(&mut values));
                (Samples::Sixteen(values), outcome)
            }
            other => return Err(DecodeError::Unsupported(format!("its colour type is {other:?}"))),
        };
        Ok((Self { size, colours, samples }, outcome))
    }

    /// Values of bytes that more was added to, if that was all they needed.
    fn again(bytes: &[u8], format: ImageFormat, max_alloc: u64) -> Option<Self> {
        let (values, outcome) = Self::read(decoder(Cow::Borrowed(bytes), format, max_alloc).ok()?, max_alloc).ok()?;
        // A QOI ends with eight bytes, which are missed after the last pixel.
        (outcome.is_ok() || format == ImageFormat::Qoi).then_some(values)
    }

    /// Zeros to add to a file of that length, which is too short: all that it could need, unless there is too little of it to look at.
    fn missing(&self, length: usize) -> usize {
        let (width, height) = self.size;
        let needed = usize::try_from(u64::from(width) * u64::from(height) * 8).unwrap_or(usize::MAX);
        needed.min(length.saturating_mul(1024)).saturating_add(4096)
    }

    fn big_endian_to_native(&mut self) {
        if let Samples::Sixteen(values) = &mut self.samples {
            values.iter_mut().for_each(|value| *value = u16::from_be(*value));
        }
    }

    fn complete(self) -> Result<Decoded, DecodeError> {
        self.decoded(false)
    }

    /// Pixels of a truncated file; `error` where there are none but one colour all over.
    fn truncated(self, error: DecodeError) -> Result<Decoded, DecodeError> {
        let channels = usize::from(self.colours.channel_count());
        let is_empty = match &self.samples {
            Samples::Eight(values) => values.iter().zip(values.iter().skip(channels)).all(|(one, next)| one == next),
            Samples::Sixteen(values) => values.iter().zip(values.iter().skip(channels)).all(|(one, next)| one == next),
        };
        if is_empty { Err(error) } else { self.decoded(true) }
    }

    fn decoded(self, is_truncated: bool) -> Result<Decoded, DecodeError> {
        let ((width, height), channels) = (self.size, usize::from(self.colours.channel_count()));
        let samples = match self.samples {
            Samples::Eight(values) => Samples::Eight(rgba(values, channels, u8::MAX)),
            Samples::Sixteen(values) => Samples::Sixteen(rgba(values, channels, u16::MAX)),
        };
        Ok(Decoded { width, height, samples, is_cmyk: false, is_truncated })
    }
}

//! Small picture files made by code, one or more of each format that is read.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ExtendedColorType, Frame, ImageEncoder, ImageFormat, RgbaImage};
use matting::{EncodeQuality, Encoding, Inputs, Options, Picture, Plane, Samples, Size, Source};
use tests::fake_network::FakeNetwork;

/// Size of the seeds.
pub const SIZE: Size = Size { width: 24, height: 16 };

/// Colours in smooth and in sharp changes, with an alpha that is not the same everywhere.
pub fn rgba() -> RgbaImage {
    RgbaImage::from_fn(SIZE.width, SIZE.height, |x, y| {
        let alpha = if x > 20 { 100 } else { 255 };
        if x < 12 { image::Rgba([(x * 20) as u8, (y * 15) as u8, 60, alpha]) } else { image::Rgba([20, 200, (x * y % 256) as u8, alpha]) }
    })
}

/// The same for the core.
pub fn picture() -> Picture {
    Picture::new(SIZE, Samples::Eight(rgba().into_raw())).expect("the values fit the size")
}

/// A mask with a subject in its left half.
pub fn mask() -> Plane {
    Plane::new(SIZE, (0..SIZE.pixels()).map(|at| if at % 24 < 12 { 255 } else { 0 }).collect()).expect("the values fit the size")
}

/// The picture, cut out by [`mask`], as a file of this encoding.
pub fn cut_out(encoding: Encoding) -> Vec<u8> {
    let (options, mask) = (Options { encoding, ..Options::default() }, mask());
    let inputs = Inputs { mask: Some(&mask), ..Inputs::default() };
    matting::cut_out(Source::Pixels(picture()), &FakeNetwork::default(), &options, &inputs, &mut ()).expect("the seed can be cut out").file
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    image.write_to(&mut Cursor::new(&mut bytes), format).expect("the seed can be written");
    bytes
}

/// A JPEG with metadata.
pub fn jpeg(exif: Option<&[u8]>, icc: Option<&[u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, 80);
    written(encoder, &DynamicImage::from(rgba()).to_rgb8(), ExtendedColorType::Rgb8, exif, icc);
    bytes
}

/// A PNG with metadata.
pub fn png(exif: Option<&[u8]>, icc: Option<&[u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    written(PngEncoder::new(&mut bytes), &rgba(), ExtendedColorType::Rgba8, exif, icc);
    bytes
}

/// A WebP with metadata.
pub fn webp(exif: Option<&[u8]>, icc: Option<&[u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    written(WebPEncoder::new_lossless(&mut bytes), &rgba(), ExtendedColorType::Rgba8, exif, icc);
    bytes
}

fn written(mut encoder: impl ImageEncoder, values: &[u8], colour: ExtendedColorType, exif: Option<&[u8]>, icc: Option<&[u8]>) {
    if let Some(exif) = exif {
        encoder.set_exif_metadata(exif.to_vec()).expect("the format has EXIF");
    }
    if let Some(icc) = icc {
        encoder.set_icc_profile(icc.to_vec()).expect("the format has ICC profiles");
    }
    encoder.write_image(values, SIZE.width, SIZE.height, colour).expect("the seed can be written");
}

/// EXIF, little-endian: orientation 6, maker, a photo directory with a width, and a place.
pub fn exif() -> Vec<u8> {
    let mut bytes = b"II*\0\x08\0\0\0\x04\0".to_vec();
    bytes.extend(b"\x0f\x01\x02\0\x05\0\0\0\x3e\0\0\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0");
    bytes.extend(b"\x69\x87\x04\0\x01\0\0\0\x44\0\0\0\x25\x88\x04\0\x01\0\0\0\x56\0\0\0\0\0\0\0");
    bytes.extend(b"Acme\0\0");
    bytes.extend(b"\x01\0\x02\xa0\x04\0\x01\0\0\0\x18\0\0\0\0\0\0\0");
    bytes.extend(b"\x02\0\x01\0\x02\0\x02\0\0\0N\0\0\0\x02\0\x05\0\x01\0\0\0\x74\0\0\0\0\0\0\0");
    bytes.extend(b"\x34\0\0\0\x01\0\0\0");
    bytes
}

/// A GIF of two frames, the second one smaller and moved.
fn animated_gif() -> Vec<u8> {
    let mut bytes = Vec::new();
    {
        let mut encoder = GifEncoder::new(&mut bytes);
        encoder.encode_frame(Frame::new(rgba())).expect("the seed can be written");
        encoder
            .encode_frame(Frame::from_parts(RgbaImage::new(8, 8), 2, 2, image::Delay::from_numer_denom_ms(10, 1)))
            .expect("the seed can be written");
    }
    bytes
}

/// RIFF chunk, padded.
fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [name, &(content.len() as u32).to_le_bytes()[..], content, &[0][..content.len() % 2]].concat()
}

/// The WebP around these chunks.
fn riff(chunks: &[u8]) -> Vec<u8> {
    [b"RIFF", &(chunks.len() as u32 + 4).to_le_bytes()[..], b"WEBP", chunks].concat()
}

/// A WebP animation of one frame that is lossless.
fn animated_webp() -> Vec<u8> {
    let whole = webp(None, None);
    let pixels = &whole[12..];
    let frame = [&[0, 0, 0, 0, 0, 0, 23, 0, 0, 15, 0, 0, 10, 0, 0, 0][..], pixels].concat();
    let header = [&[0b0001_0010, 0, 0, 0, 23, 0, 0, 15, 0, 0][..]].concat();
    riff(&[chunk(b"VP8X", &header), chunk(b"ANIM", &[0; 6]), chunk(b"ANMF", &frame)].concat())
}

/// Files of every format that is decoded, in several depths and layouts.
pub fn all() -> Vec<Vec<u8>> {
    let rgba = DynamicImage::from(rgba());
    let icc = profile();
    let mut files = vec![
        jpeg(Some(&exif()), Some(&icc)),
        png(Some(&exif()), Some(&icc)),
        webp(Some(&exif()), Some(&icc)),
        encoded(&rgba.to_luma8().into(), ImageFormat::Jpeg),
        encoded(&rgba.to_luma8().into(), ImageFormat::Png),
        encoded(&rgba.to_rgba16().into(), ImageFormat::Png),
        encoded(&rgba.to_luma_alpha16().into(), ImageFormat::Png),
        encoded(&rgba.to_rgb8().into(), ImageFormat::Bmp),
        encoded(&rgba, ImageFormat::Bmp),
        encoded(&rgba.to_luma8().into(), ImageFormat::Bmp),
        encoded(&rgba, ImageFormat::Tiff),
        encoded(&rgba.to_luma16().into(), ImageFormat::Tiff),
        encoded(&rgba.to_rgb32f().into(), ImageFormat::Tiff),
        encoded(&rgba, ImageFormat::Qoi),
        encoded(&rgba.to_rgb8().into(), ImageFormat::Pnm),
        encoded(&rgba, ImageFormat::Gif),
        b"P1 4 4\n0 1 0 1 1 0 1 0 0 1 0 1 1 0 1 0\n".to_vec(),
        b"P3\n# two\n2 2\n255\n1 2 3 4 5 6 7 8 9 10 11 12\n".to_vec(),
        b"P7\nWIDTH 2\nHEIGHT 2\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n0123456789abcdef".to_vec(),
        [&b"P4 16 2\n"[..], &[0xa5; 4]].concat(),
        animated_gif(),
        animated_webp(),
    ];
    let quality = EncodeQuality::clamped(60);
    files.extend([Encoding::WebP(quality), Encoding::Jpeg(quality), Encoding::Png, Encoding::Avif(quality)].map(cut_out));
    files
}

/// ICC profile of a monitor: header, and a matrix with one curve for three channels (ICC.1:2022, 7.2 and 8.3.3).
pub fn profile() -> Vec<u8> {
    let xyz = |values: [f64; 3]| [&b"XYZ \0\0\0\0"[..], &values.map(|value| ((value * 65_536.0) as i32).to_be_bytes()).concat()].concat();
    let tags = [
        (b"wtpt", xyz([0.9642, 1.0, 0.8249])),
        (b"rXYZ", xyz([0.4360, 0.2225, 0.0139])),
        (b"gXYZ", xyz([0.3851, 0.7169, 0.0971])),
        (b"bXYZ", xyz([0.1431, 0.0606, 0.7141])),
        (b"rTRC", b"curv\0\0\0\0\0\0\0\x01\x02\x33\0\0".to_vec()),
        (b"gTRC", b"curv\0\0\0\0\0\0\0\x01\x02\x33\0\0".to_vec()),
        (b"bTRC", b"curv\0\0\0\0\0\0\0\x03\0\0\x60\0\xff\xff\0\0".to_vec()),
    ];
    let (mut table, mut values) = ((tags.len() as u32).to_be_bytes().to_vec(), Vec::new());
    let first = 128 + 4 + 12 * tags.len();
    for (name, value) in &tags {
        table.extend(*name);
        table.extend(((first + values.len()) as u32).to_be_bytes());
        table.extend((value.len() as u32).to_be_bytes());
        values.extend(value);
    }
    let mut header = vec![0; 128];
    header[..4].copy_from_slice(&((first + values.len()) as u32).to_be_bytes());
    header[8..12].copy_from_slice(&[4, 0x40, 0, 0]);
    header[12..24].copy_from_slice(b"mntrRGB XYZ ");
    header[36..40].copy_from_slice(b"acsp");
    header[68..80].copy_from_slice(&[0, 0, 0xf6, 0xd6, 0, 1, 0, 0, 0, 0, 0xd3, 0x2d]);
    [header, table, values].concat()
}

/// Checksum of a PNG chunk (PNG, third edition, annex D).
pub fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}

/// PNG chunk with its checksum.
pub fn png_chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let named = [name, content].concat();
    [&(content.len() as u32).to_be_bytes()[..], &named, &crc32(&named).to_be_bytes()].concat()
}

/// The PNG with right checksums, so that a change inside a chunk reaches what reads it; `None` if it is none.
pub fn with_checksums(file: &[u8]) -> Option<Vec<u8>> {
    let mut rest = file.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let mut whole = file[..8].to_vec();
    while let Some((length, tail)) = rest.split_first_chunk::<4>() {
        let length = (u32::from_be_bytes(*length) as usize).min(tail.len().saturating_sub(8));
        let Some((name, tail)) = tail.split_first_chunk::<4>() else { break };
        let (content, tail) = tail.split_at(length.min(tail.len()));
        whole.extend(png_chunk(name, content));
        rest = tail.get(4..).unwrap_or_default();
    }
    Some(whole)
}

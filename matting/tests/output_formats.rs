//! Every type of file, read back by the decoders of `image` (AVIF, which they do not read: by our own).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::io::Cursor;

use codecs::png;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader};
#[cfg(feature = "avif-write")]
use offcut_matting::avif_of_png;
use offcut_matting::{
    ColourSpace, EncodeQuality, Encoding, Error, Exif, KeptMetadata, Limits, Metadata, OutputFormat, Picture, Pixels, Plane, Samples, SamplesMut,
    Size, Source, encode,
};

fn quality(number: u8) -> EncodeQuality {
    number.try_into().unwrap()
}

fn every_encoding() -> Vec<Encoding> {
    let all = [Encoding::Png, Encoding::WebPLossless, Encoding::WebP(quality(90)), Encoding::Avif(quality(90)), Encoding::Jpeg(quality(90))];
    // AVIF is not in this crate's defaults; the command has it.
    all.into_iter().filter(|encoding| encoding.is_built_in()).collect()
}

/// A soft disc over nothing, in colours that change slowly; black where it is transparent, as [`offcut_matting::compose`] leaves it.
fn disc(width: u32, height: u32) -> Picture {
    let mut values = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let (across, down) = (f64::from(x) + 0.5 - f64::from(width) / 2.0, f64::from(y) + 0.5 - f64::from(height) / 2.0);
            let reach = f64::from(width.min(height)) / 2.2 - (across * across + down * down).sqrt();
            let alpha = (128.0 + reach * 40.0).clamp(0.0, 255.0) as u8;
            let colour = [60 + (x * 150 / width.max(150)) as u8, 200 - (y * 120 / height.max(120)) as u8, 90];
            values.extend(if alpha == 0 { [0; 4] } else { [colour[0], colour[1], colour[2], alpha] });
        }
    }
    Picture::new(Size { width, height }, Samples::Eight(values)).unwrap()
}

fn opaque(mut picture: Picture) -> Picture {
    match picture.samples_mut() {
        SamplesMut::Eight(values) => values.chunks_exact_mut(4).for_each(|pixel| pixel[3] = 255),
        SamplesMut::Sixteen(values) => values.chunks_exact_mut(4).for_each(|pixel| pixel[3] = 65_535),
    }
    picture
}

/// Picture that fits this type: JPEG has no alpha.
fn suited(picture: Picture, encoding: Encoding) -> Pixels {
    Pixels::Colour(if encoding.output_format().has_alpha() { picture } else { opaque(picture) })
}

fn eight(composed: &Pixels) -> Vec<u8> {
    match composed {
        Pixels::Mask(plane) => plane.values().iter().flat_map(|value| [*value, *value, *value, 255]).collect(),
        Pixels::Colour(picture) => match picture.samples() {
            Samples::Eight(values) => values.clone(),
            Samples::Sixteen(values) => values.iter().map(|value| ((u32::from(*value) + 128) / 257) as u8).collect(),
        },
    }
}

struct File {
    image: DynamicImage,
    icc: Option<Vec<u8>>,
    exif: Option<Vec<u8>>,
}

fn read(bytes: &[u8], output_format: OutputFormat) -> File {
    if output_format == OutputFormat::Avif {
        return read_avif(bytes);
    }
    let format = match output_format {
        OutputFormat::Png => ImageFormat::Png,
        OutputFormat::WebP => ImageFormat::WebP,
        OutputFormat::Jpeg => ImageFormat::Jpeg,
        OutputFormat::Avif => panic!("read above"),
    };
    let mut decoder = ImageReader::with_format(Cursor::new(bytes), format).into_decoder().unwrap();
    let (icc, exif) = (decoder.icc_profile().unwrap(), decoder.exif_metadata().unwrap());
    File { image: DynamicImage::from_decoder(decoder).unwrap(), icc, exif }
}

fn read_avif(bytes: &[u8]) -> File {
    let photo = offcut_matting::read(Source::File(bytes), &Limits::default()).unwrap();
    let Size { width, height } = photo.picture.size();
    let Samples::Sixteen(values) = photo.picture.samples() else { panic!("it has 10 bits") };
    let image = image::ImageBuffer::from_raw(width, height, values.clone()).unwrap();
    let exif = photo.metadata.exif.and_then(|exif| exif.to_bytes(Metadata::All, photo.picture.size()));
    File { image: DynamicImage::ImageRgba16(image), icc: photo.colour.icc().map(<[u8]>::to_vec), exif }
}

/// Mean of the absolute differences of premultiplied colours, and the largest difference of alpha.
fn differences(a: &[u8], b: &[u8]) -> (f64, u8) {
    assert_eq!(a.len(), b.len());
    let (mut sum, mut alpha) = (0.0, 0);
    for (a, b) in a.chunks_exact(4).zip(b.chunks_exact(4)) {
        alpha = alpha.max(a[3].abs_diff(b[3]));
        sum += (0..3).map(|channel| f64::from(a[channel].abs_diff(b[channel])) * f64::from(a[3]) / 255.0).sum::<f64>();
    }
    (sum / (a.len() as f64 * 0.75), alpha)
}

#[test]
fn every_encoding_decodes_to_the_same_pixels() {
    for (width, height) in [(1, 1), (3, 2), (17, 33), (300, 200), (4000, 20), (20, 4000)] {
        for encoding in every_encoding() {
            let composed = suited(disc(width, height), encoding);
            let bytes = encode(&composed, &ColourSpace::default(), &KeptMetadata::default(), encoding).unwrap();
            assert_eq!(offcut_matting::InputFormat::detect(&bytes).unwrap().name().to_lowercase(), encoding.output_format().as_str());
            let found = read(&bytes, encoding.output_format()).image.into_rgba8();
            assert_eq!(found.dimensions(), (width, height));
            let (colour, alpha) = differences(&eight(&composed), &found);
            // Alpha of an AVIF is coded with loss as well.
            assert!(alpha <= if encoding.output_format() == OutputFormat::Avif { 12 } else { 0 }, "{encoding:?} {width} × {height}: {alpha}");
            let allowed = if matches!(encoding, Encoding::Png | Encoding::WebPLossless) { 0.0 } else { 3.0 };
            assert!(colour <= allowed, "{encoding:?} {width} × {height}: {colour}");
        }
    }
}

#[test]
fn sixteen_bits_stay_in_png_and_are_rounded_elsewhere() {
    let values: Vec<u16> = (0..64 * 64 * 4_u32).map(|index| (index * 40_503 % 65_536) as u16).collect();
    let picture = Picture::new(Size { width: 64, height: 64 }, Samples::Sixteen(values.clone())).unwrap();
    for encoding in every_encoding() {
        let composed = suited(picture.clone(), encoding);
        let bytes = encode(&composed, &ColourSpace::default(), &KeptMetadata::default(), encoding).unwrap();
        match encoding {
            Encoding::Png => assert_eq!(read(&bytes, OutputFormat::Png).image.into_rgba16().into_raw(), values),
            Encoding::WebPLossless => assert_eq!(read(&bytes, OutputFormat::WebP).image.into_rgba8().into_raw(), eight(&composed)),
            Encoding::WebP(_) | Encoding::Jpeg(_) => {
                assert_eq!(differences(&eight(&composed), &read(&bytes, encoding.output_format()).image.into_rgba8()).1, 0);
            }
            Encoding::Avif(_) => assert_eq!(read(&bytes, OutputFormat::Avif).image.into_rgba8().dimensions(), (64, 64)),
        }
    }
}

#[test]
fn fully_transparent_picture_is_encoded() {
    let size = Size { width: 40, height: 30 };
    let composed = Pixels::Colour(Picture::new(size, Samples::Eight(vec![0; 40 * 30 * 4])).unwrap());
    for encoding in every_encoding().into_iter().filter(|encoding| encoding.output_format().has_alpha()) {
        let bytes = encode(&composed, &ColourSpace::srgb(), &KeptMetadata::default(), encoding).unwrap();
        assert!(read(&bytes, encoding.output_format()).image.into_rgba8().pixels().all(|pixel| pixel.0[3] == 0));
    }
}

#[test]
fn masks_are_gray_in_every_type() {
    let size = Size { width: 256, height: 8 };
    let composed = Pixels::Mask(Plane::new(size, (0..256 * 8).map(|index| (index % 256) as u8).collect()).unwrap());
    for encoding in every_encoding() {
        let bytes = encode(&composed, &profiled(1), &KeptMetadata::default(), encoding).unwrap();
        assert!(!bytes.windows(8).any(|word| word == MARK), "a mask has no colours, so no profile");
        let found = read(&bytes, encoding.output_format()).image.into_rgba8();
        assert!(found.pixels().all(|pixel| pixel.0[0].abs_diff(pixel.0[1]) <= 1 && pixel.0[0].abs_diff(pixel.0[2]) <= 1));
        let (colour, alpha) = differences(&eight(&composed), &found);
        assert_eq!(alpha, 0);
        assert!(colour <= if matches!(encoding, Encoding::Png | Encoding::WebPLossless) { 0.0 } else { 2.0 }, "{encoding:?}: {colour}");
    }
}

/// Found nowhere else in a file.
const MARK: &[u8] = b"Profile!";

/// A colour space with a profile of about so many bytes, as a photo brings it.
fn profile(bytes: usize) -> Vec<u8> {
    let mut icc = vec![0; bytes.max(140)];
    let length = icc.len() as u32;
    icc[..4].copy_from_slice(&length.to_be_bytes());
    icc[12..24].copy_from_slice(b"mntrRGB XYZ ");
    icc[36..40].copy_from_slice(b"acsp");
    icc[132..140].copy_from_slice(MARK);
    for (index, byte) in icc.iter_mut().enumerate().skip(140) {
        *byte = ((index * 7919) >> 3) as u8;
    }
    icc
}

fn profiled(bytes: usize) -> ColourSpace {
    let mut info = png::Info::with_size(1, 1);
    info.color_type = png::ColorType::Rgb;
    info.icc_profile = Some(profile(bytes).into());
    photo(info, &[1, 2, 3]).colour
}

fn photo(info: png::Info<'_>, data: &[u8]) -> offcut_matting::Photo {
    photo_with(info, data, None)
}

fn photo_with(info: png::Info<'_>, data: &[u8], code_points: Option<[u8; 4]>) -> offcut_matting::Photo {
    let mut file = Vec::new();
    let mut writer = png::Encoder::with_info(&mut file, info).unwrap().write_header().unwrap();
    if let Some(code_points) = code_points {
        writer.write_chunk(png::chunk::ChunkType(*b"cICP"), &code_points).unwrap();
    }
    writer.write_image_data(data).unwrap();
    writer.finish().unwrap();
    offcut_matting::read(Source::File(&file), &Limits::default()).unwrap()
}

#[test]
fn profiles_survive_every_encoding() {
    for bytes in [140, 3000, 200_001] {
        let colour = profiled(bytes);
        for encoding in every_encoding() {
            let composed = suited(disc(20, 20), encoding);
            let file = encode(&composed, &colour, &KeptMetadata::default(), encoding).unwrap();
            let found = read(&file, encoding.output_format()).icc;
            assert!(found.as_deref() == Some(&profile(bytes)), "{encoding:?}, {bytes}");
        }
    }
}

#[test]
fn png_colour_chunks_become_a_profile_elsewhere() {
    let colour = |change: fn(&mut png::Info<'_>)| {
        let mut info = png::Info::with_size(1, 1);
        info.color_type = png::ColorType::Rgb;
        change(&mut info);
        photo(info, &[1, 2, 3]).colour
    };
    let srgb = colour(|info| info.srgb = Some(png::SrgbRenderingIntent::Perceptual));
    let usual = colour(|info| info.source_gamma = Some(png::ScaledFloat::from_scaled(45_455)));
    let linear = colour(|info| info.source_gamma = Some(png::ScaledFloat::from_scaled(100_000)));
    let mut info = png::Info::with_size(1, 1);
    info.color_type = png::ColorType::Rgb;
    let p3 = photo_with(info, &[1, 2, 3], Some([12, 13, 0, 1])).colour;
    assert_eq!([&srgb, &usual, &ColourSpace::default()].map(|colour| colour.profile().is_some()), [false; 3]);
    for (name, colour) in [("linear", linear), ("P3", p3)] {
        assert!(colour.profile().is_some(), "{name}");
        let profile = colour.profile().unwrap();
        assert!(moxcms::ColorProfile::new_from_slice(&profile).is_ok());
        let file = encode(&Pixels::Colour(disc(9, 9)), &colour, &KeptMetadata::default(), Encoding::WebPLossless).unwrap();
        assert_eq!(read(&file, OutputFormat::WebP).icc.as_deref(), Some(&*profile));
        let file = encode(&Pixels::Colour(disc(9, 9)), &colour, &KeptMetadata::default(), Encoding::Png).unwrap();
        assert_eq!(offcut_matting::read(Source::File(&file), &Limits::default()).unwrap().colour, colour, "{name}");
    }
}

#[cfg(feature = "avif-write")]
#[test]
fn avif_of_a_png_is_that_of_its_pixels() {
    let (size, kept) = (Size { width: 64, height: 16 }, KeptMetadata::default());
    let deep = Samples::Sixteen((0..64 * 16 * 4_u32).map(|index| (index * 40_503 % 65_536) as u16).collect());
    let mut info = png::Info::with_size(1, 1);
    (info.color_type, info.source_gamma) = (png::ColorType::Rgb, Some(png::ScaledFloat::from_scaled(100_000)));
    let linear = photo(info, &[1, 2, 3]).colour;
    let mut info = png::Info::with_size(1, 1);
    info.color_type = png::ColorType::Rgb;
    let wide = photo_with(info, &[1, 2, 3], Some([12, 13, 0, 1])).colour;
    for colour in [ColourSpace::default(), ColourSpace::srgb(), profiled(3000), linear, wide] {
        for pixels in [
            Pixels::Colour(disc(300, 20)),
            Pixels::Colour(opaque(disc(1, 1))),
            Pixels::Colour(Picture::new(size, deep.clone()).unwrap()),
            Pixels::Mask(Plane::new(size, (0..64 * 16).map(|index| (index % 256) as u8).collect()).unwrap()),
        ] {
            let png = encode(&pixels, &colour, &kept, Encoding::Png).unwrap();
            let [avif, expected] = [avif_of_png(&png, quality(70)), encode(&pixels, &colour, &kept, Encoding::Avif(quality(70)))];
            assert!(avif.unwrap() == expected.unwrap(), "{colour:?}");
        }
    }
    let png = encode(&Pixels::Colour(disc(9, 9)), &ColourSpace::srgb(), &kept, Encoding::Png).unwrap();
    for wrong in [&[][..], &png[..png.len() / 2], b"no picture"] {
        assert!(matches!(avif_of_png(wrong, quality(70)), Err(Error::Damaged { .. })));
    }
    let long =
        encode(&Pixels::Mask(Plane::new(Size { width: 65_536, height: 1 }, vec![9; 65_536]).unwrap()), &ColourSpace::srgb(), &kept, Encoding::Png);
    assert!(matches!(avif_of_png(&long.unwrap(), quality(70)), Err(Error::TooLargeForOutputFormat { found: 65_536, .. })));
}

#[test]
fn transparent_jpeg_is_refused() {
    let composed = Pixels::Colour(disc(9, 9));
    let jpeg = Encoding::Jpeg(quality(90));
    assert_eq!(
        encode(&composed, &ColourSpace::default(), &KeptMetadata::default(), jpeg),
        Err(Error::NeedsBackground { output_format: OutputFormat::Jpeg })
    );
}

#[test]
fn too_long_side_is_refused() {
    let composed = |width| Pixels::Mask(Plane::new(Size { width, height: 1 }, vec![9; width as usize]).unwrap());
    let webp = |width| encode(&composed(width), &ColourSpace::default(), &KeptMetadata::default(), Encoding::WebPLossless);
    assert!(webp(16_383).is_ok());
    assert_eq!(webp(16_384), Err(Error::TooLargeForOutputFormat { output_format: OutputFormat::WebP, max_side: 16_383, found: 16_384 }));
    for (encoding, width) in [(Encoding::Jpeg(quality(1)), 65_535), (Encoding::Avif(quality(1)), 65_535), (Encoding::WebP(quality(1)), 16_383)] {
        if !encoding.is_built_in() {
            continue;
        }
        assert!(encode(&composed(width), &ColourSpace::default(), &KeptMetadata::default(), encoding).is_ok(), "{encoding:?}");
        assert!(encode(&composed(width + 1), &ColourSpace::default(), &KeptMetadata::default(), encoding).is_err(), "{encoding:?}");
    }
}

#[test]
fn exif_is_written_only_when_it_is_given() {
    let exif = Exif::read(include_bytes!("phone.exif")).unwrap();
    for encoding in every_encoding() {
        let composed = suited(disc(20, 20), encoding);
        let found = |bytes: Option<&[u8]>| {
            let kept = KeptMetadata { exif: bytes.map(<[u8]>::to_vec), ..KeptMetadata::default() };
            let file = encode(&composed, &ColourSpace::srgb(), &kept, encoding).unwrap();
            read(&file, encoding.output_format()).exif
        };
        assert_eq!(found(None), None);
        for keep in [Metadata::WithoutPlace, Metadata::All] {
            let kept = exif.to_bytes(keep, composed.size()).unwrap();
            assert_eq!(found(Some(&kept)), Some(kept.clone()), "{encoding:?}");
        }
    }
}

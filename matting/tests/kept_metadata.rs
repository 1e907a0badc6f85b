//! Metadata of a photo's file: entries that go into its cut-out, and no place unless it was asked for.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::io::Cursor;

use codecs::png;
use image::{DynamicImage, ImageFormat, RgbImage};
use offcut_matting::{Encoding, Limits, Metadata, OutputFormat, Photo, PhotoMetadata, Pixels, Resolution, Source, Unit, Xmp, encode, read};

const PHONE: &[u8] = include_bytes!("phone.exif");

const XMP: &str = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
    <rdf:Description rdf:about='' xmlns:exif='http://ns.adobe.com/exif/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/' \
    xmlns:Iptc4xmpExt='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' exif:GPSLatitude='52,31.5N' Iptc4xmpExt:DigitalSourceType='trainedAlgorithmicMedia'>\
    <dc:rights><rdf:Alt><rdf:li>XMP RIGHTS</rdf:li></rdf:Alt></dc:rights></rdf:Description></rdf:RDF></x:xmpmeta>";

/// Words that stay with `no-place`, and those of a place: a latitude in EXIF and XMP, a city in IPTC.
const NOTES: [&[u8]; 4] = [b"Phone 12", b"XMP RIGHTS", b"trainedAlgorithmicMedia", b"IPTC AUTHOR"];
const PLACES: [&[u8]; 3] = [b"\0\0\0\x34\0\0\0\x01\0\0\0\x1f\0\0\0\x01", b"52,31.5N", b"IPTC CITY"];

fn iptc() -> Vec<u8> {
    let record = |number, value: &str| [&[0x1c, 2, number, 0, value.len() as u8][..], value.as_bytes()].concat();
    [record(80, "IPTC AUTHOR"), record(90, "IPTC CITY")].concat()
}

fn jpeg() -> Vec<u8> {
    let mut plain = Vec::new();
    DynamicImage::from(RgbImage::from_fn(24, 24, |x, y| image::Rgb([x as u8 * 9, y as u8 * 9, 99])))
        .write_to(&mut Cursor::new(&mut plain), ImageFormat::Jpeg)
        .unwrap();
    let segment = |marker, content: &[u8]| [&[0xff, marker], &(content.len() as u16 + 2).to_be_bytes()[..], content].concat();
    let iptc = iptc();
    let resource = [b"Photoshop 3.0\08BIM\x04\x04\0\0", &(iptc.len() as u32).to_be_bytes()[..], &iptc].concat();
    let jfif = segment(0xe0, b"JFIF\0\x01\x02\x01\x01\x2c\x01\x2c\0\0");
    let exif = segment(0xe1, &[b"Exif\0\0", PHONE].concat());
    let xmp = segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", XMP.as_bytes()].concat());
    // In the place of the encoder's own first segment of 18 bytes.
    [&plain[..2], &jfif, &exif, &xmp, &segment(0xed, &resource), &plain[20..]].concat()
}

fn photo(bytes: &[u8]) -> Photo {
    read(Source::File(bytes), &Limits::default()).unwrap()
}

fn written(photo: &Photo, keep: Metadata, encoding: Encoding) -> Vec<u8> {
    let kept = photo.metadata.kept(keep, encoding.output_format(), photo.picture.size());
    encode(&Pixels::Colour(photo.picture.clone()), &photo.colour, &kept, encoding).unwrap()
}

fn every_encoding() -> Vec<Encoding> {
    let quality = 80.try_into().unwrap();
    let mut all = vec![Encoding::Png, Encoding::WebPLossless];
    if cfg!(feature = "webp") {
        all.push(Encoding::WebP(quality));
    }
    if cfg!(feature = "avif") {
        all.push(Encoding::Avif(quality));
    }
    if cfg!(feature = "jpeg") {
        all.push(Encoding::Jpeg(quality));
    }
    all
}

/// Hexadecimal digits of a PNG's raw profile read as bytes, beside the file itself.
fn everything_in(file: &[u8]) -> Vec<u8> {
    let mut all = file.to_vec();
    if file.starts_with(b"\x89PNG") {
        let info = codecs::png_header(file).unwrap();
        for text in info.uncompressed_latin1_text.iter().filter(|text| text.keyword.starts_with("Raw profile")) {
            let digits: Vec<u32> = text.text.lines().skip(3).flat_map(str::chars).filter_map(|digit| digit.to_digit(16)).collect();
            all.extend(digits.chunks_exact(2).map(|pair| (pair[0] * 16 + pair[1]) as u8));
        }
    }
    all
}

fn holds(file: &[u8], word: &[u8]) -> bool {
    file.windows(word.len()).any(|found| found == word)
}

#[test]
fn metadata_is_kept_in_every_type_of_file_and_places_only_when_asked() {
    let source = jpeg();
    for word in NOTES.iter().chain(&PLACES) {
        assert!(holds(&source, word), "{}", String::from_utf8_lossy(word));
    }
    let photo = photo(&source);
    for encoding in every_encoding() {
        for (keep, has_notes, has_places) in [(Metadata::None, false, false), (Metadata::WithoutPlace, true, false), (Metadata::All, true, true)] {
            let file = everything_in(&written(&photo, keep, encoding));
            for (words, expected) in [(&NOTES[..], has_notes), (&PLACES[..], has_places)] {
                for word in words {
                    assert_eq!(holds(&file, word), expected, "{} in {encoding:?} with {keep:?}", String::from_utf8_lossy(word));
                }
            }
        }
    }
}

#[test]
fn resolution_is_always_kept() {
    let photo = photo(&jpeg());
    let expected = Resolution { x: (300, 1), y: (300, 1), unit: Unit::Inch };
    assert_eq!(photo.metadata.resolution, Some(expected));
    for keep in [Metadata::None, Metadata::WithoutPlace, Metadata::All] {
        for encoding in every_encoding().into_iter().filter(|encoding| encoding.output_format() != OutputFormat::Avif) {
            let again = self::photo(&written(&photo, keep, encoding)).metadata.resolution.unwrap_or_else(|| panic!("none in {encoding:?}"));
            let (x, y) = again.for_metre();
            assert_eq!((x, y), (11_811, 11_811), "{encoding:?} with {keep:?}");
        }
    }
    #[cfg(feature = "avif")]
    {
        let file = written(&photo, Metadata::None, Encoding::Avif(80.try_into().unwrap()));
        assert!(holds(&file, b"\x01\x1a\0\x05\0\0\0\x01"), "no resolution in AVIF");
    }
}

#[cfg(feature = "avif-write")]
#[test]
fn avif_of_a_png_has_the_metadata_that_the_photo_would_give_it() {
    let mut texts = png::Info::with_size(1, 1);
    for (keyword, text) in [("Author", "Someone"), ("Copyright", "(c) Someone"), ("exif:GPSLatitude", "52/1")] {
        texts.uncompressed_latin1_text.push(png::text_metadata::TEXtChunk::new(keyword, text));
    }
    texts.pixel_dims = Some(png::PixelDimensions { xppu: 3000, yppu: 3001, unit: png::Unit::Meter });
    let texts = codecs::write_png(texts, None, codecs::PngValues::Eight(&[7])).unwrap();
    for source in [jpeg(), texts] {
        let (photo, quality) = (photo(&source), 80.try_into().unwrap());
        for keep in [Metadata::None, Metadata::WithoutPlace, Metadata::All] {
            let avif = offcut_matting::avif_of_png(&written(&photo, keep, Encoding::Png), quality).unwrap();
            assert!(avif == written(&photo, keep, Encoding::Avif(quality)), "{keep:?}");
        }
    }
}

#[test]
fn texts_of_png_go_on() {
    let mut info = png::Info::with_size(1, 1);
    for (keyword, text) in [("Author", "Someone"), ("Copyright", "(c) Someone"), ("parameters", "a cat, steps: 20"), ("exif:GPSLatitude", "52/1")] {
        info.uncompressed_latin1_text.push(png::text_metadata::TEXtChunk::new(keyword, text));
    }
    info.utf8_text.push(png::text_metadata::ITXtChunk::new("Title", "Käse 🧀"));
    let photo = photo(&codecs::write_png(info, None, codecs::PngValues::Eight(&[7])).unwrap());
    let texts = |keep, encoding| self::photo(&written(&photo, keep, encoding)).metadata.texts;
    let keywords = |keep| {
        let mut keywords: Vec<String> = texts(keep, Encoding::Png).into_iter().map(|(keyword, _)| keyword).collect();
        keywords.sort();
        keywords
    };
    assert_eq!(keywords(Metadata::None), Vec::<String>::new());
    assert_eq!(keywords(Metadata::WithoutPlace), ["Author", "Copyright", "Title", "parameters"]);
    assert_eq!(keywords(Metadata::All), ["Author", "Copyright", "Title", "exif:GPSLatitude", "parameters"]);
    assert!(texts(Metadata::All, Encoding::Png).contains(&("Title".to_owned(), "Käse 🧀".to_owned())));
    assert!(holds(&written(&photo, Metadata::WithoutPlace, Encoding::WebPLossless), b"(c) Someone\0"));
    assert!(!holds(&written(&photo, Metadata::None, Encoding::WebPLossless), b"Someone"));
}

#[test]
fn kept_metadata_is_read_again() {
    let photo = photo(&jpeg());
    for encoding in every_encoding().into_iter().filter(|encoding| encoding.output_format() != OutputFormat::Avif) {
        let PhotoMetadata { xmp, iptc, .. } = self::photo(&written(&photo, Metadata::All, encoding)).metadata;
        let has_place_for_iptc = matches!(encoding.output_format(), OutputFormat::Png | OutputFormat::Jpeg);
        assert_eq!(iptc, photo.metadata.iptc.clone().filter(|_| has_place_for_iptc), "{encoding:?}");
        let packet = |xmp: Option<Xmp>| xmp.and_then(|xmp| xmp.to_bytes(Metadata::All));
        assert_eq!(packet(xmp), packet(photo.metadata.xmp.clone()), "{encoding:?}");
    }
}

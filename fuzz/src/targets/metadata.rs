//! EXIF, ICC and XMP of a photo, through the cut-out that keeps them.

use matting::{EncodeQuality, Encoding, Exif, Inputs, Metadata, Options, Quality, Size, Source};

use crate::Target;
use crate::input::Input;
use crate::pictures::{self, exif, mask, profile};
use crate::quick_network::QuickNetwork;
use crate::targets::photos::LIMITS;

/// XMP with a place and an author.
const XMP: &str = r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" exif:GPSLatitude="52,31.2N"><dc:creator><rdf:Seq><rdf:li>A</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"#;

const WORDS: &[&[u8]] = &[
    b"Exif\0\0",
    b"II*\0",
    b"MM\0*",
    b"\x12\x01\x03\0",
    b"\x69\x87\x04\0",
    b"\x25\x88\x04\0",
    b"acsp",
    b"CMYK",
    b"GRAY",
    b"RGB ",
    b"Lab ",
    b"XYZ ",
    b"mAB ",
    b"mft1",
    b"mft2",
    b"curv",
    b"para",
    b"A2B0",
    b"B2A0",
    b"rTRC",
    b"kTRC",
    b"cicp",
    b"chad",
    b"<",
    b"/>",
    b"<!--",
    b"<![CDATA[",
    b"&#x0;",
    b"exif:GPSLatitude",
    b"xmlns:",
    b"rdf:li",
    b"photoshop:City",
    b"8BIM\x04\x04",
    b"\x1c\x02\x50",
];

/// Metadata of any bytes in each of the containers.
pub const METADATA: Target = Target { name: "metadata", function: metadata, seeds, words: WORDS, catches_panics: false, smoke: 1_200 };

fn seeds() -> Vec<Vec<u8>> {
    let payloads = [exif(), profile(), XMP.as_bytes().to_vec()];
    (0..CONTAINERS)
        .flat_map(|container| payloads.iter().enumerate().map(move |(kind, payload)| [&[container, kind as u8][..], payload].concat()))
        .collect()
}

/// JPEG, PNG and WebP.
const CONTAINERS: u8 = 3;

/// Takes container, kind (EXIF, ICC, XMP) and content. The photo is cut out whatever they say; the cut-out is read again with the same size, and without
/// a place unless it was asked for.
pub fn metadata(bytes: &[u8]) {
    let mut input = Input(bytes);
    let (container, kind) = (input.byte() % CONTAINERS, input.byte() % 3);
    let payload = input.0.get(..input.0.len().min(60_000)).unwrap_or_default();
    if kind == 0 {
        exif_alone(payload);
    }
    let file = file(container, kind, payload);
    let mask = mask();
    let inputs = Inputs { mask: Some(&mask), ..Inputs::default() };
    let quality = EncodeQuality::clamped(70);
    for (metadata, encoding) in [
        (Metadata::None, Encoding::WebPLossless),
        (Metadata::WithoutPlace, Encoding::Png),
        (Metadata::All, [Encoding::Png, Encoding::Jpeg(quality), Encoding::WebP(quality)][usize::from(container)]),
    ] {
        let options = Options { metadata, encoding, limits: LIMITS, quality: Quality::Raw, ..Options::default() };
        let cut_out =
            matting::cut_out(Source::File(&file), &QuickNetwork, &options, &inputs, &mut ()).expect("metadata keeps no photo from being cut out");
        let again = matting::read(Source::File(&cut_out.file), &LIMITS).expect("a cut-out can be read");
        assert_eq!(again.picture.size(), cut_out.area.size);
        let _ = again.into_srgb();
    }
}

/// The EXIF reader alone: what it keeps fits a JPEG, is whole, and has a place only where one was asked for.
fn exif_alone(bytes: &[u8]) {
    let Some(exif) = Exif::read(bytes) else { return };
    for keep in [Metadata::WithoutPlace, Metadata::All] {
        let Some(written) = exif.to_bytes(keep, Size { width: 3, height: 2 }) else { continue };
        assert!(written.len() < 65_527, "{} bytes do not fit a JPEG segment", written.len());
        let again = Exif::read(&written).expect("what was written is whole");
        assert_eq!(again.to_bytes(keep, Size { width: 3, height: 2 }), Some(written));
        assert_eq!(again.has_place(), keep == Metadata::All && exif.has_place());
    }
}

fn file(container: u8, kind: u8, payload: &[u8]) -> Vec<u8> {
    let exif = (kind == 0 && !payload.is_empty()).then_some(payload);
    let icc = (kind == 1 && !payload.is_empty()).then_some(payload);
    match (container, kind) {
        (0, 2) => {
            let plain = pictures::jpeg(None, None);
            let content = [b"http://ns.adobe.com/xap/1.0/\0", payload].concat();
            [&plain[..2], b"\xff\xe1", &(content.len() as u16 + 2).to_be_bytes(), &content, &plain[2..]].concat()
        }
        (1, 2) => {
            let plain = pictures::png(None, None);
            let content = [b"XML:com.adobe.xmp\0\0\0\0\0", payload].concat();
            [&plain[..33], &pictures::png_chunk(b"iTXt", &content), &plain[33..]].concat()
        }
        (2, 2) => {
            let mut plain = pictures::webp(Some(&pictures::exif()), None);
            plain.extend([b"XMP ", &(payload.len() as u32).to_le_bytes()[..], payload, &[0][..payload.len() % 2]].concat());
            plain[20] |= 0b100;
            let length = plain.len() as u32 - 8;
            plain[4..8].copy_from_slice(&length.to_le_bytes());
            plain
        }
        (0, _) => pictures::jpeg(exif, icc),
        (1, _) => pictures::png(exif, icc),
        _ => pictures::webp(exif, icc),
    }
}

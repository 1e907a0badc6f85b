//! Samplings, scans and restarts as libjpeg-turbo writes them, against its own pixels.

use super::*;

const FILES: &[u8] = include_bytes!("../../tests/samplings.jpgs");
const INDEX: &str = include_str!("../../tests/samplings.txt");

/// Name, number of components, checksum of libjpeg's values, and bytes of each file.
fn files() -> Vec<(&'static str, usize, &'static str, &'static [u8])> {
    let ends = FILES.windows(4).enumerate().filter(|(_, bytes)| *bytes == [0xff, 0xd9, 0xff, 0xd8]).map(|(at, _)| at + 2);
    let ends: Vec<usize> = ends.chain([FILES.len()]).collect();
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let found: Vec<_> = INDEX
        .lines()
        .zip(starts.zip(&ends))
        .map(|(line, (start, end))| {
            let fields: Vec<&str> = line.split(' ').collect();
            (fields[0], fields[1].parse().unwrap(), fields[2], &FILES[start..*end])
        })
        .collect();
    assert!(found.len() == ends.len() && found.len() > 90);
    found
}

fn crc32(bytes: &[u8]) -> String {
    let table = |byte: u32| (0..8).fold(byte, |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 });
    let crc = bytes.iter().fold(!0_u32, |crc, byte| table((crc ^ u32::from(*byte)) & 0xff) ^ (crc >> 8));
    format!("{:08x}", !crc)
}

/// Values of a file in libjpeg's order: gray alone, inks as they are stored.
fn values(decoded: Decoded, components: usize) -> Vec<u8> {
    let Samples::Eight(values) = decoded.samples else { panic!("16 bits") };
    let inverted = |value: u8| if decoded.is_cmyk { 255 - value } else { value };
    values.chunks_exact(4).flat_map(|pixel| pixel[..components].iter().map(|value| inverted(*value))).collect()
}

#[test]
fn our_decoder_gives_the_pixels_of_libjpeg() {
    for (name, components, checksum, bytes) in files().into_iter().filter(|(_, components, ..)| *components > 0) {
        let found = values(Jpeg::open(bytes).unwrap().decode_by_ourselves().unwrap(), components);
        assert_eq!(found.len(), 35 * 27 * components, "{name}");
        assert_eq!(crc32(&found), checksum, "{name}");
    }
}

#[test]
fn every_file_is_read_within_rounding_of_libjpeg() {
    for (name, components, _, bytes) in files().into_iter().filter(|(_, components, ..)| *components > 0) {
        let jpeg = Jpeg::open(bytes).unwrap();
        let (ours, found) = (values(jpeg.decode_by_ourselves().unwrap(), components), jpeg.decode().unwrap());
        assert!(!found.is_truncated, "{name}");
        let found = values(found, components);
        let worst = ours.iter().zip(&found).map(|(a, b)| a.abs_diff(*b)).max();
        assert!(worst <= Some(4) && ours.len() == found.len(), "{name}: off by {worst:?}");
    }
}

#[test]
fn arithmetic_coding_is_refused_by_name() {
    let (.., bytes) = files().into_iter().find(|(name, ..)| *name == "arithmetic").unwrap();
    assert!(matches!(Jpeg::open(bytes), Err(DecodeError::Unsupported(detail)) if detail == "arithmetic coding"));
    let of_process = |marker: u8, precision: u8| {
        let (.., bytes) = files().into_iter().find(|(name, ..)| *name == "444_sequential").unwrap();
        let mut bytes = bytes.to_vec();
        let at = bytes.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
        (bytes[at + 1], bytes[at + 4]) = (marker, precision);
        match Jpeg::open(&bytes) {
            Err(DecodeError::Unsupported(detail)) => detail,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!([of_process(0xc3, 8), of_process(0xc1, 12), of_process(0xc5, 8)], ["lossless JPEG", "12 bits a sample", "hierarchical JPEG"]);
}

#[test]
fn scan_that_ends_early_is_noted() {
    for (name, _, _, bytes) in files().into_iter().filter(|(name, ..)| name.starts_with("42")) {
        for part in [7, 8, 9] {
            let cut = &bytes[..bytes.len() * part / 10];
            for cut in [cut.to_vec(), [cut, &[0xff, 0xd9]].concat()] {
                match Jpeg::open(&cut).and_then(|jpeg| jpeg.decode()) {
                    Ok(decoded) => assert!(decoded.is_truncated, "{name} cut at {part} tenths"),
                    Err(error) => assert!(matches!(error, DecodeError::Truncated), "{name} cut at {part} tenths: {error:?}"),
                }
            }
        }
    }
}

#[test]
fn damaged_scans_make_no_panic() {
    for (_, _, _, bytes) in files() {
        for at in (0..bytes.len()).step_by(13) {
            let mut changed = bytes.to_vec();
            changed[at] ^= 0x55;
            if let Ok(jpeg) = Jpeg::open(&changed) {
                let small = jpeg.frame.width * jpeg.frame.height < 1 << 16;
                if small {
                    let _ = jpeg.decode_by_ourselves();
                }
            }
        }
    }
}

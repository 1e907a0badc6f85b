//! Decompression of the strips and tiles of a TIFF file.

use crate::jpeg::Jpeg;
use crate::picture::DecodeError;

/// Compression of a picture, by the number of its tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    None,
    Lzw,
    Deflate,
    PackBits,
    Jpeg,
}

impl Compression {
    /// The compression of a number.
    ///
    /// # Errors
    /// Compressions that cannot be read, by name.
    pub fn of(number: u64) -> Result<Self, DecodeError> {
        let name = match number {
            1 => return Ok(Self::None),
            5 => return Ok(Self::Lzw),
            7 => return Ok(Self::Jpeg),
            8 | 32_946 => return Ok(Self::Deflate),
            32_773 => return Ok(Self::PackBits),
            2..=4 => "fax",
            6 => "old-style JPEG",
            34_712 => "JPEG 2000",
            34_676 | 34_677 => "SGI Log",
            34_887 => "LERC",
            34_925 => "LZMA",
            50_000 => "Zstandard",
            50_001 => "WebP",
            50_002 | 52_546 => "JPEG XL",
            other => return Err(DecodeError::Unsupported(format!("compression {other}"))),
        };
        Err(DecodeError::Unsupported(format!("{name} compression")))
    }
}

/// Bytes of a strip or tile, at most `length`; fewer where the data ends early or breaks off.
pub fn decompressed(data: &[u8], compression: Compression, length: usize) -> Result<Vec<u8>, DecodeError> {
    Ok(match compression {
        Compression::None => data[..length.min(data.len())].to_vec(),
        Compression::PackBits => pack_bits(data, length),
        Compression::Lzw if matches!(data, [0, second, ..] if second & 1 == 1) => {
            return Err(DecodeError::Unsupported("LZW compression of before 1992".to_owned()));
        }
        Compression::Lzw => lzw(data, length),
        Compression::Deflate => deflate(data, length),
        Compression::Jpeg => return Err(DecodeError::Unsupported("JPEG compression of bytes".to_owned())),
    })
}

/// Runs of literal and repeated bytes (TIFF 6.0, section 9).
fn pack_bits(mut data: &[u8], length: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(length);
    while bytes.len() < length
        && let Some((count, rest)) = data.split_first()
    {
        data = rest;
        match *count {
            count @ 0..=127 => {
                let literal = data.get(..usize::from(count) + 1).unwrap_or(data);
                bytes.extend(literal);
                data = &data[literal.len()..];
            }
            128 => {}
            count => {
                let Some((value, rest)) = data.split_first() else { break };
                bytes.extend(std::iter::repeat_n(*value, 257 - usize::from(count)));
                data = rest;
            }
        }
    }
    bytes.truncate(length);
    bytes
}

fn lzw(mut data: &[u8], length: usize) -> Vec<u8> {
    let mut decoder = weezl::decode::Decoder::with_tiff_size_switch(weezl::BitOrder::Msb, 8);
    let mut bytes = vec![0; length];
    let mut at = 0;
    while at < length {
        let result = decoder.decode_bytes(data, &mut bytes[at..]);
        data = &data[result.consumed_in..];
        at += result.consumed_out;
        if !matches!(result.status, Ok(weezl::LzwStatus::Ok)) || (result.consumed_in == 0 && result.consumed_out == 0) {
            break;
        }
    }
    bytes.truncate(at);
    bytes
}

fn deflate(mut data: &[u8], length: usize) -> Vec<u8> {
    let mut decoder = fdeflate::Decompressor::new();
    decoder.ignore_adler32();
    let mut bytes = vec![0; length];
    let mut at = 0;
    while at < length && !decoder.is_done() {
        let Ok((read, written)) = decoder.read(data, &mut bytes, at, false) else { break };
        data = &data[read..];
        at += written;
        if read == 0 && written == 0 {
            break;
        }
    }
    bytes.truncate(at);
    bytes
}

/// Samples of a strip or tile of JPEG data, pixel by pixel, in `width` × `height` pixels of `samples` bytes; and whether all of them were there.
///
/// The tables of the directory come before those of the data (TIFF technical note 2).
pub fn jpeg(data: &[u8], tables: Option<&[u8]>, (width, height): (usize, usize), samples: usize) -> Result<(Vec<u8>, bool), DecodeError> {
    let merged;
    let stream = match tables.and_then(|tables| tables.strip_suffix(&[0xff, 0xd9])) {
        Some(tables) => {
            merged = [tables, data.get(2..).unwrap_or_default()].concat();
            &merged
        }
        None => data,
    };
    let planes = Jpeg::open(stream)?.planes()?;
    if planes.planes.len() != samples || planes.width > width + 64 || planes.height > height + 64 {
        return Err(DecodeError::Damaged("its JPEG data is for another size".to_owned()));
    }
    let mut bytes = vec![0; width * height * samples];
    for (channel, plane) in planes.planes.iter().enumerate() {
        for (row, source) in bytes.chunks_exact_mut(width * samples).zip(plane.chunks_exact(planes.width)) {
            for (value, sample) in row.iter_mut().skip(channel).step_by(samples).zip(source) {
                *value = *sample;
            }
        }
    }
    Ok((bytes, planes.is_whole && planes.width >= width && planes.height >= height))
}

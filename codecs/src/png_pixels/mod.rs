//! Pixels of a PNG (third edition, 10), filtered and compressed in strips of rows that are joined as one zlib stream (RFC 1950, RFC 1951).

mod filter;

use std::io::Cursor;
use std::ops::Range;

use crate::parallel;
use filter::RowFilter;

/// Values of pixels in rows from the top, at the depth that is written.
#[derive(Debug, Clone, Copy)]
pub enum PngValues<'a> {
    /// 0 to 255.
    Eight(&'a [u8]),
    /// 0 to 65 535.
    Sixteen(&'a [u16]),
}

/// Bytes of a strip before compression, about: enough for the 70 that each costs, few enough for several threads.
const STRIP: usize = 512 << 10;

/// Bytes of zlib's header and of its checksum.
const HEADER: usize = 2;
const CHECKSUM: usize = 4;
/// Most bytes of a block that is not compressed, and those before them.
const STORED: usize = 0xffff;
const STORED_HEAD: usize = 5;
/// Length and type of a chunk.
const HEAD: usize = 8;
/// Bits of a block that say whether it is the last, and its type.
const BLOCK_TYPE: usize = 3;

impl PngValues<'_> {
    /// Number of bytes.
    fn bytes(self) -> usize {
        match self {
            Self::Eight(values) => values.len(),
            Self::Sixteen(values) => values.len() * 2,
        }
    }

    /// Copies the bytes of row `y`, as many as `to` has.
    fn copy_row(self, y: usize, to: &mut [u8]) {
        let length = to.len();
        match self {
            Self::Eight(values) => to.copy_from_slice(&values[y * length..(y + 1) * length]),
            Self::Sixteen(values) => {
                for (to, value) in to.chunks_exact_mut(2).zip(&values[y * length / 2..]) {
                    to.copy_from_slice(&value.to_be_bytes());
                }
            }
        }
    }
}

/// IDAT chunks, one for each strip, of rows of `row` bytes with `pixel` bytes a pixel.
///
/// # Errors
/// When `values` are not `height` such rows.
pub fn idat(values: PngValues<'_>, height: usize, row: usize, pixel: usize) -> std::io::Result<Vec<Vec<u8>>> {
    if row == 0 || height == 0 || row.checked_mul(height) != Some(values.bytes()) {
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "a PNG's pixels are not as many as its size says"));
    }
    let rows = (STRIP / (row + 1)).max(1);
    let count = height.div_ceil(rows);
    let strips = parallel::map(count, |strip| {
        let position = StripPosition { is_first: strip == 0, is_last: strip + 1 == count };
        Strip::new(values, strip * rows..height.min((strip + 1) * rows), row, pixel, position)
    });
    let strips = strips.into_iter().collect::<std::io::Result<Vec<Strip>>>()?;
    let mut checksum = 1;
    let joined = strips.into_iter().map(|Strip { mut chunk, checksum: added, length, position }| {
        checksum = joined_checksum(checksum, added, length);
        if position.is_last {
            chunk.extend(checksum.to_be_bytes());
            finish(&mut chunk);
        }
        chunk
    });
    Ok(joined.collect())
}

/// Place of a strip among the others.
#[derive(Debug, Clone, Copy)]
struct StripPosition {
    is_first: bool,
    is_last: bool,
}

/// Rows of a picture, compressed.
#[derive(Debug)]
struct Strip {
    /// Chunk with its part of the zlib stream; the last one without zlib's checksum and its own.
    chunk: Vec<u8>,
    /// Adler-32 of the bytes before compression, and their number.
    checksum: u32,
    length: usize,
    position: StripPosition,
}

impl Strip {
    fn new(values: PngValues<'_>, rows: Range<usize>, row: usize, pixel: usize, position: StripPosition) -> std::io::Result<Self> {
        let length = rows.len() * (row + 1);
        // What comes before the first block: the chunk's head, and in the first chunk zlib's header.
        let start = if position.is_first { HEAD } else { HEAD - HEADER };
        let mut chunk = compressed(values, rows.clone(), row, pixel, start)?;
        let mut last_block = start + HEADER;
        let is_stored = chunk.len() - start > fdeflate::StoredOnlyCompressor::<()>::compressed_size(length);
        if is_stored {
            chunk = stored(values, rows, row, start)?;
            last_block += (length - 1) / STORED * (STORED_HEAD + STORED);
        }
        let checksum = chunk.split_off(chunk.len() - CHECKSUM).into_iter().fold(0, |checksum, byte| checksum << 8 | u32::from(byte));
        if !position.is_last {
            // No longer the last block of a stream.
            chunk[last_block] &= !1;
            if !is_stored {
                end_at_a_byte(&mut chunk);
            }
            finish(&mut chunk);
        }
        Ok(Self { chunk, checksum, length, position })
    }
}

/// A zlib stream of one block, behind `start` zeros.
fn compressed(values: PngValues<'_>, rows: Range<usize>, row: usize, pixel: usize, start: usize) -> std::io::Result<Vec<u8>> {
    let mut stream = Vec::with_capacity(start + rows.len() * row / 4);
    stream.resize(start, 0);
    // Half the time of the next better compressor, which makes most photos a fifth smaller and noisy ones larger.
    let mut compressor = fdeflate::Compressor::new(stream)?;
    let mut filter = RowFilter::new(row, pixel);
    if let Some(above) = rows.start.checked_sub(1) {
        values.copy_row(above, filter.next_row());
    }
    for y in rows {
        values.copy_row(y, filter.next_row());
        compressor.write_data(filter.filtered())?;
    }
    compressor.finish()
}

/// A zlib stream of blocks that are not compressed, behind `start` zeros: for noise, which compression would make larger.
fn stored(values: PngValues<'_>, rows: Range<usize>, row: usize, start: usize) -> std::io::Result<Vec<u8>> {
    let mut stream = Cursor::new(vec![0; start]);
    stream.set_position(start as u64);
    let mut compressor = fdeflate::StoredOnlyCompressor::new(stream)?;
    // Without a filter.
    let mut bytes = vec![0; 1 + row];
    for y in rows {
        values.copy_row(y, &mut bytes[1..]);
        compressor.write_data(&bytes)?;
    }
    Ok(compressor.finish()?.into_inner())
}

/// Adds an empty stored block behind the last one, so that the next can begin at a whole byte. The last code of fdeflate's block ends in a one, and zeros
/// fill its byte: they can be the beginning of that block.
fn end_at_a_byte(stream: &mut Vec<u8>) {
    let last = stream.iter().rposition(|byte| *byte != 0).unwrap_or_default();
    let bits = (last + 1) * 8 - stream[last].leading_zeros() as usize;
    stream.resize((bits + BLOCK_TYPE).div_ceil(8), 0);
    stream.extend([0, 0, 0xff, 0xff]);
}

/// Writes head and checksum of a chunk around its content.
fn finish(chunk: &mut Vec<u8>) {
    let length = (chunk.len() - HEAD) as u32;
    chunk[..4].copy_from_slice(&length.to_be_bytes());
    chunk[4..HEAD].copy_from_slice(b"IDAT");
    let crc = crc32fast::hash(&chunk[4..]);
    chunk.extend(crc.to_be_bytes());
}

/// Adler-32 of two pieces one behind the other, the second of `length` bytes.
fn joined_checksum(one: u32, other: u32, length: usize) -> u32 {
    const MODULUS: u64 = 65_521;
    let halves = |checksum: u32| (u64::from(checksum & 0xffff), u64::from(checksum >> 16));
    let ((a, b), (added_a, added_b)) = (halves(one), halves(other));
    let sum = (a + added_a + MODULUS - 1) % MODULUS;
    let sums = (b + added_b + length as u64 % MODULUS * (a + MODULUS - 1)) % MODULUS;
    (sums << 16 | sum) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Photo-like, empty and noisy rows in turn, so that strips are compressed and stored.
    fn bytes(count: usize, kind: usize) -> Vec<u8> {
        let noise = |at: usize| ((at as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as u8;
        let value = |at: usize| match kind {
            0 => (at / 4 % 97) as u8 + noise(at) % 8,
            1 => 0,
            2 => noise(at),
            _ => [(at / 4 % 97) as u8 + noise(at) % 8, 0, noise(at)][at / (STRIP / 2) % 3],
        };
        (0..count).map(value).collect()
    }

    /// Pixels of a file as `png` reads them, which holds it to both kinds of checksums.
    fn decoded(file: &[u8]) -> Vec<u8> {
        let mut decoder = png::Decoder::new(Cursor::new(file));
        decoder.ignore_checksums(false);
        let mut reader = decoder.read_info().unwrap();
        let mut values = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut values).unwrap();
        reader.finish().unwrap();
        values
    }

    fn file(values: PngValues<'_>, (width, height): (usize, usize), colour: png::ColorType) -> Vec<u8> {
        let mut info = png::Info::default();
        (info.width, info.height) = (width as u32, height as u32);
        info.color_type = colour;
        info.bit_depth = if matches!(values, PngValues::Eight(_)) { png::BitDepth::Eight } else { png::BitDepth::Sixteen };
        crate::write_png(info, None, values).unwrap()
    }

    #[test]
    fn strips_are_one_picture() {
        for kind in 0..4 {
            for (width, height) in [(1, 1), (3, 2), (1, 9000), (2000, 1), (700, 1), (640, 900), (200_000, 3), (333, 1600)] {
                let values = bytes(width * height * 4, kind);
                let written = file(PngValues::Eight(&values), (width, height), png::ColorType::Rgba);
                assert!(decoded(&written) == values, "{width} × {height}, kind {kind}");
                let gray = &values[..width * height];
                let written = file(PngValues::Eight(gray), (width, height), png::ColorType::Grayscale);
                assert!(decoded(&written) == gray, "gray, {width} × {height}, kind {kind}");
                let deep: Vec<u16> = values.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
                let written = file(PngValues::Sixteen(&deep), (width, height), png::ColorType::GrayscaleAlpha);
                assert!(decoded(&written) == values, "16 bits, {width} × {height}, kind {kind}");
            }
        }
    }
    #[test]
    fn compressed_strips_take_little_more_than_one_stream() {
        let (width, height) = (1024, 1024);
        let values = bytes(width * height * 4, 0);
        let whole = compressed(PngValues::Eight(&values), 0..height, width * 4, 4, 0).unwrap().len();
        let strips = idat(PngValues::Eight(&values), height, width * 4, 4).unwrap().concat().len();
        assert!(strips < whole + 80 * 9, "{strips} in place of {whole}");
    }

    #[test]
    fn noise_takes_little_more_than_its_own_size() {
        let values = bytes(1200 * 900 * 4, 2);
        assert!(idat(PngValues::Eight(&values), 900, 4800, 4).unwrap().concat().len() < values.len() + values.len() / 1000);
    }

    #[test]
    fn checksums_of_pieces_are_that_of_the_whole() {
        let checksum = |bytes: &[u8]| {
            let (a, b) = bytes.iter().fold((1_u32, 0), |(a, b), byte| ((a + u32::from(*byte)) % 65_521, (b + a + u32::from(*byte)) % 65_521));
            b << 16 | a
        };
        for (length, cut) in [(1, 0), (9, 4), (200_000, 65_521), (200_000, 199_999)] {
            let values = vec![255; length];
            let (one, other) = values.split_at(cut);
            assert_eq!(joined_checksum(checksum(one), checksum(other), other.len()), checksum(&values), "{length} cut at {cut}");
        }
    }

    #[test]
    fn pixels_of_another_number_are_refused() {
        assert!(idat(PngValues::Eight(&[0; 23]), 2, 12, 4).is_err());
        assert!(idat(PngValues::Sixteen(&[0; 12]), 2, 12, 4).is_ok());
        assert!(idat(PngValues::Eight(&[]), 0, 12, 4).is_err());
        assert!(idat(PngValues::Eight(&[]), 1, 0, 4).is_err());
    }
}

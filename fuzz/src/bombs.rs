//! Decompression bombs: small files that announce, or unpack to, far more than they hold.

use crate::heif_bombs;
use crate::pictures::{self, png_chunk};

/// Bomb: name and bytes.
pub type Bomb = (&'static str, Vec<u8>);

/// Bytes that unpack to `count` zeros: zlib (RFC 1950) around one deflate block with fixed codes (RFC 1951, 3.2.6), a zero and matches of 258.
pub fn zlib_zeros(count: usize) -> Vec<u8> {
    let (mut bytes, mut bits, mut filled) = (vec![0x78, 0x9c], 0_u32, 0);
    let mut put = |value: u32, width: u32, bytes: &mut Vec<u8>| {
        bits |= value << filled;
        filled += width;
        while filled >= 8 {
            bytes.push(bits as u8);
            bits >>= 8;
            filled -= 8;
        }
    };
    // Last block, fixed codes; codes begin with their highest bit.
    put(0b011, 3, &mut bytes);
    put(u32::reverse_bits(0b0011_0000) >> 24, 8, &mut bytes);
    let matches = count.saturating_sub(1) / 258;
    for _ in 0..matches {
        put(u32::reverse_bits(0b1100_0101) >> 24, 8, &mut bytes);
        put(0, 5, &mut bytes);
    }
    put(0, 7, &mut bytes);
    put(0, 7, &mut bytes);
    let zeros = matches * 258 + 1;
    bytes.extend(((zeros as u32 % 65_521) << 16 | 1).to_be_bytes());
    bytes
}

fn png_header(width: u32, height: u32, depth: u8, colour: u8) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[depth, colour, 0, 0, 0]].concat();
    [&b"\x89PNG\r\n\x1a\n"[..], &png_chunk(b"IHDR", &header)].concat()
}

fn png(width: u32, height: u32, chunks: &[Vec<u8>]) -> Vec<u8> {
    let end = [png_chunk(b"IDAT", &zlib_zeros(4096)), png_chunk(b"IEND", &[])].concat();
    [png_header(width, height, 16, 6), chunks.concat(), end].concat()
}

/// TIFF, little-endian, of one directory with these entries (tag, type, count, value) and zeros behind it.
fn tiff(entries: &[(u16, u16, u32, u32)]) -> Vec<u8> {
    let mut bytes = b"II*\0\x08\0\0\0".to_vec();
    bytes.extend((entries.len() as u16).to_le_bytes());
    for (tag, kind, count, value) in entries {
        bytes.extend([&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat());
    }
    bytes.extend([0; 512]);
    bytes
}

/// Directory of a gray 8-bit TIFF, with further entries.
fn gray_tiff(width: u32, height: u32, more: &[(u16, u16, u32, u32)]) -> Vec<u8> {
    let mut entries = vec![(0x100, 4, 1, width), (0x101, 4, 1, height), (0x102, 3, 1, 8), (0x103, 3, 1, 1), (0x106, 3, 1, 1)];
    entries.extend(more);
    entries.sort_by_key(|entry| entry.0);
    tiff(&entries)
}

fn bmp(width: i32, height: i32, depth: u16, compression: u32, colours: u32) -> Vec<u8> {
    let mut bytes = b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
    bytes.extend([&width.to_le_bytes()[..], &height.to_le_bytes(), &1_u16.to_le_bytes(), &depth.to_le_bytes(), &compression.to_le_bytes()].concat());
    bytes.extend([&[0; 12][..], &colours.to_le_bytes(), &[0; 4], &[0xff; 300]].concat());
    bytes
}

fn jpeg(marker: u8, width: u16, height: u16, components: u8) -> Vec<u8> {
    let mut bytes = b"\xff\xd8\xff\xdb\0\x43\0".to_vec();
    bytes.extend([1; 64]);
    bytes.extend([0xff, marker]);
    bytes.extend((8 + 3 * u16::from(components)).to_be_bytes());
    bytes.push(8);
    bytes.extend([height.to_be_bytes(), width.to_be_bytes()].concat());
    bytes.push(components);
    (1..=components).for_each(|component| bytes.extend([component, 0x11, 0]));
    // One code of one bit in each table.
    for table in [0x00, 0x10] {
        bytes.extend([0xff, 0xc4, 0, 20, table, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }
    bytes.extend([0xff, 0xda]);
    bytes.extend((6 + 2 * u16::from(components)).to_be_bytes());
    bytes.push(components);
    (1..=components).for_each(|component| bytes.extend([component, 0]));
    bytes.extend([0, if marker == 0xc2 { 0 } else { 63 }, 0]);
    bytes.extend([0; 600]);
    bytes.extend(b"\xff\xd9");
    bytes
}

fn gif(screen: u16, frame: u16, frames: usize) -> Vec<u8> {
    let mut bytes = b"GIF89a".to_vec();
    bytes.extend([screen.to_le_bytes(), screen.to_le_bytes()].concat());
    bytes.extend([0x80, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff]);
    for _ in 0..frames {
        bytes.extend([0x2c, 0, 0, 0, 0]);
        bytes.extend([frame.to_le_bytes(), frame.to_le_bytes()].concat());
        bytes.extend([0, 2, 2, 0x84, 0x51, 0]);
    }
    bytes.push(0x3b);
    bytes
}

fn webp(chunk: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let chunk = [chunk, &(content.len() as u32).to_le_bytes()[..], content, &[0][..content.len() % 2]].concat();
    [b"RIFF", &(chunk.len() as u32 + 4).to_le_bytes()[..], b"WEBP", &chunk].concat()
}

/// VP8L header of a size (WebP lossless specification, 3), and nothing that makes sense behind it.
fn vp8l(width: u32, height: u32) -> Vec<u8> {
    [&[0x2f][..], &((width - 1) | (height - 1) << 14).to_le_bytes(), &[0; 64]].concat()
}

/// WebP canvas of this size around a key frame of 16 383 × 16 383 (RFC 6386, 9.1) that ends after its header.
fn lossy_of_another_size(width: u32, height: u32) -> Vec<u8> {
    let canvas = [&[0; 4][..], &(width - 1).to_le_bytes()[..3], &(height - 1).to_le_bytes()[..3]].concat();
    let pixels = [&[0x10, 2, 0, 0x9d, 0x01, 0x2a, 0xff, 0x3f, 0xff, 0x3f][..], &[0; 64]].concat();
    let chunk = |name: &[u8; 4], content: &[u8]| [name, &(content.len() as u32).to_le_bytes()[..], content].concat();
    let chunks = [chunk(b"VP8X", &canvas), chunk(b"VP8 ", &pixels)].concat();
    [b"RIFF", &(chunks.len() as u32 + 4).to_le_bytes()[..], b"WEBP", &chunks].concat()
}

/// The WebP with a profile, the first chunk after its header, that is announced as long as can be.
fn long_profile(mut file: Vec<u8>) -> Vec<u8> {
    file[34..38].copy_from_slice(&u32::MAX.to_le_bytes());
    file
}

/// Files of more pixels than `side` squared, by their header: refused before memory is taken for them.
pub fn oversized() -> Vec<Bomb> {
    vec![
        ("PNG of 60 000 × 60 000", png(60_000, 60_000, &[])),
        ("JPEG of 65 500 × 65 500", jpeg(0xc0, 65_500, 65_500, 3)),
        ("progressive JPEG of 65 500 × 65 500", jpeg(0xc2, 65_500, 65_500, 3)),
        ("GIF of 65 535 × 65 535", gif(65_535, 65_535, 1)),
        ("BMP of 60 000 × 60 000", bmp(60_000, 60_000, 24, 0, 0)),
        ("TIFF of 60 000 × 60 000", gray_tiff(60_000, 60_000, &[(0x111, 4, 1, 8), (0x116, 4, 1, 60_000), (0x117, 4, 1, 400)])),
        ("VP8L of 16 384 × 16 384", webp(b"VP8L", &vp8l(16_384, 16_384))),
        ("WebP canvas of 2^24 × 2^8", webp(b"VP8X", &[2, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0])),
        (
            "QOI of 40 000 × 40 000",
            [&b"qoif"[..], &40_000_u32.to_be_bytes(), &40_000_u32.to_be_bytes(), &[4, 0], &[0xfd; 64], &[0, 0, 0, 0, 0, 0, 0, 1]].concat(),
        ),
        ("AVIF of 60 000 × 60 000", heif_bombs::resized(60_000, 60_000)),
        ("PPM of 60 000 × 60 000", b"P6 60000 60000 255\n0123456789".to_vec()),
        ("PAM of 60 000 × 60 000", b"P7\nWIDTH 60000\nHEIGHT 60000\nDEPTH 4\nMAXVAL 65535\nTUPLTYPE RGB_ALPHA\nENDHDR\n0".to_vec()),
    ]
}

/// Files whose header is inside limits of a megapixel, and whose content promises or unpacks to more.
pub fn inside_limits() -> Vec<Bomb> {
    let zeros = zlib_zeros(256 << 20);
    let icc = |name: &[u8; 4], head: &[u8]| png(8, 8, &[png_chunk(name, &[head, &zeros].concat())]);
    let words = |bytes: &[u8]| bytes.to_vec();
    let mut bombs = vec![
        ("PNG of a megapixel at 64 bits with 4 kB behind it", png(1000, 1000, &[])),
        ("PNG whose profile unpacks to 256 MB", icc(b"iCCP", b"x\0\0")),
        ("PNG whose profile unpacks to 8 MB", png(8, 8, &[png_chunk(b"iCCP", &[&b"x\0\0"[..], &zlib_zeros(8_000_000)].concat())])),
        ("PNG whose text unpacks to 256 MB", icc(b"zTXt", b"x\0\0")),
        ("PNG whose international text unpacks to 256 MB", icc(b"iTXt", b"x\0\x01\0\0\0")),
        ("PNG of 8 × 8 whose pixels unpack to 256 MB", [png_header(8, 8, 8, 6), png_chunk(b"IDAT", &zeros), png_chunk(b"IEND", &[])].concat()),
        ("JPEG of a megapixel in four components", jpeg(0xc0, 1000, 1000, 4)),
        ("progressive JPEG of a megapixel in four components", jpeg(0xc2, 1000, 1000, 4)),
        ("GIF of 8 × 8 with a frame of 65 535 × 65 535", gif(8, 65_535, 1)),
        ("GIF of a megapixel with 2000 frames", gif(1000, 1000, 2000)),
        ("BMP of 8 × 8 with 2^32 - 1 colours", bmp(8, 8, 8, 0, u32::MAX)),
        ("BMP of a megapixel in runs", bmp(1000, 1000, 8, 1, 0)),
        ("BMP of 8 × -2^31", bmp(8, i32::MIN, 24, 0, 0)),
        ("TIFF of 8 × 8 with 2^30 strips", gray_tiff(8, 8, &[(0x111, 4, 1 << 30, 8), (0x116, 4, 1, 8), (0x117, 4, 1 << 30, 8)])),
        ("TIFF of 8 × 8 with a strip of 4 GB", gray_tiff(8, 8, &[(0x111, 4, 1, 8), (0x116, 4, 1, 8), (0x117, 4, 1, u32::MAX)])),
        ("TIFF of 8 × 8 with a profile of 4 GB", gray_tiff(8, 8, &[(0x111, 4, 1, 8), (0x116, 4, 1, 8), (0x117, 4, 1, 64), (0x8773, 7, u32::MAX, 8)])),
        (
            "TIFF of 8 × 8 in tiles of 65 535 × 65 535",
            gray_tiff(8, 8, &[(0x142, 4, 1, 65_535), (0x143, 4, 1, 65_535), (0x144, 4, 1, 8), (0x145, 4, 1, 64)]),
        ),
        (
            "TIFF of a megapixel with 65 535 samples",
            gray_tiff(1000, 1000, &[(0x111, 4, 1, 8), (0x115, 3, 1, 65_535), (0x116, 4, 1, 1000), (0x117, 4, 1, 64)]),
        ),
        ("WebP canvas of 24 × 16 around pixels of 16 383 × 16 383", lossy_of_another_size(24, 16)),
        ("VP8L of a megapixel", webp(b"VP8L", &vp8l(1000, 1000))),
        (
            "QOI of a megapixel in runs",
            [&b"qoif"[..], &1000_u32.to_be_bytes(), &1000_u32.to_be_bytes(), &[4, 0], &[0xfd; 16_200], &[0, 0, 0, 0, 0, 0, 0, 1]].concat(),
        ),
        ("PPM of a megapixel with no pixel", words(b"P6 1000 1000 65535\n")),
        ("PAM with 2^32 - 1 samples a pixel", words(b"P7\nWIDTH 8\nHEIGHT 8\nDEPTH 4294967295\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\n0")),
        ("WebP of 24 × 16 with a profile of 4 GB", long_profile(pictures::webp(None, Some(&pictures::profile())))),
        ("WebP whose EXIF has 60 000 entries", pictures::webp(Some(&tiff(&vec![(0x10f, 2, 60_000, 8); 60_000])), None)),
    ];
    bombs.extend(heif_bombs::inside_limits());
    bombs
}

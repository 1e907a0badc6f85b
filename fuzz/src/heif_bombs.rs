//! Bombs in HEIF files: tables that announce more than there is, and streams of other sizes than their headers.

use matting::{ColourSpace, EncodeQuality, Encoding, KeptMetadata, Pixels, Plane, Size, encode};

use crate::bombs::Bomb;
use crate::pictures;

fn quality() -> Encoding {
    Encoding::Avif(EncodeQuality::clamped(60))
}

/// The file with another size in its header.
fn with_size(mut file: Vec<u8>, width: u32, height: u32) -> Vec<u8> {
    let places: Vec<usize> = (0..file.len() - 16).filter(|at| file[*at..].starts_with(b"ispe\0\0\0\0")).collect();
    for at in places {
        file[at + 8..at + 16].copy_from_slice(&[width.to_be_bytes(), height.to_be_bytes()].concat());
    }
    file
}

/// A small AVIF with this size in its header.
pub fn resized(width: u32, height: u32) -> Vec<u8> {
    with_size(pictures::cut_out(quality()), width, height)
}

/// A gray AVIF of many pixels with that of a small one in its header.
fn larger_stream() -> Vec<u8> {
    let size = Size { width: 1600, height: 1200 };
    let mask = Plane::new(size, vec![90; size.pixels() as usize]).expect("the values fit the size");
    let file = encode(&Pixels::Mask(mask), &ColourSpace::default(), &KeptMetadata::default(), quality()).expect("the bomb can be written");
    with_size(file, 24, 16)
}

fn boxed(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [&(content.len() as u32 + 8).to_be_bytes()[..], name, content].concat()
}

/// A file with these tables, whose picture is item 1.
fn heif(tables: &[Vec<u8>]) -> Vec<u8> {
    let meta = boxed(b"meta", &[&[0; 4][..], &boxed(b"pitm", &[0, 0, 0, 0, 0, 1]), &tables.concat()].concat());
    [boxed(b"ftyp", b"avif\0\0\0\0avifmif1"), meta].concat()
}

/// The list of items, numbered from 1.
fn kinds(kinds: &[&[u8; 4]]) -> Vec<u8> {
    let entry = |(kind, id): (&&[u8; 4], u16)| boxed(b"infe", &[&[2, 0, 0, 0][..], &id.to_be_bytes(), &[0, 0], *kind, &[0]].concat());
    boxed(b"iinf", &[&[0, 0, 0, 0][..], &(kinds.len() as u16).to_be_bytes(), &kinds.iter().zip(1..).map(entry).collect::<Vec<_>>().concat()].concat())
}

/// A size for each item.
fn sizes(sizes: &[(u32, u32)]) -> Vec<u8> {
    let property = |(width, height): &(u32, u32)| boxed(b"ispe", &[[0; 4], width.to_be_bytes(), height.to_be_bytes()].concat());
    let link = |id: u16| [&id.to_be_bytes()[..], &[1, id as u8]].concat();
    let links = (1..=sizes.len() as u16).map(link).collect::<Vec<_>>().concat();
    let ipma = boxed(b"ipma", &[&[0; 4][..], &(sizes.len() as u32).to_be_bytes(), &links].concat());
    boxed(b"iprp", &[boxed(b"ipco", &sizes.iter().map(property).collect::<Vec<_>>().concat()), ipma].concat())
}

/// Parts of items, each of the whole file `parts` times, or of nothing with `bytes` for each part.
fn places(items: u16, bytes: u8, parts: u16) -> Vec<u8> {
    let item = |id: u16| {
        let part = vec![0; usize::from(bytes) * 2 * usize::from(parts)];
        [&id.to_be_bytes()[..], &[0, 0], &parts.to_be_bytes(), &part].concat()
    };
    let all = (1..=items).map(item).collect::<Vec<_>>().concat();
    boxed(b"iloc", &[&[0, 0, 0, 0, bytes << 4 | bytes, 0][..], &items.to_be_bytes(), &all].concat())
}

/// Files whose header is inside limits of a megapixel.
pub fn inside_limits() -> Vec<Bomb> {
    // 255 × 256 tiles that are one item, which a list can just hold.
    let many_tiles = |tile: u32| {
        let tiles = boxed(b"dimg", &[&[0, 1, 0xff, 0][..], &[0, 2].repeat(0xff00)].concat());
        let grid = boxed(b"idat", &[0, 0, 254, 255, 3, 0xe8, 3, 0xe8]);
        let iloc = boxed(b"iloc", &[1, 0, 0, 0, 0x44, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 8]);
        heif(&[kinds(&[b"grid", b"av01"]), sizes(&[(1000, 1000), (tile, tile)]), boxed(b"iref", &[vec![0; 4], tiles].concat()), grid, iloc])
    };
    vec![
        ("AVIF of a megapixel whose stream has 24 × 16", resized(1000, 1000)),
        ("AVIF of 24 × 16 whose stream has 1600 × 1200", larger_stream()),
        ("AVIF whose items have 65 535 parts of no bytes", heif(&[kinds(&[b"av01"]), sizes(&[(24, 16)]), places(60_000, 0, u16::MAX)])),
        ("AVIF whose picture is 65 535 times the whole file", heif(&[kinds(&[b"av01"]), sizes(&[(24, 16)]), places(1, 4, u16::MAX)])),
        ("AVIF of a megapixel in 65 280 tiles", many_tiles(4)),
        ("AVIF of a megapixel in tiles of 65 535 × 65 535", many_tiles(65_535)),
    ]
}

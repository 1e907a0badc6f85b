//! TIFF files of every layout that cameras, scanners and editors write: read right, or refused by name.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use offcut_matting::{Error, InputFormat, Limits, Photo, Samples, Size, Source, Warning, read};

/// Sides of the picture in most tests: no multiple of the sides of its tiles.
const WIDTH: usize = 21;
const HEIGHT: usize = 19;

/// A tag with numbers of 16 bits, of 32 bits, with fractions, or with bytes.
#[derive(Clone)]
enum Value {
    Shorts(Vec<u16>),
    Longs(Vec<u32>),
    Fractions(Vec<(u32, u32)>),
    Bytes(Vec<u8>),
}
use Value::{Bytes, Fractions, Longs, Shorts};

/// A TIFF file in the making: directories with tags and strips or tiles.
struct Writer {
    big_endian: bool,
    file: Vec<u8>,
    /// Place of the pointer to the next directory.
    next: usize,
}

impl Writer {
    fn new(big_endian: bool) -> Self {
        let header: &[u8] = if big_endian { b"MM\0*\0\0\0\0" } else { b"II*\0\0\0\0\0" };
        Self { big_endian, file: header.to_vec(), next: 4 }
    }

    fn short(&self, value: u16) -> [u8; 2] {
        if self.big_endian { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    fn long(&self, value: u32) -> [u8; 4] {
        if self.big_endian { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    /// A directory with these tags, and strips (273 and 279) or tiles (324 and 325); its place.
    fn directory(&mut self, tags: &[(u16, Value)], chunks: &[Vec<u8>]) -> u32 {
        let mut tags = tags.to_vec();
        let places: Vec<u32> = chunks.iter().map(|chunk| self.put(chunk)).collect();
        let lengths = chunks.iter().map(|chunk| chunk.len() as u32).collect();
        let (of_places, of_lengths) = if tags.iter().any(|(tag, _)| *tag == 322) { (324, 325) } else { (273, 279) };
        tags.extend([(of_places, Longs(places)), (of_lengths, Longs(lengths))]);
        tags.sort_by_key(|(tag, _)| *tag);
        let mut entries = Vec::new();
        for (tag, value) in &tags {
            let (kind, count, bytes): (u16, usize, Vec<u8>) = match value {
                Shorts(values) => (3, values.len(), values.iter().flat_map(|value| self.short(*value)).collect()),
                Longs(values) => (4, values.len(), values.iter().flat_map(|value| self.long(*value)).collect()),
                Fractions(values) => {
                    (5, values.len(), values.iter().flat_map(|(over, under)| [self.long(*over), self.long(*under)].concat()).collect())
                }
                Bytes(values) => (7, values.len(), values.clone()),
            };
            let inline = if bytes.len() > 4 {
                let at = self.put(&bytes);
                self.long(at).to_vec()
            } else {
                [&bytes[..], &[0; 4][bytes.len()..]].concat()
            };
            entries.extend([self.short(*tag).to_vec(), self.short(kind).to_vec(), self.long(count as u32).to_vec(), inline].concat());
        }
        let content = [&self.short(tags.len() as u16)[..], &entries, &[0; 4]].concat();
        self.put(&content)
    }

    fn put(&mut self, bytes: &[u8]) -> u32 {
        let at = self.file.len() as u32;
        self.file.extend(bytes);
        at
    }

    /// Appends a directory to the chain.
    fn chained(&mut self, tags: &[(u16, Value)], chunks: &[Vec<u8>]) {
        let count = tags.len() + 2;
        let at = self.directory(tags, chunks);
        let pointer = self.long(at);
        self.file[self.next..self.next + 4].copy_from_slice(&pointer);
        self.next = at as usize + 2 + count * 12;
    }
}

/// Tags of a picture of `samples` samples of `bits` bits.
fn tags(photometric: u16, samples: usize, bits: u16, more: &[(u16, Value)]) -> Vec<(u16, Value)> {
    let mut tags = vec![
        (256, Longs(vec![WIDTH as u32])),
        (257, Longs(vec![HEIGHT as u32])),
        (258, Shorts(vec![bits; samples])),
        (262, Shorts(vec![photometric])),
        (277, Shorts(vec![samples as u16])),
    ];
    tags.extend_from_slice(more);
    tags
}

fn file(big_endian: bool, tags: &[(u16, Value)], chunks: &[Vec<u8>]) -> Vec<u8> {
    let mut writer = Writer::new(big_endian);
    writer.chained(tags, chunks);
    writer.file
}

/// A sample of the test picture, 0 to 255.
fn sample(x: usize, y: usize, channel: usize) -> u8 {
    (x * 11 + y * 5 + channel * 70 + x * y % 7) as u8
}

/// All samples, pixel by pixel.
fn pixels(channels: usize) -> Vec<u8> {
    (0..HEIGHT).flat_map(|y| (0..WIDTH).flat_map(move |x| (0..channels).map(move |channel| sample(x, y, channel)))).collect()
}

fn photo(bytes: &[u8]) -> Photo {
    read(Source::File(bytes), &Limits::default()).unwrap_or_else(|error| panic!("{error}"))
}

fn error(bytes: &[u8]) -> String {
    read(Source::File(bytes), &Limits::default()).map(|photo| photo.picture.size()).unwrap_err().to_string()
}

/// Values in 8 bits, four a pixel.
fn values(photo: &Photo) -> Vec<u8> {
    assert_eq!((photo.picture.size(), photo.format), (Size { width: WIDTH as u32, height: HEIGHT as u32 }, InputFormat::Tiff));
    match photo.picture.samples() {
        Samples::Eight(values) => values.clone(),
        Samples::Sixteen(values) => values.iter().map(|value| ((u32::from(*value) + 128) / 257) as u8).collect(),
    }
}

/// Red, green, blue and alpha for each pixel, from a function of its samples.
fn expected(pixel: impl Fn(usize, usize) -> [u8; 4]) -> Vec<u8> {
    (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (x, y))).flat_map(|(x, y)| pixel(x, y)).collect()
}

fn rgb(x: usize, y: usize) -> [u8; 4] {
    [sample(x, y, 0), sample(x, y, 1), sample(x, y, 2), 255]
}

fn assert_close(found: &[u8], expected: &[u8], by: u8, name: &str) {
    let worst = found.iter().zip(expected).map(|(a, b)| a.abs_diff(*b)).max();
    assert!(found.len() == expected.len() && worst <= Some(by), "{name}: off by {worst:?}");
}

/// Bytes of samples with that many bits, lowest or highest byte first.
fn widened(samples: &[u8], bytes: usize, big_endian: bool) -> Vec<u8> {
    let wide = samples.iter().flat_map(|sample| {
        let number = (u64::from(*sample) * 0x0101_0101_0101_0101) >> (64 - bytes * 8);
        let le = number.to_le_bytes()[..bytes].to_vec();
        if big_endian { le.into_iter().rev().collect() } else { le }
    });
    wide.collect()
}

#[test]
fn samples_of_every_depth_and_order_are_read() {
    for big_endian in [false, true] {
        for bytes in [1, 2, 4] {
            for predictor in [1, 2] {
                let mut rows = widened(&pixels(3), bytes, big_endian);
                if predictor == 2 {
                    rows.chunks_exact_mut(WIDTH * 3 * bytes).for_each(|row| difference(row, 3, bytes, big_endian));
                }
                let tags = tags(2, 3, bytes as u16 * 8, &[(317, Shorts(vec![predictor]))]);
                let name = format!("{bytes} bytes, big-endian {big_endian}, predictor {predictor}");
                assert_close(&values(&photo(&file(big_endian, &tags, &[rows]))), &expected(rgb), 0, &name);
            }
        }
        for (bytes, predictor) in [(4, 1), (8, 1), (4, 3)] {
            let floats = pixels(3).into_iter().flat_map(|sample| float(f64::from(sample) / 255.0, bytes, big_endian)).collect::<Vec<u8>>();
            let rows = if predictor == 3 { floats.chunks_exact(WIDTH * 12).flat_map(|row| byte_planes(row, big_endian)).collect() } else { floats };
            let tags = tags(2, 3, bytes as u16 * 8, &[(339, Shorts(vec![3; 3])), (317, Shorts(vec![predictor]))]);
            assert_close(
                &values(&photo(&file(big_endian, &tags, &[rows]))),
                &expected(rgb),
                0,
                &format!("{bytes} bytes of float, predictor {predictor}"),
            );
        }
    }
    let halves: Vec<u8> = [0x0000_u16, 0x3800, 0x3c00].iter().cycle().take(WIDTH * HEIGHT).flat_map(|half| half.to_le_bytes()).collect();
    let found = values(&photo(&file(false, &tags(1, 1, 16, &[(339, Shorts(vec![3]))]), &[halves])));
    assert_eq!((&found[..4], &found[4..8], &found[8..12]), (&[0, 0, 0, 255][..], &[128, 128, 128, 255][..], &[255, 255, 255, 255][..]));
}

/// Differences of neighbouring pixels, from the last one on.
fn difference(row: &mut [u8], samples: usize, bytes: usize, big_endian: bool) {
    let number = |bytes: &[u8]| bytes.iter().rev().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    let swapped = |bytes: &[u8]| bytes.iter().rev().copied().collect::<Vec<u8>>();
    let at = |row: &[u8], index: usize| {
        let sample = &row[index * bytes..(index + 1) * bytes];
        if big_endian { number(&swapped(sample)) } else { number(sample) }
    };
    for index in (samples..row.len() / bytes).rev() {
        let difference = at(row, index).wrapping_sub(at(row, index - samples)).to_le_bytes()[..bytes].to_vec();
        row[index * bytes..(index + 1) * bytes].copy_from_slice(&if big_endian { swapped(&difference) } else { difference });
    }
}

fn float(value: f64, bytes: usize, big_endian: bool) -> Vec<u8> {
    let le = if bytes == 4 { (value as f32).to_le_bytes().to_vec() } else { value.to_le_bytes().to_vec() };
    if big_endian { le.into_iter().rev().collect() } else { le }
}

/// Predictor 3: all highest bytes of a row, then the next ones, as differences.
fn byte_planes(row: &[u8], big_endian: bool) -> Vec<u8> {
    let planes = (0..4).flat_map(|plane| row.chunks_exact(4).map(move |float| float[if big_endian { plane } else { 3 - plane }]));
    let mut planes: Vec<u8> = planes.collect();
    difference(&mut planes, 3, 1, false);
    planes
}

#[test]
fn planes_strips_and_tiles_are_put_together() {
    let rows_of = |from: usize, to: usize, channels: &[usize]| -> Vec<u8> {
        (from..to).flat_map(|y| (0..WIDTH).flat_map(move |x| channels.iter().map(move |channel| sample(x, y, *channel)))).collect()
    };
    let tile_of = |left: usize, top: usize, channels: &[usize]| -> Vec<u8> {
        (top..top + 16).flat_map(|y| (left..left + 16).flat_map(move |x| channels.iter().map(move |channel| sample(x, y, *channel)))).collect()
    };
    let corners = [(0, 0), (16, 0), (0, 16), (16, 16)];
    let tiled: [(u16, Value); 2] = [(322, Longs(vec![16])), (323, Longs(vec![16]))];
    let planar = (284, Shorts(vec![2]));
    let by_plane = |of: &dyn Fn(&[usize]) -> Vec<Vec<u8>>| [of(&[0]), of(&[1]), of(&[2])].concat();
    let strips = |channels: &[usize]| vec![rows_of(0, 8, channels), rows_of(8, 16, channels), rows_of(16, HEIGHT, channels)];
    let tiles = |channels: &[usize]| corners.iter().map(|(left, top)| tile_of(*left, *top, channels)).collect::<Vec<_>>();
    for (name, more, chunks) in [
        ("strips", vec![(278, Longs(vec![8]))], strips(&[0, 1, 2])),
        ("planar strips", vec![(278, Longs(vec![8])), planar.clone()], by_plane(&strips)),
        ("tiles", tiled.to_vec(), tiles(&[0, 1, 2])),
        ("planar tiles", [&tiled[..], &[planar]].concat(), by_plane(&tiles)),
    ] {
        assert_close(&values(&photo(&file(false, &tags(2, 3, 8, &more), &chunks))), &expected(rgb), 0, name);
    }
}

#[test]
fn gray_palette_and_bilevel_pictures_are_read() {
    let gray = |x, y| [sample(x, y, 0), sample(x, y, 0), sample(x, y, 0), 255];
    assert_close(&values(&photo(&file(false, &tags(1, 1, 8, &[]), &[pixels(1)]))), &expected(gray), 0, "gray");
    let inverted = pixels(1).into_iter().map(|value| 255 - value).collect();
    assert_close(&values(&photo(&file(false, &tags(0, 1, 8, &[]), &[inverted]))), &expected(gray), 0, "white is zero");
    let with_alpha = |x, y| [sample(x, y, 0), sample(x, y, 0), sample(x, y, 0), sample(x, y, 1)];
    for (name, more) in [("straight alpha", vec![(338, Shorts(vec![2]))]), ("alpha that is not named", vec![])] {
        assert_close(&values(&photo(&file(false, &tags(1, 2, 8, &more), &[pixels(2)]))), &expected(with_alpha), 0, name);
    }
    let map: Vec<u16> = (0..3_u16).flat_map(|channel| (0..256_u16).map(move |index| (index ^ (channel * 90)) * 256)).collect();
    let palette = |x, y| [sample(x, y, 0), sample(x, y, 0) ^ 90, sample(x, y, 0) ^ 180, 255];
    assert_close(&values(&photo(&file(true, &tags(3, 1, 8, &[(320, Shorts(map))]), &[pixels(1)]))), &expected(palette), 0, "palette");
    let bits: Vec<u8> = (0..HEIGHT).flat_map(|y| [0xaa, 0x55, 0xff].map(|byte: u8| if y % 2 == 0 { byte } else { !byte })).collect();
    let bilevel = values(&photo(&file(false, &tags(1, 1, 1, &[]), &[bits])));
    assert_eq!((&bilevel[..8], bilevel[WIDTH * 4]), (&[255, 255, 255, 255, 0, 0, 0, 255][..], 0));
}

#[test]
fn associated_alpha_is_undone_at_8_and_16_bits() {
    // Colours that survive the multiplication within one level at 16 bits.
    let alpha = |x: usize, y: usize| 55 + (x * 9 + y) as u8;
    let straight = |x, y| [sample(x, y, 0), sample(x, y, 1), sample(x, y, 2), alpha(x, y)];
    let whole = expected(straight);
    let multiplied = whole.chunks_exact(4).flat_map(|pixel| {
        let colour = |channel: usize| ((u32::from(pixel[channel]) * u32::from(pixel[3]) + 127) / 255) as u8;
        [colour(0), colour(1), colour(2), pixel[3]]
    });
    let eight = file(false, &tags(2, 4, 8, &[(338, Shorts(vec![1]))]), &[multiplied.collect()]);
    assert_close(&values(&photo(&eight)), &expected(straight), 3, "8 bits");
    let sixteen = whole.chunks_exact(4).flat_map(|pixel| {
        let alpha = u64::from(pixel[3]) * 257;
        let wide = |value: u8| ((u64::from(value) * 257 * alpha + 32_767) / 65_535) as u16;
        [wide(pixel[0]), wide(pixel[1]), wide(pixel[2]), alpha as u16].into_iter().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()
    });
    let sixteen = file(false, &tags(2, 4, 16, &[(338, Shorts(vec![1]))]), &[sixteen.collect()]);
    assert_close(&values(&photo(&sixteen)), &expected(straight), 1, "16 bits");
    let unspecified = file(false, &tags(2, 4, 8, &[(338, Shorts(vec![0]))]), &[pixels(4)]);
    assert_close(&values(&photo(&unspecified)), &expected(rgb), 0, "a fourth sample that is no alpha");
}

#[test]
fn subsampled_y_cb_cr_is_read() {
    // Gray, where luma is all that counts.
    let mut data = Vec::new();
    for y in (0..HEIGHT).step_by(2) {
        for x in (0..WIDTH).step_by(2) {
            data.extend([(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)].map(|(x, y)| sample(x, y, 0)));
            data.extend([128, 128]);
        }
    }
    let gray = |x, y| [sample(x, y, 0), sample(x, y, 0), sample(x, y, 0), 255];
    assert_close(&values(&photo(&file(false, &tags(6, 3, 8, &[(530, Shorts(vec![2, 2]))]), &[data]))), &expected(gray), 0, "4:2:0");
    let red: Vec<u8> = [76_u8, 85, 255].repeat(WIDTH * HEIGHT);
    let found = values(&photo(&file(false, &tags(6, 3, 8, &[(530, Shorts(vec![1, 1]))]), &[red])));
    assert_close(&found[..4], &[254, 0, 0, 255], 1, "red");
}

#[test]
fn full_size_picture_is_taken_and_not_the_reduced_one() {
    let small: Vec<(u16, Value)> = vec![
        (254, Longs(vec![1])),
        (256, Longs(vec![2])),
        (257, Longs(vec![2])),
        (258, Shorts(vec![8])),
        (262, Shorts(vec![1])),
        (277, Shorts(vec![1])),
    ];
    let full = tags(2, 3, 8, &[]);
    let mut chained = Writer::new(false);
    chained.chained(&small, &[vec![9; 4]]);
    chained.chained(&full, &[pixels(3)]);
    assert_close(&values(&photo(&chained.file)), &expected(rgb), 0, "second of the chain");
    let mut below = Writer::new(true);
    let at = below.directory(&full, &[pixels(3)]);
    below.chained(&[&small[..], &[(330, Longs(vec![at]))]].concat(), &[vec![9; 4]]);
    assert_close(&values(&photo(&below.file)), &expected(rgb), 0, "below the first");
    assert_eq!(photo(&below.file).warnings, []);
    let mut pages = Writer::new(false);
    pages.chained(&full, &[pixels(3)]);
    pages.chained(&full, &[vec![0; WIDTH * HEIGHT * 3]]);
    assert_close(&values(&photo(&pages.file)), &expected(rgb), 0, "first page");
    assert_eq!(photo(&pages.file).warnings, [Warning::FirstPictureOnly]);
}

#[test]
fn raw_file_is_refused_by_name() {
    let small =
        [(254, Longs(vec![1])), (256, Longs(vec![2])), (257, Longs(vec![2])), (258, Shorts(vec![8])), (262, Shorts(vec![1])), (277, Shorts(vec![1]))];
    for photometric in [32_803, 34_892] {
        let mut writer = Writer::new(false);
        let at = writer.directory(&tags(photometric, 1, 16, &[]), &[vec![0; WIDTH * HEIGHT * 2]]);
        writer.chained(&[&small[..], &[(330, Longs(vec![at]))]].concat(), &[vec![9; 4]]);
        assert_eq!(read(Source::File(&writer.file), &Limits::default()), Err(Error::RawFile));
    }
    assert!(Error::RawFile.to_string().contains("export it as JPEG or TIFF"));
    let negative = |photometric, samples| file(false, &tags(photometric, samples, 8, &[(50_706, Bytes(vec![1, 4, 0, 0]))]), &[pixels(samples)]);
    assert_eq!(read(Source::File(&negative(1, 1)), &Limits::default()), Err(Error::RawFile));
    assert_close(&values(&photo(&negative(2, 3))), &expected(rgb), 0, "a negative with colours");
}

/// Corners of sRGB in CIE L*a*b*: a* and b* with a sign (8 and 16 bits), and from the middle on.
#[test]
fn lab_becomes_srgb() {
    let of = |photometric, bits, pixel: &[u8]| photo(&file(true, &tags(photometric, 3, bits, &[]), &[pixel.repeat(WIDTH * HEIGHT)]));
    for (name, photo, [red, green, blue]) in [
        ("white", of(8, 8, &[255, 0, 0]), [255, 255, 255]),
        ("white from the middle", of(9, 8, &[255, 128, 128]), [255, 255, 255]),
        ("red", of(8, 8, &[138, 81, 70]), [255, 0, 0]),
        ("red from the middle", of(9, 8, &[138, 209, 198]), [255, 0, 0]),
        ("red in 16 bits", of(8, 16, &[0x8a, 0xfb, 0x50, 0xcf, 0x45, 0xe4]), [255, 0, 0]),
    ] {
        assert_close(&values(&photo), &expected(|_, _| [red, green, blue, 255]), 3, name);
    }
}

#[test]
fn kinds_that_cannot_be_read_are_named() {
    let of = |photometric, samples, bits, more: &[(u16, Value)]| {
        error(&file(false, &tags(photometric, samples, bits, more), &[vec![7; WIDTH * HEIGHT * samples * usize::from(bits).div_ceil(8)]]))
    };
    for (name, sentence) in [
        ("L*a*b*", of(10, 3, 8, &[])),
        ("fax", of(1, 1, 1, &[(259, Shorts(vec![4]))])),
        ("JPEG 2000", of(2, 3, 8, &[(259, Shorts(vec![34_712]))])),
        ("Zstandard", of(2, 3, 8, &[(259, Shorts(vec![50_000]))])),
        ("with a sign", of(2, 3, 16, &[(339, Shorts(vec![2; 3]))])),
        ("CMYK with transparency", of(5, 5, 8, &[(338, Shorts(vec![2]))])),
        ("24 bits", of(2, 3, 24, &[])),
        ("predictor 7", of(2, 3, 8, &[(317, Shorts(vec![7]))])),
    ] {
        assert!(sentence.contains(name) && sentence.contains("cannot be read here"), "{name}: {sentence}");
    }
    let bright = [1.0_f32, 2.0, 40.0].iter().cycle().take(WIDTH * HEIGHT).flat_map(|value| value.to_le_bytes()).collect();
    let sentence = error(&file(false, &tags(1, 1, 32, &[(339, Shorts(vec![3]))]), &[bright]));
    assert!(sentence.contains("beyond 1"), "{sentence}");
}

#[test]
fn profile_of_any_size_and_resolution_are_kept() {
    let mut profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    profile.resize(70_000, 0);
    let length = profile.len() as u32;
    profile[..4].copy_from_slice(&length.to_be_bytes());
    let more = [(34_675, Bytes(profile.clone())), (282, Fractions(vec![(300, 1)])), (283, Fractions(vec![(300, 1)])), (296, Shorts(vec![2]))];
    let photo = photo(&file(false, &tags(2, 3, 8, &more), &[pixels(3)]));
    assert_eq!(photo.colour.icc(), Some(&profile[..]));
    assert_eq!(photo.metadata.resolution.map(|resolution| resolution.x), Some((300, 1)));
}

#[test]
fn cut_picture_is_read_as_far_as_it_goes() {
    // Pixels at the end of the file.
    let mut writer = Writer::new(false);
    let more = [(278, Longs(vec![1]))];
    let rows: Vec<Vec<u8>> = pixels(3).chunks_exact(WIDTH * 3).map(<[u8]>::to_vec).collect();
    writer.chained(&tags(2, 3, 8, &more), &rows);
    let whole = writer.file;
    assert_eq!(photo(&whole).warnings, []);
    let directory = u32::from_le_bytes(whole[4..8].try_into().unwrap()) as usize;
    // The same file with its pixels moved behind everything else, by the places in its directory.
    let places = whole[directory..].windows(4).position(|bytes| bytes == [17, 1, 4, 0]).unwrap() + directory;
    let table = u32::from_le_bytes(whole[places + 8..places + 12].try_into().unwrap()) as usize;
    let mut moved = whole.clone();
    for (row, bytes) in rows.iter().enumerate() {
        let at = moved.len() as u32;
        moved[table + row * 4..table + row * 4 + 4].copy_from_slice(&at.to_le_bytes());
        moved.extend(bytes);
    }
    assert_close(&values(&photo(&moved)), &expected(rgb), 0, "moved");
    let cut = photo(&moved[..moved.len() - WIDTH * 3 * 9 - 7]);
    assert_eq!(cut.warnings, [Warning::Truncated]);
    assert_close(&values(&cut)[..WIDTH * 4 * 9], &expected(rgb)[..WIDTH * 4 * 9], 0, "rows before the cut");
}

#[test]
fn strip_of_unknown_length_is_read_and_one_without_a_place_is_missing() {
    let more = [(278, Longs(vec![10]))];
    let rows = pixels(3);
    let (upper, lower) = rows.split_at(WIDTH * 3 * 10);
    let mut bytes = file(false, &tags(2, 3, 8, &more), &[upper.to_vec(), lower.to_vec()]);
    let numbers = |bytes: &[u8], tag: u8| {
        let entry = bytes.windows(8).position(|bytes| bytes == [tag, 1, 4, 0, 2, 0, 0, 0]).unwrap();
        u32::from_le_bytes(bytes[entry + 8..entry + 12].try_into().unwrap()) as usize
    };
    let (places, lengths) = (numbers(&bytes, 0x11), numbers(&bytes, 0x17));
    bytes[lengths..lengths + 8].fill(0);
    assert_close(&values(&photo(&bytes)), &expected(rgb), 0, "lengths of zero");
    assert_eq!(photo(&bytes).warnings, []);
    bytes[places + 4..places + 8].fill(0);
    assert_close(&values(&photo(&bytes))[..WIDTH * 40], &expected(rgb)[..WIDTH * 40], 0, "the strip with a place");
    assert!(values(&photo(&bytes))[WIDTH * 40..].iter().all(|value| *value == 0));
    assert_eq!(photo(&bytes).warnings, [Warning::Truncated]);
}

#[test]
fn damaged_directory_makes_no_panic() {
    let whole = file(false, &tags(2, 3, 8, &[(278, Longs(vec![8])), (320, Shorts(vec![1; 9])), (330, Longs(vec![8, 8]))]), &[pixels(3)]);
    let from = u32::from_le_bytes(whole[4..8].try_into().unwrap()) as usize;
    for at in (0..8).chain(from..whole.len()) {
        for flip in [0x01, 0x10, 0x80, 0xff] {
            let mut changed = whole.clone();
            changed[at] ^= flip;
            let result = std::panic::catch_unwind(|| read(Source::File(&changed), &Limits { max_pixels: 1 << 20, ..Limits::default() }));
            assert!(
                result.is_ok_and(|result| !matches!(result, Err(Error::Damaged { detail, .. }) if detail.contains("make sense"))),
                "{at} ^ {flip}"
            );
        }
    }
}

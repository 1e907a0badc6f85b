//! Mutations: bytes of a seed changed by a generator that gives the same everywhere.

/// Longest input in bytes.
const MAX_BYTES: usize = 64 << 10;

/// Numbers at which arithmetic goes wrong.
const EDGES: [u32; 14] = [0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

/// Numbers as text for the same.
const TEXT_EDGES: [&[u8]; 12] =
    [b"0", b"-1", b"1e9", b"1e39", b"-0", b"255", b"256", b"65536", b"4294967295", b"4294967296", b"18446744073709551615", b"1e-46"];

/// Generator of pseudo-random numbers: SplitMix64 (Steele, Lea, Flood 2014).
#[derive(Debug, Clone)]
pub struct Generator(u64);

impl Generator {
    /// Generator of one execution of a target.
    pub fn new(target: &str, execution: u64) -> Self {
        // FNV-1a over the name, so that targets do not share their choices.
        let name = target.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        let mut generator = Self(name ^ execution.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        generator.number();
        generator
    }

    /// Next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Next number below `end`; 0 where `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.number() % (end.max(1) as u64)) as usize
    }

    /// Place in `length` bytes. Headers are at the beginning: half of the places are among the first 64.
    fn place(&mut self, length: usize) -> usize {
        if self.below(2) == 0 { self.below(length.min(64)) } else { self.below(length) }
    }
}

/// Input of an execution: the seeds first, each as it is, then mutations of them.
pub fn input(target: &str, seeds: &[Vec<u8>], words: &[&[u8]], execution: u64) -> Vec<u8> {
    if let Some(seed) = usize::try_from(execution).ok().and_then(|index| seeds.get(index)) {
        return seed.clone();
    }
    let mut generator = Generator::new(target, execution);
    let mut bytes = seeds.get(generator.below(seeds.len())).cloned().unwrap_or_default();
    // One change finds most; many at once are for what needs two or three.
    for _ in 0..[1, 1, 1, 2, 2, 3, 5, 12][generator.below(8)] {
        change(&mut bytes, seeds, words, &mut generator);
    }
    bytes.truncate(MAX_BYTES);
    bytes
}

fn change(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], words: &[&[u8]], generator: &mut Generator) {
    let length = bytes.len();
    let at = generator.place(length);
    match generator.below(12) {
        0 => bytes.truncate(generator.below(length + 1)),
        1 => {
            let end = (at + 1 + generator.below(32)).min(length);
            bytes.drain(at.min(end)..end);
        }
        2 => {
            let count = 1 + generator.below(8);
            let added: Vec<u8> = (0..count).map(|_| generator.number() as u8).collect();
            bytes.splice(at..at, added);
        }
        3 => {
            // A piece again, at another place.
            let end = (at + 1 + generator.below(64)).min(length);
            let piece = bytes.get(at..end).map(<[u8]>::to_vec).unwrap_or_default();
            let to = generator.below(length + 1);
            bytes.splice(to..to, piece);
        }
        4 => {
            // The rest of another seed.
            let other = &seeds[generator.below(seeds.len())];
            let from = generator.below(other.len() + 1);
            bytes.truncate(at);
            bytes.extend(&other[from..]);
        }
        5 | 6 if !words.is_empty() => {
            let word = words[generator.below(words.len())];
            let over = if generator.below(2) == 0 { (at + word.len()).min(length) } else { at };
            bytes.splice(at..over, word.iter().copied());
        }
        7 => number_as_text(bytes, at, generator),
        8 => {
            let edge = EDGES[generator.below(EDGES.len())];
            let written = if generator.below(2) == 0 { edge.to_le_bytes() } else { edge.to_be_bytes() };
            let width = [1, 2, 4][generator.below(3)];
            let low = if written[0] == edge as u8 { &written[..width] } else { &written[4 - width..] };
            for (place, byte) in bytes.iter_mut().skip(at).zip(low) {
                *place = *byte;
            }
        }
        9 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = byte.wrapping_add([1, 255, 16, 128][generator.below(4)]);
            }
        }
        10 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = generator.number() as u8;
            }
        }
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << generator.below(8);
            }
        }
    }
}

/// Replaces the next number that is written in digits.
fn number_as_text(bytes: &mut Vec<u8>, at: usize, generator: &mut Generator) {
    let Some(from) = bytes.iter().skip(at).position(u8::is_ascii_digit).map(|skipped| at + skipped) else { return };
    let end = bytes[from..].iter().position(|byte| !byte.is_ascii_digit() && *byte != b'.').map_or(bytes.len(), |count| from + count);
    bytes.splice(from..end, TEXT_EDGES[generator.below(TEXT_EDGES.len())].iter().copied());
}

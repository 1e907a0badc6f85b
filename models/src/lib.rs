#![doc = include_str!("../README.md")]

mod checksum;
#[cfg(feature = "folders")]
pub mod folders;

pub use checksum::{Checksum, Damaged, Digests, FileDigests, sha256};

/// Shape and normalisation of a network's input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NetworkInput {
    /// Width and height in pixels; the photo's aspect ratio is not kept (U²-Net's own pipeline).
    pub side: u32,
    /// Subtracted from red, green, blue after the division by the picture's maximum.
    pub mean: [f32; 3],
    /// Red, green, blue are divided by it after that.
    pub std: [f32; 3],
}

/// Overrides of parts of a network's input.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct InputOverrides {
    /// Width and height in pixels.
    pub side: Option<u32>,
    /// Mean of red, green, blue.
    pub mean: Option<[f32; 3]>,
    /// Deviation of red, green, blue.
    pub std: Option<[f32; 3]>,
}

impl InputOverrides {
    /// The input with these parts replaced.
    pub fn apply(self, input: NetworkInput) -> NetworkInput {
        NetworkInput { side: self.side.unwrap_or(input.side), mean: self.mean.unwrap_or(input.mean), std: self.std.unwrap_or(input.std) }
    }
}

/// Published network: purpose, input and checksum of its file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Model {
    /// The name people type; rembg's users know it.
    pub name: &'static str,
    /// Its file in `models/`.
    pub file: &'static str,
    /// Subjects that it is good at.
    pub purpose: &'static str,
    /// Authors.
    pub source: &'static str,
    /// The licence of the weights, as their publisher states it.
    pub licence: &'static str,
    /// Terms that come with this licence.
    pub terms: Terms,
    /// Size of the published file.
    pub bytes: u64,
    /// Address at which its publisher has it.
    pub address: &'static str,
    /// Input that it was trained with.
    pub input: NetworkInput,
    /// Time of a run in a browser on one thread, relative to that of u2netp: what `cargo xtask bench web-networks` measures of a stand-in with the
    /// architecture (`bench/README.md`).
    pub relative_time: f32,
    /// Published checksum of its bytes.
    pub checksum: Checksum,
}

/// Terms under which the weights may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terms {
    /// By anyone for anything.
    Free,
    /// Without money being made with them.
    NonCommercial,
    /// Nothing is said of them.
    Unstated,
}

impl Terms {
    /// Sentence for those who are about to use the weights, where there is something to heed.
    pub fn caution(self) -> Option<&'static str> {
        match self {
            Self::Free => None,
            Self::NonCommercial => {
                Some("These weights may not be used commercially: neither sold, nor in paid work, nor on a site that earns money.")
            }
            Self::Unstated => Some("Its publisher states no licence: ask before the weights are used for more than trying them out."),
        }
    }
}

/// Mean and deviation of ImageNet, which the U²-Net authors use.
const IMAGENET: NetworkInput = NetworkInput { side: 320, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/// Every network with a name. The first one is bundled. Input sides, means, deviations, MD5 sums and addresses are those of
/// rembg's session files; sizes are as many projects that hold these files to them state them.
pub const MODELS: &[Model] = &[
    Model {
        name: "u2netp",
        file: "u2netp.onnx",
        purpose: "any subject; small and quick",
        source: "U²-Net† by Qin et al., 2020",
        licence: "Apache-2.0",
        terms: Terms::Free,
        bytes: 4_574_861,
        address: "https://github.com/danielgatis/rembg/releases/download/v0.0.0/u2netp.onnx",
        input: IMAGENET,
        relative_time: 1.0,
        checksum: Checksum::Sha256("309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8"),
    },
    Model {
        name: "u2net",
        file: "u2net.onnx",
        purpose: "any subject",
        source: "U²-Net by Qin et al., 2020",
        licence: "Apache-2.0",
        terms: Terms::Free,
        bytes: 175_997_641,
        address: "https://github.com/danielgatis/rembg/releases/download/v0.0.0/u2net.onnx",
        input: IMAGENET,
        relative_time: 3.0,
        checksum: Checksum::Md5("60024c5c889badc19c04ad937298a77b"),
    },
    Model {
        name: "u2net_human_seg",
        file: "u2net_human_seg.onnx",
        purpose: "people",
        source: "U²-Net by Qin et al., trained on people",
        licence: "Apache-2.0",
        terms: Terms::Free,
        bytes: 175_997_641,
        address: "https://github.com/danielgatis/rembg/releases/download/v0.0.0/u2net_human_seg.onnx",
        input: IMAGENET,
        relative_time: 3.0,
        checksum: Checksum::Md5("c09ddc2e0104f800e3e1bb4652583d1f"),
    },
    Model {
        name: "silueta",
        file: "silueta.onnx",
        purpose: "any subject; U²-Net made smaller",
        source: "the rembg project's release files",
        licence: "not stated by its publisher",
        terms: Terms::Unstated,
        bytes: 44_173_029,
        address: "https://github.com/danielgatis/rembg/releases/download/v0.0.0/silueta.onnx",
        input: IMAGENET,
        relative_time: 3.0,
        checksum: Checksum::Md5("55e59e0d8062d2f5d013f4725ee84782"),
    },
    Model {
        name: "isnet-general-use",
        file: "isnet-general-use.onnx",
        purpose: "any subject; finer structures",
        source: "IS-Net (DIS) by Qin et al., 2022",
        licence: "Apache-2.0",
        terms: Terms::Free,
        bytes: 178_648_008,
        address: "https://github.com/danielgatis/rembg/releases/download/v0.0.0/isnet-general-use.onnx",
        input: NetworkInput { side: 1024, mean: [0.5; 3], std: [1.0; 3] },
        relative_time: 7.4,
        checksum: Checksum::Md5("fc16ebd8b0c10d971d3513d564d01e29"),
    },
];

/// The network that comes with Offcut.
pub const BUNDLED: &Model = &MODELS[0];

/// The ONNX file of [`BUNDLED`]: in a program that names it, and in no other.
pub static U2NETP: &[u8] = include_bytes!("../u2netp.onnx");

/// Input of a network of unknown origin, unless its file says another side.
pub const UNKNOWN: NetworkInput = IMAGENET;

/// The row with this name.
pub fn by_name(name: &str) -> Option<&'static Model> {
    MODELS.iter().find(|model| model.name == name)
}

/// The row whose published checksum these bytes have.
pub fn by_bytes(bytes: &[u8]) -> Option<&'static Model> {
    let digests = FileDigests::of(bytes);
    by_digests(&digests)
}

/// The row whose published checksum is among these digests.
pub fn by_digests(digests: &FileDigests) -> Option<&'static Model> {
    MODELS.iter().find(|model| digests.are(model.checksum))
}

impl Model {
    /// Size of the file, for people.
    pub fn size(&self) -> String {
        megabytes(self.bytes)
    }
}

/// Size for people: `4.6 MB`, `176 MB`.
pub fn megabytes(bytes: u64) -> String {
    let megabytes = bytes as f64 / 1e6;
    if megabytes < 10.0 { format!("{megabytes:.1} MB") } else { format!("{megabytes:.0} MB") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_files_are_unique() {
        for (index, model) in MODELS.iter().enumerate() {
            assert!(MODELS[..index].iter().all(|other| other.name != model.name && other.file != model.file));
            assert_eq!(by_name(model.name), Some(model));
        }
        assert_eq!(by_name("u3net"), None);
    }

    #[test]
    fn sizes_addresses_and_terms_fit_their_rows() {
        assert_eq!(BUNDLED.bytes, U2NETP.len() as u64);
        assert_eq!([BUNDLED.size(), MODELS[1].size()], ["4.6 MB", "176 MB"]);
        for model in MODELS {
            assert!(model.address.starts_with("https://") && model.address.ends_with(&format!("/{}", model.file)), "{}", model.address);
            assert_eq!(model.terms.caution().is_none(), model.licence == "Apache-2.0", "{}", model.name);
        }
        assert!(Terms::NonCommercial.caution().is_some_and(|sentence| sentence.contains("not be used commercially")));
    }
}

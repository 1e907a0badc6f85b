//! Catalogue of networks: one row for each. Their files lie beside this crate.

use md5::Md5;
use sha2::{Digest, Sha256};

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

/// Parts of a network's input that someone chose.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct AskedInput {
    /// Width and height in pixels.
    pub side: Option<u32>,
    /// Mean of red, green, blue.
    pub mean: Option<[f32; 3]>,
    /// Deviation of red, green, blue.
    pub std: Option<[f32; 3]>,
}

impl AskedInput {
    /// The input with what was chosen in it.
    pub fn over(self, input: NetworkInput) -> NetworkInput {
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
    /// Size of the file, for people.
    pub size: &'static str,
    /// Input that it was trained with.
    pub input: NetworkInput,
    /// Published checksum of its bytes.
    pub checksum: Checksum,
}

/// Checksum by which the bytes of a model are known to be the published ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checksum {
    /// 64 lower-case hex digits.
    Sha256(&'static str),
    /// 32 lower-case hex digits: all that was ever published for the larger networks.
    Md5(&'static str),
}

/// File whose bytes are not the published ones.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the file of model {model} is damaged or another version: its checksum is {found}, published is {published}")]
pub struct Damaged {
    /// Name of the network.
    pub model: &'static str,
    /// Published checksum, as `sha256:…` or `md5:…`.
    pub published: String,
    /// Checksum of the bytes, in the same notation.
    pub found: String,
}

/// Mean and deviation of ImageNet, which the U²-Net authors use.
const IMAGENET: NetworkInput = NetworkInput { side: 320, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/// Every network with a name. The first one is bundled. Input sides, means and deviations and the MD5 sums are those of rembg's session files.
pub const MODELS: &[Model] = &[
    Model {
        name: "u2netp",
        file: "u2netp.onnx",
        purpose: "any subject; small and quick",
        source: "U²-Net† by Qin et al., 2020",
        licence: "Apache-2.0",
        size: "4.6 MB",
        input: IMAGENET,
        checksum: Checksum::Sha256("309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8"),
    },
    Model {
        name: "u2net",
        file: "u2net.onnx",
        purpose: "any subject",
        source: "U²-Net by Qin et al., 2020",
        licence: "Apache-2.0",
        size: "176 MB",
        input: IMAGENET,
        checksum: Checksum::Md5("60024c5c889badc19c04ad937298a77b"),
    },
    Model {
        name: "u2net_human_seg",
        file: "u2net_human_seg.onnx",
        purpose: "people",
        source: "U²-Net by Qin et al., trained on people",
        licence: "Apache-2.0",
        size: "176 MB",
        input: IMAGENET,
        checksum: Checksum::Md5("c09ddc2e0104f800e3e1bb4652583d1f"),
    },
    Model {
        name: "silueta",
        file: "silueta.onnx",
        purpose: "any subject; U²-Net made smaller",
        source: "the rembg project's release files",
        licence: "not stated by its publisher",
        size: "43 MB",
        input: IMAGENET,
        checksum: Checksum::Md5("55e59e0d8062d2f5d013f4725ee84782"),
    },
    Model {
        name: "isnet-general-use",
        file: "isnet-general-use.onnx",
        purpose: "any subject; finer structures",
        source: "IS-Net (DIS) by Qin et al., 2022",
        licence: "Apache-2.0",
        size: "about 180 MB",
        input: NetworkInput { side: 1024, mean: [0.5; 3], std: [1.0; 3] },
        checksum: Checksum::Md5("fc16ebd8b0c10d971d3513d564d01e29"),
    },
];

/// The network that comes with Offcut.
pub const BUNDLED: &Model = &MODELS[0];

/// Input of a network of unknown origin, unless its file says another side.
pub const UNKNOWN: NetworkInput = IMAGENET;

/// The row with this name.
pub fn by_name(name: &str) -> Option<&'static Model> {
    MODELS.iter().find(|model| model.name == name)
}

/// The row whose published checksum these bytes have.
pub fn by_bytes(bytes: &[u8]) -> Option<&'static Model> {
    let (sha256, md5) = (hex(Sha256::digest(bytes)), hex(Md5::digest(bytes)));
    MODELS.iter().find(|model| match model.checksum {
        Checksum::Sha256(published) => published == sha256,
        Checksum::Md5(published) => published == md5,
    })
}

impl Model {
    /// Check of the bytes of a file against the published checksum.
    ///
    /// # Errors
    /// [`Damaged`] when they are not the published ones.
    pub fn verify(&self, bytes: &[u8]) -> Result<(), Damaged> {
        let (published, found) = match self.checksum {
            Checksum::Sha256(published) => (format!("sha256:{published}"), format!("sha256:{}", hex(Sha256::digest(bytes)))),
            Checksum::Md5(published) => (format!("md5:{published}"), format!("md5:{}", hex(Md5::digest(bytes)))),
        };
        if published == found { Ok(()) } else { Err(Damaged { model: self.name, published, found }) }
    }
}

fn hex(digest: impl AsRef<[u8]>) -> String {
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
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
    fn flipped_bit_fails_verification() {
        let mut bytes = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/u2netp.onnx")).to_vec();
        assert_eq!(BUNDLED.verify(&bytes), Ok(()));
        assert_eq!(by_bytes(&bytes), Some(BUNDLED));
        bytes[1_000_000] ^= 1;
        assert!(matches!(BUNDLED.verify(&bytes), Err(Damaged { .. })));
        assert_eq!(by_bytes(&bytes), None);
    }
}

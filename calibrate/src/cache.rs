//! Network whose maps are cached on disk, so that a search over constants runs it once for each input.

use std::path::PathBuf;

use matting::{Error, NetworkInput, Saliency, U2Net};
use ndarray::{Array2, Array4};
use sha2::{Digest, Sha256};

/// Network with a folder of cached maps.
#[derive(Debug)]
pub struct CachedNetwork {
    /// The network.
    pub network: U2Net,
    /// Folder of cached maps.
    pub folder: PathBuf,
}

impl Saliency for CachedNetwork {
    fn input(&self) -> NetworkInput {
        self.network.input()
    }

    fn map(&self, input: Array4<f32>) -> Result<Array2<f32>, Error> {
        let mut hasher = Sha256::new();
        input.iter().for_each(|value| hasher.update(value.to_le_bytes()));
        let path = self.folder.join(hex::encode(hasher.finalize()));
        let side = self.network.input().side as usize;
        if let Ok(bytes) = std::fs::read(&path) {
            let values = bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
            if let Ok(map) = Array2::from_shape_vec((side, side), values) {
                return Ok(map);
            }
        }
        let map = self.network.map(input)?;
        let bytes: Vec<u8> = map.iter().flat_map(|value| value.to_le_bytes()).collect();
        let _ = std::fs::write(path, bytes);
        Ok(map)
    }
}

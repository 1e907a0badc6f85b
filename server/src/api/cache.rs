//! Results for the same photo with the same options, in memory only and bounded by bytes.

use axum::body::Bytes;
use matting::{Confidence, CutOut, FileType, Size};
use sha2::{Digest, Sha256};

use super::wishes::Wishes;

/// What an entry takes beside its file.
const OVERHEAD: usize = 256;

/// A finished cut-out and what its answer says of it.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The bytes of the file.
    pub file: Bytes,
    /// Its type.
    pub file_type: FileType,
    /// Its width and height.
    pub size: Size,
    /// How far it can be trusted.
    pub confidence: Confidence,
}

impl Kept {
    /// A result as the wishes asked for it.
    pub fn new(result: CutOut, wishes: &Wishes) -> Self {
        let CutOut { file, area, confidence, .. } = result;
        Self { file: file.into(), file_type: wishes.options.encoding.file_type(), size: area.size, confidence }
    }
}

/// A photo with its options.
pub type Key = [u8; 32];

/// The results that were wanted last.
#[derive(Debug)]
pub struct Cache(Option<moka::sync::Cache<Key, Kept>>);

impl Cache {
    /// At most so many mebibytes; 0 keeps nothing.
    pub fn new(mebibytes: u64) -> Self {
        let weigh = |_: &Key, kept: &Kept| u32::try_from(kept.file.len() + OVERHEAD).unwrap_or(u32::MAX);
        let build = || moka::sync::Cache::builder().max_capacity(mebibytes.saturating_mul(1 << 20)).weigher(weigh).build();
        Self((mebibytes > 0).then(build))
    }

    /// The key of a photo with these wishes, where anything is kept at all. Reading a large photo takes a while: not for async threads.
    pub fn key(&self, photo: &[u8], wishes: &Wishes) -> Option<Key> {
        self.0.as_ref()?;
        let Wishes { model, options, max_side, ignored: _ } = wishes;
        // Written down, no two sets of options are equal, and none contains the zero that ends it.
        let options = serde_json::to_vec(&(model.name, options, max_side)).ok()?;
        let mut digest = Sha256::new();
        digest.update(options);
        digest.update([0]);
        digest.update(photo);
        Some(digest.finalize().into())
    }

    /// What was kept under a key.
    pub fn get(&self, key: Option<Key>) -> Option<Kept> {
        self.0.as_ref()?.get(&key?)
    }

    /// Keeps a result, and forgets others if it has to.
    pub fn keep(&self, key: Option<Key>, kept: &Kept) {
        if let (Some(cache), Some(key)) = (&self.0, key) {
            cache.insert(key, kept.clone());
        }
    }
}

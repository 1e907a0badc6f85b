//! Cache of results by photo and options, in memory only and bounded by bytes.

use axum::body::Bytes;
use matting::{Confidence, CutOut, OutputFormat, Size, Warning};
use sha2::{Digest, Sha256};

use crate::api::request::params::Params;

/// Bytes of an entry beside its file.
const OVERHEAD: usize = 256;

/// Finished cut-out, with the contents of its response headers.
#[derive(Debug, Clone)]
pub struct CachedResult {
    /// Bytes of the file.
    pub file: Bytes,
    /// Type of the file.
    pub output_format: OutputFormat,
    /// Width and height.
    pub size: Size,
    /// Confidence in it.
    pub confidence: Confidence,
    /// Things about the photo's file and the cut-out.
    pub warnings: Vec<Warning>,
}

impl CachedResult {
    /// Result of the core with these parameters.
    pub fn new(result: CutOut, params: &Params) -> Self {
        let CutOut { file, size, confidence, warnings, .. } = result;
        Self { file: file.into(), output_format: params.options.encoding.output_format(), size, confidence, warnings }
    }
}

/// Digest of a photo with its options.
pub type Key = [u8; 32];

/// Latest results.
#[derive(Debug)]
pub struct Cache(Option<moka::sync::Cache<Key, CachedResult>>);

impl Cache {
    /// Cache of at most so many mebibytes; 0 keeps nothing.
    pub fn new(mebibytes: u64) -> Self {
        let weigh = |_: &Key, result: &CachedResult| u32::try_from(result.file.len() + OVERHEAD).unwrap_or(u32::MAX);
        let build = || moka::sync::Cache::builder().max_capacity(mebibytes.saturating_mul(1 << 20)).weigher(weigh).build();
        Self((mebibytes > 0).then(build))
    }

    /// Key of a photo with these parameters, where anything is kept at all. Reading a large photo takes a while: not for async threads.
    pub fn key(&self, photo: &[u8], params: &Params) -> Option<Key> {
        self.0.as_ref()?;
        let Params { model, options, max_side, ignored: _ } = params;
        // Written down, no two sets of options are equal, and none contains the zero that ends it.
        let options = serde_json::to_vec(&(model.name.as_ref(), model.sha256.as_ref(), options, max_side)).ok()?;
        let mut digest = Sha256::new();
        digest.update(options);
        digest.update([0]);
        digest.update(photo);
        Some(digest.finalize().into())
    }

    /// Result of a key.
    pub fn get(&self, key: Option<Key>) -> Option<CachedResult> {
        self.0.as_ref()?.get(&key?)
    }

    /// Inserts a result, and evicts others if it has to.
    pub fn insert(&self, key: Option<Key>, result: &CachedResult) {
        if let (Some(cache), Some(key)) = (&self.0, key) {
            cache.insert(key, result.clone());
        }
    }
}

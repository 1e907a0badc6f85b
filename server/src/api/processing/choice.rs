//! Model that a request chooses among the available ones.

use std::sync::Arc;

use matting::catalogue::{BUNDLED, Checksum};

/// Name of a network, and the digest of its file, which tells it from another version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Name.
    pub name: Arc<str>,
    /// SHA-256 in hex digits.
    pub sha256: Arc<str>,
}

impl Choice {
    /// The network that is part of the program.
    pub fn bundled() -> Self {
        let (Checksum::Sha256(digest) | Checksum::Md5(digest)) = BUNDLED.checksum;
        Self { name: BUNDLED.name.into(), sha256: digest.into() }
    }
}

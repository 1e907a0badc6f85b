//! Checksums by which the bytes of a file are known to be the published ones.

use md5::Md5;
use sha2::{Digest, Sha256};

use crate::Model;

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

/// Both digests of bytes that come piece by piece.
#[derive(Debug, Clone, Default)]
pub struct Digests {
    sha256: Sha256,
    md5: Md5,
}

impl Digests {
    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.sha256.update(bytes);
        self.md5.update(bytes);
    }

    /// Digests of all bytes so far.
    pub fn finish(self) -> FileDigests {
        FileDigests { sha256: hex::encode(self.sha256.finalize()), md5: hex::encode(self.md5.finalize()) }
    }
}

/// Both digests of a file, in lower-case hex digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileDigests {
    /// 64 digits.
    pub sha256: String,
    /// 32 digits.
    pub md5: String,
}

impl FileDigests {
    /// Digests of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let mut digests = Digests::default();
        digests.update(bytes);
        digests.finish()
    }

    /// Whether they are those of a published checksum.
    pub fn are(&self, published: Checksum) -> bool {
        match published {
            Checksum::Sha256(published) => self.sha256 == published,
            Checksum::Md5(published) => self.md5 == published,
        }
    }
}

impl Model {
    /// Check of the bytes of a file against the published checksum.
    ///
    /// # Errors
    /// [`Damaged`] when they are not the published ones.
    pub fn verify(&self, bytes: &[u8]) -> Result<(), Damaged> {
        match self.checksum {
            Checksum::Sha256(published) => self.compare("sha256", published, &hex::encode(Sha256::digest(bytes))),
            Checksum::Md5(published) => self.compare("md5", published, &hex::encode(Md5::digest(bytes))),
        }
    }

    /// Check of the digests of a file against the published checksum.
    ///
    /// # Errors
    /// [`Damaged`] when they are others.
    pub fn verify_digests(&self, digests: &FileDigests) -> Result<(), Damaged> {
        match self.checksum {
            Checksum::Sha256(published) => self.compare("sha256", published, &digests.sha256),
            Checksum::Md5(published) => self.compare("md5", published, &digests.md5),
        }
    }

    fn compare(&self, kind: &str, published: &str, found: &str) -> Result<(), Damaged> {
        let notation = |digits: &str| format!("{kind}:{digits}");
        if published == found { Ok(()) } else { Err(Damaged { model: self.name, published: notation(published), found: notation(found) }) }
    }
}

/// SHA-256 of these bytes, in 64 lower-case hex digits.
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BUNDLED, by_bytes};

    #[test]
    fn flipped_bit_fails_verification() {
        let mut bytes = crate::U2NETP.to_vec();
        assert_eq!(BUNDLED.verify(&bytes), Ok(()));
        assert_eq!(by_bytes(&bytes), Some(BUNDLED));
        bytes[1_000_000] ^= 1;
        assert!(matches!(BUNDLED.verify(&bytes), Err(Damaged { .. })));
        assert_eq!(by_bytes(&bytes), None);
    }

    #[test]
    fn digests_of_pieces_are_those_of_the_whole() {
        let bytes = crate::U2NETP;
        let mut digests = Digests::default();
        bytes.chunks(99_999).for_each(|piece| digests.update(piece));
        let digests = digests.finish();
        assert_eq!(digests, FileDigests::of(bytes));
        assert_eq!(digests.sha256, sha256(bytes));
        assert_eq!(digests.md5, "8e83ca70e441ab06c318d82300c84806");
        assert_eq!(BUNDLED.verify_digests(&digests), Ok(()));
        let other = FileDigests::of(b"another file");
        assert_eq!(BUNDLED.verify_digests(&other), BUNDLED.verify(b"another file"));
    }
}

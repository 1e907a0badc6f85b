//! File of a network, its digests and what is said of it.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use axum::body::Bytes;
use catalogue::{Digests, FileDigests, NetworkInput};

use super::range_digests::RangeDigests;

/// Largest file that is kept in memory, in bytes. Larger ones are read from the disk for each request.
const MAX_IN_MEMORY: u64 = 16 << 20;

/// Bytes that are read at one time for a digest.
const PIECE: usize = 1 << 20;

/// Size and time of a file, by which a change is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Size in bytes.
    pub bytes: u64,
    /// Time of the last change, where the system has it.
    pub modified: Option<SystemTime>,
}

impl From<&Metadata> for Stamp {
    fn from(found: &Metadata) -> Self {
        Self { bytes: found.len(), modified: found.modified().ok() }
    }
}

/// Bytes of a file with their digests.
#[derive(Debug, Clone)]
pub struct Content {
    /// Size and time of the file that the digests are those of.
    pub stamp: Stamp,
    /// Digests.
    pub digests: FileDigests,
    /// SHA-256 of each range.
    pub ranges: Vec<String>,
    /// Bytes, where there are few.
    pub bytes: Option<Bytes>,
}

impl Content {
    /// Content of a file inside the program.
    pub fn bundled(bytes: Bytes) -> Self {
        let mut ranges = RangeDigests::default();
        ranges.update(&bytes);
        Self {
            stamp: Stamp { bytes: bytes.len() as u64, modified: None },
            digests: FileDigests::of(&bytes),
            ranges: ranges.finish(),
            bytes: Some(bytes),
        }
    }

    /// Reads a file once.
    ///
    /// # Errors
    /// That of the system; [`io::ErrorKind::Interrupted`] when the file changed meanwhile.
    pub fn read(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let stamp = Stamp::from(&file.metadata()?);
        let (mut digests, mut ranges, mut piece, mut kept) = (Digests::default(), RangeDigests::default(), vec![0; PIECE], Vec::new());
        loop {
            let count = file.read(&mut piece)?;
            if count == 0 {
                break;
            }
            digests.update(&piece[..count]);
            ranges.update(&piece[..count]);
            if stamp.bytes <= MAX_IN_MEMORY {
                kept.extend_from_slice(&piece[..count]);
            }
        }
        if Stamp::from(&file.metadata()?) != stamp {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let bytes = (stamp.bytes <= MAX_IN_MEMORY).then(|| kept.into());
        Ok(Self { stamp, digests: digests.finish(), ranges: ranges.finish(), bytes })
    }
}

/// Network in the folder of the models.
#[derive(Debug, Clone)]
pub struct ModelFile {
    /// Name in `models.json` and in the API.
    pub name: String,
    /// Name of its file.
    pub file: String,
    /// Its path; of the one inside the program the path at which it would be taken from the folder.
    pub path: PathBuf,
    /// Its bytes.
    pub content: Content,
    /// Subjects that it is good at.
    pub purpose: String,
    /// Licence of the weights.
    pub licence: String,
    /// Input.
    pub input: NetworkInput,
    /// Whether it is what it says: a file of the catalogue's name may be damaged or another version, and is then handed out by its address alone.
    pub is_sound: bool,
}

//! Partial file of a download: kept beside its target, with a note of what it is a part of, until it is whole and has the right checksum.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use matting::catalogue::{Digests, FileDigests};
use serde::{Deserialize, Serialize};
use url::Url;

use super::download_error::DownloadError;
use crate::destination::folder_of;

/// Origin of the bytes that are there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    /// Address that was asked for, before redirects.
    address: String,
    /// Entity tag or date of the file there.
    validator: String,
}

/// Partial file. It is locked as long as this lives, and its bytes count for the digests as they come.
#[derive(Debug)]
pub struct PartialFile {
    target: PathBuf,
    path: PathBuf,
    note_path: PathBuf,
    file: File,
    address: String,
    validator: Option<String>,
    digests: Digests,
    have: u64,
}

impl PartialFile {
    /// Partial file of `target`. Bytes of an earlier run stay if they came from the same address, can be gone on with, and are no more than `most`.
    ///
    /// # Errors
    /// [`DownloadError::InUse`], [`DownloadError::Write`].
    pub fn open(target: &Path, address: &Url, most: u64) -> Result<Self, DownloadError> {
        let beside = |ending: &str| {
            let mut name = target.file_name().map(OsString::from).unwrap_or_default();
            name.push(ending);
            target.with_file_name(name)
        };
        let (path, note_path) = (beside(".part"), beside(".part.json"));
        let unwritable = |error| DownloadError::Write { path: path.clone(), error };
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(unwritable)?;
        // File systems without locks trust that nobody starts two runs.
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Err(DownloadError::InUse { path });
        }
        let note: Option<Note> = std::fs::read(&note_path).ok().and_then(|text| serde_json::from_slice(&text).ok());
        let validator = note.filter(|note| note.address == address.as_str()).map(|note| note.validator);
        let (target, address) = (target.to_path_buf(), address.as_str().to_owned());
        let mut partial = Self { target, path, note_path, file, address, validator, digests: Digests::default(), have: 0 };
        match partial.digest_what_is_there() {
            Ok(()) if partial.validator.is_some() && partial.have <= most => {}
            Ok(()) => partial.restart()?,
            Err(error) => return Err(partial.unwritable(error)),
        }
        Ok(partial)
    }

    /// Bytes that are there.
    pub fn have(&self) -> u64 {
        self.have
    }

    /// What proves that the rest belongs to the bytes that are there, where there are any.
    pub fn validator(&self) -> Option<&str> {
        self.validator.as_deref().filter(|_| self.have > 0)
    }

    /// Forgets all bytes.
    ///
    /// # Errors
    /// [`DownloadError::Write`].
    pub fn restart(&mut self) -> Result<(), DownloadError> {
        self.file.set_len(0).and_then(|()| self.file.seek(SeekFrom::Start(0))).map_err(|error| self.unwritable(error))?;
        (self.have, self.digests, self.validator) = (0, Digests::default(), None);
        self.remove_note().map_err(|error| self.unwritable(error))
    }

    /// Notes what the bytes from now on are a part of. Without a `validator` a later run begins anew.
    ///
    /// # Errors
    /// [`DownloadError::Write`], [`DownloadError::DiskFull`].
    pub fn belongs_to(&mut self, validator: Option<String>) -> Result<(), DownloadError> {
        if self.validator == validator {
            return Ok(());
        }
        self.validator = validator;
        let written = match &self.validator {
            Some(validator) => {
                let note = Note { address: self.address.clone(), validator: validator.clone() };
                std::fs::write(&self.note_path, serde_json::to_vec(&note).unwrap_or_default())
            }
            None => self.remove_note(),
        };
        written.map_err(|error| self.unwritable(error))
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// [`DownloadError::Write`], [`DownloadError::DiskFull`].
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), DownloadError> {
        if let Err(error) = self.file.write_all(bytes) {
            // What was written of them is not part of the digests.
            let _ = self.file.set_len(self.have);
            return Err(self.unwritable(error));
        }
        self.digests.update(bytes);
        self.have += bytes.len() as u64;
        Ok(())
    }

    /// Digests of the bytes that are there.
    pub fn digests(&self) -> FileDigests {
        self.digests.clone().finish()
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// [`DownloadError::Write`].
    pub fn finish(self) -> Result<(), DownloadError> {
        // Without this, the name can outlive a power failure longer than what it names.
        self.file
            .sync_data()
            .and_then(|()| std::fs::rename(&self.path, &self.target))
            .map_err(|error| DownloadError::Write { path: self.target, error })?;
        let _ = std::fs::remove_file(&self.note_path);
        Ok(())
    }

    /// Removes all traces.
    pub fn remove(self) {
        let _ = std::fs::remove_file(&self.path);
        let _ = std::fs::remove_file(&self.note_path);
    }

    fn remove_note(&self) -> io::Result<()> {
        match std::fs::remove_file(&self.note_path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn digest_what_is_there(&mut self) -> io::Result<()> {
        let mut buffer = vec![0; 1 << 20];
        loop {
            let count = self.file.read(&mut buffer)?;
            if count == 0 {
                return Ok(());
            }
            self.digests.update(&buffer[..count]);
            self.have += count as u64;
        }
    }

    fn unwritable(&self, error: io::Error) -> DownloadError {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => DownloadError::DiskFull { folder: folder_of(&self.path).to_path_buf() },
            _ => DownloadError::Write { path: self.path.clone(), error },
        }
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn address(text: &str) -> Url {
        text.parse().unwrap()
    }

    fn names(folder: &TempDir) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn bytes_stay_for_the_same_file_at_the_same_address_only() {
        let folder = TempDir::new().unwrap();
        let target = folder.path().join("net.onnx");
        let (here, there) = (address("https://a.example/net"), address("https://b.example/net"));
        let begin = |address: &Url, validator: Option<&str>| {
            let mut partial = PartialFile::open(&target, address, 10).unwrap();
            partial.restart().unwrap();
            partial.belongs_to(validator.map(str::to_owned)).unwrap();
            partial.append(b"01234").unwrap();
        };
        let found = |address: &Url, most| {
            let partial = PartialFile::open(&target, address, most).unwrap();
            (partial.have(), partial.validator().map(str::to_owned))
        };
        begin(&here, Some("\"v1\""));
        assert_eq!(found(&here, 10), (5, Some("\"v1\"".to_owned())));
        assert_eq!(found(&here, 4), (0, None));
        begin(&here, Some("\"v1\""));
        assert_eq!(found(&there, 10), (0, None));
        begin(&here, None);
        assert_eq!(found(&here, 10), (0, None));
        std::fs::write(folder.path().join("net.onnx.part.json"), "not a note").unwrap();
        assert_eq!(found(&here, 10), (0, None));
    }

    #[test]
    fn digests_count_kept_bytes_and_finished_file_stands_alone() {
        let folder = TempDir::new().unwrap();
        let target = folder.path().join("net.onnx");
        let here = address("https://a.example/net");
        let mut partial = PartialFile::open(&target, &here, 10).unwrap();
        partial.belongs_to(Some("\"v1\"".to_owned())).unwrap();
        partial.append(b"01234").unwrap();
        assert!(matches!(PartialFile::open(&target, &here, 10), Err(DownloadError::InUse { .. })));
        drop(partial);
        let mut partial = PartialFile::open(&target, &here, 10).unwrap();
        partial.append(b"56789").unwrap();
        assert_eq!(partial.digests(), FileDigests::of(b"0123456789"));
        std::fs::write(&target, b"an older file").unwrap();
        partial.finish().unwrap();
        assert_eq!((std::fs::read(&target).unwrap(), names(&folder)), (b"0123456789".to_vec(), vec!["net.onnx".to_owned()]));
        PartialFile::open(&target, &here, 10).unwrap().remove();
        assert_eq!(names(&folder), ["net.onnx"]);
    }
}

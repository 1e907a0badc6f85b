//! Files that the command reads: which of them are pictures, and their bytes.

use std::io::{ErrorKind, Read};
use std::path::Path;

use matting::InputFormat;

use crate::failure::Failure;

/// True if a file with this extension, without the dot, is a picture by its name: such a file is never skipped silently. A PDF document is none,
/// and TGA has no bytes to be recognised by, so no [`InputFormat`].
pub fn is_picture_extension(extension: &str) -> bool {
    InputFormat::from_extension(extension).is_some_and(|format| format != InputFormat::Pdf) || extension.eq_ignore_ascii_case("tga")
}

/// True if a file is a picture by its name or its first bytes.
pub fn is_picture(path: &Path) -> bool {
    if path.extension().is_some_and(|extension| is_picture_extension(&extension.to_string_lossy())) {
        return true;
    }
    let mut start = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(1024).read_to_end(&mut start));
    // A file that cannot be opened is reported where it is read.
    read.is_err() || InputFormat::detect(&start).is_some()
}

/// True if a path stands for standard input or output.
pub fn is_dash(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Reads at most one byte more than the limit: the core then refuses the file without it having filled the memory.
///
/// # Errors
/// [`Failure::Read`], [`Failure::IsAFolder`].
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let done = if is_dash(path) {
        std::io::stdin().lock().take(limit.saturating_add(1)).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(limit.saturating_add(1)).read_to_end(&mut bytes))
    };
    done.map_err(|error| match error.kind() {
        ErrorKind::IsADirectory => Failure::IsAFolder { path: path.to_path_buf() },
        _ => Failure::Read { path: path.to_path_buf(), error },
    })?;
    Ok(bytes)
}

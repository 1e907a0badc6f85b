//! Files of the command: which of them are pictures, and how they are read and written.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use matting::Format;

use crate::failure::Failure;

/// Whether a file with this ending, without the dot, is a picture by its name: such a file is never passed over in silence. A PDF document is none,
/// and TGA has no bytes to be recognised by, so no [`Format`].
pub fn is_picture_ending(ending: &str) -> bool {
    Format::of_ending(ending).is_some_and(|format| format != Format::Pdf) || ending.eq_ignore_ascii_case("tga")
}

/// Whether a file is a picture by its name or its first bytes.
pub fn is_picture(path: &Path) -> bool {
    if path.extension().is_some_and(|ending| is_picture_ending(&ending.to_string_lossy())) {
        return true;
    }
    let mut start = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(1024).read_to_end(&mut start));
    // A file that cannot be opened is told of where it is read.
    read.is_err() || Format::of(&start).is_some()
}

/// Whether the output may be written: it is not the photo, and not there unless `force`.
///
/// # Errors
/// [`Failure::OverInput`], [`Failure::Exists`].
pub fn may_write(input: &Path, output: &Path, force: bool) -> Result<(), Failure> {
    if is_dash(output) || !output.exists() {
        return Ok(());
    }
    let same = !is_dash(input) && matches!((input.canonicalize(), output.canonicalize()), (Ok(input), Ok(output)) if input == output);
    if same {
        Err(Failure::OverInput { path: output.to_path_buf() })
    } else if force {
        Ok(())
    } else {
        Err(Failure::Exists { path: output.to_path_buf() })
    }
}

/// Whether a path stands for standard input or output.
pub fn is_dash(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Reads at most one byte more than the limit: the core then refuses the file without it having filled the memory.
///
/// # Errors
/// [`Failure::Read`].
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let done = if is_dash(path) {
        std::io::stdin().lock().take(limit.saturating_add(1)).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(limit.saturating_add(1)).read_to_end(&mut bytes))
    };
    done.map_err(|error| Failure::Read { path: path.to_path_buf(), error })?;
    Ok(bytes)
}

/// Writes beside the output first, so that a full disk or a stopped program leaves no half picture under its name.
///
/// # Errors
/// [`Failure::Write`].
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error| Failure::Write { path: path.to_path_buf(), error };
    if is_dash(path) {
        let mut stdout = std::io::stdout().lock();
        return stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(failed);
    }
    // A device or a pipe cannot be replaced by a file.
    if path.exists() && !path.is_file() {
        return std::fs::write(path, bytes).map_err(failed);
    }
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(format!(".{}.unfinished", std::process::id()));
    let unfinished = PathBuf::from(unfinished);
    std::fs::write(&unfinished, bytes).and_then(|()| std::fs::rename(&unfinished, path)).map_err(|error| {
        // What is left of it is of no use to anyone; the first error is the one to tell.
        let _ = std::fs::remove_file(&unfinished);
        failed(error)
    })
}

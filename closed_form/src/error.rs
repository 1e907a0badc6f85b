//! Errors of this crate.

use crate::Size;

/// Reason for which there is no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// Number of values that does not fit the size, or an empty size.
    SizeMismatch {
        /// Size in question.
        size: Size,
        /// Values needed.
        needed: u64,
        /// Values given.
        found: u64,
    },
    /// Stop asked for by the caller's interrupt.
    Interrupted,
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::SizeMismatch { size: Size { width, height }, needed, found } => {
                write!(f, "{found} values for {width} × {height} pixels, which need {needed}")
            }
            Error::Interrupted => f.write_str("interrupted"),
        }
    }
}

impl std::error::Error for Error {}

/// Check that there are `channels` values for each pixel, and at least one pixel.
pub(crate) fn check(size: Size, values: usize, channels: u64) -> Result<(), Error> {
    let needed = size.pixels() * channels;
    if needed > 0 && needed == values as u64 { Ok(()) } else { Err(Error::SizeMismatch { size, needed, found: values as u64 }) }
}

//! Pictures between Python and the core: bytes of files, and rows of pixels.

use matting::{Error, Limits, Photo, Picture, Pixels, Samples, Size, Source};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::PyBytes;

/// A picture from Python; its bytes stay where they are.
#[derive(Debug, FromPyObject)]
pub enum Given {
    /// Bytes of a file.
    File(PyBackedBytes),
    /// Upright sRGB pixels row by row: bytes, width, height, channels (1 gray, 2 gray and alpha, 3 colour, 4 colour and alpha; straight), bits a channel (8,
    /// or 16 in the machine's byte order).
    Pixels(PyBackedBytes, u32, u32, usize, usize),
}

impl Given {
    /// The picture for the core.
    ///
    /// # Errors
    /// [`Error::SizeMismatch`] for pixels of another number than their size says.
    pub fn source(&self) -> Result<Source<'_>, Error> {
        match self {
            Given::File(bytes) => Ok(Source::File(bytes)),
            Given::Pixels(bytes, width, height, channels, bits) => {
                picture(bytes, Size { width: *width, height: *height }, *channels, *bits).map(Source::Pixels)
            }
        }
    }

    /// The picture, read.
    ///
    /// # Errors
    /// As [`matting::read()`].
    pub fn read(&self, limits: &Limits) -> Result<Photo, Error> {
        matting::read(self.source()?, limits)
    }
}

fn picture(bytes: &[u8], size: Size, channels: usize, bits: usize) -> Result<Picture, Error> {
    let needed = size.pixels() * channels as u64 * (bits as u64 / 8);
    if bytes.len() as u64 != needed {
        return Err(Error::SizeMismatch { width: size.width, height: size.height, needed, found: bytes.len() as u64 });
    }
    let samples = if bits == 16 {
        let values: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|value| u16::from_ne_bytes(*value)).collect();
        Samples::Sixteen(rgba(&values, channels, u16::MAX))
    } else {
        Samples::Eight(rgba(bytes, channels, u8::MAX))
    };
    Picture::new(size, samples)
}

/// Red, green, blue and alpha of pixels with fewer channels.
fn rgba<T: Copy>(values: &[T], channels: usize, full: T) -> Vec<T> {
    if channels == 4 {
        return values.to_vec();
    }
    let mut pixels = Vec::with_capacity(values.len() / channels.max(1) * 4);
    for pixel in values.chunks_exact(channels.max(1)) {
        pixels.extend_from_slice(&match *pixel {
            [gray] => [gray, gray, gray, full],
            [gray, alpha] => [gray, gray, gray, alpha],
            [red, green, blue, ..] => [red, green, blue, full],
            [] => [full; 4],
        });
    }
    pixels
}

/// Pixels for Python, as [`Given::Pixels`] has them, with 1 or 4 channels.
///
/// # Errors
/// `MemoryError`.
pub fn pixels_of<'py>(py: Python<'py>, pixels: &Pixels) -> PyResult<(Bound<'py, PyBytes>, usize, usize)> {
    Ok(match pixels {
        Pixels::Mask(plane) => (PyBytes::new(py, plane.values()), 1, 8),
        Pixels::Colour(picture) => match picture.samples() {
            Samples::Eight(values) => (PyBytes::new(py, values), 4, 8),
            Samples::Sixteen(values) => {
                let fill = |bytes: &mut [u8]| {
                    bytes.as_chunks_mut::<2>().0.iter_mut().zip(values).for_each(|(bytes, value)| *bytes = value.to_ne_bytes());
                    Ok(())
                };
                (PyBytes::new_with(py, values.len() * 2, fill)?, 4, 16)
            }
        },
    })
}

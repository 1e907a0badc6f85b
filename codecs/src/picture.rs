//! Pixels of a file, and errors of its decoder.

use image::ImageError;

/// Pixels of a file: four values each, row by row from the top left.
#[derive(Debug)]
pub struct Decoded {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Red, green, blue and straight alpha; or CMYK.
    pub samples: Samples,
    /// True if the values are cyan, magenta, yellow and black, 0 for no ink: the inverted CMYK of Adobe's JPEG files is undone.
    pub is_cmyk: bool,
    /// True if the file ends before its last pixel: the rest is gray, black or transparent.
    pub is_truncated: bool,
}

/// Values of pixels.
#[derive(Debug)]
pub enum Samples {
    /// 0 to 255.
    Eight(Vec<u8>),
    /// 0 to 65 535.
    Sixteen(Vec<u16>),
}

/// Four values for each pixel of one (gray), two (gray, alpha), three or four.
pub(crate) fn rgba<T: Copy>(values: Vec<T>, channels: usize, max: T) -> Vec<T> {
    if channels == 4 {
        return values;
    }
    let mut result = Vec::with_capacity(values.len() / channels * 4);
    for pixel in values.chunks_exact(channels) {
        result.extend(match *pixel {
            [gray] => [gray, gray, gray, max],
            [gray, alpha] => [gray, gray, gray, alpha],
            [red, green, blue, ..] => [red, green, blue, max],
            [] => [max; 4],
        });
    }
    result
}

/// Error of a decoder.
#[derive(Debug)]
pub enum DecodeError {
    /// Unusual variant of its format, by name.
    Unsupported(String),
    /// The file is broken.
    Damaged(String),
    /// The file ends before anything of the picture.
    Truncated,
    /// More memory than its size in pixels explains.
    Memory,
    /// The sensor data of a camera.
    RawFile,
    /// A library of the system is missing, or its decoder.
    LibraryMissing,
    /// A decoder's own error.
    Image(ImageError),
}

impl From<ImageError> for DecodeError {
    fn from(error: ImageError) -> Self {
        Self::Image(error)
    }
}

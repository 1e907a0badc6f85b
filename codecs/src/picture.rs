//! Pixels of a file, and reasons why there are none.

use image::{DynamicImage, ImageError};

/// Pixels of a file, and whether all of them were there.
#[derive(Debug)]
pub struct Decoded {
    /// The pixels.
    pub raster: Raster,
    /// True if the file ends before its last pixel: the rest is gray, black or transparent.
    pub is_cut_short: bool,
}

/// Pixels in the colours of the file.
#[derive(Debug)]
pub enum Raster {
    /// Gray or red, green and blue, with straight alpha or without.
    Image(DynamicImage),
    /// Inks.
    Cmyk(Cmyk),
}

/// Cyan, magenta, yellow and black: four values a pixel, 0 for no ink.
#[derive(Debug)]
pub struct Cmyk {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The values.
    pub values: CmykValues,
}

/// Values of inks.
#[derive(Debug)]
pub enum CmykValues {
    /// 0 to 255.
    Eight(Vec<u8>),
    /// 0 to 65 535.
    Sixteen(Vec<u16>),
}

/// Reason why a file cannot be read.
#[derive(Debug)]
pub enum Fault {
    /// Unusual variant of its format, by name.
    Unsupported(String),
    /// The file is broken.
    Damaged(String),
    /// The file ends before anything of the picture.
    EndsEarly,
    /// More memory than its size in pixels explains.
    Memory,
    /// The sensor data of a camera.
    RawFile,
    /// A decoder's own error.
    Image(ImageError),
}

impl From<ImageError> for Fault {
    fn from(error: ImageError) -> Self {
        Self::Image(error)
    }
}

//! Any picture as lossless WebP of 8 bits: `cargo run --example to_webp -- photo.tiff photo.webp`.

use std::error::Error;

use offcut_codecs::image::ImageFormat;
use offcut_codecs::{Layout, Samples, open, webp_lossless};

/// Bytes that the pixels may take.
const MAX_ALLOC: u64 = 1 << 30;

fn main() -> Result<(), Box<dyn Error>> {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let [photo, target] = &names[..] else { return Err("two names are needed: photo, WebP file".into()) };
    let bytes = std::fs::read(photo)?;
    let format = ImageFormat::from_path(photo)?;
    let decoded = open(&bytes, format, MAX_ALLOC).and_then(|opened| opened.decode()).map_err(|error| format!("{photo}: {error:?}"))?;
    if decoded.is_cmyk {
        return Err(format!("{photo} has the colours of a printer (CMYK), which WebP has not").into());
    }
    let values = match decoded.samples {
        Samples::Eight(values) => values,
        Samples::Sixteen(values) => values.into_iter().map(|value| (value >> 8) as u8).collect(),
    };
    Ok(std::fs::write(target, webp_lossless(&values, (decoded.width, decoded.height), Layout::Rgba)?)?)
}

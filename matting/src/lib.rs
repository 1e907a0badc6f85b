//! The core of Offcut: pixels in, pixels out. No files, sockets, clock, threads of its own or DOM.
//!
//! ```no_run
//! use matting::{Options, Source, U2Net, catalogue, cut_out};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let onnx = std::fs::read("models/u2netp.onnx")?;
//! catalogue::BUNDLED.verify(&onnx)?;
//! let network = U2Net::load(&onnx, Some(catalogue::BUNDLED.input))?;
//!
//! let photo = std::fs::read("photo.jpg")?;
//! let result = cut_out(Source::File(&photo), &network, &Options::default(), &mut ())?;
//! std::fs::write("photo-cutout.png", result.png)?;
//! # Ok(())
//! # }
//! ```

pub mod catalogue;
pub mod codec;
pub mod colour_space;
pub mod compose;
pub mod error;
pub mod format;
pub mod options;
pub mod pixels;
pub mod postprocess;
pub mod preprocess;
pub mod resize;
pub mod saliency;
#[cfg(feature = "u2net")]
pub mod u2net;
pub mod watch;

use std::ops::ControlFlow;

pub use codec::Photo;
pub use error::{Error, Limit};
pub use format::Format;
pub use options::{Colour, Limits, Options, Output, Quality};
pub use pixels::{Picture, Plane, Samples, Size};
pub use postprocess::Verdict;
pub use saliency::Saliency;
#[cfg(feature = "u2net")]
pub use u2net::U2Net;
pub use watch::{Stage, Watch};
#[cfg(feature = "u2net")]
pub use winograd::Threads;

/// Where a photo comes from.
#[derive(Debug)]
pub enum Source<'a> {
    /// The bytes of a file, whatever its name.
    File(&'a [u8]),
    /// Upright sRGB pixels that were decoded elsewhere.
    Pixels(Picture),
}

/// A finished cut-out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutOut {
    /// The bytes of a PNG file of the photo's full size.
    pub png: Vec<u8>,
    /// Width and height of the photo, upright.
    pub size: Size,
    /// What the photo's file was.
    pub format: Format,
    /// Whether there was a subject to cut out.
    pub verdict: Verdict,
}

/// Cuts the subject out of a photo: read, find, refine, compose, encode.
///
/// # Errors
/// See [`Error`]; nothing is written and nothing is kept.
pub fn cut_out(source: Source<'_>, network: &dyn Saliency, options: &Options, watch: &mut dyn Watch) -> Result<CutOut, Error> {
    enter(watch, Stage::Read)?;
    let photo = codec::read(source, &options.limits)?;
    enter(watch, Stage::Find)?;
    let map = network.map(preprocess::tensor(&photo.picture, network.input())?)?;
    enter(watch, Stage::Refine)?;
    let (map, verdict) = postprocess::spread(map.view());
    let matte = match options.quality {
        Quality::Raw => postprocess::stretch(map.view(), photo.picture.size())?,
    };
    enter(watch, Stage::Compose)?;
    let (size, format) = (photo.picture.size(), photo.format);
    let composed = compose::compose(photo.picture, &matte, options.output)?;
    enter(watch, Stage::Encode)?;
    Ok(CutOut { png: codec::write(&composed, &photo.colour)?, size, format, verdict })
}

fn enter(watch: &mut dyn Watch, stage: Stage) -> Result<(), Error> {
    match watch.enter(stage) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Error::Cancelled),
    }
}

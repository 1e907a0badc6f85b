//! The core of Offcut: pixels in, pixels out. No files, sockets, clock, threads of its own or DOM.
//!
//! ```no_run
//! use matting::{Given, Options, Source, U2Net, catalogue, cut_out};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let onnx = std::fs::read("models/u2netp.onnx")?;
//! catalogue::BUNDLED.verify(&onnx)?;
//! let network = U2Net::load(&onnx, Some(catalogue::BUNDLED.input))?;
//!
//! let photo = std::fs::read("photo.jpg")?;
//! let result = cut_out(Source::File(&photo), &network, &Options::default(), &Given::default(), &mut ())?;
//! std::fs::write("photo-cutout.png", result.file)?;
//! # Ok(())
//! # }
//! ```

mod aggregates;
pub mod alpha;
mod avif_profile;
pub mod backdrop;
pub mod band;
pub mod blend;
pub mod blur;
mod box_blur;
pub mod catalogue;
mod cholesky;
mod coarse_to_fine;
pub mod codec;
pub mod colour;
pub mod colour_space;
pub mod compose;
mod dissection;
pub mod doubt;
mod enclosed;
pub mod encode;
mod encode_avif;
mod encode_jpeg;
mod encode_png;
mod encode_webp;
mod encode_webp_lossy;
pub mod ensemble;
pub mod error;
pub mod exif;
pub mod file_type;
pub mod foreground;
pub mod format;
mod fusion;
mod guide;
mod guided;
mod laplacian;
mod lift;
mod multilevel;
pub mod options;
mod parallel;
pub mod passes;
pub mod percent;
pub mod pieces;
pub mod pixels;
pub mod postprocess;
pub mod preprocess;
mod reduce;
pub mod resize;
pub mod saliency;
pub mod scene;
pub mod session;
pub mod shadow;
mod solver;
mod spread_colour;
pub mod strokes;
mod tiles;
pub mod trim;
pub mod trimap;
pub mod tuning;
#[cfg(feature = "u2net")]
pub mod u2net;
pub mod watch;

pub use codec::Photo;
pub use colour::Colour;
pub use doubt::{Doubt, Verdict};
pub use error::{Error, Limit};
pub use exif::Exif;
pub use file_type::{EncodeQuality, Encoding, FileType};
pub use format::Format;
pub use options::{Limits, Metadata, Options, Output, Quality};
pub use passes::{Effort, SaliencyMap};
pub use percent::Percent;
pub use pixels::{Area, Picture, Plane, Samples, Size};
pub use saliency::Saliency;
pub use scene::{Background, Fit, Margin, Scene, Shadow, Trim};
pub use session::{CutOut, Given, Session};
pub use strokes::Stroke;
pub use trimap::Trimap;
pub use tuning::Tuning;
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

/// Cuts the subject out of a photo: read, find, refine, compose, encode.
///
/// # Errors
/// See [`Error`]; nothing is written and nothing is kept.
pub fn cut_out(source: Source<'_>, network: &dyn Saliency, options: &Options, given: &Given, watch: &mut dyn Watch) -> Result<CutOut, Error> {
    Session::open(source, &options.limits, watch)?.into_cut_out(network, options, given, watch)
}

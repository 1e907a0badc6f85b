#![doc = include_str!("../README.md")]

#[cfg(feature = "every-operator")]
mod classifier;
mod colour;
mod colour_space;
pub mod compose;
pub mod encode;
mod error;
mod error_fields;
mod exif;
pub mod find;
mod framing;
mod input_format;
mod inputs;
mod iptc;
mod morphology;
mod named_options;
mod options;
mod output_format;
mod percent;
mod photo_metadata;
mod pixels;
mod preset;
mod progress;
pub mod read;
pub mod refine;
pub mod resize;
mod saliency;
mod scene;
mod session;
mod stage_error;
mod stopwatch;
mod tuning;
mod warning;
mod xmp;

pub use catalogue::{self, InputOverrides, NetworkInput};
#[cfg(feature = "every-operator")]
pub use classifier::{ChannelOrder, Classifier, ClassifierError, ClassifierInput};
pub use closed_form::Trimap;
pub use codecs::{Resolution, Unit};
pub use colour::Colour;
pub use colour_space::ColourSpace;
pub use compose::{Composed, Layout, Pixels};
#[cfg(feature = "avif-write")]
pub use encode::avif_of_png;
pub use encode::{encode, encode_mask};
pub use error::{Error, ErrorKind, Limit};
pub use exif::Exif;
#[cfg(feature = "u2net")]
pub use find::U2Net;
pub use find::{Confidence, SaliencyMap, Verdict};
pub use framing::{Align, Canvas, Dpi, Frame, Outline, Side};
pub use input_format::InputFormat;
pub use inputs::Inputs;
pub use iptc::Iptc;
pub use named_options::{NamedOptions, switch};
pub use options::{Limits, Metadata, Options, Output, Quality};
pub use output_format::{EncodeQuality, Encoding, OutputFormat};
pub use percent::Percent;
pub use photo_metadata::{KeptMetadata, PhotoMetadata};
pub use pixels::{Area, Picture, Plane, Samples, SamplesMut, Size};
pub use preset::{PRESETS, Preset, read_fields, read_preset};
pub use progress::{Progress, Stage};
pub use read::{Photo, Source, read, stored_size};
pub use refine::Stroke;
pub use saliency::Saliency;
pub use scene::{Background, Fit, Margin, Scene, Shadow, Trim};
pub use session::{CutOut, Session};
pub use stage_error::StageError;
pub use stopwatch::Stopwatch;
pub use tuning::{Regression, Tuning};
pub use warning::Warning;
#[cfg(feature = "u2net")]
pub use winograd::Threads;
pub use xmp::Xmp;

/// Cuts the subject out of a photo: read, find, refine, compose, encode.
///
/// # Errors
/// [`Error`] with its stage; nothing is written and nothing is kept.
pub fn cut_out(
    source: Source<'_>,
    network: &dyn Saliency,
    options: &Options,
    inputs: &Inputs<'_>,
    progress: &mut dyn Progress,
) -> Result<CutOut, StageError> {
    Session::open(source, &options.limits, progress)?.into_cut_out(network, options, inputs, progress)
}

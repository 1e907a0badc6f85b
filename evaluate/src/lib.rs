//! Quality measures of cut-outs from the literature: numbers in, numbers out. No files, no clock, no threads.
//!
//! [`measure`] compares one cut-out with its truth; [`MeanMeasures`] averages many. Each measure's file gives its formula, its source and the
//! conventions that the papers leave open. All sums are exact or in `f64`, in one order, so that the same input gives the same numbers.

pub mod connectivity;
pub mod distance_transform;
pub mod fringe;
pub mod gradient;
pub mod mask;
pub mod matte;
pub mod mean_measures;
pub mod measures;
pub mod precision_recall;
mod separable_filter;
pub mod structure;
#[cfg(test)]
mod testing;
pub mod weighted_f;

pub use mask::Mask;
pub use matte::{Matte, MatteErrors};
pub use mean_measures::MeanMeasures;
pub use measures::{Better, COLUMNS, Column, Group, Measures, PhotoMeasures, measure};
pub use precision_recall::Curve;

use matting::{Picture, Plane, Size};

/// Ground truth of a photo.
#[derive(Debug, Clone, Copy)]
pub struct Truth<'a> {
    /// The photo.
    pub photo: &'a Picture,
    /// The true alpha.
    pub alpha: &'a Plane,
    /// 0 for certain background, 255 for certain subject, anything else for what a person left open.
    pub trimap: Option<&'a Plane>,
    /// The true colours of the subject, wherever the true alpha is over 0; its own alpha is not looked at.
    pub foreground: Option<&'a Picture>,
}

/// Result of a program for the photo.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Its alpha.
    pub alpha: &'a Plane,
    /// The whole cut-out with its colours; `None` for a mask alone.
    pub cut_out: Option<&'a Picture>,
}

/// Two pictures that have to lie on each other do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{} × {} pixels where the truth has {} × {}", .found.width, .found.height, .truth.width, .truth.height)]
pub struct SizesDiffer {
    /// The true alpha's size.
    pub truth: Size,
    /// The other's.
    pub found: Size,
}

fn same_size(truth: Size, found: Size) -> Result<(), SizesDiffer> {
    if truth == found { Ok(()) } else { Err(SizesDiffer { truth, found }) }
}

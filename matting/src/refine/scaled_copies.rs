//! Smaller copies of a photo that the steps of refining share, each made once.

use crate::{Error, Picture};

use super::box_downscale;

/// Longer side of the overview: what is looked at there is broader than its pixels.
const OVERVIEW_SIDE: u32 = 256;

/// A photo and its smaller copies; `None` is the photo itself, which is small enough.
#[derive(Debug)]
pub struct ScaledCopies<'a> {
    /// The photo at its own size.
    pub photo: &'a Picture,
    working: Option<Picture>,
    overview: Option<Picture>,
}

impl<'a> ScaledCopies<'a> {
    /// Copies of a photo; alpha is found on one of at most `max_side` pixels on the longer side.
    ///
    /// # Errors
    /// None in practice: every size comes from the photo.
    pub fn new(photo: &'a Picture, max_side: u32) -> Result<Self, Error> {
        let shrink =
            |from: &Picture, side: u32| (from.size().longer() > side).then(|| box_downscale::picture(from, photo.size().fitting(side))).transpose();
        let working = shrink(photo, max_side)?;
        let overview = shrink(working.as_ref().unwrap_or(photo), OVERVIEW_SIDE)?;
        Ok(Self { photo, working, overview })
    }

    /// Copy on which alpha is found.
    pub fn working(&self) -> &Picture {
        self.working.as_ref().unwrap_or(self.photo)
    }

    /// Copy of at most 256 pixels on the longer side.
    pub fn overview(&self) -> &Picture {
        self.overview.as_ref().unwrap_or(self.working())
    }
}

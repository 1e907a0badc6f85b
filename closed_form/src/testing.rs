//! Owned pictures for tests.

use std::ops::ControlFlow;

use crate::error::check;
use crate::{Error, Image, ImageMut, Size, Trimap, solve_single_level};

/// Values of a [`Picture`].
#[derive(Debug, Clone, PartialEq)]
pub enum Samples {
    Eight(Vec<u8>),
    Sixteen(Vec<u16>),
}

/// Picture that owns its values.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    pub size: Size,
    pub samples: Samples,
}

impl Picture {
    pub fn new(size: Size, samples: Samples) -> Result<Self, Error> {
        let values = match &samples {
            Samples::Eight(values) => values.len(),
            Samples::Sixteen(values) => values.len(),
        };
        check(size, values, 4)?;
        Ok(Self { size, samples })
    }

    pub fn view(&self) -> Image<'_> {
        let samples = match &self.samples {
            Samples::Eight(values) => crate::Samples::Eight(values),
            Samples::Sixteen(values) => crate::Samples::Sixteen(values),
        };
        Image::new(self.size, samples).expect("values fit")
    }

    pub fn view_mut(&mut self) -> ImageMut<'_> {
        let samples = match &mut self.samples {
            Samples::Eight(values) => crate::SamplesMut::Eight(values),
            Samples::Sixteen(values) => crate::SamplesMut::Sixteen(values),
        };
        ImageMut::new(self.size, samples).expect("values fit")
    }
}

/// [`solve_single_level`] without interruption.
pub fn at_once(photo: &Picture, trimap: &Trimap, start: Option<&[f32]>) -> Result<Vec<f32>, Error> {
    solve_single_level(photo.view(), trimap, start, &mut || ControlFlow::Continue(()))
}

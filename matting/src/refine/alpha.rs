//! Alpha of the unknown pixels from the photo's colours: closed-form matting or guided filter, then upsampling.

use closed_form::{GuideImage, Trimap};

use crate::stage_error::checkpoint;
use crate::{Error, Plane, Progress, Size};

use super::guided_filter::{self, Window};
use super::scaled_copies::ScaledCopies;
use super::upsampling::{to_byte, upsample};

/// Method by which alpha is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The guided filter alone: the prior follows the photo's edges. No equations are solved.
    GuidedFilter,
    /// Closed-form matting.
    ClosedForm,
}

/// Most unknown pixels that the closed form is solved for, as a share of the square of its longest side: a wider band, where the photo rarely decides,
/// is solved at a smaller size, so that no photo takes several times as long as another.
const MAX_UNKNOWN: f32 = 0.15;

/// Windows from which the solved alpha is upsampled to full size: those of the matting Laplacian, in which it is linear anyway.
const UPSAMPLING_RADIUS: usize = 1;

/// Their ε. Of 1e-6 to 4e-3 the one with the least error to true alpha, upsampled two and four times.
const UPSAMPLING_EPSILON: f64 = 1e-5;

/// Window of the guided filter alone, as a part of the longer side: one value of a map of 320. Twice that follows hair further, and takes more of the
/// background for subject in cluttered photos than the map alone.
const GUIDED_REACH: f64 = 0.003;

/// Its ε.
const GUIDED_EPSILON: f64 = 1e-4;

/// Weight in it of a pixel with certainty 0. Certain pixels have to outweigh by far the middle of the band, whose priors
/// are as blurred as the network's map.
const MIN_WEIGHT: f32 = 0.01;

impl Method {
    /// Longer side of the working copy of a photo of `size`: at most `max_side`, and less where the closed form would have too many unknown pixels.
    pub fn working_side(self, size: Size, trimap: &Trimap, max_side: u32) -> u32 {
        let side = size.longer().min(max_side);
        if self == Method::GuidedFilter {
            return side;
        }
        let unknown = trimap.certainty().iter().filter(|certainty| **certainty < 1.0).count() as f32 / trimap.certainty().len().max(1) as f32;
        let unknown = unknown * size.fitting(side).pixels() as f32;
        let most = MAX_UNKNOWN * (max_side as f32).powi(2);
        if unknown > most { ((side as f32 * (most / unknown).sqrt()) as u32).max(1) } else { side }
    }
}

/// Alpha of a whole photo, from a trimap of any size: found at the working copy's size and upsampled along the photo's own colours. Known
/// pixels are exactly what they are known for.
///
/// Memory, beside photo and result, is that of the working copy: about 160 bytes for each of its pixels and 2 KiB for each 4 × 4 pixels that
/// hold an unknown one.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn matte(copies: &ScaledCopies<'_>, trimap: &Trimap, method: Method, progress: &mut dyn Progress) -> Result<Plane, Error> {
    let (photo, small) = (copies.photo, copies.working());
    let size = photo.size();
    let at_small = trimap.resized(small.size())?;
    let open = |at: usize| at_small.certainty()[at] < 1.0;
    let coefficients = match method {
        Method::GuidedFilter => {
            let radius = (f64::from(small.size().longer()) * GUIDED_REACH).round().max(1.0) as usize;
            let weights = |at: usize| {
                let square = at_small.certainty()[at] * at_small.certainty()[at];
                MIN_WEIGHT + square * square
            };
            guided_filter::coefficients(&GuideImage::new(small.view()?), at_small.prior(), open, weights, Window { radius, epsilon: GUIDED_EPSILON })
        }
        Method::ClosedForm => {
            let alpha = closed_form::solve(small.view()?, &at_small, &mut || progress.checkpoint())?;
            if small.size() == size {
                return Plane::new(size, alpha.into_iter().map(to_byte).collect());
            }
            guided_filter::coefficients(
                &GuideImage::new(small.view()?),
                &alpha,
                open,
                |_| 1.0,
                Window { radius: UPSAMPLING_RADIUS, epsilon: UPSAMPLING_EPSILON },
            )
        }
    };
    checkpoint(progress)?;
    upsample(photo, &coefficients, trimap)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Picture, Samples};

    /// Noise from 0 to 1 that is the same everywhere.
    fn noise(at: usize) -> f32 {
        let mut bits = (at as u32 ^ 0x9e37_79b9).wrapping_mul(0x85eb_ca6b);
        bits = (bits ^ (bits >> 13)).wrapping_mul(0xc2b2_ae35);
        (bits ^ (bits >> 16)) as f32 / u32::MAX as f32
    }

    fn opaque(size: Size, colour: impl Fn(usize) -> [u8; 3]) -> Picture {
        let pixel = |at: usize| {
            let [red, green, blue] = colour(at);
            [red, green, blue, 255]
        };
        Picture::new(size, Samples::Eight((0..size.pixels() as usize).flat_map(pixel).collect())).unwrap()
    }

    #[test]
    fn pictures_of_every_shape_have_an_alpha() {
        for (width, height) in [(1, 1), (1, 7), (7, 1), (2, 2), (3, 3), (5, 4), (4000, 20)] {
            let size = Size { width, height };
            let photo = opaque(size, |at| [(noise(at) * 255.0) as u8, at as u8, 100]);
            let values = (0..size.pixels() as usize).map(|at| if noise(at + 7) < 0.3 { (at % 2 * 255) as u8 } else { 128 });
            let map = Plane::new(size, values.collect()).unwrap();
            for (method, max_side) in [(Method::ClosedForm, 5000), (Method::ClosedForm, 500), (Method::GuidedFilter, 3)] {
                let copies = ScaledCopies::new(&photo, max_side).unwrap();
                let matte = matte(&copies, &Trimap::from_gray(size, map.values()).unwrap(), method, &mut ()).unwrap();
                for (value, known) in matte.values().iter().zip(map.values()).filter(|(_, known)| **known != 128) {
                    assert_eq!(value, known, "{width} × {height}, {method:?}");
                }
            }
        }
    }

    #[test]
    fn small_size_is_upsampled_along_the_photos_colours() {
        // Alpha is a linear function of colour, with detail that half the size cannot hold.
        let size = Size { width: 64, height: 64 };
        let truth = |at: usize| match at % 64 {
            0..16 => 0.0,
            48.. => 1.0,
            _ => noise(at),
        };
        let photo = opaque(size, |at| [(truth(at) * 255.0) as u8, 100, 255 - (truth(at) * 255.0) as u8]);
        let certainty = (0..4096).map(|at| if (8..56).contains(&(at % 64)) { 0.0 } else { 1.0 });
        let trimap = Trimap::new(size, (0..4096).map(|at| truth(at).round()).collect(), certainty.collect()).unwrap();
        let matte = matte(&ScaledCopies::new(&photo, 32).unwrap(), &trimap, Method::ClosedForm, &mut ()).unwrap();
        for (at, value) in matte.values().iter().enumerate() {
            assert!((f32::from(*value) / 255.0 - truth(at)).abs() < 0.03, "{value} where {} is true", truth(at));
        }
    }

    #[test]
    fn guided_filter_moves_a_blurred_prior_to_the_photos_edge() {
        let size = Size { width: 600, height: 10 };
        let photo = opaque(size, |at| if at % 600 < 300 { [200, 80, 60] } else { [40, 90, 160] });
        // As wide as one and a half values of a map of 320 that is stretched to this photo.
        let blurred = |at: usize| 1.0 - ((at % 600) as f32 - 298.5).clamp(0.0, 3.0) / 3.0;
        let certainty = |at: usize| (2.0 * blurred(at) - 1.0).abs();
        let trimap = Trimap::new(size, (0..6000).map(blurred).collect(), (0..6000).map(certainty).collect()).unwrap();
        let matte = matte(&ScaledCopies::new(&photo, 1024).unwrap(), &trimap, Method::GuidedFilter, &mut ()).unwrap();
        for (at, value) in matte.values().iter().enumerate() {
            let truth = if at % 600 < 300 { 255 } else { 0 };
            assert!(value.abs_diff(truth) < 40, "{value} in column {}", at % 600);
        }
    }

    #[test]
    fn wide_band_is_solved_at_a_smaller_size() {
        let size = Size { width: 2000, height: 1000 };
        let side = |unknown: usize, method: Method| {
            let certainty = (0..100).map(|at| if at < unknown { 0.0 } else { 1.0 }).collect();
            method.working_side(size, &Trimap::new(Size { width: 10, height: 10 }, vec![0.0; 100], certainty).unwrap(), 1000)
        };
        assert_eq!([side(20, Method::ClosedForm), side(100, Method::GuidedFilter)], [1000, 1000]);
        let narrower = side(100, Method::ClosedForm);
        assert!((narrower * narrower / 2).abs_diff(150_000) < 1_000, "{narrower}");
    }

    #[test]
    fn cancelled_solver_stops_between_its_steps() {
        struct CancelAfter(usize);
        impl Progress for CancelAfter {
            fn enter(&mut self, _: crate::Stage) -> std::ops::ControlFlow<()> {
                std::ops::ControlFlow::Continue(())
            }
            fn checkpoint(&mut self) -> std::ops::ControlFlow<()> {
                self.0 += 1;
                if self.0 == 3 { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) }
            }
        }
        let size = Size { width: 60, height: 40 };
        let photo = opaque(size, |at| [(noise(at) * 255.0) as u8, (at % 60) as u8 * 4, 90]);
        let trimap: Vec<u8> = (0..2400).map(|at| [0, 128, 255][at % 60 / 20]).collect();
        let mut progress = CancelAfter(0);
        let stopped = matte(&ScaledCopies::new(&photo, 100).unwrap(), &Trimap::from_gray(size, &trimap).unwrap(), Method::ClosedForm, &mut progress);
        assert_eq!((stopped, progress.0), (Err(Error::Cancelled), 3));
    }

    #[cfg(feature = "rayon")]
    #[test]
    fn thread_count_changes_no_bit() {
        let size = Size { width: 48, height: 40 };
        let photo = opaque(size, |at| [(noise(at) * 255.0) as u8, (noise(at + 9) * 255.0) as u8, 90]);
        let trimap: Vec<u8> = (0..48 * 40).map(|at| [0, 128, 255][at % 48 / 16]).collect();
        let trimap = Trimap::from_gray(size, &trimap).unwrap();
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| matte(&ScaledCopies::new(&photo, 30).unwrap(), &trimap, Method::ClosedForm, &mut ()).unwrap())
        };
        assert_eq!(with(1), with(3));
    }
}

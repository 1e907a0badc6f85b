//! Fusion of the matte from the photo's colours with the network's map.
//!
//! Closed-form matting knows edges and not objects: where the map is unsure over a wide area, colour spreads certain background into a subject, or
//! the reverse. So a matte that leaves the map further than the map's own blur is kept only where the colour model supports it: colours of certain subject and
//! background nearby differ by more than they vary, and mixed by the matte they give the photo (the recomposition error that sampling methods choose
//! samples by: Gastal and Oliveira, "Shared Sampling for Real-Time Alpha Matting", 2010, section 3.1).

use ndarray::{Array2, ArrayView2, Zip};

use closed_form::{Image, Trimap, fill, join};

use crate::tuning::{Tuning, smooth_step};
use crate::{Error, Picture, Plane, Size, resize};

use super::box_blur::box_blur;
use super::brush_strokes::{self, Stroke};
use super::upsampling::{LinearSample, to_byte};

/// Radius of the means that are compared, in cells of the map.
const COMPARED: f32 = 4.0;
/// Radius of the window for colours of certain subject and background, in cells of the map.
const WINDOW: f32 = 12.0;
/// Variance of a colour, at least: noise of the photo, and what is not known of it.
const MIN_VARIANCE: f32 = 0.04 * 0.04;
/// Weight of what is not certain in the means of certain colours, so that there is one everywhere.
const MIN_WEIGHT: f32 = 1e-6;
/// Around strokes, within this many cells of the map, the matte is kept: a person has said what the map did not know.
const STROKE_REACH: f32 = 8.0;
/// Rows that are done together.
const STRIP: usize = 16;

/// Map and trimap that a matte is compared with.
#[derive(Debug, Clone, Copy)]
pub struct Reference<'a> {
    /// The map, 0 to 1, in the photo's frame.
    pub map: ArrayView2<'a, f32>,
    /// Blur of the map, as a share of the longer side.
    pub cell_size: f32,
    /// The trimap that was solved.
    pub trimap: &'a Trimap,
    /// Brush strokes in it.
    pub strokes: &'a [Stroke],
}

/// Replaces `matte`, the whole photo's, by the map where it leaves the map and the colour model does not support it; they are compared at the size of
/// `overview`, a copy of the photo.
///
/// # Errors
/// None in practice: every size comes from the photo.
pub fn fuse(overview: &Picture, reference: Reference<'_>, mut matte: Plane, tuning: &Tuning) -> Result<Plane, Error> {
    let small = overview.size();
    let longer = small.longer();
    let shape = (small.height as usize, small.width as usize);
    let cells = |count: f32| ((count * reference.cell_size * longer as f32).round() as usize).max(1);
    let trimap = reference.trimap.resized(small)?;
    let known = trimap.prior().iter().zip(trimap.certainty());
    let mut base = resize::values(reference.map, small)?;
    base.iter_mut().zip(known).filter(|(_, (_, certainty))| **certainty >= 1.0).for_each(|(value, (prior, _))| *value = *prior);
    let alpha = resize::plane(&matte, small)?;
    let alpha = Array2::from_shape_fn(shape, |(y, x)| f32::from(alpha.values()[y * shape.1 + x]) / 255.0);

    let mut rejected = box_blur((&alpha - &base).view(), cells(COMPARED)).mapv_into(|difference| smooth_step(difference.abs(), tuning.deviation));
    if !reference.strokes.is_empty() {
        let touched = near_strokes(reference.strokes, small, cells(STROKE_REACH))?;
        Zip::from(&mut rejected).and(&touched).for_each(|rejected, touched| *rejected *= 1.0 - touched);
    }
    if rejected.iter().all(|rejected| *rejected <= 0.0) {
        return Ok(matte);
    }
    if let Some(separability) = tuning.separability {
        let radii = [cells(WINDOW).max(2), cells(COMPARED)];
        let evidence = evidence(overview.view()?, &trimap, &alpha, radii, tuning.residual, separability);
        Zip::from(&mut rejected).and(&evidence).for_each(|rejected, evidence| *rejected *= 1.0 - evidence);
    }
    blend(&mut matte, reference.map, rejected.view());
    Ok(matte)
}

/// 1 near strokes, 0 far from them.
fn near_strokes(marks: &[Stroke], small: Size, reach: usize) -> Result<Array2<f32>, Error> {
    let pixels = small.pixels() as usize;
    let mut drawn = Trimap::new(small, vec![0.0; pixels], vec![0.0; pixels])?;
    brush_strokes::draw(marks, &mut drawn);
    let shape = (small.height as usize, small.width as usize);
    let drawn = Array2::from_shape_fn(shape, |(y, x)| drawn.certainty()[y * shape.1 + x]);
    // A thin stroke fills a small part of a window.
    Ok(box_blur(drawn.view(), reach).mapv_into(|share| smooth_step(share, (0.0, 0.02))))
}

/// Evidence of colours for `alpha`, 0 to 1. The radii are those of the window for certain colours and of the mean of the error.
fn evidence(
    photo: Image<'_>,
    trimap: &Trimap,
    alpha: &Array2<f32>,
    [window, compared]: [usize; 2],
    residual: (f32, f32),
    separability: (f32, f32),
) -> Array2<f32> {
    let (height, width) = alpha.dim();
    let mut planes = [(); 3].map(|()| Array2::zeros((height, width)));
    for y in 0..height {
        photo.colours(y, 0..width, |x, colour| planes.iter_mut().zip(colour).for_each(|(plane, value)| plane[(y, x)] = value));
    }
    let colours = |side: f32| CertainColours::around(&planes, trimap, side, window);
    let (subject, background) = join(|| colours(1.0), || colours(0.0));
    let errors = Array2::from_shape_fn((height, width), |at| {
        let (share, rest) = (alpha[at], 1.0 - alpha[at]);
        let error: f32 =
            (0..3).map(|channel| (planes[channel][at] - share * subject.mean[channel][at] - rest * background.mean[channel][at]).powi(2)).sum();
        let variance = share * share * subject.variance[at] + rest * rest * background.variance[at] + MIN_VARIANCE;
        // One pixel alone does not decide for its surroundings.
        (error / 3.0 / variance).min(2.0 * residual.1)
    });
    let errors = box_blur(errors.view(), compared);
    Array2::from_shape_fn((height, width), |at| {
        let apart: f32 = (0..3).map(|channel| (subject.mean[channel][at] - background.mean[channel][at]).powi(2)).sum();
        let apart = apart / 3.0 / (subject.variance[at] + background.variance[at] + MIN_VARIANCE);
        (1.0 - smooth_step(errors[at], residual)) * smooth_step(apart, separability)
    })
}

/// Colours of what is certain around each pixel.
struct CertainColours {
    /// Red, green and blue, 0 to 1.
    mean: [Array2<f32>; 3],
    /// Mean of the three channels' variances.
    variance: Array2<f32>,
}

impl CertainColours {
    /// Colours of certain subject (`side` 1) or background (0).
    fn around(planes: &[Array2<f32>; 3], trimap: &Trimap, side: f32, window: usize) -> Self {
        let shape = planes[0].dim();
        let weights = Array2::from_shape_fn(shape, |(y, x)| {
            let at = y * shape.1 + x;
            if trimap.certainty()[at] >= 1.0 && trimap.prior()[at] == side { 1.0 } else { MIN_WEIGHT }
        });
        let total = box_blur(weights.view(), window);
        let mean = [0, 1, 2].map(|channel| box_blur((&weights * &planes[channel]).view(), window) / &total);
        let squares = Array2::from_shape_fn(shape, |at| weights[at] * planes.iter().map(|plane| plane[at] * plane[at]).sum::<f32>());
        let squares = box_blur(squares.view(), window) / &total;
        let variance = Array2::from_shape_fn(shape, |at| ((squares[at] - mean.iter().map(|mean| mean[at] * mean[at]).sum::<f32>()) / 3.0).max(0.0));
        Self { mean, variance }
    }
}

/// Moves each pixel of `matte` towards `map` by the share `rejected`, both being maps of the whole frame at sizes of their own.
fn blend(matte: &mut Plane, map: ArrayView2<'_, f32>, rejected: ArrayView2<'_, f32>) {
    let Size { width, height } = matte.size();
    let columns = |of: ArrayView2<'_, f32>| (0..width).map(|x| LinearSample::new(x, width, of.ncols() as u32)).collect::<Vec<_>>();
    let (map_columns, rejected_columns) = (columns(map), columns(rejected));
    let between = |of: ArrayView2<'_, f32>, y: u32, columns: &[LinearSample]| {
        let row = LinearSample::new(y, height, of.nrows() as u32);
        let down: Vec<f32> = (0..of.ncols()).map(|x| of[(row.first, x)] + row.share * (of[(row.second, x)] - of[(row.first, x)])).collect();
        columns.iter().map(|at| down[at.first] + at.share * (down[at.second] - down[at.first])).collect::<Vec<f32>>()
    };
    let mut strips: Vec<&mut [u8]> = matte.values_mut().chunks_mut(STRIP * width as usize).collect();
    fill(&mut strips, 1, |strip, values| {
        for (y, values) in (strip * STRIP..).zip(values.chunks_exact_mut(width as usize)) {
            let rejected = between(rejected, y as u32, &rejected_columns);
            if rejected.iter().all(|rejected| *rejected <= 0.0) {
                continue;
            }
            for ((value, map), rejected) in values.iter_mut().zip(between(map, y as u32, &map_columns)).zip(rejected) {
                let alpha = f32::from(*value) / 255.0;
                *value = to_byte(alpha + (map - alpha) * rejected);
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Samples;

    const SIZE: Size = Size { width: 120, height: 80 };

    /// A red subject on the left, a blue background on the right, and between columns 40 and 80 what is asked for.
    fn photo(between: [u8; 3]) -> Picture {
        let pixel = |at: usize| match at % 120 {
            0..40 => [200, 40, 40, 255],
            40..80 => [between[0], between[1], between[2], 255],
            _ => [40, 40, 200, 255],
        };
        Picture::new(SIZE, Samples::Eight((0..120 * 80).flat_map(pixel).collect())).unwrap()
    }

    /// The map has no idea of what is between; the matte takes it for background.
    fn fused(between: [u8; 3], marks: &[Stroke]) -> u8 {
        let map = Array2::from_shape_fn((80, 120), |(_, x)| {
            if x < 40 {
                1.0
            } else if x < 80 {
                0.7
            } else {
                0.0
            }
        });
        let trimap = Plane::new(
            SIZE,
            (0..120 * 80)
                .map(|at| {
                    if at % 120 < 40 {
                        255
                    } else if at % 120 < 80 {
                        128
                    } else {
                        0
                    }
                })
                .collect(),
        );
        let trimap = Trimap::from_gray(SIZE, trimap.unwrap().values()).unwrap();
        let matte = Plane::new(SIZE, (0..120 * 80).map(|at| if at % 120 < 40 { 255 } else { 0 }).collect()).unwrap();
        let reference = Reference { map: map.view(), cell_size: 1.0 / 120.0, trimap: &trimap, strokes: marks };
        fuse(&photo(between), reference, matte, &Tuning::DEFAULT).unwrap().values()[40 * 120 + 60]
    }

    #[test]
    fn matte_is_kept_where_it_recomposes_the_photo() {
        assert_eq!(fused([40, 40, 200], &[]), 0);
    }

    #[test]
    fn map_is_kept_where_the_colour_is_neither_and_where_both_sides_look_alike() {
        assert_eq!(fused([40, 200, 40], &[]), 179);
        // All of one colour: nothing can be told from it.
        let alike = Picture::new(SIZE, Samples::Eight([90, 90, 90, 255].repeat(120 * 80))).unwrap();
        let trimap = Trimap::from_gray(SIZE, &[128; 120 * 80]).unwrap();
        let map = Array2::from_elem((8, 12), 0.7);
        let reference = Reference { map: map.view(), cell_size: 1.0 / 120.0, trimap: &trimap, strokes: &[] };
        let fused = fuse(&alike, reference, Plane::new(SIZE, vec![0; 120 * 80]).unwrap(), &Tuning::DEFAULT).unwrap();
        assert!(fused.values().iter().all(|value| *value == 179));
    }

    #[test]
    fn strokes_are_obeyed() {
        let stroke = Stroke { keep: false, radius: 3.0 / 120.0, points: vec![[0.5, 0.4], [0.5, 0.6]] };
        assert!(fused([40, 200, 40], &[stroke]) < 20);
    }
}

//! Photo to input tensor of the network.

use std::ops::Range;

use ndarray::{Array4, Axis};

use crate::resize::{Filter, Region, Resize};
use crate::{Area, Error, NetworkInput, Picture, Samples, Size, resize};

/// Gray under transparent pixels for the network: neither light nor dark subjects vanish in it.
const UNDER_TRANSPARENT: u32 = 128;

/// Framing of a photo that is not square in the network's square.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// Each side for itself: the aspect ratio is lost (U²-Net's own pipeline).
    Stretched,
    /// In its proportions, in the middle; the rest repeats the border's pixels.
    Replicated,
    /// In its proportions, in the middle; the rest mirrors what is inside the border.
    Reflected,
}

/// How the network is shown a part of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pass {
    /// Framing in its square.
    pub framing: Framing,
    /// Left and right change places.
    pub mirrored: bool,
}

/// Rows and columns of an array of `shape` (rows, columns) that the photo of `size` fills, the rest being padding.
pub fn content(size: Size, framing: Framing, shape: [usize; 2]) -> [Range<usize>; 2] {
    match framing {
        Framing::Stretched => shape.map(|length| 0..length),
        Framing::Replicated | Framing::Reflected => {
            let longer = f64::from(size.width.max(size.height));
            [(size.height, shape[0]), (size.width, shape[1])].map(|(side, length)| {
                let filled = ((f64::from(side) / longer * length as f64).round() as usize).clamp(1, length.max(1));
                let before = (length - filled.min(length)) / 2;
                before..(before + filled).min(length)
            })
        }
    }
}

/// Region of the photo as a 1 × 3 × side × side tensor: resized, divided by its own maximum, then normalised by mean and deviation (U²-Net's
/// `RescaleT` and `ToTensorLab`; rembg's `normalize`).
///
/// # Errors
/// [`Error::SizeMismatch`] if the side is 0.
pub fn tensor(photo: &Picture, area: Area, Pass { framing, mirrored }: Pass, input: NetworkInput) -> Result<Array4<f32>, Error> {
    let side = input.side as usize;
    let [rows, columns] = content(area.size, framing, [side, side]);
    let rgb = opaque(photo, area, Size { width: columns.len() as u32, height: rows.len() as u32 })?;
    let brightest = f32::from(rgb.iter().copied().max().unwrap_or(0)).max(1e-6);
    let source = |range: &Range<usize>| (0..side).map(|at| inside(at, range, framing)).collect::<Vec<usize>>();
    let (source_rows, mut source_columns) = (source(&rows), source(&columns));
    if mirrored {
        source_columns.reverse();
    }
    let mut tensor = Array4::zeros((1, 3, side, side));
    for (channel, mut plane) in tensor.index_axis_mut(Axis(0), 0).outer_iter_mut().enumerate() {
        // There are fewer values than pixels.
        let normalised: [f32; 256] = std::array::from_fn(|value| (value as f32 / brightest - input.mean[channel]) / input.std[channel]);
        for (mut row, y) in plane.outer_iter_mut().zip(&source_rows) {
            let pixels = &rgb[y * columns.len() * 3..(y + 1) * columns.len() * 3];
            row.iter_mut().zip(&source_columns).for_each(|(value, x)| *value = normalised[usize::from(pixels[x * 3 + channel])]);
        }
    }
    Ok(tensor)
}

/// Region of the photo at another size, as red, green, blue of 8 bits: over gray where it is transparent.
///
/// # Errors
/// [`Error::SizeMismatch`] if `size` is empty.
pub fn opaque(photo: &Picture, area: Area, size: Size) -> Result<Vec<u8>, Error> {
    let how = Resize { region: Region::of(area, photo.size(), photo.size()), filter: Filter::Lanczos, weighted: photo.has_transparency() };
    let small = resize::region_of_picture(photo, how, size)?;
    let rgba: Vec<u8> = match small.samples() {
        Samples::Eight(values) => values.clone(),
        Samples::Sixteen(values) => values.iter().map(|value| ((u32::from(*value) * 255 + 32_767) / 65_535) as u8).collect(),
    };
    Ok(rgba.chunks_exact(4).flat_map(|pixel| [0, 1, 2].map(|channel| over_gray(pixel[channel], pixel[3]))).collect())
}

/// The place inside `range`, counted from its start, that is shown at `at`.
fn inside(at: usize, range: &Range<usize>, framing: Framing) -> usize {
    let last = range.len().saturating_sub(1);
    match framing {
        Framing::Stretched | Framing::Replicated => at.saturating_sub(range.start).min(last),
        Framing::Reflected => {
            let period = (2 * last).max(1);
            // One period more keeps the difference positive.
            let place = (at + period * range.start.div_ceil(period) - range.start) % period;
            place.min(period - place).min(last)
        }
    }
}

fn over_gray(value: u8, alpha: u8) -> u8 {
    let alpha = u32::from(alpha);
    ((u32::from(value) * alpha + UNDER_TRANSPARENT * (255 - alpha) + 127) / 255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    const INPUT: NetworkInput = NetworkInput { side: 4, mean: [0.5, 0.25, 0.0], std: [0.5, 0.25, 2.0] };

    fn tensor(photo: &Picture, input: NetworkInput) -> Result<Array4<f32>, Error> {
        super::tensor(photo, Area::whole(photo.size()), Pass { framing: Framing::Stretched, mirrored: false }, input)
    }

    #[test]
    fn tensor_of_an_area_ignores_the_rest() {
        let half = |x: u32| if x < 4 { [10, 20, 30, 255] } else { [200, 100, 50, 255] };
        let size = Size { width: 8, height: 3 };
        let photo = Picture::new(size, Samples::Eight((0..3).flat_map(|_| (0..8).flat_map(half)).collect())).unwrap();
        let right = Area { left: 4, top: 1, size: Size { width: 4, height: 2 } };
        let pass = Pass { framing: Framing::Stretched, mirrored: false };
        assert_eq!(super::tensor(&photo, right, pass, INPUT).unwrap(), tensor(&filled([200, 100, 50, 255]), INPUT).unwrap());
    }

    fn filled(pixel: [u8; 4]) -> Picture {
        Picture::new(Size { width: 7, height: 3 }, Samples::Eight(pixel.repeat(21))).unwrap()
    }

    #[test]
    fn channels_are_divided_by_the_maximum_then_normalised() {
        let tensor = tensor(&filled([200, 100, 50, 255]), INPUT).unwrap();
        assert_eq!(tensor.dim(), (1, 3, 4, 4));
        for (channel, expected) in [1.0, 1.0, 0.125].into_iter().enumerate() {
            assert!((tensor[(0, channel, 2, 3)] - expected).abs() < 1e-6);
        }
    }

    #[test]
    fn sixteen_bit_photos_look_the_same_to_the_network() {
        let wide = [200, 100, 50, 255].map(|value| value * 257).repeat(21);
        let wide = Picture::new(Size { width: 7, height: 3 }, Samples::Sixteen(wide)).unwrap();
        assert_eq!(tensor(&wide, INPUT).unwrap(), tensor(&filled([200, 100, 50, 255]), INPUT).unwrap());
    }

    #[test]
    fn transparent_pixels_are_gray_whatever_their_hidden_colour() {
        let hidden = tensor(&filled([255, 0, 0, 0]), INPUT).unwrap();
        let other = tensor(&filled([0, 0, 255, 0]), INPUT).unwrap();
        assert_eq!(hidden, other);
    }

    #[test]
    fn black_is_finite() {
        assert!(tensor(&filled([0, 0, 0, 255]), INPUT).unwrap().iter().all(|value| value.is_finite()));
    }

    #[test]
    fn padding_repeats_or_mirrors_the_border() {
        let colours = [[10, 0, 0, 255], [20, 0, 0, 255], [40, 0, 0, 255], [80, 0, 0, 255]];
        let photo = Picture::new(Size { width: 4, height: 2 }, Samples::Eight([colours.concat(), colours.concat()].concat())).unwrap();
        let tall = Picture::new(Size { width: 2, height: 4 }, Samples::Eight(colours.iter().flat_map(|colour| colour.repeat(2)).collect())).unwrap();
        let input = NetworkInput { side: 8, mean: [0.0; 3], std: [1.0; 3] };
        for framing in [Framing::Replicated, Framing::Reflected] {
            assert_eq!(content(photo.size(), framing, [8, 8]), [2..6, 0..8]);
            let shown = |photo: &Picture, mirrored| super::tensor(photo, Area::whole(photo.size()), Pass { framing, mirrored }, input).unwrap();
            let (wide, turned, mirrored) = (shown(&photo, false), shown(&tall, false), shown(&photo, true));
            for y in 0..8 {
                for x in 0..8 {
                    assert_eq!(wide[(0, 0, y, x)], turned[(0, 0, x, y)], "{framing:?}");
                    assert_eq!(wide[(0, 0, y, x)], mirrored[(0, 0, y, 7 - x)], "{framing:?}");
                    assert_eq!(wide[(0, 0, y, x)], wide[(0, 0, 3, x)], "rows are all the same");
                }
            }
        }
        let range = 2..6;
        let shown = |framing| (0..8).map(|at| inside(at, &range, framing)).collect::<Vec<_>>();
        assert_eq!(shown(Framing::Replicated), [0, 0, 0, 1, 2, 3, 3, 3]);
        assert_eq!(shown(Framing::Reflected), [2, 1, 0, 1, 2, 3, 2, 1]);
        assert!((0..8).all(|at| inside(at, &(3..4), Framing::Reflected) == 0));
    }
}

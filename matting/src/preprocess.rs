//! From a photo to what the network wants to see.

use ndarray::Array4;

use crate::resize::{Filter, Part, Resize};
use crate::saliency::Input;
use crate::{Area, Error, Picture, Samples, Size, resize};

/// What lies under transparent pixels for the network: neither light nor dark subjects vanish in it.
const BACKDROP: u32 = 128;

/// A part of the photo as a 1 × 3 × side × side tensor: resized without keeping its aspect ratio, divided by its own maximum,
/// then normalised by mean and deviation (U²-Net's `RescaleT` and `ToTensorLab`; rembg's `normalize`).
///
/// # Errors
/// [`Error::SizeMismatch`] if the side is 0.
pub fn tensor(photo: &Picture, area: Area, input: Input) -> Result<Array4<f32>, Error> {
    let side = input.side as usize;
    let how = Resize { part: Part::of(area, photo.size(), photo.size()), filter: Filter::Lanczos, weighted: photo.has_transparency() };
    let small = resize::part_of_picture(photo, how, Size { width: input.side, height: input.side })?;
    let rgba: Vec<u8> = match small.samples() {
        Samples::Eight(values) => values.clone(),
        Samples::Sixteen(values) => values.iter().map(|value| ((u32::from(*value) * 255 + 32_767) / 65_535) as u8).collect(),
    };
    let rgb: Vec<u8> = rgba.chunks_exact(4).flat_map(|pixel| [0, 1, 2].map(|channel| over_backdrop(pixel[channel], pixel[3]))).collect();
    let brightest = f32::from(rgb.iter().copied().max().unwrap_or(0)).max(1e-6);
    Ok(Array4::from_shape_fn((1, 3, side, side), |(_, channel, y, x)| {
        let value = f32::from(rgb[(y * side + x) * 3 + channel]) / brightest;
        (value - input.mean[channel]) / input.std[channel]
    }))
}

fn over_backdrop(value: u8, alpha: u8) -> u8 {
    let alpha = u32::from(alpha);
    ((u32::from(value) * alpha + BACKDROP * (255 - alpha) + 127) / 255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    const INPUT: Input = Input { side: 4, mean: [0.5, 0.25, 0.0], std: [0.5, 0.25, 2.0] };

    fn tensor(photo: &Picture, input: Input) -> Result<Array4<f32>, Error> {
        super::tensor(photo, Area::whole(photo.size()), input)
    }

    #[test]
    fn a_part_is_all_that_is_seen_of_it() {
        let half = |x: u32| if x < 4 { [10, 20, 30, 255] } else { [200, 100, 50, 255] };
        let size = Size { width: 8, height: 3 };
        let photo = Picture::new(size, Samples::Eight((0..3).flat_map(|_| (0..8).flat_map(half)).collect())).unwrap();
        let right = Area { left: 4, top: 1, size: Size { width: 4, height: 2 } };
        assert_eq!(super::tensor(&photo, right, INPUT).unwrap(), tensor(&filled([200, 100, 50, 255]), INPUT).unwrap());
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
    fn transparent_pixels_show_the_backdrop_and_not_their_hidden_colour() {
        let hidden = tensor(&filled([255, 0, 0, 0]), INPUT).unwrap();
        let other = tensor(&filled([0, 0, 255, 0]), INPUT).unwrap();
        assert_eq!(hidden, other);
    }

    #[test]
    fn black_is_finite() {
        assert!(tensor(&filled([0, 0, 0, 255]), INPUT).unwrap().iter().all(|value| value.is_finite()));
    }
}

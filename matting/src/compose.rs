//! From photo and matte to what is written.

use crate::options::{Colour, Output};
use crate::pixels::SamplesMut;
use crate::{Error, Picture, Plane, Samples, Size};

/// What [`crate::codec::write`] writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Composed {
    /// Straight colour and alpha.
    Colour(Picture),
    /// An alpha channel alone.
    Mask(Plane),
}

impl Composed {
    /// Width and height.
    pub fn size(&self) -> Size {
        match self {
            Composed::Colour(picture) => picture.size(),
            Composed::Mask(plane) => plane.size(),
        }
    }
}

/// Puts photo and matte together.
///
/// Alpha is the photo's own alpha times the matte. Colour stays straight: multiplying it by alpha here would darken soft edges
/// twice (rembg does). Where nothing is left of the photo its colour is removed too, so that the background is gone and not only hidden.
///
/// # Errors
/// [`Error::SizeMismatch`] when matte and photo differ in size.
pub fn compose(mut photo: Picture, matte: &Plane, output: Output) -> Result<Composed, Error> {
    let size = photo.size();
    if matte.size() != size {
        return Err(Error::SizeMismatch { width: size.width, height: size.height, needed: size.pixels(), found: matte.values().len() as u64 });
    }
    match output {
        Output::CutOut => cut(&mut photo, matte),
        Output::Over(colour) => {
            cut(&mut photo, matte);
            lay_over(&mut photo, colour);
        }
        Output::Mask => return Ok(Composed::Mask(Plane::new(size, alpha(&photo, matte))?)),
    }
    Ok(Composed::Colour(photo))
}

fn cut(photo: &mut Picture, matte: &Plane) {
    match photo.samples_mut() {
        SamplesMut::Eight(values) => {
            for (pixel, matte) in values.chunks_exact_mut(4).zip(matte.values()) {
                pixel[3] = times(pixel[3], *matte);
                if pixel[3] == 0 {
                    pixel[..3].fill(0);
                }
            }
        }
        SamplesMut::Sixteen(values) => {
            for (pixel, matte) in values.chunks_exact_mut(4).zip(matte.values()) {
                pixel[3] = ((u32::from(pixel[3]) * u32::from(*matte) + 127) / 255) as u16;
                if pixel[3] == 0 {
                    pixel[..3].fill(0);
                }
            }
        }
    }
}

fn alpha(photo: &Picture, matte: &Plane) -> Vec<u8> {
    match photo.samples() {
        Samples::Eight(values) => values.chunks_exact(4).zip(matte.values()).map(|(pixel, matte)| times(pixel[3], *matte)).collect(),
        Samples::Sixteen(values) => values
            .chunks_exact(4)
            .zip(matte.values())
            .map(|(pixel, matte)| ((u32::from(pixel[3]) * u32::from(*matte) + 32_767) / 65_535) as u8)
            .collect(),
    }
}

fn times(a: u8, b: u8) -> u8 {
    ((u32::from(a) * u32::from(b) + 127) / 255) as u8
}

/// "Source over" of Porter and Duff (1984) for straight colours: alpha = a + b(1 − a), colour = (a·top + b(1 − a)·below) / alpha.
fn lay_over(photo: &mut Picture, below: Colour) {
    let below = [below.red, below.green, below.blue, below.alpha].map(|value| f64::from(value) / 255.0);
    fn mix(pixel: [f64; 4], below: [f64; 4]) -> [f64; 4] {
        let below_share = below[3] * (1.0 - pixel[3]);
        let alpha = pixel[3] + below_share;
        let colour = |channel: usize| if alpha > 0.0 { (pixel[channel] * pixel[3] + below[channel] * below_share) / alpha } else { 0.0 };
        [colour(0), colour(1), colour(2), alpha]
    }
    match photo.samples_mut() {
        SamplesMut::Eight(values) => {
            for pixel in values.chunks_exact_mut(4) {
                let mixed = mix([0, 1, 2, 3].map(|channel| f64::from(pixel[channel]) / 255.0), below);
                pixel.copy_from_slice(&mixed.map(|value| (value * 255.0).round() as u8));
            }
        }
        SamplesMut::Sixteen(values) => {
            for pixel in values.chunks_exact_mut(4) {
                let mixed = mix([0, 1, 2, 3].map(|channel| f64::from(pixel[channel]) / 65_535.0), below);
                pixel.copy_from_slice(&mixed.map(|value| (value * 65_535.0).round() as u16));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Size = Size { width: 1, height: 1 };

    fn composed(pixel: [u8; 4], matte: u8, output: Output) -> Vec<u8> {
        let photo = Picture::new(ONE, Samples::Eight(pixel.to_vec())).unwrap();
        match compose(photo, &Plane::new(ONE, vec![matte]).unwrap(), output).unwrap() {
            Composed::Colour(picture) => match picture.samples() {
                Samples::Eight(values) => values.clone(),
                Samples::Sixteen(_) => unreachable!("depth stays"),
            },
            Composed::Mask(plane) => plane.values().to_vec(),
        }
    }

    #[test]
    fn soft_edges_are_not_darkened() {
        assert_eq!(composed([255, 255, 255, 255], 128, Output::CutOut), [255, 255, 255, 128]);
        let white = Output::Over(Colour { red: 255, green: 255, blue: 255, alpha: 255 });
        assert_eq!(composed([255, 255, 255, 255], 128, white), [255, 255, 255, 255]);
    }

    #[test]
    fn a_cut_out_over_its_own_background_is_the_photo() {
        for value in 0..=255 {
            for matte in 0..=255 {
                let over = Output::Over(Colour { red: value, green: value, blue: value, alpha: 255 });
                let result = composed([value, value, value, 255], matte, over);
                assert!(result[0].abs_diff(value) <= 2, "{value} under {matte} became {}", result[0]);
                assert_eq!(result[3], 255);
            }
        }
    }

    #[test]
    fn the_photos_own_alpha_is_respected() {
        assert_eq!(composed([9, 9, 9, 0], 255, Output::CutOut), [0, 0, 0, 0]);
        assert_eq!(composed([9, 9, 9, 100], 255, Output::Mask), [100]);
        assert_eq!(composed([9, 9, 9, 128], 128, Output::Mask), [64]);
        assert_eq!(composed([9, 9, 9, 128], 128, Output::CutOut), [9, 9, 9, 64]);
    }

    #[test]
    fn what_is_cut_away_is_gone_and_not_only_hidden() {
        assert_eq!(composed([1, 2, 3, 255], 0, Output::CutOut), [0, 0, 0, 0]);
    }

    #[test]
    fn sixteen_bits_stay_sixteen_bits() {
        let photo = Picture::new(ONE, Samples::Sixteen(vec![60_000, 30_001, 7, 65_535])).unwrap();
        let result = compose(photo, &Plane::new(ONE, vec![51]).unwrap(), Output::CutOut).unwrap();
        assert_eq!(result, Composed::Colour(Picture::new(ONE, Samples::Sixteen(vec![60_000, 30_001, 7, 13_107])).unwrap()));
    }

    #[test]
    fn a_matte_of_another_size_is_refused() {
        let photo = Picture::new(ONE, Samples::Eight(vec![0; 4])).unwrap();
        let matte = Plane::new(Size { width: 2, height: 1 }, vec![0; 2]).unwrap();
        assert!(matches!(compose(photo, &matte, Output::CutOut), Err(Error::SizeMismatch { .. })));
    }
}

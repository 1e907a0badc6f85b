//! Samples of a TIFF file to red, green, blue and straight alpha, or to CMYK.

use super::directory::Directory;
use super::lab;
use super::samples::{Kind, Layout};
use crate::picture::DecodeError;

/// Tags of colours.
mod tag {
    pub const PHOTOMETRIC: u16 = 262;
    pub const COLOUR_MAP: u16 = 320;
    pub const INK_SET: u16 = 332;
    pub const EXTRA_SAMPLES: u16 = 338;
    pub const COEFFICIENTS: u16 = 529;
    pub const SUBSAMPLING: u16 = 530;
    pub const REFERENCE: u16 = 532;
}

/// Meaning of the first samples of a pixel.
#[derive(Debug, Clone)]
enum Model {
    WhiteIsZero,
    BlackIsZero,
    Rgb,
    /// Red, green and blue of each index.
    Palette(Vec<[u16; 3]>),
    Cmyk,
    Ycc(Ycc),
    /// CIE L*a*b*; true if a* and b* have a sign.
    Lab(bool),
}

/// Conversion of Y'CbCr (TIFF 6.0, section 21).
#[derive(Debug, Clone, Copy)]
struct Ycc {
    /// Shares of red, green and blue in luma.
    shares: [f32; 3],
    /// Black and white of luma, and the same of both chroma components.
    reference: [f32; 6],
}

/// Alpha of a pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alpha {
    None,
    /// At this place among the samples; the colours are those of the subject.
    Straight(usize),
    /// The colours are multiplied by it.
    Associated(usize),
}

/// Meaning of the samples.
#[derive(Debug, Clone)]
pub struct Colours {
    model: Model,
    alpha: Alpha,
    max: u16,
    /// Pixels of luma for each of chroma, across and down; (1, 1) where the samples come pixel by pixel.
    pub subsampling: (usize, usize),
}

impl Colours {
    /// Meaning of the samples of a directory.
    ///
    /// # Errors
    /// Colours that cannot be read, by name.
    pub fn of(directory: &Directory<'_>, samples: usize, layout: &Layout, is_jpeg: bool) -> Result<Self, DecodeError> {
        let unsupported = |name: &str| Err(DecodeError::Unsupported(name.to_owned()));
        let (model, base) = match directory.integer(tag::PHOTOMETRIC) {
            Some(0) => (Model::WhiteIsZero, 1),
            Some(1) => (Model::BlackIsZero, 1),
            Some(2) => (Model::Rgb, 3),
            Some(3) => (Model::Palette(palette(directory, layout)?), 1),
            Some(5) if directory.integer(tag::INK_SET).is_none_or(|set| set == 1) => (Model::Cmyk, 4),
            Some(5) => return unsupported("inks other than cyan, magenta, yellow and black"),
            Some(6) => (Model::Ycc(Ycc::of(directory, layout)?), 3),
            Some(4) => return unsupported("a transparency mask alone"),
            Some(8) if layout.kind == Kind::Unsigned && matches!(layout.bits, 8 | 16) => (Model::Lab(true), 3),
            Some(9) if layout.kind == Kind::Unsigned && layout.bits == 8 => (Model::Lab(false), 3),
            Some(8..=10) => return unsupported("CIE L*a*b* colours of this kind"),
            Some(32_844 | 32_845) => return unsupported("LogLuv colours"),
            Some(other) => return Err(DecodeError::Unsupported(format!("photometric interpretation {other}"))),
            // It has to be there, and writers of gray files forget it.
            None if samples <= 2 => (Model::BlackIsZero, 1),
            None => (Model::Rgb, 3),
        };
        if samples < base {
            return Err(DecodeError::Damaged(format!("it has {samples} samples a pixel where its colours need {base}")));
        }
        let extra = directory.integers(tag::EXTRA_SAMPLES);
        let alpha = match extra.iter().position(|kind| matches!(kind, 1 | 2)) {
            Some(at) if base + at < samples => {
                if extra[at] == 1 {
                    Alpha::Associated(base + at)
                } else {
                    Alpha::Straight(base + at)
                }
            }
            // Writers forget to say what the sample after the colours is.
            None if extra.is_empty() && samples == base + 1 => Alpha::Straight(base),
            _ => Alpha::None,
        };
        if matches!(model, Model::Cmyk) && alpha != Alpha::None {
            return unsupported("CMYK with transparency");
        }
        let subsampling = match (&model, is_jpeg) {
            (Model::Ycc(_), false) => match directory.integers(tag::SUBSAMPLING)[..] {
                [across @ (1 | 2 | 4), down @ (1 | 2 | 4), ..] => (across as usize, down as usize),
                [] => (2, 2),
                _ => return unsupported("an odd subsampling of colours"),
            },
            _ => (1, 1),
        };
        Ok(Self { model, alpha, max: layout.max(), subsampling })
    }

    /// True if samples are places in a palette.
    pub fn is_palette(&self) -> bool {
        matches!(self.model, Model::Palette(_))
    }

    /// True if the four values of a pixel are inks.
    pub fn is_cmyk(&self) -> bool {
        matches!(self.model, Model::Cmyk)
    }

    /// Bytes of subsampled data for that many pixels: of each block its luma, then both chroma samples.
    pub fn unit_bytes(&self, width: usize, height: usize) -> usize {
        let (across, down) = self.subsampling;
        width.div_ceil(across) * height.div_ceil(down) * (across * down + 2)
    }

    /// Subsampled data with the chroma of each block repeated, three bytes a pixel. What is missing is left out.
    pub fn full_size(&self, data: &[u8], width: usize, height: usize) -> Vec<u8> {
        let (across, down) = self.subsampling;
        let unit = across * down + 2;
        let mut pixels = Vec::with_capacity(width * height * 3);
        for y in 0..height {
            for x in 0..width {
                let at = (y / down * width.div_ceil(across) + x / across) * unit;
                let Some(block) = data.get(at..at + unit) else { return pixels };
                pixels.extend([block[y % down * across + x % across], block[unit - 2], block[unit - 1]]);
            }
        }
        pixels
    }

    /// Appends four values for each pixel of `samples` values.
    pub fn convert(&self, pixels: &[u16], samples: usize, into: &mut Vec<u16>) {
        let max = self.max;
        for pixel in pixels.chunks_exact(samples) {
            let mut colour = match &self.model {
                Model::WhiteIsZero => [max - pixel[0]; 3],
                Model::BlackIsZero => [pixel[0]; 3],
                Model::Rgb => [pixel[0], pixel[1], pixel[2]],
                Model::Palette(colours) => colours.get(usize::from(pixel[0])).copied().unwrap_or_default(),
                Model::Lab(is_signed) => lab::rgb([pixel[0], pixel[1], pixel[2]], max, *is_signed),
                Model::Ycc(ycc) => ycc.rgb([pixel[0], pixel[1], pixel[2]], max),
                Model::Cmyk => {
                    into.extend_from_slice(&pixel[..4]);
                    continue;
                }
            };
            let alpha = match self.alpha {
                Alpha::None => max,
                Alpha::Straight(at) => pixel[at],
                Alpha::Associated(at) => {
                    let alpha = u64::from(pixel[at]);
                    for value in &mut colour {
                        *value = (u64::from(*value) * u64::from(max) + alpha / 2).checked_div(alpha).unwrap_or(0).min(u64::from(max)) as u16;
                    }
                    pixel[at]
                }
            };
            into.extend(colour);
            into.push(alpha);
        }
    }
}

/// Colours of a palette in 8 bits: all reds, all greens, all blues in 16 bits each.
fn palette(directory: &Directory<'_>, layout: &Layout) -> Result<Vec<[u16; 3]>, DecodeError> {
    let map = directory.integers(tag::COLOUR_MAP);
    let count = map.len() / 3;
    if layout.bits > 8 || count == 0 {
        return Err(DecodeError::Unsupported("a palette of more than 256 colours".to_owned()));
    }
    // Some writers have values of 8 bits.
    let shift = if map.iter().all(|value| *value < 256) { 0 } else { 8 };
    let value = |at: usize| (map[at] >> shift) as u16;
    Ok((0..count).map(|index| [value(index), value(count + index), value(2 * count + index)]).collect())
}

impl Ycc {
    fn of(directory: &Directory<'_>, layout: &Layout) -> Result<Self, DecodeError> {
        if layout.bits != 8 {
            return Err(DecodeError::Unsupported(format!("Y'CbCr of {} bits", layout.bits)));
        }
        let numbers = |tag| directory.fractions(tag).into_iter().map(|(over, under)| over as f32 / under.max(1) as f32).collect::<Vec<f32>>();
        let shares = numbers(tag::COEFFICIENTS).try_into().unwrap_or([0.299, 0.587, 0.114]);
        let reference: [f32; 6] = numbers(tag::REFERENCE).try_into().unwrap_or([0.0, 255.0, 128.0, 255.0, 128.0, 255.0]);
        let is_valid = shares.iter().all(|share| (0.01..1.0).contains(share)) && reference.chunks_exact(2).all(|pair| pair[1] - pair[0] > 1.0);
        if is_valid { Ok(Self { shares, reference }) } else { Err(DecodeError::Damaged("its Y'CbCr coefficients make no colours".to_owned())) }
    }

    fn rgb(&self, [luma, blue, red]: [u16; 3], max: u16) -> [u16; 3] {
        let [black, white, blue_zero, blue_full, red_zero, red_full] = self.reference;
        let y = (f32::from(luma) - black) * 255.0 / (white - black);
        let cb = (f32::from(blue) - blue_zero) * 127.0 / (blue_full - blue_zero);
        let cr = (f32::from(red) - red_zero) * 127.0 / (red_full - red_zero);
        let [of_red, of_green, of_blue] = self.shares;
        let r = y + cr * (2.0 - 2.0 * of_red);
        let b = y + cb * (2.0 - 2.0 * of_blue);
        let g = (y - of_red * r - of_blue * b) / of_green;
        [r, g, b].map(|value| value.round().clamp(0.0, f32::from(max)) as u16)
    }
}

//! What the values of a photo mean: kept in the output, so that a cut-out looks like its photo.

use std::borrow::Cow;
use std::io::Cursor;

use moxcms::{ColorProfile, Layout, TransformOptions};

use crate::pixels::SamplesMut;
use crate::{Format, Picture};

/// The ICC profile or the PNG colour chunks of a source. Nothing at all means sRGB by custom.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ColourSpace {
    icc: Option<Vec<u8>>,
    srgb: Option<png::SrgbRenderingIntent>,
    gamma: Option<png::ScaledFloat>,
    chromaticities: Option<png::SourceChromaticities>,
    code_points: Option<png::CodingIndependentCodePoints>,
}

impl ColourSpace {
    /// sRGB, said explicitly.
    pub fn srgb() -> Self {
        Self { srgb: Some(png::SrgbRenderingIntent::Perceptual), ..Self::default() }
    }

    /// The ICC profile, if the source had one for red, green and blue.
    pub fn icc(&self) -> Option<&[u8]> {
        self.icc.as_deref()
    }

    /// What a file says about its colours. A gray profile is applied to the picture, which an RGBA file could not carry;
    /// a CMYK profile does not describe the RGB values that the decoder made and is dropped.
    pub(crate) fn of_source(icc: Option<Vec<u8>>, file: &[u8], format: Format, picture: &mut Picture) -> Self {
        let mut colour = if format == Format::Png { Self::of_png(file) } else { Self::default() };
        let Some(icc) = icc.filter(|icc| is_well_formed(icc)) else { return colour };
        match icc.get(16..20) {
            Some(b"RGB ") => colour.icc = Some(icc),
            Some(b"GRAY") if gray_to_srgb(&icc, picture).is_some() => colour = Self::srgb(),
            _ => {}
        }
        colour
    }

    fn of_png(file: &[u8]) -> Self {
        let Ok(reader) = png::Decoder::new(Cursor::new(file)).read_info() else { return Self::default() };
        let info = reader.info();
        Self { icc: None, srgb: info.srgb, gamma: info.gama_chunk, chromaticities: info.chrm_chunk, code_points: info.coding_independent_code_points }
    }

    /// A PNG header with these colours and nothing else.
    pub(crate) fn png_info(&self) -> png::Info<'_> {
        let mut info = png::Info::default();
        info.icc_profile = self.icc.as_deref().map(Cow::Borrowed);
        info.srgb = self.srgb;
        (info.source_gamma, info.gama_chunk) = (self.gamma, self.gamma);
        (info.source_chromaticities, info.chrm_chunk) = (self.chromaticities, self.chromaticities);
        info.coding_independent_code_points = self.code_points;
        info
    }
}

/// The header of a profile (ICC.1:2022, 7.2): its size, and the signature at byte 36.
fn is_well_formed(icc: &[u8]) -> bool {
    let size = icc.get(..4).and_then(|size| size.try_into().ok()).map(u32::from_be_bytes);
    size.is_some_and(|size| size as usize <= icc.len() && size >= 132) && icc.get(36..40) == Some(b"acsp")
}

fn gray_to_srgb(icc: &[u8], picture: &mut Picture) -> Option<()> {
    let (from, to) = (ColorProfile::new_from_slice(icc).ok()?, ColorProfile::new_srgb());
    let options = TransformOptions::default;
    match picture.samples_mut() {
        SamplesMut::Eight(values) => {
            let gray: Vec<u8> = (0..=u8::MAX).collect();
            let mut rgb = vec![0; gray.len() * 3];
            from.create_transform_8bit(Layout::Gray, &to, Layout::Rgb, options()).ok()?.transform(&gray, &mut rgb).ok()?;
            look_up(values, &rgb, usize::from);
        }
        SamplesMut::Sixteen(values) => {
            let gray: Vec<u16> = (0..=u16::MAX).collect();
            let mut rgb = vec![0; gray.len() * 3];
            from.create_transform_16bit(Layout::Gray, &to, Layout::Rgb, options()).ok()?.transform(&gray, &mut rgb).ok()?;
            look_up(values, &rgb, usize::from);
        }
    }
    Some(())
}

fn look_up<T: Copy>(pixels: &mut [T], table: &[T], index: impl Fn(T) -> usize) {
    for pixel in pixels.chunks_exact_mut(4) {
        let at = index(pixel[0]) * 3;
        if let Some(rgb) = table.get(at..at + 3) {
            pixel[..3].copy_from_slice(rgb);
        }
    }
}

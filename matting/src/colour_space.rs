//! Colour space of a photo: kept in the output, so that a cut-out looks like its photo.

use std::borrow::Cow;

use codecs::png;
use moxcms::{Chromaticity, CicpProfile, ColorPrimaries, ColorProfile, Layout, MatrixCoefficients, ToneReprCurve, TransformOptions, XyY};

use crate::colour::Colour;
use crate::pixels::{Picture, SamplesMut};

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

    /// The content of a PNG's cICP chunk, which `png` reads but does not write.
    pub(crate) fn png_code_points(&self) -> Option<[u8; 4]> {
        let points = self.code_points?;
        Some([points.color_primaries, points.transfer_function, points.matrix_coefficients, u8::from(points.is_video_full_range_image)])
    }

    /// The same as an ICC profile, for files that can have nothing else; nothing where it is sRGB.
    ///
    /// Precedence among a PNG's chunks is that of PNG (third edition, 4.3): cICP, iCCP, sRGB, then gAMA with cHRM.
    pub fn profile(&self) -> Option<Cow<'_, [u8]>> {
        if self.code_points.is_some_and(|points| (points.color_primaries, points.transfer_function) == (1, 13)) {
            return None;
        }
        if let Some(profile) = self.code_points.and_then(of_code_points) {
            return profile.encode().ok().map(Cow::Owned);
        }
        match (&self.icc, self.srgb) {
            (Some(icc), _) => Some(Cow::Borrowed(icc)),
            (None, Some(_)) => None,
            (None, None) => of_gamma(self.gamma?, self.chromaticities)?.encode().ok().map(Cow::Owned),
        }
    }

    /// Gives a picture's values the meaning that they have in sRGB. A profile that cannot be applied leaves them as they are.
    pub(crate) fn convert_to_srgb(&self, picture: &mut Picture) {
        if let Some(profile) = self.known_profile() {
            convert(picture.samples_mut(), &profile, &ColorProfile::new_srgb());
        }
    }

    /// Gives a picture's values, which are sRGB, the meaning that they have here, so that both can be in one file.
    pub(crate) fn convert_from_srgb(&self, picture: &mut Picture) {
        if let Some(profile) = self.known_profile() {
            convert(picture.samples_mut(), &ColorProfile::new_srgb(), &profile);
        }
    }

    /// The values that show a colour here.
    pub(crate) fn values_of(&self, colour: Colour) -> Colour {
        let mut values = [colour.red, colour.green, colour.blue, colour.alpha];
        if let Some(profile) = self.known_profile() {
            convert(SamplesMut::Eight(&mut values), &ColorProfile::new_srgb(), &profile);
        }
        let [red, green, blue, alpha] = values;
        Colour { red, green, blue, alpha }
    }

    /// True if the values are sRGB, said or by custom.
    pub(crate) fn is_srgb(&self) -> bool {
        self.profile().is_none()
    }

    /// Nothing where it is sRGB or cannot be read.
    fn known_profile(&self) -> Option<ColorProfile> {
        ColorProfile::new_from_slice(&self.profile()?).ok()
    }

    /// Colour space of a PNG that was written here: its profile is one for red, green and blue.
    #[cfg(feature = "avif-write")]
    pub(crate) fn of_own_png(icc: Option<Vec<u8>>, file: &[u8]) -> Self {
        Self { icc, ..Self::of_png(file) }
    }

    /// Colour space that a file declares. A gray profile is applied to the picture, which an RGBA file could not carry; a profile for
    /// anything but red, green and blue or gray does not describe the picture and is dropped.
    pub(crate) fn of_source(icc: Option<Vec<u8>>, file: &[u8], is_png: bool, picture: &mut Picture) -> Self {
        let mut colour = if is_png { Self::of_png(file) } else { Self::default() };
        let Some(icc) = icc.filter(|icc| is_well_formed(icc)) else { return colour };
        match icc.get(16..20) {
            Some(b"RGB ") => colour.icc = Some(icc),
            Some(b"GRAY") if gray_to_srgb(&icc, picture).is_some() => colour = Self::srgb(),
            _ => {}
        }
        colour
    }

    /// Colour space of red, green and blue with these primaries and this transfer characteristic, as a profile, which more programs read than
    /// numbers. Those that no profile can be made of are taken for sRGB.
    pub(crate) fn of_code_points((color_primaries, transfer_function): (u8, u8)) -> Self {
        let points = png::CodingIndependentCodePoints { color_primaries, transfer_function, matrix_coefficients: 0, is_video_full_range_image: true };
        Self { icc: of_code_points(points).and_then(|profile| profile.encode().ok()), ..Self::default() }
    }

    fn of_png(file: &[u8]) -> Self {
        let Some(info) = codecs::png_header(file) else { return Self::default() };
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
pub(crate) fn is_well_formed(icc: &[u8]) -> bool {
    let size = icc.get(..4).and_then(|size| size.try_into().ok()).map(u32::from_be_bytes);
    size.is_some_and(|size| size as usize <= icc.len() && size >= 132) && icc.get(36..40) == Some(b"acsp")
}

/// cICP (ITU-T H.273), where it is RGB with a curve that an ICC profile can have.
fn of_code_points(points: png::CodingIndependentCodePoints) -> Option<ColorProfile> {
    let mut profile = ColorProfile::new_srgb();
    let cicp = CicpProfile {
        color_primaries: points.color_primaries.try_into().ok()?,
        transfer_characteristics: points.transfer_function.try_into().ok()?,
        matrix_coefficients: MatrixCoefficients::Identity,
        full_range: true,
    };
    (profile.cicp, profile.description) = (None, None);
    // It says false either way; the tag is set when primaries and curve are known.
    profile.update_rgb_colorimetry_from_cicp(cicp);
    profile.cicp.is_some().then_some(profile)
}

/// gAMA and cHRM. The gamma that stands for sRGB, without other primaries, is sRGB.
fn of_gamma(gamma: png::ScaledFloat, chromaticities: Option<png::SourceChromaticities>) -> Option<ColorProfile> {
    let gamma = gamma.into_value();
    let near = |a: f32, b: f32| (a - b).abs() < 0.001;
    if !(0.1..=10.0).contains(&gamma) {
        return None;
    }
    let mut profile = ColorProfile::new_srgb();
    (profile.cicp, profile.description) = (None, None);
    if let Some(points) = chromaticities {
        let point = |(x, y): (png::ScaledFloat, png::ScaledFloat)| Chromaticity::new(x.into_value(), y.into_value());
        let [white, red, green, blue] = [points.white, points.red, points.green, points.blue].map(point);
        let of_srgb = [(0.3127, 0.3290), (0.64, 0.33), (0.30, 0.60), (0.15, 0.06)];
        if [white, red, green, blue].iter().zip(of_srgb).any(|(point, (x, y))| !near(point.x, x) || !near(point.y, y)) {
            if [white, red, green, blue].iter().any(|point| point.y <= 0.0) {
                return None;
            }
            profile.update_rgb_colorimetry(XyY { x: white.x.into(), y: white.y.into(), yb: 1.0 }, ColorPrimaries { red, green, blue });
        } else if near(gamma, 1.0 / 2.2) {
            return None;
        }
    } else if near(gamma, 1.0 / 2.2) {
        return None;
    }
    let curve = ToneReprCurve::Parametric(vec![1.0 / gamma]);
    (profile.red_trc, profile.green_trc, profile.blue_trc) = (Some(curve.clone()), Some(curve.clone()), Some(curve));
    Some(profile)
}

/// Pixels at a time, so that the copy that they are converted from stays small.
const STRIP: usize = 1 << 14;

fn convert(samples: SamplesMut<'_>, from: &ColorProfile, to: &ColorProfile) {
    let options = TransformOptions::default;
    match samples {
        SamplesMut::Eight(values) => {
            let Ok(transform) = from.create_transform_8bit(Layout::Rgba, to, Layout::Rgba, options()) else { return };
            strips(values, |from, to| transform.transform(from, to).is_ok());
        }
        SamplesMut::Sixteen(values) => {
            let Ok(transform) = from.create_transform_16bit(Layout::Rgba, to, Layout::Rgba, options()) else { return };
            strips(values, |from, to| transform.transform(from, to).is_ok());
        }
    }
}

/// A strip that cannot be transformed stays as it is; its size is the only thing that could be wrong.
fn strips<T: Copy>(values: &mut [T], transform: impl Fn(&[T], &mut [T]) -> bool) {
    for strip in values.chunks_mut(STRIP * 4) {
        let before = strip.to_vec();
        if !transform(&before, strip) {
            strip.copy_from_slice(&before);
        }
    }
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

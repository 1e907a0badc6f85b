//! CMYK to sRGB, since a cut-out has an alpha and no CMYK file has one.

use codecs::Samples;
use moxcms::{ColorProfile, DataColorSpace, Layout, RenderingIntent, TransformOptions};

use crate::colour_space::is_well_formed;

/// Pixels at a time.
const STRIP: usize = 1 << 14;

/// Red, green, blue and an opaque alpha in the place of the four inks of each pixel: by their profile, or by the usual formula where there is none that
/// can be applied.
pub fn to_srgb(inks: &mut Samples, icc: Option<&[u8]>) {
    let profile = icc.filter(|icc| is_well_formed(icc)).and_then(|icc| ColorProfile::new_from_slice(icc).ok());
    let profile = profile.filter(|profile| profile.color_space == DataColorSpace::Cmyk);
    let srgb = ColorProfile::new_srgb();
    // Colours as they are in print; profiles without that table have one for all.
    let options = [RenderingIntent::RelativeColorimetric, RenderingIntent::Perceptual]
        .map(|rendering_intent| TransformOptions { rendering_intent, ..TransformOptions::default() });
    match inks {
        Samples::Eight(values) => {
            let transform = profile.and_then(|profile| {
                options.into_iter().find_map(|options| profile.create_transform_8bit(Layout::Rgba, &srgb, Layout::Rgba, options).ok())
            });
            convert(values, u8::MAX, |from, to| transform.as_ref().is_some_and(|transform| transform.transform(from, to).is_ok()));
        }
        Samples::Sixteen(values) => {
            let transform = profile.and_then(|profile| {
                options.into_iter().find_map(|options| profile.create_transform_16bit(Layout::Rgba, &srgb, Layout::Rgba, options).ok())
            });
            convert(values, u16::MAX, |from, to| transform.as_ref().is_some_and(|transform| transform.transform(from, to).is_ok()));
        }
    }
}

/// By `transform` or, where it says no, by what each ink leaves of the light.
fn convert<T>(values: &mut [T], max: T, transform: impl Fn(&[T], &mut [T]) -> bool)
where
    T: Copy + Default + TryFrom<u64>,
    u64: From<T>,
{
    for strip in values.chunks_mut(STRIP * 4) {
        let inks = strip.to_vec();
        let is_done = transform(&inks, strip);
        for (pixel, ink) in strip.chunks_exact_mut(4).zip(inks.chunks_exact(4)) {
            let light = |ink: T| u64::from(max) - u64::from(ink);
            if !is_done {
                for (value, colour) in pixel.iter_mut().zip(&ink[..3]) {
                    *value = T::try_from((light(*colour) * light(ink[3]) + u64::from(max) / 2) / u64::from(max)).unwrap_or_default();
                }
            }
            pixel[3] = max;
        }
    }
}

//! Inks to sRGB, since a cut-out has an alpha and no file with four inks has one.

use codecs::image::{DynamicImage, ImageBuffer};
use codecs::{Cmyk, CmykValues};
use moxcms::{ColorProfile, DataColorSpace, Layout, RenderingIntent, TransformOptions};

use crate::colour_space::is_well_formed;

/// Pixels at a time.
const STRIP: usize = 1 << 14;

/// The picture by its profile, or by the usual formula where it has none that can be applied; `None` if there are too few values for its size.
pub fn to_srgb(Cmyk { width, height, values }: Cmyk, icc: Option<&[u8]>) -> Option<DynamicImage> {
    let profile = icc.filter(|icc| is_well_formed(icc)).and_then(|icc| ColorProfile::new_from_slice(icc).ok());
    let profile = profile.filter(|profile| profile.color_space == DataColorSpace::Cmyk);
    let srgb = ColorProfile::new_srgb();
    // Colours as they are in print; profiles without that table have one for all.
    let options = [RenderingIntent::RelativeColorimetric, RenderingIntent::Perceptual]
        .map(|rendering_intent| TransformOptions { rendering_intent, ..TransformOptions::default() });
    match values {
        CmykValues::Eight(inks) => {
            let transform = profile.and_then(|profile| {
                options.into_iter().find_map(|options| profile.create_transform_8bit(Layout::Rgba, &srgb, Layout::Rgb, options).ok())
            });
            let rgb = converted(&inks, u8::MAX, |from, to| transform.as_ref().is_some_and(|transform| transform.transform(from, to).is_ok()));
            Some(DynamicImage::ImageRgb8(ImageBuffer::from_raw(width, height, rgb)?))
        }
        CmykValues::Sixteen(inks) => {
            let transform = profile.and_then(|profile| {
                options.into_iter().find_map(|options| profile.create_transform_16bit(Layout::Rgba, &srgb, Layout::Rgb, options).ok())
            });
            let rgb = converted(&inks, u16::MAX, |from, to| transform.as_ref().is_some_and(|transform| transform.transform(from, to).is_ok()));
            Some(DynamicImage::ImageRgb16(ImageBuffer::from_raw(width, height, rgb)?))
        }
    }
}

/// Three values for each four, by `transform` or, where it says no, by what each ink leaves of the light.
fn converted<T>(inks: &[T], max: T, transform: impl Fn(&[T], &mut [T]) -> bool) -> Vec<T>
where
    T: Copy + Default + TryFrom<u64>,
    u64: From<T>,
{
    let max = u64::from(max);
    let mut rgb = vec![T::default(); inks.len() / 4 * 3];
    for (from, to) in inks.chunks(STRIP * 4).zip(rgb.chunks_mut(STRIP * 3)) {
        if transform(from, to) {
            continue;
        }
        for (ink, colour) in from.chunks_exact(4).zip(to.chunks_exact_mut(3)) {
            let light = |channel: usize| max - u64::from(ink[channel]);
            for channel in 0..3 {
                colour[channel] = T::try_from((light(channel) * light(3) + max / 2) / max).unwrap_or_default();
            }
        }
    }
    rgb
}

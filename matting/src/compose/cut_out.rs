//! Colours of the subject, background and shadow, as the options ask.

use std::borrow::Cow;

use closed_form::{Layers, MAX_PIXELS};

use crate::colour_space::ColourSpace;
use crate::framing::Outline;
use crate::options::{Options, Output, Quality};
use crate::scene::{Background, Fit};
use crate::stage_error::checkpoint;
use crate::{Error, Picture, Plane, Progress, resize};

use super::background::BackgroundSource;
use super::composed::{Composed, Layout, compose, mask};

/// Longer side of the estimated background: it is blurred anyway.
const ESTIMATED_SIDE: u32 = 1024;

/// Composes a photo and its matte. The photo is copied only where its pixels change. `background` is the picture for [`Background::Picture`], in sRGB.
///
/// # Errors
/// [`Error::NoBackground`], [`Error::SizeMismatch`] when matte and photo differ in size, [`Error::OverLimit`] for a frame over the limits,
/// [`Error::Cancelled`].
pub fn cut_out(
    photo: Cow<'_, Picture>,
    space: &ColourSpace,
    matte: &Plane,
    options: &Options,
    background: Option<&Picture>,
    progress: &mut dyn Progress,
) -> Result<Composed, Error> {
    let outline = options.outline.map(|outline| Outline { colour: space.values_of(outline.colour), ..outline });
    let layout = Layout { outline, shadow: None, trim: options.trim, frame: options.frame, limits: options.limits };
    let scene = match options.output {
        Output::Mask => return mask(&photo, matte, &layout),
        Output::CutOut(scene) => scene,
    };
    let estimated = match scene.background {
        Background::Blur { .. } => Some(estimated_background(&photo, matte)?),
        Background::Transparent | Background::Colour(_) | Background::Picture { .. } => None,
    };
    checkpoint(progress)?;
    let mut photo = photo.into_owned();
    if options.clean_edge && options.quality != Quality::Raw {
        let layers = Layers::estimate(photo.view()?, matching(&photo, matte)?, MAX_PIXELS)?;
        checkpoint(progress)?;
        layers.foreground(photo.view_mut()?, matte.values())?;
        checkpoint(progress)?;
    }
    let picture = background.map(|picture| in_space(picture, space));
    let source = match (scene.background, &picture, &estimated) {
        (Background::Colour(colour), _, _) => BackgroundSource::Colour(space.values_of(colour)),
        (Background::Picture { fit }, Some(picture), _) => BackgroundSource::Picture { picture, fit: fit_in_space(fit, space) },
        (Background::Picture { .. }, None, _) => return Err(Error::NoBackground),
        (Background::Blur { radius }, _, Some(estimated)) => BackgroundSource::Blur { estimated, radius },
        (Background::Transparent | Background::Blur { .. }, _, _) => BackgroundSource::Transparent,
    };
    let composed = compose(photo, matte, source, &Layout { shadow: scene.shadow, ..layout })?;
    Ok(if options.encoding.output_format().has_alpha() { composed } else { Composed { pixels: composed.pixels.over_white(), ..composed } })
}

/// Values of a matte of the photo's size.
fn matching<'a>(photo: &Picture, matte: &'a Plane) -> Result<&'a [u8], Error> {
    let size = photo.size();
    if matte.size() == size {
        return Ok(matte.values());
    }
    Err(Error::SizeMismatch { width: size.width, height: size.height, needed: size.pixels(), found: matte.values().len() as u64 })
}

/// A picture in sRGB, with the values that show the same in the photo's file.
fn in_space<'a>(picture: &'a Picture, space: &ColourSpace) -> Cow<'a, Picture> {
    if space.is_srgb() {
        return Cow::Borrowed(picture);
    }
    let mut picture = picture.clone();
    space.convert_from_srgb(&mut picture);
    Cow::Owned(picture)
}

fn fit_in_space(fit: Fit, space: &ColourSpace) -> Fit {
    match fit {
        Fit::Cover => Fit::Cover,
        Fit::Contain { bars } => Fit::Contain { bars: space.values_of(bars) },
    }
}

/// Background of the photo without its subject, small.
fn estimated_background(photo: &Picture, matte: &Plane) -> Result<Picture, Error> {
    let mut small = resize::within(photo, ESTIMATED_SIDE)?.into_owned();
    let matte = resize::plane(matte, small.size())?;
    Layers::estimate(small.view()?, matte.values(), MAX_PIXELS)?.background(small.view_mut()?, matte.values())?;
    Ok(small)
}

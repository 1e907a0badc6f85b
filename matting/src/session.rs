//! One photo on the table: what is known of it stays, so that a changed choice repeats only the stages after it.

use std::borrow::Cow;
use std::ops::ControlFlow;

use crate::alpha::{self, Method};
use crate::backdrop::Backdrop;
use crate::colour_space::ColourSpace;
use crate::compose::{self, Composed};
use crate::doubt::{self, Doubt, Verdict};
use crate::foreground::{self, Layers};
use crate::fusion::{self, Reference};
use crate::passes::{Effort, SaliencyMap};
use crate::scene::Background;
use crate::strokes::{self, Stroke};
use crate::{
    Error, Fit, Format, Limits, Options, Output, Photo, Picture, Plane, Quality, Saliency, Size, Source, Stage, Trimap, Tuning, Watch, band, codec,
    enclosed, encode, postprocess, resize,
};

/// The background layer is blurred anyway: this many pixels on its longer side show all of it.
const SURROUNDINGS_SIDE: u32 = 1024;

/// Strokes are drawn into a trimap of this longer side at most.
const STROKES_SIDE: u32 = 1024;

/// What a person gives beside photo and options.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Given {
    /// Strokes of the brush.
    pub strokes: Vec<Stroke>,
    /// A trimap (0 background, 255 subject, anything else unknown), of any size, in place of the one from the network's map.
    pub trimap: Option<Plane>,
    /// A mask (0 background, 255 subject), of any size, in place of the network's map.
    pub mask: Option<Plane>,
    /// The picture for [`Background::Picture`], in sRGB.
    pub backdrop: Option<Picture>,
}

/// A finished cut-out.
#[derive(Debug, Clone, PartialEq)]
pub struct CutOut {
    /// The bytes of the file, as [`Options::encoding`] says.
    pub file: Vec<u8>,
    /// Width and height of what was written.
    pub size: Size,
    /// What the photo's file was.
    pub format: Format,
    /// How far it can be trusted.
    pub doubt: Doubt,
}

/// A photo, what the network saw in it, and the last matte.
#[derive(Debug, Clone)]
pub struct Session {
    photo: Photo,
    map: Option<SaliencyMap>,
    /// Constants in place of the quality's own.
    tuning: Option<Tuning>,
    matted: Option<Matted>,
}

/// A matte, and all that it depends on beside the photo.
#[derive(Debug, Clone)]
struct Matted {
    quality: Quality,
    strokes: Vec<Stroke>,
    trimap: Option<Plane>,
    mask: Option<Plane>,
    matte: Plane,
    doubt: Doubt,
}

impl Matted {
    fn is_for(&self, quality: Quality, given: &Given) -> bool {
        self.quality == quality && self.strokes == given.strokes && self.trimap == given.trimap && self.mask == given.mask
    }
}

impl Session {
    /// Reads a photo.
    ///
    /// # Errors
    /// As [`codec::read`].
    pub fn open(source: Source<'_>, limits: &Limits, watch: &mut dyn Watch) -> Result<Self, Error> {
        enter(watch, Stage::Read)?;
        Ok(Self { photo: codec::read(source, limits)?, map: None, tuning: None, matted: None })
    }

    /// The photo.
    pub fn photo(&self) -> &Photo {
        &self.photo
    }

    /// The same photo at most `max_side` pixels long, with what the network saw in it and the last matte: for quick looks at a choice.
    ///
    /// # Errors
    /// As [`resize::picture`].
    pub fn smaller(&self, max_side: u32) -> Result<Self, Error> {
        let Photo { picture, colour, exif, format } = &self.photo;
        let size = picture.size();
        if size.width.max(size.height) <= max_side {
            return Ok(self.clone());
        }
        let size = resize::fitting(size, max_side);
        let photo = Photo { picture: resize::picture(picture, size)?, colour: colour.clone(), exif: exif.clone(), format: *format };
        let matted = match &self.matted {
            Some(matted) => Some(Matted { matte: resize::plane(&matted.matte, size)?, ..matted.clone() }),
            None => None,
        };
        Ok(Self { photo, map: self.map.clone(), tuning: self.tuning, matted })
    }

    /// What is known of the matte before the photo is asked, and how far it can be trusted. A given trimap asks no network.
    ///
    /// # Errors
    /// Those of the network.
    pub fn trimap(&mut self, network: &dyn Saliency, quality: Quality, given: &Given) -> Result<(Trimap, Doubt), Error> {
        let (mut trimap, doubt) = match &given.trimap {
            Some(plane) => (Trimap::from_plane(plane), Doubt::NONE),
            None => {
                let tuning = self.tuning(quality);
                let map = self.find(network, quality, given)?;
                let trimap = band::trimap(map.values.view(), map.grain, &tuning)?;
                let doubt = doubt::judge(map);
                (trimap, doubt)
            }
        };
        if !given.strokes.is_empty() {
            // Strokes are finer than the network's map.
            let Size { width, height } = self.photo.picture.size();
            trimap = trimap.resized(resize::fitting(Size { width, height }, width.max(height).min(STROKES_SIDE)))?;
            strokes::draw(&given.strokes, &mut trimap);
        }
        Ok((trimap, doubt))
    }

    /// Everything after reading: find, refine, compose, encode. The photo stays, for another choice.
    ///
    /// # Errors
    /// See [`Error`]; the session stays as it was.
    pub fn cut_out(&mut self, network: &dyn Saliency, options: &Options, given: &Given, watch: &mut dyn Watch) -> Result<CutOut, Error> {
        let (composed, doubt) = self.composed(network, options, given, watch)?;
        written(&composed, &self.photo, options, doubt, watch)
    }

    /// [`Self::cut_out`] for the last time, in the photo's own memory.
    ///
    /// # Errors
    /// As [`Self::cut_out`].
    pub fn into_cut_out(mut self, network: &dyn Saliency, options: &Options, given: &Given, watch: &mut dyn Watch) -> Result<CutOut, Error> {
        let Matted { matte, doubt, .. } = self.matted(network, options, given, watch)?;
        let picture = std::mem::replace(&mut self.photo.picture, Picture::dot());
        written(&compose(picture, &self.photo.colour, &matte, options, given, watch)?, &self.photo, options, doubt, watch)
    }

    /// The pixels of a cut-out, without a file: for a preview.
    ///
    /// # Errors
    /// As [`Self::cut_out`].
    pub fn composed(&mut self, network: &dyn Saliency, options: &Options, given: &Given, watch: &mut dyn Watch) -> Result<(Composed, Doubt), Error> {
        let matted = self.matted(network, options, given, watch)?;
        let Matted { matte, doubt, .. } = self.matted.insert(matted);
        Ok((compose(self.photo.picture.clone(), &self.photo.colour, matte, options, given, watch)?, *doubt))
    }

    /// The last matte where it is the one wanted, or a new one.
    fn matted(&mut self, network: &dyn Saliency, options: &Options, given: &Given, watch: &mut dyn Watch) -> Result<Matted, Error> {
        let Options { quality, .. } = *options;
        enter(watch, Stage::Find)?;
        if let Some(matted) = self.matted.take_if(|matted| matted.is_for(quality, given)) {
            enter(watch, Stage::Refine)?;
            return Ok(matted);
        }
        if given.trimap.is_none() {
            self.find(network, quality, given)?;
        }
        enter(watch, Stage::Refine)?;
        let (trimap, mut doubt) = self.trimap(network, quality, given)?;
        let is_guided = given.trimap.is_some() || !given.strokes.is_empty();
        let is_bare = quality == Quality::Raw || doubt.verdict == Verdict::NoClearSubject;
        let photo = &self.photo.picture;
        let matte = match &self.map {
            Some(map) if is_bare && !is_guided => postprocess::stretch(map.values.view(), photo.size())?,
            Some(map) if given.trimap.is_none() => {
                let matte = alpha::matte(photo, &trimap, method(quality))?;
                let reference = Reference { map: map.values.view(), grain: map.grain, trimap: &trimap, strokes: &given.strokes };
                fusion::fuse(photo, reference, matte, &self.tuning(quality))?
            }
            Some(_) | None => alpha::matte(photo, &trimap, method(quality))?,
        };
        if !is_guided && given.mask.is_none() {
            doubt.consider_enclosed(enclosed::background_share(photo, &matte)?);
        }
        let (strokes, mask) = (given.strokes.clone(), given.mask.clone());
        Ok(Matted { quality, strokes, trimap: given.trimap.clone(), mask, matte, doubt })
    }

    /// The network's map, or the given mask in its place; kept for the next time.
    fn find(&mut self, network: &dyn Saliency, quality: Quality, given: &Given) -> Result<&SaliencyMap, Error> {
        let effort = Effort::of(quality);
        let tuning = self.tuning(quality);
        let map = match self.map.take() {
            Some(map) if map.effort == effort && map.mask == given.mask => map,
            Some(_) | None => SaliencyMap::of(&self.photo.picture, network, effort, given.mask.as_ref(), &tuning)?,
        };
        Ok(self.map.insert(map))
    }

    /// The same with other constants, to choose them by.
    pub fn with_tuning(self, tuning: Tuning) -> Self {
        Self { tuning: Some(tuning), ..self }
    }

    fn tuning(&self, quality: Quality) -> Tuning {
        self.tuning.unwrap_or(Tuning::of(quality))
    }

    /// The last map of the network, if there is one.
    pub fn saliency_map(&self) -> Option<&SaliencyMap> {
        self.map.as_ref()
    }
}

fn method(quality: Quality) -> Method {
    match quality {
        Quality::Raw | Quality::Fast => Method::GuidedFilter { max_side: 1024 },
        Quality::Balanced => Method::ClosedForm { max_side: 1024 },
        Quality::Best => Method::ClosedForm { max_side: 1600 },
    }
}

fn compose(
    mut photo: Picture,
    space: &ColourSpace,
    matte: &Plane,
    options: &Options,
    given: &Given,
    watch: &mut dyn Watch,
) -> Result<Composed, Error> {
    enter(watch, Stage::Compose)?;
    let scene = match options.output {
        Output::Mask => return compose::mask(&photo, matte, options.trim),
        Output::CutOut(scene) => scene,
    };
    let surroundings = match scene.background {
        Background::Blur { .. } => Some(surroundings(&photo, matte)?),
        Background::Transparent | Background::Colour(_) | Background::Picture { .. } => None,
    };
    if options.clean_edge && options.quality != Quality::Raw {
        Layers::estimate(&photo, matte, foreground::MAX_PIXELS)?.foreground(&mut photo, matte)?;
    }
    let picture = given.backdrop.as_ref().map(|picture| in_space(picture, space));
    let backdrop = match (scene.background, &picture, &surroundings) {
        (Background::Colour(colour), _, _) => Backdrop::Colour(space.values_of(colour)),
        (Background::Picture { fit }, Some(picture), _) => Backdrop::Picture { picture, fit: fit_in_space(fit, space) },
        (Background::Picture { .. }, None, _) => return Err(Error::NoBackdrop),
        (Background::Blur { radius }, _, Some(surroundings)) => Backdrop::Blur { surroundings, radius },
        (Background::Transparent | Background::Blur { .. }, _, _) => Backdrop::Transparent,
    };
    let composed = compose::compose(photo, matte, backdrop, scene.shadow, options.trim)?;
    Ok(if options.encoding.file_type().has_alpha() { composed } else { composed.over_white() })
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

/// What the photo would show without its subject, small.
fn surroundings(photo: &Picture, matte: &Plane) -> Result<Picture, Error> {
    let mut small = resize::within(photo.clone(), SURROUNDINGS_SIDE)?;
    let matte = resize::plane(matte, small.size())?;
    Layers::estimate(&small, &matte, foreground::MAX_PIXELS)?.background(&mut small, &matte)?;
    Ok(small)
}

fn written(composed: &Composed, photo: &Photo, options: &Options, doubt: Doubt, watch: &mut dyn Watch) -> Result<CutOut, Error> {
    enter(watch, Stage::Encode)?;
    let size = composed.size();
    let exif = photo.exif.as_ref().and_then(|exif| exif.to_bytes(options.metadata, size));
    Ok(CutOut { file: encode::write(composed, &photo.colour, exif.as_deref(), options.encoding)?, size, format: photo.format, doubt })
}

fn enter(watch: &mut dyn Watch, stage: Stage) -> Result<(), Error> {
    match watch.enter(stage) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Error::Cancelled),
    }
}

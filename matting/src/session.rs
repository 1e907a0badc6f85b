//! Session: one photo with its cached saliency map and matte, so that a changed option repeats only the later stages.

use std::borrow::Cow;

use closed_form::Trimap;

use crate::compose::{self, Composed};
use crate::encode::encode;
use crate::find::{self, Confidence, PassPolicy, SaliencyMap, Verdict};
use crate::input_format::InputFormat;
use crate::inputs::Inputs;
use crate::options::{Limits, Options, Quality};
use crate::pixels::{Area, Picture, Plane};
use crate::read::{Photo, Source, read};
use crate::refine::{self, Method, Reference, ScaledCopies, Stroke};
use crate::resize::Region;
use crate::saliency::Saliency;
use crate::stage_error::{StageError, Tracked, enter};
use crate::{Error, Progress, Size, Stage, Tuning, Warning, resize};

/// Strokes are drawn into a trimap of this longer side at most.
const STROKES_SIDE: u32 = 1024;

/// A finished cut-out.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CutOut {
    /// Bytes of the file, as [`Options::encoding`] says.
    pub file: Vec<u8>,
    /// Width and height of it.
    pub size: Size,
    /// Area of the photo that is in it; without a frame, it has the size of the file.
    pub area: Area,
    /// All of it in pixels of the photo: the area, and beyond the photo where a frame is larger.
    pub view: Region,
    /// Format of the photo's file.
    pub format: InputFormat,
    /// Confidence in it.
    pub confidence: Confidence,
    /// Things about the photo's file and about it that it does not show.
    pub warnings: Vec<Warning>,
}

/// A photo, the network's map of it, and the last matte.
#[derive(Debug, Clone)]
pub struct Session {
    photo: Photo,
    cached_map: Option<CachedMap>,
    /// Constants in place of the quality's own.
    tuning: Option<Tuning>,
    cached_matte: Option<CachedMatte>,
}

/// A map, and all that it depends on beside the photo.
#[derive(Debug, Clone)]
struct CachedMap {
    policy: PassPolicy,
    mask: Option<Plane>,
    map: SaliencyMap,
}

/// A matte, and all that it depends on beside the photo.
#[derive(Debug, Clone)]
struct CachedMatte {
    quality: Quality,
    strokes: Vec<Stroke>,
    trimap: Option<Plane>,
    mask: Option<Plane>,
    matte: Plane,
    confidence: Confidence,
}

impl CachedMatte {
    fn is_for(&self, quality: Quality, inputs: &Inputs<'_>) -> bool {
        self.quality == quality && self.strokes == inputs.strokes && self.trimap.as_ref() == inputs.trimap && self.mask.as_ref() == inputs.mask
    }
}

impl Session {
    /// Reads a photo.
    ///
    /// # Errors
    /// As [`read()`], in stage [`Stage::Read`].
    pub fn open(source: Source<'_>, limits: &Limits, progress: &mut dyn Progress) -> Result<Self, StageError> {
        Tracked::run(Stage::Read, progress, |progress| {
            enter(progress, Stage::Read)?;
            Ok(Self { photo: read(source, limits)?, cached_map: None, tuning: None, cached_matte: None })
        })
    }

    /// The photo.
    pub fn photo(&self) -> &Photo {
        &self.photo
    }

    /// The photo, without the rest.
    pub fn into_photo(self) -> Photo {
        self.photo
    }

    /// The same photo at most `max_side` pixels long, with the network's map and the last matte: for previews of a choice.
    ///
    /// # Errors
    /// As [`resize::picture`].
    pub fn smaller(&self, max_side: u32) -> Result<Self, Error> {
        let Photo { picture, colour, metadata, format, warnings } = &self.photo;
        if picture.size().longer() <= max_side {
            return Ok(self.clone());
        }
        let size = picture.size().fitting(max_side);
        let (colour, metadata, warnings) = (colour.clone(), metadata.clone(), warnings.clone());
        let photo = Photo { picture: resize::picture(picture, size)?, colour, metadata, format: *format, warnings };
        let cached_matte = match &self.cached_matte {
            Some(CachedMatte { quality, strokes, trimap, mask, matte, confidence }) => Some(CachedMatte {
                quality: *quality,
                strokes: strokes.clone(),
                trimap: trimap.clone(),
                mask: mask.clone(),
                matte: resize::plane(matte, size)?,
                confidence: *confidence,
            }),
            None => None,
        };
        Ok(Self { photo, cached_map: self.cached_map.clone(), tuning: self.tuning, cached_matte })
    }

    /// Trimap before refinement by the photo's colours, and its confidence. A given trimap needs no network.
    ///
    /// # Errors
    /// Errors of the network.
    pub fn trimap(&mut self, network: &dyn Saliency, quality: Quality, inputs: &Inputs<'_>) -> Result<(Trimap, Confidence), Error> {
        self.tracked_trimap(network, quality, inputs, &mut ())
    }

    fn tracked_trimap(
        &mut self,
        network: &dyn Saliency,
        quality: Quality,
        inputs: &Inputs<'_>,
        progress: &mut dyn Progress,
    ) -> Result<(Trimap, Confidence), Error> {
        let (mut trimap, confidence) = match inputs.trimap {
            Some(plane) => (Trimap::from_gray(plane.size(), plane.values())?, Confidence::FULL),
            None => {
                let tuning = self.tuning(quality);
                let map = self.find(network, quality, inputs, progress)?;
                (refine::trimap(map.values.view(), map.cell_size, &tuning)?, find::estimate_confidence(map, &tuning))
            }
        };
        if !inputs.strokes.is_empty() {
            // Strokes are finer than the network's map.
            let size = self.photo.picture.size();
            trimap = trimap.resized(size.fitting(size.longer().min(STROKES_SIDE)))?;
            refine::draw(inputs.strokes, &mut trimap);
        }
        Ok((trimap, confidence))
    }

    /// Everything after reading: find, refine, compose, encode. The photo stays, for another choice.
    ///
    /// # Errors
    /// See [`Error`]; the session stays as it was.
    pub fn cut_out(
        &mut self,
        network: &dyn Saliency,
        options: &Options,
        inputs: &Inputs<'_>,
        progress: &mut dyn Progress,
    ) -> Result<CutOut, StageError> {
        Tracked::run(Stage::Find, progress, |progress| {
            let (composed, confidence) = self.tracked_composed(network, options, inputs, progress)?;
            encoded(&composed, &self.photo, options, confidence, progress)
        })
    }

    /// [`Self::cut_out`] for the last time, in the photo's own memory.
    ///
    /// # Errors
    /// As [`Self::cut_out`].
    pub fn into_cut_out(
        mut self,
        network: &dyn Saliency,
        options: &Options,
        inputs: &Inputs<'_>,
        progress: &mut dyn Progress,
    ) -> Result<CutOut, StageError> {
        Tracked::run(Stage::Find, progress, |progress| {
            let (matte, confidence) = self.matte(network, options.quality, inputs, progress)?;
            let picture = std::mem::replace(&mut self.photo.picture, Picture::dot());
            enter(progress, Stage::Compose)?;
            let composed = compose::cut_out(Cow::Owned(picture), &self.photo.colour, &matte, options, inputs.background, progress)?;
            encoded(&composed, &self.photo, options, confidence, progress)
        })
    }

    /// Pixels of a cut-out, without a file: for a preview.
    ///
    /// # Errors
    /// As [`Self::cut_out`].
    pub fn composed(
        &mut self,
        network: &dyn Saliency,
        options: &Options,
        inputs: &Inputs<'_>,
        progress: &mut dyn Progress,
    ) -> Result<(Composed, Confidence), StageError> {
        Tracked::run(Stage::Find, progress, |progress| self.tracked_composed(network, options, inputs, progress))
    }

    fn tracked_composed(
        &mut self,
        network: &dyn Saliency,
        options: &Options,
        inputs: &Inputs<'_>,
        progress: &mut dyn Progress,
    ) -> Result<(Composed, Confidence), Error> {
        let (matte, confidence) = self.matte(network, options.quality, inputs, progress)?;
        let CachedMatte { matte, .. } = self.cached_matte.insert(CachedMatte {
            quality: options.quality,
            strokes: inputs.strokes.to_vec(),
            trimap: inputs.trimap.cloned(),
            mask: inputs.mask.cloned(),
            matte,
            confidence,
        });
        enter(progress, Stage::Compose)?;
        let photo = Cow::Borrowed(&self.photo.picture);
        Ok((compose::cut_out(photo, &self.photo.colour, matte, options, inputs.background, progress)?, confidence))
    }

    /// The last matte where it is the one wanted, taken out of the session, or a new one.
    fn matte(
        &mut self,
        network: &dyn Saliency,
        quality: Quality,
        inputs: &Inputs<'_>,
        progress: &mut dyn Progress,
    ) -> Result<(Plane, Confidence), Error> {
        enter(progress, Stage::Find)?;
        if let Some(CachedMatte { matte, confidence, .. }) = self.cached_matte.take_if(|cached_matte| cached_matte.is_for(quality, inputs)) {
            enter(progress, Stage::Refine)?;
            return Ok((matte, confidence));
        }
        if inputs.trimap.is_none() {
            self.find(network, quality, inputs, progress)?;
        }
        enter(progress, Stage::Refine)?;
        let (trimap, mut confidence) = self.tracked_trimap(network, quality, inputs, progress)?;
        let is_guided = inputs.trimap.is_some() || !inputs.strokes.is_empty();
        let is_bare = quality == Quality::Raw || confidence.verdict == Verdict::NoClearSubject;
        let (method, max_side) = method(quality);
        let photo = &self.photo.picture;
        // A given trimap is solved as it is.
        let side = if inputs.trimap.is_some() { max_side } else { method.working_side(photo.size(), &trimap, max_side) };
        let copies = ScaledCopies::new(photo, side)?;
        let matte = match &self.cached_map {
            Some(CachedMap { map, .. }) if is_bare && !is_guided => find::upsample(map.values.view(), copies.photo.size())?,
            Some(CachedMap { map, .. }) if inputs.trimap.is_none() => {
                let matte = refine::matte(&copies, &trimap, method, progress)?;
                let reference = Reference { map: map.values.view(), cell_size: map.cell_size, trimap: &trimap, strokes: inputs.strokes };
                refine::fuse(copies.overview(), reference, matte, &self.tuning(quality))?
            }
            Some(_) | None => refine::matte(&copies, &trimap, method, progress)?,
        };
        if !is_guided && inputs.mask.is_none() && confidence.verdict == Verdict::Fine {
            confidence = confidence.with_enclosed_background(refine::enclosed_background(copies.overview(), &matte)?);
        }
        if self.photo.warnings.contains(&Warning::Truncated) {
            confidence = confidence.please_check();
        }
        Ok((matte, confidence))
    }

    /// The network's map, or the given mask in its place; kept for the next time.
    fn find(&mut self, network: &dyn Saliency, quality: Quality, inputs: &Inputs<'_>, progress: &mut dyn Progress) -> Result<&SaliencyMap, Error> {
        let policy = PassPolicy::of(quality);
        let tuning = self.tuning(quality);
        let found = match self.cached_map.take() {
            Some(found) if found.policy == policy && found.mask.as_ref() == inputs.mask => found,
            Some(_) | None => {
                let map = SaliencyMap::of(&self.photo.picture, network, policy, inputs.mask, &tuning, progress)?;
                CachedMap { policy, mask: inputs.mask.cloned(), map }
            }
        };
        Ok(&self.cached_map.insert(found).map)
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
        self.cached_map.as_ref().map(|cached| &cached.map)
    }
}

/// Method of a quality, and the longer side in pixels of the copy that it works on.
fn method(quality: Quality) -> (Method, u32) {
    match quality {
        Quality::Raw | Quality::Fast => (Method::GuidedFilter, 1024),
        Quality::Balanced => (Method::ClosedForm, 1024),
        Quality::Best => (Method::ClosedForm, 1600),
    }
}

fn encoded(composed: &Composed, photo: &Photo, options: &Options, confidence: Confidence, progress: &mut dyn Progress) -> Result<CutOut, Error> {
    enter(progress, Stage::Encode)?;
    let size = composed.pixels.size();
    let resolution = options.frame.and_then(|frame| frame.resolution());
    let kept = photo.metadata.kept_with(resolution, options.metadata, options.encoding.output_format(), size);
    let file = encode(&composed.pixels, &photo.colour, &kept, options.encoding)?;
    let mut warnings = photo.warnings.clone();
    warnings.extend(composed.is_enlarged.then_some(Warning::Enlarged));
    Ok(CutOut { file, size, area: composed.area, view: composed.view, format: photo.format, confidence, warnings })
}

//! Saliency passes: the network's maps of the photo in several framings and of the subject's crop, and the one map that they make.

use ndarray::{Array2, ArrayView2, Axis, s};

use crate::stage_error::checkpoint;
use crate::{Area, Error, Picture, Plane, Progress, Quality, Saliency, Size, Tuning, resize};

use super::confidence::MIN_PEAK;
use super::connected_components::{self, Components};
use super::ensemble::{self, entropy, soft_iou};
use super::postprocess;
use super::preprocess::{self, Framing, Pass};

/// Longer side of the map in the photo's proportions: enough for a crop of a third of the photo's side.
const CANVAS_SIDE: u32 = 512;
/// Value of the map from which a pixel counts as subject when the crop is drawn around it.
const SUBJECT: f32 = 0.5;
/// Room around the subject in the crop, as a share of the subject's sides.
pub(crate) const MARGIN: f64 = 0.12;
/// Share of the photo from which a crop shows the network nothing new.
const LARGEST_CROP: f64 = 0.7;
/// Longer side, at most, of a given mask in place of the network's map, unless it is used as it is.
const MASK_SIDE: u32 = 1024;

/// Passes over the whole photo, in the order in which they are run. The first is U²-Net's own pipeline. Repeated border pixels keep the photo's
/// proportions and continue a subject that the border cuts; where both disagree, a reflected border and the plain mirror image decide with them.
const PASSES: [Pass; 4] = [
    Pass { framing: Framing::Stretched, mirrored: false },
    Pass { framing: Framing::Replicated, mirrored: true },
    Pass { framing: Framing::Reflected, mirrored: false },
    Pass { framing: Framing::Stretched, mirrored: true },
];

/// Passes whose agreement decides whether there are more.
const FIRST: usize = 2;

/// Passes that are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassPolicy {
    /// The first alone, without any change of its map but the normalisation to full range.
    Raw,
    /// The first alone.
    One,
    /// The first, a second unless the first is sure, the others where those two disagree, and one at the subject's crop where that is less than
    /// 70 % of the photo.
    Adaptive,
}

impl PassPolicy {
    /// Policy of a quality.
    pub fn of(quality: Quality) -> Self {
        match quality {
            Quality::Raw => PassPolicy::Raw,
            Quality::Fast => PassPolicy::One,
            Quality::Balanced | Quality::Best => PassPolicy::Adaptive,
        }
    }
}

/// The network's map, or a given mask in its place.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SaliencyMap {
    /// Values from 0 (background) to 1 (subject). One pass: the network's own square. Otherwise in the photo's proportions, 512 on the longer side.
    pub values: Array2<f32>,
    /// Highest value of any pass over the whole photo before it was normalised, 0 to 1.
    pub peak: f32,
    /// Connected components of the map before stray ones were removed; [`PassPolicy::Raw`] keeps those.
    pub components: Components,
    /// Cell size of the map, which is its blur: share of the photo's longer side that one value of the network's map covers.
    pub cell_size: f32,
    /// Soft intersection over union of the first two passes, 0 to 1; `None` of one.
    pub agreement: Option<f32>,
    /// Passes that were run.
    pub passes: usize,
}

impl SaliencyMap {
    /// Map from a mask (0 background, 255 subject, of any size), or else from the network.
    ///
    /// # Errors
    /// Errors of the network, and [`Error::Cancelled`].
    pub fn of(
        photo: &Picture,
        network: &dyn Saliency,
        policy: PassPolicy,
        mask: Option<&Plane>,
        tuning: &Tuning,
        progress: &mut dyn Progress,
    ) -> Result<Self, Error> {
        match mask {
            Some(mask) => from_mask(mask, policy),
            None => Passes { photo, network, tuning, progress }.map(policy),
        }
    }
}

fn from_mask(mask: &Plane, policy: PassPolicy) -> Result<SaliencyMap, Error> {
    let longer = mask.size().longer();
    let fine = if policy == PassPolicy::Raw { longer } else { longer.min(MASK_SIDE) };
    let plane = resize::plane(mask, mask.size().fitting(fine))?;
    let size = plane.size();
    let shape = (size.height as usize, size.width as usize);
    let values = plane.values().iter().map(|value| f32::from(*value) / 255.0).collect();
    let values = Array2::from_shape_vec(shape, values).unwrap_or_default();
    let (peak, components) = (values.fold(0.0, |peak: f32, value| peak.max(*value)), connected_components::find(values.view()));
    Ok(SaliencyMap { values, peak, components, cell_size: 1.0 / fine as f32, agreement: None, passes: 0 })
}

/// Passes of the network over one photo.
struct Passes<'a> {
    photo: &'a Picture,
    network: &'a dyn Saliency,
    tuning: &'a Tuning,
    progress: &'a mut dyn Progress,
}

impl Passes<'_> {
    fn map(&mut self, policy: PassPolicy) -> Result<SaliencyMap, Error> {
        let first = self.run(Area::whole(self.photo.size()), PASSES[0])?;
        let (values, peak) = postprocess::normalise(first.view());
        let cell_size = 1.0 / values.ncols().max(values.nrows()) as f32;
        let mut map = SaliencyMap { values, peak, components: Components::default(), cell_size, agreement: None, passes: 1 };
        if policy == PassPolicy::Adaptive {
            map = self.add_remaining_passes(map)?;
        }
        if policy == PassPolicy::Raw || map.peak < MIN_PEAK {
            map.components = connected_components::find(map.values.view());
            return Ok(map);
        }
        if policy == PassPolicy::Adaptive {
            map = self.add_crop_pass(map)?;
        }
        postprocess::contrast(&mut map.values, self.tuning);
        map.components = connected_components::drop_stray(&mut map.values);
        Ok(map)
    }

    /// The other passes over the whole photo, in the photo's proportions.
    fn add_remaining_passes(&mut self, first: SaliencyMap) -> Result<SaliencyMap, Error> {
        let whole = Area::whole(self.photo.size());
        let canvas = whole.size.fitting(CANVAS_SIDE);
        let values = resize::values(first.values.view(), canvas)?;
        let first_entropy = entropy(values.view());
        if first.peak >= MIN_PEAK && first_entropy <= self.tuning.sure_entropy {
            return Ok(SaliencyMap { values, ..first });
        }
        // Each with its entropy and peak.
        let mut maps = vec![(values, first_entropy, first.peak)];
        let mut agreement = 0.0;
        for (number, pass) in PASSES.iter().enumerate().skip(1) {
            if number == FIRST {
                agreement = soft_iou(maps[0].0.view(), maps[1].0.view());
                if agreement >= self.tuning.agreement {
                    break;
                }
            }
            let (map, peak) = postprocess::normalise(self.run(whole, *pass)?.view());
            let values = resize::values(map.view(), canvas)?;
            let entropy = entropy(values.view());
            maps.push((values, entropy, peak));
        }
        let (passes, peak) = (maps.len(), maps.iter().fold(0.0, |most: f32, (.., peak)| most.max(*peak)));
        if peak < MIN_PEAK {
            return Ok(SaliencyMap { agreement: Some(agreement), passes, ..first });
        }
        // A pass that sees nothing has no say about where the subject ends.
        maps.retain(|(.., peak)| *peak >= MIN_PEAK);
        let maps: Vec<(Array2<f32>, f32)> = maps.into_iter().map(|(map, entropy, _)| (map, entropy)).collect();
        Ok(SaliencyMap { values: ensemble::weighted_mean(&maps, self.tuning.entropy_exponent), peak, agreement: Some(agreement), passes, ..first })
    }

    /// The pass at the subject's crop, averaged in.
    fn add_crop_pass(&mut self, whole: SaliencyMap) -> Result<SaliencyMap, Error> {
        let size = self.photo.size();
        let Some(crop) = crop(whole.values.view(), size) else { return Ok(whole) };
        let map = self.run(crop, PASSES[0])?;
        let passes = whole.passes + 1;
        let (map, peak) = postprocess::normalise(map.view());
        if peak < MIN_PEAK {
            return Ok(SaliencyMap { passes, ..whole });
        }
        let mut values = whole.values;
        ensemble::merge_crop(&mut values, map.view(), crop, size, MARGIN)?;
        let share = crop.size.longer() as f32 / size.longer() as f32;
        Ok(SaliencyMap { values, passes, cell_size: whole.cell_size * share, ..whole })
    }

    /// The network's map of a part of the photo, without the padding of its framing.
    fn run(&mut self, area: Area, pass: Pass) -> Result<Array2<f32>, Error> {
        checkpoint(self.progress)?;
        let tensor = preprocess::tensor(self.photo, area, pass, self.network.input())?;
        let mut map = self.network.map(tensor)?;
        if pass.mirrored {
            map.invert_axis(Axis(1));
        }
        let [rows, columns] = preprocess::content(area.size, pass.framing, [map.nrows(), map.ncols()]);
        Ok(map.slice(s![rows, columns]).as_standard_layout().into_owned())
    }
}

/// Part of the photo with every pixel of the subject and some room, or `None` where that is nearly all of the photo.
fn crop(map: ArrayView2<'_, f32>, size: Size) -> Option<Area> {
    let extent = |axis: Axis, side: u32| {
        let lanes = map.len_of(axis);
        let mut hit = (0..lanes).filter(|index| map.index_axis(axis, *index).iter().any(|value| *value > SUBJECT));
        let first = hit.next()?;
        let last = hit.next_back().unwrap_or(first);
        let (from, to) = (first as f64 / lanes as f64, (last + 1) as f64 / lanes as f64);
        let room = (to - from) * MARGIN;
        let from = ((from - room).max(0.0) * f64::from(side)).floor() as u32;
        let to = (((to + room).min(1.0) * f64::from(side)).ceil() as u32).clamp(from + 1, side.max(from + 1));
        Some((from, to - from))
    };
    let (left, width) = extent(Axis(1), size.width)?;
    let (top, height) = extent(Axis(0), size.height)?;
    let area = Area { left, top, size: Size { width, height } };
    ((area.size.pixels() as f64) < LARGEST_CROP * size.pixels() as f64).then_some(area)
}

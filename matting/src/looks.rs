//! Where the network looks: at the photo, at its mirror image, and a second time at the subject alone.

use ndarray::{Array2, ArrayView2, Axis, Zip, s};

use crate::doubt::LEAST_PEAK;
use crate::pieces::{self, Pieces};
use crate::pixels::Area;
use crate::{Error, Picture, Plane, Quality, Saliency, Size, postprocess, preprocess, resize};

/// The longer side of the map in the photo's proportions: enough to hold a second look at a third of the photo's side.
const CANVAS_SIDE: u32 = 512;
/// What the map must reach for a pixel to count as subject when the crop for the second look is drawn around it.
const SUBJECT: f32 = 0.5;
/// Room around the subject in the second look, as a share of the subject's sides.
const MARGIN: f64 = 0.12;
/// A crop that keeps more of the photo than this shows the network nothing new.
const CLOSER_IS: f64 = 0.7;

/// A given mask in place of the network's map is taken at most this fine on its longer side, unless it is to be used as it is.
const MASK_SIDE: u32 = 1024;

/// What the network saw, or what a given mask shows in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Sight {
    /// How hard the network looked.
    pub quality: Quality,
    /// The mask that was given.
    pub mask: Option<Plane>,
    /// From 0 (background) to 1 (subject), spread as [`postprocess::spread`] does. One look alone: the network's own square.
    /// Otherwise in the photo's proportions, 512 on the longer side.
    pub map: Array2<f32>,
    /// The highest value of the first look's map before it was spread, 0 to 1.
    pub peak: f32,
    /// What the map consisted of before its stray islands were removed; [`Quality::Raw`] keeps them.
    pub pieces: Pieces,
    /// How much of the photo's longer side one value of the network's map covers: the blur that the map must be assumed to have.
    pub grain: f32,
}

impl Sight {
    /// Takes the mask (0 background, 255 subject, of any size), or else looks: once, or, from [`Quality::Balanced`] on, a second time at the subject's
    /// surroundings alone where they are less than [`CLOSER_IS`] of the photo, both maps averaged there by how sure each is. [`Quality::Best`] averages each look
    /// with that of its mirror image.
    ///
    /// # Errors
    /// Those of the network.
    pub fn of(photo: &Picture, network: &dyn Saliency, quality: Quality, mask: Option<&Plane>) -> Result<Self, Error> {
        match mask {
            Some(mask) => from_mask(mask, quality),
            None => look(photo, network, quality),
        }
    }
}

fn from_mask(mask: &Plane, quality: Quality) -> Result<Sight, Error> {
    let size = mask.size();
    let longer = size.width.max(size.height);
    let fine = if quality == Quality::Raw { longer } else { longer.min(MASK_SIDE) };
    let plane = resize::plane(mask, resize::fitting(size, fine))?;
    let size = plane.size();
    let shape = (size.height as usize, size.width as usize);
    let values = plane.values().iter().map(|value| f32::from(*value) / 255.0).collect();
    let map = Array2::from_shape_vec(shape, values).unwrap_or_default();
    let (peak, pieces) = (map.fold(0.0, |peak: f32, value| peak.max(*value)), pieces::find(map.view()));
    Ok(Sight { quality, mask: Some(mask.clone()), map, peak, pieces, grain: 1.0 / fine as f32 })
}

fn look(photo: &Picture, network: &dyn Saliency, quality: Quality) -> Result<Sight, Error> {
    let (closer, mirrored) = match quality {
        Quality::Raw | Quality::Fast => (false, false),
        Quality::Balanced => (true, false),
        Quality::Best => (true, true),
    };
    let size = photo.size();
    let whole = Area::whole(size);
    let (mut map, peak) = postprocess::spread(at(photo, whole, network, mirrored)?.view());
    let grain = 1.0 / map.ncols().max(map.nrows()) as f32;
    let pieces = if quality == Quality::Raw { pieces::find(map.view()) } else { pieces::drop_stray(&mut map) };
    if quality == Quality::Raw || peak < LEAST_PEAK {
        return Ok(Sight { quality, mask: None, map, peak, pieces, grain });
    }
    let mut merged = resize::values(map.view(), resize::fitting(size, CANVAS_SIDE))?;
    let crop = if closer { surroundings(map.view(), size) } else { None };
    let Some(crop) = crop else {
        return Ok(Sight { quality, mask: None, map: merged, peak, pieces, grain });
    };
    let (second, second_peak) = postprocess::spread(at(photo, crop, network, mirrored)?.view());
    if second_peak < LEAST_PEAK {
        return Ok(Sight { quality, mask: None, map: merged, peak, pieces, grain });
    }
    merge(&mut merged, second.view(), crop, size)?;
    let pieces = pieces::drop_stray(&mut merged);
    let share = crop.size.width.max(crop.size.height) as f32 / size.width.max(size.height) as f32;
    Ok(Sight { quality, mask: None, map: merged, peak, pieces, grain: grain * share })
}

/// The map of a part of the photo, without a second opinion or averaged with that of the mirror image.
fn at(photo: &Picture, area: Area, network: &dyn Saliency, mirrored: bool) -> Result<Array2<f32>, Error> {
    let tensor = preprocess::tensor(photo, area, network.input())?;
    if !mirrored {
        return network.map(tensor);
    }
    let flipped = tensor.slice(s![.., .., .., ..;-1]).as_standard_layout().into_owned();
    let mut map = network.map(tensor)?;
    let mut mirror = network.map(flipped)?;
    mirror.invert_axis(Axis(1));
    // One that sees nothing is no second opinion about where the edge is: averaged in, it would only make the other doubtful everywhere.
    let sees = |map: &Array2<f32>| map.iter().any(|value| *value >= LEAST_PEAK);
    if mirror.dim() == map.dim() && sees(&mirror) {
        if !sees(&map) {
            return Ok(mirror);
        }
        Zip::from(&mut map).and(&mirror).for_each(|value, other| *value = (*value + other) / 2.0);
    }
    Ok(map)
}

/// The part of the photo that holds every pixel of the subject with some room, or `None` where that is nearly all of the photo.
fn surroundings(map: ArrayView2<'_, f32>, size: Size) -> Option<Area> {
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
    ((area.size.pixels() as f64) < CLOSER_IS * size.pixels() as f64).then_some(area)
}

/// How much a value of a map says: next to nothing in the middle between subject and background. Measured on photos with true alphas: with plain
/// means, what one look is sure of becomes doubtful wherever the other hesitates.
fn sureness(value: f32) -> f32 {
    let clear = (2.0 * value - 1.0).abs() + 0.05;
    clear * clear
}

/// Averages `second`, the map of `crop`, into `canvas`, the map of the whole photo of `size`, the surer of both counting more. Over the margin its
/// say fades to nothing towards the sides that are not the photo's own, so that no seam shows.
fn merge(canvas: &mut Array2<f32>, second: ArrayView2<'_, f32>, crop: Area, size: Size) -> Result<(), Error> {
    let (canvas_height, canvas_width) = canvas.dim();
    let span = |from: u32, length: u32, side: u32, lanes: usize| {
        let scale = lanes as f64 / f64::from(side);
        let first = ((f64::from(from) * scale).round() as usize).min(lanes - 1);
        let end = ((f64::from(from + length) * scale).round() as usize).clamp(first + 1, lanes);
        let fade = (MARGIN * (end - first) as f64 / (1.0 + 2.0 * MARGIN)) as f32;
        (first, end, move |index: usize| {
            let near = if from == 0 { f32::INFINITY } else { (index - first) as f32 + 0.5 };
            let far = if from + length >= side { f32::INFINITY } else { (end - index) as f32 - 0.5 };
            (near.min(far) / fade.max(1.0)).min(1.0) / 2.0
        })
    };
    let (left, right, column_say) = span(crop.left, crop.size.width, size.width, canvas_width);
    let (top, bottom, row_say) = span(crop.top, crop.size.height, size.height, canvas_height);
    let second = resize::values(second, Size { width: (right - left) as u32, height: (bottom - top) as u32 })?;
    for ((y, x), value) in canvas.slice_mut(s![top..bottom, left..right]).indexed_iter_mut() {
        let seen = second[(y, x)];
        let (old, new) = (sureness(*value), sureness(seen));
        let say = column_say(left + x).min(row_say(top + y)) * 2.0 * new / (old + new);
        *value += (seen - *value) * say;
    }
    Ok(())
}

//! Brush strokes: marks of a person on subject or background.

use serde::{Deserialize, Serialize};

use closed_form::Trimap;

/// Brush stroke; of several, later ones win.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stroke {
    /// Subject if true, background if not.
    pub keep: bool,
    /// Half the brush's width as a share of the photo's longer side.
    pub radius: f32,
    /// Path of the brush: shares of the photo's width and height from the top left. One point is a dab.
    pub points: Vec<[f32; 2]>,
}

/// Radius around a stroke in which certain pixels of the contrary become unknown, in radii of the brush.
const UNKNOWN_RADII: f32 = 2.0;

/// Makes the pixels under the strokes known. Around each, pixels that were certain of the contrary become unknown, so that the photo decides where
/// the edge is and not the brush; pixels under other strokes stay.
pub fn draw(strokes: &[Stroke], trimap: &mut Trimap) {
    let size = trimap.size();
    let longer = size.width.max(size.height) as f32;
    let mut drawn = vec![false; trimap.prior().len()];
    for stroke in strokes {
        let target = if stroke.keep { 1.0 } else { 0.0 };
        // Half a pixel at least: a stroke that covers nothing would be a brush that does not work.
        let radius = (stroke.radius * longer).max(0.75);
        let points: Vec<[f32; 2]> = stroke.points.iter().map(|[x, y]| [x * size.width as f32 - 0.5, y * size.height as f32 - 0.5]).collect();
        for (at, distance) in near(&points, radius * UNKNOWN_RADII, size.width, size.height) {
            if distance <= radius {
                drawn[at] = true;
                trimap.set(at, target, 1.0);
            } else if !drawn[at] && trimap.certainty()[at] > 0.0 && (trimap.prior()[at] - target).abs() > 0.5 {
                trimap.set(at, trimap.prior()[at], 0.0);
            }
        }
    }
}

/// The pixels nearer than `reach` to a line through `points`, each with its distance in pixels.
fn near(points: &[[f32; 2]], reach: f32, width: u32, height: u32) -> Vec<(usize, f32)> {
    let span = |axis: usize, side: u32| {
        let (low, high) =
            points.iter().map(|point| point[axis]).fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)));
        // `as` takes what is out of range, and NaN, to the nearest end.
        ((low - reach).max(0.0) as usize, ((high + reach).min(side as f32 - 1.0) + 1.0).max(0.0) as usize)
    };
    if points.is_empty() {
        return Vec::new();
    }
    let (left, right) = span(0, width);
    let (top, bottom) = span(1, height);
    let columns = right.saturating_sub(left);
    let mut squared = vec![f32::INFINITY; columns * bottom.saturating_sub(top)];
    let segments = points.windows(2).map(|pair| (pair[0], pair[1])).chain(std::iter::once((points[0], points[0])));
    for (from, to) in segments {
        let along = [to[0] - from[0], to[1] - from[1]];
        let length = (along[0] * along[0] + along[1] * along[1]).max(f32::MIN_POSITIVE);
        let rows = (from[1].min(to[1]) - reach).max(top as f32) as usize..((from[1].max(to[1]) + reach + 1.0).max(0.0) as usize).min(bottom);
        let across = (from[0].min(to[0]) - reach).max(left as f32) as usize..((from[0].max(to[0]) + reach + 1.0).max(0.0) as usize).min(right);
        for y in rows {
            for x in across.clone() {
                let away = [x as f32 - from[0], y as f32 - from[1]];
                let share = ((away[0] * along[0] + away[1] * along[1]) / length).clamp(0.0, 1.0);
                let (dx, dy) = (away[0] - share * along[0], away[1] - share * along[1]);
                let nearest = &mut squared[(y - top) * columns + x - left];
                *nearest = nearest.min(dx * dx + dy * dy);
            }
        }
    }
    let place = |index: usize| (top + index / columns) * width as usize + left + index % columns;
    squared.into_iter().enumerate().filter(|(_, squared)| *squared <= reach * reach).map(|(index, squared)| (place(index), squared.sqrt())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Size;

    const SIZE: Size = Size { width: 40, height: 20 };

    fn stroke(keep: bool, points: &[[f32; 2]]) -> Stroke {
        Stroke { keep, radius: 0.05, points: points.to_vec() }
    }

    /// All background, and certain.
    fn background() -> Trimap {
        Trimap::new(SIZE, vec![0.0; 800], vec![1.0; 800]).unwrap()
    }

    fn at(trimap: &Trimap, x: usize, y: usize) -> (f32, f32) {
        (trimap.prior()[y * 40 + x], trimap.certainty()[y * 40 + x])
    }

    #[test]
    fn stroke_is_known_and_pixels_around_it_unknown() {
        let mut trimap = background();
        draw(&[stroke(true, &[[0.25, 0.5], [0.75, 0.5]])], &mut trimap);
        assert_eq!(at(&trimap, 20, 10), (1.0, 1.0));
        assert_eq!(at(&trimap, 20, 13), (0.0, 0.0));
        assert_eq!(at(&trimap, 20, 16), (0.0, 1.0));
        assert_eq!(at(&trimap, 2, 10), (0.0, 1.0));
    }

    #[test]
    fn pixels_that_agree_with_a_stroke_stay_certain() {
        let mut trimap = background();
        draw(&[stroke(false, &[[0.5, 0.5]])], &mut trimap);
        assert_eq!(trimap, background());
    }

    #[test]
    fn later_strokes_win() {
        let mut trimap = background();
        draw(&[stroke(true, &[[0.25, 0.5], [0.75, 0.5]]), stroke(false, &[[0.5, 0.5]])], &mut trimap);
        assert_eq!(at(&trimap, 20, 10), (0.0, 1.0));
        assert_eq!(at(&trimap, 12, 10), (1.0, 1.0));
        assert_eq!(at(&trimap, 23, 10), (1.0, 1.0), "beside a stroke is not open where another stroke was");
    }

    #[test]
    fn odd_strokes_do_no_harm() {
        for points in [vec![], vec![[-3.0, 7.0]], vec![[f32::NAN, 0.5]], vec![[f32::INFINITY, 0.5], [0.0, f32::NEG_INFINITY]], vec![[1.0, 1.0]; 3]] {
            for radius in [0.0, -1.0, 0.05, 30.0, f32::NAN] {
                draw(&[Stroke { keep: true, radius, points: points.clone() }], &mut background());
            }
        }
        let mut dot = Trimap::new(Size { width: 1, height: 1 }, vec![0.0], vec![1.0]).unwrap();
        draw(&[stroke(true, &[[0.5, 0.5]])], &mut dot);
        assert_eq!((dot.prior()[0], dot.certainty()[0]), (1.0, 1.0));
    }
}

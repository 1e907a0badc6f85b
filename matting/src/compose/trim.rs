//! The part of a photo that the subject, its shadow and a margin need.

use crate::framing::Outline;
use crate::{Area, Margin, Plane, Shadow, Size, Trim};

use super::subject::Subject;
use super::{gaussian_blur, outline};

/// The area to keep of a photo with this alpha: a box around the subject and what can be seen of its shadow, with a margin around both. It ends at the frame, where
/// nothing is known beyond. Without a subject, everything is kept.
pub fn kept_area(alpha: &Plane, shadow: Option<Shadow>, trim: Trim) -> Area {
    let frame = alpha.size();
    Subject::find(alpha).map_or_else(|| Area::whole(frame), |subject| area_around(subject.area(), frame, None, shadow, trim))
}

/// The area to keep of a photo of size `frame` whose subject has the box `subject`.
pub(crate) fn area_around(subject: Area, frame: Size, outline: Option<Outline>, shadow: Option<Shadow>, trim: Trim) -> Area {
    let shape = Extents::of(subject).grown(outline.map_or(0, |outline| outline::reach(outline, frame)), frame);
    let kept = match shadow {
        Some(shadow) => shape.with_shadow(shadow, frame),
        None => shape,
    };
    let margin = match trim.margin {
        Margin::Pixels(pixels) => u32::from(pixels),
        Margin::Percent(percent) => (f64::from((kept.right - kept.left).max(kept.bottom - kept.top)) * percent.fraction()).round() as u32,
    };
    kept.grown(margin, frame).area()
}

/// The first row and column, and the first ones behind the last.
#[derive(Debug, Clone, Copy)]
struct Extents {
    left: u32,
    top: u32,
    right: u32,
    bottom: u32,
}

impl Extents {
    fn of(area: Area) -> Self {
        Self { left: area.left, top: area.top, right: area.left + area.size.width, bottom: area.top + area.size.height }
    }

    /// Extents with the shadow's. A subject that the frame cuts is taken to go on there, and its shadow with it.
    fn with_shadow(self, shadow: Shadow, frame: Size) -> Self {
        let longer = f64::from(frame.width.max(frame.height));
        let (small, sigma) = (gaussian_blur::small_size(frame, shadow.blur), shadow.blur.fraction() * longer);
        let span = |from: u32, to: u32, shift: f64, side: u32, small: u32| {
            // At the small size the subject is smeared by the filter's three pixels: so near to the frame it touches it.
            let smear = if small < side { (3.0 * f64::from(side) / f64::from(small)).max(0.5 * sigma) } else { 0.5 * sigma };
            // 2.5 standard deviations away 0.6 % of an edge are left, less than 2 of 255 even where the shadow is opaque; the pixel is for enlarging.
            let reach = 2.5 * sigma + smear + 1.0;
            let (from, to, side) = (f64::from(from), f64::from(to), f64::from(side));
            let first = if from <= smear { 0.0 } else { (from + shift - reach).max(0.0) };
            let end = if to + smear >= side { side } else { (to + shift + reach).min(side) };
            (first < end).then(|| (first.floor() as u32, end.ceil() as u32))
        };
        let across = span(self.left, self.right, shadow.right.fraction() * longer, frame.width, small.width);
        let down = span(self.top, self.bottom, shadow.down.fraction() * longer, frame.height, small.height);
        let (Some((left, right)), Some((top, bottom))) = (across, down) else { return self };
        Self { left: self.left.min(left), top: self.top.min(top), right: self.right.max(right), bottom: self.bottom.max(bottom) }
    }

    fn grown(self, by: u32, frame: Size) -> Self {
        Self {
            left: self.left.saturating_sub(by),
            top: self.top.saturating_sub(by),
            right: self.right.saturating_add(by).min(frame.width),
            bottom: self.bottom.saturating_add(by).min(frame.height),
        }
    }

    fn area(self) -> Area {
        Area { left: self.left, top: self.top, size: Size { width: self.right - self.left, height: self.bottom - self.top } }
    }
}

#[cfg(test)]
mod tests {
    use super::super::subject::HIGHEST_INVISIBLE_ALPHA;
    use super::*;
    use crate::Percent;

    const FRAME: Size = Size { width: 100, height: 60 };

    fn plane(left: u32, top: u32, right: u32, bottom: u32, value: u8) -> Plane {
        let inside = |x, y| (left..right).contains(&x) && (top..bottom).contains(&y);
        let values = (0..FRAME.height).flat_map(|y| (0..FRAME.width).map(move |x| if inside(x, y) { value } else { HIGHEST_INVISIBLE_ALPHA }));
        Plane::new(FRAME, values.collect()).unwrap()
    }

    fn ends(area: Area) -> (u32, u32, u32, u32) {
        (area.left, area.top, area.left + area.size.width, area.top + area.size.height)
    }

    const TIGHT: Trim = Trim { margin: Margin::Pixels(0) };

    #[test]
    fn kept_area_is_the_subjects_box_without_haze() {
        assert_eq!(ends(kept_area(&plane(20, 10, 60, 30, 255), None, TIGHT)), (20, 10, 60, 30));
        assert_eq!(ends(kept_area(&plane(20, 10, 21, 11, HIGHEST_INVISIBLE_ALPHA + 1), None, TIGHT)), (20, 10, 21, 11));
        assert_eq!(kept_area(&plane(20, 10, 60, 30, HIGHEST_INVISIBLE_ALPHA), None, TIGHT), Area::whole(FRAME));
        assert_eq!(kept_area(&plane(0, 0, 100, 60, 255), None, TIGHT), Area::whole(FRAME));
    }

    #[test]
    fn margin_ends_at_the_frame() {
        let alpha = plane(20, 10, 60, 30, 255);
        assert_eq!(ends(kept_area(&alpha, None, Trim { margin: Margin::Pixels(15) })), (5, 0, 75, 45));
        assert_eq!(ends(kept_area(&alpha, None, Trim { margin: Margin::Percent(Percent::clamped(10.0)) })), (16, 6, 64, 34));
        assert_eq!(kept_area(&alpha, None, Trim { margin: Margin::Pixels(u16::MAX) }), Area::whole(FRAME));
    }

    #[test]
    fn outline_extends_the_area_on_every_side() {
        let outline = Some(Outline { width: Percent::clamped(4.5), ..Outline::default() });
        let subject = Area { left: 20, top: 10, size: Size { width: 40, height: 49 } };
        assert_eq!(ends(area_around(subject, FRAME, outline, None, TIGHT)), (15, 5, 65, 60));
    }

    #[test]
    fn shadow_extends_the_area_on_its_side() {
        let shadow = Shadow { right: Percent::clamped(10.0), down: Percent::clamped(-3.0), blur: Percent::clamped(0.0), ..Shadow::default() };
        assert_eq!(ends(kept_area(&plane(20, 20, 60, 30, 255), Some(shadow), TIGHT)), (20, 16, 71, 30));
        // Wider than the way it is moved, it shows on every side.
        let soft = Shadow { blur: Percent::clamped(4.0), down: Percent::clamped(-3.25), ..shadow };
        assert_eq!(ends(kept_area(&plane(30, 20, 60, 30, 255), Some(soft), TIGHT)), (27, 3, 83, 40));
    }

    #[test]
    fn shadow_outside_the_frame_needs_no_room() {
        let away = Shadow { right: Percent::MAX, down: Percent::MAX, blur: Percent::clamped(0.0), ..Shadow::default() };
        assert_eq!(ends(kept_area(&plane(80, 40, 90, 50, 255), Some(away), TIGHT)), (80, 40, 90, 50));
        let gone = Shadow { right: Percent::MIN, down: Percent::MIN, ..away };
        assert_eq!(ends(kept_area(&plane(20, 20, 30, 30, 255), Some(gone), TIGHT)), (20, 20, 30, 30));
        let partly = Shadow { down: Percent::clamped(25.0), right: Percent::clamped(0.0), ..away };
        assert_eq!(ends(kept_area(&plane(20, 30, 30, 40, 255), Some(partly), TIGHT)), (19, 30, 31, 60));
    }
}

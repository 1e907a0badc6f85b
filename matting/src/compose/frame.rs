//! A photo scaled and placed on the canvas of a frame.

use std::ops::Range;

use crate::framing::{Align, Canvas, Frame, Outline, Side};
use crate::resize::{self, Filter, Region, Resize};
use crate::{Area, Error, Limits, Margin, Picture, Plane, Samples, Size};

use super::blend::Depth;

/// Rows that are resampled at a time.
const STRIP: usize = 64;

/// Place of a photo on a canvas. Its subject's box fills whole pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Placement {
    /// Size of the canvas.
    pub(crate) canvas: Size,
    /// True if the photo gets more pixels than it has.
    pub(crate) is_enlarged: bool,
    /// Part of the canvas that the photo covers, as far as it goes.
    covered: Area,
    /// Part of the photo that is seen there.
    seen: Region,
    /// True if the pixels stay as they are.
    is_copy: bool,
}

/// Lengths on a canvas, in pixels.
struct Edges {
    /// Margin and outline.
    across: f64,
    /// Line that the subject stands on.
    ground: Option<f64>,
}

impl Edges {
    fn new(frame: &Frame, outline: Option<Outline>, [width, height]: [f64; 2]) -> Self {
        let margin = match frame.margin {
            Margin::Pixels(pixels) => pixels.into(),
            Margin::Percent(share) => share.fraction() * width.min(height),
        };
        let outline = outline.map_or(0.0, |outline| outline.width_of(width.max(height)));
        Self { across: margin + outline, ground: frame.ground.map(|ground| ground.fraction() * height) }
    }

    /// Width and height that a subject can have without being cropped.
    fn room(&self, [width, height]: [f64; 2]) -> [f64; 2] {
        [width - 2.0 * self.across, self.ground.map_or(height - self.across, |ground| ground) - self.across]
    }
}

impl Placement {
    /// Places a photo of size `photo` whose subject has the box `subject`.
    ///
    /// # Errors
    /// [`Error::OverLimit`] for a canvas over the limits of a photo.
    pub(crate) fn new(subject: Area, photo: Size, frame: &Frame, outline: Option<Outline>, limits: &Limits) -> Result<Self, Error> {
        let own = [f64::from(subject.size.width), f64::from(subject.size.height)];
        let (canvas, scaled) = match (frame.size(), frame.canvas) {
            (None, Canvas::Ratio(width, height) | Canvas::Pixels(width, height) | Canvas::Millimetres(width, height)) => {
                (of_ratio([width, height].map(|side| f64::from(side.max(1))), own, frame, outline), subject.size)
            }
            (Some(canvas), _) => (canvas, scaled(canvas, own, frame, outline)),
        };
        limits.check(canvas)?;
        let sides = [f64::from(canvas.width), f64::from(canvas.height)];
        let edges = Edges::new(frame, outline, sides);
        let Align { across, down } = frame.align;
        let left = aligned(across, edges.across, scaled.width, canvas.width);
        let top = match edges.ground {
            Some(ground) => (ground.round() - f64::from(scaled.height)).min(sides[1] - 1.0),
            None => aligned(down, edges.across, scaled.height, canvas.height),
        };
        let (columns, region_left, region_width) = span(left, scaled.width, subject.left, subject.size.width, photo.width, canvas.width);
        let (rows, region_top, region_height) = span(top, scaled.height, subject.top, subject.size.height, photo.height, canvas.height);
        Ok(Self {
            canvas,
            is_enlarged: scaled.width > subject.size.width || scaled.height > subject.size.height,
            covered: Area { left: columns.start, top: rows.start, size: Size { width: columns.end - columns.start, height: rows.end - rows.start } },
            seen: Region { left: region_left, top: region_top, width: region_width, height: region_height },
            is_copy: scaled == subject.size,
        })
    }

    /// The canvas in pixels of the photo, beyond which it reaches where it shows more than the photo has.
    pub(crate) fn view(&self) -> Region {
        let across = self.seen.width / f64::from(self.covered.size.width);
        let down = self.seen.height / f64::from(self.covered.size.height);
        Region {
            left: self.seen.left - f64::from(self.covered.left) * across,
            top: self.seen.top - f64::from(self.covered.top) * down,
            width: f64::from(self.canvas.width) * across,
            height: f64::from(self.canvas.height) * down,
        }
    }

    /// Part of the photo, of size `photo`, that the canvas shows, to whole pixels.
    pub(crate) fn area(&self, photo: Size) -> Area {
        let span = |from: f64, length: f64, side: u32| {
            let first = (from.floor().max(0.0) as u32).min(side - 1);
            let end = ((from + length).ceil() as u32).clamp(first + 1, side);
            (first, end - first)
        };
        let (left, width) = span(self.seen.left, self.seen.width, photo.width);
        let (top, height) = span(self.seen.top, self.seen.height, photo.height);
        Area { left, top, size: Size { width, height } }
    }

    /// The canvas with the photo on it, transparent around it. Colour is weighted by alpha in real numbers: whole ones would leave few colours to what is nearly
    /// transparent, and cut off at full alpha, along each edge, what colour is divided by.
    ///
    /// # Errors
    /// As [`resize::region_of_values`].
    pub(crate) fn picture(&self, photo: &Picture) -> Result<Picture, Error> {
        let size = photo.size();
        let samples = match photo.samples() {
            Samples::Eight(values) => Samples::Eight(self.placed(values, size, 4, &|rows| self.strip_of_picture(values, size, rows))?),
            Samples::Sixteen(values) => Samples::Sixteen(self.placed(values, size, 4, &|rows| self.strip_of_picture(values, size, rows))?),
        };
        Picture::new(self.canvas, samples)
    }

    /// The same of an alpha channel alone.
    ///
    /// # Errors
    /// As [`resize::region_of_values`].
    pub(crate) fn plane(&self, alpha: &Plane) -> Result<Plane, Error> {
        let (size, width) = (alpha.size(), alpha.size().width as usize);
        let values = self.placed(alpha.values(), size, 1, &|rows| {
            let kept = self.rows_of_photo(&rows, size);
            let shown = &alpha.values()[kept.start as usize * width..kept.end as usize * width];
            let strip = self.strip(&shown.iter().map(|value| value.fraction()).collect::<Vec<_>>(), size, &kept, &rows)?;
            Ok(strip.into_iter().map(u8::from_fraction).collect())
        })?;
        Plane::new(self.canvas, values)
    }

    fn strip_of_picture<T: Depth>(&self, values: &[T], size: Size, rows: Range<u32>) -> Result<Vec<T>, Error> {
        let (kept, width) = (self.rows_of_photo(&rows, size), size.width as usize * 4);
        let (pixels, _) = values[kept.start as usize * width..kept.end as usize * width].as_chunks::<4>();
        let mut alpha: Vec<f32> = pixels.iter().map(|pixel| pixel[3].fraction()).collect();
        let mut colours = Vec::with_capacity(3);
        for channel in 0..3 {
            let weighted: Vec<f32> = pixels.iter().zip(&alpha).map(|(pixel, alpha)| pixel[channel].fraction() * alpha).collect();
            colours.push(self.strip(&weighted, size, &kept, &rows)?);
        }
        alpha = self.strip(&alpha, size, &kept, &rows)?;
        let mut strip = vec![T::default(); alpha.len() * 4];
        for (index, (pixel, alpha)) in strip.chunks_exact_mut(4).zip(alpha).enumerate() {
            pixel[3] = T::from_fraction(alpha);
            // What cannot be seen has no colour either.
            if pixel[3] != T::default() {
                for (target, colour) in pixel.iter_mut().zip(&colours) {
                    *target = T::from_fraction(colour[index] / alpha);
                }
            }
        }
        Ok(strip)
    }

    /// Values of rows of what is covered, from those of the rows of the photo that they are made of.
    fn strip(&self, values: &[f32], size: Size, kept: &Range<u32>, rows: &Range<u32>) -> Result<Vec<f32>, Error> {
        let shown = self.seen.strip(rows, self.covered.size.height);
        let region = Region { top: shown.top - f64::from(kept.start), ..shown };
        let how = Resize { region, filter: Filter::Lanczos, weighted: false };
        let target = Size { height: rows.end - rows.start, ..self.covered.size };
        resize::region_of_values(values, Size { height: kept.end - kept.start, ..size }, how, target)
    }

    /// Rows of the photo that rows of what is covered are made of.
    fn rows_of_photo(&self, rows: &Range<u32>, photo: Size) -> Range<u32> {
        let Region { top, height, .. } = self.seen.strip(rows, self.covered.size.height);
        let reach = 3.0 * (height / f64::from(rows.end - rows.start)).max(1.0) + 2.0;
        let first = (top - reach).max(0.0) as u32;
        first..((top + height + reach).ceil() as u32).clamp(first + 1, photo.height)
    }

    /// Values of the canvas, `channels` a pixel, with those that `strip` makes of rows of what is covered.
    fn placed<T: Depth>(
        &self,
        photo: &[T],
        size: Size,
        channels: usize,
        strip: &dyn Fn(Range<u32>) -> Result<Vec<T>, Error>,
    ) -> Result<Vec<T>, Error> {
        let Area { left, top, size: covered } = self.covered;
        let row = self.canvas.width as usize * channels;
        let mut values = vec![T::default(); row * self.canvas.height as usize];
        let (from, length) = (left as usize * channels, covered.width as usize * channels);
        let covered_rows = values.chunks_exact_mut(row).skip(top as usize).take(covered.height as usize);
        if self.is_copy {
            let photo_row = size.width as usize * channels;
            let first = self.seen.left.round() as usize * channels;
            for (target, source) in covered_rows.zip(photo.chunks_exact(photo_row).skip(self.seen.top.round() as usize)) {
                target[from..from + length].copy_from_slice(&source[first..first + length]);
            }
            return Ok(values);
        }
        let mut covered_rows: Vec<&mut [T]> = covered_rows.collect();
        for (index, targets) in covered_rows.chunks_mut(STRIP).enumerate() {
            let first = (index * STRIP) as u32;
            let strip = strip(first..first + targets.len() as u32)?;
            for (target, source) in targets.iter_mut().zip(strip.chunks_exact(length)) {
                target[from..from + length].copy_from_slice(source);
            }
        }
        Ok(values)
    }
}

/// The smallest canvas of a ratio on which a subject of `own` pixels has the share and the room that it is to have.
fn of_ratio([width, height]: [f64; 2], own: [f64; 2], frame: &Frame, outline: Option<Outline>) -> Size {
    let fill = frame.fill.fraction();
    let mut unit = (own[0] / (fill * width)).max(own[1] / (fill * height));
    if fill <= 1.0 {
        // Margins in pixels do not grow with the canvas, everything else does.
        let (pixels, growing) = match frame.margin {
            Margin::Pixels(pixels) => (f64::from(pixels), Frame { margin: Margin::Pixels(0), ..*frame }),
            Margin::Percent(_) => (0.0, *frame),
        };
        let room = Edges::new(&growing, outline, [width, height]).room([width, height]).map(|room| room.max(f64::MIN_POSITIVE));
        let free_rows = if frame.ground.is_some() { 1.0 } else { 2.0 };
        unit = unit.max((own[0] + 2.0 * pixels) / room[0]).max((own[1] + free_rows * pixels) / room[1]);
    }
    // A share of the canvas that is no whole number must not make it a pixel too small.
    let side = |side: f64| ((side * unit).round()).clamp(1.0, f64::from(u32::MAX)) as u32;
    Size { width: side(width), height: side(height) }
}

/// Size of a subject of `own` pixels on a canvas.
fn scaled(canvas: Size, own: [f64; 2], frame: &Frame, outline: Option<Outline>) -> Size {
    let sides = [f64::from(canvas.width), f64::from(canvas.height)];
    let fill = frame.fill.fraction();
    let mut scale = (fill * sides[0] / own[0]).min(fill * sides[1] / own[1]);
    if fill <= 1.0 {
        let room = Edges::new(frame, outline, sides).room(sides);
        scale = scale.min(room[0] / own[0]).min(room[1] / own[1]);
    }
    let side = |own: f64| (own * scale).round().max(1.0) as u32;
    Size { width: side(own[0]), height: side(own[1]) }
}

/// First pixel of `length` on a canvas of `side`, `edge` of which is free.
fn aligned(to: Side, edge: f64, length: u32, side: u32) -> f64 {
    let (length, side) = (f64::from(length), f64::from(side));
    let first = match to {
        Side::Start => edge,
        Side::Centre => (side - length) / 2.0,
        Side::End => side - edge - length,
    };
    // Something of it is seen, whatever the margin.
    first.round().clamp(1.0 - length, side - 1.0)
}

/// Pixels of the canvas that the photo covers along one side, and the first and the length of what is seen of the photo there, where `own` pixels from `from` on
/// of the photo become `scaled` pixels from `first` on.
fn span(first: f64, scaled: u32, from: u32, own: u32, photo: u32, canvas: u32) -> (Range<u32>, f64, f64) {
    // Rounding in the last digits must not cost a pixel.
    const SLACK: f64 = 1e-6;
    let scale = f64::from(scaled) / f64::from(own);
    let at = |place: f64| first + (place - f64::from(from)) * scale;
    let start = (at(0.0) - SLACK).ceil().max(0.0);
    let end = (at(photo.into()) + SLACK).floor().min(canvas.into()).max(start + 1.0);
    let seen = |pixel: f64| f64::from(from) + (pixel - first) / scale;
    (start as u32..end as u32, seen(start).max(0.0), (end - start) / scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Percent;
    use crate::error::Limit;

    const PHOTO: Size = Size { width: 400, height: 300 };
    const SUBJECT: Area = Area { left: 100, top: 50, size: Size { width: 120, height: 200 } };

    fn frame(canvas: &str, fill: f32) -> Frame {
        Frame { fill: Percent::clamped(fill), ..Frame::new(canvas.parse().unwrap()) }
    }

    /// Columns and rows of the canvas that the subject's box covers.
    fn placed(frame: &Frame, outline: Option<Outline>) -> (Size, [f64; 4]) {
        let placement = Placement::new(SUBJECT, PHOTO, frame, outline, &Limits::default()).unwrap();
        let Placement { canvas, covered, seen, .. } = placement;
        let (across, down) = (f64::from(covered.size.width) / seen.width, f64::from(covered.size.height) / seen.height);
        let x = |x: u32| f64::from(covered.left) + (f64::from(x) - seen.left) * across;
        let y = |y: u32| f64::from(covered.top) + (f64::from(y) - seen.top) * down;
        let ends = [x(SUBJECT.left), y(SUBJECT.top), x(SUBJECT.left + SUBJECT.size.width), y(SUBJECT.top + SUBJECT.size.height)];
        (canvas, ends.map(|end| (end * 1e3).round() / 1e3))
    }

    #[test]
    fn subject_fills_its_share_of_the_limiting_side() {
        let size = |width, height| Size { width, height };
        assert_eq!(placed(&frame("1000x1000", 85.0), None), (size(1000, 1000), [245.0, 75.0, 755.0, 925.0]));
        assert_eq!(placed(&frame("300x1000", 50.0), None), (size(300, 1000), [75.0, 375.0, 225.0, 625.0]));
        assert_eq!(placed(&frame("1000x1000", 100.0), None), (size(1000, 1000), [200.0, 0.0, 800.0, 1000.0]));
        // Twice the canvas: the middle of the subject is seen.
        assert_eq!(placed(&frame("1000x1000", 200.0), None).1, [-100.0, -500.0, 1100.0, 1500.0]);
    }

    #[test]
    fn canvas_of_a_ratio_keeps_the_photos_pixels() {
        for (ratio, fill, canvas) in [("1:1", 100.0, (200, 200)), ("1:1", 80.0, (250, 250)), ("4:5", 50.0, (320, 400)), ("3:1", 100.0, (600, 200))] {
            let (found, [left, top, right, bottom]) = placed(&frame(ratio, fill), None);
            assert_eq!((found.width, found.height, right - left, bottom - top), (canvas.0, canvas.1, 120.0, 200.0), "{ratio}");
        }
        let margin = Frame { margin: Margin::Pixels(30), ..frame("1:1", 100.0) };
        assert_eq!(placed(&margin, None).0, Size { width: 260, height: 260 });
        let ground = Frame { ground: Some(Percent::clamped(80.0)), ..margin };
        let (canvas, [_, top, _, bottom]) = placed(&ground, None);
        assert_eq!((canvas.height, top, bottom), (288, 30.0, 230.0));
    }

    #[test]
    fn alignment_margin_and_ground_place_it() {
        let bottom_left = Frame { align: "bottom-left".parse().unwrap(), margin: Margin::Pixels(40), ..frame("1000x1000", 50.0) };
        assert_eq!(placed(&bottom_left, None).1, [40.0, 460.0, 340.0, 960.0]);
        let right = Frame { align: "right".parse().unwrap(), margin: Margin::Percent(Percent::clamped(10.0)), ..frame("1000x500", 50.0) };
        assert_eq!(placed(&right, None).1, [800.0, 125.0, 950.0, 375.0]);
        let ground = Frame { ground: Some(Percent::clamped(90.0)), ..bottom_left };
        assert_eq!(placed(&ground, None).1, [40.0, 400.0, 340.0, 900.0]);
    }

    #[test]
    fn nothing_is_cropped_up_to_a_hundred_per_cent() {
        let outline = Some(Outline { width: Percent::clamped(2.0), ..Outline::default() });
        for canvas in ["1000x1000", "313x1777", "1777x313", "1:1", "9:16", "21:9"] {
            for (margin, ground) in [("0px", None), ("7%", None), ("31px", Some(83.0)), ("0px", Some(100.0)), ("4%", Some(50.0))] {
                for outline in [None, outline] {
                    for align in ["centre", "top-left", "bottom-right"] {
                        let frame = Frame {
                            margin: margin.parse().unwrap(),
                            ground: ground.map(Percent::clamped),
                            align: align.parse().unwrap(),
                            ..frame(canvas, 100.0)
                        };
                        let (size, [left, top, right, bottom]) = placed(&frame, outline);
                        let edges = Edges::new(&frame, outline, [size.width.into(), size.height.into()]);
                        let lowest = edges.ground.unwrap_or(f64::from(size.height) - edges.across);
                        let is_inside = left > edges.across - 1.0
                            && top > edges.across - 1.0
                            && right < f64::from(size.width) - edges.across + 1.0
                            && bottom < lowest + 1.0;
                        assert!(is_inside && left >= 0.0 && top >= 0.0, "{frame:?} {size:?}: {left} {top} {right} {bottom}");
                        assert!(right <= size.width.into() && bottom <= size.height.into(), "{frame:?} {size:?}: {right} {bottom}");
                    }
                }
            }
        }
    }

    #[test]
    fn enlarging_is_noticed() {
        let is_enlarged = |canvas, fill| Placement::new(SUBJECT, PHOTO, &frame(canvas, fill), None, &Limits::default()).unwrap().is_enlarged;
        assert!(!is_enlarged("200x200", 100.0) && is_enlarged("201x201", 100.0));
        assert!(!is_enlarged("400x400", 50.0) && is_enlarged("400x400", 51.0) && !is_enlarged("1:1", 7.0));
    }

    #[test]
    fn canvas_over_the_limits_is_refused() {
        let limits = Limits { max_pixels: 1_000_000, max_side: 5000, ..Limits::default() };
        let refused = |canvas, fill| Placement::new(SUBJECT, PHOTO, &frame(canvas, fill), None, &limits).map(|placement| placement.canvas);
        assert_eq!(refused("1000x1000", 85.0), Ok(Size { width: 1000, height: 1000 }));
        assert_eq!(refused("1001x1000", 85.0), Err(Error::OverLimit { limit: Limit::Pixels, allowed: 1_000_000, found: 1_001_000 }));
        assert_eq!(refused("5001x1", 85.0), Err(Error::OverLimit { limit: Limit::Side, allowed: 5000, found: 5001 }));
        assert!(matches!(refused("1:1", 1.0), Err(Error::OverLimit { limit: Limit::Side, .. })));
        assert!(matches!(refused("1:65535", 85.0), Err(Error::OverLimit { .. })));
    }

    #[test]
    fn view_is_the_canvas_on_the_photo() {
        let placement = Placement::new(SUBJECT, PHOTO, &frame("800x400", 100.0), None, &Limits::default()).unwrap();
        // Twice as large, with the middle of the subject at 160, 150.
        let Region { left, top, width, height } = placement.view();
        assert_eq!([left, top, width, height].map(|side| (side * 1e6).round() / 1e6), [-40.0, 50.0, 400.0, 200.0]);
    }

    #[test]
    fn copied_pixels_are_the_photos() {
        let photo = Picture::new(PHOTO, Samples::Eight((0..480_000_u32).map(|index| (index % 251) as u8).collect())).unwrap();
        let placement = Placement::new(SUBJECT, PHOTO, &frame("1:1", 100.0), None, &Limits::default()).unwrap();
        let canvas = placement.picture(&photo).unwrap();
        assert_eq!(placement.area(PHOTO), Area { left: 60, top: 50, size: Size { width: 200, height: 200 } });
        assert_eq!(canvas, photo.cropped(placement.area(PHOTO)).unwrap());
    }

    /// The alpha alone is what the picture has, and nothing bleeds out of transparent pixels.
    #[test]
    fn resampling_weighs_colour_by_alpha() {
        let inside = |x: u32, y: u32| (100..220).contains(&x) && (50..250).contains(&y);
        let pixel = |index: u32| if inside(index % 400, index / 400) { [200, 100, 50, 255] } else { [0; 4] };
        let photo = Picture::new(PHOTO, Samples::Eight((0..120_000).flat_map(pixel).collect())).unwrap();
        let alpha = photo.to_mask();
        for (canvas, fill) in [("500x700", 85.0), ("90x70", 60.0), ("120x333", 170.0), ("2x2", 100.0)] {
            let placement = Placement::new(SUBJECT, PHOTO, &frame(canvas, fill), None, &Limits::default()).unwrap();
            let (picture, plane) = (placement.picture(&photo).unwrap(), placement.plane(&alpha).unwrap());
            let Samples::Eight(values) = picture.samples() else { unreachable!("depth stays") };
            for (pixel, alpha) in values.chunks_exact(4).zip(plane.values()) {
                assert_eq!(pixel[3], *alpha, "{canvas}");
                let near = |value: u8, expected: u8| value.abs_diff(expected) <= 1;
                assert!(
                    if *alpha == 0 { pixel == [0; 4] } else { near(pixel[0], 200) && near(pixel[1], 100) && near(pixel[2], 50) },
                    "{canvas}: {pixel:?}"
                );
            }
        }
    }
}

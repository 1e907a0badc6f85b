//! The outline of the subject: its shape grown by a distance, by an exact distance transform (Felzenszwalb and Huttenlocher, 2012).

use crate::framing::Outline;
use crate::{Area, Error, Plane, Size};

use super::subject::{LOWEST_SOLID_ALPHA, Subject};

/// Row of no seed.
const NONE: u32 = u32::MAX;

/// Alpha of an outline and of all inside of it, at the size of `alpha`. Specks get none.
///
/// # Errors
/// None in practice: there is one value for each pixel.
pub(crate) fn grown(alpha: &Plane, subject: &Subject, outline: Outline) -> Result<Plane, Error> {
    let size = alpha.size();
    let radius = outline.width_of(size.longer().into());
    let nearest = nearest_in_column(alpha, subject);
    let width = size.width as usize;
    let mut values = vec![0_u8; size.pixels() as usize];
    for ((y, nearest), row) in (0..).zip(nearest.chunks_exact(width)).zip(values.chunks_exact_mut(width)) {
        grow_row(row, y, nearest, alpha, radius);
    }
    Plane::new(size, values)
}

/// Pixels of a radius, in which `area` grows by the outline, of a picture of this size.
pub(crate) fn reach(outline: Outline, size: Size) -> u32 {
    (outline.width_of(size.longer().into())).ceil() as u32
}

/// The part of an outline inside of `area`, weakened by the transparency of its colour.
///
/// # Errors
/// As [`Plane::cropped`].
pub(crate) fn shown(grown: Plane, outline: Outline, area: Area) -> Result<Plane, Error> {
    let mut shown = grown.cropped(area)?;
    if outline.colour.alpha < u8::MAX {
        let opacity = u32::from(outline.colour.alpha);
        shown.values_mut().iter_mut().for_each(|value| *value = ((u32::from(*value) * opacity + 127) / 255) as u8);
    }
    Ok(shown)
}

/// For each pixel the row of the nearest pixel of its column that belongs to the subject.
fn nearest_in_column(alpha: &Plane, subject: &Subject) -> Vec<u32> {
    let Size { width, height } = alpha.size();
    let mut nearest = vec![NONE; alpha.values().len()];
    let mut last = vec![NONE; width as usize];
    let rows = || nearest_rows(width, height);
    for (y, from) in rows() {
        for (x, last) in (0..width).zip(&mut last) {
            if alpha.values()[from + x as usize] >= LOWEST_SOLID_ALPHA && subject.contains(x, y) {
                *last = y;
            }
            nearest[from + x as usize] = *last;
        }
    }
    last.fill(NONE);
    for (y, from) in rows().rev() {
        for (place, last) in nearest[from..from + width as usize].iter_mut().zip(&mut last) {
            if *place == y {
                *last = y;
            } else if *place == NONE || (*last != NONE && *last - y < y - *place) {
                *place = *last;
            }
        }
    }
    nearest
}

/// Rows with the index of their first pixel.
fn nearest_rows(width: u32, height: u32) -> impl DoubleEndedIterator<Item = (u32, usize)> {
    (0..height).map(move |y| (y, y as usize * width as usize))
}

/// Fills a row with the alpha of what is at most `radius` from the subject, anti-aliased by the alpha of the nearest pixel.
fn grow_row(row: &mut [u8], y: u32, nearest: &[u32], alpha: &Plane, radius: f64) {
    // The parabolas that are the lowest somewhere: column, height, and where each begins to be.
    let mut lowest: Vec<(f64, f64, f64)> = Vec::new();
    for (x, seed) in nearest.iter().enumerate().filter(|(_, seed)| **seed != NONE) {
        let (x, height) = (x as f64, f64::from(seed.abs_diff(y)).powi(2));
        if height > (radius + 1.0).powi(2) {
            continue;
        }
        let mut begin = f64::NEG_INFINITY;
        while let Some((column, other, since)) = lowest.last().copied() {
            begin = ((height + x * x) - (other + column * column)) / (2.0 * (x - column));
            if begin > since {
                break;
            }
            lowest.pop();
            begin = f64::NEG_INFINITY;
        }
        lowest.push((x, height, begin));
    }
    let width = row.len();
    let mut current = 0;
    for (x, value) in row.iter_mut().enumerate() {
        while lowest.get(current + 1).is_some_and(|(_, _, begin)| *begin <= x as f64) {
            current += 1;
        }
        let Some((column, height, _)) = lowest.get(current) else { return };
        let distance = ((x as f64 - column).powi(2) + height).sqrt();
        if distance > radius + 1.0 {
            continue;
        }
        let seed = nearest[*column as usize] as usize * width + *column as usize;
        let cover = f64::from(alpha.values().get(seed).copied().unwrap_or(u8::MAX)) / 255.0;
        *value = ((radius - distance + cover).clamp(0.0, 1.0) * 255.0).round() as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Percent;

    fn of(size: Size, inside: impl Fn(u32, u32) -> u8) -> Plane {
        Plane::new(size, (0..size.height).flat_map(|y| (0..size.width).map(move |x| (x, y))).map(|(x, y)| inside(x, y)).collect()).unwrap()
    }

    fn outlined(alpha: &Plane, percent: f32) -> Plane {
        let outline = Outline { width: Percent::clamped(percent), ..Outline::default() };
        grown(alpha, &Subject::solid(alpha).unwrap(), outline).unwrap()
    }

    #[test]
    fn outline_is_as_far_from_the_subject_as_its_width() {
        let size = Size { width: 100, height: 90 };
        let shapes: [fn(u32, u32) -> u8; 3] = [
            |x, y| if (30..50).contains(&x) && (40..60).contains(&y) { 255 } else { 0 },
            |x, y| if (x == 20 && y == 30) || (x == 70 && y == 66) || (x == 71 && y == 20) { 255 } else { 0 },
            |x, y| if (x + y) % 13 == 0 && x > y { 255 } else { 0 },
        ];
        for shape in shapes {
            let alpha = of(size, shape);
            for width in [1.0, 4.0, 7.3, 10.0] {
                let grown = outlined(&alpha, width);
                for y in 0..size.height {
                    for x in 0..size.width {
                        let seeds = (0..size.height).flat_map(|y| (0..size.width).map(move |x| (x, y))).filter(|(x, y)| shape(*x, *y) > 0);
                        let squared = seeds.map(|(seed_x, seed_y)| x.abs_diff(seed_x).pow(2) + y.abs_diff(seed_y).pow(2)).min().unwrap();
                        let expected = ((f64::from(width) - f64::from(squared).sqrt() + 1.0).clamp(0.0, 1.0) * 255.0).round() as u8;
                        assert!(grown.values()[(y * size.width + x) as usize].abs_diff(expected) <= 1, "{width} at {x}, {y}");
                    }
                }
            }
        }
    }

    #[test]
    fn soft_edge_moves_the_outline_by_its_alpha() {
        let size = Size { width: 100, height: 3 };
        let half = outlined(
            &of(size, |x, _| {
                if x < 20 {
                    255
                } else if x == 20 {
                    153
                } else {
                    0
                }
            }),
            5.0,
        );
        let row: Vec<u8> = half.values()[24..28].to_vec();
        assert_eq!(row, [255, 153, 0, 0], "{row:?}");
    }

    #[test]
    fn specks_get_no_outline() {
        let size = Size { width: 700, height: 700 };
        let with_speck = |x: u32, y: u32| if (100..400).contains(&x) && (100..400).contains(&y) || (x == 600 && y == 600) { 255 } else { 0 };
        let grown = outlined(&of(size, with_speck), 1.0);
        assert_eq!((grown.values()[600 * 700 + 600], grown.values()[406 * 700 + 250]), (0, 255));
    }

    #[test]
    fn transparent_colour_weakens_it() {
        let size = Size { width: 10, height: 1 };
        let outline = Outline { width: Percent::clamped(10.0), colour: crate::Colour { red: 0, green: 0, blue: 0, alpha: 102 } };
        let alpha = of(size, |x, _| if x == 5 { 255 } else { 0 });
        let grown = grown(&alpha, &Subject::solid(&alpha).unwrap(), outline).unwrap();
        let area = Area { left: 4, top: 0, size: Size { width: 4, height: 1 } };
        assert_eq!(shown(grown, outline, area).unwrap().values(), [102, 102, 102, 0]);
    }
}

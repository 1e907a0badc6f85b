//! Closed-form matting at one size.

use crate::guide_image::GuideImage;
use crate::solver::System;
use crate::tiles::Tiles;
use crate::{Error, Image, Interrupt, Trimap};

/// Weight of the data term at certainty ½, against a Laplacian whose diagonal is about 5.
const DATA_WEIGHT: f32 = 0.0003;

/// Closed-form matting (Levin, Lischinski and Weiss 2008): alpha from 0 to 1 for each pixel of `photo`, row by row. Known pixels get their
/// prior, unknown ones what makes alpha locally a linear function of colour, held to their prior by a data term of weight λ = c / (1 − c) ·
/// [`DATA_WEIGHT`], where c is the certainty.
///
/// `start`, if given, is an alpha near the solution, such as the one before the last stroke of a brush; the solution is the same with and
/// without it, but is found sooner. If nothing is certain at all, the solution is the prior.
///
/// # Errors
/// [`Error::SizeMismatch`] if photo, trimap and start differ in size, [`Error::Interrupted`] if `interrupt` breaks.
pub fn solve_single_level(photo: Image<'_>, trimap: &Trimap, start: Option<&[f32]>, interrupt: &mut Interrupt<'_>) -> Result<Vec<f32>, Error> {
    let size = photo.size();
    let mismatch = |found: u64| Error::SizeMismatch { size, needed: size.pixels(), found };
    if trimap.size() != size {
        return Err(mismatch(trimap.size().pixels()));
    }
    let mut alpha = match start {
        Some(start) if start.len() as u64 != size.pixels() => return Err(mismatch(start.len() as u64)),
        Some(start) => {
            let known = trimap.prior().iter().zip(trimap.certainty()).zip(start);
            known.map(|((prior, certainty), start)| if *certainty < 1.0 && start.is_finite() { *start } else { *prior }).collect()
        }
        None => trimap.prior().to_vec(),
    };
    let tiles = Tiles::new(trimap);
    if tiles.len() == 0 || trimap.certainty().iter().all(|certainty| *certainty <= 0.0) {
        return Ok(trimap.prior().to_vec());
    }
    let mut weights = tiles.gather(trimap.certainty());
    weights.iter_mut().flatten().for_each(|certainty| *certainty = DATA_WEIGHT * *certainty / (1.0 - *certainty));
    let mut target = tiles.gather(trimap.prior());
    target.iter_mut().flatten().zip(weights.iter().flatten()).for_each(|(prior, weight)| *prior *= weight);
    System::new(&GuideImage::new(photo), &tiles, &weights).solve(&target, &mut alpha, interrupt)?;
    alpha.iter_mut().for_each(|alpha| *alpha = alpha.clamp(0.0, 1.0));
    Ok(alpha)
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::Size;
    use crate::testing::{Picture, Samples, at_once as solve};

    /// Noise from 0 to 1 that is the same everywhere.
    fn noise(at: usize) -> f32 {
        let mut bits = (at as u32 ^ 0x9e37_79b9).wrapping_mul(0x85eb_ca6b);
        bits = (bits ^ (bits >> 13)).wrapping_mul(0xc2b2_ae35);
        (bits ^ (bits >> 16)) as f32 / u32::MAX as f32
    }

    /// A soft diagonal edge with thin lines that stick out of it like whiskers.
    fn true_alpha(x: usize, y: usize) -> f32 {
        let edge = 0.5 + (x as f32 - y as f32 * 0.4 - 16.0) / 5.0;
        let whisker = if y % 9 == 4 && x >= 8 { 0.7 } else { 0.0 };
        edge.clamp(0.0, 1.0).max(whisker)
    }

    const WIDTH: usize = 48;
    const HEIGHT: usize = 40;
    const SIZE: Size = Size { width: WIDTH as u32, height: HEIGHT as u32 };

    /// Two noisy textures, one over the other, at 16 bits so that colours are what alpha says.
    fn composite() -> (Picture, Vec<f32>) {
        let mut samples = Vec::new();
        let mut alpha = Vec::new();
        for y in 0..HEIGHT {
            for x in 0..WIDTH {
                let share = true_alpha(x, y);
                let (front, back) = (0.1 * noise(y * WIDTH + x), 0.1 * noise(99_999 + y * WIDTH + x));
                let colour =
                    [(0.8, 0.2), (0.6, 0.3), (0.1, 0.5)].map(|(subject, ground)| share * (subject + front) + (1.0 - share) * (ground + back));
                samples.extend(colour.map(|value| (value * 65_535.0) as u16));
                samples.push(u16::MAX);
                alpha.push(share);
            }
        }
        (Picture::new(SIZE, Samples::Sixteen(samples)).unwrap(), alpha)
    }

    /// Known where x is far from the edge and its whiskers.
    fn band() -> Trimap {
        let values = (0..WIDTH * HEIGHT).map(|at| match at % WIDTH {
            0..6 => 0,
            40.. => 255,
            _ => 128,
        });
        Trimap::from_gray(SIZE, &values.collect::<Vec<u8>>()).unwrap()
    }

    fn opaque(size: Size, colour: impl Fn(usize) -> [u8; 3]) -> Picture {
        let pixel = |at: usize| {
            let [red, green, blue] = colour(at);
            [red, green, blue, 255]
        };
        Picture::new(size, Samples::Eight((0..size.pixels() as usize).flat_map(pixel).collect())).unwrap()
    }

    /// Solution in `f64`, straight from equation 12 of the paper: a dense matrix, eliminated.
    fn reference(photo: &Picture, trimap: &Trimap) -> Vec<f32> {
        let Samples::Sixteen(samples) = &photo.samples else { panic!("16 bits") };
        let colour = |at: usize| [0, 1, 2].map(|channel| f64::from(samples[at * 4 + channel]) / 65_535.0);
        let number: Vec<Option<usize>> = trimap
            .certainty()
            .iter()
            .scan(0, |next, certainty| {
                Some((*certainty < 1.0).then(|| {
                    *next += 1;
                    *next - 1
                }))
            })
            .collect();
        let unknown = number.iter().flatten().count();
        let mut rows = vec![vec![0.0_f64; unknown + 1]; unknown];
        for y in 1..HEIGHT - 1 {
            for x in 1..WIDTH - 1 {
                let window: Vec<usize> = (0..9).map(|k| (y + k / 3 - 1) * WIDTH + x + k % 3 - 1).collect();
                let mean = [0, 1, 2].map(|c| window.iter().map(|at| colour(*at)[c]).sum::<f64>() / 9.0);
                let centred: Vec<[f64; 3]> = window.iter().map(|at| [0, 1, 2].map(|c| colour(*at)[c] - mean[c])).collect();
                let covariance = [0, 1, 2]
                    .map(|a| [0, 1, 2].map(|b| centred.iter().map(|c| c[a] * c[b]).sum::<f64>() / 9.0 + if a == b { 1e-7 / 9.0 } else { 0.0 }));
                let minor = |a: usize, b: usize| {
                    let (r, c) = ([(a + 1) % 3, (a + 2) % 3], [(b + 1) % 3, (b + 2) % 3]);
                    covariance[r[0]][c[0]] * covariance[r[1]][c[1]] - covariance[r[0]][c[1]] * covariance[r[1]][c[0]]
                };
                let determinant: f64 = (0..3).map(|b| covariance[0][b] * minor(0, b)).sum();
                for (i, at) in window.iter().enumerate() {
                    let Some(row) = number[*at] else { continue };
                    for (j, other) in window.iter().enumerate() {
                        let product: f64 = (0..9).map(|k| centred[i][k / 3] * minor(k % 3, k / 3) / determinant * centred[j][k % 3]).sum();
                        let entry = if i == j { 1.0 } else { 0.0 } - (1.0 + product) / 9.0;
                        match number[*other] {
                            Some(column) => rows[row][column] += entry,
                            None => rows[row][unknown] -= entry * f64::from(trimap.prior()[*other]),
                        }
                    }
                }
            }
        }
        for pivot in 0..unknown {
            let (above, below) = rows.split_at_mut(pivot + 1);
            let source = &above[pivot];
            for row in below.iter_mut().filter(|row| row[pivot] != 0.0) {
                let factor = row[pivot] / source[pivot];
                row[pivot..].iter_mut().zip(&source[pivot..]).for_each(|(value, source)| *value -= factor * source);
            }
        }
        let mut solution = vec![0.0; unknown];
        for row in (0..unknown).rev() {
            let rest: f64 = (row + 1..unknown).map(|column| rows[row][column] * solution[column]).sum();
            solution[row] = (rows[row][unknown] - rest) / rows[row][row];
        }
        number.iter().zip(trimap.prior()).map(|(number, prior)| number.map_or(*prior, |number| solution[number].clamp(0.0, 1.0) as f32)).collect()
    }

    fn mean_difference(a: &[f32], b: &[f32]) -> f32 {
        a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum::<f32>() / a.len() as f32
    }

    fn largest_difference(a: &[f32], b: &[f32]) -> f32 {
        a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
    }

    #[test]
    fn alpha_matches_the_papers_dense_solution() {
        let (photo, truth) = composite();
        let (alpha, reference) = (solve(&photo, &band(), None).unwrap(), reference(&photo, &band()));
        assert!(largest_difference(&alpha, &reference) < 0.004, "{}", largest_difference(&alpha, &reference));
        assert!(mean_difference(&alpha, &reference) < 0.0002, "{}", mean_difference(&alpha, &reference));
        assert!(mean_difference(&alpha, &truth) < 0.06, "{}", mean_difference(&alpha, &truth));
    }

    #[test]
    fn start_does_not_change_the_answer() {
        let (photo, truth) = composite();
        let cold = solve(&photo, &band(), None).unwrap();
        assert!(largest_difference(&cold, &solve(&photo, &band(), Some(&truth)).unwrap()) < 0.004);
        assert!(largest_difference(&cold, &solve(&photo, &band(), Some(&vec![f32::NAN; truth.len()])).unwrap()) < 0.004);
    }

    #[test]
    fn flat_photo_gives_a_linear_ramp() {
        let size = Size { width: 30, height: 9 };
        let photo = opaque(size, |_| [90, 120, 40]);
        let values = (0..270).map(|at| match at % 30 {
            0 => 0,
            29 => 255,
            _ => 77,
        });
        let trimap = Trimap::from_gray(size, &values.collect::<Vec<u8>>()).unwrap();
        for row in solve(&photo, &trimap, None).unwrap().chunks(30) {
            for (x, pair) in row.windows(2).enumerate() {
                assert!(pair[0] < pair[1], "{row:?}");
                assert!((pair[0] - x as f32 / 29.0).abs() < 0.06, "{row:?}");
            }
        }
    }

    #[test]
    fn known_pixels_keep_their_prior() {
        let (photo, _) = composite();
        let certain = |at: usize| if at.is_multiple_of(3) { 1.0 } else { 0.0 };
        let prior: Vec<f32> = (0..WIDTH * HEIGHT).map(noise).collect();
        let trimap = Trimap::new(SIZE, prior.clone(), (0..WIDTH * HEIGHT).map(certain).collect()).unwrap();
        for (at, (alpha, prior)) in solve(&photo, &trimap, None).unwrap().iter().zip(&prior).enumerate() {
            assert!((0.0..=1.0).contains(alpha));
            assert!(at % 3 > 0 || alpha == prior);
        }
        for certainty in [0.0, 1.0] {
            let trimap = Trimap::new(SIZE, prior.clone(), vec![certainty; prior.len()]).unwrap();
            assert_eq!(solve(&photo, &trimap, None).unwrap(), prior);
        }
    }

    #[test]
    fn certainty_increases_the_weight_of_a_prior() {
        let (photo, _) = composite();
        let alpha = |certainty: f32| {
            let mut prior = band().prior().to_vec();
            let mut certainties = band().certainty().to_vec();
            (prior[20 * WIDTH + 20], certainties[20 * WIDTH + 20]) = (1.0, certainty);
            solve(&photo, &Trimap::new(SIZE, prior, certainties).unwrap(), None).unwrap()
        };
        let at = |certainty: f32| alpha(certainty)[20 * WIDTH + 20];
        assert!(at(0.0) < 0.8 && at(0.0) < at(0.9) && at(0.9) < at(0.99) && at(0.99) < at(0.9999));
        assert!(largest_difference(&alpha(0.999_999_9), &alpha(1.0)) < 0.005);
        assert!(largest_difference(&alpha(0.5), &alpha(0.500_1)) < 0.002);
    }

    #[test]
    fn different_sizes_are_refused() {
        let (photo, _) = composite();
        assert!(solve(&opaque(Size { width: 3, height: 3 }, |_| [0; 3]), &band(), None).is_err());
        assert!(solve(&photo, &band(), Some(&[0.5])).is_err());
    }

    #[test]
    fn colour_of_transparent_pixels_is_ignored() {
        let transparent = |colour: u8| {
            let values = (0..WIDTH * HEIGHT)
                .flat_map(|at| if at.is_multiple_of(5) { [colour, 9, colour, 0] } else { [(noise(at) * 255.0) as u8, 30, 60, 255] });
            Picture::new(SIZE, Samples::Eight(values.collect())).unwrap()
        };
        assert_eq!(solve(&transparent(0), &band(), None).unwrap(), solve(&transparent(255), &band(), None).unwrap());
    }

    #[test]
    fn interrupt_ends_the_work() {
        let (photo, _) = composite();
        let mut left = 3;
        let mut interrupt = || {
            left -= 1;
            if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        assert_eq!(solve_single_level(photo.view(), &band(), None, &mut interrupt), Err(Error::Interrupted));
        assert_eq!(left, 0);
    }

    #[cfg(feature = "rayon")]
    #[test]
    fn thread_count_changes_no_bit() {
        let (photo, _) = composite();
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| solve(&photo, &band(), None).unwrap())
        };
        assert_eq!(with(1), with(3));
    }
}

//! The structure measure of Fan et al., "Structure-measure: A New Way to Evaluate Foreground Maps", ICCV 2017.

use crate::mask::Mask;

impl Mask<'_> {
    /// The S-measure, 0 to 1, with α = 0.5: half S_object (equation 10), half S_region (equation 5).
    ///
    /// Without a subject in the truth it is 1 − mean(S), with a truth that is subject throughout mean(S), as in the authors' program. A quadrant
    /// without pixels (the subject's centre lies on the last row or column) counts nothing; PySODMetrics gives no number then.
    pub fn s_measure(&self) -> f64 {
        let (mut inside, mut outside) = (Moments::default(), Moments::default());
        let mut centre = [0_u64; 2];
        let width = self.size().width as usize;
        for (pixel, (value, subject)) in self.pairs().enumerate() {
            if subject {
                inside.add(value, subject);
                centre[0] += (pixel % width) as u64;
                centre[1] += (pixel / width) as u64;
            } else {
                outside.add(value, subject);
            }
        }
        let range = self.range();
        if inside.count == 0 {
            return 1.0 - outside.mean(range);
        }
        if outside.count == 0 {
            return inside.mean(range);
        }
        let share = inside.count as f64 / self.size().pixels() as f64;
        let object =
            share * object(inside.mean(range), inside.variance(range)) + (1.0 - share) * object(1.0 - outside.mean(range), outside.variance(range));
        // One is added, as in the authors' program: the centre's own row and column belong to the upper left.
        let [x, y] = centre.map(|sum| (sum as f64 / inside.count as f64).round_ties_even() as usize + 1);
        (0.5 * object + 0.5 * self.region(x, y)).max(0.0)
    }

    /// The structural similarity of the four quadrants around a pixel, each weighted with its share of the picture.
    fn region(&self, x: usize, y: usize) -> f64 {
        let width = self.size().width as usize;
        let mut quadrants = [[Moments::default(); 2]; 2];
        for (pixel, (value, subject)) in self.pairs().enumerate() {
            quadrants[usize::from(pixel / width >= y)][usize::from(pixel % width >= x)].add(value, subject);
        }
        let range = self.range();
        quadrants.iter().flatten().map(|quadrant| quadrant.similarity(range) * quadrant.count as f64).sum::<f64>() / self.size().pixels() as f64
    }
}

/// Equation 8 and 9 with λ = ½: 2·mean / (mean² + 1 + deviation).
fn object(mean: f64, variance: f64) -> f64 {
    2.0 * mean / (mean * mean + 1.0 + variance.sqrt())
}

/// Sums over some pixels, exact: what is constant has no variance at all, not even a rounding error's.
#[derive(Debug, Clone, Copy, Default)]
struct Moments {
    count: u64,
    map: u64,
    map_squared: u64,
    truth: u64,
    product: u64,
}

impl Moments {
    fn add(&mut self, value: u8, subject: bool) {
        let value = u64::from(value);
        self.count += 1;
        self.map += value;
        self.map_squared += value * value;
        if subject {
            self.truth += 1;
            self.product += value;
        }
    }

    fn mean(&self, range: f64) -> f64 {
        if self.count == 0 { 0.0 } else { self.map as f64 / (self.count as f64 * range) }
    }

    /// Of a sample: over count − 1; 0 for a single pixel.
    fn variance(&self, range: f64) -> f64 {
        self.covariance(self.map, self.map, self.map_squared) / (range * range)
    }

    fn covariance(&self, a: u64, b: u64, product: u64) -> f64 {
        if self.count < 2 {
            return 0.0;
        }
        let scaled = i128::from(self.count) * i128::from(product) - i128::from(a) * i128::from(b);
        scaled as f64 / (self.count as f64 * (self.count - 1) as f64)
    }

    /// Equation 4: 4·x̄·ȳ·σ_xy / ((x̄² + ȳ²)(σ_x² + σ_y²)); 1 where both sides are 0, as of two constant areas.
    fn similarity(&self, range: f64) -> f64 {
        if self.count == 0 {
            return 0.0;
        }
        let (x, y) = (self.mean(range), self.truth as f64 / self.count as f64);
        let above = 4.0 * x * y * self.covariance(self.map, self.truth, self.product) / range;
        let below = (x * x + y * y) * (self.variance(range) + self.covariance(self.truth, self.truth, self.truth));
        if below > 0.0 { above / below } else { 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{plane, plane_pairs};

    fn s_measure(width: usize, map: &[u8], truth: &[u8]) -> f64 {
        let (map, truth) = (plane(width, map), plane(width, truth));
        Mask::new(&map, &truth).unwrap().s_measure()
    }

    #[test]
    fn by_hand() {
        assert_eq!(s_measure(2, &[0, 255, 0, 255], &[0, 255, 0, 255]), 1.0);
        // Each quadrant is one pixel, and two constant areas are alike whatever their values: only the object's half is lost.
        assert_eq!(s_measure(2, &[0, 255, 0, 255], &[255, 0, 255, 0]), 0.5);
        assert_eq!(s_measure(2, &[51; 4], &[0; 4]), 0.8);
        assert_eq!(s_measure(2, &[51; 4], &[255; 4]), 0.2);
        // A map of one half: object ½·1/1.25 twice; the centre of the subject is the upper right pixel, so that everything is one quadrant,
        // where the map has no variance.
        assert!((s_measure(2, &[51, 51], &[0, 255]) - 0.25 * (0.4 / 1.04 + 1.6 / 1.64)).abs() < 1e-15);
    }

    #[test]
    fn a_subject_on_the_last_row_has_a_number() {
        assert_eq!(s_measure(1, &[0, 0, 255], &[0, 0, 255]), 1.0);
    }

    proptest! {
        #[test]
        fn it_is_a_share_and_the_truth_itself_is_perfect((map, truth) in plane_pairs()) {
            let score = Mask::new(&map, &truth).unwrap().s_measure();
            prop_assert!((0.0..=1.0 + 1e-12).contains(&score), "{}", score);
            let binary = plane(truth.size().width as usize, &truth.values().iter().map(|value| if *value > 128 { 255 } else { 0 }).collect::<Vec<_>>());
            let perfect = Mask::new(&binary, &truth).unwrap().s_measure();
            prop_assert!((perfect - 1.0).abs() < 1e-12, "{}", perfect);
        }
    }
}

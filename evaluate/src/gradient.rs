//! The gradient error: over-smoothed and over-sharp edges, and steps that should not be there.
//!
//! Σ(|∇α| − |∇α*|)², with the gradient from first derivatives of a Gaussian of σ = 1.4 (Rhemann et al. 2009, "Gradient", q = 2). As in the
//! evaluation programs that go with the benchmark, the filters reach as far as the Gaussian is over 0.01 (9 × 9 weights), their squares add up
//! to 1, and the picture goes on beyond its edges as its outermost pixels are. Some of those programs stretch each matte to 0 to 1 first;
//! here, as in the paper, it is taken as it is.

use matting::Plane;

use crate::matte::{Band, Sums};
use crate::separable_filter::{BorderMode, SeparableFilter};

const SIGMA: f64 = 1.4;
/// The Gaussian's value at which the filters end.
const KERNEL_CUTOFF: f64 = 1e-2;

/// The gradient error, not yet in thousands. Both planes have the same size.
pub(crate) fn error(alpha: &Plane, truth: &Plane, band: &Band<'_>) -> Sums {
    let (gaussian, derivative) = kernels();
    let filtered = |plane, across, down| SeparableFilter::new(plane, |value| f64::from(value) / 255.0, across, down, BorderMode::Edge);
    let (mut alpha_x, mut alpha_y) = (filtered(alpha, &derivative, &gaussian), filtered(alpha, &gaussian, &derivative));
    let (mut truth_x, mut truth_y) = (filtered(truth, &derivative, &gaussian), filtered(truth, &gaussian, &derivative));
    let mut sums = Sums::default();
    let width = truth.size().width as usize;
    for y in 0..truth.size().height as usize {
        let alpha = alpha_x.next_row().iter().zip(alpha_y.next_row());
        let truth = truth_x.next_row().iter().zip(truth_y.next_row());
        band.add_row(y * width, alpha.zip(truth).map(|(alpha, truth)| (length(alpha) - length(truth)).powi(2)), &mut sums);
    }
    sums
}

fn length((x, y): (&f64, &f64)) -> f64 {
    (x * x + y * y).sqrt()
}

/// The Gaussian and its derivative, each with squares that add up to 1.
fn kernels() -> (Vec<f64>, Vec<f64>) {
    let peak = 1.0 / (SIGMA * std::f64::consts::TAU.sqrt());
    let reach = (SIGMA * (-2.0 * (KERNEL_CUTOFF / peak).ln()).sqrt()).ceil() as i32;
    let unit = |weight: &dyn Fn(f64) -> f64| {
        let weights: Vec<f64> = (-reach..=reach).map(|x| weight(f64::from(x))).collect();
        let length = weights.iter().map(|weight| weight * weight).sum::<f64>().sqrt();
        weights.iter().map(|weight| weight / length).collect()
    };
    let gaussian = |x: f64| (-x * x / (2.0 * SIGMA * SIGMA)).exp();
    (unit(&gaussian), unit(&|x| -x * gaussian(x)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Matte;
    use crate::testing::plane;

    #[test]
    fn the_filters_have_nine_weights() {
        let (gaussian, derivative) = kernels();
        assert_eq!((gaussian.len(), derivative.len(), derivative[4]), (9, 9, 0.0));
        assert!((derivative.iter().map(|weight| weight * weight).sum::<f64>() - 1.0).abs() < 1e-15);
    }

    #[test]
    fn two_flat_mattes_have_no_gradient_to_differ_in() {
        let (black, white) = (plane(20, &[0; 400]), plane(20, &[255; 400]));
        assert!(Matte::of(&black, &white, None).unwrap().everywhere.gradient < 1e-25);
    }

    #[test]
    fn a_step_against_nothing_by_hand() {
        // One row repeated: across the step the response is the sum of the derivative's weights beyond it, times the sum of the Gaussian's.
        let row: Vec<u8> = (0..30).map(|x| if x < 15 { 0 } else { 255 }).collect();
        let step = plane(30, &row.repeat(12));
        let (gaussian, derivative) = kernels();
        let down: f64 = gaussian.iter().sum();
        let squares: f64 = (0..9).map(|from| (derivative[from..].iter().sum::<f64>() * down).powi(2)).sum();
        let error = Matte::of(&step, &plane(30, &[0; 360]), None).unwrap().everywhere.gradient;
        assert!((error - squares * 12.0 / 1e3).abs() < 1e-12, "{error}");
    }
}

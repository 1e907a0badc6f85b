//! The buckets of the times that Prometheus gets: each is a fourth root of two wider than the one before, from a millisecond to over an hour.
//!
//! A percentile from them is off by at most half a bucket, nine percent, and as a rule by less than five, since it is interpolated.

/// The upper bounds in seconds, rounded so that they read and compare well.
pub fn bounds() -> Vec<f64> {
    (0..=88).map(|step| round(0.001 * 2_f64.powf(f64::from(step) / 4.0))).collect()
}

/// To four digits.
fn round(seconds: f64) -> f64 {
    let digits = 10_f64.powi(3 - seconds.log10().floor() as i32);
    (seconds * digits).round() / digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_fits_and_steps_are_even() {
        let bounds = bounds();
        assert!(bounds[0] == 0.001 && bounds.last().is_some_and(|last| *last * 1000.0 >= beacon::MAX_MILLISECONDS));
        assert!(bounds.windows(2).all(|pair| (pair[1] / pair[0] - 2_f64.powf(0.25)).abs() < 1e-3));
    }
}

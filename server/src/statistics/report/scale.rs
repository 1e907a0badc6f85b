//! Axes: from numbers to positions on a chart.

use crate::statistics::query::Query;

/// Axis with the values that have a line and a label.
#[derive(Debug, Clone)]
pub struct Scale {
    low: f64,
    high: f64,
    log: bool,
    /// Values that have a line and a label.
    pub marks: Vec<f64>,
}

impl Scale {
    /// Linear axis from zero to a round number that holds `most`.
    pub fn counts(most: u64) -> Self {
        let most = most.max(1) as f64;
        let step = rounds(1.0).find(|step| step * 4.0 >= most).unwrap_or(most);
        let marks: Vec<f64> = (0..=4).map(|mark| f64::from(mark) * step).take_while(|mark| *mark < most + step).collect();
        Self { low: 0.0, high: marks.last().copied().unwrap_or(most), log: false, marks }
    }

    /// Logarithmic axis between round numbers that hold both.
    pub fn times(least: f64, most: f64) -> Self {
        let least = least.max(0.1);
        let low = rounds(0.01).take_while(|round| *round <= least).last().unwrap_or(least);
        let high = rounds(0.01).find(|round| *round >= most && *round > low).unwrap_or(most);
        let mut marks: Vec<f64> = rounds(0.01).skip_while(|round| *round < low).take_while(|round| *round <= high).collect();
        if marks.len() > 6 {
            marks.retain(|mark| (mark.log10() - mark.log10().round()).abs() < 1e-9);
        }
        Self { low, high, log: true, marks }
    }

    /// Linear axis of a query's time in Unix seconds, with the marks of its range.
    pub fn time(query: &Query) -> Self {
        let every = query.range.label_seconds;
        let marks = (query.from.div_ceil(every)..query.to.div_ceil(every)).map(|mark| (mark * every) as f64);
        Self { low: query.from as f64, high: query.to as f64, log: false, marks: marks.collect() }
    }

    /// Position of a value: 0 at the lower end, 1 at the upper one.
    pub fn position(&self, value: f64) -> f64 {
        let share =
            if self.log { (value.max(self.low) / self.low).ln() / (self.high / self.low).ln() } else { (value - self.low) / (self.high - self.low) };
        share.clamp(0.0, 1.0)
    }
}

/// Round numbers 1, 2, 5, 10, 20, 50 and so on, times the first.
fn rounds(first: f64) -> impl Iterator<Item = f64> {
    let decades = (0..14).map(move |decade| first * 10_f64.powi(decade));
    // Rounded to its own digits, so that 0.1 × 10 is 1.
    decades.flat_map(|decade| [1.0, 2.0, 5.0].map(|digit| (digit * decade * 100.0).round() / 100.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_round_and_hold_all_values() {
        assert_eq!(Scale::counts(0).marks, [0.0, 1.0]);
        assert_eq!(Scale::counts(7).marks, [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(Scale::counts(130).marks, [0.0, 50.0, 100.0, 150.0]);
        assert_eq!(Scale::times(310.0, 4100.0).marks, [200.0, 500.0, 1000.0, 2000.0, 5000.0]);
        assert_eq!(Scale::times(0.3, 90_000.0).marks, [1.0, 10.0, 100.0, 1000.0, 10_000.0, 100_000.0]);
        let scale = Scale::times(310.0, 4100.0);
        assert_eq!((scale.position(200.0), scale.position(1000.0), scale.position(9000.0)), (0.0, 0.5, 1.0));
    }
}

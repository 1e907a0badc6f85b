//! Estimate of the remaining time (ETA) of the queue.

/// Number of durations that count: photos of one drop are alike, those of an hour ago need not be.
const RECENT: usize = 8;

/// Durations of the photos that were finished last.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Durations(Vec<f64>);

impl Durations {
    /// Adds the duration of a photo, in ms.
    pub fn push(&mut self, ms: f64) {
        if self.0.len() == RECENT {
            self.0.remove(0);
        }
        self.0.push(ms);
    }

    /// Time for `photos` more, in ms; `None` before the first one is finished.
    pub fn for_photos(&self, photos: usize) -> Option<f64> {
        let mean = self.0.iter().sum::<f64>() / self.0.len() as f64;
        (!self.0.is_empty()).then_some(mean * photos as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimate_is_the_mean_of_the_last_photos() {
        let mut durations = Durations::default();
        assert_eq!(durations.for_photos(3), None);
        durations.push(9e9);
        (0..RECENT).for_each(|_| durations.push(1500.0));
        assert_eq!(durations.for_photos(4), Some(6000.0));
    }
}

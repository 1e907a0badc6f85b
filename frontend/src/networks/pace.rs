//! Estimate of the time that a photo takes with another network on this device, from the photos of this visit.

use matting::Stage;

use crate::protocol::StageTime;

/// Time of a photo in ms above which a network is called slow.
const SLOW_MS: f64 = 20_000.0;

/// Times of the photos of a visit so far.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Pace {
    photos: u32,
    /// Time of finding in ms, as it would be with the bundled network.
    find_ms: f64,
    /// Time of everything else, whose network does not matter.
    rest_ms: f64,
}

impl Pace {
    /// Adds a photo that was cut out with a network of this time relative to the bundled one's.
    pub fn add(&mut self, relative_time: f32, times: &[StageTime]) {
        let total: f64 = times.iter().map(|time| time.ms).sum();
        let find: f64 = times.iter().filter(|time| time.stage == Stage::Find).map(|time| time.ms).sum();
        self.photos += 1;
        self.find_ms += find / f64::from(relative_time);
        self.rest_ms += total - find;
    }

    /// Time of a photo in ms with a network of this relative time; `None` before the first photo.
    pub fn photo_ms(&self, relative_time: f32) -> Option<f64> {
        (self.photos > 0).then(|| (self.find_ms * f64::from(relative_time) + self.rest_ms) / f64::from(self.photos))
    }
}

/// Whether a person should know it before a network with this time of a photo is used.
pub fn is_slow(photo_ms: Option<f64>) -> bool {
    photo_ms.is_some_and(|ms| ms > SLOW_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finding_alone_takes_longer_with_a_slower_network() {
        let times = |find: f64| [(Stage::Read, 100.0), (Stage::Find, find), (Stage::Encode, 300.0)].map(|(stage, ms)| StageTime { stage, ms });
        let mut pace = Pace::default();
        assert_eq!(pace.photo_ms(7.5), None);
        pace.add(1.0, &times(800.0));
        assert_eq!([1.0, 7.5].map(|relative| pace.photo_ms(relative)), [Some(1200.0), Some(6400.0)]);
        // The next one took a second pass, with a network of four times the work.
        pace.add(4.0, &times(6400.0));
        assert_eq!([1.0, 4.0].map(|relative| pace.photo_ms(relative)), [Some(1600.0), Some(5200.0)]);
        assert_eq!([None, Some(19_999.0), Some(20_001.0)].map(is_slow), [false, false, true]);
    }
}

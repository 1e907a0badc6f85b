//! Steadiness of the clock: whether it has gone as time has, and for long enough to be believed.

use std::time::Instant;

use super::period::HOUR;

/// Seconds after which a clock is believed. One that was wrong when the machine started is corrected by then.
const BELIEVED_AFTER: u64 = 6 * HOUR;

/// Difference in seconds from the time that has passed at which the clock was set, and has not only been corrected.
const SET_BY: u64 = HOUR;

/// Comparison of a clock with the time that passes, from when it was started or set last.
#[derive(Debug, Clone, Copy)]
pub struct SteadyClock {
    /// Unix second that the clock showed then.
    pub shown: u64,
    /// Moment of the comparison's start.
    pub at: Instant,
}

impl SteadyClock {
    /// Whether the clock, which shows this Unix second now, can be believed.
    pub fn is_steady(&mut self, shown: u64, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.at).as_secs();
        if shown.abs_diff(self.shown + passed) > SET_BY {
            tracing::warn!("the clock was set: old statistics are kept until it has gone evenly for {} hours", BELIEVED_AFTER / HOUR);
            *self = Self { shown, at: now };
            return false;
        }
        passed >= BELIEVED_AFTER
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn clock_is_believed_once_it_has_gone_evenly_for_hours() {
        let (begun, noon) = (Instant::now(), 1_700_568_000);
        let seconds = |hours: f64| (hours * 3600.0) as u64;
        let mut clock = SteadyClock { shown: noon, at: begun };
        let ten_years = 87_600.0;
        // Hours that the clock shows, and that have passed.
        for (shown, passed, is_steady) in [
            (0.0, 0.0, false),
            (1.0, 1.0, false),
            (6.0, 6.0, true),
            // A correction of some minutes, then ten years ahead, and back again.
            (6.9, 7.0, true),
            (ten_years + 8.0, 8.0, false),
            (ten_years + 9.0, 9.0, false),
            (10.0, 10.0, false),
            (15.0, 15.0, false),
            (16.0, 16.0, true),
        ] {
            assert_eq!(clock.is_steady(noon + seconds(shown), begun + Duration::from_secs(seconds(passed))), is_steady, "{shown} h after {passed} h");
        }
    }
}

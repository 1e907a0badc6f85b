//! Steadiness of the clock: whether it has gone as time has, and for long enough to be believed.

use std::time::{Duration, Instant};

/// Time after which a clock is believed. One that was wrong when the machine started is corrected by then.
const BELIEVED_AFTER: Duration = Duration::from_secs(6 * 3600);

/// Difference from the time that has passed at which the clock was set, and has not only been corrected.
const SET_BY: Duration = Duration::from_secs(3600);

/// Watch over a clock, from when it was started or set last.
#[derive(Debug, Clone, Copy)]
pub struct SteadyClock {
    shown: Duration,
    at: Instant,
}

impl SteadyClock {
    /// Watch from now on: the clock shows this time since 1970.
    pub fn start(shown: Duration, at: Instant) -> Self {
        Self { shown, at }
    }

    /// Whether the clock, which shows this time now, can be believed.
    pub fn is_steady(&mut self, shown: Duration, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.at);
        let expected = self.shown + passed;
        if shown.abs_diff(expected) > SET_BY {
            tracing::warn!("the clock was set: old statistics are kept until it has gone evenly for {} hours", BELIEVED_AFTER.as_secs() / 3600);
            *self = Self::start(shown, now);
            return false;
        }
        passed >= BELIEVED_AFTER
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_is_believed_once_it_has_gone_evenly_for_hours() {
        let (hour, begun) = (Duration::from_secs(3600), Instant::now());
        let noon = Duration::from_secs(1_700_568_000);
        let mut watch = SteadyClock::start(noon, begun);
        assert!(!watch.is_steady(noon, begun));
        assert!(!watch.is_steady(noon + hour, begun + hour));
        assert!(watch.is_steady(noon + hour * 6, begun + hour * 6));
        // A correction of some minutes, and then ten years ahead.
        assert!(watch.is_steady(noon + hour * 7 - hour / 10, begun + hour * 7));
        let ahead = noon + hour * 87_600;
        assert!(!watch.is_steady(ahead + hour * 8, begun + hour * 8));
        assert!(!watch.is_steady(ahead + hour * 9, begun + hour * 9));
        // Back again.
        assert!(!watch.is_steady(noon + hour * 10, begun + hour * 10));
        assert!(!watch.is_steady(noon + hour * 15, begun + hour * 15));
        assert!(watch.is_steady(noon + hour * 16, begun + hour * 16));
    }
}

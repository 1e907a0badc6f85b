//! What was counted since the start and over the last hour, in bounded memory.
//!
//! All labels are small enumerations, so at most 75 runners with 7 stages exist, and a flood of invented events cannot make this grow over
//! about 100 MB; a site with its usual handful of runners stays under two.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use beacon::Batch;

use super::tally::Tally;

/// Tells the time since the start. A parameter so that a test can move an hour ahead.
pub type Clock = Box<dyn Fn() -> Duration + Send + Sync>;

/// The last hour is kept in slices this long: it covers between 55 and 60 minutes. Shorter slices cost memory in proportion.
const SLICE: Duration = Duration::from_secs(300);

/// Slices of the last hour, the running one included.
const SLICES: u64 = 12;

/// Times since the start are kept within 0.1 %, those of the slices within 1 %.
const DIGITS: u8 = 3;
const SLICE_DIGITS: u8 = 2;

/// The counters of a running server.
pub struct Stats {
    clock: Clock,
    sums: Mutex<Sums>,
}

struct Sums {
    since_start: Tally,
    /// By the number of the slice, the oldest first; slices without events have no entry.
    slices: VecDeque<(u64, Tally)>,
}

/// What was counted up to now.
#[derive(Debug)]
pub struct Snapshot {
    /// Time since the start.
    pub uptime: Duration,
    /// Everything.
    pub since_start: Tally,
    /// The last hour.
    pub last_hour: Tally,
}

impl Stats {
    /// Empty counters.
    pub fn new(clock: Clock) -> Self {
        Self { clock, sums: Mutex::new(Sums { since_start: Tally::new(DIGITS), slices: VecDeque::new() }) }
    }

    /// Adds the events of a batch.
    pub fn count(&self, batch: &Batch) {
        let slice = slice_of((self.clock)());
        let mut sums = self.lock();
        sums.since_start.count(batch);
        sums.forget_before(slice);
        if sums.slices.back().is_none_or(|(newest, _)| *newest < slice) {
            sums.slices.push_back((slice, Tally::new(SLICE_DIGITS)));
        }
        if let Some((_, tally)) = sums.slices.back_mut() {
            tally.count(batch);
        }
    }

    /// The sums at this moment.
    pub fn snapshot(&self) -> Snapshot {
        let uptime = (self.clock)();
        let mut sums = self.lock();
        sums.forget_before(slice_of(uptime));
        let mut last_hour = Tally::new(SLICE_DIGITS);
        sums.slices.iter().for_each(|(_, tally)| last_hour.merge(tally));
        Snapshot { uptime, since_start: sums.since_start.clone(), last_hour }
    }

    fn lock(&self) -> MutexGuard<'_, Sums> {
        // Sums stay usable when a thread panicked in between: at worst one event is counted in part.
        self.sums.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sums {
    fn forget_before(&mut self, slice: u64) {
        while self.slices.front().is_some_and(|(oldest, _)| oldest + SLICES <= slice) {
            self.slices.pop_front();
        }
    }
}

fn slice_of(time: Duration) -> u64 {
    time.as_secs() / SLICE.as_secs()
}

impl fmt::Debug for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stats").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use beacon::{Browser, Build, Event, Failed, Memory, Model, PageVersion, Reason, Stage, Threads, Visit};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn an_event_leaves_the_last_hour_but_not_the_sum() {
        let seconds = Arc::new(AtomicU64::new(0));
        let hand = Arc::clone(&seconds);
        let stats = Stats::new(Box::new(move || Duration::from_secs(hand.load(Ordering::Relaxed))));
        let visit = Visit { page: PageVersion::CURRENT, browser: Browser::Other, memory: Memory::Unknown };
        let failed = Failed { build: Build::Compat, threads: Threads::One, model: Model::U2netp, stage: Stage::Read, reason: Reason::Damaged };
        let batch = Batch::new(visit, vec![Event::Failed(failed)]);
        let failed_at = |second: u64| {
            seconds.store(second, Ordering::Relaxed);
            let snapshot = stats.snapshot();
            (snapshot.since_start.all_photos().failed, snapshot.last_hour.all_photos().failed)
        };
        stats.count(&batch);
        assert_eq!(failed_at(10), (1, 1));
        assert_eq!(failed_at(3299), (1, 1));
        stats.count(&batch);
        assert_eq!(failed_at(3599), (2, 2));
        assert_eq!(failed_at(3600), (2, 1));
        assert_eq!(failed_at(8000), (2, 0));
        stats.count(&batch);
        assert_eq!(failed_at(8001), (3, 1));
        assert_eq!(stats.lock().slices.len(), 1);
    }
}

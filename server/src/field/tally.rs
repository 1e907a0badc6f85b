//! Sums of events. An event is added to sums and forgotten; nothing here could tell two visits apart.

use std::collections::BTreeMap;

use beacon::{Batch, Build, Event, Megapixels, Model, ModelFrom, Reason, Stage, Threads, Times, Verdict};
use hdrhistogram::Histogram;

/// Times are kept in tenths of a millisecond.
const UNITS_PER_MS: f64 = 10.0;

/// How many times of one kind there were, and how they spread.
#[derive(Debug, Clone)]
pub struct Timing {
    sum_ms: f64,
    /// Grows with the longest time it has seen: about 64 kB at three digits and an hour.
    spread: Histogram<u32>,
}

impl Timing {
    fn new(digits: u8) -> Option<Self> {
        let mut spread = Histogram::new(digits).ok()?;
        spread.auto(true);
        Some(Self { sum_ms: 0.0, spread })
    }

    fn add_ms(&mut self, ms: f64) {
        // Times are bounded to an hour by the wire format, so they fit.
        let units = (ms.clamp(0.0, beacon::MAX_MILLISECONDS) * UNITS_PER_MS).round() as u64;
        match self.spread.record(units) {
            Ok(()) => self.sum_ms += ms,
            Err(error) => tracing::error!("a time cannot be counted: {error}"),
        }
    }

    fn merge(&mut self, other: &Self) {
        match self.spread.add(&other.spread) {
            Ok(()) => self.sum_ms += other.sum_ms,
            Err(error) => tracing::error!("times cannot be added up: {error}"),
        }
    }

    /// How many.
    pub fn count(&self) -> u64 {
        self.spread.len()
    }

    /// The exact mean.
    pub fn average_ms(&self) -> f64 {
        self.sum_ms / self.count().max(1) as f64
    }

    /// The time that this share of all times does not exceed, to the precision of the histogram.
    pub fn quantile_ms(&self, share: f64) -> f64 {
        self.spread.median_equivalent(self.spread.value_at_quantile(share)) as f64 / UNITS_PER_MS
    }
}

/// Times under their label.
pub type Timings<K> = BTreeMap<K, Timing>;

/// What ran: the labels that photos are split by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Runner {
    /// Which worker.
    pub build: Build,
    /// How many threads it had.
    pub threads: Threads,
    /// Which network.
    pub model: Model,
}

/// How photos went.
#[derive(Debug, Clone, Default)]
pub struct Photos {
    /// Became a cut-out, or got the verdict that there is no clear subject.
    pub cut_out: u64,
    /// Of these, the ones that a person should look at.
    pub please_check: u64,
    /// Of these, the ones without a clear subject.
    pub no_clear_subject: u64,
    /// Of these, the first ones of a visit.
    pub first_of_visit: u64,
    /// Did not become a cut-out, and nobody wanted that.
    pub failed: u64,
    /// Were cancelled by the person, which is no error.
    pub cancelled: u64,
    /// The times of each stage.
    pub stages: Timings<Stage>,
}

/// The sums of one stretch of time.
#[derive(Debug, Clone)]
pub struct Tally {
    digits: u8,
    /// Times until the page was ready, by what became ready.
    pub ready: Timings<(Build, Threads, ModelFrom)>,
    /// Photos by what ran.
    pub photos: BTreeMap<Runner, Photos>,
    /// Cut-outs by the size of the photo.
    pub megapixels: BTreeMap<Megapixels, u64>,
    /// Failures, cancellations included, by the stage they stopped in and why.
    pub failures: BTreeMap<(Stage, Reason), u64>,
}

impl Tally {
    /// Empty sums that keep this many significant digits of each time.
    pub fn new(digits: u8) -> Self {
        Self { digits, ready: BTreeMap::new(), photos: BTreeMap::new(), megapixels: BTreeMap::new(), failures: BTreeMap::new() }
    }

    /// Adds each event.
    pub fn count(&mut self, batch: &Batch) {
        for event in &batch.events {
            match event {
                Event::Ready(ready) => add_ms(&mut self.ready, (ready.build, ready.threads, ready.model_from), ready.ready_ms, self.digits),
                Event::CutOut(cut_out) => {
                    *self.megapixels.entry(cut_out.megapixels).or_default() += 1;
                    let runner = Runner { build: cut_out.build, threads: cut_out.threads, model: cut_out.model };
                    let photos = self.photos.entry(runner).or_default();
                    photos.cut_out += 1;
                    photos.first_of_visit += u64::from(cut_out.first_result_ms.is_some());
                    match cut_out.verdict {
                        Verdict::Fine => {}
                        Verdict::PleaseCheck => photos.please_check += 1,
                        Verdict::NoClearSubject => photos.no_clear_subject += 1,
                    }
                    add_times(&mut photos.stages, &cut_out.times, self.digits);
                }
                Event::Failed(failed) => {
                    *self.failures.entry((failed.stage, failed.reason)).or_default() += 1;
                    let runner = Runner { build: failed.build, threads: failed.threads, model: failed.model };
                    let photos = self.photos.entry(runner).or_default();
                    if failed.reason == Reason::Cancelled { photos.cancelled += 1 } else { photos.failed += 1 }
                }
            }
        }
    }

    /// Adds the sums of another stretch of time.
    pub fn merge(&mut self, other: &Self) {
        merge_timings(&mut self.ready, &other.ready, self.digits);
        for (runner, theirs) in &other.photos {
            self.photos.entry(*runner).or_default().merge(theirs, self.digits);
        }
        for (size, count) in &other.megapixels {
            *self.megapixels.entry(*size).or_default() += count;
        }
        for (failure, count) in &other.failures {
            *self.failures.entry(*failure).or_default() += count;
        }
    }

    /// All photos, whatever ran.
    pub fn all_photos(&self) -> Photos {
        self.photos.values().fold(Photos::default(), |mut all, photos| {
            all.merge(photos, self.digits);
            all
        })
    }
}

impl Photos {
    fn merge(&mut self, other: &Self, digits: u8) {
        self.cut_out += other.cut_out;
        self.please_check += other.please_check;
        self.no_clear_subject += other.no_clear_subject;
        self.first_of_visit += other.first_of_visit;
        self.failed += other.failed;
        self.cancelled += other.cancelled;
        merge_timings(&mut self.stages, &other.stages, digits);
    }
}

/// A time of 0 means that the stage did not run (the model was already there, for one) and would only pull the averages down.
fn add_times(stages: &mut Timings<Stage>, times: &Times, digits: u8) {
    for (stage, ms) in times.rows().into_iter().filter(|(_, ms)| *ms > 0.0) {
        add_ms(stages, stage, ms, digits);
    }
}

fn add_ms<K: Ord>(timings: &mut Timings<K>, key: K, ms: f64, digits: u8) {
    if let Some(timing) = timing_of(timings, key, digits) {
        timing.add_ms(ms);
    }
}

fn merge_timings<K: Ord + Copy>(timings: &mut Timings<K>, other: &Timings<K>, digits: u8) {
    for (key, theirs) in other {
        if let Some(timing) = timing_of(timings, *key, digits) {
            timing.merge(theirs);
        }
    }
}

/// `None` only if the histogram refused its number of digits, which a constant decides.
fn timing_of<K: Ord>(timings: &mut Timings<K>, key: K, digits: u8) -> Option<&mut Timing> {
    use std::collections::btree_map::Entry;
    match timings.entry(key) {
        Entry::Occupied(entry) => Some(entry.into_mut()),
        Entry::Vacant(entry) => Some(entry.insert(Timing::new(digits)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use beacon::{Browser, Memory, PageVersion, Visit};

    const VISIT: Visit = Visit { page: PageVersion::CURRENT, browser: Browser::Other, memory: Memory::Unknown };

    #[test]
    fn quantiles_and_average_of_a_known_spread() {
        let mut timing = Timing::new(3).unwrap();
        (1..=1000).for_each(|ms| timing.add_ms(f64::from(ms)));
        assert_eq!(timing.count(), 1000);
        assert!((timing.average_ms() - 500.5).abs() < 1e-9);
        for (share, ms) in [(0.5, 500.0), (0.95, 950.0), (0.99, 990.0)] {
            assert!((timing.quantile_ms(share) - ms).abs() <= ms * 1e-3, "{share}: {}", timing.quantile_ms(share));
        }
    }

    #[test]
    fn the_longest_and_the_shortest_time_fit() {
        let mut timing = Timing::new(2).unwrap();
        timing.add_ms(beacon::MAX_MILLISECONDS);
        timing.add_ms(0.04);
        assert_eq!(timing.count(), 2);
        assert!((timing.quantile_ms(1.0) / beacon::MAX_MILLISECONDS - 1.0).abs() < 0.01);
    }

    #[test]
    fn merged_sums_are_those_of_all_events() {
        let batch = |ms| {
            Batch::new(
                VISIT,
                vec![Event::Ready(beacon::Ready {
                    build: Build::Fast,
                    threads: Threads::Two,
                    model_from: ModelFrom::Cache,
                    interactive_ms: 1.0,
                    ready_ms: ms,
                })],
            )
        };
        let (mut one, mut two) = (Tally::new(3), Tally::new(2));
        one.count(&batch(100.0));
        two.count(&batch(300.0));
        one.merge(&two);
        let timing = &one.ready[&(Build::Fast, Threads::Two, ModelFrom::Cache)];
        assert_eq!((timing.count(), timing.average_ms()), (2, 200.0));
    }
}

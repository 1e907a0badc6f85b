//! Sums over one time: tallies by series and name. An event is added to sums and forgotten; no two visits can be distinguished here.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use beacon::{DownloadOutcome, Event, ModelFrom, NetworkBytes, QueueSize, Reason, Stage, Times, Verdict};

use super::dimension::Series;
use super::tally::Tally;

/// Page that became ready, and the time from the start of navigation until its network could take a photo.
pub const READY: &str = "ready";
/// Photo that became a cut-out, or got the verdict that there is no clear subject.
pub const CUT_OUT: &str = "cut_out";
/// Photo that failed against the person's will.
pub const FAILED: &str = "failed";
/// Photo that the person cancelled, which is no error.
pub const CANCELLED: &str = "cancelled";
/// Cut-out that was the first of its visit.
pub const FIRST_OF_VISIT: &str = "first_of_visit";
/// Time from the start of navigation until the page took clicks.
pub const INTERACTIVE: &str = "interactive";
/// Time from the start of navigation until the first result was shown.
pub const FIRST_RESULT: &str = "first_result";
/// Time of whole cut-outs.
pub const TOTAL: &str = Stage::Total.as_str();

/// Begin of a count of failed and cancelled photos: `failure:stage:reason`.
pub const FAILURE: &str = "failure:";
/// Begin of a count of downloads of networks: `network:outcome:bytes`.
pub const NETWORK: &str = "network:";
/// Begin of a count of queues that ended: `queue:photos`.
pub const QUEUE: &str = "queue:";

/// Kinds of events, in the order of tables: their sum is the number of events.
pub const KINDS: [&str; 4] = [CUT_OUT, FAILED, CANCELLED, READY];

/// Latencies that the values of a dimension are compared by.
pub const COMPARED: [&str; 2] = [TOTAL, Stage::Find.as_str()];

/// Latencies of the page, in the order they happen.
pub const VITALS: [&str; 3] = [INTERACTIVE, READY, FIRST_RESULT];

/// Names of the two starts, cold and not: for the first time in a visit or with a model that was not in the cache, and again.
pub const STARTS: [(&str, bool); 2] = [("cold", true), ("warm", false)];

/// One more of the count of this name (an event of the names above, a verdict, `failure:stage:reason`, `network:outcome:bytes` or `queue:photos`), or the latency of a vital or a stage:
/// whether it is that of a cold start, and milliseconds.
pub type Measurement = (Cow<'static, str>, Option<(bool, f64)>);

/// Measurements of an event of a browser.
pub fn of_event(event: &Event) -> Vec<Measurement> {
    match event {
        Event::Ready(ready) => {
            let cold = ready.model_from == ModelFrom::Network;
            vec![count(READY), latency(INTERACTIVE, cold, ready.interactive_ms), latency(READY, cold, ready.ready_ms)]
        }
        Event::CutOut(cut_out) => {
            let mut measurements = of_cut_out(cut_out.verdict, &cut_out.times, cut_out.first_result_ms.is_some());
            if let Some(ms) = cut_out.first_result_ms {
                measurements.extend([count(FIRST_OF_VISIT), latency(FIRST_RESULT, true, ms)]);
            }
            measurements
        }
        Event::Failed(failed) => of_failure(failed.stage, failed.reason),
        Event::NetworkDownload(download) => vec![(format!("{NETWORK}{}:{}", download.outcome.as_str(), download.bytes.as_str()).into(), None)],
        Event::Queue(queue) => vec![(format!("{QUEUE}{}", queue.photos.as_str()).into(), None)],
    }
}

/// Measurements of a cut-out. A time of 0 means that the stage did not run (the model was already there, for one) and would only pull the averages down.
pub fn of_cut_out(verdict: Verdict, times: &Times, cold: bool) -> Vec<Measurement> {
    let verdict = (verdict != Verdict::Fine).then(|| count(verdict.as_str()));
    let stages = times.rows().into_iter().filter(|(_, ms)| *ms > 0.0).map(|(stage, ms)| latency(stage.as_str(), cold, ms));
    [count(CUT_OUT)].into_iter().chain(verdict).chain(stages).collect()
}

/// Measurements of a failed or cancelled photo.
pub fn of_failure(stage: Stage, reason: Reason) -> Vec<Measurement> {
    let kind = if reason == Reason::Cancelled { CANCELLED } else { FAILED };
    vec![count(kind), (format!("{FAILURE}{}:{}", stage.as_str(), reason.as_str()).into(), None)]
}

/// The two words of a count's name behind this prefix.
pub fn words_behind<'a>(prefix: &str, name: &'a str) -> Option<(&'a str, &'a str)> {
    name.strip_prefix(prefix)?.split_once(':')
}

fn count(name: &'static str) -> Measurement {
    (name.into(), None)
}

fn latency(name: &'static str, cold: bool, ms: f64) -> Measurement {
    (name.into(), Some((cold, ms)))
}

/// Key of a tally, as in tables: series, name, and of latencies whether they are those of a cold start.
pub type Key = (Series, Cow<'static, str>, Option<bool>);

/// Tallies of all series.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Aggregates(pub BTreeMap<Key, Tally>);

impl Aggregates {
    /// Adds an event to each of its series.
    pub fn add(&mut self, all_series: &[Series], measurements: &[Measurement]) {
        for series in all_series {
            for (name, latency) in measurements {
                self.tally((series.clone(), name.clone(), latency.map(|(cold, _)| cold))).add(latency.map(|(_, ms)| ms));
            }
        }
    }

    /// Tally to add to, empty at first.
    pub fn tally(&mut self, key: Key) -> &mut Tally {
        self.0.entry(key).or_default()
    }

    /// Adds other sums.
    pub fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|(key, tally)| self.tally(key.clone()).merge(tally));
    }

    /// Sums of one series, empty where it has no events.
    pub fn of(&self, series: &Series) -> Sums<'_> {
        let tallies = self.0.range((series.clone(), Cow::Borrowed(""), None)..).take_while(|((of, ..), _)| of == series);
        Sums(tallies.map(|((_, name, cold), tally)| ((&**name, *cold), tally)).collect())
    }
}

/// Tallies of one series: counts by name, latencies by name and start.
#[derive(Debug)]
pub struct Sums<'a>(pub BTreeMap<(&'a str, Option<bool>), &'a Tally>);

impl Sums<'_> {
    /// Value of a count.
    pub fn get(&self, name: &str) -> u64 {
        self.0.get(&(name, None)).map_or(0, |tally| tally.count)
    }

    /// Number of events.
    pub fn events(&self) -> u64 {
        KINDS.map(|kind| self.get(kind)).iter().sum()
    }

    /// Share of one kind among cut-outs and failures, 0 to 1; `None` before the first of them.
    pub fn rate(&self, kind: &str) -> Option<f64> {
        let ended = self.get(CUT_OUT) + self.get(FAILED);
        (ended > 0).then(|| self.get(kind) as f64 / ended as f64)
    }

    /// Cut-outs by verdict.
    pub fn verdicts(&self) -> [(&'static str, u64); 3] {
        let [check, none] = [Verdict::PleaseCheck, Verdict::NoClearSubject].map(|verdict| (verdict.as_str(), self.get(verdict.as_str())));
        [(Verdict::Fine.as_str(), self.get(CUT_OUT).saturating_sub(check.1 + none.1)), check, none]
    }

    /// Failed and cancelled photos by stage and reason, the most frequent first, then as a photo flows.
    pub fn failures(&self) -> Vec<(&str, &str, u64)> {
        let mut failures = self.pairs(FAILURE);
        failures.sort_by_key(|(stage, reason, n)| (Reverse(*n), Stage::named(stage), Reason::named(reason)));
        failures
    }

    /// Downloads of networks by outcome and size class, in their order.
    pub fn network_downloads(&self) -> Vec<(&str, &str, u64)> {
        let mut downloads = self.pairs(NETWORK);
        downloads.sort_by_key(|(outcome, bytes, _)| (DownloadOutcome::named(outcome), NetworkBytes::named(bytes)));
        downloads
    }

    /// Queues by their number of photos, in its order; those that ended at all.
    pub fn queues(&self) -> Vec<(&'static str, u64)> {
        QueueSize::NAMES.iter().map(|photos| (*photos, self.get(&format!("{QUEUE}{photos}")))).filter(|(_, n)| *n > 0).collect()
    }

    /// Counts with two words behind this prefix.
    fn pairs(&self, prefix: &str) -> Vec<(&str, &str, u64)> {
        let pairs = self.0.iter().filter_map(|((name, _), tally)| Some((words_behind(prefix, name)?, tally.count)));
        pairs.map(|((one, other), n)| (one, other, n)).collect()
    }

    /// Latencies of one start; without events where there are none.
    pub fn latencies_of(&self, name: &str, cold: bool) -> Tally {
        self.0.get(&(name, Some(cold))).map_or_else(Tally::default, |tally| Tally::clone(tally))
    }

    /// Latencies of both starts together.
    pub fn latencies(&self, name: &str) -> Tally {
        STARTS.iter().fold(Tally::default(), |mut both, (_, cold)| {
            both.merge(&self.latencies_of(name, *cold));
            both
        })
    }
}

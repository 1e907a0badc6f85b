//! Sums of one series over one time: counts and latencies, by the names that tables and answers use too.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use beacon::{DownloadOutcome, Event, ModelFrom, NetworkBytes, Reason, Stage, Times, Verdict};

use super::latency_histogram::LatencyHistogram;

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

/// Kinds of events, in the order of tables: their sum is the number of events.
pub const KINDS: [&str; 4] = [CUT_OUT, FAILED, CANCELLED, READY];

/// Latencies that the values of a dimension are compared by.
pub const COMPARED: [&str; 2] = [TOTAL, Stage::Find.as_str()];

/// Latencies of the page, in the order they happen.
pub const VITALS: [&str; 3] = [INTERACTIVE, READY, FIRST_RESULT];

/// Names of the two starts, cold and not: for the first time in a visit or with a model that was not in the cache, and again.
pub const STARTS: [(&str, bool); 2] = [("cold", true), ("warm", false)];

/// Counts and latencies. Beside the names above, counts have verdicts, `failure:stage:reason` and `network:outcome:bytes`, latencies have stages.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sums {
    /// Counts by name.
    pub counts: BTreeMap<Cow<'static, str>, u64>,
    /// Latencies by name, and whether they are those of a cold start.
    pub latencies: BTreeMap<(Cow<'static, str>, bool), LatencyHistogram>,
}

impl Sums {
    /// Adds an event of a browser.
    pub fn add_event(&mut self, event: &Event) {
        match event {
            Event::Ready(ready) => {
                let cold = ready.model_from == ModelFrom::Network;
                self.add(READY, 1);
                self.latencies_mut(INTERACTIVE, cold).record_ms(ready.interactive_ms);
                self.latencies_mut(READY, cold).record_ms(ready.ready_ms);
            }
            Event::CutOut(cut_out) => {
                if let Some(ms) = cut_out.first_result_ms {
                    self.add(FIRST_OF_VISIT, 1);
                    self.latencies_mut(FIRST_RESULT, true).record_ms(ms);
                }
                self.add_result(cut_out.verdict, &cut_out.times, cut_out.first_result_ms.is_some());
            }
            Event::Failed(failed) => self.add_failure(failed.stage, failed.reason),
            Event::NetworkDownload(download) => self.add(format!("network:{}:{}", download.outcome.as_str(), download.bytes.as_str()), 1),
        }
    }

    /// Adds a cut-out. A time of 0 means that the stage did not run (the model was already there, for one) and would only pull the averages down.
    pub fn add_result(&mut self, verdict: Verdict, times: &Times, cold: bool) {
        self.add(CUT_OUT, 1);
        if verdict != Verdict::Fine {
            self.add(verdict.as_str(), 1);
        }
        for (stage, ms) in times.rows().into_iter().filter(|(_, ms)| *ms > 0.0) {
            self.latencies_mut(stage.as_str(), cold).record_ms(ms);
        }
    }

    /// Adds a failed or cancelled photo.
    pub fn add_failure(&mut self, stage: Stage, reason: Reason) {
        self.add(if reason == Reason::Cancelled { CANCELLED } else { FAILED }, 1);
        self.add(format!("failure:{}:{}", stage.as_str(), reason.as_str()), 1);
    }

    /// Adds to a count.
    pub fn add(&mut self, name: impl Into<Cow<'static, str>>, n: u64) {
        let count = self.counts.entry(name.into()).or_default();
        *count = count.saturating_add(n);
    }

    /// Latencies to add to, empty at first.
    pub fn latencies_mut(&mut self, name: impl Into<Cow<'static, str>>, cold: bool) -> &mut LatencyHistogram {
        self.latencies.entry((name.into(), cold)).or_default()
    }

    /// Adds other sums.
    pub fn merge(&mut self, other: &Self) {
        for (name, n) in &other.counts {
            self.add(name.clone(), *n);
        }
        for ((name, cold), latencies) in &other.latencies {
            self.latencies_mut(name.clone(), *cold).merge(latencies);
        }
    }

    /// Value of a count.
    pub fn get(&self, name: &str) -> u64 {
        self.counts.get(name).copied().unwrap_or(0)
    }

    /// Number of events.
    pub fn events(&self) -> u64 {
        KINDS.iter().map(|kind| self.get(kind)).sum()
    }

    /// Share of one kind among cut-outs and failures, 0 to 1; `None` before the first of them.
    pub fn rate(&self, kind: &str) -> Option<f64> {
        let ended = self.get(CUT_OUT) + self.get(FAILED);
        (ended > 0).then(|| self.get(kind) as f64 / ended as f64)
    }

    /// Cut-outs by verdict.
    pub fn verdicts(&self) -> [(Verdict, u64); 3] {
        let [check, none] = [Verdict::PleaseCheck, Verdict::NoClearSubject].map(|verdict| self.get(verdict.as_str()));
        let fine = self.get(CUT_OUT).saturating_sub(check + none);
        [(Verdict::Fine, fine), (Verdict::PleaseCheck, check), (Verdict::NoClearSubject, none)]
    }

    /// Failed and cancelled photos by stage and reason, the most frequent first, then as a photo flows.
    pub fn failures(&self) -> Vec<(&str, &str, u64)> {
        let mut failures = self.pairs("failure:");
        failures.sort_by_key(|(stage, reason, n)| (Reverse(*n), Stage::named(stage), Reason::named(reason)));
        failures
    }

    /// Downloads of networks by outcome and size class, in their order.
    pub fn network_downloads(&self) -> Vec<(&str, &str, u64)> {
        let mut downloads = self.pairs("network:");
        downloads.sort_by_key(|(outcome, bytes, _)| (DownloadOutcome::named(outcome), NetworkBytes::named(bytes)));
        downloads
    }

    /// Counts with two words behind this prefix.
    fn pairs(&self, prefix: &str) -> Vec<(&str, &str, u64)> {
        let pairs = self.counts.iter().filter_map(|(name, n)| Some((name.strip_prefix(prefix)?.split_once(':')?, *n)));
        pairs.map(|((one, other), n)| (one, other, n)).collect()
    }

    /// Latencies of one start, if there are any.
    pub fn latencies_of(&self, name: &'static str, cold: bool) -> Option<&LatencyHistogram> {
        self.latencies.get(&(Cow::Borrowed(name), cold))
    }

    /// Latencies of both starts together.
    pub fn latencies(&self, name: &'static str) -> LatencyHistogram {
        let mut both = LatencyHistogram::default();
        STARTS.iter().filter_map(|(_, cold)| self.latencies_of(name, *cold)).for_each(|latencies| both.merge(latencies));
        both
    }
}

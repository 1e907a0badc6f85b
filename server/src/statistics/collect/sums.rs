//! Sums of one series over one time: counts and latencies, under names that tables use too.

use std::borrow::Cow;
use std::collections::BTreeMap;

use beacon::{CutOut, ModelFrom, Ready, Reason, Stage, Times, Verdict};

use super::latency_histogram::LatencyHistogram;

/// Event that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Count {
    /// Page that became ready.
    Ready,
    /// Photo that became a cut-out, or got the verdict that there is no clear subject.
    CutOut,
    /// Photo that failed against the person's will.
    Failed,
    /// Photo that the person cancelled, which is no error.
    Cancelled,
    /// Cut-out that a person should check.
    PleaseCheck,
    /// Cut-out without a clear subject.
    NoClearSubject,
    /// Cut-out that was the first of its visit.
    FirstOfVisit,
    /// Failed or cancelled photo, by stage and reason.
    Failure(Stage, Reason),
}

/// Word before stage and reason of a [`Count::Failure`].
const FAILURE: &str = "failure";

impl Count {
    /// Kinds of events, as on the wire: their sum is the number of events.
    pub const KINDS: [Self; 4] = [Self::Ready, Self::CutOut, Self::Failed, Self::Cancelled];

    /// Kinds of events that a photo ends with.
    pub const ENDS: [Self; 3] = [Self::CutOut, Self::Failed, Self::Cancelled];

    /// Counts without failures, with their names in tables.
    const PLAIN: [(Self, &'static str); 7] = [
        (Self::Ready, "ready"),
        (Self::CutOut, "cut_out"),
        (Self::Failed, "failed"),
        (Self::Cancelled, "cancelled"),
        (Self::PleaseCheck, "please_check"),
        (Self::NoClearSubject, "no_clear_subject"),
        (Self::FirstOfVisit, "first_of_visit"),
    ];

    /// Name in tables: a word, or `failure:stage:reason`.
    pub fn name(self) -> Cow<'static, str> {
        if let Self::Failure(stage, reason) = self {
            return format!("{FAILURE}:{}:{}", stage.as_str(), reason.as_str()).into();
        }
        Self::PLAIN.into_iter().find(|(count, _)| *count == self).map_or("", |(_, name)| name).into()
    }

    /// Count of that name; `None` for names of another version of the server.
    pub fn named(name: &str) -> Option<Self> {
        if let Some((FAILURE, failure)) = name.split_once(':') {
            let (stage, reason) = failure.split_once(':')?;
            return Some(Self::Failure(Stage::named(stage)?, Reason::named(reason)?));
        }
        Self::PLAIN.into_iter().find(|(_, known)| *known == name).map(|(count, _)| count)
    }
}

/// Latency that is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timing {
    /// Stage of a cut-out.
    Stage(Stage),
    /// From the start of navigation until the page took clicks.
    Interactive,
    /// From the start of navigation until the network could take a photo.
    Ready,
    /// From the start of navigation until the first result was shown.
    FirstResult,
}

impl Timing {
    /// Whole cut-outs.
    pub const TOTAL: Self = Self::Stage(Stage::Total);

    /// Latencies that the values of a dimension are compared by.
    pub const COMPARED: [Self; 2] = [Self::TOTAL, Self::Stage(Stage::Find)];

    /// Vitals of the page, in the order they happen.
    pub const VITALS: [Self; 3] = [Self::Interactive, Self::Ready, Self::FirstResult];

    /// All stages, in the order a photo flows.
    pub fn stages() -> impl Iterator<Item = Self> {
        Stage::ALL.iter().copied().map(Self::Stage)
    }

    /// Identifier in tables and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stage(stage) => stage.as_str(),
            Self::Interactive => "interactive",
            Self::Ready => "ready",
            Self::FirstResult => "first_result",
        }
    }

    /// Latency of that name; `None` for names of another version of the server.
    pub fn named(name: &str) -> Option<Self> {
        Self::VITALS.into_iter().chain(Self::stages()).find(|timing| timing.as_str() == name)
    }
}

/// Cold: for the first time in a visit, or with a model that was not in the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Start {
    /// For the first time.
    Cold,
    /// Again.
    Warm,
}

impl Start {
    /// Both starts.
    pub const ALL: [Self; 2] = [Self::Cold, Self::Warm];

    /// Cold if this is true.
    pub fn cold_if(cold: bool) -> Self {
        if cold { Self::Cold } else { Self::Warm }
    }

    /// Identifier on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cold => "cold",
            Self::Warm => "warm",
        }
    }
}

/// Counts and latencies.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    counts: BTreeMap<Count, u64>,
    latencies: BTreeMap<(Timing, Start), LatencyHistogram>,
}

impl Sums {
    /// Adds a page that became ready.
    pub fn add_ready(&mut self, ready: &Ready) {
        let start = Start::cold_if(ready.model_from == ModelFrom::Network);
        self.add(Count::Ready, 1);
        self.latencies_mut(Timing::Interactive, start).record_ms(ready.interactive_ms);
        self.latencies_mut(Timing::Ready, start).record_ms(ready.ready_ms);
    }

    /// Adds a cut-out of a browser.
    pub fn add_cut_out(&mut self, cut_out: &CutOut) {
        if let Some(ms) = cut_out.first_result_ms {
            self.add(Count::FirstOfVisit, 1);
            self.latencies_mut(Timing::FirstResult, Start::Cold).record_ms(ms);
        }
        self.add_result(cut_out.verdict, &cut_out.times, Start::cold_if(cut_out.first_result_ms.is_some()));
    }

    /// Adds a cut-out. A time of 0 means that the stage did not run (the model was already there, for one) and would only pull the averages down.
    pub fn add_result(&mut self, verdict: Verdict, times: &Times, start: Start) {
        self.add(Count::CutOut, 1);
        match verdict {
            Verdict::Fine => {}
            Verdict::PleaseCheck => self.add(Count::PleaseCheck, 1),
            Verdict::NoClearSubject => self.add(Count::NoClearSubject, 1),
        }
        for (stage, ms) in times.rows().into_iter().filter(|(_, ms)| *ms > 0.0) {
            self.latencies_mut(Timing::Stage(stage), start).record_ms(ms);
        }
    }

    /// Adds a failed or cancelled photo.
    pub fn add_failure(&mut self, stage: Stage, reason: Reason) {
        self.add(if reason == Reason::Cancelled { Count::Cancelled } else { Count::Failed }, 1);
        self.add(Count::Failure(stage, reason), 1);
    }

    /// Adds to a count.
    pub fn add(&mut self, count: Count, n: u64) {
        *self.counts.entry(count).or_default() += n;
    }

    /// Latencies to add to, empty at first.
    pub fn latencies_mut(&mut self, timing: Timing, start: Start) -> &mut LatencyHistogram {
        self.latencies.entry((timing, start)).or_default()
    }

    /// Adds other sums.
    pub fn merge(&mut self, other: &Self) {
        self.merge_where(other, |_| true);
    }

    /// Adds the counts and those latencies of other sums that are wanted.
    pub fn merge_where(&mut self, other: &Self, wanted: impl Fn(Timing) -> bool) {
        other.counts.iter().for_each(|(count, n)| self.add(*count, *n));
        for ((timing, start), latencies) in other.latencies.iter().filter(|((timing, _), _)| wanted(*timing)) {
            self.latencies_mut(*timing, *start).merge(latencies);
        }
    }

    /// Value of a count.
    pub fn get(&self, count: Count) -> u64 {
        self.counts.get(&count).copied().unwrap_or(0)
    }

    /// Number of events.
    pub fn events(&self) -> u64 {
        Count::KINDS.into_iter().map(|kind| self.get(kind)).sum()
    }

    /// Share of one kind among cut-outs and failures, 0 to 1; `None` before the first of them.
    pub fn rate(&self, kind: Count) -> Option<f64> {
        let ended = self.get(Count::CutOut) + self.get(Count::Failed);
        (ended > 0).then(|| self.get(kind) as f64 / ended as f64)
    }

    /// Cut-outs by verdict.
    pub fn verdicts(&self) -> [(Verdict, u64); 3] {
        let (check, none) = (self.get(Count::PleaseCheck), self.get(Count::NoClearSubject));
        let fine = self.get(Count::CutOut).saturating_sub(check + none);
        [(Verdict::Fine, fine), (Verdict::PleaseCheck, check), (Verdict::NoClearSubject, none)]
    }

    /// Failed and cancelled photos by stage and reason.
    pub fn failures(&self) -> impl Iterator<Item = (Stage, Reason, u64)> {
        self.counts.iter().filter_map(|(count, n)| if let Count::Failure(stage, reason) = count { Some((*stage, *reason, *n)) } else { None })
    }

    /// Counts that are not zero.
    pub fn counts(&self) -> impl Iterator<Item = (Count, u64)> {
        self.counts.iter().map(|(count, n)| (*count, *n))
    }

    /// Latencies of one start, if there are any.
    pub fn latencies_of(&self, timing: Timing, start: Start) -> Option<&LatencyHistogram> {
        self.latencies.get(&(timing, start))
    }

    /// Latencies of both starts together, if there are any.
    pub fn latencies(&self, timing: Timing) -> Option<LatencyHistogram> {
        let merged = |mut one: LatencyHistogram, other: LatencyHistogram| {
            one.merge(&other);
            one
        };
        Start::ALL.into_iter().filter_map(|start| self.latencies_of(timing, start)).cloned().reduce(merged)
    }

    /// All latencies.
    pub fn all_latencies(&self) -> impl Iterator<Item = (Timing, Start, &LatencyHistogram)> {
        self.latencies.iter().map(|((timing, start), latencies)| (*timing, *start, latencies))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip_and_others_are_unknown() {
        let failures = Stage::ALL.iter().flat_map(|stage| Reason::ALL.iter().map(|reason| Count::Failure(*stage, *reason)));
        for count in Count::PLAIN.into_iter().map(|(count, _)| count).chain(failures) {
            assert_eq!(Count::named(&count.name()), Some(count));
        }
        for timing in Timing::VITALS.into_iter().chain(Timing::stages()) {
            assert_eq!(Timing::named(timing.as_str()), Some(timing));
        }
        for other in ["", "failure", "failure:read", "failure:read:", "failure:else:other", "views"] {
            assert_eq!((Count::named(other), Timing::named(other)), (None, None), "{other}");
        }
    }
}

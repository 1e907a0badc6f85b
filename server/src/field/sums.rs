//! The sums of one series over one stretch of time: counts and spreads under names that tables use too.

use std::borrow::Cow;
use std::collections::BTreeMap;

use beacon::{Reason, Stage};

use super::spread::Spread;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Count {
    /// Pages that became ready.
    Ready,
    /// Photos that became cut-outs, or got the verdict that there is no clear subject.
    CutOut,
    /// Photos that did not, and nobody wanted that.
    Failed,
    /// Photos that the person cancelled, which is no error.
    Cancelled,
    /// Cut-outs that a person should look at.
    PleaseCheck,
    /// Cut-outs without a clear subject.
    NoClearSubject,
    /// Cut-outs that were the first of their visit.
    FirstOfVisit,
    /// Failures, cancellations included, by the stage they stopped in and why.
    Failure(Stage, Reason),
}

/// The word before stage and reason of a [`Count::Failure`].
const FAILURE: &str = "failure";

impl Count {
    /// Every count but the failures.
    const PLAIN: [Self; 7] = [Self::Ready, Self::CutOut, Self::Failed, Self::Cancelled, Self::PleaseCheck, Self::NoClearSubject, Self::FirstOfVisit];

    /// The name in tables: a word, or `failure:stage:reason`.
    pub fn name(self) -> Cow<'static, str> {
        match self {
            Self::Ready => "ready".into(),
            Self::CutOut => "cut_out".into(),
            Self::Failed => "failed".into(),
            Self::Cancelled => "cancelled".into(),
            Self::PleaseCheck => "please_check".into(),
            Self::NoClearSubject => "no_clear_subject".into(),
            Self::FirstOfVisit => "first_of_visit".into(),
            Self::Failure(stage, reason) => format!("{FAILURE}:{}:{}", stage.word(), reason.word()).into(),
        }
    }

    /// The count of that name; `None` for names of another version of the server.
    pub fn named(name: &str) -> Option<Self> {
        if let Some((FAILURE, failure)) = name.split_once(':') {
            let (stage, reason) = failure.split_once(':')?;
            return Some(Self::Failure(stage_named(stage)?, *Reason::ALL.iter().find(|known| known.word() == reason)?));
        }
        Self::PLAIN.into_iter().find(|count| count.name() == name)
    }
}

fn stage_named(word: &str) -> Option<Stage> {
    Stage::ALL.iter().copied().find(|stage| stage.word() == word)
}

/// What is timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timed {
    /// A stage of a cut-out.
    Stage(Stage),
    /// From the start of navigation until the page took clicks.
    Interactive,
    /// From the start of navigation until the network could take a photo.
    Ready,
    /// From the start of navigation until the first result was shown.
    FirstResult,
}

impl Timed {
    /// The vitals of the page, in the order they happen.
    pub const VITALS: [Self; 3] = [Self::Interactive, Self::Ready, Self::FirstResult];

    /// The word in tables and on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Stage(stage) => stage.word(),
            Self::Interactive => "interactive",
            Self::Ready => "ready",
            Self::FirstResult => "first_result",
        }
    }

    /// What that word stands for; `None` for words of another version of the server.
    pub fn named(word: &str) -> Option<Self> {
        Self::VITALS.into_iter().find(|vital| vital.word() == word).or_else(|| stage_named(word).map(Self::Stage))
    }
}

/// Whether something was done for the first time in a visit, or with a model that was not in the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Start {
    /// For the first time.
    Cold,
    /// Again.
    Warm,
}

impl Start {
    /// Cold if this is true.
    pub fn cold_if(cold: bool) -> Self {
        if cold { Self::Cold } else { Self::Warm }
    }

    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Cold => "cold",
            Self::Warm => "warm",
        }
    }
}

/// Counts and spreads.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    counts: BTreeMap<Count, u64>,
    times: BTreeMap<(Timed, Start), Spread>,
}

impl Sums {
    /// Adds to a count.
    pub fn add(&mut self, count: Count, n: u64) {
        *self.counts.entry(count).or_default() += n;
    }

    /// Adds one time.
    pub fn add_ms(&mut self, timed: Timed, start: Start, ms: f64) {
        if let Some(spread) = self.spread_mut(timed, start) {
            spread.add_ms(ms);
        }
    }

    /// Adds the times of a spread.
    pub fn add_spread(&mut self, timed: Timed, start: Start, theirs: &Spread) {
        if let Some(spread) = self.spread_mut(timed, start) {
            spread.merge(theirs);
        }
    }

    /// The spread to add to, empty at first.
    pub fn spread_mut(&mut self, timed: Timed, start: Start) -> Option<&mut Spread> {
        use std::collections::btree_map::Entry;
        match self.times.entry((timed, start)) {
            Entry::Occupied(entry) => Some(entry.into_mut()),
            Entry::Vacant(entry) => Some(entry.insert(Spread::new()?)),
        }
    }

    /// Adds other sums.
    pub fn merge(&mut self, other: &Self) {
        self.merge_where(other, |_| true);
    }

    /// Adds other sums, and of their times only the wanted ones.
    pub fn merge_where(&mut self, other: &Self, wanted: impl Fn(Timed) -> bool) {
        other.counts.iter().for_each(|(count, n)| self.add(*count, *n));
        for ((timed, start), spread) in other.times.iter().filter(|((timed, _), _)| wanted(*timed)) {
            self.add_spread(*timed, *start, spread);
        }
    }

    /// A count.
    pub fn get(&self, count: Count) -> u64 {
        self.counts.get(&count).copied().unwrap_or(0)
    }

    /// Every count that is not zero.
    pub fn counts(&self) -> impl Iterator<Item = (Count, u64)> {
        self.counts.iter().map(|(count, n)| (*count, *n))
    }

    /// The times of one start, if there are any.
    pub fn times(&self, timed: Timed, start: Start) -> Option<&Spread> {
        self.times.get(&(timed, start))
    }

    /// The times of both starts together, if there are any.
    pub fn all_times(&self, timed: Timed) -> Option<Spread> {
        let mut all: Option<Spread> = None;
        for spread in [Start::Cold, Start::Warm].into_iter().filter_map(|start| self.times(timed, start)) {
            match &mut all {
                Some(all) => all.merge(spread),
                None => all = Some(spread.clone()),
            }
        }
        all
    }

    /// Every spread.
    pub fn spreads(&self) -> impl Iterator<Item = (Timed, Start, &Spread)> {
        self.times.iter().map(|((timed, start), spread)| (*timed, *start, spread))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_again_and_others_are_not() {
        let failures = Stage::ALL.iter().flat_map(|stage| Reason::ALL.iter().map(|reason| Count::Failure(*stage, *reason)));
        for count in Count::PLAIN.into_iter().chain(failures) {
            assert_eq!(Count::named(&count.name()), Some(count));
        }
        for timed in Timed::VITALS.into_iter().chain(Stage::ALL.iter().copied().map(Timed::Stage)) {
            assert_eq!(Timed::named(timed.word()), Some(timed));
        }
        for other in ["", "failure", "failure:read", "failure:read:", "failure:else:other", "views"] {
            assert_eq!((Count::named(other), Timed::named(other)), (None, None), "{other}");
        }
    }
}

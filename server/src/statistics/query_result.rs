//! Sums that answer a query.

use std::collections::{BTreeMap, BTreeSet};

use super::collect::dimension::{Dimension, OTHER, Series};
use super::collect::sums::{Count, Sums};
use super::query::{Query, TimeRange};

/// Number of values that are shown, the rest being summed up: a database of many servers may have seen many odd versions of the page.
const MAX_VALUES: usize = 16;

/// Sums over a range of time, and step by step.
#[derive(Debug, Default)]
pub struct TimeSeries {
    /// Sums of all steps.
    pub total: Sums,
    /// Sums by the beginning of the step.
    pub steps: BTreeMap<u64, Sums>,
}

impl TimeSeries {
    fn step(&mut self, start: u64) -> &mut Sums {
        self.steps.entry(start).or_default()
    }

    fn add_up(&mut self) {
        self.steps.values().for_each(|step| self.total.merge(step));
    }

    fn merge(&mut self, other: &Self) {
        self.total.merge(&other.total);
        other.steps.iter().for_each(|(start, sums)| self.step(*start).merge(sums));
    }
}

/// Sums that answer a query.
#[derive(Debug)]
pub struct QueryResult {
    /// Query that it answers.
    pub query: Query,
    /// Time of the sums.
    pub time: TimeRange,
    /// Source of the sums: memory, sqlite or postgres.
    pub source: &'static str,
    /// Sentence for operators, if something has to be put right.
    pub warning: Option<String>,
    /// Runs of servers that counted.
    pub replicas: BTreeSet<String>,
    /// Seconds since this server started.
    pub uptime_seconds: u64,
    /// All events, with every step of the time.
    pub all: TimeSeries,
    /// Events by the values of the dimension; see [`QueryResult::values`].
    by_value: BTreeMap<String, TimeSeries>,
    sizes: BTreeMap<String, Sums>,
    /// Photos of the servers' own API.
    pub api: Sums,
    /// All events of this server since it started.
    pub since_start: Sums,
}

impl QueryResult {
    /// Result without events.
    pub fn new(query: Query, time: TimeRange, source: &'static str, warning: Option<String>) -> Self {
        let steps = time.steps().into_iter().map(|start| (start, Sums::default())).collect();
        Self {
            query,
            time,
            source,
            warning,
            replicas: BTreeSet::new(),
            uptime_seconds: 0,
            all: TimeSeries { total: Sums::default(), steps },
            by_value: BTreeMap::new(),
            sizes: BTreeMap::new(),
            api: Sums::default(),
            since_start: Sums::default(),
        }
    }

    /// Adds the events that a run counted of one series in the bucket that begins at `start`, where it belongs to the result.
    pub fn add(&mut self, start: u64, replica: &str, dimension: &str, value: &str, add: impl Fn(&mut Sums)) {
        let step = self.time.step_of(start);
        if !self.replicas.contains(replica) {
            self.replicas.insert(replica.to_owned());
        }
        if dimension == Series::ALL.dimension {
            add(self.all.step(step));
        } else if dimension == Series::API.dimension {
            add(&mut self.api);
        }
        if dimension == Dimension::MEGAPIXELS.name {
            add(self.sizes.entry(value.to_owned()).or_default());
        }
        if dimension == self.query.dimension.name {
            add(self.by_value.entry(value.to_owned()).or_default().step(step));
        }
    }

    /// Adds the steps up, once all of them are there.
    pub fn add_up(&mut self) {
        self.all.add_up();
        self.by_value.values_mut().for_each(TimeSeries::add_up);
    }

    /// Events by the values of the dimension, in our own order; steps without events are left out. Where there are too many values, those with the
    /// fewest photos are summed up.
    pub fn values(&self) -> Vec<(&str, TimeSeries)> {
        let mut values: Vec<(&str, TimeSeries)> = Vec::new();
        let mut by_photos: Vec<_> = self.by_value.iter().collect();
        by_photos.sort_by_key(|(_, series)| std::cmp::Reverse(series.total.get(Count::CutOut) + series.total.get(Count::Ready)));
        for (index, (value, series)) in by_photos.into_iter().enumerate() {
            let value = if index < MAX_VALUES { value.as_str() } else { OTHER };
            match values.iter_mut().find(|(known, _)| *known == value) {
                Some((_, known)) => known.merge(series),
                None => {
                    let mut copy = TimeSeries::default();
                    copy.merge(series);
                    values.push((value, copy));
                }
            }
        }
        values.sort_by_key(|(value, _)| self.query.dimension.order(value));
        values
    }

    /// Cut-outs by the size of the photo, without the sizes that no photo had.
    pub fn megapixels(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let of_size = |size: &&'static str| self.sizes.get(*size).map(|sums| (*size, sums.get(Count::CutOut))).filter(|(_, count)| *count > 0);
        Dimension::MEGAPIXELS.values.iter().filter_map(of_size)
    }
}

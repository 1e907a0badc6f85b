//! Sums that answer a query.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::collect::aggregates::Aggregates;
use super::collect::dimension::{Dimension, OTHER, Series};
use super::collect::period::BucketKey;
use super::collect::sums::{CUT_OUT, READY, Sums};
use super::query::Query;

/// Number of values that are shown, the rest being summed up: a database of many servers may have seen many odd versions of the page.
const MAX_VALUES: usize = 16;

/// Sums over a range of time, and step by step.
#[derive(Debug, Clone, Default)]
pub struct TimeSeries {
    /// Sums of all steps.
    pub total: Sums,
    /// Sums by the beginning of the step.
    pub steps: BTreeMap<u64, Sums>,
}

impl TimeSeries {
    fn add(&mut self, step: u64, sums: &Sums) {
        self.total.merge(sums);
        self.steps.entry(step).or_default().merge(sums);
    }
}

/// Sums that answer a query.
#[derive(Debug)]
pub struct QueryResult {
    /// Query that it answers.
    pub query: Query,
    /// Source of the sums: memory, sqlite or postgres.
    pub source: &'static str,
    /// Sentence for operators, if something has to be put right.
    pub warning: Option<String>,
    /// Seconds since this server started.
    pub uptime_seconds: u64,
    /// All events of this server since it started.
    pub since_start: Sums,
    /// Runs of servers that counted.
    pub replicas: BTreeSet<String>,
    /// All events, with every step of the time.
    pub all: TimeSeries,
    /// Photos of the servers' own API.
    pub api: Sums,
    series: BTreeMap<Series, TimeSeries>,
}

impl QueryResult {
    /// Result without events.
    pub fn new(query: Query, source: &'static str, warning: Option<String>) -> Self {
        let all = TimeSeries { total: Sums::default(), steps: query.steps().map(|step| (step, Sums::default())).collect() };
        let (replicas, api, series) = (BTreeSet::new(), Sums::default(), BTreeMap::new());
        Self { query, source, warning, uptime_seconds: 0, since_start: Sums::default(), replicas, all, api, series }
    }

    /// Adds the sums of a bucket.
    pub fn add(&mut self, bucket: &BucketKey, aggregates: &Aggregates) {
        let step = self.query.step_of(bucket.start);
        self.replicas.insert(bucket.replica.clone());
        for (series, sums) in &aggregates.0 {
            if *series == Series::ALL {
                self.all.add(step, sums);
            } else if *series == Series::API {
                self.api.merge(sums);
            } else if [self.query.dimension.name, Dimension::MEGAPIXELS.name].contains(&&*series.dimension) {
                self.series.entry(series.clone()).or_default().add(step, sums);
            }
        }
    }

    /// Events by the values of the dimension, in our own order; steps without events are left out. Where there are too many values, those with the
    /// fewest photos are summed up.
    pub fn values(&self) -> Vec<(&str, TimeSeries)> {
        let dimension = self.query.dimension;
        let mut by_photos: Vec<_> = self.series.iter().filter(|(series, _)| series.dimension == dimension.name).collect();
        by_photos.sort_by_key(|(_, times)| Reverse(times.total.get(CUT_OUT) + times.total.get(READY)));
        let mut values: BTreeMap<&str, TimeSeries> = BTreeMap::new();
        for (index, (series, times)) in by_photos.into_iter().enumerate() {
            let value = values.entry(if index < MAX_VALUES { &series.value } else { OTHER }).or_default();
            times.steps.iter().for_each(|(step, sums)| value.add(*step, sums));
        }
        let mut values = Vec::from_iter(values);
        values.sort_by_key(|(value, _)| dimension.order(value));
        values
    }

    /// Cut-outs by the size of the photo, without the sizes that no photo had.
    pub fn megapixels(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let of_size = |size: &'static str| (size, self.series.get(&Dimension::MEGAPIXELS.series(size)).map_or(0, |times| times.total.get(CUT_OUT)));
        Dimension::MEGAPIXELS.values.iter().map(move |size| of_size(size)).filter(|(_, count)| *count > 0)
    }
}

//! Sums that answer a query.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::collect::dimension::{Dimension, OTHER, Series};
use super::collect::period::BucketKey;
use super::collect::rollup::Buckets;
use super::collect::sums::{Aggregates, CUT_OUT, READY, Sums};
use super::query::Query;

/// Number of values that are shown, the rest being summed up: a database of many servers may have seen many odd versions of the page.
const MAX_VALUES: usize = 16;

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
    pub since_start: Aggregates,
    /// Runs of servers that counted.
    pub replicas: BTreeSet<String>,
    /// Sums of the whole range.
    pub total: Aggregates,
    /// Sums by the beginning of the step, also where there are no events.
    pub steps: BTreeMap<u64, Aggregates>,
}

impl QueryResult {
    /// Adds the sums of buckets. Where the dimension has too many values, those with the fewest photos become [`OTHER`].
    pub fn add(&mut self, buckets: &Buckets) {
        for (BucketKey { start, replica, .. }, aggregates) in buckets {
            self.replicas.insert(replica.clone());
            self.total.merge(aggregates);
            self.steps.entry(self.query.step_of(*start)).or_default().merge(aggregates);
        }
        let series = |value: &str| self.query.dimension.series(value.to_owned());
        let mut values = Vec::from_iter(self.values().into_iter().map(|(value, sums)| (Reverse(sums.get(CUT_OUT) + sums.get(READY)), series(value))));
        values.sort_by_key(|(events, _)| *events);
        let (rest, other) = (BTreeSet::from_iter(values.into_iter().skip(MAX_VALUES).map(|(_, series)| series)), series(OTHER));
        for aggregates in self.steps.values_mut().chain([&mut self.total]) {
            let few = Vec::from_iter(aggregates.0.extract_if(.., |(series, ..), _| rest.contains(series)));
            few.into_iter().for_each(|((_, name, cold), tally)| aggregates.tally((other.clone(), name, cold)).merge(&tally));
        }
    }

    /// Sums of all events of browsers.
    pub fn all(&self) -> Sums<'_> {
        self.total.of(&Series::ALL)
    }

    /// Sums of one series by the beginning of the step: every step for [`Series::ALL`], those with events for the others.
    pub fn time_series(&self, series: &Series) -> impl Iterator<Item = (u64, Sums<'_>)> {
        let steps = self.steps.iter().map(|(start, aggregates)| (*start, aggregates.of(series)));
        steps.filter(move |(_, sums)| *series == Series::ALL || !sums.0.is_empty())
    }

    /// Sums of the values of the dimension, in our own order.
    pub fn values(&self) -> Vec<(&str, Sums<'_>)> {
        let dimension = self.query.dimension;
        let all_series = BTreeSet::from_iter(self.total.0.keys().map(|(series, ..)| series).filter(|series| series.dimension == dimension.name));
        let mut values = Vec::from_iter(all_series.into_iter().map(|series| (&*series.value, self.total.of(series))));
        values.sort_by_key(|(value, _)| dimension.order(value));
        values
    }

    /// Cut-outs by the size of the photo, without the sizes that no photo had.
    pub fn megapixels(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let of_size = |size: &'static str| (size, self.total.of(&Dimension::MEGAPIXELS.series(size)).get(CUT_OUT));
        Dimension::MEGAPIXELS.values.iter().map(move |size| of_size(size)).filter(|(_, count)| *count > 0)
    }
}

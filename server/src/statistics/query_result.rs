//! Sums that answer a query.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::collect::aggregates::Aggregates;
use super::collect::dimension::{Dimension, OTHER, Series};
use super::collect::period::BucketKey;
use super::collect::rollup::Buckets;
use super::collect::sums::{CUT_OUT, READY, Sums};
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
    pub since_start: Sums,
    /// Runs of servers that counted.
    pub replicas: BTreeSet<String>,
    /// Sums of the whole range.
    pub total: Aggregates,
    /// Sums by the beginning of the step.
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
        let mut values: Vec<Series> = self.values().map(|(value, _)| self.query.dimension.series(value.to_owned())).collect();
        values.sort_by_key(|series| Reverse(self.total.get(series).get(CUT_OUT) + self.total.get(series).get(READY)));
        for series in values.iter().skip(MAX_VALUES) {
            for aggregates in self.steps.values_mut().chain([&mut self.total]) {
                if let Some(sums) = aggregates.0.remove(series) {
                    aggregates.sums(self.query.dimension.series(OTHER)).merge(&sums);
                }
            }
        }
    }

    /// Sums of all events of browsers.
    pub fn all(&self) -> &Sums {
        self.total.get(&Series::ALL)
    }

    /// Sums of one series by the beginning of the step: every step for [`Series::ALL`], those with events for the others.
    pub fn time_series(&self, series: &Series) -> impl Iterator<Item = (u64, &Sums)> {
        self.steps.iter().filter_map(move |(start, aggregates)| Some((*start, aggregates.0.get(series)?)))
    }

    /// Sums of the values of the dimension, in our own order.
    pub fn values(&self) -> impl Iterator<Item = (&str, &Sums)> {
        let dimension = self.query.dimension;
        let of_dimension = self.total.0.iter().filter(|(series, _)| series.dimension == dimension.name);
        let mut values: Vec<_> = of_dimension.map(|(series, sums)| (&*series.value, sums)).collect();
        values.sort_by_key(|(value, _)| dimension.order(value));
        values.into_iter()
    }

    /// Cut-outs by the size of the photo, without the sizes that no photo had.
    pub fn megapixels(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let of_size = |size: &'static str| (size, self.total.get(&Dimension::MEGAPIXELS.series(size)).get(CUT_OUT));
        Dimension::MEGAPIXELS.values.iter().map(move |size| of_size(size)).filter(|(_, count)| *count > 0)
    }
}

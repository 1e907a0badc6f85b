//! Sums of events by series. An event is added to sums and forgotten; nothing here could tell two visits apart.

use std::collections::BTreeMap;

use beacon::{Batch, Event, PageVersion, Reason, Stage, Times, Verdict, Visit};

use super::dimension::{Dimension, OTHER, Series};
use super::sums::{Start, Sums, Timing};

/// Sums by series.
#[derive(Debug, Clone, Default)]
pub struct Aggregates(BTreeMap<Series, Sums>);

impl Aggregates {
    /// Adds each event of a batch to [`Series::ALL`] and to one value of each dimension that it has.
    pub fn count(&mut self, batch: &Batch, versions: &mut PageVersions) {
        let Visit { page, browser, memory } = batch.visit;
        let visit = [
            Series::ALL,
            Dimension::BROWSER.series(browser.as_str()),
            Dimension::MEMORY.series(memory.as_str()),
            Dimension::VERSION.series(versions.value(page)),
        ];
        for event in &batch.events {
            let (build, threads, model, megapixels) = match event {
                Event::Ready(ready) => (ready.build, ready.threads, None, None),
                Event::CutOut(cut_out) => (cut_out.build, cut_out.threads, Some(cut_out.model), Some(cut_out.megapixels)),
                Event::Failed(failed) => (failed.build, failed.threads, Some(failed.model), None),
            };
            let worker = [Dimension::BUILD.series(build.as_str()), Dimension::THREADS.series(threads.as_str())];
            let model = model.map(|model| Dimension::MODEL.series(model.as_str()));
            let megapixels = megapixels.map(|megapixels| Dimension::MEGAPIXELS.series(megapixels.as_str()));
            for series in visit.iter().cloned().chain(worker).chain(model).chain(megapixels) {
                let sums = self.sums(series);
                match event {
                    Event::Ready(ready) => sums.add_ready(ready),
                    Event::CutOut(cut_out) => sums.add_cut_out(cut_out),
                    Event::Failed(failed) => sums.add_failure(failed.stage, failed.reason),
                }
            }
        }
    }

    /// Adds a cut-out of this server's own API to [`Series::API`].
    pub fn count_api_cut_out(&mut self, verdict: Verdict, times: &Times) {
        self.sums(Series::API).add_result(verdict, times, Start::Warm);
    }

    /// Adds a failed photo of this server's own API to [`Series::API`].
    pub fn count_api_failure(&mut self, stage: Stage, reason: Reason) {
        self.sums(Series::API).add_failure(stage, reason);
    }

    /// Adds the counts and those latencies of other sums that are wanted.
    pub fn merge_where(&mut self, other: &Self, wanted: impl Fn(&Series, Timing) -> bool) {
        for (series, sums) in &other.0 {
            self.sums(series.clone()).merge_where(sums, |timing| wanted(series, timing));
        }
    }

    /// Sums of one series.
    pub fn get(&self, series: &Series) -> Option<&Sums> {
        self.0.get(series)
    }

    /// All series that have sums.
    pub fn iter(&self) -> impl Iterator<Item = (&Series, &Sums)> {
        self.0.iter()
    }

    fn sums(&mut self, series: Series) -> &mut Sums {
        self.0.entry(series).or_default()
    }
}

/// Number of page versions with a series of their own: those of a few releases. A flood of invented ones ends here.
const MAX_VERSIONS: usize = 8;

/// Page versions that came first; the server's own always has its place.
#[derive(Debug)]
pub struct PageVersions(Vec<PageVersion>);

impl Default for PageVersions {
    fn default() -> Self {
        Self(vec![PageVersion::CURRENT])
    }
}

impl PageVersions {
    /// Version as a value of its dimension, or `other` when all places are taken.
    fn value(&mut self, version: PageVersion) -> String {
        let is_known = self.0.contains(&version);
        if !is_known && self.0.len() == MAX_VERSIONS {
            return OTHER.to_owned();
        }
        if !is_known {
            self.0.push(version);
        }
        version.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flood_of_versions_fills_eight_places_and_own_version_has_one() {
        let mut versions = PageVersions::default();
        let flood = (0..u16::MAX).filter(|number| versions.value(PageVersion([9, 9, *number])) != OTHER);
        assert_eq!(flood.count(), MAX_VERSIONS - 1);
        assert_eq!(versions.value(PageVersion::CURRENT), env!("CARGO_PKG_VERSION"));
        assert_eq!(versions.0.len(), MAX_VERSIONS);
    }
}

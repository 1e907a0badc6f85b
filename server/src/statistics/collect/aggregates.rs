//! Sums of events by series. An event is added to sums and forgotten; no two visits can be distinguished here.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use beacon::{Batch, Event, PageVersion, Visit};

use super::dimension::{Dimension, OTHER, Series};
use super::sums::Sums;

/// Number of page versions that have a series beside the server's own: those of a few releases. A flood of invented ones ends here.
const MAX_OTHER_VERSIONS: usize = 7;

/// Sums by series.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Aggregates(pub BTreeMap<Series, Sums>);

impl Aggregates {
    /// Sums of a batch: each event is in [`Series::ALL`] and in one value of each dimension that it has. Of the page versions beside the server's own,
    /// those that came first have a value of their own.
    pub fn of(batch: &Batch, other_versions: &mut BTreeSet<PageVersion>) -> Self {
        let mut aggregates = Self::default();
        let Visit { page, browser, memory } = batch.visit;
        if page != PageVersion::CURRENT && other_versions.len() < MAX_OTHER_VERSIONS {
            other_versions.insert(page);
        }
        let is_known = page == PageVersion::CURRENT || other_versions.contains(&page);
        let version = if is_known { Cow::Owned(page.to_string()) } else { Cow::Borrowed(OTHER) };
        for event in &batch.events {
            let (build, threads, model, megapixels) = match event {
                Event::Ready(ready) => (Some(ready.build), Some(ready.threads), None, None),
                Event::CutOut(cut_out) => (Some(cut_out.build), Some(cut_out.threads), Some(cut_out.model), Some(cut_out.megapixels)),
                Event::Failed(failed) => (Some(failed.build), Some(failed.threads), Some(failed.model), None),
                Event::NetworkDownload(download) => (None, None, Some(download.model), None),
            };
            let mut all_series = vec![
                Series::ALL,
                Dimension::BROWSER.series(browser.as_str()),
                Dimension::MEMORY.series(memory.as_str()),
                Dimension::VERSION.series(version.clone()),
            ];
            all_series.extend(build.map(|build| Dimension::BUILD.series(build.as_str())));
            all_series.extend(threads.map(|threads| Dimension::THREADS.series(threads.as_str())));
            all_series.extend(model.map(|model| Dimension::MODEL.series(model.as_str())));
            all_series.extend(megapixels.map(|megapixels| Dimension::MEGAPIXELS.series(megapixels.as_str())));
            all_series.into_iter().for_each(|series| aggregates.sums(series).add_event(event));
        }
        aggregates
    }

    /// Adds other sums.
    pub fn merge(&mut self, other: &Self) {
        for (series, sums) in &other.0 {
            self.sums(series.clone()).merge(sums);
        }
    }

    /// Sums of one series, empty where it has no events.
    pub fn get(&self, series: &Series) -> &Sums {
        static NONE: Sums = Sums { counts: BTreeMap::new(), latencies: BTreeMap::new() };
        self.0.get(series).unwrap_or(&NONE)
    }

    /// Sums of one series, to add to.
    pub fn sums(&mut self, series: Series) -> &mut Sums {
        self.0.entry(series).or_default()
    }
}

//! Dimensions that sums are kept by: everything together, and one value of one dimension at a time.
//!
//! There is no cross product, so that there are about forty series however many visits come.

use std::borrow::Cow;
use std::cmp::Reverse;

use beacon::{Browser, Build, Event, Megapixels, Memory, Model, Threads, Visit};

/// Value that stands for all those without a series of their own.
pub const OTHER: &str = "other";

/// Property that events can be compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dimension {
    /// Word in addresses, tables and JSON.
    pub name: &'static str,
    /// Known values in the order to show them; none where they are versions.
    pub values: &'static [&'static str],
}

impl Dimension {
    pub const BUILD: Self = Self { name: "build", values: Build::NAMES };
    pub const THREADS: Self = Self { name: "threads", values: Threads::NAMES };
    pub const BROWSER: Self = Self { name: "browser", values: Browser::NAMES };
    pub const MEMORY: Self = Self { name: "memory", values: Memory::NAMES };
    pub const MEGAPIXELS: Self = Self { name: "megapixels", values: Megapixels::NAMES };
    pub const MODEL: Self = Self { name: "model", values: Model::NAMES };
    pub const VERSION: Self = Self { name: "version", values: &[] };

    /// All dimensions, in the order to offer them.
    pub const ALL: [Self; 7] = [Self::BUILD, Self::THREADS, Self::BROWSER, Self::MEMORY, Self::MEGAPIXELS, Self::MODEL, Self::VERSION];

    /// Series of one value.
    pub fn series(self, value: impl Into<Cow<'static, str>>) -> Series {
        Series { dimension: Cow::Borrowed(self.name), value: value.into() }
    }

    /// Sort key of a value: our own order where there is one, then the newest version first, and `other` last.
    pub fn order(self, value: &str) -> impl Ord + use<> {
        let place = self.values.iter().position(|known| *known == value).unwrap_or(self.values.len());
        let version: Vec<u16> = value.split('.').filter_map(|number| number.parse().ok()).collect();
        (place, Reverse(version))
    }
}

/// Line of sums: a dimension and its value, as in tables.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Series {
    /// Word of the dimension, or that of [`Series::ALL`] or [`Series::API`].
    pub dimension: Cow<'static, str>,
    /// Value; empty where there is no dimension.
    pub value: Cow<'static, str>,
}

impl Series {
    /// All that browsers report.
    pub const ALL: Self = Self { dimension: Cow::Borrowed("all"), value: Cow::Borrowed("") };
    /// Photos of this server's own API; not part of [`Series::ALL`].
    pub const API: Self = Self { dimension: Cow::Borrowed("server"), value: Cow::Borrowed("") };

    /// Series of an event: [`Series::ALL`], and one value of each dimension that it has.
    pub fn of_event(visit: &Visit, version: Cow<'static, str>, event: &Event) -> Vec<Self> {
        let (build, threads, model, megapixels) = match event {
            Event::Ready(ready) => (Some(ready.build), Some(ready.threads), None, None),
            Event::CutOut(cut_out) => (Some(cut_out.build), Some(cut_out.threads), Some(cut_out.model), Some(cut_out.megapixels)),
            Event::Failed(failed) => (Some(failed.build), Some(failed.threads), Some(failed.model), None),
            Event::NetworkDownload(download) => (None, None, Some(download.model), None),
            Event::Queue(_) => (None, None, None, None),
        };
        let mut all_series = vec![
            Self::ALL,
            Dimension::BROWSER.series(visit.browser.as_str()),
            Dimension::MEMORY.series(visit.memory.as_str()),
            Dimension::VERSION.series(version),
        ];
        all_series.extend(build.map(|build| Dimension::BUILD.series(build.as_str())));
        all_series.extend(threads.map(|threads| Dimension::THREADS.series(threads.as_str())));
        all_series.extend(model.map(|model| Dimension::MODEL.series(model.as_str())));
        all_series.extend(megapixels.map(|megapixels| Dimension::MEGAPIXELS.series(megapixels.as_str())));
        all_series
    }
}

//! The sums of this run in memory: what has just come, the open stretches of time, and everything since the start.

use std::collections::BTreeMap;

use super::page_versions::PageVersions;
use super::period::{Period, Slot};
use super::rows::{Row, rows_of};
use super::store::Wanted;
use super::tally::Tally;

/// Should not even memory take what has to be written, it is given up at this age.
const GIVEN_UP_SECONDS: u64 = 26 * 3600;

/// What has come since the last look: the one place that counting touches.
#[derive(Debug, Default)]
pub struct Fresh {
    /// The versions of the page that have sums of their own.
    pub versions: PageVersions,
    minutes: Vec<(u64, Tally)>,
}

impl Fresh {
    /// The sums of the minute of this Unix second. A clock that was set back does not reopen a minute: what was written of it would be lost.
    pub fn at(&mut self, second: u64) -> (&mut Tally, &mut PageVersions) {
        let minute = Period::Minute.slot(second).start;
        if self.minutes.last().is_none_or(|(last, _)| *last < minute) {
            self.minutes.push((minute, Tally::default()));
        }
        let last = self.minutes.len() - 1;
        (&mut self.minutes[last].1, &mut self.versions)
    }

    /// Takes the sums by minute.
    pub fn take(&mut self) -> Vec<(u64, Tally)> {
        std::mem::take(&mut self.minutes)
    }
}

/// The sums of a stretch of time, and how much of them is written.
#[derive(Debug, Default)]
struct Page {
    tally: Tally,
    changes: u64,
    written: u64,
}

/// The sums of this run.
#[derive(Debug, Default)]
pub struct Books {
    since_start: Tally,
    pages: BTreeMap<Slot, Page>,
    newest: u64,
}

/// The state of a page when it was copied.
pub type Mark = (Slot, u64);

impl Books {
    /// Enters what has come.
    pub fn enter(&mut self, fresh: &[(u64, Tally)]) {
        for (minute, tally) in fresh {
            // Later than what may already be closed, should the clock have been set back.
            self.newest = self.newest.max(*minute);
            self.since_start.merge_where(tally, |_, _| true);
            for period in Period::EVERY {
                let page = self.pages.entry(period.slot(self.newest)).or_default();
                page.tally.merge_where(tally, |series, timed| period.keeps(series, timed));
                page.changes += 1;
            }
        }
    }

    /// Everything since the start.
    pub fn since_start(&self) -> &Tally {
        &self.since_start
    }

    /// Copies of all that is not written.
    pub fn unwritten(&self) -> Vec<(Mark, Tally)> {
        let unwritten = self.pages.iter().filter(|(_, page)| page.written < page.changes);
        unwritten.map(|(slot, page)| ((*slot, page.changes), page.tally.clone())).collect()
    }

    /// The part of it that is asked for, as rows.
    pub fn unwritten_rows(&self, wanted: &Wanted, replica: &str, flush: i64) -> Vec<Row> {
        let inside = |slot: Slot| slot.period == wanted.period && (wanted.from..wanted.to).contains(&slot.start);
        let unwritten = self.pages.iter().filter(|(slot, page)| page.written < page.changes && inside(**slot));
        unwritten.flat_map(|(slot, page)| rows_of(*slot, &page.tally, replica, flush)).collect()
    }

    /// Notes that these copies are written, and forgets what is written and over.
    pub fn written(&mut self, marks: &[Mark], now: u64) {
        for (slot, changes) in marks {
            if let Some(page) = self.pages.get_mut(slot) {
                page.written = *changes;
            }
        }
        let newest = self.newest;
        self.pages.retain(|slot, page| {
            let open = slot.end() > newest || slot.end() > now;
            open || (page.written < page.changes && slot.end() + GIVEN_UP_SECONDS > now)
        });
    }
}

//! Sums of events by series. An event is added to sums and forgotten; nothing here could tell two visits apart.

use std::collections::BTreeMap;

use beacon::{Batch, CutOut, Event, Failed, ModelFrom, Ready, Reason, Stage, Times, Verdict, Visit};

use super::page_versions::PageVersions;
use super::series::Series;
use super::server_cut_out::ServerCutOut;
use super::sums::{Count, Start, Sums, Timed};

/// The sums of one stretch of time.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    series: BTreeMap<Series, Sums>,
}

impl Tally {
    /// Adds each event of a batch to [`Series::All`] and to one value of each property that it has.
    pub fn count(&mut self, batch: &Batch, versions: &mut PageVersions) {
        let version = Series::Version(versions.place(batch.visit.page));
        for event in &batch.events {
            match event {
                Event::Ready(ready) => self
                    .each(&[&of_visit(&batch.visit, version), &[Series::Build(ready.build), Series::Threads(ready.threads)]], |sums| {
                        add_ready(sums, ready)
                    }),
                Event::CutOut(cut_out) => {
                    let ran = [
                        Series::Build(cut_out.build),
                        Series::Threads(cut_out.threads),
                        Series::Model(cut_out.model),
                        Series::Megapixels(cut_out.megapixels),
                    ];
                    self.each(&[&of_visit(&batch.visit, version), &ran], |sums| add_cut_out(sums, cut_out));
                }
                Event::Failed(failed) => {
                    let ran = [Series::Build(failed.build), Series::Threads(failed.threads), Series::Model(failed.model)];
                    self.each(&[&of_visit(&batch.visit, version), &ran], |sums| add_failed(sums, failed));
                }
            }
        }
    }

    /// Adds a photo of this server's own API to [`Series::Server`].
    pub fn count_server(&mut self, cut_out: &ServerCutOut) {
        let sums = self.series.entry(Series::Server).or_default();
        add_result(sums, cut_out.verdict, &cut_out.times, Start::Warm);
    }

    /// Adds a photo that this server's own API could not cut out.
    pub fn count_server_failure(&mut self, stage: Stage, reason: Reason) {
        add_failure(self.series.entry(Series::Server).or_default(), stage, reason);
    }

    fn each(&mut self, lists: &[&[Series]], add: impl Fn(&mut Sums)) {
        lists.iter().copied().flatten().for_each(|series| add(self.series.entry(*series).or_default()));
    }

    /// Adds the sums of another stretch of time, and of their times only the wanted ones.
    pub fn merge_where(&mut self, other: &Self, wanted: impl Fn(Series, Timed) -> bool) {
        for (series, theirs) in &other.series {
            self.series.entry(*series).or_default().merge_where(theirs, |timed| wanted(*series, timed));
        }
    }

    /// The sums of one series.
    pub fn get(&self, series: Series) -> Option<&Sums> {
        self.series.get(&series)
    }

    /// Every series that has sums.
    pub fn iter(&self) -> impl Iterator<Item = (Series, &Sums)> {
        self.series.iter().map(|(series, sums)| (*series, sums))
    }
}

fn of_visit(visit: &Visit, version: Series) -> [Series; 4] {
    [Series::All, Series::Browser(visit.browser), Series::Memory(visit.memory), version]
}

fn add_ready(sums: &mut Sums, ready: &Ready) {
    let start = match ready.model_from {
        ModelFrom::Network => Start::Cold,
        ModelFrom::Cache => Start::Warm,
    };
    sums.add(Count::Ready, 1);
    sums.add_ms(Timed::Interactive, start, ready.interactive_ms);
    sums.add_ms(Timed::Ready, start, ready.ready_ms);
}

fn add_cut_out(sums: &mut Sums, cut_out: &CutOut) {
    if let Some(ms) = cut_out.first_result_ms {
        sums.add(Count::FirstOfVisit, 1);
        sums.add_ms(Timed::FirstResult, Start::Cold, ms);
    }
    add_result(sums, cut_out.verdict, &cut_out.times, Start::cold_if(cut_out.first_result_ms.is_some()));
}

/// A time of 0 means that the stage did not run (the model was already there, for one) and would only pull the averages down.
fn add_result(sums: &mut Sums, verdict: Verdict, times: &Times, start: Start) {
    sums.add(Count::CutOut, 1);
    match verdict {
        Verdict::Fine => {}
        Verdict::PleaseCheck => sums.add(Count::PleaseCheck, 1),
        Verdict::NoClearSubject => sums.add(Count::NoClearSubject, 1),
    }
    for (stage, ms) in times.rows().into_iter().filter(|(_, ms)| *ms > 0.0) {
        sums.add_ms(Timed::Stage(stage), start, ms);
    }
}

fn add_failed(sums: &mut Sums, failed: &Failed) {
    add_failure(sums, failed.stage, failed.reason);
}

fn add_failure(sums: &mut Sums, stage: Stage, reason: Reason) {
    sums.add(if reason == Reason::Cancelled { Count::Cancelled } else { Count::Failed }, 1);
    sums.add(Count::Failure(stage, reason), 1);
}

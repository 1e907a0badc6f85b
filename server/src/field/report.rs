//! The JSON of `GET /stats`. Its version changes when a field is renamed, removed or means something else; new fields do not change it.

use std::collections::BTreeMap;

use beacon::Stage;
use serde::Serialize;

use super::stats::Snapshot;
use super::tally::{Photos, Runner, Tally, Timing, Timings};

/// The version of this format.
pub const VERSION: u32 = 1;

/// All that `GET /stats` tells.
#[derive(Debug, Serialize)]
pub struct Report {
    /// [`VERSION`].
    pub version: u32,
    /// Seconds since the server started.
    pub uptime_seconds: u64,
    /// Everything counted since then.
    pub since_start: Stretch,
    /// The last hour: 55 to 60 minutes, times within 1 %.
    pub last_hour: Stretch,
}

/// What was counted in a stretch of time.
#[derive(Debug, Serialize)]
pub struct Stretch {
    /// How many events of each kind; a cancelled photo is its own kind and no failure.
    pub events: Events,
    /// Cut-outs among cut-outs and failures, 0 to 1; null before the first of them.
    pub success_rate: Option<f64>,
    /// Failures among cut-outs and failures, 0 to 1; null before the first of them.
    pub error_rate: Option<f64>,
    /// Cut-outs whose verdict was that a person should look at them.
    pub please_check: u64,
    /// Cut-outs whose verdict was that there is no clear subject.
    pub no_clear_subject: u64,
    /// Cut-outs that were the first of their visit.
    pub first_of_visit: u64,
    /// The times of each stage over all cut-outs.
    pub stages: BTreeMap<&'static str, Times>,
    /// The same, split by what ran.
    pub runners: Vec<RunnerReport>,
    /// How long pages took until they could take a photo, split by what became ready.
    pub ready: Vec<ReadyReport>,
    /// Cut-outs by the megapixels of the photo.
    pub megapixels: BTreeMap<&'static str, u64>,
    /// Where and why photos failed or were cancelled.
    pub failures: Vec<FailureReport>,
}

/// Events by kind.
#[derive(Debug, Serialize)]
pub struct Events {
    /// Pages that became ready.
    pub ready: u64,
    /// Photos that became cut-outs.
    pub cut_out: u64,
    /// Photos that did not, against the person's will.
    pub failed: u64,
    /// Photos that the person cancelled.
    pub cancelled: u64,
}

/// How times spread, in milliseconds.
#[derive(Debug, Serialize)]
pub struct Times {
    /// How many.
    pub count: u64,
    /// Their mean.
    pub average_ms: f64,
    /// Half of them are not longer.
    pub p50_ms: f64,
    /// 95 of 100 are not longer.
    pub p95_ms: f64,
    /// 99 of 100 are not longer.
    pub p99_ms: f64,
}

/// Photos that one combination of worker, threads and network had.
#[derive(Debug, Serialize)]
pub struct RunnerReport {
    /// Which worker.
    pub build: &'static str,
    /// How many threads it had.
    pub threads: &'static str,
    /// Which network.
    pub model: &'static str,
    /// Photos that became cut-outs.
    pub cut_out: u64,
    /// Photos that did not.
    pub failed: u64,
    /// Photos that the person cancelled.
    pub cancelled: u64,
    /// As in [`Stretch`].
    pub success_rate: Option<f64>,
    /// As in [`Stretch`].
    pub error_rate: Option<f64>,
    /// The times of each stage.
    pub stages: BTreeMap<&'static str, Times>,
}

/// Pages that became ready with one combination.
#[derive(Debug, Serialize)]
pub struct ReadyReport {
    /// Which worker.
    pub build: &'static str,
    /// How many threads it has.
    pub threads: &'static str,
    /// Where the model came from.
    pub model_from: &'static str,
    /// The times until they were ready.
    pub times: Times,
}

/// Photos that stopped at one place for one reason.
#[derive(Debug, Serialize)]
pub struct FailureReport {
    /// The stage they stopped in.
    pub stage: &'static str,
    /// Why.
    pub reason: &'static str,
    /// How many.
    pub count: u64,
}

impl From<&Snapshot> for Report {
    fn from(snapshot: &Snapshot) -> Self {
        Self {
            version: VERSION,
            uptime_seconds: snapshot.uptime.as_secs(),
            since_start: Stretch::from(&snapshot.since_start),
            last_hour: Stretch::from(&snapshot.last_hour),
        }
    }
}

impl From<&Tally> for Stretch {
    fn from(tally: &Tally) -> Self {
        let all = tally.all_photos();
        let (success_rate, error_rate) = rates(&all);
        let ready = tally.ready.iter().map(|((build, threads, model_from), timing)| ReadyReport {
            build: build.word(),
            threads: threads.word(),
            model_from: model_from.word(),
            times: Times::from(timing),
        });
        let failures =
            tally.failures.iter().map(|((stage, reason), count)| FailureReport { stage: stage.word(), reason: reason.word(), count: *count });
        Self {
            events: Events {
                ready: tally.ready.values().map(Timing::count).sum(),
                cut_out: all.cut_out,
                failed: all.failed,
                cancelled: all.cancelled,
            },
            success_rate,
            error_rate,
            please_check: all.please_check,
            no_clear_subject: all.no_clear_subject,
            first_of_visit: all.first_of_visit,
            stages: stages(&all.stages),
            runners: tally.photos.iter().map(|(runner, photos)| RunnerReport::of(*runner, photos)).collect(),
            ready: ready.collect(),
            megapixels: tally.megapixels.iter().map(|(size, count)| (size.word(), *count)).collect(),
            failures: failures.collect(),
        }
    }
}

impl RunnerReport {
    fn of(runner: Runner, photos: &Photos) -> Self {
        let (success_rate, error_rate) = rates(photos);
        Self {
            build: runner.build.word(),
            threads: runner.threads.word(),
            model: runner.model.word(),
            cut_out: photos.cut_out,
            failed: photos.failed,
            cancelled: photos.cancelled,
            success_rate,
            error_rate,
            stages: stages(&photos.stages),
        }
    }
}

impl From<&Timing> for Times {
    fn from(timing: &Timing) -> Self {
        Self {
            count: timing.count(),
            average_ms: tenths(timing.average_ms()),
            p50_ms: timing.quantile_ms(0.50),
            p95_ms: timing.quantile_ms(0.95),
            p99_ms: timing.quantile_ms(0.99),
        }
    }
}

fn stages(timings: &Timings<Stage>) -> BTreeMap<&'static str, Times> {
    timings.iter().map(|(stage, timing)| (stage.word(), Times::from(timing))).collect()
}

fn rates(photos: &Photos) -> (Option<f64>, Option<f64>) {
    let ended = photos.cut_out + photos.failed;
    let share = |count: u64| (ended > 0).then(|| count as f64 / ended as f64);
    (share(photos.cut_out), share(photos.failed))
}

fn tenths(ms: f64) -> f64 {
    (ms * 10.0).round() / 10.0
}

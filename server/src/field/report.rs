//! The JSON of `GET /stats`, which `docs/statistics.md` describes. Its version changes when a field is renamed, removed or means something
//! else; new fields do not change it.

use std::collections::BTreeMap;

use beacon::Stage;
use serde::Serialize;

use super::gathered::Gathered;
use super::period::COMPARED;
use super::question::Question;
use super::series::Series;
use super::spread::Spread;
use super::stats::Ledger;
use super::sums::{Count, Start, Sums, Timed};

/// The version of this format.
pub const VERSION: u32 = 2;

/// All that `GET /stats` tells.
#[derive(Debug, Serialize)]
pub struct Report {
    /// [`VERSION`].
    pub version: u32,
    /// The word of the range.
    pub range: &'static str,
    /// Unix seconds of its beginning.
    pub from: u64,
    /// Unix seconds of its end, which may still come.
    pub to: u64,
    /// The length of a step of `series`.
    pub step_seconds: u64,
    /// Where the numbers come from: memory, sqlite, postgres or prometheus.
    pub source: &'static str,
    /// How many runs of servers counted them.
    pub replicas: usize,
    /// What an operator should know.
    pub warning: Option<String>,
    /// Seconds since this server started.
    pub uptime_seconds: u64,
    /// What browsers told in this range.
    #[serde(flatten)]
    pub summary: Summary,
    /// Cut-outs by the megapixels of the photo.
    pub megapixels: BTreeMap<&'static str, u64>,
    /// The property that `values` are of.
    pub split: &'static str,
    /// What browsers told, by the values of that property.
    pub values: Vec<Value>,
    /// How the time of whole cut-outs spreads.
    pub distribution: Vec<Bin>,
    /// Step by step.
    pub series: Vec<Step>,
    /// What the servers' own API did in this range; null if the source does not know.
    pub server: Option<Summary>,
    /// What browsers told this server since it started.
    pub since_start: Summary,
}

/// What was counted in a stretch of time.
#[derive(Debug, Serialize)]
pub struct Summary {
    /// How many events of each kind; a cancelled photo is its own kind and no failure.
    pub events: Events,
    /// Cut-outs among cut-outs and failures, 0 to 1; null before the first of them.
    pub success_rate: Option<f64>,
    /// Failures among cut-outs and failures, 0 to 1; null before the first of them.
    pub error_rate: Option<f64>,
    /// Cut-outs by what the network found.
    pub verdicts: Verdicts,
    /// Cut-outs that were the first of their visit.
    pub first_of_visit: u64,
    /// The times of each stage that ran.
    pub stages: BTreeMap<&'static str, Starts>,
    /// The times of the page itself; cold where the model came from the network.
    pub vitals: BTreeMap<&'static str, Starts>,
    /// Where and why photos failed or were cancelled, the most frequent first.
    pub failures: Vec<Failure>,
}

/// Events by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
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

/// Cut-outs by verdict.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Verdicts {
    /// Nothing speaks against it.
    pub fine: u64,
    /// A person should look at it.
    pub please_check: u64,
    /// There is no clear subject.
    pub no_clear_subject: u64,
}

/// Times of all starts, and of each kind of start.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Starts {
    /// Both together.
    pub all: Times,
    /// The first of a visit.
    pub cold: Option<Times>,
    /// The later ones.
    pub warm: Option<Times>,
}

/// How times spread, in milliseconds.
#[derive(Debug, Clone, Copy, Serialize)]
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

/// Photos that stopped at one place for one reason.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Failure {
    /// The stage they stopped in.
    pub stage: &'static str,
    /// Why.
    pub reason: &'static str,
    /// How many.
    pub count: u64,
}

/// What was counted of one value of a property.
#[derive(Debug, Serialize)]
pub struct Value {
    /// The value.
    pub value: String,
    /// As in [`Summary`].
    pub events: Events,
    /// As in [`Summary`].
    pub success_rate: Option<f64>,
    /// As in [`Summary`].
    pub error_rate: Option<f64>,
    /// The times of `total` and `find`.
    pub stages: BTreeMap<&'static str, Starts>,
}

/// Cut-outs whose time lies between two bounds.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Bin {
    /// Milliseconds.
    pub from_ms: f64,
    /// Milliseconds.
    pub to_ms: f64,
    /// How many.
    pub count: u64,
}

/// What was counted in one step.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Step {
    /// Unix seconds of its beginning.
    pub start: u64,
    /// As in [`Summary`].
    #[serde(flatten)]
    pub events: Events,
    /// The times of whole cut-outs; null without any.
    pub total: Option<Times>,
}

impl Report {
    /// The answer to a question, with what this server knows of itself.
    pub fn new(question: &Question, gathered: &Gathered, ledger: &Ledger) -> Self {
        let total = gathered.all.total.all_times(Timed::Stage(Stage::Total));
        let bin = |bin: super::spread::Bin| Bin { from_ms: hundredths(bin.from_ms), to_ms: hundredths(bin.to_ms), count: bin.count };
        let step = |(start, sums): (&u64, &Sums)| Step {
            start: *start,
            events: Events::from(sums),
            total: sums.all_times(Timed::Stage(Stage::Total)).as_ref().map(Times::from),
        };
        Self {
            version: VERSION,
            range: question.range.word(),
            from: gathered.stretch.from,
            to: gathered.stretch.to,
            step_seconds: gathered.stretch.step_seconds,
            source: gathered.source,
            replicas: gathered.replicas,
            warning: gathered.warning.clone(),
            uptime_seconds: ledger.uptime_seconds(),
            summary: Summary::from(&gathered.all.total),
            megapixels: gathered.megapixels.clone(),
            split: question.split.word(),
            values: gathered.values.iter().map(|(value, course)| Value::new(value, &course.total)).collect(),
            distribution: total.iter().flat_map(Spread::bins).map(bin).collect(),
            series: gathered.all.steps.iter().map(step).collect(),
            server: gathered.server.as_ref().map(Summary::from),
            since_start: ledger.since_start().get(Series::All).map_or_else(|| Summary::from(&Sums::default()), Summary::from),
        }
    }
}

impl From<&Sums> for Summary {
    fn from(sums: &Sums) -> Self {
        let events = Events::from(sums);
        let (please_check, no_clear_subject) = (sums.get(Count::PleaseCheck), sums.get(Count::NoClearSubject));
        let failure = |(count, n)| match count {
            Count::Failure(stage, reason) => Some(Failure { stage: stage.word(), reason: reason.word(), count: n }),
            Count::Ready | Count::CutOut | Count::Failed | Count::Cancelled | Count::PleaseCheck | Count::NoClearSubject | Count::FirstOfVisit => {
                None
            }
        };
        let mut failures: Vec<Failure> = sums.counts().filter_map(failure).collect();
        failures.sort_by_key(|failure| std::cmp::Reverse(failure.count));
        Self {
            events,
            success_rate: events.success_rate(),
            error_rate: events.error_rate(),
            verdicts: Verdicts { fine: events.cut_out.saturating_sub(please_check + no_clear_subject), please_check, no_clear_subject },
            first_of_visit: sums.get(Count::FirstOfVisit),
            stages: starts(sums, Stage::ALL.iter().copied().map(Timed::Stage)),
            vitals: starts(sums, Timed::VITALS),
            failures,
        }
    }
}

impl Value {
    fn new(value: &str, sums: &Sums) -> Self {
        let events = Events::from(sums);
        let (success_rate, error_rate) = (events.success_rate(), events.error_rate());
        Self { value: value.to_owned(), events, success_rate, error_rate, stages: starts(sums, COMPARED) }
    }
}

impl From<&Sums> for Events {
    fn from(sums: &Sums) -> Self {
        Self {
            ready: sums.get(Count::Ready),
            cut_out: sums.get(Count::CutOut),
            failed: sums.get(Count::Failed),
            cancelled: sums.get(Count::Cancelled),
        }
    }
}

impl Events {
    /// All of them.
    pub fn sum(self) -> u64 {
        self.ready + self.cut_out + self.failed + self.cancelled
    }

    fn success_rate(self) -> Option<f64> {
        let ended = self.cut_out + self.failed;
        (ended > 0).then(|| self.cut_out as f64 / ended as f64)
    }

    fn error_rate(self) -> Option<f64> {
        let ended = self.cut_out + self.failed;
        (ended > 0).then(|| self.failed as f64 / ended as f64)
    }
}

fn starts(sums: &Sums, timed: impl IntoIterator<Item = Timed>) -> BTreeMap<&'static str, Starts> {
    let of = |timed: Timed| {
        let of_start = |start| sums.times(timed, start).map(Times::from);
        let all = Times::from(&sums.all_times(timed)?);
        Some((timed.word(), Starts { all, cold: of_start(Start::Cold), warm: of_start(Start::Warm) }))
    };
    timed.into_iter().filter_map(of).collect()
}

impl From<&Spread> for Times {
    fn from(spread: &Spread) -> Self {
        Self {
            count: spread.count(),
            average_ms: hundredths(spread.average_ms()),
            p50_ms: spread.quantile_ms(0.50),
            p95_ms: spread.quantile_ms(0.95),
            p99_ms: spread.quantile_ms(0.99),
        }
    }
}

fn hundredths(ms: f64) -> f64 {
    (ms * 100.0).round() / 100.0
}

//! The statistics of all servers, as a Prometheus server knows them.
//!
//! `increase()` would not do for counts: it stretches what it saw to the whole window, so that 100 events become 103.4, and does not see
//! what a new series began with. Here every run of a server has series of its own (label `run`), which only rise. What a run counted in a
//! window is then its largest value in the window less its largest value before it, and the sum over the runs is exact: restarts and
//! servers that are gone included, up to the last time that Prometheus looked at them.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::{Client, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::exposition::{EVENTS, FAILURES, FIRST, KINDS, STAGES, VERDICTS, VITALS, events_by};
use super::gathered::{Course, Gathered, by_size, in_order};
use super::question::{Question, Stretch};
use super::series::Split;
use super::sums::{Count, Start, Sums, Timed};
use crate::error::StartupError;

/// How long to wait for an answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// For so long a server may have been out of Prometheus's sight before the window, without its older counts being taken for new ones.
const LOOK_BACK: &str = "1h";

/// A Prometheus server to ask.
#[derive(Debug, Clone)]
pub struct Fleet {
    client: Client,
    base: Url,
}

/// Why the fleet is not known.
#[derive(Debug, thiserror::Error)]
pub enum FleetError {
    /// There was no answer.
    #[error("The Prometheus server of --prometheus does not answer ({0}). The numbers come back with it.")]
    Unreachable(String),
    /// The answer is not one of Prometheus.
    #[error("What --prometheus names does not answer like a Prometheus server ({0}). Check the address.")]
    NotUnderstood(String),
}

/// One series of an answer.
#[derive(Debug, Deserialize)]
struct Sample {
    metric: BTreeMap<String, String>,
    #[serde(default)]
    value: Option<(f64, String)>,
    #[serde(default)]
    values: Vec<(f64, String)>,
}

#[derive(Debug, Deserialize)]
struct Answer {
    status: String,
    error: Option<String>,
    data: Option<Data>,
}

#[derive(Debug, Deserialize)]
struct Data {
    result: Vec<Sample>,
}

/// What to ask for.
#[derive(Debug, Clone, Copy)]
enum When {
    /// The whole stretch.
    Once,
    /// Each of its steps.
    Steps,
}

impl Fleet {
    /// The fleet that this Prometheus server watches.
    ///
    /// # Errors
    /// When the address is not one of plain HTTP.
    pub fn new(address: &str) -> Result<Self, StartupError> {
        let refused = |reason: &str| StartupError::Statistics(format!("--prometheus {reason}. Write http://host:9090"));
        let mut base = Url::parse(address).map_err(|error| refused(&format!("is not an address ({error})")))?;
        if base.scheme() != "http" {
            return Err(refused("has to be an http:// address: this server speaks no TLS to it"));
        }
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        let client = Client::builder().timeout(PATIENCE).build().map_err(|error| refused(&format!("cannot be asked ({error})")))?;
        Ok(Self { client, base })
    }

    /// The answer to a question, up to the last time that Prometheus looked.
    ///
    /// # Errors
    /// When there is no answer, or not one of Prometheus.
    pub async fn gather(&self, question: &Question, now: u64) -> Result<Gathered, FleetError> {
        let stretch = question.range.stretch(now);
        let split = question.split;
        let ask = |metric: String, by: &'static [&'static str], when| self.ask(metric, by, stretch, when);
        let by_split: &'static [&'static str] = labels_of(split);
        let (events, steps, verdicts, first, failures, stages, stage_sums, vitals, vital_sums, spreads, spread_sums, values, sizes, replicas) = tokio::try_join!(
            ask(EVENTS.to_owned(), &["kind"], When::Once),
            ask(EVENTS.to_owned(), &["kind"], When::Steps),
            ask(VERDICTS.to_owned(), &["verdict"], When::Once),
            ask(FIRST.to_owned(), &[], When::Once),
            ask(FAILURES.to_owned(), &["stage", "reason"], When::Once),
            ask(format!("{STAGES}_bucket"), &["stage", "start", "le"], When::Once),
            ask(format!("{STAGES}_sum"), &["stage", "start"], When::Once),
            ask(format!("{VITALS}_bucket"), &["vital", "start", "le"], When::Once),
            ask(format!("{VITALS}_sum"), &["vital", "start"], When::Once),
            ask(format!("{STAGES}_bucket{{stage=\"total\"}}"), &["stage", "start", "le"], When::Steps),
            ask(format!("{STAGES}_sum{{stage=\"total\"}}"), &["stage", "start"], When::Steps),
            ask(events_by(split), by_split, When::Steps),
            ask(events_by(Split::Megapixels), labels_of(Split::Megapixels), When::Once),
            self.replicas(stretch),
        )?;
        let mut all = Course { total: Sums::default(), steps: stretch.steps().into_iter().map(|start| (start, Sums::default())).collect() };
        each_step(&steps, stretch, |sample, start, n| add_kind(all.step(start), sample, whole(n)));
        for (start, rows) in by_step(&spreads, stretch) {
            add_buckets(all.step(start), &rows);
        }
        each_step(&spread_sums, stretch, |sample, start, seconds| add_sum(all.step(start), sample, seconds));
        events.iter().for_each(|sample| add_kind(&mut all.total, sample, sample.count()));
        add_verdicts(&mut all.total, &verdicts);
        all.total.add(Count::FirstOfVisit, first.iter().map(Sample::count).sum());
        add_failures(&mut all.total, &failures);
        for rows in [&stages, &vitals] {
            let rows: Vec<_> = rows.iter().map(|sample| (sample, sample.count())).collect();
            add_buckets(&mut all.total, &rows);
        }
        stage_sums.iter().chain(&vital_sums).for_each(|sample| add_sum(&mut all.total, sample, sample.number()));
        let mut courses: BTreeMap<String, Course> = BTreeMap::new();
        each_step(&values, stretch, |sample, start, n| {
            add_kind(courses.entry(sample.label(split.word()).to_owned()).or_default().step(start), sample, whole(n))
        });
        courses.values_mut().for_each(Course::add_up);
        let mut megapixels: BTreeMap<&str, u64> = BTreeMap::new();
        for sample in sizes.iter().filter(|sample| sample.label("kind") == Count::CutOut.name()) {
            *megapixels.entry(sample.label(Split::Megapixels.word())).or_default() += sample.count();
        }
        let megapixels = by_size(&megapixels);
        Ok(Gathered { stretch, source: "prometheus", warning: None, replicas, all, values: in_order(split, courses), megapixels, server: None })
    }

    async fn replicas(&self, stretch: Stretch) -> Result<usize, FleetError> {
        let query = format!("count(count by (run) (max_over_time({EVENTS}[{}s])))", stretch.to - stretch.from);
        let samples = self.get("api/v1/query", &[("query", query), ("time", stretch.to.to_string())]).await?;
        Ok(samples.first().map_or(0, |sample| usize::try_from(sample.count()).unwrap_or(usize::MAX)))
    }

    async fn ask(&self, metric: String, by: &[&str], stretch: Stretch, when: When) -> Result<Vec<Sample>, FleetError> {
        match when {
            When::Once => {
                let query = risen(&metric, by, stretch.to - stretch.from);
                self.get("api/v1/query", &[("query", query), ("time", stretch.to.to_string())]).await
            }
            When::Steps => {
                let first_end = stretch.steps().get(1).copied().unwrap_or(stretch.to);
                let query = risen(&metric, by, stretch.step_seconds);
                let [start, end, step] = [first_end, stretch.to, stretch.step_seconds].map(|seconds| seconds.to_string());
                self.get("api/v1/query_range", &[("query", query), ("start", start), ("end", end), ("step", step)]).await
            }
        }
    }

    async fn get(&self, path: &str, query: &[(&str, String)]) -> Result<Vec<Sample>, FleetError> {
        let mut url = self.base.join(path).map_err(|error| FleetError::NotUnderstood(error.to_string()))?;
        url.query_pairs_mut().extend_pairs(query);
        let response = self.client.get(url).send().await.map_err(|error| FleetError::Unreachable(reason(error)))?;
        let answer: Answer = json(response).await?;
        match answer {
            Answer { data: Some(data), .. } => Ok(data.result),
            Answer { status, error, .. } => Err(FleetError::NotUnderstood(error.unwrap_or(status))),
        }
    }
}

async fn json<T: DeserializeOwned>(response: reqwest::Response) -> Result<T, FleetError> {
    response.json().await.map_err(|error| FleetError::NotUnderstood(reason(error)))
}

/// Without the address, which may have a password.
fn reason(error: reqwest::Error) -> String {
    let error = error.without_url();
    if error.is_timeout() { format!("no answer within {} s", PATIENCE.as_secs()) } else { error.to_string() }
}

/// By how much a counter rose in the last `seconds`, added up over the runs of servers: see the head of this file.
fn risen(metric: &str, by: &[&str], seconds: u64) -> String {
    let by = by.join(", ");
    let now = format!("max_over_time({metric}[{seconds}s])");
    let before = format!("max_over_time({metric}[{LOOK_BACK}] offset {seconds}s)");
    format!("sum by ({by}) ({now} - ({before} or {now} * 0))")
}

fn labels_of(split: Split) -> &'static [&'static str] {
    match split {
        Split::Build => &["build", "kind"],
        Split::Threads => &["threads", "kind"],
        Split::Browser => &["browser", "kind"],
        Split::Memory => &["memory", "kind"],
        Split::Megapixels => &["megapixels", "kind"],
        Split::Model => &["model", "kind"],
        Split::Version => &["version", "kind"],
    }
}

impl Sample {
    fn label(&self, name: &str) -> &str {
        self.metric.get(name).map_or("", String::as_str)
    }

    fn number(&self) -> f64 {
        self.value.as_ref().and_then(|(_, text)| text.parse().ok()).unwrap_or(0.0)
    }

    fn count(&self) -> u64 {
        whole(self.number())
    }
}

/// Counters are whole, and never fall.
fn whole(number: f64) -> u64 {
    number.max(0.0).round() as u64
}

fn each_step<'a>(samples: &'a [Sample], stretch: Stretch, mut add: impl FnMut(&'a Sample, u64, f64)) {
    for sample in samples {
        for (end, text) in &sample.values {
            let start = stretch.step_of((end.max(1.0) as u64).saturating_sub(1));
            add(sample, start, text.parse().unwrap_or(0.0));
        }
    }
}

fn by_step(samples: &[Sample], stretch: Stretch) -> BTreeMap<u64, Vec<(&Sample, u64)>> {
    let mut steps: BTreeMap<u64, Vec<(&Sample, u64)>> = BTreeMap::new();
    each_step(samples, stretch, |sample, start, n| steps.entry(start).or_default().push((sample, whole(n))));
    steps
}

fn add_kind(sums: &mut Sums, sample: &Sample, n: u64) {
    if let Some(kind) = KINDS.into_iter().find(|kind| kind.name() == sample.label("kind")) {
        sums.add(kind, n);
    }
}

fn add_verdicts(sums: &mut Sums, samples: &[Sample]) {
    for sample in samples {
        if let Some(verdict @ (Count::PleaseCheck | Count::NoClearSubject)) = Count::named(sample.label("verdict")) {
            sums.add(verdict, sample.count());
        }
    }
}

fn add_failures(sums: &mut Sums, samples: &[Sample]) {
    for sample in samples.iter().filter(|sample| sample.count() > 0) {
        if let Some(failure) = Count::named(&format!("failure:{}:{}", sample.label("stage"), sample.label("reason"))) {
            sums.add(failure, sample.count());
        }
    }
}

/// `stage` or `vital`, and `start`.
fn timed(sample: &Sample) -> Option<(Timed, Start)> {
    let word = [sample.label("stage"), sample.label("vital")].concat();
    Some((Timed::named(&word)?, Start::cold_if(sample.label("start") == Start::Cold.word())))
}

/// Cumulative buckets, in any order.
fn add_buckets(sums: &mut Sums, rows: &[(&Sample, u64)]) {
    let mut spreads: BTreeMap<(Timed, Start), Vec<(f64, u64)>> = BTreeMap::new();
    for (sample, n) in rows {
        if let (Some(key), Ok(bound)) = (timed(sample), sample.label("le").parse::<f64>()) {
            spreads.entry(key).or_default().push((bound.min(beacon::MAX_MILLISECONDS / 1000.0), *n));
        }
    }
    for ((timed, start), mut buckets) in spreads {
        buckets.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        let (mut from, mut below) = (0.0, 0);
        for (bound, n) in buckets {
            if n > below
                && let Some(spread) = sums.spread_mut(timed, start)
            {
                spread.add_bucket(from * 1000.0, bound * 1000.0, n - below);
                below = n;
            }
            from = bound;
        }
    }
}

fn add_sum(sums: &mut Sums, sample: &Sample, seconds: f64) {
    if let Some((timed, start)) = timed(sample)
        && sums.times(timed, start).is_some()
        && let Some(spread) = sums.spread_mut(timed, start)
    {
        spread.add_sum_ms(seconds.max(0.0) * 1000.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_http_is_asked() {
        for (address, word) in [("https://prometheus:9090", "http://"), ("prometheus", "not an address"), ("ftp://there/", "http://")] {
            assert!(Fleet::new(address).unwrap_err().to_string().contains(word), "{address}");
        }
        assert_eq!(Fleet::new("http://there:9090/prefix").unwrap().base.as_str(), "http://there:9090/prefix/");
    }

    #[test]
    fn cumulative_buckets_become_times() {
        let sample = |le: &str| Sample {
            metric: [("stage", "total"), ("start", "warm"), ("le", le)].map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            value: None,
            values: Vec::new(),
        };
        let (low, middle, high, infinite) = (sample("1"), sample("2"), sample("4"), sample("+Inf"));
        let mut sums = Sums::default();
        add_buckets(&mut sums, &[(&infinite, 100), (&high, 100), (&low, 10), (&middle, 90)]);
        let spread = sums.times(Timed::Stage(beacon::Stage::Total), Start::Warm).unwrap();
        assert_eq!(spread.count(), 100);
        assert!((spread.quantile_ms(0.5) / 1500.0 - 1.0).abs() < 0.03, "{}", spread.quantile_ms(0.5));
        assert!(spread.quantile_ms(0.05) < 1000.0 && spread.quantile_ms(0.95) > 2000.0);
    }
}

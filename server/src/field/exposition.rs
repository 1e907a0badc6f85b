//! The sums since the start for Prometheus. Every label is one of our own words, so there are about two thousand lines, however many visits come.
//!
//! Each has the label `run`, which is another one after every start. A series therefore only ever rises, and sums over the fleet are exact:
//! without it a restart between two looks of Prometheus would hide what was counted in between.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use prometheus::core::{Collector, Desc};
use prometheus::proto::{Bucket, Counter, Gauge, Histogram, LabelPair, Metric, MetricFamily, MetricType};

use super::buckets;
use super::series::{Series, Split};
use super::spread::Spread;
use super::stats::{Ledger, Stats};
use super::sums::{Count, Sums, Timed};
use super::tally::Tally;

/// Events by `kind`.
pub const EVENTS: &str = "offcut_field_events_total";
/// Cut-outs by `verdict`.
pub const VERDICTS: &str = "offcut_field_verdicts_total";
/// Cut-outs that were the first of their visit.
pub const FIRST: &str = "offcut_field_first_cut_outs_total";
/// Failures by `stage` and `reason`.
pub const FAILURES: &str = "offcut_field_failures_total";
/// Times of cut-outs by `stage` and `start`.
pub const STAGES: &str = "offcut_field_stage_duration_seconds";
/// Times of the page by `vital` and `start`.
pub const VITALS: &str = "offcut_field_vital_seconds";
const STORE_UP: &str = "offcut_statistics_store_up";

/// The kinds of events, as on the wire.
pub const KINDS: [Count; 4] = [Count::Ready, Count::CutOut, Count::Failed, Count::Cancelled];

/// Events by one property and `kind`: a family for each property, so that each family adds up to all events once.
pub fn events_by(split: Split) -> String {
    format!("offcut_field_{}_events_total", split.word())
}

/// Shows the sums of one server.
pub struct Exposition {
    ledger: Arc<Ledger>,
    run: String,
    bounds: Vec<f64>,
    descriptions: Vec<Desc>,
}

impl Exposition {
    /// The sums of these statistics.
    ///
    /// # Errors
    /// When a name is not one of Prometheus, which a constant decides.
    pub fn new(stats: &Stats) -> Result<Self, prometheus::Error> {
        let names = [EVENTS, VERDICTS, FIRST, FAILURES, STAGES, VITALS, STORE_UP].map(str::to_owned);
        let names = names.into_iter().chain(Split::EVERY.map(events_by));
        let descriptions = names.map(|name| Desc::new(name.clone(), help(&name).to_owned(), Vec::new(), HashMap::new())).collect::<Result<_, _>>()?;
        let ledger = stats.ledger();
        let run = ledger.replica().chars().take(8).collect();
        Ok(Self { ledger, run, bounds: buckets::bounds(), descriptions })
    }

    fn counter(&self, labels: &[(&str, &str)], n: u64) -> Metric {
        let mut counter = Counter::default();
        counter.set_value(n as f64);
        let mut metric = self.metric(labels);
        metric.set_counter(counter);
        metric
    }

    fn histogram(&self, labels: &[(&str, &str)], spread: &Spread) -> Metric {
        let mut recorded = spread.recorded_ms().peekable();
        let mut below = 0;
        let bucket = |bound: &f64| {
            while let Some((_, n)) = recorded.next_if(|(ms, _)| *ms <= bound * 1000.0) {
                below += n;
            }
            let mut bucket = Bucket::default();
            bucket.set_upper_bound(*bound);
            bucket.set_cumulative_count(below);
            bucket
        };
        let mut histogram = Histogram::default();
        histogram.set_bucket(self.bounds.iter().map(bucket).collect());
        histogram.set_sample_count(spread.count());
        histogram.set_sample_sum(spread.sum_ms() / 1000.0);
        let mut metric = self.metric(labels);
        metric.set_histogram(histogram);
        metric
    }

    fn metric(&self, labels: &[(&str, &str)]) -> Metric {
        let pair = |(name, value): &(&str, &str)| {
            let mut pair = LabelPair::default();
            pair.set_name((*name).to_owned());
            pair.set_value((*value).to_owned());
            pair
        };
        Metric::from_label(labels.iter().chain([&("run", self.run.as_str())]).map(pair).collect())
    }

    /// Zeros are told as well: a sum that is not there cannot be told from one that is zero.
    fn of_all(&self, sums: &Sums) -> Vec<MetricFamily> {
        let kinds = KINDS.map(|kind| self.counter(&[("kind", &kind.name())], sums.get(kind)));
        let (check, none) = (sums.get(Count::PleaseCheck), sums.get(Count::NoClearSubject));
        let fine = sums.get(Count::CutOut).saturating_sub(check + none);
        let verdicts = [("fine", fine), ("please_check", check), ("no_clear_subject", none)];
        let failure = |(count, n)| match count {
            Count::Failure(stage, reason) => Some(self.counter(&[("stage", stage.word()), ("reason", reason.word())], n)),
            Count::Ready | Count::CutOut | Count::Failed | Count::Cancelled | Count::PleaseCheck | Count::NoClearSubject | Count::FirstOfVisit => {
                None
            }
        };
        let (mut stages, mut vitals) = (Vec::new(), Vec::new());
        for (timed, start, spread) in sums.spreads() {
            match timed {
                Timed::Stage(stage) => stages.push(self.histogram(&[("stage", stage.word()), ("start", start.word())], spread)),
                Timed::Interactive | Timed::Ready | Timed::FirstResult => {
                    vitals.push(self.histogram(&[("vital", timed.word()), ("start", start.word())], spread));
                }
            }
        }
        vec![
            family(EVENTS, MetricType::COUNTER, kinds.into()),
            family(VERDICTS, MetricType::COUNTER, verdicts.map(|(verdict, n)| self.counter(&[("verdict", verdict)], n)).into()),
            family(FIRST, MetricType::COUNTER, vec![self.counter(&[], sums.get(Count::FirstOfVisit))]),
            family(FAILURES, MetricType::COUNTER, sums.counts().filter_map(failure).collect()),
            family(STAGES, MetricType::HISTOGRAM, stages),
            family(VITALS, MetricType::HISTOGRAM, vitals),
        ]
    }

    fn by_split(&self, tally: &Tally) -> Vec<MetricFamily> {
        let mut families: BTreeMap<&str, Vec<Metric>> = BTreeMap::new();
        for (series, sums) in tally.iter().filter(|(series, _)| !matches!(series, Series::All | Series::Server)) {
            let metrics = families.entry(series.split()).or_default();
            let kinds = KINDS.iter().filter(|kind| sums.get(**kind) > 0);
            metrics.extend(kinds.map(|kind| self.counter(&[(series.split(), &series.value()), ("kind", &kind.name())], sums.get(*kind))));
        }
        let of = |split: Split| Some(family(&events_by(split), MetricType::COUNTER, families.remove(split.word())?));
        Split::EVERY.into_iter().filter_map(of).collect()
    }
}

impl Collector for Exposition {
    fn desc(&self) -> Vec<&Desc> {
        self.descriptions.iter().collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        let tally = self.ledger.since_start();
        let mut families = self.of_all(tally.get(Series::All).unwrap_or(&Sums::default()));
        families.extend(self.by_split(&tally));
        let mut store_up = Gauge::default();
        store_up.set_value(if self.ledger.store_is_up() { 1.0 } else { 0.0 });
        families.push(family(STORE_UP, MetricType::GAUGE, vec![Metric::from_gauge(store_up)]));
        families.retain(|family| !family.get_metric().is_empty());
        families
    }
}

fn family(name: &str, kind: MetricType, metrics: Vec<Metric>) -> MetricFamily {
    let mut family = MetricFamily::default();
    family.set_name(name.to_owned());
    family.set_help(help(name).to_owned());
    family.set_field_type(kind);
    family.set_metric(metrics);
    family
}

fn help(name: &str) -> &'static str {
    match name {
        EVENTS => "Events that browsers told, by kind.",
        VERDICTS => "Cut-outs in browsers, by what the network found.",
        FIRST => "Cut-outs in browsers that were the first of their visit.",
        FAILURES => "Photos that did not become cut-outs in browsers, cancelled ones included.",
        STAGES => "Time of each stage of a cut-out in a browser.",
        VITALS => "Time from the start of navigation until the page took clicks, could take a photo, and showed its first result.",
        STORE_UP => "Whether the place for statistics takes what is written: 0 while they are kept in memory only.",
        _ => "Events that browsers told, by one property and kind.",
    }
}

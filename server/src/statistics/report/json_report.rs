//! JSON of `GET /stats`, which `docs/statistics.md` describes. Its version rises when a field is renamed, removed or means something else; new fields
//! do not change it.

use serde_json::{Map, Value, json};

use crate::statistics::collect::latency_histogram::{LatencyHistogram, PERCENTILES};
use crate::statistics::collect::sums::{Count, Start, Sums, Timing};
use crate::statistics::query_result::QueryResult;

/// Version of this format.
const VERSION: u32 = 2;

/// Report of a result.
pub fn report(result: &QueryResult) -> Value {
    let total = result.all.total.latencies(Timing::TOTAL);
    let bins = total.iter().flat_map(LatencyHistogram::bins);
    let distribution: Vec<Value> =
        bins.map(|bin| json!({ "from_ms": hundredths(bin.from_ms), "to_ms": hundredths(bin.to_ms), "count": bin.count })).collect();
    let step = |(start, sums): (&u64, &Sums)| {
        let total = sums.latencies(Timing::TOTAL).as_ref().map(latencies);
        with(events(sums), json!({ "start": start, "total": total }))
    };
    let fields = json!({
        "version": VERSION,
        "range": result.query.range.name,
        "from": result.time.from,
        "to": result.time.to,
        "step_seconds": result.time.step_seconds,
        "source": result.source,
        "replicas": result.replicas.len(),
        "warning": result.warning,
        "uptime_seconds": result.uptime_seconds,
        "megapixels": result.megapixels().map(|(size, count)| (size.to_owned(), Value::from(count))).collect::<Map<_, _>>(),
        "split": result.query.dimension.name,
        "values": result.values().iter().map(|(value, series)| with(compared(&series.total), json!({ "value": value }))).collect::<Vec<_>>(),
        "distribution": distribution,
        "series": result.all.steps.iter().map(step).collect::<Vec<_>>(),
        "server": summary(&result.api),
        "since_start": summary(&result.since_start),
    });
    with(summary(&result.all.total), fields)
}

/// Sums of a time.
fn summary(sums: &Sums) -> Value {
    let mut failures: Vec<_> = sums.failures().collect();
    failures.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
    let failure =
        |(stage, reason, count): (beacon::Stage, beacon::Reason, u64)| json!({ "stage": stage.as_str(), "reason": reason.as_str(), "count": count });
    json!({
        "events": events(sums),
        "success_rate": sums.rate(Count::CutOut),
        "error_rate": sums.rate(Count::Failed),
        "verdicts": sums.verdicts().map(|(verdict, count)| (verdict.as_str().to_owned(), Value::from(count))).into_iter().collect::<Map<_, _>>(),
        "first_of_visit": sums.get(Count::FirstOfVisit),
        "stages": by_start(sums, Timing::stages()),
        "vitals": by_start(sums, Timing::VITALS),
        "failures": failures.into_iter().map(failure).collect::<Vec<_>>(),
    })
}

/// Sums of one value of a dimension.
fn compared(sums: &Sums) -> Value {
    json!({
        "events": events(sums),
        "success_rate": sums.rate(Count::CutOut),
        "error_rate": sums.rate(Count::Failed),
        "stages": by_start(sums, Timing::COMPARED),
    })
}

fn events(sums: &Sums) -> Value {
    Count::KINDS.map(|kind| (kind.name().into_owned(), Value::from(sums.get(kind)))).into_iter().collect::<Map<_, _>>().into()
}

/// Latencies of all starts, and of each start; latencies that were not measured are left out.
fn by_start(sums: &Sums, timings: impl IntoIterator<Item = Timing>) -> Value {
    let of = |timing: Timing| {
        let mut starts = Map::from_iter([("all".to_owned(), latencies(&sums.latencies(timing)?))]);
        starts.extend(Start::ALL.map(|start| (start.as_str().to_owned(), sums.latencies_of(timing, start).map_or(Value::Null, latencies))));
        Some((timing.as_str().to_owned(), Value::Object(starts)))
    };
    timings.into_iter().filter_map(of).collect::<Map<_, _>>().into()
}

fn latencies(histogram: &LatencyHistogram) -> Value {
    let percentiles = PERCENTILES.map(|percentile| (format!("{}_ms", percentile.name), Value::from(histogram.percentile_ms(percentile))));
    with(
        json!({ "count": histogram.count(), "average_ms": hundredths(histogram.average_ms()) }),
        percentiles.into_iter().collect::<Map<_, _>>().into(),
    )
}

/// Average in milliseconds, rounded to hundredths.
pub fn hundredths(ms: f64) -> f64 {
    (ms * 100.0).round() / 100.0
}

fn with(mut fields: Value, more: Value) -> Value {
    if let (Value::Object(fields), Value::Object(more)) = (&mut fields, more) {
        fields.extend(more);
    }
    fields
}

//! JSON of `GET /stats`, which `docs/statistics.md` describes. Its version rises when a field is renamed, removed or means something else; new fields
//! do not change it.

use beacon::Stage;
use serde_json::{Map, Value, json};

use crate::statistics::collect::dimension::Series;
use crate::statistics::collect::latency_histogram::{Bin, LatencyHistogram, PERCENTILES};
use crate::statistics::collect::sums::{COMPARED, CUT_OUT, FAILED, FIRST_OF_VISIT, KINDS, STARTS, Sums, TOTAL, VITALS};
use crate::statistics::query_result::QueryResult;

/// Version of this format.
const VERSION: u32 = 2;

/// Report of a result.
pub fn report(result: &QueryResult) -> Value {
    let bin = |Bin { from_ms, to_ms, count }| json!({ "from_ms": hundredths(from_ms), "to_ms": hundredths(to_ms), "count": count });
    let step = |(start, sums): (u64, &Sums)| with(events(sums), json!({ "start": start, "total": latencies(&sums.latencies(TOTAL)) }));
    let fields = json!({
        "version": VERSION,
        "range": result.query.range.name,
        "from": result.query.from,
        "to": result.query.to,
        "step_seconds": result.query.range.step_seconds(),
        "source": result.source,
        "replicas": result.replicas.len(),
        "warning": result.warning,
        "uptime_seconds": result.uptime_seconds,
        "megapixels": result.megapixels().map(|(size, count)| (size.to_owned(), Value::from(count))).collect::<Map<_, _>>(),
        "split": result.query.dimension.name,
        "values": result.values().map(|(value, sums)| with(compared(sums), json!({ "value": value }))).collect::<Vec<_>>(),
        "distribution": result.all().latencies(TOTAL).bins().into_iter().map(bin).collect::<Vec<_>>(),
        "series": result.time_series(&Series::ALL).map(step).collect::<Vec<_>>(),
        "server": summary(result.total.get(&Series::API)),
        "since_start": summary(&result.since_start),
    });
    with(summary(result.all()), fields)
}

/// Sums of a time.
fn summary(sums: &Sums) -> Value {
    let failure = |(stage, reason, count)| json!({ "stage": stage, "reason": reason, "count": count });
    let download = |(outcome, bytes, count)| json!({ "outcome": outcome, "megabytes": bytes, "count": count });
    json!({
        "events": events(sums),
        "success_rate": sums.rate(CUT_OUT),
        "error_rate": sums.rate(FAILED),
        "verdicts": sums.verdicts().map(|(verdict, count)| (verdict.as_str().to_owned(), Value::from(count))).into_iter().collect::<Map<_, _>>(),
        "first_of_visit": sums.get(FIRST_OF_VISIT),
        "stages": by_start(sums, Stage::NAMES),
        "vitals": by_start(sums, &VITALS),
        "failures": sums.failures().into_iter().map(failure).collect::<Vec<_>>(),
        "network_downloads": sums.network_downloads().into_iter().map(download).collect::<Vec<_>>(),
    })
}

/// Sums of one value of a dimension.
fn compared(sums: &Sums) -> Value {
    json!({
        "events": events(sums),
        "success_rate": sums.rate(CUT_OUT),
        "error_rate": sums.rate(FAILED),
        "stages": by_start(sums, &COMPARED),
    })
}

fn events(sums: &Sums) -> Value {
    KINDS.map(|kind| (kind.to_owned(), Value::from(sums.get(kind)))).into_iter().collect::<Map<_, _>>().into()
}

/// Latencies of all starts, and of each start; latencies that were not measured are left out.
fn by_start(sums: &Sums, names: &[&'static str]) -> Value {
    let starts = |name: &'static str| {
        let mut starts = json!({ "all": latencies(&sums.latencies(name)) });
        for (start, cold) in STARTS {
            starts[start] = sums.latencies_of(name, cold).map_or(Value::Null, latencies);
        }
        starts
    };
    let measured = names.iter().map(|name| ((*name).to_owned(), starts(name))).filter(|(_, starts)| !starts["all"].is_null());
    measured.collect::<Map<_, _>>().into()
}

/// Null without latencies.
fn latencies(histogram: &LatencyHistogram) -> Value {
    let Some(percentiles) = histogram.percentiles_ms() else { return Value::Null };
    let mut fields = json!({ "count": histogram.count(), "average_ms": histogram.average_ms() });
    for ((name, _), ms) in PERCENTILES.iter().zip(percentiles) {
        fields[format!("{name}_ms")] = ms.into();
    }
    fields
}

/// Milliseconds, rounded to hundredths.
fn hundredths(ms: f64) -> f64 {
    (ms * 100.0).round() / 100.0
}

fn with(mut fields: Value, more: Value) -> Value {
    if let (Value::Object(fields), Value::Object(more)) = (&mut fields, more) {
        fields.extend(more);
    }
    fields
}

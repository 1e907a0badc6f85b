//! JSON of `GET /stats`, which `docs/statistics.md` describes. Its version rises when a field is renamed, removed or means something else; new fields
//! do not change it.

use beacon::Stage;
use serde_json::{Map, Value, json};

use crate::statistics::collect::dimension::Series;
use crate::statistics::collect::sums::{COMPARED, CUT_OUT, FAILED, FIRST_OF_VISIT, KINDS, STARTS, Sums, TOTAL, VITALS};
use crate::statistics::collect::tally::{PERCENTILES, Tally};
use crate::statistics::query_result::QueryResult;

/// Version of this format.
const VERSION: u32 = 2;

/// Report of a result.
pub fn report(result: &QueryResult) -> Value {
    let query = &result.query;
    let bin = |(from, to, n)| json!({ "from_ms": hundredths(from), "to_ms": hundredths(to), "count": n });
    let step = |(start, sums): (u64, Sums)| with(events(&sums), json!({ "start": start, "total": latencies(&sums.latencies(TOTAL)) }));
    let value = |(value, sums): (&str, Sums)| with(compared(&sums, &COMPARED), json!({ "value": value }));
    let fields = json!({
        "version": VERSION,
        "range": query.range.name,
        "from": query.from,
        "to": query.to,
        "step_seconds": query.range.step_seconds,
        "source": result.source,
        "replicas": result.replicas.len(),
        "warning": result.warning,
        "uptime_seconds": result.uptime_seconds,
        "megapixels": object(result.megapixels()),
        "split": query.dimension.name,
        "values": result.values().into_iter().map(value).collect::<Value>(),
        "distribution": result.all().latencies(TOTAL).bins().into_iter().map(bin).collect::<Value>(),
        "series": result.time_series(&Series::ALL).map(step).collect::<Value>(),
        "server": summary(&result.total.of(&Series::API)),
        "since_start": summary(&result.since_start.of(&Series::ALL)),
    });
    with(summary(&result.all()), fields)
}

/// Sums of a time.
fn summary(sums: &Sums) -> Value {
    let failure = |(stage, reason, n)| json!({ "stage": stage, "reason": reason, "count": n });
    let download = |(outcome, bytes, n)| json!({ "outcome": outcome, "megabytes": bytes, "count": n });
    let fields = json!({
        "verdicts": object(sums.verdicts()),
        "first_of_visit": sums.get(FIRST_OF_VISIT),
        "vitals": by_start(sums, &VITALS),
        "failures": sums.failures().into_iter().map(failure).collect::<Value>(),
        "network_downloads": sums.network_downloads().into_iter().map(download).collect::<Value>(),
        "queues": object(sums.queues()),
    });
    with(compared(sums, Stage::NAMES), fields)
}

/// Sums that the values of a dimension have too, with the latencies of these stages.
fn compared(sums: &Sums, stages: &[&str]) -> Value {
    json!({
        "events": events(sums),
        "success_rate": sums.rate(CUT_OUT),
        "error_rate": sums.rate(FAILED),
        "stages": by_start(sums, stages),
    })
}

fn events(sums: &Sums) -> Value {
    object(KINDS.map(|kind| (kind, sums.get(kind))))
}

/// Latencies of all starts, and of each start; latencies that were not measured are left out.
fn by_start(sums: &Sums, names: &[&str]) -> Value {
    let starts = |name: &str| STARTS.map(|(start, cold)| (start, latencies(&sums.latencies_of(name, cold))));
    let of_name = |name: &&str| ((*name).to_owned(), with(json!({ "all": latencies(&sums.latencies(name)) }), object(starts(name))));
    object(names.iter().map(of_name).filter(|(_, starts)| !starts["all"].is_null()))
}

/// Null without latencies.
fn latencies(tally: &Tally) -> Value {
    let Some(percentiles) = tally.percentiles_ms() else { return Value::Null };
    let percentiles = PERCENTILES.iter().zip(percentiles).map(|((name, _), ms)| (format!("{name}_ms"), ms));
    with(json!({ "count": tally.count, "average_ms": tally.average_ms() }), object(percentiles))
}

/// Milliseconds, rounded to hundredths.
fn hundredths(ms: f64) -> f64 {
    (ms * 100.0).round() / 100.0
}

fn object<N: Into<String>, V: Into<Value>>(fields: impl IntoIterator<Item = (N, V)>) -> Value {
    fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect::<Map<_, _>>().into()
}

fn with(mut fields: Value, more: Value) -> Value {
    if let (Value::Object(fields), Value::Object(more)) = (&mut fields, more) {
        fields.extend(more);
    }
    fields
}

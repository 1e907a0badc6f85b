//! `GET /stats` for people: a page without scripts.

use beacon::Reason;
use maud::{DOCTYPE, Markup, html};

use super::charts;
use super::format::{count, duration, milliseconds, percent, time};
use crate::statistics::collect::dimension::Dimension;
use crate::statistics::collect::latency_histogram::{LatencyHistogram, P50, P95, PERCENTILES};
use crate::statistics::collect::sums::{Count, Start, Sums, Timing};
use crate::statistics::query::{Query, RANGES};
use crate::statistics::query_result::{QueryResult, TimeSeries};

/// Page of a result.
pub fn page(result: &QueryResult) -> String {
    let source = match result.source {
        "sqlite" => "this machine's file",
        "postgres" => "the database",
        _ => "memory",
    };
    let [from, to] = [result.time.from, result.time.to].map(|second| time(second, "%-d %b %Y %H:%M"));
    document(
        result.query,
        &html! {
            p class="facts" {
                (from) " to " (to) " UTC · from " (source)
                @if result.replicas.len() > 1 { " · counted by " (count(result.replicas.len() as u64)) " runs of servers" }
                " · this server is up for " (duration(result.uptime_seconds))
            }
            @if let Some(warning) = &result.warning { p class="banner" role="status" { (warning) } }
            @if result.all.total.events() == 0 {
                p class="empty" { "Nothing was counted in this time. Numbers appear once the page was used." }
            } @else {
                (tiles(&result.all.total)) (overview(result)) (comparison(result)) (details(result))
            }
            @if result.api.events() > 0 { (api(&result.api)) }
        },
    )
}

/// Page with an error instead of a result.
pub fn error(query: Query, sentence: &str) -> String {
    document(query, &html! { p class="banner" role="alert" { (sentence) } })
}

fn document(query: Query, content: &Markup) -> String {
    let address = address(query);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                meta name="color-scheme" content="light dark";
                title { "Offcut: statistics" }
                link rel="icon" href="/icons/icon.svg";
                link rel="stylesheet" href="/stats.css";
            }
            body {
                main {
                    header {
                        div { h1 { "Statistics" } p { "Sums only: no picture, name or address is ever counted." } }
                        p class="forms" { a href={ "/stats.csv" (address) } { "CSV" } " " a href={ "/stats" (address) "&format=json" } { "JSON" } }
                    }
                    nav aria-label="Time" {
                        @for range in RANGES { (link(Query { range, ..query }, range.title, range == query.range, "")) }
                    }
                    (content)
                }
            }
        }
    };
    page.into_string()
}

fn address(query: Query) -> String {
    format!("?range={}&split={}", query.range.name, query.dimension.name)
}

fn link(query: Query, title: &str, is_current: bool, anchor: &str) -> Markup {
    html! { a href={ "/stats" (address(query)) (anchor) } aria-current=[is_current.then_some("true")] { (title) } }
}

fn tiles(sums: &Sums) -> Markup {
    let total = sums.latencies(Timing::TOTAL);
    let percentile =
        |latencies: &Option<LatencyHistogram>, percentile| milliseconds(latencies.as_ref().map(|latencies| latencies.percentile_ms(percentile)));
    let tiles = [
        ("Cut-outs", count(sums.get(Count::CutOut))),
        ("Success", percent(sums.rate(Count::CutOut))),
        ("Median time", percentile(&total, P50)),
        ("p95 time", percentile(&total, P95)),
        ("Failed", count(sums.get(Count::Failed))),
        ("Cancelled", count(sums.get(Count::Cancelled))),
        ("Pages opened", count(sums.get(Count::Ready))),
        ("Interactive", percentile(&sums.latencies(Timing::Interactive), P50)),
    ];
    let class = |name: &str| (name == "Failed" && sums.get(Count::Failed) > 0).then_some("failed");
    html! { dl class="tiles" { @for (name, value) in &tiles { div class=[class(name)] { dt { (name) } dd { (value) } } } } }
}

fn overview(result: &QueryResult) -> Markup {
    let total = result.all.total.latencies(Timing::TOTAL);
    let bins = total.as_ref().map(LatencyHistogram::bins).unwrap_or_default();
    let photos = html! { ul class="legend" { @for (class, title, _) in charts::PHOTOS { li class=(class) { (title) } } } };
    let percentiles = html! { ul class="legend" { @for percentile in PERCENTILES { li class=(percentile.name) { (percentile.name) } } } };
    html! {
        div class="cards" {
            (card("Photos", &photos, &charts::photos(result)))
            (card("Time of a cut-out", &percentiles, &charts::percentiles(result)))
            (card("Distribution of times", &percentiles, &charts::distribution(&bins, total.as_ref())))
            (card("Failures", &html! {}, &failures(&result.all.total)))
        }
    }
}

fn card(title: &str, legend: &Markup, content: &Markup) -> Markup {
    html! { section class="card" { div class="head" { h2 { (title) } (legend) } (content) } }
}

/// Table in a region of its own that scrolls sideways; it takes the focus so that a keyboard can scroll it on a narrow screen.
fn table(caption: &str, columns: &[&str], rows: Vec<Vec<Markup>>) -> Markup {
    html! {
        div class="table" role="region" aria-label=(caption) tabindex="0" {
            table {
                caption { (caption) }
                thead { tr { @for column in columns { th scope="col" { (column) } } } }
                tbody {
                    @for cells in rows {
                        tr {
                            @for (index, cell) in cells.iter().enumerate() { @if index == 0 { th scope="row" { (cell) } } @else { td { (cell) } } }
                        }
                    }
                }
            }
        }
    }
}

fn cell(text: impl AsRef<str>) -> Markup {
    html! { (text.as_ref()) }
}

fn failures(sums: &Sums) -> Markup {
    let mut failures: Vec<_> = sums.failures().collect();
    failures.sort_by_key(|(_, _, n)| std::cmp::Reverse(*n));
    let most = failures.first().map_or(1, |(_, _, n)| *n) as f64;
    let rows = failures.into_iter().take(8).map(|(stage, reason, n)| {
        let class = if reason == Reason::Cancelled { "cancelled" } else { "failed" };
        let failure = format!("{} during {}", reason.as_str().replace('_', " "), stage.as_str());
        vec![cell(failure), charts::bar(class, n as f64 / most), cell(count(n))]
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        html! { p class="none" { "None." } }
    } else {
        table("Failed and cancelled", &["Failure", "Share", "Count"], rows)
    }
}

fn comparison(result: &QueryResult) -> Markup {
    let (query, values) = (result.query, result.values());
    let totals: Vec<_> = values.iter().map(|(_, series)| series.total.latencies(Timing::TOTAL)).collect();
    let scale = charts::shared_scale(totals.iter().flatten());
    let cut_outs = |sums: &Sums| sums.get(Count::CutOut);
    let most = values.iter().map(|(_, series)| cut_outs(&series.total)).max().unwrap_or(0).max(1) as f64;
    let row = |((value, series), total): (&(&str, TimeSeries), &Option<LatencyHistogram>)| {
        let n = cut_outs(&series.total);
        let share = charts::bar("cut-out", n as f64 / most);
        let span = total.as_ref().map(|total| charts::span(total, &scale)).unwrap_or_default();
        let mut cells = vec![cell(value), cell(count(n)), share, cell(percent(series.total.rate(Count::Failed))), span];
        cells.extend(percentiles(total.as_ref()));
        cells
    };
    let rows = values.iter().zip(&totals).map(row).collect();
    let title = query.dimension.title();
    let columns = [&[title.as_str(), "Cut-outs", "Share", "Errors", "p50 to p99"][..], &PERCENTILES.map(|percentile| percentile.name)].concat();
    html! {
        section id="compare" {
            h2 { "Compare" }
            nav aria-label="Compare by" {
                @for dimension in Dimension::ALL {
                    (link(Query { dimension, ..query }, &dimension.title(), dimension == query.dimension, "#compare"))
                }
            }
            (table(&format!("Cut-outs by {}", query.dimension.name), &columns, rows))
        }
    }
}

fn details(result: &QueryResult) -> Markup {
    let sums = &result.all.total;
    let verdict = |(verdict, n): (beacon::Verdict, u64)| vec![cell(verdict.as_str().replace('_', " ")), cell(count(n))];
    let sizes = result.megapixels().map(|(size, n)| vec![cell(size), cell(count(n))]).collect();
    let steps = result.all.steps.iter().filter(|(_, sums)| sums.events() > 0).map(|(start, sums)| {
        let mut cells = vec![cell(time(*start, "%Y-%m-%d %H:%M"))];
        cells.extend(Count::ENDS.into_iter().chain([Count::Ready]).map(|kind| cell(count(sums.get(kind)))));
        cells.extend(percentiles(sums.latencies(Timing::TOTAL).as_ref()));
        cells
    });
    let columns = [&["From", "Cut-outs", "Failed", "Cancelled", "Pages"][..], &PERCENTILES.map(|percentile| percentile.name)].concat();
    html! {
        section {
            h2 { "Stages" }
            (latencies("Time per stage", sums, Timing::stages()))
            (latencies("Time of the page, cold when the model came from the network", sums, Timing::VITALS))
        }
        section class="pair" {
            div { h2 { "Verdicts" } (table("Cut-outs by verdict", &["Verdict", "Cut-outs"], sums.verdicts().map(verdict).into())) }
            div { h2 { "Sizes" } (table("Cut-outs by megapixels", &["Megapixels", "Cut-outs"], sizes)) }
        }
        details { summary { "All steps" } (table("Step by step, in UTC", &columns, steps.collect())) }
    }
}

/// Table of latencies: all, and the percentiles of each start but the last.
fn latencies(caption: &str, sums: &Sums, timings: impl IntoIterator<Item = Timing>) -> Markup {
    let by_start = &[P50, P95];
    let row = |timing: Timing| {
        let all = sums.latencies(timing)?;
        let mut cells = vec![cell(title(timing)), cell(count(all.count())), cell(milliseconds(Some(all.average_ms())))];
        cells.extend(percentiles(Some(&all)));
        for start in Start::ALL {
            let latencies = sums.latencies_of(timing, start);
            cells.extend(by_start.iter().map(|percentile| cell(milliseconds(latencies.map(|latencies| latencies.percentile_ms(*percentile))))));
        }
        Some(cells)
    };
    let mut columns: Vec<String> =
        ["Time", "Count", "Average"].into_iter().chain(PERCENTILES.map(|percentile| percentile.name)).map(str::to_owned).collect();
    columns.extend(["Cold", "Warm"].iter().flat_map(|start| by_start.iter().map(move |percentile| format!("{start} {}", percentile.name))));
    table(caption, &columns.iter().map(String::as_str).collect::<Vec<_>>(), timings.into_iter().filter_map(row).collect())
}

fn title(timing: Timing) -> &'static str {
    match timing {
        Timing::Stage(stage) => stage.as_str(),
        Timing::Interactive => "interactive",
        Timing::Ready => "ready for a photo",
        Timing::FirstResult => "first result, choosing included",
    }
}

fn percentiles(latencies: Option<&LatencyHistogram>) -> [Markup; PERCENTILES.len()] {
    PERCENTILES.map(|percentile| cell(milliseconds(latencies.map(|latencies| latencies.percentile_ms(percentile)))))
}

fn api(sums: &Sums) -> Markup {
    html! {
        section {
            h2 { "By the server’s own API" }
            p class="facts" {
                (count(sums.get(Count::CutOut))) " cut out, " (count(sums.get(Count::Failed))) " failed, " (count(sums.get(Count::Cancelled)))
                " cancelled; not part of the numbers above."
            }
            (latencies("Time per stage on the server", sums, Timing::stages()))
            @if sums.failures().next().is_some() { (failures(sums)) }
        }
    }
}

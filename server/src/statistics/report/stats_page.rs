//! `GET /stats` for people: a page without scripts.

use beacon::{Reason, Stage};
use maud::{Markup, html};

use super::charts;
use super::format::{count, duration, milliseconds, percent, time};
use super::scale::Scale;
use crate::html_page::html_page;
use crate::statistics::collect::dimension::{Dimension, Series};
use crate::statistics::collect::sums::{CANCELLED, CUT_OUT, FAILED, FIRST_RESULT, INTERACTIVE, KINDS, READY, STARTS, Sums, TOTAL};
use crate::statistics::collect::tally::{PERCENTILES, Tally};
use crate::statistics::query::{Query, RANGES};
use crate::statistics::query_result::QueryResult;

/// Page of a result.
pub fn page(result: &QueryResult) -> String {
    let query = result.query;
    let source = match result.source {
        "sqlite" => "this machine's file",
        "postgres" => "the database",
        _ => "memory",
    };
    let [from, to] = [query.from, query.to].map(|second| time(second, "%-d %b %Y %H:%M"));
    let content = html! {
        header {
            div { h1 { "Statistics" } p { "Sums only: no picture, name or address is ever counted." } }
            p class="forms" {
                a href={ "/stats.csv" (address(query)) } { "CSV" } " " a href={ "/stats" (address(query)) "&format=json" } { "JSON" }
            }
        }
        nav aria-label="Time" {
            @for range in RANGES { (link(Query { range, ..query }, range.title, range == query.range, "")) }
        }
        p class="facts" {
            (from) " to " (to) " UTC · from " (source)
            @if result.replicas.len() > 1 { " · counted by " (count(result.replicas.len() as u64)) " runs of servers" }
            " · this server is up for " (duration(result.uptime_seconds))
        }
        @if let Some(warning) = &result.warning { p class="banner" role="status" { (warning) } }
        @let (all, by_api) = (result.all(), result.total.of(&Series::API));
        @if all.events() == 0 {
            p class="empty" { "Nothing was counted in this time. Numbers appear once the page was used." }
        } @else {
            (tiles(&all)) (overview(result)) (comparison(result)) (details(result))
        }
        @if by_api.events() > 0 { (api(&by_api)) }
    };
    html_page("statistics", "/stats.css", &content).into_string()
}

fn address(query: Query) -> String {
    format!("?range={}&split={}", query.range.name, query.dimension.name)
}

fn link(query: Query, title: &str, is_current: bool, anchor: &str) -> Markup {
    html! { a href={ "/stats" (address(query)) (anchor) } aria-current=[is_current.then_some("true")] { (title) } }
}

fn tiles(sums: &Sums) -> Markup {
    let ([p50, p95, _], [interactive, ..]) = (percentiles(&sums.latencies(TOTAL)), percentiles(&sums.latencies(INTERACTIVE)));
    let tiles = [
        ("Cut-outs", count(sums.get(CUT_OUT))),
        ("Success", percent(sums.rate(CUT_OUT))),
        ("Median time", p50),
        ("p95 time", p95),
        ("Failed", count(sums.get(FAILED))),
        ("Cancelled", count(sums.get(CANCELLED))),
        ("Pages opened", count(sums.get(READY))),
        ("Interactive", interactive),
    ];
    let class = |name: &str| (name == "Failed" && sums.get(FAILED) > 0).then_some("failed");
    html! { dl class="tiles" { @for (name, value) in &tiles { div class=[class(name)] { dt { (name) } dd { (value) } } } } }
}

fn overview(result: &QueryResult) -> Markup {
    let photos = html! { ul class="legend" { @for (class, title, _) in charts::PHOTOS { li class=(class) { (title) } } } };
    let percentiles = html! { ul class="legend" { @for (name, _) in PERCENTILES { li class=(name) { (name) } } } };
    html! {
        div class="cards" {
            (card("Photos", &photos, &charts::photos(result)))
            (card("Time of a cut-out", &percentiles, &charts::percentiles(result)))
            (card("Distribution of times", &percentiles, &charts::distribution(&result.all().latencies(TOTAL))))
            (card("Failures", &html! {}, &failures(&result.all())))
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
    let failures = sums.failures();
    let Some((_, _, most)) = failures.first().copied() else { return html! { p class="none" { "None." } } };
    let rows = failures.into_iter().take(8).map(|(stage, reason, n)| {
        let class = if reason == Reason::Cancelled.as_str() { "cancelled" } else { "failed" };
        vec![cell(format!("{} during {stage}", reason.replace('_', " "))), charts::bar(class, n as f64 / most as f64), cell(count(n))]
    });
    table("Failed and cancelled", &["Failure", "Share", "Count"], rows.collect())
}

fn comparison(result: &QueryResult) -> Markup {
    let (query, head) = (result.query, title(result.query.dimension));
    let values = Vec::from_iter(result.values().into_iter().map(|(value, sums)| (value, sums.latencies(TOTAL), sums)));
    let (least, most_ms) = charts::bounds(values.iter().filter_map(|(_, total, _)| total.percentiles_ms()));
    let scale = Scale::times(least, most_ms);
    let most = values.iter().map(|(_, _, sums)| sums.get(CUT_OUT)).max().unwrap_or(0).max(1) as f64;
    let rows = values.iter().map(|(value, total, sums)| {
        let n = sums.get(CUT_OUT);
        let share = charts::bar("cut-out", n as f64 / most);
        let span = total.percentiles_ms().map(|percentiles| charts::span(percentiles, &scale)).unwrap_or_default();
        let mut cells = vec![cell(value), cell(count(n)), share, cell(percent(sums.rate(FAILED))), span];
        cells.extend(percentiles(total).map(cell));
        cells
    });
    let columns = [&[head.as_str(), "Cut-outs", "Share", "Errors", "p50 to p99"][..], &PERCENTILES.map(|(name, _)| name)].concat();
    html! {
        section id="compare" {
            h2 { "Compare" }
            nav aria-label="Compare by" {
                @for dimension in Dimension::ALL {
                    (link(Query { dimension, ..query }, &title(dimension), dimension == query.dimension, "#compare"))
                }
            }
            (table(&format!("Cut-outs by {}", query.dimension.name), &columns, rows.collect()))
        }
    }
}

fn title(dimension: Dimension) -> String {
    let (first, rest) = dimension.name.split_at(1);
    first.to_uppercase() + rest
}

fn details(result: &QueryResult) -> Markup {
    let sums = &result.all();
    let counted = |(name, n): (&str, u64)| vec![cell(name.replace('_', " ")), cell(count(n))];
    let download = |(outcome, bytes, n): (&str, &str, u64)| vec![cell(outcome.replace('_', " ")), cell(bytes), cell(count(n))];
    let downloads: Vec<_> = sums.network_downloads().into_iter().map(download).collect();
    let queues: Vec<_> = sums.queues().into_iter().map(counted).collect();
    let steps = result.time_series(&Series::ALL).filter(|(_, sums)| sums.events() > 0).map(|(start, sums)| {
        let mut cells = vec![cell(time(start, "%Y-%m-%d %H:%M"))];
        cells.extend(KINDS.map(|kind| cell(count(sums.get(kind)))));
        cells.extend(percentiles(&sums.latencies(TOTAL)).map(cell));
        cells
    });
    let columns = [&["From", "Cut-outs", "Failed", "Cancelled", "Pages"][..], &PERCENTILES.map(|(name, _)| name)].concat();
    let vitals = [(INTERACTIVE, "interactive"), (READY, "ready for a photo"), (FIRST_RESULT, "first result, choosing included")];
    html! {
        section {
            h2 { "Stages" }
            (latencies("Time per stage", sums, Stage::NAMES.iter().map(|stage| (*stage, *stage))))
            (latencies("Time of the page, cold when the model came from the network", sums, vitals))
        }
        section class="pair" {
            div { h2 { "Verdicts" } (table("Cut-outs by verdict", &["Verdict", "Cut-outs"], sums.verdicts().map(counted).into())) }
            div { h2 { "Sizes" } (table("Cut-outs by megapixels", &["Megapixels", "Cut-outs"], result.megapixels().map(counted).collect())) }
        }
        @if !queues.is_empty() {
            section { h2 { "Queues" } (table("Queues by photos", &["Photos", "Queues"], queues)) }
        }
        @if !downloads.is_empty() {
            section { h2 { "Networks" } (table("Downloads of networks", &["Outcome", "Megabytes", "Downloads"], downloads)) }
        }
        details { summary { "All steps" } (table("Step by step, in UTC", &columns, steps.collect())) }
    }
}

/// Table of latencies, with their titles: all, and the median and p95 of each start.
fn latencies(caption: &str, sums: &Sums, names: impl IntoIterator<Item = (&'static str, &'static str)>) -> Markup {
    let row = |(name, title): (&'static str, &str)| {
        let all = sums.latencies(name);
        let mut cells = vec![title.to_owned(), count(all.count), milliseconds(Some(all.average_ms()))];
        cells.extend(percentiles(&all));
        cells.extend(STARTS.iter().flat_map(|(_, cold)| percentiles(&sums.latencies_of(name, *cold)).into_iter().take(2)));
        (all.count > 0).then(|| cells.into_iter().map(cell).collect())
    };
    let columns = ["Time", "Count", "Average", "p50", "p95", "p99", "Cold p50", "Cold p95", "Warm p50", "Warm p95"];
    table(caption, &columns, names.into_iter().filter_map(row).collect())
}

fn percentiles(latencies: &Tally) -> [String; PERCENTILES.len()] {
    latencies.percentiles_ms().map(|percentiles| percentiles.map(Some)).unwrap_or_default().map(milliseconds)
}

fn api(sums: &Sums) -> Markup {
    html! {
        section {
            h2 { "By the server’s own API" }
            p class="facts" {
                (count(sums.get(CUT_OUT))) " cut out, " (count(sums.get(FAILED))) " failed, " (count(sums.get(CANCELLED)))
                " cancelled; not part of the numbers above."
            }
            (latencies("Time per stage on the server", sums, Stage::NAMES.iter().map(|stage| (*stage, *stage))))
            @if !sums.failures().is_empty() { (failures(sums)) }
        }
    }
}

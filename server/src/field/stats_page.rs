//! `GET /stats`: JSON for programs, a page without scripts for people.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderName};
use axum::response::{Html, IntoResponse, Response};
use beacon::{Megapixels, Stage};

use super::report::{FailureReport, ReadyReport, Report, RunnerReport, Stretch, Times};
use super::stats::Stats;
use crate::negotiate::prefers_html;

/// The counters, in the form that the client prefers; `?format=json` asks for JSON whatever the client accepts.
pub async fn show(State(stats): State<Arc<Stats>>, Query(query): Query<BTreeMap<String, String>>, headers: HeaderMap) -> Response {
    let report = Report::from(&stats.snapshot());
    let caching: [(HeaderName, &str); 2] = [(CACHE_CONTROL, "no-store"), (VARY, ACCEPT.as_str())];
    let json = query.get("format").is_some_and(|format| format == "json") || !prefers_html(&headers);
    if json { (caching, Json(report)).into_response() } else { (caching, Html(page(&report))).into_response() }
}

/// The look of the page: a file of its own, since the content security policy allows no inline styles.
pub async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "no-cache")], include_str!("stats_page.css"))
}

fn page(report: &Report) -> String {
    let uptime = escape(&duration(report.uptime_seconds));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>Offcut: how it went</title>\n<link rel=\"icon\" href=\"/icons/icon.svg\">\n<link rel=\"stylesheet\" href=\"/stats.css\">\n</head>\n<body>\n<main>\n\
         <h1>How it went</h1>\n<p>Up for {uptime}. Sums only: no picture, name or address is ever counted. \
         <a href=\"/stats?format=json\">The same as JSON</a></p>\n{}{}</main>\n</body>\n</html>\n",
        section("Last hour", &report.last_hour),
        section("Since the start", &report.since_start),
    )
}

fn section(title: &str, stretch: &Stretch) -> String {
    let Stretch { events, success_rate, error_rate, please_check, no_clear_subject, first_of_visit, stages, runners, ready, megapixels, failures } =
        stretch;
    let title = escape(title);
    if events.ready + events.cut_out + events.failed + events.cancelled == 0 {
        return format!(
            "<section>\n<h2>{title}</h2>\n<p class=\"empty\">Nothing was counted. Numbers appear after somebody used the page.</p>\n</section>\n"
        );
    }
    let facts = [
        ("Cut-outs", events.cut_out.to_string()),
        ("Success", percent(*success_rate)),
        ("Errors", percent(*error_rate)),
        ("Failed", events.failed.to_string()),
        ("Cancelled", events.cancelled.to_string()),
        ("Please check", please_check.to_string()),
        ("No clear subject", no_clear_subject.to_string()),
        ("First of a visit", first_of_visit.to_string()),
        ("Pages ready", events.ready.to_string()),
    ];
    let facts: String = facts.iter().map(|(name, value)| format!("<div><dt>{}</dt><dd>{}</dd></div>\n", escape(name), escape(value))).collect();
    let sizes = Megapixels::ALL.iter().filter_map(|size| Some(vec![size.word().to_owned(), megapixels.get(size.word())?.to_string()]));
    let tables = [
        table("Time per stage", &with_times(&["Stage"]), stage_rows(&[], stages)),
        table("By worker, threads and model", &with_times(&["Worker", "Threads", "Model", "Stage"]), runners.iter().flat_map(runner_rows).collect()),
        table("Photos by worker, threads and model", RUNNER_COLUMNS, runners.iter().map(runner_row).collect()),
        table("Until the page was ready", &with_times(&["Worker", "Threads", "Model from"]), ready.iter().map(ready_row).collect()),
        table("Cut-outs by size", &["Megapixels", "Count"], sizes.collect()),
        table("Failed and cancelled", &["Stage", "Reason", "Count"], failures.iter().map(failure_row).collect()),
    ];
    format!("<section>\n<h2>{title}</h2>\n<dl>\n{facts}</dl>\n{}</section>\n", tables.concat())
}

const RUNNER_COLUMNS: &[&str] = &["Worker", "Threads", "Model", "Cut-outs", "Failed", "Cancelled", "Success", "Errors"];

fn with_times<'a>(labels: &[&'a str]) -> Vec<&'a str> {
    [labels, &["Count", "Average", "p50", "p95", "p99"]].concat()
}

fn time_cells(times: &Times) -> Vec<String> {
    let Times { count, average_ms, p50_ms, p95_ms, p99_ms } = times;
    let mut cells = vec![count.to_string()];
    cells.extend([average_ms, p50_ms, p95_ms, p99_ms].map(|ms| milliseconds(*ms)));
    cells
}

fn row(labels: &[&str], rest: Vec<String>) -> Vec<String> {
    labels.iter().map(|label| (*label).to_owned()).chain(rest).collect()
}

/// In the order a photo flows.
fn stage_rows(labels: &[&str], stages: &BTreeMap<&'static str, Times>) -> Vec<Vec<String>> {
    let words = Stage::ALL.iter().map(|stage| stage.word());
    words.filter_map(|word| Some(row(&[labels, &[word]].concat(), time_cells(stages.get(word)?)))).collect()
}

fn runner_rows(runner: &RunnerReport) -> Vec<Vec<String>> {
    stage_rows(&[runner.build, runner.threads, runner.model], &runner.stages)
}

fn runner_row(runner: &RunnerReport) -> Vec<String> {
    let counts = [runner.cut_out, runner.failed, runner.cancelled].map(|count| count.to_string());
    let rates = [runner.success_rate, runner.error_rate].map(percent);
    row(&[runner.build, runner.threads, runner.model], counts.into_iter().chain(rates).collect())
}

fn ready_row(ready: &ReadyReport) -> Vec<String> {
    row(&[ready.build, ready.threads, ready.model_from], time_cells(&ready.times))
}

fn failure_row(failure: &FailureReport) -> Vec<String> {
    row(&[failure.stage, failure.reason], vec![failure.count.to_string()])
}

/// Nothing where there is no row. The region takes the focus so that a keyboard can scroll a wide table on a narrow screen.
fn table(caption: &str, columns: &[&str], rows: Vec<Vec<String>>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let caption = escape(caption);
    let head: String = columns.iter().map(|column| format!("<th scope=\"col\">{}</th>", escape(column))).collect();
    let body: String = rows.iter().map(|cells| format!("<tr>{}</tr>\n", table_cells(cells))).collect();
    format!(
        "<div class=\"table\" role=\"region\" aria-label=\"{caption}\" tabindex=\"0\">\n<table>\n<caption>{caption}</caption>\n\
         <thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n</div>\n"
    )
}

fn table_cells(cells: &[String]) -> String {
    let cell = |(index, text): (usize, &String)| match index {
        0 => format!("<th scope=\"row\">{}</th>", escape(text)),
        _ => format!("<td>{}</td>", escape(text)),
    };
    cells.iter().enumerate().map(cell).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", share * 100.0))
}

fn milliseconds(ms: f64) -> String {
    if ms < 1000.0 { format!("{ms:.1} ms") } else { format!("{:.2} s", ms / 1000.0) }
}

fn duration(seconds: u64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes} min"),
        (0, _) => format!("{hours} h {minutes} min"),
        _ => format!("{days} d {hours} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_escaped() {
        let html = table("<b>\"'", &["a&b"], vec![vec!["<script>".to_owned(), "<0.5".to_owned()]]);
        assert!(html.contains("<caption>&lt;b&gt;&quot;&#39;</caption>"));
        assert!(html.contains("a&amp;b"));
        assert!(html.contains("<th scope=\"row\">&lt;script&gt;</th><td>&lt;0.5</td>"));
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!([12.34, 999.9, 1980.0].map(milliseconds), ["12.3 ms", "999.9 ms", "1.98 s"]);
        assert_eq!([59, 3600 + 120, 90_000].map(duration), ["0 min", "1 h 2 min", "1 d 1 h"]);
        assert_eq!(percent(Some(0.98)), "98.0 %");
        assert_eq!(percent(None), "–");
    }
}

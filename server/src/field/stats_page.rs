//! `GET /stats` for people: a page without scripts.

use std::collections::BTreeMap;

use beacon::Stage;

use super::charts;
use super::markup::{Cell, count, duration, escape, milliseconds, percent, table, time};
use super::question::{Question, Range, Stretch};
use super::report::{Report, Starts, Summary, Times};
use super::series::Split;

/// The page of a report.
pub fn page(question: &Question, stretch: Stretch, report: &Report) -> String {
    let warning = report.warning.as_ref().map(|warning| format!("<p class=\"banner\" role=\"status\">{}</p>\n", escape(warning))).unwrap_or_default();
    let body = if report.summary.events.sum() == 0 {
        "<p class=\"empty\">Nothing was counted in this time. Numbers appear after somebody used the page.</p>\n".to_owned()
    } else {
        tiles(&report.summary) + &overview(question, stretch, report) + &comparison(question, report) + &details(report)
    };
    let api = report.server.as_ref().map(api).unwrap_or_default();
    let counted_by = match report.replicas {
        0 | 1 => String::new(),
        replicas => format!(" · counted by {} runs of servers", count(replicas as u64)),
    };
    let facts = format!(
        "{} to {} UTC · from {}{counted_by} · this server is up for {}",
        time(report.from, "%-d %b %Y %H:%M"),
        time(report.to, "%-d %b %Y %H:%M"),
        source_title(report.source),
        duration(report.uptime_seconds)
    );
    document(question, &format!("<p class=\"facts\">{}</p>\n{warning}{body}{api}", escape(&facts)))
}

/// The page when there is no report.
pub fn trouble(question: &Question, sentence: &str) -> String {
    document(question, &format!("<p class=\"banner\" role=\"alert\">{}</p>\n", escape(sentence)))
}

fn document(question: &Question, content: &str) -> String {
    let links = Range::EVERY.map(|range| link(&Question { range, ..*question }, range.title(), range == question.range, "")).concat();
    let address = address(question);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>Offcut: how it went</title>\n<link rel=\"icon\" href=\"/icons/icon.svg\">\n<link rel=\"stylesheet\" href=\"/stats.css\">\n</head>\n<body>\n<main>\n\
         <header>\n<div>\n<h1>How it went</h1>\n<p>Sums only: no picture, name or address is ever counted.</p>\n</div>\n\
         <p class=\"forms\"><a href=\"/stats.csv{address}\">CSV</a> <a href=\"/stats{address}&amp;format=json\">JSON</a></p>\n</header>\n\
         <nav aria-label=\"Time\">{links}</nav>\n{content}</main>\n</body>\n</html>\n"
    )
}

fn address(question: &Question) -> String {
    format!("?range={}&amp;split={}", question.range.word(), question.split.word())
}

fn link(question: &Question, title: &str, current: bool, anchor: &str) -> String {
    let current = if current { " aria-current=\"true\"" } else { "" };
    format!("<a href=\"/stats{}{anchor}\"{current}>{}</a>", address(question), escape(title))
}

fn source_title(source: &str) -> &str {
    match source {
        "sqlite" => "this machine's file",
        "postgres" => "the database",
        "prometheus" => "Prometheus",
        _ => "memory",
    }
}

fn tiles(summary: &Summary) -> String {
    let total = summary.stages.get(Stage::Total.word()).map(|starts| starts.all);
    let vital = |word: &str| summary.vitals.get(word).map(|starts| starts.all.p50_ms);
    let facts = [
        ("Cut-outs", count(summary.events.cut_out), ""),
        ("Success", percent(summary.success_rate), ""),
        ("Median time", milliseconds(total.map(|times| times.p50_ms)), ""),
        ("p95 time", milliseconds(total.map(|times| times.p95_ms)), ""),
        ("Failed", count(summary.events.failed), if summary.events.failed > 0 { " class=\"failed\"" } else { "" }),
        ("Cancelled", count(summary.events.cancelled), ""),
        ("Pages opened", count(summary.events.ready), ""),
        ("Page takes clicks", milliseconds(vital("interactive")), ""),
    ];
    let tile = |(name, value, class): &(&str, String, &str)| format!("<div{class}><dt>{name}</dt><dd>{}</dd></div>\n", escape(value));
    format!("<dl class=\"tiles\">\n{}</dl>\n", facts.iter().map(tile).collect::<String>())
}

fn overview(question: &Question, stretch: Stretch, report: &Report) -> String {
    let total = report.summary.stages.get(Stage::Total.word()).map(|starts| &starts.all);
    let cards = [
        card(
            "Photos",
            &legend(&[("cut-out", "cut out"), ("cancelled", "cancelled"), ("failed", "failed")]),
            &charts::photos(question.range, stretch, &report.series),
        ),
        card("Time of a cut-out", PERCENTILES, &charts::percentiles(question.range, stretch, &report.series)),
        card("How the times spread", PERCENTILES, &charts::distribution(&report.distribution, total)),
        card("What went wrong", "", &failures(&report.summary)),
    ];
    format!("<div class=\"cards\">\n{}</div>\n", cards.concat())
}

const PERCENTILES: &str = "<ul class=\"legend\"><li class=\"p50\">p50</li><li class=\"p95\">p95</li><li class=\"p99\">p99</li></ul>";

fn legend(entries: &[(&str, &str)]) -> String {
    let entries: String = entries.iter().map(|(class, text)| format!("<li class=\"{class}\">{text}</li>")).collect();
    format!("<ul class=\"legend\">{entries}</ul>")
}

fn card(title: &str, legend: &str, content: &str) -> String {
    format!("<section class=\"card\">\n<div class=\"head\"><h2>{title}</h2>{legend}</div>\n{content}</section>\n")
}

fn failures(summary: &Summary) -> String {
    let most = summary.failures.first().map_or(1, |failure| failure.count) as f64;
    let row = |failure: &super::report::Failure| {
        let class = if failure.reason == beacon::Reason::Cancelled.word() { "cancelled" } else { "failed" };
        let what = format!("{} during {}", words(failure.reason), stage_title(failure.stage));
        vec![Cell::text(what), Cell::Markup(charts::bar(class, failure.count as f64 / most)), Cell::text(count(failure.count))]
    };
    let rows: Vec<_> = summary.failures.iter().take(8).map(row).collect();
    if rows.is_empty() { "<p class=\"none\">Nothing.</p>\n".to_owned() } else { table("Failed and cancelled", &["What", "Share", "Count"], &rows) }
}

fn comparison(question: &Question, report: &Report) -> String {
    let links = Split::EVERY.map(|split| link(&Question { split, ..*question }, split.title(), split == question.split, "#compare")).concat();
    let total = |value: &super::report::Value| value.stages.get(Stage::Total.word()).map(|starts| starts.all);
    let times: Vec<_> = report.values.iter().filter_map(total).collect();
    let scale = charts::shared_scale(times.iter());
    let most = report.values.iter().map(|value| value.events.cut_out).max().unwrap_or(0).max(1) as f64;
    let row = |value: &super::report::Value| {
        let times = total(value);
        vec![
            Cell::text(&value.value),
            Cell::text(count(value.events.cut_out)),
            Cell::Markup(charts::bar("cut-out", value.events.cut_out as f64 / most)),
            Cell::text(percent(value.error_rate)),
            Cell::Markup(times.map(|times| charts::span(&times, &scale)).unwrap_or_default()),
            Cell::text(milliseconds(times.map(|times| times.p50_ms))),
            Cell::text(milliseconds(times.map(|times| times.p95_ms))),
            Cell::text(milliseconds(times.map(|times| times.p99_ms))),
        ]
    };
    let rows: Vec<_> = report.values.iter().map(row).collect();
    let title = question.split.title();
    let compared =
        table(&format!("Cut-outs by {}", question.split.word()), &[title, "Cut-outs", "Share", "Errors", "p50 to p99", "p50", "p95", "p99"], &rows);
    format!("<section id=\"compare\">\n<h2>Compare</h2>\n<nav aria-label=\"Compare by\">{links}</nav>\n{compared}</section>\n")
}

fn details(report: &Report) -> String {
    let summary = &report.summary;
    let stages = Stage::ALL.iter().map(|stage| (stage.word(), stage_title(stage.word())));
    let vitals = [("interactive", "page takes clicks"), ("ready", "ready for a photo"), ("first_result", "first result, choosing included")];
    let verdicts =
        [("Fine", summary.verdicts.fine), ("Please check", summary.verdicts.please_check), ("No clear subject", summary.verdicts.no_clear_subject)];
    let series = report.series.iter().filter(|step| step.events.sum() > 0).map(|step| {
        let events = step.events;
        let mut cells = vec![Cell::text(time(step.start, "%Y-%m-%d %H:%M"))];
        cells.extend([events.cut_out, events.failed, events.cancelled, events.ready].map(|n| Cell::text(count(n))));
        cells.extend(percentile_cells(step.total));
        cells
    });
    let verdict_rows: Vec<_> = verdicts.iter().map(|(title, n)| vec![Cell::text(title), Cell::text(count(*n))]).collect();
    format!(
        "<section>\n<h2>Stage by stage</h2>\n{}{}</section>\n<section class=\"pair\">\n<div><h2>Verdicts</h2>\n{}</div><div><h2>Sizes</h2>\n{}</div></section>\n\
         <details>\n<summary>Every step in numbers</summary>\n{}</details>\n",
        table("Time per stage", START_COLUMNS, &start_rows(&summary.stages, stages)),
        table("Time of the page itself, cold when the model came from the network", START_COLUMNS, &start_rows(&summary.vitals, vitals.into_iter())),
        table("Cut-outs by verdict", &["Verdict", "Cut-outs"], &verdict_rows),
        table("Cut-outs by megapixels", &["Megapixels", "Cut-outs"], &sizes(&report.megapixels)),
        table("Step by step, in UTC", &["From", "Cut-outs", "Failed", "Cancelled", "Pages", "p50", "p95", "p99"], &series.collect::<Vec<_>>()),
    )
}

const START_COLUMNS: &[&str] = &["What", "Count", "Average", "p50", "p95", "p99", "Cold p50", "Cold p95", "Warm p50", "Warm p95"];

fn start_rows<'a>(times: &BTreeMap<&'static str, Starts>, titles: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<Vec<Cell>> {
    let row = |(word, title): (&str, &str)| {
        let Starts { all, cold, warm } = times.get(word)?;
        let mut cells = vec![Cell::text(title), Cell::text(count(all.count)), Cell::text(milliseconds(Some(all.average_ms)))];
        cells.extend(percentile_cells(Some(*all)));
        cells.extend(
            [cold, warm]
                .iter()
                .flat_map(|times| [times.map(|times| times.p50_ms), times.map(|times| times.p95_ms)])
                .map(|ms| Cell::text(milliseconds(ms))),
        );
        Some(cells)
    };
    titles.filter_map(row).collect()
}

fn percentile_cells(times: Option<Times>) -> [Cell; 3] {
    [times.map(|times| times.p50_ms), times.map(|times| times.p95_ms), times.map(|times| times.p99_ms)].map(|ms| Cell::text(milliseconds(ms)))
}

fn sizes(megapixels: &BTreeMap<&'static str, u64>) -> Vec<Vec<Cell>> {
    let known = beacon::Megapixels::ALL.iter().filter_map(|size| Some((size.word(), *megapixels.get(size.word())?)));
    known.map(|(size, n)| vec![Cell::text(size), Cell::text(count(n))]).collect()
}

fn api(server: &Summary) -> String {
    if server.events.sum() == 0 {
        return String::new();
    }
    let stages = Stage::ALL.iter().map(|stage| (stage.word(), stage_title(stage.word())));
    let facts =
        format!("{} cut out, {} failed, {} cancelled", count(server.events.cut_out), count(server.events.failed), count(server.events.cancelled));
    format!(
        "<section>\n<h2>By the server’s own API</h2>\n<p class=\"facts\">{facts}; not part of the numbers above.</p>\n{}</section>\n",
        table("Time per stage on the server", START_COLUMNS, &start_rows(&server.stages, stages))
    )
}

fn stage_title(word: &str) -> &str {
    match word {
        "download" => "model download",
        "read" => "decoding",
        "find" => "inference",
        "refine" => "refining",
        "compose" => "composing",
        "encode" => "encoding",
        word => word,
    }
}

fn words(word: &str) -> String {
    word.replace('_', " ")
}

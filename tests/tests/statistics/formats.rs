//! Page, JSON, CSV and metrics.

use beacon::{Build, CutOut, Event, Megapixels, Model, Reason, Threads, Times, Verdict};
use tests::beacon_events::{failed, known_events};

use super::{BROWSER, assert_near, in_folder, site, try_site};

#[tokio::test]
async fn browsers_get_html_and_programs_get_json() {
    let site = site();
    let empty = site.get("/stats", &[BROWSER]).await;
    assert_eq!(empty.header("content-type"), "text/html; charset=utf-8");
    assert_eq!((empty.header("cache-control"), empty.header("vary")), ("no-store", "accept"));
    assert!(empty.text.contains("Nothing was counted"));
    let small = Event::CutOut(CutOut {
        build: Build::Threads,
        threads: Threads::Two,
        model: Model::Silueta,
        megapixels: Megapixels::UnderHalf,
        verdict: Verdict::Fine,
        first_result_ms: Some(1.0),
        times: Times { find_ms: 1500.0, total_ms: 1700.0, ..Times::default() },
    });
    site.count(vec![small, failed(Reason::WorkerDied)]);
    let html = site.get("/stats?range=6h&split=megapixels", &[BROWSER]).await.text;
    assert!(html.contains("<th scope=\"row\">&lt;0.5</th>") && !html.contains("<0.5"), "a value is escaped");
    assert!(html.contains("<caption>Time per stage</caption>") && html.contains("worker died during read"));
    assert!(html.contains("<svg class=\"chart\" role=\"img\"") && html.contains("<title>Photos over time</title>"));
    assert_eq!(html.matches("aria-current").count(), 2);
    assert!(html.contains("/stats?range=7d&amp;split=megapixels\""), "another range keeps the split");
    assert!(html.contains("/stats?range=6h&amp;split=model#compare\""), "another split keeps the range");
    assert!(!html.contains("<script") && !html.contains("style="), "the policy forbids both");
    for (path, accept) in [("/stats", "*/*"), ("/stats", "application/json"), ("/stats?format=json", BROWSER.1)] {
        let response = site.get(path, &[("accept", accept)]).await;
        assert_eq!((response.header("content-type"), response.header("cache-control")), ("application/json", "no-store"), "{path} {accept}");
    }
}

#[tokio::test]
async fn every_range_and_split_has_a_page_and_other_words_are_rejected() {
    let site = site();
    site.count(known_events());
    for range in ["1h", "6h", "24h", "7d", "30d", "1y"] {
        for split in ["build", "threads", "browser", "memory", "megapixels", "model", "version"] {
            let page = site.get(&format!("/stats?range={range}&split={split}"), &[BROWSER]).await;
            assert!(page.status == 200 && page.text.contains("id=\"compare\""), "{range} {split}");
            assert!(!page.text.contains("NaN") && !page.text.contains("\"inf"), "{range} {split}");
        }
    }
    for (query, word) in [("range=2h", "30d"), ("range=", "30d"), ("split=address", "megapixels"), ("format=xml", "json")] {
        for path in ["/stats", "/stats.csv"] {
            let response = site.get(&format!("{path}?{query}"), &[]).await;
            assert!(response.status == 400 && response.text.contains(word), "{path} {query}: {}", response.text);
        }
    }
}

#[tokio::test]
async fn csv_has_a_row_per_step_and_value() {
    let site = site();
    site.count(known_events());
    let response = site.get("/stats.csv?range=1h&split=build", &[]).await;
    assert_eq!(response.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(response.header("content-disposition"), "attachment; filename=\"offcut-1h-build.csv\"");
    let lines: Vec<&str> = response.text.lines().collect();
    assert_eq!(lines[0], "start,build,cut_out,failed,cancelled,ready,average_ms,p50_ms,p95_ms,p99_ms");
    assert!(lines.iter().all(|line| line.matches(',').count() == 9), "{}", response.text);
    assert!(lines.contains(&"2023-11-21T12:00:00Z,fast,0,1,1,0,,,,"), "{}", response.text);
    let all = lines.iter().find(|line| line.starts_with("2023-11-21T12:00:00Z,all,3,1,1,1,2500,")).unwrap();
    assert_near(&all.split(',').nth(7).unwrap().parse::<f64>().unwrap().into(), 2500.0, 0.01);
}

#[tokio::test]
async fn foreign_value_stays_in_its_field() {
    let folder = tempfile::tempdir().unwrap();
    let site = try_site(in_folder(folder.path())).unwrap();
    site.count(known_events());
    site.shared().flush();
    let rename = "UPDATE counts SET value = '=cmd,\"x\"' || char(13, 10) WHERE split = 'build' AND value = 'fast'";
    rusqlite::Connection::open(folder.path().join("stats.sqlite")).unwrap().execute_batch(rename).unwrap();
    drop(site);
    let lines = try_site(in_folder(folder.path())).unwrap().get("/stats.csv?range=1h", &[]).await.text;
    assert!(lines.contains("\n2023-11-21T12:00:00Z,cmdx,0,1,1,0,,,,\r\n"), "{lines}");
}

#[tokio::test]
async fn metrics_count_known_events() {
    let site = site();
    let empty = site.get("/metrics", &[]).await.text;
    site.count(known_events());
    let metrics = site.get("/metrics", &[]).await.text;
    // The label `run` is another one after each start.
    let value = |text: &str, name: &str, labels: &[&str]| {
        let mut lines = text.lines().filter(|line| line.starts_with(&format!("{name}{{")) && labels.iter().all(|label| line.contains(label)));
        lines.next().map(|line| line.rsplit(' ').next().unwrap().to_owned())
    };
    for (name, labels, before, after) in [
        ("offcut_field_events_total", &["kind=\"cut_out\""][..], Some("0"), "3"),
        ("offcut_field_events_total", &["kind=\"ready\""], Some("0"), "1"),
        ("offcut_field_verdicts_total", &["verdict=\"fine\""], Some("0"), "1"),
        ("offcut_field_verdicts_total", &["verdict=\"no_clear_subject\""], Some("0"), "2"),
        ("offcut_field_first_cut_outs_total", &["run="], Some("0"), "1"),
        ("offcut_field_failures_total", &["stage=\"read\"", "reason=\"damaged\""], None, "1"),
        ("offcut_field_build_events_total", &["build=\"compat\"", "kind=\"cut_out\""], None, "3"),
        ("offcut_field_model_events_total", &["model=\"u2netp\"", "kind=\"cancelled\""], None, "1"),
        ("offcut_field_stage_duration_seconds_count", &["stage=\"find\"", "start=\"warm\""], None, "2"),
        ("offcut_field_stage_duration_seconds_sum", &["stage=\"find\"", "start=\"warm\""], None, "5"),
        ("offcut_field_vital_seconds_count", &["vital=\"first_result\"", "start=\"cold\""], None, "1"),
    ] {
        let values = [&empty, &metrics].map(|text| value(text, name, labels));
        assert_eq!(values, [before.map(str::to_owned), Some(after.to_owned())], "{name} {labels:?}");
    }
    let bound = |line: &str| line.split_once("le=\"")?.1.split_once('"')?.0.parse::<f64>().ok();
    let of_find =
        |line: &&str| line.starts_with("offcut_field_stage_duration_seconds_bucket{") && line.contains("\"find\"") && line.contains("\"warm\"");
    let bounds: Vec<f64> = metrics.lines().filter(of_find).filter_map(bound).filter(|bound| bound.is_finite()).collect();
    assert!(bounds[0] == 0.001 && bounds.last().unwrap() * 1000.0 >= beacon::MAX_MILLISECONDS, "{bounds:?}");
    assert!(bounds.windows(2).all(|pair| (pair[1] / pair[0] - 2_f64.powf(0.25)).abs() < 1e-3), "{bounds:?}");
    assert!(site.get("/metrics", &[]).await.text.contains("\noffcut_statistics_store_up 1\n"));
}

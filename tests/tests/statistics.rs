//! Statistics at `/stats`: numbers, formats, and their survival of a restart, a kill and a database that cannot be written.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has to stop")]

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use beacon::{Batch, Build, CutOut, DownloadOutcome, Event, Megapixels, Model, PageVersion, Reason, Stage, Threads, Times, Verdict, Visit};
use serde_json::{Value, json};
use server::statistics::{SharedState, StatisticsFlags};
use server::{Config, StartupError, State, routes::routes};
use tempfile::TempDir;
use tests::beacon_events::{VISIT, cut_out, failed, known_events, network_download};
use tests::http_client::post;
use tests::server_process::ServerProcess;
use tower::ServiceExt;

/// Noon of a Tuesday, in Unix seconds.
const NOON: u64 = 1_700_568_000;

const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

struct Site {
    router: Router,
    state: State,
    seconds: Arc<AtomicU64>,
}

struct Response {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

fn page_folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("index.html"), "<p>the page").unwrap();
    folder
}

fn try_site(statistics: StatisticsFlags) -> Result<Site, StartupError> {
    let folder = page_folder();
    let config = Config { statistics, ..Config::on_free_port(folder.path(), folder.path()) };
    let seconds = Arc::new(AtomicU64::new(NOON));
    let clock = Arc::clone(&seconds);
    let state = State::with_clock(&config, Box::new(move || Duration::from_secs(clock.load(Ordering::Relaxed))))?;
    Ok(Site { router: routes(state.clone()), state, seconds })
}

fn site() -> Site {
    try_site(StatisticsFlags::default()).unwrap()
}

/// Flags of a folder that is written only when a test asks for it.
fn in_folder(folder: &Path) -> StatisticsFlags {
    StatisticsFlags { stateless: false, data: Some(folder.to_owned()), flush_seconds: 3600, ..StatisticsFlags::default() }
}

impl Site {
    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Response {
        let request = headers.iter().fold(Request::builder().uri(path), |request, (name, value)| request.header(*name, *value));
        let response = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Response { status: parts.status, headers: parts.headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    async fn json(&self, query: &str) -> Value {
        serde_json::from_str(&self.get(&format!("/stats?{query}"), &[]).await.text).unwrap()
    }

    fn count(&self, events: Vec<Event>) {
        self.shared().count(&Batch::new(VISIT, events));
    }

    fn shared(&self) -> Arc<SharedState> {
        Arc::clone(self.state.statistics().shared())
    }

    fn wait(&self, seconds: u64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Response {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap().to_str().unwrap()
    }
}

#[track_caller]
fn assert_near(told: &Value, exact: f64, tolerance: f64) {
    let told = told.as_f64().unwrap();
    assert!((told / exact - 1.0).abs() <= tolerance, "{told} instead of {exact}");
}

#[tokio::test]
async fn known_events_give_known_numbers() {
    let site = site();
    assert_eq!(site.json("").await["success_rate"], Value::Null);
    site.count(known_events());
    let stats = site.json("range=1h&split=threads").await;
    assert_eq!((&stats["version"], &stats["range"], &stats["step_seconds"]), (&json!(2), &json!("1h"), &json!(60)));
    assert_eq!((&stats["source"], &stats["replicas"], &stats["warning"]), (&json!("memory"), &json!(1), &Value::Null));
    for sums in [&stats, &stats["since_start"]] {
        assert_eq!(sums["events"], json!({"ready": 1, "cut_out": 3, "failed": 1, "cancelled": 1}));
        assert_eq!((&sums["success_rate"], &sums["error_rate"]), (&json!(0.75), &json!(0.25)));
        assert_eq!((&sums["verdicts"], &sums["first_of_visit"]), (&json!({"fine": 1, "please_check": 0, "no_clear_subject": 2}), &json!(1)));
        let find = &sums["stages"]["find"];
        assert_eq!((&find["all"]["count"], &find["all"]["average_ms"]), (&json!(3), &json!(2000.0)));
        assert_eq!((&find["cold"]["average_ms"], &find["warm"]["average_ms"]), (&json!(1000.0), &json!(2500.0)));
        for (name, ms) in [("p50_ms", 2000.0), ("p95_ms", 3000.0), ("p99_ms", 3000.0)] {
            assert_near(&find["all"][name], ms, 0.01);
        }
        assert_eq!((&sums["stages"]["download"]["all"]["count"], &sums["stages"]["refine"]), (&json!(1), &Value::Null));
        assert_eq!((&sums["vitals"]["ready"]["warm"]["average_ms"], &sums["vitals"]["ready"]["cold"]), (&json!(250.0), &Value::Null));
        assert_eq!(sums["vitals"]["interactive"]["all"]["average_ms"], json!(80.0));
        assert_eq!(sums["vitals"]["first_result"]["cold"]["average_ms"], json!(9000.0));
        assert!(sums["failures"].as_array().unwrap().contains(&json!({"stage": "read", "reason": "damaged", "count": 1})));
    }
    assert_eq!(stats["megapixels"], json!({"8-16": 3}));
    let values = stats["values"].as_array().unwrap();
    assert_eq!(values.iter().map(|row| row["value"].as_str().unwrap()).collect::<Vec<_>>(), ["1", "3-4"]);
    assert_eq!((&values[0]["success_rate"], &values[0]["stages"]["total"]["all"]["average_ms"]), (&json!(1.0), &json!(2500.0)));
    assert_eq!((&values[1]["error_rate"], &values[1]["events"]["cancelled"]), (&json!(1.0), &json!(1)));
    assert_eq!(stats["distribution"].as_array().unwrap().iter().map(|bin| bin["count"].as_u64().unwrap()).sum::<u64>(), 3);
    let last = stats["series"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["start"], &last["cut_out"], &last["total"]["count"]), (&json!(NOON), &json!(3), &json!(3)));
    for (split, value) in [("build", "compat"), ("browser", "firefox"), ("memory", "unknown"), ("megapixels", "8-16"), ("model", "u2netp")] {
        let values = site.json(&format!("split={split}")).await["values"].clone();
        let row = values.as_array().unwrap().iter().find(|row| row["value"] == value).unwrap().clone();
        assert_eq!(row["events"]["cut_out"], json!(3), "{split}");
    }
}

#[tokio::test]
async fn percentiles_of_every_range_are_within_two_percent() {
    let site = site();
    // Four decades, so that a scale that fits one time only would show.
    let times: Vec<f64> = (0..2000).map(|index| 10_f64.powf(1.0 + 4.0 * (f64::from(index) + 0.5) / 2000.0)).collect();
    for (index, ms) in times.iter().enumerate() {
        let mut event = cut_out(*ms, false);
        if let Event::CutOut(cut_out) = &mut event {
            cut_out.times.total_ms = *ms;
        }
        site.count(vec![event]);
        if index % 100 == 0 {
            site.wait(60);
        }
    }
    for range in ["1h", "6h", "24h", "7d", "30d", "1y"] {
        let total = site.json(&format!("range={range}")).await["stages"]["total"]["all"].clone();
        assert_eq!(total["count"], json!(2000), "{range}");
        for (name, share) in [("p50_ms", 0.50), ("p95_ms", 0.95), ("p99_ms", 0.99)] {
            assert_near(&total[name], times[(share * 2000.0) as usize - 1], 0.02);
        }
        assert_near(&total["average_ms"], times.iter().sum::<f64>() / 2000.0, 1e-4);
    }
}

#[tokio::test]
async fn range_forgets_and_sum_since_start_does_not() {
    let site = site();
    site.count(known_events());
    site.wait(2 * 3600);
    site.count(vec![cut_out(10_000.0, false)]);
    let stats = site.json("range=1h").await;
    assert_eq!((&stats["uptime_seconds"], &stats["events"]["cut_out"], &stats["error_rate"]), (&json!(7200), &json!(1), &json!(0.0)));
    assert_eq!(stats["since_start"]["events"]["cut_out"], json!(4));
    assert_near(&stats["stages"]["find"]["all"]["p50_ms"], 10_000.0, 0.01);
    for (range, cut_outs) in [("6h", 4), ("24h", 4), ("30d", 4), ("1y", 4)] {
        assert_eq!(site.json(&format!("range={range}")).await["events"]["cut_out"], json!(cut_outs), "{range}");
    }
    site.wait(40 * 86_400);
    for (range, cut_outs) in [("24h", 0), ("7d", 0), ("30d", 0), ("1y", 4)] {
        assert_eq!(site.json(&format!("range={range}")).await["events"]["cut_out"], json!(cut_outs), "{range}");
    }
}

#[tokio::test]
async fn clock_set_back_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let site = try_site(in_folder(folder.path())).unwrap();
    site.count(known_events());
    site.wait(4000);
    site.count(known_events());
    site.shared().flush();
    site.seconds.store(NOON, Ordering::Relaxed);
    site.count(known_events());
    site.shared().flush();
    site.seconds.store(NOON + 4000, Ordering::Relaxed);
    assert_eq!(site.json("range=24h").await["events"]["cut_out"], json!(9));
}

#[tokio::test]
async fn flood_of_page_versions_has_nine_rows() {
    let site = site();
    for number in 0..5000 {
        let visit = Visit { page: PageVersion([7, 7, number]), ..VISIT };
        site.shared().count(&Batch::new(visit, vec![cut_out(1000.0, false)]));
    }
    site.count(vec![cut_out(1000.0, false)]);
    let values = site.json("split=version").await["values"].clone();
    let values = values.as_array().unwrap();
    assert_eq!(values.len(), 9);
    let of = |name: &str| values.iter().find(|row| row["value"] == name).unwrap()["events"]["cut_out"].clone();
    assert_eq!((of("7.7.0"), of("other"), of(env!("CARGO_PKG_VERSION"))), (json!(1), json!(4993), json!(1)));
}

#[tokio::test]
async fn photos_of_the_api_are_apart() {
    let site = site();
    let times = Times { find_ms: 700.0, total_ms: 900.0, ..Times::default() };
    site.shared().count_api_cut_out(Verdict::PleaseCheck, &times);
    site.shared().count_api_failure(Stage::Compose, Reason::Other);
    let stats = site.json("").await;
    assert_eq!(stats["events"]["cut_out"], json!(0));
    assert_eq!((&stats["server"]["events"]["cut_out"], &stats["server"]["events"]["failed"]), (&json!(1), &json!(1)));
    assert_near(&stats["server"]["stages"]["total"]["all"]["p50_ms"], 900.0, 0.01);
    assert_eq!(stats["server"]["failures"], json!([{"stage": "compose", "reason": "other", "count": 1}]));
    let page = site.get("/stats", &[BROWSER]).await.text;
    assert!(page.contains("own API") && page.contains("other during compose"));
}

#[tokio::test]
async fn downloads_of_networks_are_told_by_network_outcome_and_size_and_are_no_photos() {
    let site = site();
    site.count(known_events());
    let before = site.json("").await;
    site.count([DownloadOutcome::NoRoom, DownloadOutcome::Completed, DownloadOutcome::Completed].map(network_download).into());
    let stats = site.json("").await;
    let told = json!([
        {"outcome": "completed", "megabytes": "100-200", "count": 2},
        {"outcome": "no_room", "megabytes": "100-200", "count": 1},
    ]);
    assert_eq!((&stats["network_downloads"], &before["network_downloads"]), (&told, &json!([])));
    assert_eq!((&stats["events"], &stats["failures"]), (&before["events"], &before["failures"]));
    let page = site.get("/stats", &[BROWSER]).await.text;
    assert!(page.contains("<th scope=\"row\">no room</th><td>100-200</td><td>1</td>"), "{page}");
    let metrics = site.get("/metrics", &[]).await.text;
    let series = "offcut_field_network_downloads_total{model=\"isnet-general-use\",outcome=\"completed\",megabytes=\"100-200\",run=";
    assert!(metrics.lines().any(|line| line.starts_with(series) && line.ends_with(" 2")), "{metrics}");
}

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
async fn restart_keeps_totals_and_two_servers_share_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let one = try_site(in_folder(folder.path())).unwrap();
    one.count(known_events());
    drop(one);
    let one = try_site(in_folder(folder.path())).unwrap();
    let two = try_site(in_folder(folder.path())).unwrap();
    one.count(known_events());
    two.count(known_events());
    two.shared().flush();
    two.count(known_events());
    two.shared().flush();
    for range in ["1h", "24h", "1y"] {
        let stats = one.json(&format!("range={range}")).await;
        assert_eq!((&stats["events"]["cut_out"], &stats["replicas"]), (&json!(12), &json!(3)), "{range}");
        assert_eq!((&stats["source"], &stats["stages"]["find"]["all"]["count"]), (&json!("sqlite"), &json!(12)));
        assert_near(&stats["stages"]["find"]["all"]["p50_ms"], 2000.0, 0.02);
    }
    assert_eq!(one.json("").await["since_start"]["events"]["cut_out"], json!(3));
}

/// Rows that version 0.1.0 of the server wrote for [`known_events`] at [`NOON`], histograms in HdrHistogram's V2 format.
const OLD_DATABASE: &str = include_str!("../statistics/stats_0_1_0.sql");

/// Asserts that a site shows what a fresh one shows of [`known_events`].
async fn assert_shows_known_events(site: &Site) {
    let fresh = self::site();
    fresh.count(known_events());
    for query in ["range=1h&split=threads", "range=24h&split=version", "range=1y"] {
        let (old, new) = (site.json(query).await, fresh.json(query).await);
        for field in ["events", "verdicts", "stages", "vitals", "failures", "values", "distribution", "series", "megapixels", "replicas"] {
            assert_eq!(old[field], new[field], "{query}: {field}");
        }
    }
}

#[tokio::test]
async fn file_of_earlier_version_is_read() {
    let folder = tempfile::tempdir().unwrap();
    rusqlite::Connection::open(folder.path().join("stats.sqlite")).unwrap().execute_batch(OLD_DATABASE).unwrap();
    assert_shows_known_events(&try_site(in_folder(folder.path())).unwrap()).await;
}

#[cfg(unix)]
#[tokio::test]
async fn postgresql_of_earlier_version_is_read_and_written() {
    if tests::services::is_skipped("the test of an earlier version's tables in PostgreSQL") {
        return;
    }
    let postgres = tests::database::Postgres::start().unwrap();
    let types = [("cold BOOLEAN", "cold INTEGER"), ("BLOB", "BYTEA"), (",X'", ",'\\x"), ("PRAGMA user_version = 1;", "")];
    let tables = types.into_iter().fold(OLD_DATABASE.to_owned(), |sql, (sqlite, postgres)| sql.replace(sqlite, postgres));
    let version = "ALTER TABLE times ALTER cold TYPE BOOLEAN USING cold <> 0; CREATE TABLE meta (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
        INSERT INTO meta VALUES ('schema_version', 1)";
    postgres.query(&(tables + version)).unwrap();
    let flags = StatisticsFlags { stateless: false, database: Some(postgres.url()), flush_seconds: 3600, ..StatisticsFlags::default() };
    let site = try_site(flags.clone()).unwrap();
    assert_shows_known_events(&site).await;
    site.count(known_events());
    drop(site);
    let stats = try_site(flags).unwrap().json("range=24h").await;
    assert_eq!((&stats["source"], &stats["events"]["cut_out"], &stats["replicas"]), (&json!("postgres"), &json!(6), &json!(2)));
    assert_eq!(stats["stages"]["find"]["all"]["count"], json!(6));
}

#[tokio::test]
async fn unwritable_folder_is_a_warning_and_loses_nothing() {
    let parent = tempfile::tempdir().unwrap();
    let blocked = parent.path().join("file");
    // A folder cannot be made below a file, not even by root.
    fs::write(&blocked, "in the way").unwrap();
    let site = try_site(in_folder(&blocked)).unwrap();
    site.count(known_events());
    site.shared().flush();
    let stats = site.json("").await;
    assert_eq!(stats["events"]["cut_out"], json!(3));
    assert!(stats["warning"].as_str().unwrap().contains("kept in memory"), "{stats:#}");
    let page = site.get("/stats", &[BROWSER]).await.text;
    assert!(page.contains("class=\"banner\"") && page.contains("kept in memory"));
    assert!(!site.shared().store_is_up());
    fs::remove_file(&blocked).unwrap();
    site.count(known_events());
    site.shared().flush();
    assert_eq!((site.json("").await["warning"].clone(), site.shared().store_is_up()), (Value::Null, true));
    drop(site);
    let again = try_site(in_folder(&blocked)).unwrap();
    for range in ["1h", "24h", "30d"] {
        assert_eq!(again.json(&format!("range={range}")).await["events"]["cut_out"], json!(6), "{range}");
    }
}

#[tokio::test]
async fn sums_of_full_disk_are_read_from_memory_and_written_once_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("stats.sqlite");
    let site = try_site(in_folder(folder.path())).unwrap();
    let fill = "CREATE TRIGGER disk BEFORE INSERT ON counts BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END";
    for (hours, change, is_full, expected) in [(1, "", false, 3), (2, fill, true, 3), (3, "", true, 3), (4, "DROP TRIGGER disk", false, 12)] {
        rusqlite::Connection::open(&file).unwrap().execute_batch(change).unwrap();
        // Each time another hour, so that those before are over.
        site.wait(3600);
        site.count(known_events());
        site.shared().flush();
        assert_eq!((written(&file), site.shared().store_is_up()), (expected, !is_full), "hour {hours}");
        let stats = site.json("").await;
        assert_eq!(stats["events"]["cut_out"], json!(3 * hours));
        assert_eq!(stats["warning"].as_str().is_some_and(|warning| warning.contains("disk is full")), is_full, "{}", stats["warning"]);
    }
}

#[test]
fn tables_of_newer_server_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    rusqlite::Connection::open(folder.path().join("stats.sqlite")).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    let error = try_site(in_folder(folder.path())).err().unwrap().to_string();
    assert!(error.contains("newer version") && error.contains("99"), "{error}");
}

#[test]
fn invalid_database_address_is_refused_without_its_password() {
    for url in ["mysql://me:secret@there", "postgres://me:secret@host:port/name"] {
        let flags = StatisticsFlags { stateless: false, database: Some(url.to_owned()), ..StatisticsFlags::default() };
        let error = try_site(flags).err().unwrap().to_string();
        assert!(error.contains("--database") && error.contains("postgres://") && !error.contains("secret"), "{error}");
    }
}

fn started(site: &Path, data: &Path) -> ServerProcess {
    ServerProcess::start_with(site, site, 0, &["--flush-seconds", "1", "--data", data.to_str().unwrap()]).unwrap()
}

/// Sends ten cut-outs.
fn send_ten(server: &ServerProcess) {
    let batch = Batch::new(VISIT, vec![cut_out(1000.0, false); 10]);
    let origin = format!("Origin: {}", server.address());
    let response = post(&server.authority, "/api/v1/events", &[&origin, "Content-Type: text/plain"], batch.to_json().as_bytes()).unwrap();
    assert_eq!(response.status, 204, "{}", response.body);
}

/// Cut-outs in the file, by days, as another program reads them.
fn written(path: &Path) -> u64 {
    let query = "SELECT coalesce(sum(n), 0) FROM counts WHERE period = 'day' AND split = 'all' AND name = 'cut_out'";
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.query_row(query, [], |row| row.get::<_, i64>(0)).map_or(0, |n| n.try_into().unwrap())
}

#[test]
fn killed_server_loses_at_most_one_flush_interval() {
    let (site, data) = (page_folder(), tempfile::tempdir().unwrap());
    let file = data.path().join("stats.sqlite");
    let mut server = started(site.path(), data.path());
    (0..20).for_each(|_| send_ten(&server));
    let start = Instant::now();
    while written(&file) < 200 {
        assert!(start.elapsed() < Duration::from_secs(20), "{} of 200 are written", written(&file));
        std::thread::sleep(Duration::from_millis(50));
    }
    (0..5).for_each(|_| send_ten(&server));
    server.kill().unwrap();
    let connection = rusqlite::Connection::open(&file).unwrap();
    let sound: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    let cut_outs = started(site.path(), data.path()).stats().unwrap()["events"]["cut_out"].as_u64().unwrap();
    assert!((200..=250).contains(&cut_outs), "{cut_outs}");
}

#[cfg(unix)]
#[test]
fn stopped_server_loses_nothing() {
    let (site, data) = (page_folder(), tempfile::tempdir().unwrap());
    let mut server = started(site.path(), data.path());
    send_ten(&server);
    server.stop().unwrap();
    assert_eq!(written(&data.path().join("stats.sqlite")), 10);
}

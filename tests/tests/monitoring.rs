//! Monitoring: metrics, request ids, logs, traces, the listener and the token of operators.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has to stop")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::Request;
use axum::routing;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use prost::Message;
use server::monitoring::MonitoringFlags;
use server::{Config, State, routes};
use tempfile::TempDir;
use tests::golden_case::GoldenCase;
use tests::http_client::{Response, get, post, send};
use tests::server_process::ServerProcess;
use tests::services;
use tower::ServiceExt;

fn site() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), "<p>the page").unwrap();
    folder
}

fn started(flags: &[&str]) -> (ServerProcess, TempDir) {
    let site = site();
    let flags = [&["--stateless"], flags].concat();
    (ServerProcess::start_with(site.path(), site.path(), 0, &flags).unwrap(), site)
}

/// Series of a scrape: name and labels, and their value.
fn series(scrape: &Response) -> BTreeMap<String, f64> {
    assert_eq!((scrape.status, scrape.header("content-type")), (200, Some("text/plain; version=0.0.4")), "{}", scrape.body);
    let lines = scrape.body.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.rsplit_once(' ').unwrap()).map(|(name, value)| (name.to_owned(), value.parse().unwrap())).collect()
}

fn scraped(server: &ServerProcess) -> BTreeMap<String, f64> {
    series(&get(&server.authority, "/metrics", &[]).unwrap())
}

#[test]
fn labels_never_come_from_clients() {
    let (server, _site) = started(&[]);
    get(&server.authority, "/", &[]).unwrap();
    let before = scraped(&server);
    assert_eq!(before[r#"offcut_http_requests_total{method="GET",route="/",status="200"}"#], 1.0);
    assert_eq!(before[r#"offcut_http_requests_in_flight"#], 1.0, "the scrape itself");
    assert_eq!(before[&format!(r#"offcut_build_info{{version="{}"}}"#, env!("CARGO_PKG_VERSION"))], 1.0);
    assert!(before["process_resident_memory_bytes"] > 1e6 && before["process_open_fds"] > 3.0, "{before:?}");
    for made_up in 0..50 {
        let path = format!("/made-up-{made_up}?secret={made_up}");
        let request = format!("MADEUP{made_up} {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        send(&server.authority, request.as_bytes()).unwrap();
        get(&server.authority, &path, &[]).unwrap();
    }
    let after = scraped(&server);
    let added: Vec<_> = after.keys().filter(|name| !before.contains_key(*name)).collect();
    assert!(added.iter().all(|name| !name.contains("secret") && !name.contains("made-up") && !name.contains("MADEUP")), "{added:?}");
    let of_requests = added.iter().filter(|name| name.starts_with("offcut_http_requests_total")).count();
    assert!(of_requests <= 3, "{added:?}");
    assert_eq!(after[r#"offcut_http_requests_total{method="GET",route="/{*path}",status="404"}"#], 50.0);
}

#[tokio::test]
async fn dropped_request_is_not_in_flight() {
    let site = site();
    let state = State::load(&Config::on_free_port(site.path(), site.path())).unwrap();
    let router = routes::routes(state.clone());
    // A body that never comes.
    let (_sender, body) = tokio::io::duplex(64);
    let body = Body::from_stream(tokio_util::io::ReaderStream::new(body));
    let request = Request::post("/api/v1/events").header("host", "a").header("origin", "http://a").header("content-type", "text/plain");
    let response = router.oneshot(request.body(body).unwrap());
    let given_up = tokio::time::timeout(Duration::from_millis(100), response).await;
    assert!(given_up.is_err(), "it was answered without its body");
    assert_eq!(state.metrics().in_flight.get(), 0);
}

#[test]
fn each_answer_has_a_request_id() {
    let (server, _site) = started(&[]);
    let name = |headers: &[&str]| get(&server.authority, "/healthz", headers).unwrap().header("x-request-id").unwrap().to_owned();
    assert_eq!(name(&["X-Request-Id: job-17.b"]), "job-17.b");
    assert_eq!(name(&[]).len(), 36);
    assert_eq!(name(&["X-Request-Id: two words"]).len(), 36);
    assert_ne!(name(&[]), name(&[]));
}

#[test]
fn operators_token_is_required() {
    let (server, _site) = started(&["--operators-token", "s3cret"]);
    for path in ["/stats", "/stats.csv", "/metrics"] {
        let refused = get(&server.authority, path, &[]).unwrap();
        assert_eq!(refused.status, 401, "{path}");
        assert!(refused.head.contains("www-authenticate: Bearer") && refused.head.contains("www-authenticate: Basic"), "{}", refused.head);
        assert_eq!(get(&server.authority, path, &["Authorization: Bearer wrong"]).unwrap().status, 401, "{path}");
        assert_eq!(get(&server.authority, path, &["Authorization: Bearer s3cret"]).unwrap().status, 200, "{path}");
        // base64 of "me:s3cret"
        assert_eq!(get(&server.authority, path, &["Authorization: Basic bWU6czNjcmV0"]).unwrap().status, 200, "{path}");
    }
    for path in ["/", "/healthz", "/readyz"] {
        assert_eq!(get(&server.authority, path, &[]).unwrap().status, 200, "{path}");
    }
}

#[test]
fn operators_listener_is_apart() {
    let port = services::free_port().unwrap();
    let apart = format!("127.0.0.1:{port}");
    let (mut server, _site) = started(&["--operators", &apart]);
    for path in ["/stats", "/stats.csv", "/stats.css", "/metrics"] {
        assert_eq!(get(&server.authority, path, &[]).unwrap().status, 404, "{path} beside the page");
        assert_eq!(get(&apart, path, &[]).unwrap().status, 200, "{path} apart");
    }
    assert_eq!(get(&apart, "/", &[]).unwrap().status, 404);
    for authority in [server.authority.as_str(), &apart] {
        assert_eq!(get(authority, "/healthz", &[]).unwrap().body, "ok\n");
    }
    server.stop().unwrap();
    assert!(get(&apart, "/healthz", &[]).is_err(), "both listeners stop");
}

#[tokio::test]
async fn stopping_server_is_not_ready() {
    let site = site();
    let state = State::load(&Config::on_free_port(site.path(), site.path())).unwrap();
    let router = routes::routes(state.clone());
    let status = async |path: &str| router.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap().status().as_u16();
    assert_eq!((status("/readyz").await, status("/healthz").await), (200, 200));
    state.stop();
    assert_eq!((status("/readyz").await, status("/healthz").await), (503, 200));
}

#[test]
fn promtool_accepts_the_metrics() {
    if services::is_skipped("promtool_accepts_the_metrics") {
        return;
    }
    let (server, _site) = started(&[]);
    get(&server.authority, "/", &[]).unwrap();
    let mut promtool =
        Command::new("promtool").args(["check", "metrics"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    promtool.stdin.take().unwrap().write_all(get(&server.authority, "/metrics", &[]).unwrap().body.as_bytes()).unwrap();
    let said = promtool.wait_with_output().unwrap();
    assert!(said.status.success() && said.stdout.is_empty() && said.stderr.is_empty(), "{}", String::from_utf8_lossy(&said.stderr));
}

#[test]
fn json_log_has_no_personal_data() {
    let site = site();
    let mut command = Command::new(tests::program::built("offcut-server"));
    command.arg("--site").arg(site.path()).arg("--models").arg(site.path()).args([
        "--port",
        "0",
        "--stateless",
        "--log",
        "debug",
        "--log-format",
        "json",
    ]);
    let mut server = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let authority = line.trim().strip_prefix("Offcut is at http://").unwrap().trim_end_matches('/').to_owned();
    get(&authority, "/healthz?who=somebody", &["X-Request-Id: job-17", "User-Agent: a-strange-browser"]).unwrap();
    Command::new("kill").args(["-s", "TERM", &server.id().to_string()]).status().unwrap();
    let mut log = String::new();
    server.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    server.wait().unwrap();
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let answered = lines.iter().find(|line| line["request_id"] == "job-17").unwrap_or_else(|| panic!("{log}"));
    assert_eq!((&answered["route"], &answered["status"]), (&"/healthz".into(), &200.into()), "{answered}");
    for private in ["somebody", "a-strange-browser"] {
        assert!(!log.contains(private), "{log}");
    }
}

#[test]
fn collector_without_http_is_refused_at_start() {
    let site = site();
    let monitoring = MonitoringFlags { otlp: Some("https://collector:4318".to_owned()), ..MonitoringFlags::default() };
    let error = State::load(&Config { monitoring, ..Config::on_free_port(site.path(), site.path()) }).unwrap_err();
    assert!(error.to_string().contains("http://"), "{error}");
}

/// Exports that a collector received.
#[derive(Debug, Default)]
struct Got {
    spans: Vec<ExportTraceServiceRequest>,
    metrics: Vec<ExportMetricsServiceRequest>,
}

#[tokio::test(flavor = "multi_thread")]
async fn collector_gets_callers_trace_and_metrics() {
    let got = Arc::new(Mutex::new(Got::default()));
    let (spans, metrics) = (Arc::clone(&got), Arc::clone(&got));
    let collector = Router::new()
        .route("/v1/traces", routing::post(move |body: Bytes| async move { spans.lock().unwrap().spans.push(Message::decode(body).unwrap()) }))
        .route("/v1/metrics", routing::post(move |body: Bytes| async move { metrics.lock().unwrap().metrics.push(Message::decode(body).unwrap()) }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, collector).await });
    let traceparent = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    tokio::task::spawn_blocking(move || {
        let (mut server, _site) = started(&["--otlp", &url, "--api"]);
        let cat = GoldenCase::all().unwrap().into_iter().find(|case| case.name == "cat").unwrap();
        let response = post(&server.authority, "/api/remove", &[traceparent], &std::fs::read(cat.photo).unwrap()).unwrap();
        assert_eq!(response.status, 200, "{}", response.body);
        server.stop().unwrap();
    })
    .await
    .unwrap();
    let got = got.lock().unwrap();
    let spans: Vec<_> = got.spans.iter().flat_map(|sent| &sent.resource_spans).flat_map(|of| &of.scope_spans).flat_map(|of| &of.spans).collect();
    let span = spans.iter().find(|span| span.name == "POST /api/remove").unwrap();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    assert_eq!((hex(&span.trace_id).as_str(), hex(&span.parent_span_id).as_str()), ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"));
    let mut stages: Vec<_> = spans.iter().filter(|stage| stage.parent_span_id == span.span_id && stage.trace_id == span.trace_id).collect();
    stages.sort_by_key(|stage| stage.start_time_unix_nano);
    let names: Vec<_> = stages.iter().map(|stage| stage.name.as_str()).collect();
    assert_eq!(names, ["queue", "read", "find", "refine", "compose", "encode"]);
    let apart = |a: u64, b: u64| Duration::from_nanos(a.abs_diff(b));
    assert!(stages.windows(2).all(|pair| apart(pair[0].end_time_unix_nano, pair[1].start_time_unix_nano) < Duration::from_millis(1)), "{stages:?}");
    let names: Vec<_> = got
        .metrics
        .iter()
        .flat_map(|sent| &sent.resource_metrics)
        .flat_map(|of| &of.scope_metrics)
        .flat_map(|of| &of.metrics)
        .map(|metric| metric.name.as_str())
        .collect();
    for name in ["http.server.request.duration", "offcut.api.photos", "offcut.api.stage.duration"] {
        assert!(names.contains(&name), "{name} is not among {names:?}");
    }
    let resource = got.spans[0].resource_spans[0].resource.as_ref().unwrap();
    assert!(resource.attributes.iter().any(|attribute| attribute.key == "service.name"), "{resource:?}");
}

#[test]
fn silent_collector_delays_nobody() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", nobody.local_addr().unwrap());
    // It takes connections and never answers.
    let (mut server, _site) = started(&["--otlp", &url]);
    for _ in 0..20 {
        assert_eq!(get(&server.authority, "/healthz", &[]).unwrap().status, 200);
    }
    let begun = Instant::now();
    server.stop().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(15), "the stop hung");
}

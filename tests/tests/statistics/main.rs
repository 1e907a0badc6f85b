//! Statistics at `/stats`: numbers, formats, and their survival of a restart, a kill and a database that cannot be written.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has to stop")]

mod formats;
mod numbers;
mod storage;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use beacon::{Batch, Event};
use serde_json::Value;
use server::statistics::{SharedState, StatisticsFlags};
use server::{Config, StartupError, State, routes::routes};
use tempfile::TempDir;
use tests::beacon_events::VISIT;
use tower::ServiceExt;

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

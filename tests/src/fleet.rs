//! Several servers behind HAProxy, and visits that tell them how it went.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use beacon::{Batch, Browser, Build, CutOut, Event, Megapixels, Memory, Model, PageVersion, Threads, Times, Verdict, Visit};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use tempfile::TempDir;
use url::Url;

use crate::server_process::ServerProcess;
use crate::services::{Beside, PATIENCE, free_port};

/// Servers that share nothing but what their flags name, and a balancer before them.
#[derive(Debug)]
pub struct Fleet {
    /// By their place.
    pub replicas: Vec<ServerProcess>,
    /// `127.0.0.1:<port>` of the balancer.
    pub balancer: String,
    client: Client<HttpConnector, Body>,
    _balancer: Beside,
    _folder: TempDir,
}

/// What became of the events that visits sent.
#[derive(Debug, Default)]
pub struct Sent {
    /// Events that a replica said it took, by its place.
    pub accepted: BTreeMap<usize, u64>,
    /// Events of batches that got no such answer and were sent again: a replica that died may have counted them first.
    pub in_doubt: u64,
}

impl Fleet {
    /// Starts `count` servers with these flags each, and the balancer.
    ///
    /// # Errors
    /// When one of them does not start.
    pub fn start(count: usize, flags: &[&str]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("index.html"), "<p>the page")?;
        let start = |_| ServerProcess::start_with(folder.path(), folder.path(), 0, flags);
        let replicas = (0..count).map(start).collect::<Result<Vec<_>>>()?;
        let port = free_port()?;
        let servers: String = replicas.iter().enumerate().map(|(place, replica)| format!("  server {place} {}\n", replica.authority)).collect();
        let configuration = format!(
            "defaults\n  mode http\n  timeout connect 2s\n  timeout client 30s\n  timeout server 30s\n  option redispatch\n\
             frontend visits\n  bind 127.0.0.1:{port}\n  default_backend replicas\n\
             backend replicas\n  balance roundrobin\n  option httpchk GET /healthz\n  default-server check inter 200ms fall 2 rise 1\n\
             \x20 http-response set-header X-Replica %s\n{servers}"
        );
        let file = folder.path().join("haproxy.cfg");
        std::fs::write(&file, configuration)?;
        // It tells on stderr that a server is down, which is what the test is about.
        let balancer = Beside::start(Command::new("haproxy").args(["-db", "-f"]).arg(file).stderr(Stdio::null()), port)?;
        let client = Client::builder(TokioExecutor::new()).build_http();
        Ok(Self { replicas, balancer: format!("127.0.0.1:{port}"), client, _balancer: balancer, _folder: folder })
    }

    /// Sends so many events through the balancer over four connections, each until a replica takes it. The replica at `kill` is killed half way.
    ///
    /// # Errors
    /// When nobody takes them.
    pub async fn visit(&self, events: usize, kill: Option<usize>) -> Result<Sent> {
        let (sent, next) = (Mutex::new(Sent::default()), AtomicUsize::new(0));
        let batches = events.div_ceil(beacon::MAX_EVENTS);
        let connection = async || {
            loop {
                let batch = next.fetch_add(1, Ordering::Relaxed);
                if batch >= batches {
                    return anyhow::Ok(());
                }
                if batch == batches / 2
                    && let Some(place) = kill
                {
                    self.replicas[place].signal("KILL")?;
                }
                self.send(beacon::MAX_EVENTS.min(events - batch * beacon::MAX_EVENTS), &sent).await?;
            }
        };
        tokio::try_join!(connection(), connection(), connection(), connection())?;
        sent.into_inner().map_err(|_| anyhow::anyhow!("a visit panicked"))
    }

    async fn send(&self, events: usize, sent: &Mutex<Sent>) -> Result<()> {
        let body = Batch::new(VISIT, vec![cut_out(); events]).to_json();
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let request = Request::post(format!("http://{}/api/v1/events", self.balancer))
                .header("origin", format!("http://{}", self.balancer))
                .header("content-type", "text/plain;charset=UTF-8")
                .body(Body::from(body.clone()))?;
            let answer = self.client.request(request).await;
            let mut sent = sent.lock().map_err(|_| anyhow::anyhow!("a visit panicked"))?;
            match answer {
                Ok(answer) if answer.status() == StatusCode::NO_CONTENT => {
                    let place = answer.headers().get("x-replica").and_then(|place| place.to_str().ok()).context("HAProxy names no replica")?;
                    *sent.accepted.entry(place.parse()?).or_default() += events as u64;
                    return Ok(());
                }
                Ok(answer) if answer.status().is_client_error() => bail!("the beacon was answered {}", answer.status()),
                Ok(_) | Err(_) => sent.in_doubt += events as u64,
            }
        }
        bail!("no replica takes a beacon")
    }

    /// `GET` of a JSON answer, from anywhere on this machine.
    ///
    /// # Errors
    /// When there is no answer or it is not JSON.
    pub async fn json(&self, address: &str, query: &[(&str, &str)]) -> Result<Value> {
        let url = if query.is_empty() { Url::parse(address)? } else { Url::parse_with_params(address, query)? };
        let request = Request::get(url.as_str()).header("accept", "application/json").body(Body::empty())?;
        let answer = self.client.request(request).await?;
        let bytes = to_bytes(Body::new(answer.into_body()), usize::MAX).await?;
        serde_json::from_slice(&bytes).with_context(|| format!("{url} answers {}", String::from_utf8_lossy(&bytes)))
    }

    /// How many cut-outs `/stats` of this replica shows.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn shown(&self, place: usize) -> Result<u64> {
        let stats = self.json(&format!("{}/stats", self.replicas[place].address()), &[("range", "24h"), ("format", "json")]).await?;
        stats["events"]["cut_out"].as_u64().with_context(|| format!("/stats says {stats}"))
    }

    /// How many cut-outs a replica has counted itself since it started.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn counted(&self, place: usize) -> Result<u64> {
        let stats = self.json(&format!("{}/stats", self.replicas[place].address()), &[("format", "json")]).await?;
        stats["since_start"]["events"]["cut_out"].as_u64().with_context(|| format!("/stats says {stats}"))
    }
}

/// Asks again and again until the answer is as wanted, and returns the last one.
///
/// # Errors
/// When asking fails.
pub async fn eventually<T: PartialEq>(wanted: T, ask: impl AsyncFn() -> Result<T>) -> Result<T> {
    let begun = Instant::now();
    loop {
        let answer = ask().await?;
        if answer == wanted || begun.elapsed() > PATIENCE {
            return Ok(answer);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

const VISIT: Visit = Visit { page: PageVersion::CURRENT, browser: Browser::Firefox, memory: Memory::Unknown };

fn cut_out() -> Event {
    Event::CutOut(CutOut {
        build: Build::Fast,
        threads: Threads::UpTo4,
        model: Model::U2netp,
        megapixels: Megapixels::of(12_000_000),
        verdict: Verdict::Fine,
        first_result_ms: None,
        times: Times { find_ms: 700.0, total_ms: 1000.0, ..Times::default() },
    })
}

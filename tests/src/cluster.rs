//! Cluster: replicas of the server behind HAProxy, and visits that send them events.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use beacon::Batch;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use tempfile::TempDir;
use url::Url;

use crate::beacon_events::{VISIT, cut_out};
use crate::server_process::ServerProcess;
use crate::services::{ServiceProcess, TIMEOUT, free_port};

/// Servers that share nothing but the targets of their flags, and a balancer before them.
#[derive(Debug)]
pub struct Cluster {
    /// Servers by their place.
    pub servers: Vec<ServerProcess>,
    /// `127.0.0.1:<port>` of the balancer.
    pub balancer: String,
    client: Client<HttpConnector, Body>,
    _balancer: ServiceProcess,
    _folder: TempDir,
}

/// Events that visits sent, by outcome.
#[derive(Debug, Default)]
pub struct Sent {
    /// Accepted events by the replica's place.
    pub accepted: BTreeMap<usize, u64>,
    /// Events of batches that were not accepted and sent again: a replica that died may have counted them first.
    pub in_doubt: u64,
}

impl Cluster {
    /// Starts `count` servers with these flags each, and the balancer.
    ///
    /// # Errors
    /// When one of them does not start.
    pub fn start(count: usize, flags: &[&str]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("index.html"), "<p>the page")?;
        let start = |_| ServerProcess::start_with(folder.path(), folder.path(), 0, flags);
        let servers = (0..count).map(start).collect::<Result<Vec<_>>>()?;
        let port = free_port()?;
        let backends: String = servers.iter().enumerate().map(|(place, replica)| format!("  server {place} {}\n", replica.authority)).collect();
        let configuration = format!(
            "defaults\n  mode http\n  timeout connect 2s\n  timeout client 30s\n  timeout server 30s\n  option redispatch\n\
             frontend visits\n  bind 127.0.0.1:{port}\n  default_backend replicas\n\
             backend replicas\n  balance roundrobin\n  option httpchk GET /healthz\n  default-server check inter 200ms fall 2 rise 1\n\
             \x20 http-response set-header X-Replica %s\n{backends}"
        );
        let file = folder.path().join("haproxy.cfg");
        std::fs::write(&file, configuration)?;
        // It tells on stderr that a server is down, which is what the test is about.
        let balancer = ServiceProcess::start(Command::new("haproxy").args(["-db", "-f"]).arg(file).stderr(Stdio::null()), port)?;
        let client = Client::builder(TokioExecutor::new()).build_http();
        Ok(Self { servers, balancer: format!("127.0.0.1:{port}"), client, _balancer: balancer, _folder: folder })
    }

    /// Sends so many events through the balancer over four connections, each until a replica accepts it. The replica at `kill` is killed half way.
    ///
    /// # Errors
    /// When no replica accepts them.
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
                    self.servers[place].signal("KILL")?;
                }
                self.send(beacon::MAX_EVENTS.min(events - batch * beacon::MAX_EVENTS), &sent).await?;
            }
        };
        tokio::try_join!(connection(), connection(), connection(), connection())?;
        sent.into_inner().map_err(|_| anyhow::anyhow!("a visit panicked"))
    }

    async fn send(&self, events: usize, sent: &Mutex<Sent>) -> Result<()> {
        let body = Batch::new(VISIT, vec![cut_out(700.0, false); events]).to_json();
        let begun = Instant::now();
        while begun.elapsed() < TIMEOUT {
            let request = Request::post(format!("http://{}/api/v1/events", self.balancer))
                .header("origin", format!("http://{}", self.balancer))
                .header("content-type", "text/plain;charset=UTF-8")
                .body(Body::from(body.clone()))?;
            let response = self.client.request(request).await;
            let mut sent = sent.lock().map_err(|_| anyhow::anyhow!("a visit panicked"))?;
            match response {
                Ok(response) if response.status() == StatusCode::NO_CONTENT => {
                    let place = response.headers().get("x-replica").and_then(|place| place.to_str().ok()).context("HAProxy names no replica")?;
                    *sent.accepted.entry(place.parse()?).or_default() += events as u64;
                    return Ok(());
                }
                Ok(response) if response.status().is_client_error() => bail!("the beacon was answered {}", response.status()),
                Ok(_) | Err(_) => sent.in_doubt += events as u64,
            }
        }
        bail!("no replica accepts a beacon")
    }

    /// JSON Response of a `GET`, from anywhere on this machine.
    ///
    /// # Errors
    /// When there is no answer or it is not JSON.
    pub async fn json(&self, address: &str, query: &[(&str, &str)]) -> Result<Value> {
        let url = if query.is_empty() { Url::parse(address)? } else { Url::parse_with_params(address, query)? };
        let request = Request::get(url.as_str()).header("accept", "application/json").body(Body::empty())?;
        let response = self.client.request(request).await?;
        let bytes = to_bytes(Body::new(response.into_body()), usize::MAX).await?;
        serde_json::from_slice(&bytes).with_context(|| format!("{url} answers {}", String::from_utf8_lossy(&bytes)))
    }

    /// Number of cut-outs that `/stats` of this replica shows.
    ///
    /// # Errors
    /// When it does not respond.
    pub async fn shown(&self, place: usize) -> Result<u64> {
        let stats = self.json(&format!("{}/stats", self.servers[place].address()), &[("range", "24h"), ("format", "json")]).await?;
        stats["events"]["cut_out"].as_u64().with_context(|| format!("/stats says {stats}"))
    }

    /// Number of cut-outs that this replica counted itself since it started.
    ///
    /// # Errors
    /// When it does not respond.
    pub async fn counted(&self, place: usize) -> Result<u64> {
        let stats = self.json(&format!("{}/stats", self.servers[place].address()), &[("format", "json")]).await?;
        stats["since_start"]["events"]["cut_out"].as_u64().with_context(|| format!("/stats says {stats}"))
    }
}

/// Last Response of a question that is repeated until the answer is as wanted.
///
/// # Errors
/// When asking fails.
pub async fn eventually<T: PartialEq>(wanted: T, query: impl AsyncFn() -> Result<T>) -> Result<T> {
    let begun = Instant::now();
    loop {
        let response = query().await?;
        if response == wanted || begun.elapsed() > TIMEOUT {
            return Ok(response);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

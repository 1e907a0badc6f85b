//! Latencies of a healthy client.

use std::time::{Duration, Instant};

use anyhow::Result;

/// Times of one kind of request.
#[derive(Debug, Clone)]
pub struct Latencies {
    /// Request.
    pub name: &'static str,
    times: Vec<Duration>,
}

impl Latencies {
    /// None yet.
    pub fn of(name: &'static str) -> Self {
        Self { name, times: Vec::new() }
    }

    /// Sends a request and records its latency.
    ///
    /// # Errors
    /// When the request fails.
    pub fn take(&mut self, request: impl FnOnce() -> Result<()>) -> Result<()> {
        let begun = Instant::now();
        request()?;
        self.times.push(begun.elapsed());
        Ok(())
    }

    /// Smallest time that this share of the requests does not exceed.
    pub fn percentile(&self, share: f64) -> Duration {
        let mut times = self.times.clone();
        times.sort();
        let rank = (share * times.len() as f64).ceil() as usize;
        times.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }

    /// Number and times in one line.
    pub fn line(&self) -> String {
        let ms = |share| self.percentile(share).as_secs_f64() * 1e3;
        format!("{}: {} requests, p50 {:.1} ms, p99 {:.1} ms, longest {:.1} ms", self.name, self.times.len(), ms(0.5), ms(0.99), ms(1.0))
    }
}

//! Slow clients (Slowloris): each reconnects when its connection is cut, until they are told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::runtime::{Builder, Runtime};

use super::extent;

/// Kind of slowness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlowMode {
    /// Headers, a byte a second.
    Head,
    /// Body of a beacon, a byte a second.
    Body,
    /// Body of a photo for the API, a byte a second.
    Photo,
    /// Answer that is not read.
    ReadNothing,
    /// Answer that is read at 1 kB a second, or 4 kB where the time limits are short.
    ReadSlowly,
}

/// Interval between two bytes.
const INTERVAL: Duration = Duration::from_secs(1);

/// Bytes per read of a response.
const PIECE: usize = 1024;

/// Receive buffer of a client that reads slowly, in bytes; the system doubles it.
const RECEIVE_BUFFER: u32 = 4096;

/// Slow clients, until they are dropped.
#[derive(Debug)]
pub struct SlowClients {
    counts: Arc<SlowClientCounts>,
    // Dropped last: its tasks end with it.
    _runtime: Runtime,
}

/// Counts of slow clients.
#[derive(Debug, Default)]
pub struct SlowClientCounts {
    connected: AtomicUsize,
    cut: AtomicUsize,
    failed: AtomicUsize,
    longest_ms: AtomicUsize,
    is_over: AtomicBool,
}

impl SlowClients {
    /// Starts `count` slow clients of these modes by turns.
    ///
    /// # Errors
    /// When there are no threads for them.
    pub fn start(authority: &str, modes: &'static [SlowMode], count: usize) -> Result<Self> {
        let address: SocketAddr = authority.parse().context("the server's address has a port")?;
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let counts = Arc::new(SlowClientCounts::default());
        for number in 0..count {
            let (mode, counts) = (modes[number % modes.len()], Arc::clone(&counts));
            runtime.spawn(async move {
                // Not all in the same moment.
                tokio::time::sleep(Duration::from_millis((number % 1000) as u64)).await;
                while !counts.is_over.load(Ordering::SeqCst) {
                    counts.one(address, mode).await;
                }
            });
        }
        Ok(Self { counts, _runtime: runtime })
    }

    /// Stops all reconnections.
    pub fn stop(&self) {
        self.counts.is_over.store(true, Ordering::SeqCst);
    }

    /// Clients that are connected now.
    pub fn connected(&self) -> usize {
        self.counts.connected.load(Ordering::SeqCst)
    }

    /// Connections that the server has cut.
    pub fn cut(&self) -> usize {
        self.counts.cut.load(Ordering::SeqCst)
    }

    /// Connections that the server did not take.
    pub fn failed(&self) -> usize {
        self.counts.failed.load(Ordering::SeqCst)
    }

    /// Longest time until a connection was cut.
    pub fn longest(&self) -> Duration {
        Duration::from_millis(self.counts.longest_ms.load(Ordering::SeqCst) as u64)
    }
}

impl SlowClientCounts {
    /// One connection, until it is cut.
    async fn one(&self, address: SocketAddr, mode: SlowMode) {
        let Ok(mut stream) = connect(address, mode).await else {
            self.failed.fetch_add(1, Ordering::SeqCst);
            return tokio::time::sleep(INTERVAL).await;
        };
        self.connected.fetch_add(1, Ordering::SeqCst);
        let begun = Instant::now();
        trickle(&mut stream, mode).await;
        self.longest_ms.fetch_max(begun.elapsed().as_millis() as usize, Ordering::SeqCst);
        self.connected.fetch_sub(1, Ordering::SeqCst);
        self.cut.fetch_add(1, Ordering::SeqCst);
    }
}

async fn connect(address: SocketAddr, mode: SlowMode) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    if matches!(mode, SlowMode::ReadNothing | SlowMode::ReadSlowly) {
        socket.set_recv_buffer_size(RECEIVE_BUFFER)?;
    }
    let mut stream = socket.connect(address).await?;
    let begin = match mode {
        SlowMode::Head => "GET / HTTP/1.1\r\nHost: slow\r\nX-Slow: ",
        SlowMode::Body => {
            "POST /api/v1/events HTTP/1.1\r\nHost: slow\r\nOrigin: http://slow\r\nContent-Type: text/plain\r\nContent-Length: 9000\r\n\r\n"
        }
        SlowMode::Photo => "POST /api/remove HTTP/1.1\r\nHost: slow\r\nContent-Type: image/png\r\nContent-Length: 90000\r\n\r\n",
        SlowMode::ReadNothing | SlowMode::ReadSlowly => "GET /large.bin HTTP/1.1\r\nHost: slow\r\n\r\n",
    };
    stream.write_all(begin.as_bytes()).await?;
    Ok(stream)
}

/// Returns once the server has closed the connection.
async fn trickle(stream: &mut TcpStream, mode: SlowMode) {
    let mut buffer = [0; PIECE];
    loop {
        match mode {
            SlowMode::Head | SlowMode::Body | SlowMode::Photo => {
                // The answer that says why may come first.
                while let Ok(read) = tokio::time::timeout(INTERVAL, stream.read(&mut buffer)).await {
                    if !read.is_ok_and(|count| count > 0) {
                        return;
                    }
                }
            }
            SlowMode::ReadNothing => tokio::time::sleep(INTERVAL).await,
            SlowMode::ReadSlowly => {
                if !stream.read(&mut buffer).await.is_ok_and(|count| count > 0) {
                    return;
                }
                tokio::time::sleep(INTERVAL / extent(4, 1)).await;
            }
        }
        // A connection that is gone refuses it, the second time at the latest.
        if stream.write_all(b"x").await.is_err() {
            return;
        }
    }
}

//! Clients that dawdle: each connects again once it is cut, until they are told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::runtime::{Builder, Runtime};

use super::extent;

/// Way in which a client dawdles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
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

/// Bytes that are read at once of an answer.
const PIECE: usize = 1024;

/// Room for what arrives at a client that reads slowly; the system makes more of it.
const RECEIVE_BUFFER: u32 = 4096;

/// Slow clients, until they are dropped.
#[derive(Debug)]
pub struct SlowClients {
    tally: Arc<Tally>,
    // Dropped last: its tasks end with it.
    _runtime: Runtime,
}

/// What happened to slow clients.
#[derive(Debug, Default)]
pub struct Tally {
    connected: AtomicUsize,
    cut: AtomicUsize,
    failed: AtomicUsize,
    longest_ms: AtomicUsize,
    is_over: AtomicBool,
}

impl SlowClients {
    /// Starts `count` clients that dawdle in these manners by turns.
    ///
    /// # Errors
    /// When there are no threads for them.
    pub fn start(authority: &str, manners: &'static [Manner], count: usize) -> Result<Self> {
        let address: SocketAddr = authority.parse().context("the server's address has a port")?;
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let tally = Arc::new(Tally::default());
        for number in 0..count {
            let (manner, tally) = (manners[number % manners.len()], Arc::clone(&tally));
            runtime.spawn(async move {
                // Not all in the same moment.
                tokio::time::sleep(Duration::from_millis((number % 1000) as u64)).await;
                while !tally.is_over.load(Ordering::SeqCst) {
                    tally.one(address, manner).await;
                }
            });
        }
        Ok(Self { tally, _runtime: runtime })
    }

    /// Lets nobody connect again.
    pub fn stop(&self) {
        self.tally.is_over.store(true, Ordering::SeqCst);
    }

    /// Clients that are connected now.
    pub fn connected(&self) -> usize {
        self.tally.connected.load(Ordering::SeqCst)
    }

    /// Connections that the server has cut.
    pub fn cut(&self) -> usize {
        self.tally.cut.load(Ordering::SeqCst)
    }

    /// Connections that the server did not take.
    pub fn failed(&self) -> usize {
        self.tally.failed.load(Ordering::SeqCst)
    }

    /// Longest time until a connection was cut.
    pub fn longest(&self) -> Duration {
        Duration::from_millis(self.tally.longest_ms.load(Ordering::SeqCst) as u64)
    }
}

impl Tally {
    /// One connection, until it is cut.
    async fn one(&self, address: SocketAddr, manner: Manner) {
        let Ok(mut stream) = connect(address, manner).await else {
            self.failed.fetch_add(1, Ordering::SeqCst);
            return tokio::time::sleep(INTERVAL).await;
        };
        self.connected.fetch_add(1, Ordering::SeqCst);
        let begun = Instant::now();
        dawdle(&mut stream, manner).await;
        self.longest_ms.fetch_max(begun.elapsed().as_millis() as usize, Ordering::SeqCst);
        self.connected.fetch_sub(1, Ordering::SeqCst);
        self.cut.fetch_add(1, Ordering::SeqCst);
    }
}

async fn connect(address: SocketAddr, manner: Manner) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    if matches!(manner, Manner::ReadNothing | Manner::ReadSlowly) {
        socket.set_recv_buffer_size(RECEIVE_BUFFER)?;
    }
    let mut stream = socket.connect(address).await?;
    let begin = match manner {
        Manner::Head => "GET / HTTP/1.1\r\nHost: slow\r\nX-Slow: ",
        Manner::Body => {
            "POST /api/v1/events HTTP/1.1\r\nHost: slow\r\nOrigin: http://slow\r\nContent-Type: text/plain\r\nContent-Length: 9000\r\n\r\n"
        }
        Manner::Photo => "POST /api/remove HTTP/1.1\r\nHost: slow\r\nContent-Type: image/png\r\nContent-Length: 90000\r\n\r\n",
        Manner::ReadNothing | Manner::ReadSlowly => "GET /large.bin HTTP/1.1\r\nHost: slow\r\n\r\n",
    };
    stream.write_all(begin.as_bytes()).await?;
    Ok(stream)
}

/// Returns once the server has closed the connection.
async fn dawdle(stream: &mut TcpStream, manner: Manner) {
    let mut buffer = [0; PIECE];
    loop {
        match manner {
            Manner::Head | Manner::Body | Manner::Photo => {
                // The answer that says why may come first.
                while let Ok(read) = tokio::time::timeout(INTERVAL, stream.read(&mut buffer)).await {
                    if !read.is_ok_and(|count| count > 0) {
                        return;
                    }
                }
            }
            Manner::ReadNothing => tokio::time::sleep(INTERVAL).await,
            Manner::ReadSlowly => {
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

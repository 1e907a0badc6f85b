//! TCP proxy between browser and server that records all bytes sent by the browser.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Proxy to one server, until it is dropped.
#[derive(Debug)]
pub struct RecordingProxy {
    /// `http://127.0.0.1:<port>` for the browser.
    pub address: String,
    sent: Arc<Mutex<Vec<u8>>>,
    accepting: JoinHandle<()>,
}

impl RecordingProxy {
    /// Proxy on a free port. `server` is `host:port`.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn to(server: String) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?);
        let sent = Arc::<Mutex<Vec<u8>>>::default();
        let keep = sent.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                tokio::spawn(proxy(browser, server.clone(), keep.clone()));
            }
        });
        Ok(Self { address, sent, accepting })
    }

    /// Bytes of the browser so far.
    pub fn sent(&self) -> Vec<u8> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for RecordingProxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn proxy(browser: TcpStream, server: String, sent: Arc<Mutex<Vec<u8>>>) -> io::Result<()> {
    let server = TcpStream::connect(server).await?;
    let (mut from_browser, mut to_browser) = browser.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    tokio::spawn(async move { copy(&mut from_server, &mut to_browser).await });
    let mut buffer = vec![0; 1 << 16];
    loop {
        let count = from_browser.read(&mut buffer).await?;
        if count == 0 {
            return to_server.shutdown().await;
        }
        sent.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&buffer[..count]);
        to_server.write_all(&buffer[..count]).await?;
    }
}

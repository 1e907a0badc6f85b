//! Server of one file on this machine, as good or as bad as a test wants.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has to stop")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// Request for the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Requests before it.
    pub earlier: usize,
    /// Path with its query.
    pub path: String,
    /// First byte of `Range`.
    pub from: Option<usize>,
    /// `If-Range`.
    pub if_range: Option<String>,
}

/// Answer of the server.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Status.
    pub status: u16,
    /// Headers; `Content-Length` is among them only if a test puts it there.
    pub headers: Vec<(&'static str, String)>,
    /// Bytes that are sent.
    pub body: Vec<u8>,
    /// Whether nothing more comes while the connection stays open, in place of its end.
    pub stalls: bool,
}

impl Reply {
    /// Status with headers and without a body.
    pub fn of(status: u16, headers: &[(&'static str, &str)]) -> Self {
        Self { status, headers: headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(), body: Vec::new(), stalls: false }
    }

    /// The file, or the rest of it where the request and its tag allow that.
    pub fn file(asked: &Asked, bytes: &[u8], tag: &str) -> Self {
        let is_the_same = asked.if_range.as_deref().is_none_or(|known| known == tag);
        match asked.from.filter(|from| is_the_same && *from < bytes.len()) {
            Some(from) => Self::part(bytes, from, tag),
            None => Self::whole(bytes, tag),
        }
    }

    /// The whole file.
    pub fn whole(bytes: &[u8], tag: &str) -> Self {
        let length = bytes.len().to_string();
        Self { body: bytes.to_vec(), ..Self::of(200, &[("ETag", tag), ("Content-Length", &length), ("Content-Type", "application/octet-stream")]) }
    }

    /// The file from a byte on.
    pub fn part(bytes: &[u8], from: usize, tag: &str) -> Self {
        let (length, range) = ((bytes.len() - from).to_string(), format!("bytes {from}-{}/{}", bytes.len() - 1, bytes.len()));
        Self { body: bytes[from..].to_vec(), ..Self::of(206, &[("ETag", tag), ("Content-Length", &length), ("Content-Range", &range)]) }
    }

    /// The same, with the connection cut after so many bytes of the body.
    pub fn cut(mut self, count: usize) -> Self {
        self.body.truncate(count);
        self
    }

    /// The same, with silence after so many bytes of the body.
    pub fn stalled(self, count: usize) -> Self {
        Self { stalls: true, ..self.cut(count) }
    }

    /// The same with another value of a header, or without it.
    pub fn with(mut self, name: &'static str, value: Option<&str>) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.extend(value.map(|value| (name, value.to_owned())));
        self
    }
}

/// Server on a free port of 127.0.0.1, for as long as the test runs.
#[derive(Debug, Clone)]
pub struct FileServer {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its certificate as PEM, where it speaks TLS.
    pub certificate: Option<String>,
    requests: Arc<Mutex<Vec<Asked>>>,
}

impl FileServer {
    /// Server that answers each request by `reply`.
    pub fn start(reply: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        Self::listen(None, None, reply)
    }

    /// The same with TLS, and a certificate for 127.0.0.1 that nobody trusts who is not told to.
    pub fn start_tls(reply: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let versions = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = versions.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap();
        Self::listen(Some(Arc::new(config)), Some(made.cert.pem()), reply)
    }

    fn listen(tls: Option<Arc<ServerConfig>>, certificate: Option<String>, reply: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self { address: listener.local_addr().unwrap(), certificate, requests: Arc::default() };
        let (requests, reply) = (Arc::clone(&server.requests), Arc::new(reply));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (requests, reply, tls) = (Arc::clone(&requests), Arc::clone(&reply), tls.clone());
                // A client that goes away in the middle is what most tests are about.
                thread::spawn(move || match tls.map(ServerConnection::new) {
                    Some(Ok(connection)) => drop(answer(StreamOwned::new(connection, stream), &requests, &*reply)),
                    Some(Err(_)) => {}
                    None => drop(answer(stream, &requests, &*reply)),
                });
            }
        });
        server
    }

    /// Address of the file.
    pub fn url(&self) -> String {
        let scheme = if self.certificate.is_some() { "https" } else { "http" };
        format!("{scheme}://{}/releases/net.onnx", self.address)
    }

    /// Requests so far.
    pub fn requests(&self) -> Vec<Asked> {
        self.requests.lock().unwrap().clone()
    }
}

/// Head of a request or an answer of a proxy, byte by byte: what follows belongs to somebody else.
fn head(stream: &mut impl Read) -> std::io::Result<String> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

fn answer(mut stream: impl Read + Write, requests: &Mutex<Vec<Asked>>, reply: &dyn Fn(&Asked) -> Reply) -> std::io::Result<()> {
    let head = head(&mut stream)?;
    let mut lines = head.lines();
    let path = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default().to_owned();
    let mut asked = Asked { earlier: 0, path, from: None, if_range: None };
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap_or((line, ""));
        match name.to_ascii_lowercase().as_str() {
            "range" => asked.from = value.strip_prefix("bytes=").and_then(|range| range.trim_end_matches('-').parse().ok()),
            "if-range" => asked.if_range = Some(value.to_owned()),
            _ => {}
        }
    }
    {
        let mut requests = requests.lock().unwrap();
        asked.earlier = requests.len();
        requests.push(asked.clone());
    }
    let Reply { status, headers, body, stalls } = reply(&asked);
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    // Status 0: silence before the first byte.
    if status != 0 {
        write!(stream, "HTTP/1.1 {status} X\r\n{headers}Connection: close\r\n\r\n")?;
    }
    stream.write_all(&body)?;
    stream.flush()?;
    if stalls {
        // Until the client goes.
        stream.read_to_end(&mut Vec::new())?;
    }
    Ok(())
}

/// Proxy on a free port of 127.0.0.1 that leads every `CONNECT` to `target`, and the names it was asked for.
pub fn proxy(target: SocketAddr) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, names) = (listener.local_addr().unwrap(), Arc::<Mutex<Vec<String>>>::default());
    let asked = Arc::clone(&names);
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let asked = Arc::clone(&asked);
            thread::spawn(move || drop(tunnel(client, target, &asked)));
        }
    });
    (address, names)
}

fn tunnel(mut client: TcpStream, target: SocketAddr, asked: &Mutex<Vec<String>>) -> std::io::Result<()> {
    asked.lock().unwrap().push(head(&mut client)?.lines().next().unwrap_or_default().to_owned());
    client.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
    let server = TcpStream::connect(target)?;
    let (mut from_client, mut to_server) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || drop(std::io::copy(&mut from_client, &mut to_server)));
    std::io::copy(&mut &server, &mut client)?;
    client.shutdown(std::net::Shutdown::Both)
}

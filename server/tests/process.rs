//! The server as a process: the address it prints, clients that dawdle, signals.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has to stop")]

use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Longer than every timeout here, so that a broken server fails the test instead of holding it up.
const TIMEOUT: Duration = Duration::from_secs(20);

struct Running {
    child: Child,
    address: String,
    _folder: TempDir,
}

impl Running {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("index.html"), "<p>the page").unwrap();
        // More than two sockets hold.
        fs::write(folder.path().join("large.bin"), vec![7; 32 << 20]).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_offcut-server"));
        command.args(["--port", "0", "--header-timeout-seconds", "1", "--request-timeout-seconds", "1", "--shutdown-grace-seconds", "5"]);
        command.env("OFFCUT_SITE", folder.path()).args(["--log", "error", "--stateless"]).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.strip_prefix("Offcut is at http://").unwrap().trim_end().trim_end_matches('/').to_owned();
        Self { child, address, _folder: folder }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        stream
    }

    /// Sends this and reads until the server closes the connection.
    fn exchange(&self, request: &str) -> (String, Duration) {
        let start = Instant::now();
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        (read_to_close(&mut stream), start.elapsed())
    }

    fn signal(&self, name: &str) {
        let status = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    fn exit_code(&mut self) -> Option<i32> {
        let start = Instant::now();
        while start.elapsed() < TIMEOUT {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Already gone in the tests that stop it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read_to_close(stream: &mut TcpStream) -> String {
    let mut response = Vec::new();
    match stream.read_to_end(&mut response) {
        Ok(_) => (),
        Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset, "the server kept the connection open"),
    }
    String::from_utf8(response).unwrap()
}

#[test]
fn the_printed_address_answers() {
    let server = Running::start();
    assert!(!server.address.ends_with(":0"));
    let (response, _) = server.exchange("GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");
    assert!(response.starts_with("HTTP/1.1 200 OK") && response.ends_with("<p>the page"), "{response}");
}

#[test]
fn dawdling_clients_are_cut() {
    let server = Running::start();
    for (what, request, response_prefix) in [
        ("says nothing", "", ""),
        ("never ends its headers", "GET / HTTP/1.1\r\nHost: here\r\n", ""),
        ("keeps its connection idle", "GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n", "HTTP/1.1 200"),
        ("never ends its second headers", "GET /healthz HTTP/1.1\r\nHost: here\r\n\r\nGET /", "HTTP/1.1 200"),
        ("never sends its body", "POST /api/v1/events HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\n", "HTTP/1.1 408"),
    ] {
        let (response, elapsed) = server.exchange(request);
        assert!(response.starts_with(response_prefix), "a client that {what} got {response}");
        assert!(elapsed >= Duration::from_millis(900), "a client that {what} was cut after {elapsed:?}");
        assert!(elapsed < TIMEOUT / 2, "a client that {what} was served for {elapsed:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn client_that_reads_nothing_is_cut() {
    let server = Running::start();
    let mut stream = server.connect();
    stream.write_all(b"GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let start = Instant::now();
    // What is sent to a connection that is gone fails, the second time at the latest.
    while stream.write(b"x").is_ok() {
        assert!(start.elapsed() < TIMEOUT, "the connection is still there");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_stop_signal_lets_the_running_request_finish() {
    for name in ["TERM", "INT"] {
        let mut server = Running::start();
        let mut running = server.connect();
        let body = br#"{"version":2,"visit":{"page":[0,1,0],"browser":"firefox","memory":"unknown"},"events":[]}"#;
        let head = "POST /api/v1/events HTTP/1.1\r\nHost: here\r\nOrigin: http://here\r\nContent-Type: text/plain\r\n";
        write!(running, "{head}Content-Length: {}\r\n\r\n", body.len()).unwrap();
        let _idle = server.connect();
        // The signal must find the request inside the server.
        std::thread::sleep(Duration::from_millis(200));
        server.signal(name);
        std::thread::sleep(Duration::from_millis(200));
        running.write_all(body).unwrap();
        let response = read_to_close(&mut running);
        assert!(response.starts_with("HTTP/1.1 204"), "{name}: {response}");
        assert_eq!(server.exit_code(), Some(0), "{name}");
    }
}

#[test]
fn a_folder_without_a_page_is_a_sentence_and_exit_code_2() {
    let folder = tempfile::tempdir().unwrap();
    let output =
        Command::new(env!("CARGO_BIN_EXE_offcut-server")).args(["--port", "0", "--stateless", "--site"]).arg(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("cargo xtask run") && output.stdout.is_empty(), "{stderr}");
}

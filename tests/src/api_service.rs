//! Server with the API on, through its router or on a free port, with the real network or a fake.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has to stop")]

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Method;
use image::{ImageFormat, Rgb, RgbImage};
use server::api::ApiFlags;
use server::monitoring::Metrics;
use server::{Config, Server, State, routes::routes};
use tempfile::TempDir;

use crate::fake_network::FakeNetwork;
use crate::in_process_client::{Response, request, send};

/// Router with the API on.
#[derive(Debug)]
pub struct Service {
    /// The router.
    pub router: Router,
    /// Its metrics.
    pub metrics: Arc<Metrics>,
    /// Folder that it serves.
    pub folder: TempDir,
}

/// Flags of an API with one worker.
pub fn flags() -> ApiFlags {
    ApiFlags { api: true, api_workers: 1, ..ApiFlags::default() }
}

/// Configuration on any free port.
pub fn config(folder: &TempDir) -> Config {
    std::fs::write(folder.path().join("index.html"), "<!doctype html>").unwrap();
    Config::on_free_port(folder.path(), folder.path())
}

impl Service {
    /// With this network.
    pub fn with(network: Arc<FakeNetwork>, flags: &ApiFlags) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let state = State::load(&config(&folder)).unwrap().with_network(flags, network).unwrap();
        Self { metrics: state.metrics(), router: routes(state), folder }
    }

    /// With the bundled network.
    pub fn real() -> Self {
        Self::by(flags())
    }

    /// With the bundled network and these flags.
    pub fn by(api: ApiFlags) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let state = State::load(&Config { api, ..config(&folder) }).unwrap();
        Self { metrics: state.metrics(), router: routes(state), folder }
    }

    /// Response to a request.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Response {
        send(self.router.clone(), request(method, path, headers, body)).await
    }

    /// Response to `GET`.
    pub async fn get(&self, path: &str) -> Response {
        self.send(Method::GET, path, &[], "").await
    }

    /// Response to a photo as the body.
    pub async fn cut_out(&self, query: &str, photo: &[u8]) -> Response {
        self.send(Method::POST, &format!("/api/remove?{query}"), &[], photo.to_vec()).await
    }

    /// The same beside the test.
    pub fn spawn(&self, query: &str, photo: &[u8]) -> tokio::task::JoinHandle<Response> {
        tokio::spawn(send(self.router.clone(), request(Method::POST, &format!("/api/remove?{query}"), &[], photo.to_vec())))
    }

    /// Photos by outcome.
    pub fn photos(&self, outcome: &str) -> u64 {
        self.metrics.api_photos.with_label_values(&[outcome]).get()
    }

    /// Failed photos by stage and reason.
    pub fn failures(&self, stage: &str, reason: &str) -> u64 {
        self.metrics.api_failures.with_label_values(&[stage, reason]).get()
    }

    /// Rejected requests by reason.
    pub fn rejected(&self, reason: &str) -> u64 {
        self.metrics.api_rejected.with_label_values(&[reason]).get()
    }
}

/// Waits until something is so.
pub async fn until(what: &str, is_so: impl Fn() -> bool) {
    let wait = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(120), wait).await.unwrap_or_else(|_| panic!("never: {what}"));
}

/// Photo with a dark disc where the fake sees one.
pub fn photo() -> Vec<u8> {
    let photo = RgbImage::from_fn(120, 96, |x, y| {
        let is_inside = (x as f32 - 60.0).hypot(y as f32 - 48.0) < 27.0;
        if is_inside { Rgb([120, 30, (x % 50) as u8]) } else { Rgb([200, 220, (y + 100) as u8]) }
    });
    let mut file = std::io::Cursor::new(Vec::new());
    photo.write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}

/// Header of [`form`].
pub const FORM: &[(&str, &str)] = &[("content-type", "multipart/form-data; boundary=XX")];

/// Form with these fields before the photo.
pub fn form(file: &[u8], fields: &[(&str, &str)]) -> Vec<u8> {
    let fields = fields.iter().map(|(name, value)| format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    let head = fields.collect::<String>() + "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"photo.jpg\"\r\n\r\n";
    [head.as_bytes(), file, b"\r\n--XX--\r\n"].concat()
}

/// Server on a free port with these flags, and the folder that it serves.
pub fn listen(network: Option<Arc<FakeNetwork>>, flags: ApiFlags) -> (Server, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let config = Config { api: flags, ..config(&folder) };
    let server = match network {
        None => Server::prepare(&config).unwrap(),
        Some(network) => {
            let off = Config { api: ApiFlags::default(), ..config.clone() };
            Server::with_state(&config, State::load(&off).unwrap().with_network(&config.api, network).unwrap()).unwrap()
        }
    };
    (server, folder)
}

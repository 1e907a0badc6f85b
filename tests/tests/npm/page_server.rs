//! Server of a built page with the headers that a test wants.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use tests::program::root;
use tokio::task::JoinHandle;

/// Headers that isolate a page, so that it may share memory between threads.
pub const ISOLATED: &[(&str, &str)] = &[("cross-origin-opener-policy", "same-origin"), ("cross-origin-embedder-policy", "require-corp")];

/// Content security policy that a document states, by its beginning, with everything else forbidden.
pub fn policy(document: &str, beginning: &str) -> String {
    let text = std::fs::read_to_string(root().join(document)).unwrap();
    let (_, rest) = text.split_once(beginning).unwrap_or_else(|| panic!("{document} does not state {beginning}"));
    format!("default-src 'none'; {beginning}{}", rest.split('`').next().unwrap().trim_end())
}

/// Server on a free port of 127.0.0.1, until it is dropped.
#[derive(Debug)]
pub struct PageServer {
    /// `http://127.0.0.1:<port>/`
    pub address: String,
    site: Arc<Site>,
    serving: JoinHandle<()>,
}

#[derive(Debug)]
struct Site {
    folder: PathBuf,
    headers: HeaderMap,
    sent: Mutex<BTreeSet<PathBuf>>,
    taken: Mutex<Vec<Bytes>>,
}

impl PageServer {
    /// Hands out a folder, each file with these headers, and takes what is posted anywhere.
    pub async fn start(folder: &Path, headers: &[(&'static str, &str)]) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let headers = headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())).collect();
        let site = Arc::new(Site { folder: folder.to_path_buf(), headers, sent: Mutex::default(), taken: Mutex::default() });
        let router = Router::new().fallback(answer).layer(axum::extract::DefaultBodyLimit::disable()).with_state(Arc::clone(&site));
        let serving = tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
        Self { address, site, serving }
    }

    /// Files that were asked for so far.
    pub fn sent(&self) -> Vec<PathBuf> {
        self.site.sent.lock().unwrap().iter().cloned().collect()
    }

    /// Bodies that were posted so far.
    pub fn taken(&self) -> Vec<Bytes> {
        self.site.taken.lock().unwrap().clone()
    }
}

impl Drop for PageServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(State(site): State<Arc<Site>>, method: Method, uri: Uri, body: Bytes) -> Response {
    if method == Method::POST {
        site.taken.lock().unwrap().push(body);
        return StatusCode::NO_CONTENT.into_response();
    }
    let path = uri.path().trim_start_matches('/');
    // Browsers ask for it unasked, and Chromium complains in the console where it is missing.
    if path == "favicon.ico" {
        return StatusCode::NO_CONTENT.into_response();
    }
    let file = site.folder.join(if path.is_empty() { "index.html" } else { path });
    let Ok(bytes) = std::fs::read(&file) else { return StatusCode::NOT_FOUND.into_response() };
    let kind = match file.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    };
    site.sent.lock().unwrap().insert(file);
    (site.headers.clone(), [(CONTENT_TYPE, kind)], bytes).into_response()
}

//! HTTP surface, through the router and without a socket. The process with its signals and slow clients is tested beside the server's binary.

use std::fs;
use std::path::Path;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, StatusCode};
use beacon::{Batch, Reason};
use serde_json::Value;
use server::{Config, StartupError, State, routes::routes};
use tempfile::TempDir;
use tests::beacon_events::{VISIT, cut_out, failed, known_events};
use tests::in_process_client::{Response, request, send};

const INDEX: &str = "<!doctype html><html><head><script type=\"module\" src=\"/start-0123456789abcdef.js\"></script></head></html>";

const SCRIPT: &str = "/page-0123456789abcdef.js";
const WASM: &str = "/page-0123456789abcdef_bg.wasm";
const ONNX: &str = "/models/u2netp.onnx";

struct Site {
    folder: TempDir,
    router: Router,
}

fn config(folder: &Path) -> Config {
    Config::on_free_port(folder.join("dist"), folder.join("models"))
}

fn site() -> Site {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("dist/index.html", INDEX);
    write("dist/index.html.br", "index in brotli");
    write("dist/page-0123456789abcdef.js", "the script, as it is");
    write("dist/page-0123456789abcdef.js.br", "script br");
    write("dist/page-0123456789abcdef.js.gz", "script gz");
    write("dist/page-0123456789abcdef_bg.wasm", "\0asm");
    write("dist/snippets/crate-0123456789abcdef/inline0.js", "export {}");
    write("dist/sw.js", "worker");
    write("dist/.stage/secret.js", "half built");
    write("dist/fußnote (1).txt", "a name with signs");
    write("dist/models/u2netp.onnx", "a stale copy");
    write("dist/models/u2net.onnx", "a stale copy");
    for end in ["mjs", "css", "json", "webmanifest", "svg", "png", "jpg", "webp", "ico", "txt", "woff2", "onnx", "bin"] {
        write(&format!("dist/kinds/file.{end}"), end);
    }
    write("models/u2netp.onnx", "0123456789");
    write("models/u2netp.onnx.gz", "packed");
    write("models/README.md", "not in the catalogue");
    write("secret.txt", "outside of the site");
    let state = State::load(&config(folder.path())).unwrap();
    Site { router: routes(state), folder }
}

impl Site {
    async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Response {
        send(self.router.clone(), request(method, path, headers, body)).await
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Response {
        self.send(Method::GET, path, headers, Body::empty()).await
    }

    async fn events(&self, headers: &[(&str, &str)], body: impl Into<Body>) -> Response {
        self.send(Method::POST, "/api/v1/events", headers, body).await
    }

    async fn stats(&self) -> Value {
        serde_json::from_slice(&self.get("/stats", &[]).await.body).unwrap()
    }
}

const FROM_PAGE: &[(&str, &str)] =
    &[("host", "offcut.test:8080"), ("origin", "http://offcut.test:8080"), ("content-type", "text/plain;charset=UTF-8")];

fn known_batch() -> String {
    Batch::new(VISIT, known_events()).to_json()
}

fn assert_isolated(response: &Response, what: &str) {
    for (name, value) in [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
    ] {
        assert_eq!(response.header(name), Some(value), "{what}: {name}");
        assert_eq!(response.headers.get_all(name).iter().count(), 1, "{what}: {name} twice");
    }
    assert!(response.header("permissions-policy").unwrap().contains("camera=()"), "{what}");
    let policy = response.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none';") && policy.contains("script-src 'self' 'wasm-unsafe-eval';"), "{what}: {policy}");
}

#[tokio::test]
async fn every_answer_is_isolated() {
    let site = site();
    let etag = site.get("/", &[]).await.header("etag").unwrap().to_owned();
    let large = vec![b' '; beacon::MAX_BYTES + 1];
    for (what, status, response) in [
        ("page", 200, site.get("/", &[]).await),
        ("worker", 200, site.get("/sw.js", &[]).await),
        ("head", 200, site.send(Method::HEAD, WASM, &[], "").await),
        ("not modified", 304, site.get("/", &[("if-none-match", &etag)]).await),
        ("part", 206, site.get(ONNX, &[("range", "bytes=0-1")]).await),
        ("outside", 416, site.get(ONNX, &[("range", "bytes=99-")]).await),
        ("missing", 404, site.get("/missing.wasm", &[]).await),
        ("method", 405, site.send(Method::DELETE, "/", &[], "").await),
        ("events", 204, site.events(FROM_PAGE, known_batch()).await),
        ("stranger", 403, site.events(&[], known_batch()).await),
        ("too large", 413, site.events(FROM_PAGE, large).await),
        ("health", 200, site.get("/healthz", &[]).await),
        ("stats", 200, site.get("/stats", &[]).await),
    ] {
        assert_eq!(response.status, status, "{what}");
        assert_isolated(&response, what);
    }
}

#[tokio::test]
async fn policy_allows_no_inline_script() {
    let response = site().get("/", &[]).await;
    let policy = response.header("content-security-policy").unwrap();
    assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';"), "{policy}");
}

#[tokio::test]
async fn unchanged_file_is_not_sent_again() {
    let site = site();
    let full = site.get("/sw.js", &[]).await;
    let etag = full.header("etag").unwrap();
    assert!(etag.len() == 34 && etag.starts_with('"') && etag.ends_with('"'), "{etag}");
    for tags in [etag.to_owned(), format!("W/{etag}"), format!("\"other\", W/{etag} ,\"more\""), "*".to_owned()] {
        let response = site.get("/sw.js", &[("if-none-match", &tags)]).await;
        assert_eq!(response.status, 304, "{tags}");
        assert!(response.body.is_empty());
        assert_eq!((response.header("etag"), response.header("cache-control")), (Some(etag), Some("no-cache")));
    }
    for tags in ["\"other\"", "", "W/\"\""] {
        assert_eq!(site.get("/sw.js", &[("if-none-match", tags)]).await.status, 200, "{tags}");
    }
    fs::write(site.folder.path().join("dist/sw.js"), "worker!").unwrap();
    let again = routes(State::load(&config(site.folder.path())).unwrap());
    let next = Site { router: again, ..site };
    assert_eq!(next.get("/sw.js", &[("if-none-match", etag)]).await.text(), "worker!");
}

#[tokio::test]
async fn encoding_is_negotiated_and_each_has_its_tag() {
    let site = site();
    let plain = site.get(SCRIPT, &[]).await;
    assert_eq!((plain.text(), plain.header("content-encoding"), plain.header("vary")), ("the script, as it is", None, Some("accept-encoding")));
    let mut tags = vec![plain.header("etag").unwrap().to_owned()];
    for (accept, encoding, text) in [
        ("gzip, deflate, br, zstd", Some("br"), "script br"),
        ("br;q=0.2, gzip;q=0.9", Some("gzip"), "script gz"),
        ("br;q=0, gzip;q=0", None, "the script, as it is"),
        ("zstd", None, "the script, as it is"),
    ] {
        let response = site.get(SCRIPT, &[("accept-encoding", accept)]).await;
        assert_eq!((response.header("content-encoding"), response.text()), (encoding, text), "{accept}");
        assert_eq!(response.header("content-type"), Some("text/javascript; charset=utf-8"));
        assert_eq!(response.header("content-length"), Some(text.len().to_string().as_str()));
        tags.push(response.header("etag").unwrap().to_owned());
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 3, "{tags:?}");
    let brotli = site.get(SCRIPT, &[("accept-encoding", "br")]).await;
    let tag = brotli.header("etag").unwrap();
    assert_eq!(site.get(SCRIPT, &[("accept-encoding", "br"), ("if-none-match", tag)]).await.status, 304);
    assert_eq!(site.get(SCRIPT, &[("if-none-match", tag)]).await.status, 200);
    assert_eq!(site.get("/", &[("accept-encoding", "br")]).await.text(), "index in brotli");
    assert_eq!(site.get("/sw.js", &[("accept-encoding", "br")]).await.header("vary"), None);
    for sidecar in ["/index.html.br", "/page-0123456789abcdef.js.gz"] {
        assert_eq!(site.get(sidecar, &[]).await.status, 404, "{sidecar}");
    }
}

#[tokio::test]
async fn head_is_get_without_body() {
    let site = site();
    let get = site.get(ONNX, &[]).await;
    let head = site.send(Method::HEAD, ONNX, &[("range", "bytes=0-1")], "").await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    for name in ["content-length", "content-type", "etag", "cache-control", "accept-ranges"] {
        assert_eq!(head.header(name), get.header(name), "{name}");
    }
    assert_eq!(get.header("content-length"), Some("10"));
}

#[tokio::test]
async fn ranges_of_model_and_encoded_file() {
    let site = site();
    for (range, content_range, text) in [
        ("bytes=2-4", "bytes 2-4/10", "234"),
        ("bytes=7-", "bytes 7-9/10", "789"),
        ("bytes=-3", "bytes 7-9/10", "789"),
        ("bytes=0-99", "bytes 0-9/10", "0123456789"),
    ] {
        let response = site.get(ONNX, &[("range", range)]).await;
        assert_eq!((response.status.as_u16(), response.header("content-range"), response.text()), (206, Some(content_range), text), "{range}");
        assert_eq!(response.header("content-length"), Some(text.len().to_string().as_str()));
    }
    let outside = site.get(ONNX, &[("range", "bytes=10-")]).await;
    assert_eq!((outside.status.as_u16(), outside.header("content-range")), (416, Some("bytes */10")));
    for range in ["bytes=0-1,4-5", "bytes=5-2", "lines=1-2", "bytes"] {
        assert_eq!(site.get(ONNX, &[("range", range)]).await.status, 200, "{range}");
    }
    let etag = site.get(ONNX, &[]).await.header("etag").unwrap().to_owned();
    let weak = format!("W/{etag}");
    for (tag, status) in [(etag.as_str(), 206), (weak.as_str(), 200), ("\"other\"", 200), ("Wed, 21 Oct 2026 07:28:00 GMT", 200)] {
        assert_eq!(site.get(ONNX, &[("range", "bytes=0-1"), ("if-range", tag)]).await.status, status, "{tag}");
    }
    let packed = site.get(SCRIPT, &[("range", "bytes=4-9"), ("accept-encoding", "br")]).await;
    assert_eq!((packed.status.as_u16(), packed.text(), packed.header("content-encoding")), (206, "script", None));
    assert_eq!(packed.header("etag"), site.get(SCRIPT, &[]).await.header("etag"));
    assert_eq!(site.get(ONNX, &[("range", "bytes=0-1"), ("if-none-match", &etag)]).await.status, 304);
}

#[tokio::test]
async fn media_types_are_exact() {
    let site = site();
    for (path, media_type) in [
        ("/", "text/html; charset=utf-8"),
        (SCRIPT, "text/javascript; charset=utf-8"),
        (WASM, "application/wasm"),
        (ONNX, "application/octet-stream"),
        ("/kinds/file.mjs", "text/javascript; charset=utf-8"),
        ("/kinds/file.css", "text/css; charset=utf-8"),
        ("/kinds/file.json", "application/json"),
        ("/kinds/file.webmanifest", "application/manifest+json"),
        ("/kinds/file.svg", "image/svg+xml"),
        ("/kinds/file.png", "image/png"),
        ("/kinds/file.jpg", "image/jpeg"),
        ("/kinds/file.webp", "image/webp"),
        ("/kinds/file.ico", "image/x-icon"),
        ("/kinds/file.txt", "text/plain; charset=utf-8"),
        ("/kinds/file.woff2", "font/woff2"),
        ("/kinds/file.onnx", "application/octet-stream"),
        ("/kinds/file.bin", "application/octet-stream"),
        ("/stats.css", "text/css; charset=utf-8"),
    ] {
        assert_eq!(site.get(path, &[]).await.header("content-type"), Some(media_type), "{path}");
    }
}

#[tokio::test]
async fn only_names_with_content_hash_are_immutable() {
    let site = site();
    for path in [SCRIPT, WASM] {
        assert_eq!(site.get(path, &[]).await.header("cache-control"), Some("public, max-age=31536000, immutable"), "{path}");
    }
    for path in ["/", "/index.html", "/sw.js", ONNX, "/snippets/crate-0123456789abcdef/inline0.js"] {
        assert_eq!(site.get(path, &[]).await.header("cache-control"), Some("no-cache"), "{path}");
    }
    assert_eq!(site.get("/missing-0123456789abcdef.js", &[]).await.header("cache-control"), None);
}

#[tokio::test]
async fn models_come_from_catalogue_and_without_encoding() {
    let site = site();
    let model = site.get(ONNX, &[("accept-encoding", "gzip, br")]).await;
    assert_eq!((model.text(), model.header("content-encoding")), ("0123456789", None));
    for path in ["/models/README.md", "/models/u2netp.onnx.gz", "/models/u2net.onnx", "/models/", "/models"] {
        assert_eq!(site.get(path, &[]).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn path_without_file_is_not_found() {
    let site = site();
    for path in [
        "/some/view",
        "/missing.wasm",
        "/kinds",
        "/kinds/",
        "//",
        "//sw.js",
        "/./sw.js",
        "/.stage/secret.js",
        "/../secret.txt",
        "/kinds/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/kinds/..%5c..%5csecret.txt",
        "/%2fetc/passwd",
        "/sw.js%00",
        "/%ff",
        "/%",
    ] {
        let response = site.get(path, &[]).await;
        assert_eq!((response.status.as_u16(), response.text()), (404, "There is nothing at this address.\n"), "{path}");
        assert_eq!(response.header("content-type"), Some("text/plain; charset=utf-8"));
    }
    assert_eq!(site.get("/fu%C3%9Fnote%20(1).txt?version=1", &[]).await.text(), "a name with signs");
    assert_eq!(site.get("/sw%2Ejs", &[]).await.text(), "worker");
}

#[tokio::test]
async fn wrong_method_gets_allow_header() {
    let site = site();
    for (method, path, allow) in [
        (Method::POST, "/", "GET,HEAD"),
        (Method::PUT, "/sw.js", "GET,HEAD"),
        (Method::POST, "/stats", "GET,HEAD"),
        (Method::GET, "/api/v1/events", "POST"),
        (Method::OPTIONS, "/api/v1/events", "POST"),
    ] {
        let response = site.send(method.clone(), path, &[], "").await;
        assert_eq!((response.status.as_u16(), response.header("allow")), (405, Some(allow)), "{method} {path}");
        assert!(response.text().contains("Allow"));
    }
}

#[tokio::test]
async fn shared_photos_are_not_looked_at_and_lead_to_the_page() {
    let site = site();
    let form = vec![0_u8; 4 * beacon::MAX_BYTES];
    let response = site.send(Method::POST, "/share", &[("content-type", "multipart/form-data; boundary=x")], form).await;
    assert_eq!((response.status.as_u16(), response.header("location"), response.text()), (303, Some("/?share=lost"), ""));
}

#[tokio::test]
async fn events_need_own_origin() {
    let site = site();
    let json = ("content-type", "application/json");
    let host = ("host", "offcut.test:8080");
    for (headers, status) in [
        (FROM_PAGE.to_vec(), 204),
        (vec![json, ("host", "Offcut.test"), ("origin", "https://offcut.TEST")], 204),
        (vec![json, host, ("sec-fetch-site", "same-origin")], 204),
        (vec![json, host], 403),
        (vec![json, host, ("origin", "null")], 403),
        (vec![json, host, ("origin", "http://offcut.test")], 403),
        (vec![json, host, ("origin", "http://evil.test:8080"), ("sec-fetch-site", "same-origin")], 403),
        (vec![json, host, ("origin", "http://offcut.test:8080.evil.test")], 403),
        (vec![json, ("origin", "http://offcut.test:8080")], 403),
        (vec![json, host, ("sec-fetch-site", "same-site")], 403),
        (vec![json, host, ("sec-fetch-site", "cross-site")], 403),
        (vec![json, host, ("sec-fetch-site", "none")], 403),
        (vec![host, ("sec-fetch-site", "same-origin")], 415),
        (vec![("content-type", "application/x-www-form-urlencoded"), host, ("sec-fetch-site", "same-origin")], 415),
    ] {
        let response = site.events(&headers, Batch::new(VISIT, vec![failed(Reason::Other)]).to_json()).await;
        assert_eq!(response.status, status, "{headers:?}");
        assert_eq!(response.body.is_empty(), status == 204);
    }
    assert_eq!(site.stats().await["since_start"]["events"]["failed"], 3);
}

#[tokio::test]
async fn batch_beyond_a_bound_is_rejected_with_a_sentence() {
    let site = site();
    let good = Batch::new(VISIT, vec![cut_out(1980.5, true)]).to_json();
    for (status, body, word) in [
        (400, good.replace("compat", "my own build"), "does not know"),
        (400, good.replace("\"verdict\"", "\"name\":\"me.jpg\",\"verdict\""), "does not know"),
        (400, "not json".to_owned(), "JSON"),
        (400, String::new(), "JSON"),
        (400, good.replace("\"version\":2", "\"version\":1"), "version 2"),
        (413, format!("{good}{}", " ".repeat(beacon::MAX_BYTES)), "16384 bytes"),
        (422, good.replace("1980.5", "-1"), "negative"),
        (422, Batch::new(VISIT, vec![failed(Reason::Other); beacon::MAX_EVENTS + 1]).to_json(), "32 events"),
    ] {
        let response = site.events(FROM_PAGE, body.clone()).await;
        assert_eq!(response.status, status, "{body:.80}");
        assert!(response.text().contains(word), "{}", response.text());
    }
    assert_eq!(site.stats().await["since_start"]["events"]["cut_out"], 0);
}

#[tokio::test]
async fn global_privacy_control_counts_nothing() {
    let site = site();
    let headers = [FROM_PAGE, &[("sec-gpc", "1")]].concat();
    assert_eq!(site.events(&headers, known_batch()).await.status, 204);
    assert_eq!(site.stats().await["since_start"]["events"]["cut_out"], 0);
}

#[tokio::test]
async fn healthz_answers_ok() {
    let response = site().get("/healthz", &[]).await;
    assert_eq!((response.status, response.text()), (StatusCode::OK, "ok\n"));
}

#[test]
fn missing_page_is_a_sentence_with_advice() {
    let folder = tempfile::tempdir().unwrap();
    let error = State::load(&config(folder.path())).unwrap_err();
    assert!(matches!(error, StartupError::NoSite { .. }));
    assert!(error.to_string().contains("cargo xtask run"), "{error}");
}

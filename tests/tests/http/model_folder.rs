//! Networks that the server hands out: the list, the files, and what happens when they change.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::Body;
use axum::http::Method;
use serde_json::Value;
use server::files::models::ModelFolder;
use server::{Config, State, routes::routes};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tests::in_process_client::{Response, request, send};
use tests::program;

const OWN: &str = "purpose = 'rings on plain ground'\nlicence = 'CC-BY-4.0'\nside = 64\nmean = [0.5, 0.5, 0.5]\nstd = [1, 1, 1]\n";
const LIST: &str = "/models/models.json";
const IMMUTABLE: Option<&str> = Some("public, max-age=31536000, immutable");
/// More than the server keeps in memory.
const LARGE: u64 = 17 << 20;
/// Bytes of a range with a digest of its own.
const RANGE: usize = 4 << 20;

fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) {
    fs::write(folder.join(name), bytes).unwrap();
}

fn put_bundled(folder: &Path) {
    fs::copy(program::root().join("models/u2netp.onnx"), folder.join("u2netp.onnx")).unwrap();
}

fn router(folder: &Path) -> Router {
    write(folder, "index.html", "<!doctype html>");
    routes(State::load(&Config::on_free_port(folder, folder)).unwrap())
}

async fn get(router: &Router, path: &str, headers: &[(&str, &str)]) -> Response {
    send(router.clone(), request(Method::GET, path, headers, Body::empty())).await
}

async fn list(router: &Router) -> Vec<Value> {
    let document: Value = serde_json::from_slice(&get(router, LIST, &[]).await.body).unwrap();
    assert_eq!(document["version"], 1);
    document["models"].as_array().unwrap().clone()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn digests_of_ranges(bytes: &[u8]) -> Vec<String> {
    bytes.chunks(RANGE).map(sha256).collect()
}

#[tokio::test]
async fn list_has_catalogue_and_own_networks_and_nothing_else() {
    let folder = TempDir::new().unwrap();
    put_bundled(folder.path());
    write(folder.path(), "own.onnx", "my network");
    write(folder.path(), "own.toml", OWN);
    write(folder.path(), "silueta.onnx", "damaged");
    write(folder.path(), "undescribed.onnx", "x");
    write(folder.path(), "wrong.onnx", "x");
    write(folder.path(), "wrong.toml", "purpose = 3");
    write(folder.path(), "my net.onnx", "x");
    write(folder.path(), "my net.toml", OWN);
    write(folder.path(), "alone.toml", OWN);
    let router = router(folder.path());
    let rows = list(&router).await;
    assert_eq!(rows.len(), 2, "{rows:?}");
    let bundled = serde_json::json!({
        "name": "u2netp", "file": "u2netp.onnx", "bytes": 4_574_861, "sha256": "309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8",
        "licence": "Apache-2.0", "purpose": "any subject; small and quick",
        "input": {"side": 320, "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
        "ranges": {"bytes": RANGE, "sha256": digests_of_ranges(&fs::read(folder.path().join("u2netp.onnx")).unwrap())},
    });
    assert_eq!(bundled["ranges"]["sha256"].as_array().unwrap().len(), 2);
    assert_eq!(rows[0], bundled);
    let own = serde_json::json!({
        "name": "own", "file": "own.onnx", "bytes": 10, "sha256": sha256(b"my network"), "licence": "CC-BY-4.0", "purpose": "rings on plain ground",
        "input": {"side": 64, "mean": [0.5, 0.5, 0.5], "std": [1.0, 1.0, 1.0]}, "ranges": {"bytes": RANGE, "sha256": [sha256(b"my network")]},
    });
    assert_eq!(rows[1], own);
    // A damaged file of the catalogue keeps its address; what nobody has described has none.
    assert_eq!(get(&router, "/models/silueta.onnx", &[]).await.text(), "damaged");
    for path in ["undescribed.onnx", "wrong.onnx", "my%20net.onnx", "own.toml", "alone.toml", "..%2findex.html", "", "sub/own.onnx"] {
        assert_eq!(get(&router, &format!("/models/{path}"), &[]).await.status, 404, "{path}");
    }
    let response = get(&router, LIST, &[]).await;
    assert_eq!((response.header("content-type"), response.header("cache-control")), (Some("application/json"), Some("no-cache")));
    let tag = response.header("etag").unwrap();
    assert_eq!(get(&router, LIST, &[("if-none-match", tag)]).await.status, 304);
}

#[test]
fn what_is_left_out_is_said_once_at_start() {
    let folder = TempDir::new().unwrap();
    put_bundled(folder.path());
    write(folder.path(), "index.html", "<!doctype html>");
    write(folder.path(), "wrong.onnx", "x");
    write(folder.path(), "wrong.toml", "purpose = 'x'\nlicence = 'y'\nside = 1\n");
    write(folder.path(), "lonely.onnx", "x");
    write(folder.path(), "silueta.onnx", "damaged");
    let mut server = Command::new(program::built("offcut-server"));
    server.arg("--site").arg(folder.path()).arg("--models").arg(folder.path()).args(["--port", "0", "--stateless", "--log", "warn"]);
    let mut server = server.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    server.kill().unwrap();
    let said = server.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&said.stderr);
    assert!(line.starts_with("Offcut is at "), "{line}{said}");
    for sentence in [
        "wrong.toml has the side 1, which has to be 32 to 4096 pixels; wrong.onnx is left out",
        "lonely.onnx is left out: describe it in lonely.toml beside it, with purpose, licence and side",
        "silueta.onnx: the file of model silueta is damaged or another version: its checksum is md5:",
    ] {
        assert_eq!(said.matches(sentence).count(), 1, "{sentence}: {said}");
    }
}

#[tokio::test]
async fn files_from_memory_and_from_the_disk_have_ranges_tags_and_lasting_addresses() {
    let folder = TempDir::new().unwrap();
    let mut large: Vec<u8> = (0..LARGE).map(|at| (at % 251) as u8).collect();
    large[0] = 8;
    for (name, bytes) in [("small", &b"0123456789"[..]), ("large", &large)] {
        write(folder.path(), &format!("{name}.onnx"), bytes);
        write(folder.path(), &format!("{name}.toml"), OWN);
    }
    let router = router(folder.path());
    for (path, bytes) in [("/models/small.onnx", &b"0123456789"[..]), ("/models/large.onnx", &large)] {
        let length = bytes.len();
        let whole = get(&router, path, &[]).await;
        assert!(whole.body == bytes, "{path}");
        let digest = sha256(bytes);
        let tag = format!("\"{}\"", &digest[..32]);
        assert_eq!(
            (whole.header("etag"), whole.header("cache-control"), whole.header("accept-ranges")),
            (Some(&*tag), Some("no-cache"), Some("bytes"))
        );
        assert_eq!((whole.header("content-length"), whole.header("content-type")), (Some(&*length.to_string()), Some("application/octet-stream")));
        for (range, from, to) in [("bytes=3-5", 3, 6), ("bytes=7-", 7, length), ("bytes=-3", length - 3, length)] {
            let part = get(&router, path, &[("range", range), ("if-range", &tag)]).await;
            assert_eq!((part.status.as_u16(), part.header("content-range")), (206, Some(&*format!("bytes {from}-{}/{length}", to - 1))), "{path}");
            assert!(part.body == bytes[from..to], "{path} {range}");
        }
        assert_eq!(get(&router, path, &[("range", "bytes=3-5"), ("if-range", "\"other\"")]).await.body.len(), length);
        let outside = get(&router, path, &[("range", "bytes=99999999-")]).await;
        assert_eq!((outside.status.as_u16(), outside.header("content-range")), (416, Some(&*format!("bytes */{length}"))));
        assert_eq!(get(&router, path, &[("if-none-match", &tag)]).await.status, 304);
        let head = send(router.clone(), request(Method::HEAD, path, &[("range", "bytes=0-1")], "")).await;
        assert_eq!((head.status.as_u16(), head.header("content-length"), head.body.len()), (200, Some(&*length.to_string()), 0));
        // Addresses that name the content last for ever, as long as they name it right.
        let address = |query: &str| format!("{path}?{query}");
        for (query, cache_control) in [
            (format!("sha256={}", &digest[..8]), IMMUTABLE),
            (format!("v=2&sha256={digest}"), IMMUTABLE),
            (format!("sha256={}", &digest[..7]), Some("no-cache")),
            ("sha256=00000000".to_owned(), Some("no-cache")),
            ("sha256".to_owned(), Some("no-cache")),
        ] {
            let response = get(&router, &address(&query), &[]).await;
            assert_eq!((response.status.as_u16(), response.header("cache-control")), (200, cache_control), "{query}");
        }
    }
}

/// As the page gets a network: range by range, each held to its digest in the list, going on after one that did not come through.
#[tokio::test]
async fn listed_ranges_are_the_whole_file_and_each_has_its_digest() {
    let folder = TempDir::new().unwrap();
    let large: Vec<u8> = (0..LARGE + 3).map(|at| (at / 7 % 253) as u8).collect();
    write(folder.path(), "large.onnx", &large);
    write(folder.path(), "large.toml", OWN);
    let router = router(folder.path());
    let row = list(&router).await.remove(0);
    let digests = row["ranges"]["sha256"].as_array().unwrap().clone();
    assert_eq!((digests.len(), &row["ranges"]["bytes"]), (5, &serde_json::json!(RANGE)));
    let (mut whole, tag) = (Vec::new(), format!("\"{}\"", &row["sha256"].as_str().unwrap()[..32]));
    for (index, digest) in digests.iter().enumerate() {
        let range = format!("bytes={}-{}", index * RANGE, (index + 1) * RANGE - 1);
        let part = get(&router, "/models/large.onnx", &[("range", &range), ("if-range", &tag)]).await;
        assert_eq!((part.status.as_u16(), sha256(&part.body)), (206, digest.as_str().unwrap().to_owned()), "{range}");
        whole.extend_from_slice(&part.body);
    }
    assert!(whole == large);
}

fn set_time(path: &Path, seconds: u64) {
    File::options().write(true).open(path).unwrap().set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
}

#[test]
fn digest_is_taken_anew_only_when_size_or_time_are_others() {
    let folder = TempDir::new().unwrap();
    let own = folder.path().join("own.onnx");
    write(folder.path(), "own.onnx", "first");
    write(folder.path(), "own.toml", OWN);
    set_time(&own, 1000);
    let models = ModelFolder::open(folder.path()).unwrap();
    let digest = || models.file("own.onnx").map(|model| model.content.digests.sha256.clone());
    assert_eq!(digest(), Some(sha256(b"first")));
    // Nobody reads a file of the same size and time again.
    fs::write(&own, "other").unwrap();
    set_time(&own, 1000);
    (0..3).for_each(|_| models.look_now());
    assert_eq!(digest(), Some(sha256(b"first")));
    // One that changed is read once two looks found it the same.
    set_time(&own, 2000);
    models.look_now();
    assert_eq!(digest(), Some(sha256(b"first")));
    models.look_now();
    assert_eq!(digest(), Some(sha256(b"other")));
    // One that grows with every look waits.
    for step in 0..3 {
        File::options().append(true).open(&own).unwrap().write_all(b"more").unwrap();
        set_time(&own, 3000 + step);
        models.look_now();
        assert_eq!(digest(), Some(sha256(b"other")));
    }
    models.look_now();
    assert_eq!(digest(), Some(sha256(b"othermoremoremore")));
    // What comes and goes, comes and goes; a description counts from the next look on.
    write(folder.path(), "second.onnx", "second");
    write(folder.path(), "second.toml", OWN);
    (0..2).for_each(|_| models.look_now());
    let names = || models.files().iter().map(|model| model.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(), ["own", "second"]);
    write(folder.path(), "second.toml", "wrong");
    models.look_now();
    assert_eq!(names(), ["own"]);
    write(folder.path(), "second.toml", OWN.replace("64", "128"));
    fs::remove_file(&own).unwrap();
    models.look_now();
    assert_eq!((names(), models.files()[0].input.side), (vec!["second".to_owned()], 128));
}

#[tokio::test]
async fn large_file_that_changed_is_refused_until_its_digest_is_known_and_then_served() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("large.onnx");
    write(folder.path(), "large.onnx", vec![1; LARGE as usize]);
    write(folder.path(), "large.toml", OWN);
    set_time(&path, 1000);
    let router = router(folder.path());
    let old = list(&router).await[0]["sha256"].as_str().unwrap().to_owned();
    fs::write(&path, vec![2; LARGE as usize]).unwrap();
    let refused = get(&router, "/models/large.onnx", &[]).await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (503, Some("3")));
    assert!(refused.text().contains("has just changed"), "{}", refused.text());
    // Each request looks at the folder, a second apart at the least.
    let again = async {
        loop {
            let response = get(&router, "/models/large.onnx", &[]).await;
            if response.status == 200 {
                return response;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let response = tokio::time::timeout(Duration::from_secs(60), again).await.expect("never served");
    assert!(response.body.iter().all(|byte| *byte == 2));
    let new = list(&router).await[0]["sha256"].as_str().unwrap().to_owned();
    assert_ne!(old, new);
    assert_eq!(new, sha256(&response.body));
}

#[test]
fn export_has_the_list_and_the_networks() {
    let folder = TempDir::new().unwrap();
    let (models, out) = (folder.path().join("models"), folder.path().join("out"));
    fs::create_dir(&models).unwrap();
    write(folder.path(), "index.html", "<!doctype html>");
    write(&models, "own.onnx", "my network");
    write(&models, "own.toml", OWN);
    let config = Config::on_free_port(folder.path(), &models);
    server::files::export::export(&config, &server::ExportFlags { folder: out.clone(), force: false }).unwrap();
    let document: Value = serde_json::from_slice(&fs::read(out.join("models/models.json")).unwrap()).unwrap();
    assert_eq!(document["models"][0]["name"], "own");
    assert_eq!(fs::read(out.join("models/own.onnx")).unwrap(), b"my network");
    assert!(!out.join("models/own.toml").exists());
    let headers = fs::read_to_string(out.join("_headers")).unwrap();
    assert!(headers.contains("/models/models.json\n  cache-control: no-cache\n  content-type: application/json\n"), "{headers}");
}

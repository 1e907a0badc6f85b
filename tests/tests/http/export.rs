//! `offcut-server export` and `offcut-server healthcheck`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use server::files::export::export;
use server::{Config, ExportFlags, State, routes::routes};
use tests::program;
use tests::server_process::ServerProcess;
use tower::ServiceExt;

fn site(folder: &Path) -> Config {
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("dist/index.html", "<!doctype html><script type=\"module\">start()</script>");
    write("dist/index.html.br", "index in brotli");
    write("dist/page-0123456789abcdef_bg.wasm", "\0asm");
    write("dist/page-0123456789abcdef_bg.wasm.gz", "wasm gz");
    write("dist/page-0123456789abcdef_bg.wasm.br", "wasm br");
    write("dist/samples/cat.jpg", "a picture");
    write("dist/sw.js", "worker");
    write("dist/.stage/half.js", "not handed out");
    write("dist/models/u2netp.onnx", "a stale copy");
    write("models/u2netp.onnx", "0123456789");
    write("models/README.md", "not in the catalogue");
    Config::on_free_port(folder.join("dist"), folder.join("models"))
}

async fn get(router: &Router, path: &str, accept_encoding: &str) -> (StatusCode, HeaderMap, Bytes) {
    let request = Request::get(path).header("accept-encoding", accept_encoding).body(Body::empty()).unwrap();
    let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    (parts.status, parts.headers, to_bytes(body, usize::MAX).await.unwrap())
}

fn files(folder: &Path) -> BTreeSet<String> {
    fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { collect(&path, found) } else { found.push(path) }
        }
    }
    let mut found = Vec::new();
    collect(folder, &mut found);
    found.iter().map(|path| format!("/{}", path.strip_prefix(folder).unwrap().display())).collect()
}

/// Headers that Netlify and Cloudflare Pages read from `_headers`: of every path that matches, all headers; a name that comes twice has both values.
fn headers_for(text: &str, wanted: &str) -> BTreeMap<String, String> {
    let mut headers = BTreeMap::<String, String>::new();
    let mut matches = false;
    for line in text.lines() {
        match line.strip_prefix("  ") {
            None => matches = line == "/*" || line == wanted,
            Some(header) if matches => {
                let (name, value) = header.split_once(": ").unwrap();
                headers.entry(name.to_owned()).and_modify(|all| *all = format!("{all}, {value}")).or_insert_with(|| value.to_owned());
            }
            Some(_) => (),
        }
    }
    headers
}

#[tokio::test]
async fn export_has_the_servers_files_and_headers() {
    let folder = tempfile::tempdir().unwrap();
    let config = site(folder.path());
    let out = folder.path().join("out/cdn");
    export(&config, &ExportFlags { folder: out.clone(), force: false }).unwrap();
    let router = routes(State::load(&config).unwrap());
    let text = fs::read_to_string(out.join("_headers")).unwrap();

    let mut expected = BTreeSet::from(["/_headers".to_owned()]);
    for path in ["/index.html", "/page-0123456789abcdef_bg.wasm", "/samples/cat.jpg", "/sw.js", "/models/u2netp.onnx", "/models/models.json"] {
        for (coding, extension) in [("identity", ""), ("gzip", ".gz"), ("br", ".br")] {
            let (status, served, body) = get(&router, path, coding).await;
            assert_eq!(status, StatusCode::OK, "{path}");
            if coding == "identity" || served.contains_key("content-encoding") {
                assert_eq!(fs::read(out.join(format!(".{path}{extension}"))).unwrap(), body, "{path}{extension}");
                expected.insert(format!("{path}{extension}"));
            }
        }
        assert_same_headers(&get(&router, path, "identity").await.1, &headers_for(&text, path), path);
    }
    assert_eq!(files(&out), expected);
    assert_same_headers(&get(&router, "/", "identity").await.1, &headers_for(&text, "/"), "/");
    assert!(headers_for(&text, "/index.html")["content-security-policy"].contains("script-src 'self' 'wasm-unsafe-eval';"));
    assert_eq!(headers_for(&text, "/page-0123456789abcdef_bg.wasm")["content-type"], "application/wasm");
}

/// Headers that a host of static files makes itself, or has no use for.
const OF_THE_HOST: &[&str] = &["etag", "accept-ranges", "vary", "content-length", "x-request-id"];

fn assert_same_headers(served: &HeaderMap, exported: &BTreeMap<String, String>, path: &str) {
    let served = served.iter().filter(|(name, _)| !OF_THE_HOST.contains(&name.as_str()));
    let served: BTreeMap<String, String> = served.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    assert_eq!(&served, exported, "{path}");
}

#[tokio::test]
async fn built_site_fits_limits_of_static_hosts() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::on_free_port(program::root().join("dist"), program::root().join("models"));
    export(&config, &ExportFlags { folder: folder.path().to_owned(), force: false }).unwrap();
    let text = fs::read_to_string(folder.path().join("_headers")).unwrap();
    // The limits of Cloudflare Pages: paths, characters of a line, bytes of a file.
    assert!(text.lines().filter(|line| line.starts_with('/')).count() <= 100);
    assert!(text.lines().all(|line| line.len() <= 2000));
    for file in files(folder.path()) {
        assert!(fs::metadata(folder.path().join(format!(".{file}"))).unwrap().len() <= 25 * 1024 * 1024, "{file}");
    }
}

fn offcut_server(arguments: &[&str], folder: &Path) -> Output {
    Command::new(program::built("offcut-server")).args(arguments).current_dir(folder).env("OFFCUT_LOG", "error").output().unwrap()
}

#[test]
fn folder_with_files_needs_force() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path());
    fs::create_dir(folder.path().join("out")).unwrap();
    fs::write(folder.path().join("out/mine.txt"), "mine").unwrap();
    let refused = offcut_server(&["export", "out"], folder.path());
    assert_eq!(refused.status.code(), Some(2));
    let sentence = String::from_utf8(refused.stderr).unwrap();
    assert!(sentence.contains("out is not empty") && sentence.contains("--force"), "{sentence}");
    assert_eq!(files(&folder.path().join("out")).len(), 1);

    let forced = offcut_server(&["export", "out", "--force", "--site", "dist", "--models", "models"], folder.path());
    assert_eq!(forced.status.code(), Some(0), "{}", String::from_utf8_lossy(&forced.stderr));
    assert!(files(&folder.path().join("out")).is_superset(&BTreeSet::from(["/mine.txt".to_owned(), "/index.html".to_owned()])));
}

#[test]
fn unwritable_folder_and_missing_site_are_sentences() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path());
    for (arguments, part) in
        [(["export", "dist/sw.js/out", "--force"], "cannot be written"), (["export", "out", "--site=nowhere"], "nowhere has no index.html")]
    {
        let output = offcut_server(&arguments, folder.path());
        let sentence = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{sentence}");
        assert!(sentence.contains(part), "{sentence}");
    }
}

#[test]
fn healthcheck_tells_running_server_from_none() {
    let folder = tempfile::tempdir().unwrap();
    let config = site(folder.path());
    let server = ServerProcess::start(&folder.path().join("dist"), &config.models, 0).unwrap();
    let port = server.authority.rsplit_once(':').unwrap().1.to_owned();
    for address in ["127.0.0.1", "0.0.0.0"] {
        let well = offcut_server(&["healthcheck", "--address", address, "--port", &port], folder.path());
        assert_eq!(well.status.code(), Some(0), "{}", String::from_utf8_lossy(&well.stderr));
    }
    drop(server);
    let ill = offcut_server(&["healthcheck", "--port", &port], folder.path());
    assert_eq!(ill.status.code(), Some(1));
    assert!(String::from_utf8(ill.stderr).unwrap().contains("does not respond"));
}

//! Site and network inside the program: served and exported like those of folders, which take their place.

use std::fs;
use std::path::Path;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::Method;
use matting::catalogue::{self, U2NETP};
use server::files::bundle::Bundle;
use server::files::export::export;
use server::files::models::ModelFolder;
use server::{Config, ExportFlags, StartupError, State, routes::routes};
use tests::in_process_client::{Response, request, send};

const WASM: &str = "/page-0123456789abcdef_bg.wasm";

fn bundle() -> Bundle {
    let site = [
        ("index.html", "<!doctype html>"),
        ("page-0123456789abcdef_bg.wasm", "\0asm, as it is"),
        ("page-0123456789abcdef_bg.wasm.br", "wasm in brotli"),
        ("locales/de.ftl", "a = b"),
        (".made-from", "not handed out"),
        (".stage/half.js", "nor this"),
    ];
    Bundle::new(site.map(|(path, text)| (path.to_owned(), Bytes::from(text))), U2NETP.into())
}

/// A server that carries the files, with this folder of models.
fn config(models: &Path) -> Config {
    Config { site: None, bundle: bundle(), ..Config::on_free_port("", models) }
}

fn router(config: &Config) -> Router {
    routes(State::load(config).unwrap())
}

async fn get(router: &Router, path: &str, headers: &[(&str, &str)]) -> Response {
    send(router.clone(), request(Method::GET, path, headers, Body::empty())).await
}

#[tokio::test]
async fn bundled_site_is_served_with_its_packed_forms_and_without_hidden_files() {
    let folder = tempfile::tempdir().unwrap();
    let router = router(&config(folder.path()));
    assert_eq!(get(&router, "/", &[]).await.body, "<!doctype html>");
    assert_eq!(get(&router, "/locales/de.ftl", &[]).await.body, "a = b");
    assert_eq!(get(&router, WASM, &[]).await.body, "\0asm, as it is");
    let packed = get(&router, WASM, &[("accept-encoding", "gzip, br")]).await;
    assert_eq!((packed.header("content-encoding"), packed.body.as_ref()), (Some("br"), &b"wasm in brotli"[..]));
    for path in ["/.made-from", "/.stage/half.js", "/page-0123456789abcdef_bg.wasm.br", "/missing.js"] {
        assert_eq!(get(&router, path, &[]).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn folder_of_the_site_takes_the_place_of_the_bundled_one() {
    let folder = tempfile::tempdir().unwrap();
    let named = Config { site: Some(folder.path().to_owned()), ..config(folder.path()) };
    assert!(matches!(State::load(&named), Err(StartupError::NoSite { .. })), "a wrong folder is an error, and not another page");
    fs::write(folder.path().join("index.html"), "another page").unwrap();
    let router = router(&named);
    assert_eq!(get(&router, "/", &[]).await.body, "another page");
    assert_eq!(get(&router, WASM, &[]).await.status, 404);
}

#[tokio::test]
async fn bundled_network_is_handed_out_until_the_folder_has_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let router = router(&config(&folder.path().join("missing")));
    let model = get(&router, "/models/u2netp.onnx", &[]).await;
    assert!(model.status == 200 && model.body == U2NETP);
    let part = get(&router, "/models/u2netp.onnx", &[("range", "bytes=4574860-")]).await;
    assert_eq!((part.status.as_u16(), part.body.len()), (206, 1));
    let list = String::from_utf8(get(&router, "/models/models.json", &[]).await.body.to_vec()).unwrap();
    assert!(list.contains(catalogue::BUNDLED.name) && list.contains(&catalogue::sha256(U2NETP)), "{list}");

    let models = ModelFolder::with_bundled(folder.path(), Some(U2NETP.into())).unwrap();
    models.look_now();
    assert!(models.file("u2netp.onnx").unwrap().is_sound);
    fs::write(folder.path().join("u2netp.onnx"), "the operator's own").unwrap();
    // A file that is new counts from the second look on.
    models.look_now();
    models.look_now();
    assert_eq!(models.files().len(), 1);
    assert_eq!(models.file("u2netp.onnx").unwrap().content.stamp.bytes, 18);
}

#[test]
fn export_writes_bundled_files() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    export(&config(&folder.path().join("missing")), &ExportFlags { folder: out.clone(), force: false }).unwrap();
    assert_eq!(fs::read(out.join("index.html")).unwrap(), b"<!doctype html>");
    assert_eq!(fs::read(out.join("page-0123456789abcdef_bg.wasm.br")).unwrap(), b"wasm in brotli");
    assert!(fs::read(out.join("models/u2netp.onnx")).unwrap() == U2NETP);
}

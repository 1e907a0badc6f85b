//! Pages of the examples in real browsers: without a bundler and built by each of them.

use std::path::{Path, PathBuf};
use std::process::Command;

use tests::browser::Browser;
use tests::in_each_engine;
use tests::services::{ServiceProcess, free_port, output};

use crate::ONE_AT_A_TIME;
use crate::comparison::check_page;
use crate::installed::{Project, is_absent};
use crate::page_server::{ISOLATED, PageServer, policy};

/// Bytes in Brotli that a page may load before its first cut-out: worker, WebAssembly and network among them.
const BUDGET: u64 = 6_500_000;

in_each_engine!(page_without_a_bundler_and_one_built_by_vite_cut_out);

async fn page_without_a_bundler_and_one_built_by_vite_cut_out(browser: Browser) {
    if is_absent() {
        return;
    }
    let (plain, vite) = (Project::of("plain"), Project::built(&["vite"]).remove(0));
    let policy = policy("npm/README.md", "script-src 'self'");
    let server = PageServer::start(plain.path(), &[ISOLATED, &[("content-security-policy", policy.as_str())]].concat()).await;
    check_page("plain", &browser, &server.address).await;
    let bytes = in_brotli(&server.sent());
    println!("in {}: {bytes} bytes in Brotli before the first result", browser.engine.name);
    assert!(bytes <= BUDGET, "{bytes} bytes in Brotli in {}: {:#?}", browser.engine.name, server.sent());

    let server = PageServer::start(&vite.path().join("dist"), ISOLATED).await;
    check_page("vite", &browser, &server.address).await;
    // Page, script, worker, WebAssembly and network, of one build.
    assert_eq!(server.sent().len(), 5, "{:#?}", server.sent());
    browser.close(&[]).await.unwrap();
}

/// Bytes of these files in Brotli. Quality 9 in place of 11, which takes ten times as long for a few per cent.
fn in_brotli(files: &[PathBuf]) -> u64 {
    let script = "const { brotliCompressSync, constants } = require('node:zlib');
        const packed = file => brotliCompressSync(require('node:fs').readFileSync(file), { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }).length;
        console.log(process.argv.slice(1).map(packed).reduce((a, b) => a + b));";
    output(Command::new("node").args(["-e", script]).args(files)).unwrap().trim().parse().unwrap()
}

#[tokio::test]
async fn pages_built_by_webpack_and_esbuild_and_one_that_vite_serves_cut_out_in_chromium() {
    let _one = ONE_AT_A_TIME.lock().await;
    if is_absent() {
        return;
    }
    let Some(browser) = Browser::start().await.unwrap() else { return };
    let projects = Project::built(&["webpack", "esbuild"]);
    for (what, project) in ["webpack", "esbuild"].into_iter().zip(&projects) {
        let server = PageServer::start(project.path(), ISOLATED).await;
        check_page(what, &browser, &server.address).await;
        let from_modules: Vec<_> = server.sent().into_iter().filter(|file| is_in_modules(file, project.path())).collect();
        assert!(from_modules.is_empty(), "{what} takes {from_modules:?} along from node_modules");
    }
    let project = Project::of("vite");
    let port = free_port().unwrap();
    let mut vite = project.command(&project.path().join("node_modules/.bin/vite").display().to_string());
    let _vite = ServiceProcess::start(vite.args(["--host", "127.0.0.1", "--strictPort", "--port", &port.to_string()]), port).unwrap();
    check_page("Vite's own server", &browser, &format!("http://127.0.0.1:{port}/")).await;
    browser.close(&["favicon.ico"]).await.unwrap();
}

fn is_in_modules(file: &Path, project: &Path) -> bool {
    file.starts_with(project.join("node_modules"))
}

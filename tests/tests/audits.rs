//! Audits of the page: accessibility by axe-core in every state, Lighthouse, and Chromium's own conditions for installing it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tests::browser::engine::{CHROMIUM, FIREFOX, WEBKIT};
use tests::browser::{Browser, cut_off, pseudo_locale, states};
use tests::program::root;
use tests::server_process::ServerProcess;
use tokio::sync::Mutex;

static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

/// Folder whose `node_modules` has axe-core and Lighthouse; `None`, with the reason printed, where they are not.
fn audits() -> Option<PathBuf> {
    if let Some(reason) = std::env::var_os("OFFCUT_NO_AUDITS") {
        eprintln!("skipped: {}", reason.to_string_lossy());
        return None;
    }
    Some(std::env::var_os("OFFCUT_AUDITS").expect("OFFCUT_AUDITS names no folder with axe-core and Lighthouse: run cargo xtask test").into())
}

#[tokio::test]
async fn axe_finds_nothing_in_any_state_in_light_and_in_dark_and_long_words_are_not_cut_off() {
    let _one = ONE_AT_A_TIME.lock().await;
    let Some(audits) = audits() else { return };
    let axe = std::fs::read_to_string(audits.join("node_modules/axe-core/axe.min.js")).unwrap();
    // The page's policy keeps scripts of others out, but not those of its own WebDriver.
    let script = format!(
        "{axe}; const done = arguments[0];
        const told = ({{ id, help, nodes }}) => `${{id}}: ${{help}}: ${{nodes.map(node => node.html + ' ' + node.failureSummary).join('; ')}}`;
        window.axe.run(document, {{ resultTypes: ['violations'] }}).then(
            found => done(found.passes.length > 0 ? found.violations.map(told) : ['no rule applies']), error => done([String(error)]));"
    );
    let (mut found, mut seen) = (Vec::new(), 0);
    let Some(browser) = Browser::start().await.unwrap() else { return };
    let long_words = pseudo_locale::sentences().unwrap();
    let looked = states::each(&browser, async |state| {
        for colours in ["light", "dark"] {
            let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": colours }] });
            browser.devtools("Emulation.setEmulatedMedia", media).await?;
            let is_so = browser.client.execute("return matchMedia(`(prefers-color-scheme: ${arguments[0]})`).matches", vec![json!(colours)]).await?;
            assert_eq!(is_so, json!(true), "{colours}");
            let violations = browser.client.execute_async(&script, Vec::new()).await?;
            let violations: Vec<String> = serde_json::from_value(violations)?;
            found.extend(violations.into_iter().map(|violation| format!("{state}, {colours}: {violation}")));
            seen += 1;
        }
        pseudo_locale::speak(&browser, &long_words).await?;
        for width in [390, 768, 1280] {
            let places = cut_off::at_width(&browser, width).await?;
            found.extend(places.into_iter().map(|place| format!("{state}, long words, {width} pixels: {place}")));
        }
        pseudo_locale::speak_english(&browser).await
    });
    looked.await.unwrap();
    browser.client.clone().close().await.unwrap();
    assert!(seen > 40, "only {seen} looks");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Scores of Lighthouse for the page that the browser shows, or for an address that Lighthouse opens.
fn lighthouse(browser: &Browser, audits: &Path, address: &str, mode: &str) -> Value {
    let capabilities = browser.client.capabilities().unwrap();
    let debugger = capabilities["goog:chromeOptions"]["debuggerAddress"].as_str().unwrap();
    let port = debugger.rsplit(':').next().unwrap();
    let mut node = Command::new("node");
    node.arg(root().join("tests/audits/lighthouse.mjs")).arg(audits).args([port, address, mode]);
    let output = node.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// In light colours: that dark ones have contrast is one of axe-core's rules.
#[tokio::test]
async fn lighthouse_gives_full_marks() {
    let _one = ONE_AT_A_TIME.lock().await;
    let Some(audits) = audits() else { return };
    let Some(browser) = Browser::start().await.unwrap() else { return };
    let server = ServerProcess::start(&root().join("dist"), &root().join("models"), 0).unwrap();
    browser.open(&server.address()).await.unwrap();
    browser.offline_ready().await.unwrap();
    check("start", &lighthouse(&browser, &audits, &server.address(), "navigation"));
    browser.ready().await.unwrap();
    browser.click(".sample").await.unwrap();
    browser.phase("done").await.unwrap();
    check("done", &lighthouse(&browser, &audits, &server.address(), "snapshot"));
    browser.client.clone().close().await.unwrap();
}

fn check(state: &str, told: &Value) {
    let scores = told["scores"].as_object().unwrap();
    println!("{state}: {scores:?}, {}", told["faults"]);
    assert_eq!(scores.len(), 2, "{told:#}");
    for (category, score) in scores {
        assert!(score.as_f64() == Some(1.0), "{state}, {category}: {told:#}");
    }
}

/// Lighthouse has had no category for installable pages since its version 12; Chromium says itself what keeps a page from being installed.
#[tokio::test]
async fn page_can_be_installed() {
    let _one = ONE_AT_A_TIME.lock().await;
    let Some(browser) = Browser::start().await.unwrap() else { return };
    let server = ServerProcess::start(&root().join("dist"), &root().join("models"), 0).unwrap();
    browser.open(&server.address()).await.unwrap();
    browser.offline_ready().await.unwrap();
    let manifest = browser.devtools("Page.getAppManifest", json!({})).await.unwrap();
    assert_eq!((&manifest["errors"], manifest["url"].as_str().unwrap().ends_with("/manifest.webmanifest")), (&json!([]), true), "{manifest:#}");
    let against = browser.devtools("Page.getInstallabilityErrors", json!({})).await.unwrap();
    assert_eq!(against["installabilityErrors"], json!([]));
    browser.close(&[]).await.unwrap();
}

/// Pictures of every state in every engine, light and dark, for a look; in the folder that OFFCUT_PICTURES names, where it names one.
#[tokio::test]
async fn pictures_of_every_state() {
    let Some(folder) = std::env::var_os("OFFCUT_PICTURES").map(PathBuf::from) else { return };
    let _one = ONE_AT_A_TIME.lock().await;
    std::fs::create_dir_all(&folder).unwrap();
    for engine in [&CHROMIUM, &FIREFOX, &WEBKIT] {
        for dark in [false, true] {
            let Some(browser) = Browser::start_engine(engine, dark).await.unwrap() else { continue };
            let colours = if dark { "dark" } else { "light" };
            let looked = states::each(&browser, async |state| {
                let picture = browser.client.screenshot().await?;
                Ok(std::fs::write(folder.join(format!("{}-{colours}-{state}.png", engine.name)), picture)?)
            });
            looked.await.unwrap();
            browser.client.clone().close().await.unwrap();
        }
    }
}

//! The page in a real browser, with the real server, worker and weights.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::http::Method;
use fantoccini::Locator;
use fantoccini::key::Key;
use serde_json::json;
use tests::browser::engine::Ability;
use tests::browser::photos::disc;
use tests::browser::{Browser, PLAIN_HTTP_HOST, accessibility};
use tests::golden_case::{GoldenCase, alpha_of};
use tests::http_client;
use tests::program::root;
use tests::recording_proxy::RecordingProxy;
use tests::server_process::ServerProcess;
use tokio::sync::Mutex;
use tokio::time::sleep;

static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

tests::in_each_engine!(
    cut_outs_are_the_golden_ones_and_nothing_is_sent_meanwhile,
    second_visit_takes_the_model_from_the_cache_and_works_offline,
    photo_can_be_cancelled_and_the_next_one_works,
    dropped_and_pasted_files_are_taken_and_others_get_a_notice,
    damaged_model_is_refused_and_a_good_one_taken_afterwards,
);

fn server() -> ServerProcess {
    ServerProcess::start(&root().join("dist"), &root().join("models"), 0).unwrap()
}

fn photo(case: &str) -> PathBuf {
    GoldenCase::all().unwrap().into_iter().find(|found| found.name == case).unwrap().photo
}

fn stem(photo: &Path) -> String {
    photo.file_stem().unwrap().to_string_lossy().into_owned()
}

macro_rules! browser_or_skip {
    () => {
        match Browser::start().await.unwrap() {
            Some(browser) => browser,
            None => return,
        }
    };
}

async fn cut_outs_are_the_golden_ones_and_nothing_is_sent_meanwhile(browser: Browser) {
    let server = server();
    let proxy = RecordingProxy::to(server.authority.clone()).await.unwrap();
    let mut failures = Vec::new();
    for (place, build) in browser.engine.builds.iter().enumerate() {
        // The page takes the first by itself.
        let query = if place == 0 { String::new() } else { format!("?build={build}") };
        browser.open(&format!("{}/{query}", proxy.address)).await.unwrap();
        // Keeping the page for later is a download of its own; it has to be over before counting.
        browser.offline_ready().await.unwrap();
        let worker = browser.text("[data-test=worker]").await.unwrap();
        assert!(worker.contains(shown(build)), "{worker}");
        if *build != "compat" {
            let threads = std::thread::available_parallelism().unwrap().get().min(8);
            assert!(worker.contains(&format!("{threads} thread")), "{worker}");
        }
        // Its lowered instructions are what another build has of its own: a few photos use all of them.
        let cases = if place == 0 { usize::MAX } else { 2 };
        for case in GoldenCase::all().unwrap().into_iter().take(cases) {
            let before = proxy.sent().len();
            browser.choose(&case.photo).await.unwrap();
            browser.phase("done").await.unwrap();
            let png = browser.download(&format!("{}-cutout.png", stem(&case.photo))).await.unwrap();
            let sent = proxy.sent();
            let sent = without_version_checks(&String::from_utf8_lossy(&sent[before..]));
            assert!(sent.is_empty(), "{}: sent while the photo was processed: {sent}", case.name);
            if let Err(error) = case.check(&format!("{}-{build}", browser.engine.name), &alpha_of(&png).unwrap()) {
                failures.push(error.to_string());
            }
            browser.click("[data-test=another]").await.unwrap();
        }
    }
    assert!(String::from_utf8_lossy(&proxy.sent()).starts_with("GET / HTTP/1.1"), "the relay does not listen");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    browser.close(&[]).await.unwrap();
}

/// The page's description of a build.
fn shown(build: &str) -> &'static str {
    match build {
        "fast" => "Fastest build",
        "threads" => "Build without fused arithmetic",
        _ => "Compatible build, slower · 1 thread",
    }
}

#[tokio::test]
async fn each_phase_is_complete_for_a_screen_reader_and_fits_a_phone() {
    let _one = ONE_AT_A_TIME.lock().await;
    let browser = browser_or_skip!();
    let server = server();
    // The build that every machine shows alike.
    browser.open(&format!("{}/?build=compat", server.address())).await.unwrap();
    browser.offline_ready().await.unwrap();
    browser.client.set_window_size(500, 844).await.unwrap();
    let check = async |name: &str| {
        let wide = browser.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth").await.unwrap();
        assert_eq!(wide, json!(0), "{name} scrolls sideways");
        accessibility::matches_snapshot(&browser, name).await
    };
    let mut differences = Vec::new();
    differences.extend(check("start").await);
    browser.click(".masthead button").await.unwrap();
    differences.extend(check("privacy").await);
    browser.click("dialog .button").await.unwrap();
    browser.choose(&photo("cat")).await.unwrap();
    browser.wait_for("[data-step=find][data-status=running]").await.unwrap();
    differences.extend(check("working").await);
    browser.phase("done").await.unwrap();
    differences.extend(check("done").await);
    browser.click("[data-test=brush]").await.unwrap();
    browser.wait_for("[data-test=brushed]").await.unwrap();
    differences.extend(check("brush").await);
    browser.click("[data-test=brush-done]").await.unwrap();
    browser.click("[data-test=another]").await.unwrap();
    browser.choose(&root().join("tests/malformed/README.md")).await.unwrap();
    browser.phase("failed").await.unwrap();
    differences.extend(check("failed").await);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    browser.close(&[]).await.unwrap();
}

async fn second_visit_takes_the_model_from_the_cache_and_works_offline(browser: Browser) {
    let server = server();
    let address = server.address();
    browser.open(&address).await.unwrap();
    browser.offline_ready().await.unwrap();
    browser.client.goto("about:blank").await.unwrap();
    browser.open(&address).await.unwrap();
    browser.ready().await.unwrap();
    browser.client.goto("about:blank").await.unwrap();
    let stats = stats_with_events(&server, 2).await;
    let ready = &stats["since_start"]["vitals"]["ready"];
    assert_eq!((&ready["cold"]["count"], &ready["warm"]["count"]), (&json!(1), &json!(1)), "from the network, then from the cache: {stats:#}");
    drop(server);
    // Without the browser's HTTP cache only the service worker can respond.
    if browser.engine.can(Ability::DevTools) {
        browser.devtools("Network.clearBrowserCache", json!({})).await.unwrap();
    }
    browser.open(&address).await.unwrap();
    browser.click(".sample").await.unwrap();
    browser.phase("done").await.unwrap();
    browser.download("chelsea-cutout.png").await.unwrap();
    // The page asks its server for a newer service worker, which nobody answers.
    browser.close(&["sw.js", "ERR_CONNECTION_REFUSED"]).await.unwrap();
}

#[tokio::test]
async fn beacon_is_sent_when_the_page_is_left_as_the_panel_shows_it() {
    let _one = ONE_AT_A_TIME.lock().await;
    let browser = browser_or_skip!();
    let server = server();
    browser.open(&server.address()).await.unwrap();
    browser.choose(&photo("cat")).await.unwrap();
    browser.phase("done").await.unwrap();
    browser.click(".masthead button").await.unwrap();
    let shown = browser.text("[data-test=beacon-waiting]").await.unwrap();
    let batch = beacon::Batch::parse(shown.as_bytes()).unwrap();
    assert_eq!(batch.events.len(), 3, "{shown}");
    assert_eq!(batch.events[2], beacon::Event::Queue(beacon::Queue { photos: beacon::QueueSize::One }));
    for secret in ["chelsea", "127.0.0.1"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    // A download may well take 451 ms: the photo's sides are looked for in everything but the times.
    let mut told: serde_json::Value = serde_json::from_str(&shown).unwrap();
    for event in told["events"].as_array_mut().unwrap() {
        for times in ["times", "ready_ms", "interactive_ms", "first_result_ms"] {
            event.as_object_mut().unwrap().remove(times);
        }
    }
    for side in ["451", "300"] {
        assert!(!told.to_string().contains(side), "{told}");
    }
    browser.client.goto("about:blank").await.unwrap();
    let stats = stats_with_events(&server, 2).await;
    assert_eq!(stats["since_start"]["events"]["cut_out"], json!(1), "{stats:#}");
    browser.close(&[]).await.unwrap();
}

#[tokio::test]
async fn nothing_is_counted_without_consent() {
    let _one = ONE_AT_A_TIME.lock().await;
    let browser = browser_or_skip!();
    let server = server();
    browser.open(&server.address()).await.unwrap();
    browser.ready().await.unwrap();
    browser.click(".masthead button").await.unwrap();
    browser.click(".switch").await.unwrap();
    browser.click("dialog .button").await.unwrap();
    browser.choose(&photo("cat")).await.unwrap();
    browser.phase("done").await.unwrap();
    browser.client.goto("about:blank").await.unwrap();
    browser.open(&server.address()).await.unwrap();
    assert_eq!(
        browser.script("return document.querySelector('dialog .switch input').checked").await.unwrap(),
        json!(false),
        "the switch is remembered"
    );
    browser.script("localStorage.clear()").await.unwrap();
    let signal = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })";
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": signal })).await.unwrap();
    browser.open(&server.address()).await.unwrap();
    browser.choose(&photo("cat")).await.unwrap();
    browser.phase("done").await.unwrap();
    assert_eq!(browser.script("return document.querySelector('dialog .switch input').disabled").await.unwrap(), json!(true));
    browser.client.goto("about:blank").await.unwrap();
    sleep(Duration::from_secs(2)).await;
    assert_eq!(events(&server.stats().unwrap()), 0);
    browser.close(&[]).await.unwrap();
}

async fn photo_can_be_cancelled_and_the_next_one_works(browser: Browser) {
    let server = server();
    browser.open(&server.address()).await.unwrap();
    browser.ready().await.unwrap();
    // Large, so that there is time to cancel it.
    let folder = tempfile::tempdir().unwrap();
    let large = folder.path().join("large.png");
    image::RgbImage::from_pixel(7000, 7000, image::Rgb([90, 140, 220])).save(&large).unwrap();
    for way in ["button", "key"] {
        browser.choose(&large).await.unwrap();
        browser.wait_for("[data-step=read][data-status=running]").await.unwrap();
        if way == "button" {
            browser.click("[data-test=cancel]").await.unwrap();
        } else {
            browser.client.active_element().await.unwrap().send_keys(&Key::Escape.to_string()).await.unwrap();
        }
        browser.phase("empty").await.unwrap();
    }
    browser.choose(&photo("cat")).await.unwrap();
    browser.phase("done").await.unwrap();
    browser.download("chelsea-cutout.png").await.unwrap();
    browser.close(&[]).await.unwrap();
}

async fn dropped_and_pasted_files_are_taken_and_others_get_a_notice(browser: Browser) {
    let server = server();
    browser.open(&server.address()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let [dropped, pasted, flat] = ["dropped.png", "pasted.png", "sky.png"].map(|name| folder.path().join(name));
    disc(&dropped, 1).unwrap();
    disc(&pasted, 2).unwrap();
    browser.hand_over("drop", &dropped).await.unwrap();
    browser.wait_for_text(".result h1", "dropped.png").await.unwrap();
    browser.hand_over("paste", &pasted).await.unwrap();
    browser.wait_for_text(".result h1", "pasted.png").await.unwrap();
    browser.hand_over("drop", &root().join("tests/malformed/README.md")).await.unwrap();
    browser.wait_for_text(".failure h1", "not a picture").await.unwrap();
    // The broken file took nothing away.
    browser.click("[data-test=back]").await.unwrap();
    browser.wait_for_text(".result h1", "pasted.png").await.unwrap();
    // A photo without a subject is taken, and gets a warning.
    image::RgbImage::from_pixel(64, 64, image::Rgb([90, 140, 220])).save(&flat).unwrap();
    browser.hand_over("drop", &flat).await.unwrap();
    browser.wait_for_text(".result h1", "sky.png").await.unwrap();
    browser.wait_for_text("[data-test=verdict]", "No clear subject").await.unwrap();
    browser.close(&[]).await.unwrap();
}

#[tokio::test]
async fn slider_moves_with_the_keyboard() {
    let _one = ONE_AT_A_TIME.lock().await;
    let browser = browser_or_skip!();
    let server = server();
    browser.open(&server.address()).await.unwrap();
    browser.choose(&photo("cat")).await.unwrap();
    browser.phase("done").await.unwrap();
    let slider = browser.wait_for(".compare input").await.unwrap();
    slider.send_keys(&Key::Right.to_string()).await.unwrap();
    assert_eq!(slider.attr("aria-valuetext").await.unwrap().as_deref(), Some("51% original, 49% cut-out"));
    slider.send_keys(&Key::Home.to_string()).await.unwrap();
    let split = browser.script("return document.querySelector('.compare').style.getPropertyValue('--split')").await.unwrap();
    assert_eq!(split, json!("0%"));
    browser.close(&[]).await.unwrap();
}

#[tokio::test]
async fn page_works_without_a_secure_origin() {
    let _one = ONE_AT_A_TIME.lock().await;
    let browser = browser_or_skip!();
    let server = server();
    let port = server.authority.rsplit(':').next().unwrap();
    browser.open(&format!("http://{PLAIN_HTTP_HOST}:{port}/")).await.unwrap();
    assert_eq!(browser.script("return [isSecureContext, 'caches' in window]").await.unwrap(), json!([false, false]));
    browser.choose(&photo("cat")).await.unwrap();
    browser.phase("done").await.unwrap();
    browser.download("chelsea-cutout.png").await.unwrap();
    assert!(!browser.wait_for("[data-test=copy]").await.unwrap().is_enabled().await.unwrap());
    browser.close(&["Cross-Origin-Opener-Policy", "loaded over an insecure connection"]).await.unwrap();
}

async fn damaged_model_is_refused_and_a_good_one_taken_afterwards(browser: Browser) {
    let models = tempfile::tempdir().unwrap();
    let mut onnx = std::fs::read(root().join("models/u2netp.onnx")).unwrap();
    let good = onnx.clone();
    onnx[2_000_000] ^= 1;
    std::fs::write(models.path().join("u2netp.onnx"), onnx).unwrap();
    let dist = root().join("dist");
    let server = ServerProcess::start(&dist, models.path(), 0).unwrap();
    browser.open(&server.address()).await.unwrap();
    browser.choose(&photo("cat")).await.unwrap();
    browser.wait_for_text(".failure h1", "arrived damaged").await.unwrap();
    let port = server.authority.rsplit(':').next().unwrap().parse().unwrap();
    drop(server);
    std::fs::write(models.path().join("u2netp.onnx"), good).unwrap();
    let _server = ServerProcess::start(&dist, models.path(), port).unwrap();
    browser.click("[data-test=next-action]").await.unwrap();
    browser.phase("done").await.unwrap();
    browser.close(&[]).await.unwrap();
}

#[tokio::test]
async fn new_version_is_offered_and_never_mixed_with_the_old_one() {
    let _one = ONE_AT_A_TIME.lock().await;
    let browser = browser_or_skip!();
    let site = tempfile::tempdir().unwrap();
    copy_folder(&root().join("dist"), site.path());
    let server = ServerProcess::start(site.path(), &root().join("models"), 0).unwrap();
    let port = server.authority.rsplit(':').next().unwrap().parse().unwrap();
    browser.open(&server.address()).await.unwrap();
    browser.offline_ready().await.unwrap();
    drop(server);
    // A next version: another title, and a service worker that says so.
    for (name, from, to) in [("index.html", "<title>Offcut", "<title>Next Offcut"), ("sw.js", "const VERSION = \"", "const VERSION = \"next-")] {
        let path = site.path().join(name);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{name}");
        std::fs::write(path, text.replace(from, to)).unwrap();
        for packed in ["br", "gz"] {
            std::fs::remove_file(site.path().join(format!("{name}.{packed}"))).unwrap();
        }
    }
    let server = ServerProcess::start(site.path(), &root().join("models"), port).unwrap();
    let html = "return (await (await fetch('/')).text()).includes('Next Offcut')";
    browser.open(&server.address()).await.unwrap();
    browser.wait_for("[data-test=update]").await.unwrap();
    assert_eq!(browser.script(html).await.unwrap(), json!(false), "the open page keeps its version");
    browser.choose(&photo("cat")).await.unwrap();
    browser.phase("done").await.unwrap();
    browser.click("[data-test=update] button").await.unwrap();
    browser.phase("empty").await.unwrap();
    assert_eq!(browser.script(html).await.unwrap(), json!(true), "the new version came with the reload");
    assert!(browser.client.find(Locator::Css("[data-test=update]")).await.is_err(), "and is not offered again");
    browser.close(&[]).await.unwrap();
}

#[tokio::test]
async fn worker_of_another_version_is_refused() {
    let _one = ONE_AT_A_TIME.lock().await;
    let browser = browser_or_skip!();
    let site = tempfile::tempdir().unwrap();
    copy_folder(&root().join("dist"), site.path());
    // The build's id stands in the worker's module as text; another one of the same length makes it another version.
    let id = std::fs::read_to_string(root().join("dist/.worker-id")).unwrap();
    for entry in std::fs::read_dir(site.path()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with("worker-") && name.ends_with("_bg.wasm") {
            let mut bytes = std::fs::read(&path).unwrap();
            let places: Vec<usize> = (0..bytes.len() - id.len()).filter(|at| bytes[*at..].starts_with(id.as_bytes())).collect();
            assert!(!places.is_empty(), "{name} has no id");
            places.iter().for_each(|at| bytes[*at..*at + id.len()].fill(b'0'));
            std::fs::write(&path, bytes).unwrap();
            for packed in ["br", "gz"] {
                std::fs::remove_file(site.path().join(format!("{name}.{packed}"))).unwrap();
            }
        }
    }
    let server = ServerProcess::start(site.path(), &root().join("models"), 0).unwrap();
    browser.open(&server.address()).await.unwrap();
    browser.choose(&photo("cat")).await.unwrap();
    browser.wait_for_text(".failure h1", "A new version of this page is ready").await.unwrap();
    browser.close(&[]).await.unwrap();
}

#[tokio::test]
async fn statistics_page_is_rendered() {
    let _one = ONE_AT_A_TIME.lock().await;
    let browser = browser_or_skip!();
    let server = server();
    browser.client.goto(&format!("{}/stats", server.address())).await.unwrap();
    let html = http_client::get(&server.authority, "/stats", &["Accept: text/html"]).unwrap().body;
    let heading = html.split("<h1>").nth(1).and_then(|rest| rest.split("</h1>").next()).unwrap();
    assert_eq!((browser.text("h1").await.unwrap().as_str(), heading.is_empty()), (heading, false));
    let rules = browser.script("return [...document.styleSheets].reduce((sum, sheet) => sum + sheet.cssRules.length, 0)").await.unwrap();
    assert!(rules.as_u64().unwrap() > 10, "its style is not applied: {rules} rules");
    // A policy that blocks the page's own style would show here.
    let severe = browser.command(Method::POST, "se/log", json!({ "type": "browser" })).await.unwrap();
    assert_eq!(severe, json!([]));
    browser.close(&[]).await.unwrap();
}

/// Chromium asks for a newer service worker when it likes. Such a request has no body and ends with an empty line.
fn without_version_checks(sent: &str) -> String {
    let is_check = |request: &&str| request.starts_with("GET /sw.js HTTP/1.1\r\n") && !request.to_lowercase().contains("content-length");
    sent.split_inclusive("\r\n\r\n").filter(|request| !is_check(request)).collect()
}

/// Statistics, once they hold `least` events: a beacon takes a moment to arrive.
async fn stats_with_events(server: &ServerProcess, least: u64) -> serde_json::Value {
    for _ in 0..100 {
        let stats = server.stats().unwrap();
        if events(&stats) >= least {
            return stats;
        }
        sleep(Duration::from_millis(100)).await;
    }
    panic!("no {least} events but {:#}", server.stats().unwrap());
}

fn events(stats: &serde_json::Value) -> u64 {
    stats["since_start"]["events"].as_object().unwrap().values().filter_map(serde_json::Value::as_u64).sum()
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

//! Time and memory of the page in a tab in each engine, printed by `cargo xtask bench tab`; nothing is asserted, and elsewhere nothing is measured.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a measurement that cannot go on has failed")]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use image::imageops::FilterType;
use tests::browser::Browser;
use tests::browser::engine::{CHROMIUM, Engine, FIREFOX, WEBKIT};
use tests::golden_case::GoldenCase;
use tests::program::root;
use tests::server_process::ServerProcess;
use tokio::time::sleep;

/// Rounds of first cut-outs, engines in turns.
const ROUNDS: usize = 3;
/// Photos of 12 megapixels.
const PHOTOS: usize = 10;

const ENGINES: [&Engine; 3] = [&CHROMIUM, &FIREFOX, &WEBKIT];

#[tokio::test]
async fn first_cut_out_and_memory() {
    let Some(what) = std::env::var_os("OFFCUT_BENCH") else { return };
    if what != "memory" {
        first_cut_outs().await;
    }
    if what != "time" {
        memory().await;
    }
}

/// Time from navigation to the cut-out on the page with a fresh profile, the photo given at once or once the page is ready and at rest.
async fn first_cut_outs() {
    let cat = photo("cat");
    println!("first cut-out of a fresh profile, 0.1 MP, ms, median of {ROUNDS}, engines in turns");
    println!("  {:<9} {:>7} {:>17}   {:<90} {:>10}", "engine", "ready", "from navigation", "stages", "once ready");
    let mut all: BTreeMap<&str, Vec<[f64; 3]>> = BTreeMap::new();
    let mut stages = BTreeMap::new();
    for _ in 0..ROUNDS {
        for engine in ENGINES {
            let server = server();
            let Some(browser) = Browser::start_engine(engine, false).await.unwrap() else { continue };
            browser.open(&server.address()).await.unwrap();
            watch(&browser).await;
            browser.choose(&cat).await.unwrap();
            browser.phase("done").await.unwrap();
            let at_once = number(&browser, "return window.doneAt").await;
            stages.insert(engine.name, browser.script(STAGES).await.unwrap().as_str().unwrap_or_default().to_owned());
            browser.client.clone().close().await.unwrap();
            drop(browser);
            let Some(browser) = Browser::start_engine(engine, false).await.unwrap() else { continue };
            browser.open(&server.address()).await.unwrap();
            watch(&browser).await;
            browser.ready().await.unwrap();
            let ready = number(&browser, "return window.readyAt").await;
            browser.offline_ready().await.unwrap();
            sleep(Duration::from_secs(3)).await;
            browser.choose(&cat).await.unwrap();
            browser.phase("done").await.unwrap();
            let waited = number(&browser, "return window.doneAt - window.workingAt").await;
            println!("  {:<9} {ready:>7.0} {at_once:>17.0}   {:<90} {waited:>10.0}", engine.name, stages[engine.name]);
            browser.client.clone().close().await.unwrap();
            all.entry(engine.name).or_default().push([ready, at_once, waited]);
        }
    }
    for (name, rounds) in all {
        let median = |place: usize| {
            let mut values: Vec<f64> = rounds.iter().map(|round| round[place]).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        println!("  {name:<9} {:>7.0} {:>17.0}   {:<90} {:>10.0}", median(0), median(1), "median", median(2));
    }
}

/// Memory of the process that holds the page: after one photo, after ten, and once the worker rests.
async fn memory() {
    let folder = tempfile::tempdir().unwrap();
    let large = folder.path().join("large.jpg");
    image::open(photo("raccoon")).unwrap().resize_exact(4000, 3000, FilterType::CatmullRom).into_rgb8().save(&large).unwrap();
    println!("memory of the page's process (PSS), MB, photos of 12 MP");
    println!("  engine      ready   1 photo   {PHOTOS} photos   at rest");
    for engine in ENGINES {
        let server = server();
        let Some(browser) = Browser::start_engine(engine, false).await.unwrap() else { continue };
        browser.open(&format!("{}/?rest=20", server.address())).await.unwrap();
        browser.offline_ready().await.unwrap();
        sleep(Duration::from_secs(2)).await;
        let mut row = vec![page_memory(browser.driver_id())];
        for number in 1..=PHOTOS {
            browser.choose(&large).await.unwrap();
            browser.phase("done").await.unwrap();
            browser.wait_for(".result img.after").await.unwrap();
            if number == 1 || number == PHOTOS {
                sleep(Duration::from_secs(3)).await;
                row.push(page_memory(browser.driver_id()));
            }
            if number < PHOTOS {
                browser.click("[data-test=another]").await.unwrap();
            }
        }
        sleep(Duration::from_secs(30)).await;
        row.push(page_memory(browser.driver_id()));
        println!("  {:<9} {:>7.0} {:>9.0} {:>11.0} {:>9.0}", engine.name, row[0], row[1], row[2], row[3]);
        browser.client.clone().close().await.unwrap();
    }
}

/// Notes in the page when it became ready, worked, and was done.
async fn watch(browser: &Browser) {
    let script = "const note = () => {
            const name = { working: 'workingAt', done: 'doneAt' }[document.querySelector('main').dataset.phase];
            if (name) window[name] ??= performance.now();
            if (document.querySelector('[data-ready=yes]')) window.readyAt ??= performance.now();
        };
        new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributes: true }); note()";
    browser.script(script).await.unwrap();
}

/// Times of the stages, as the page shows them.
const STAGES: &str =
    "return [...document.querySelectorAll('.times [data-step]')].map(row => row.dataset.step + ' ' + row.querySelector('dd').textContent).join(', ')";

async fn number(browser: &Browser, script: &str) -> f64 {
    browser.script(script).await.unwrap().as_f64().unwrap_or(f64::NAN)
}

/// Largest memory in megabytes of a process below `driver`: that of the page, next to which the browser's own are small.
fn page_memory(driver: u32) -> f64 {
    let mut found: f64 = 0.0;
    for process in descendants(driver) {
        let folder = Path::new("/proc").join(process.to_string());
        let command = std::fs::read(folder.join("cmdline")).unwrap_or_default();
        let command = String::from_utf8_lossy(&command).into_owned();
        let is_page = ["--type=renderer", "-contentproc", "WebKitWebProcess"].iter().any(|part| command.contains(part));
        let rollup = std::fs::read_to_string(folder.join("smaps_rollup")).unwrap_or_default();
        let kilobytes = rollup.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix(" kB")?.parse::<f64>().ok());
        if is_page {
            found = found.max(kilobytes.unwrap_or(0.0) / 1000.0);
        }
    }
    found
}

fn descendants(of: u32) -> Vec<u32> {
    let parents: Vec<(u32, u32)> = std::fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| parent(&entry.path())).collect();
    let mut all = vec![of];
    let mut at = 0;
    while at < all.len() {
        let above = all[at];
        all.extend(parents.iter().filter(|(_, parent)| *parent == above).map(|(child, _)| *child));
        at += 1;
    }
    all
}

/// Process of a folder of /proc, and its parent.
fn parent(folder: &Path) -> Option<(u32, u32)> {
    let process = folder.file_name()?.to_str()?.parse().ok()?;
    let stat = std::fs::read_to_string(folder.join("stat")).ok()?;
    // The name, which may hold anything, is in parentheses.
    Some((process, stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()?))
}

fn server() -> ServerProcess {
    ServerProcess::start(&root().join("dist"), &root().join("models"), 0).unwrap()
}

fn photo(case: &str) -> std::path::PathBuf {
    GoldenCase::all().unwrap().into_iter().find(|found| found.name == case).unwrap().photo
}

//! Network chooser of the page: networks are downloaded, used, kept, added from files, refused and deleted.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use axum::http::Method;
use fantoccini::Locator;
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::browser::engine::Ability;
use tests::browser::photos::{TIMEOUT, golden};
use tests::browser::{Browser, PLAIN_HTTP_HOST};
use tests::in_each_engine;
use tests::program::root;
use tests::recording_proxy::RecordingProxy;
use tests::server_process::ServerProcess;
use tests::tiny_network::{Quantised, network, padded};
use tokio::sync::Mutex;
use tokio::time::sleep;

/// One browser at a time: on a small machine several would wait for each other until something times out.
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

// Where files go depends on the engine; what the page makes of them is tested in one.
in_each_engine!(@ in_firefox FIREFOX network_is_there_in_the_next_visit_until_it_is_deleted);
in_each_engine!(@ in_webkit WEBKIT network_is_there_in_the_next_visit_until_it_is_deleted);
in_each_engine!(@ in_chromium CHROMIUM
    network_is_downloaded_used_kept_for_offline_and_deleted download_goes_on_after_a_lost_connection_and_in_the_next_visit
    damaged_and_foreign_files_are_told_and_not_kept network_from_a_file_is_used_and_one_that_stops_gives_way
    page_without_files_and_digests_has_the_worker_check_a_network
);

const TOML: &str = "purpose = 'rings on plain ground'\nlicence = 'CC-BY-4.0'\nside = 64\nmean = [0.5, 0.5, 0.5]\nstd = [1, 1, 1]\n";

/// Bytes of a range with a digest of its own.
const RANGE: u64 = 4 << 20;

/// Folder with the bundled network and one of one's own.
fn models(own: &[u8]) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::copy(root().join("models/u2netp.onnx"), folder.path().join("u2netp.onnx")).unwrap();
    fs::write(folder.path().join("rings.onnx"), own).unwrap();
    fs::write(folder.path().join("rings.toml"), TOML).unwrap();
    folder
}

fn tiny() -> Vec<u8> {
    network(Some("Sigmoid"), 64, Quantised::No)
}

fn serve(models: &Path) -> ServerProcess {
    ServerProcess::start(&root().join("dist"), models, 0).unwrap()
}

/// The page with a photo cut out and the chooser open.
async fn open_chooser(browser: &Browser, address: &str) {
    browser.open(address).await.unwrap();
    browser.ready().await.unwrap();
    browser.choose(&golden("cat").unwrap()).await.unwrap();
    browser.phase("done").await.unwrap();
    browser.click("[data-test=networks] summary").await.unwrap();
    browser.wait_for("[data-test=networks][open] .network").await.unwrap();
}

/// Cut-out as it is now.
async fn cut_out(browser: &Browser) -> Vec<u8> {
    browser.wait_for("[data-current=true]").await.unwrap();
    browser.download("chelsea-cutout.png").await.unwrap()
}

/// Sizes of the files on the device that belong to networks, by path.
async fn on_device(browser: &Browser) -> Vec<(String, u64)> {
    let script = "return (async () => {
        const found = [];
        const all = await (await navigator.storage.getDirectory()).getDirectoryHandle('networks', { create: true });
        for await (const [id, folder] of all.entries())
            for await (const [name, handle] of folder.entries()) {
                try { found.push([`${id}/${name}`, (await handle.getFile()).size]); } catch {}
            }
        return found.sort();
    })()";
    // A file may vanish while they are listed.
    browser.script(script).await.ok().and_then(|found| serde_json::from_value(found).ok()).unwrap_or_default()
}

/// Number of a network's files where the engine keeps them: on the device, or in a cache.
async fn kept_files(browser: &Browser) -> usize {
    if browser.engine.can(Ability::DeviceFiles) {
        return on_device(browser).await.len();
    }
    let script = "return caches.open('offcut-networks').then(cache => cache.keys()).then(keys => keys.length)";
    browser.script(script).await.unwrap().as_u64().unwrap() as usize
}

async fn network_is_there_in_the_next_visit_until_it_is_deleted(browser: Browser) {
    let models = models(&padded(tiny(), RANGE as usize));
    let server = serve(models.path());
    open_chooser(&browser, &server.address()).await;
    browser.click("[data-network=rings] [data-test=network-download]").await.unwrap();
    browser.wait_for_text("[data-test=network-news]", "rings is used now.").await.unwrap();
    assert_eq!(kept_files(&browser).await, 3, "its record and two ranges");
    open_chooser(&browser, &server.address()).await;
    browser.wait_for_text("[data-test=networks] summary", "Network: rings").await.unwrap();
    browser.wait_for_text("[data-network=rings]", "kept here").await.unwrap();
    browser.click("[data-network=rings] [data-test=network-delete]").await.unwrap();
    browser.wait_for_text("[data-test=network-news]", "rings is deleted.").await.unwrap();
    assert_eq!(kept_files(&browser).await, 0);
    assert!(is_chosen(&browser, "u2netp").await);
    browser.close(&[]).await.unwrap();
}

fn whole_ranges(files: &[(String, u64)]) -> usize {
    files.iter().filter(|(path, bytes)| !path.ends_with(".json") && *bytes == RANGE).count()
}

async fn wait_for_ranges(browser: &Browser, least: usize) {
    let begun = Instant::now();
    while whole_ranges(&on_device(browser).await) < least {
        assert!(begun.elapsed() < TIMEOUT, "{:?}", on_device(browser).await);
        sleep(Duration::from_millis(50)).await;
    }
}

/// The connection of the page: bytes a second, or none.
async fn connection(browser: &Browser, bytes_a_second: Option<u64>) {
    let conditions = json!({
        "offline": bytes_a_second.is_none(), "latency": 0, "download_throughput": bytes_a_second.unwrap_or(0), "upload_throughput": 10_000_000,
    });
    browser.command(Method::POST, "chromium/network_conditions", json!({ "network_conditions": conditions })).await.unwrap();
}

/// Whether the line of facts about the cut-out has its time.
async fn has_time(browser: &Browser) -> bool {
    let facts = browser.text("[data-test=facts]").await.unwrap();
    facts.ends_with("sec") || facts.ends_with("ms")
}

async fn is_chosen(browser: &Browser, name: &str) -> bool {
    browser.script(&format!("return document.querySelector('[data-network={name}] input').checked")).await.unwrap() == json!(true)
}

async fn network_is_downloaded_used_kept_for_offline_and_deleted(browser: Browser) {
    let models = models(&tiny());
    let server = serve(models.path());
    let address = server.address();
    open_chooser(&browser, &address).await;
    let plain = cut_out(&browser).await;
    assert!(has_time(&browser).await);
    browser.press("Colour").await.unwrap();
    let coloured = cut_out(&browser).await;
    browser.wait_for_text("[data-network=rings]", "rings on plain ground · licence CC-BY-4.0").await.unwrap();
    let about = browser.text("[data-network=u2netp] label .hint").await.unwrap();
    assert!(about.contains(" · about ") && about.contains(" a photo here · comes with this page"), "{about}");
    let about = browser.text("[data-network=rings] label .hint").await.unwrap();
    assert_eq!(about, "rings on plain ground · licence CC-BY-4.0", "nobody knows its time");
    let requested = "return performance.getEntriesByType('resource').filter(entry => entry.name.includes('rings')).length";
    assert_eq!(browser.script(requested).await.unwrap(), json!(0), "it came before it was asked for");
    let download = browser.text("[data-network=rings] [data-test=network-download]").await.unwrap();
    assert_eq!(download, "Download 0.0 MB");

    browser.click("[data-network=rings] [data-test=network-download]").await.unwrap();
    browser.wait_for_text("[data-test=network-news]", "rings is used now.").await.unwrap();
    browser.wait_for_text("[data-network=rings]", "kept here").await.unwrap();
    assert!(is_chosen(&browser, "rings").await && !is_chosen(&browser, "u2netp").await);
    let other = cut_out(&browser).await;
    assert!(other != coloured, "the photo was not cut out again");
    let colour = "return document.querySelector('input[name=background]:checked').parentElement.textContent";
    assert_eq!(browser.script(colour).await.unwrap(), json!("Colour"), "the edits are gone");
    browser.press("None").await.unwrap();
    let plain_other = cut_out(&browser).await;
    assert!(plain_other != plain);
    assert!(!has_time(&browser).await, "it would be that of another network");
    let shown = async || {
        browser.click(".masthead button").await.unwrap();
        let shown = browser.text("[data-test=beacon-waiting]").await.unwrap();
        browser.click("dialog .button").await.unwrap();
        shown
    };
    let told = shown().await;
    let download = r#"{"kind":"network_download","model":"other","bytes":"<10","outcome":"completed"}"#;
    assert!(told.contains(download) && !told.contains("rings"), "{told}");

    // Another visit, without its server.
    browser.open(&address).await.unwrap();
    browser.offline_ready().await.unwrap();
    drop(server);
    open_chooser(&browser, &address).await;
    browser.wait_for_text("[data-test=networks] summary", "Network: rings").await.unwrap();
    browser.wait_for_text("[data-test=network-hints]", "cannot be listed now").await.unwrap();
    assert!(cut_out(&browser).await == plain_other, "it is the same network as before");
    assert!(has_time(&browser).await, "the photo was cut out with it");
    assert!(shown().await.contains("\"model\":\"other\""), "{}", shown().await);

    browser.click("[data-network=u2netp] input").await.unwrap();
    browser.wait_for_text("[data-test=network-news]", "u2netp is used now.").await.unwrap();
    assert!(cut_out(&browser).await == plain && !has_time(&browser).await);
    browser.click("[data-network=rings] input").await.unwrap();
    browser.wait_for_text("[data-test=network-news]", "rings is used now.").await.unwrap();
    browser.click("[data-network=rings] [data-test=network-delete]").await.unwrap();
    browser.wait_for_text("[data-test=network-news]", "rings is deleted.").await.unwrap();
    assert!(is_chosen(&browser, "u2netp").await);
    assert_eq!(on_device(&browser).await, []);
    assert!(cut_out(&browser).await == plain);
    browser.close(&["sw.js", "ERR_CONNECTION_REFUSED"]).await.unwrap();
}

async fn download_goes_on_after_a_lost_connection_and_in_the_next_visit(browser: Browser) {
    let onnx = padded(tiny(), 5 * RANGE as usize);
    let models = models(&onnx);
    let server = serve(models.path());
    let proxy = RecordingProxy::to(server.authority.clone()).await.unwrap();
    let asked = || {
        let sent = String::from_utf8_lossy(&proxy.sent()).to_lowercase();
        sent.lines().filter_map(|line| line.strip_prefix("range: bytes=").map(str::to_owned)).collect::<Vec<_>>()
    };
    let first = format!("0-{}", RANGE - 1);
    open_chooser(&browser, &proxy.address).await;
    browser.wait_for("[data-network=rings] [data-test=network-download]").await.unwrap();
    connection(&browser, Some(5_000_000)).await;
    browser.click("[data-network=rings] [data-test=network-download]").await.unwrap();
    // The second click of a double one.
    browser.wait_for("[data-network=rings] progress").await.unwrap();
    let again = "document.querySelector('[data-test=network-pause]').dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 2 }))";
    browser.script(again).await.unwrap();
    wait_for_ranges(&browser, 1).await;
    connection(&browser, None).await;
    sleep(Duration::from_millis(700)).await;
    connection(&browser, Some(5_000_000)).await;
    wait_for_ranges(&browser, 2).await;
    browser.click("[data-test=network-pause]").await.unwrap();
    browser.wait_for_text("[data-test=network-news]", "rings is paused. What has come is kept.").await.unwrap();
    let kept = whole_ranges(&on_device(&browser).await);
    assert!((2..5).contains(&kept), "{kept}");
    assert_eq!(asked().iter().filter(|range| **range == first).count(), 1, "{:?}", asked());

    // In the next visit it goes on where it was.
    connection(&browser, Some(100_000_000)).await;
    let before = asked().len();
    open_chooser(&browser, &proxy.address).await;
    let left = onnx.len() as u64 - kept as u64 * RANGE;
    let button = browser.wait_for("[data-network=rings] [data-test=network-download]").await.unwrap().text().await.unwrap();
    assert_eq!(button, format!("Go on: {} left", matting::catalogue::megabytes(left)));
    browser.click("[data-network=rings] [data-test=network-download]").await.unwrap();
    browser.wait_for_text("[data-test=network-news]", "rings is used now.").await.unwrap();
    assert_eq!(asked()[before..].len(), 6 - kept, "{:?}", asked());
    assert!(!asked()[before..].contains(&first));
    let total: u64 = on_device(&browser).await.iter().filter(|(path, _)| !path.ends_with(".json")).map(|(_, bytes)| bytes).sum();
    assert_eq!(total, onnx.len() as u64);
    // What was cut off is said by the console, too.
    browser.close(&["ERR_INTERNET_DISCONNECTED", "ERR_NETWORK_CHANGED", "ERR_FAILED"]).await.unwrap();
}

/// Network so large that the server reads it from the disk, whose content may change without its noticing.
fn large() -> Vec<u8> {
    padded(tiny(), 17 << 20)
}

/// Puts these bytes in the place of the network's, of the same size and time.
fn replace_unnoticed(models: &Path, bytes: &[u8]) {
    let path = models.join("rings.onnx");
    fs::write(&path, bytes).unwrap();
    File::options().write(true).open(path).unwrap().set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1000)).unwrap();
}

/// Server that lists a network whose third range was damaged afterwards.
fn serve_damaged() -> (TempDir, ServerProcess) {
    let mut bytes = large();
    let models = models(&bytes);
    replace_unnoticed(models.path(), &bytes);
    let server = serve(models.path());
    bytes[2 * RANGE as usize + 5] ^= 1;
    replace_unnoticed(models.path(), &bytes);
    (models, server)
}

/// Changes the record of the network on the device.
const OTHER_CHECKSUM: &str = "return (async () => {
    const all = await (await navigator.storage.getDirectory()).getDirectoryHandle('networks');
    for await (const folder of all.values()) {
        const handle = await folder.getFileHandle('network.json');
        const text = await (await handle.getFile()).text();
        const writable = await handle.createWritable();
        await writable.write(text.replace('\"is_proven\":true', '\"is_proven\":false').replace(/\"sha256\":\"..../, '\"sha256\":\"0000'));
        await writable.close();
    }
})()";

async fn damaged_and_foreign_files_are_told_and_not_kept(browser: Browser) {
    let (models, server) = serve_damaged();
    open_chooser(&browser, &server.address()).await;
    let plain = cut_out(&browser).await;
    browser.click("[data-network=rings] [data-test=network-download]").await.unwrap();
    browser.wait_for_text("[data-test=network-news]", "rings arrives damaged, twice in a row").await.unwrap();
    assert_eq!(whole_ranges(&on_device(&browser).await), 2, "the damaged range is not kept");
    assert!(is_chosen(&browser, "u2netp").await);
    replace_unnoticed(models.path(), &large());
    browser.click("[data-network=rings] [data-test=network-download]").await.unwrap();
    browser.wait_for_text("[data-test=network-news]", "rings is used now.").await.unwrap();
    // As if its checksum had not been compared yet, and were another one.
    browser.script(OTHER_CHECKSUM).await.unwrap();
    open_chooser(&browser, &server.address()).await;
    let sentence = "The file of rings is damaged: its checksum is not the listed one. u2netp is used in its place.";
    browser.wait_for_text("[data-test=network-line]", sentence).await.unwrap();
    browser.click("[data-network=rings] [data-test=network-delete]").await.unwrap();
    browser.wait_for_text("[data-test=network-news]", "rings is deleted.").await.unwrap();

    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [("text", b"no network at all".to_vec()), ("cut", fs::read(root().join("models/u2netp.onnx")).unwrap()[..99_999].to_vec())] {
        let file = folder.path().join(format!("{name}.onnx"));
        fs::write(&file, bytes).unwrap();
        browser.wait_for("#network-file").await.unwrap().send_keys(&file.display().to_string()).await.unwrap();
        browser.wait_for_text("[data-test=network-news]", &format!("{name} was not kept.")).await.unwrap();
        browser.wait_for_text("[data-test=network-line]", "u2netp is used in its place.").await.unwrap();
        let sentence = browser.text("[data-test=network-line] span").await.unwrap();
        assert!(sentence.starts_with(name) && sentence.len() < 200, "{sentence}");
        assert_eq!(on_device(&browser).await, []);
        assert!(is_chosen(&browser, "u2netp").await);
    }
    assert!(cut_out(&browser).await == plain);
    browser.close(&[]).await.unwrap();
}

async fn network_from_a_file_is_used_and_one_that_stops_gives_way(browser: Browser) {
    let models = models(&tiny());
    let server = serve(models.path());
    open_chooser(&browser, &server.address()).await;
    let plain = cut_out(&browser).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.onnx");
    fs::write(&file, network(None, 96, Quantised::Weights)).unwrap();
    browser.hand_over("drop", &file).await.unwrap();
    browser.wait_for_text("[data-test=network-news]", "mine is used now.").await.unwrap();
    browser.wait_for_text("[data-network=mine]", "added from a file · kept here").await.unwrap();
    let guessed = cut_out(&browser).await;
    assert!(guessed != plain);
    browser.click("[data-network=mine] .network-input summary").await.unwrap();
    type_input(&browser, ["96", "0.485, 0.456, 0.406", "x"]).await;
    browser.wait_for_text("[data-test=network-news]", "The side is 32 to 4096 pixels").await.unwrap();
    type_input(&browser, ["128", "0.5", "0.25"]).await;
    browser.wait_for_text("[data-test=network-news]", "mine is used now.").await.unwrap();
    let own = cut_out(&browser).await;
    assert!(own != guessed && own != plain);
    fs::remove_file(&file).unwrap();
    open_chooser(&browser, &server.address()).await;
    browser.wait_for_text("[data-test=networks] summary", "Network: mine").await.unwrap();
    assert!(cut_out(&browser).await == own);

    // A worker that stops in the middle of the photo.
    let stop = "const post = Worker.prototype.postMessage;
        Worker.prototype.postMessage = function (...message) {
            if (!message[0].head.includes('preview')) return post.apply(this, message);
            Worker.prototype.postMessage = post;
            this.dispatchEvent(new Event('error'));
        };";
    browser.script(stop).await.unwrap();
    browser.press("Colour").await.unwrap();
    browser.wait_for_text("[data-test=network-line]", "mine needs more memory than there is, or stopped. u2netp is used").await.unwrap();
    browser.press("None").await.unwrap();
    browser.wait_for_text("[data-test=networks] summary", "Network: u2netp").await.unwrap();
    assert!(cut_out(&browser).await == plain);
    browser.client.refresh().await.unwrap();
    browser.ready().await.unwrap();
    let remembered: Value = browser.script("return localStorage.getItem('offcut-network')").await.unwrap();
    assert_eq!(remembered, Value::Null, "the next visit would meet it again");
    browser.close(&[]).await.unwrap();
}

/// Types side, mean and deviation of the network `mine` over what is there, and uses them.
async fn type_input(browser: &Browser, texts: [&str; 3]) {
    let fields = browser.client.find_all(Locator::Css("[data-network=mine] .network-input input")).await.unwrap();
    assert_eq!(fields.len(), texts.len());
    for (field, text) in fields.iter().zip(texts) {
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }
    browser.click("[data-network=mine] .network-input button").await.unwrap();
}

/// On plain http a page has no files, no caches and no digests.
async fn page_without_files_and_digests_has_the_worker_check_a_network(browser: Browser) {
    let (models, server) = serve_damaged();
    let port = server.authority.rsplit(':').next().unwrap();
    open_chooser(&browser, &format!("http://{PLAIN_HTTP_HOST}:{port}")).await;
    browser.wait_for_text("[data-test=network-hints]", "a network is here until the page is closed").await.unwrap();
    let plain = cut_out(&browser).await;
    browser.click("[data-network=rings] [data-test=network-download]").await.unwrap();
    browser.wait_for_text("[data-test=network-news]", "rings was not kept.").await.unwrap();
    let sentence = "The file of rings is damaged: its checksum is not the listed one. u2netp is used in its place.";
    browser.wait_for_text("[data-test=network-line]", sentence).await.unwrap();
    replace_unnoticed(models.path(), &large());
    browser.wait_for_text("[data-network=rings]", "Download 18 MB").await.unwrap();
    browser.click("[data-network=rings] [data-test=network-download]").await.unwrap();
    browser.wait_for_text("[data-test=network-news]", "rings is used now.").await.unwrap();
    assert!(cut_out(&browser).await != plain);
    browser.close(&["Cross-Origin-Opener-Policy", "loaded over an insecure connection"]).await.unwrap();
}

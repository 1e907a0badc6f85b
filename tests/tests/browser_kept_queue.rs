//! Photos that stay on the device: after a closed or killed tab, in two tabs, without room, and cleared.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use fantoccini::wd::WindowHandle;
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::browser::engine::Ability;
use tests::browser::photos::{TIMEOUT, choose, disc, golden, look_at, states, through};
use tests::browser::{Browser, accessibility};
use tests::in_each_engine;
use tests::program::root;
use tests::server_process::ServerProcess;
use tokio::sync::Mutex;
use tokio::time::sleep;

/// One browser at a time: on a small machine several would wait for each other until something times out.
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

in_each_engine!(closed_tab_goes_on_with_edits_and_files, page_works_where_a_browser_keeps_nothing);
// Files and locks are the same calls in every engine that has them: what the page makes of them is tested in one.
in_each_engine!(@ in_chromium CHROMIUM
    clearing_leaves_nothing_on_the_device tabs_do_not_harm_each_other damaged_records_are_skipped switched_off_nothing_is_offered_again
);

async fn open(browser: &Browser) -> ServerProcess {
    let server = ServerProcess::start(&root().join("dist"), &root().join("models"), 0).unwrap();
    browser.open(&server.address()).await.unwrap();
    browser.ready().await.unwrap();
    server
}

/// Small photos under names of their own.
fn discs(names: &[&str]) -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = names.iter().map(|name| folder.path().join(name)).collect();
    paths.iter().zip(1..).for_each(|(path, shade)| disc(path, shade).unwrap());
    (folder, paths)
}

/// Chooses further photos, from where one that is done is looked at.
async fn choose_more(browser: &Browser, photos: &[PathBuf]) {
    browser.click("[data-test=another]").await.unwrap();
    choose(browser, photos).await.unwrap();
}

/// Names of all files on the device, and the texts of those that are JSON.
const ON_DEVICE: &str = "return (async () => {
    const found = {};
    const walk = async (folder, path) => {
        for await (const [name, handle] of folder.entries()) {
            if (handle.kind !== 'file') await walk(handle, `${path}${name}/`);
            else found[path + name] = name.endsWith('.json') ? await (await handle.getFile()).text() : null;
        }
    };
    await walk(await navigator.storage.getDirectory(), '');
    return found;
})()";

/// Files on the device by path, records with their text.
async fn on_device(browser: &Browser) -> serde_json::Map<String, Value> {
    let Value::Object(found) = browser.script(ON_DEVICE).await.unwrap() else { panic!("not an object") };
    found
}

/// Waits until the files on the device are as wanted.
async fn wait_for_device(browser: &Browser, what: &str, is_so: impl Fn(&[(String, Value)]) -> bool) {
    let begun = Instant::now();
    loop {
        let found = browser.script(ON_DEVICE).await;
        // A file may vanish while they are listed.
        let found: Vec<(String, Value)> = found.ok().and_then(|found| Some(found.as_object()?.clone().into_iter().collect())).unwrap_or_default();
        if is_so(&found) {
            return;
        }
        assert!(begun.elapsed() < TIMEOUT, "{what}: {found:#?}");
        sleep(Duration::from_millis(100)).await;
    }
}

fn records(files: &[(String, Value)]) -> usize {
    files.iter().filter(|(path, _)| path.ends_with(".json")).count()
}

async fn wait_for_records(browser: &Browser, count: usize) {
    wait_for_device(browser, &format!("{count} records"), |files| records(files) == count).await;
}

/// Gives the page all the time that it takes to offer photos of another visit.
async fn settle(browser: &Browser) {
    browser.ready().await.unwrap();
    sleep(Duration::from_secs(4)).await;
}

async fn is_there(browser: &Browser, css: &str) -> bool {
    browser.script(&format!("return document.querySelector('{css}') !== null")).await.unwrap() == json!(true)
}

/// Closes the tab, and opens the page in another one.
async fn another_tab(browser: &Browser, address: &str) {
    let before = browser.client.window().await.unwrap();
    let next = browser.client.new_window(true).await.unwrap().handle;
    browser.client.switch_to_window(before).await.unwrap();
    browser.client.close_window().await.unwrap();
    browser.client.switch_to_window(next).await.unwrap();
    browser.client.goto(address).await.unwrap();
}

async fn new_tab(browser: &Browser, address: &str) -> WindowHandle {
    let tab = browser.client.new_window(true).await.unwrap().handle;
    browser.client.switch_to_window(tab.clone()).await.unwrap();
    browser.open(address).await.unwrap();
    tab
}

async fn closed_tab_goes_on_with_edits_and_files(browser: Browser) {
    if !browser.engine.can(Ability::DeviceFiles) {
        return browser.close(&[]).await.unwrap();
    }
    let server = open(&browser).await;
    let (_folder, photos) = discs(&["0.png", "1.png", "2.png", "3.png"]);
    choose(&browser, &[golden("cat").unwrap(), photos[0].clone()]).await.unwrap();
    through(&browser).await.unwrap();
    look_at(&browser, 1).await.unwrap();
    browser.press("Colour").await.unwrap();
    browser.click(".swatch:nth-child(4)").await.unwrap();
    browser.click("[data-test=brush]").await.unwrap();
    browser.wait_for("[data-test=brushed]").await.unwrap();
    browser.wait_for("[data-test=brush-canvas]").await.unwrap().send_keys("e ").await.unwrap();
    browser.wait_for("[data-test=undo]:not([disabled])").await.unwrap();
    browser.click("[data-test=brush-done]").await.unwrap();
    let edited = browser.download("chelsea-cutout.png").await.unwrap();

    // A worker that does not get its messages works for ever.
    browser.script("Worker.prototype.postMessage = () => {}").await.unwrap();
    choose_more(&browser, &photos[1..]).await;
    browser.wait_for(".photo[data-state=working]").await.unwrap();
    wait_for_device(&browser, "five photos, one of them with a stroke and its file", |files| {
        let is_edited = |text: &str| text.contains("chelsea.png") && text.contains("\"drawn\":[[0.0,") && text.contains("\"made_from\":null");
        records(files) == 5 && files.iter().any(|(_, text)| text.as_str().is_some_and(is_edited))
    })
    .await;

    another_tab(&browser, &server.address()).await;
    browser.wait_for_text("[data-test=earlier]", "5 photos from last time").await.unwrap();
    assert!(states(&browser).await.unwrap().is_empty(), "nothing goes on before the answer");
    browser.click("[data-test=go-on]").await.unwrap();
    let found = through(&browser).await.unwrap();
    assert!(found.len() == 5 && found.iter().all(|state| state == "done" || state == "check"), "{found:?}");
    assert!(!is_there(&browser, "[data-test=earlier]").await, "it is asked once");
    look_at(&browser, 1).await.unwrap();
    browser.wait_for_text(".result h1", "chelsea.png").await.unwrap();
    let chosen = "return document.querySelector('input[name=background]:checked').parentElement.textContent";
    assert_eq!(browser.script(chosen).await.unwrap(), json!("Colour"));
    assert_eq!(browser.download("chelsea-cutout.png").await.unwrap(), edited, "the file is the one from before");
    browser.click("[data-test=brush]").await.unwrap();
    browser.wait_for("[data-test=undo]:not([disabled])").await.expect("the stroke can still be undone");
    browser.click("[data-test=undo]").await.unwrap();
    browser.click("[data-test=brush-done]").await.unwrap();
    assert_ne!(browser.download("chelsea-cutout.png").await.unwrap(), edited, "the photo itself is there, too");

    // Once more, by a reload, with what was changed since.
    browser.click(".photo:nth-child(2)").await.unwrap();
    wait_for_device(&browser, "no stroke", |files| {
        records(files) == 5 && files.iter().all(|(_, text)| text.as_str().is_none_or(|text| text.contains("\"drawn\":[]")))
    })
    .await;
    browser.client.refresh().await.unwrap();
    browser.wait_for_text("[data-test=earlier]", "5 photos from last time").await.unwrap();
    browser.click("[data-test=go-on]").await.unwrap();
    assert_eq!(through(&browser).await.unwrap().len(), 5);
    browser.close(&[]).await.unwrap();
}

async fn clearing_leaves_nothing_on_the_device(browser: Browser) {
    let server = open(&browser).await;
    let (_folder, photos) = discs(&["1.png", "2.png"]);
    choose(&browser, &photos).await.unwrap();
    through(&browser).await.unwrap();
    wait_for_records(&browser, 2).await;
    browser.click("[data-test=clear-everything]").await.unwrap();
    browser.wait_for_text("[data-test=cleared]", "Everything is deleted.").await.unwrap();
    browser.phase("empty").await.unwrap();
    assert_eq!(on_device(&browser).await, serde_json::Map::new());
    browser.client.refresh().await.unwrap();
    settle(&browser).await;
    assert!(!is_there(&browser, "[data-test=earlier]").await);

    // A queue from last time is cleared without being looked at, by the answer or in the privacy panel.
    for (clear, opens_panel) in [("[data-test=clear-earlier]", false), ("[data-test=clear]", true)] {
        choose(&browser, &photos).await.unwrap();
        through(&browser).await.unwrap();
        wait_for_records(&browser, 2).await;
        browser.client.refresh().await.unwrap();
        browser.wait_for_text("[data-test=earlier]", "2 photos from last time").await.unwrap();
        if opens_panel {
            browser.click(".masthead button").await.unwrap();
        }
        browser.click(clear).await.unwrap();
        wait_for_device(&browser, "nothing", <[_]>::is_empty).await;
        assert!(!is_there(&browser, "[data-test=earlier]").await);
    }

    // What a download may still be reading is deleted after it.
    choose(&browser, &photos).await.unwrap();
    through(&browser).await.unwrap();
    wait_for_records(&browser, 2).await;
    browser.click("[data-test=download-all]").await.unwrap();
    browser.wait_for_text("[data-test=taken-away]", "2 photos on the way").await.unwrap();
    browser.click("[data-test=clear-everything]").await.unwrap();
    browser.wait_for_text("[data-test=cleared]", "once your download is through").await.unwrap();
    assert!(!on_device(&browser).await.is_empty());
    browser.wait_for_text("[data-test=cleared]", "Everything is deleted.").await.unwrap();
    assert_eq!(on_device(&browser).await, serde_json::Map::new());
    drop(server);
    browser.close(&[]).await.unwrap();
}

async fn tabs_do_not_harm_each_other(browser: Browser) {
    let server = open(&browser).await;
    let first = browser.client.window().await.unwrap();
    let (_folder, photos) = discs(&["1.png", "2.png", "3.png"]);
    choose(&browser, &photos[..2]).await.unwrap();
    through(&browser).await.unwrap();
    wait_for_records(&browser, 2).await;

    let second = new_tab(&browser, &server.address()).await;
    settle(&browser).await;
    assert!(!is_there(&browser, "[data-test=earlier]").await, "the photos of a living tab are offered to another one");
    choose(&browser, &photos[2..]).await.unwrap();
    browser.phase("done").await.unwrap();
    wait_for_records(&browser, 3).await;
    browser.click(".masthead button").await.unwrap();
    browser.click("[data-test=clear]").await.unwrap();
    browser.wait_for_text("[data-test=cleared]", "Photos in other tabs stay.").await.unwrap();
    wait_for_records(&browser, 2).await;

    browser.client.switch_to_window(first).await.unwrap();
    look_at(&browser, 2).await.unwrap();
    browser.wait_for_text(".result h1", "2.png").await.unwrap();
    assert!(!browser.download("2-cutout.png").await.unwrap().is_empty());
    browser.client.close_window().await.unwrap();
    browser.client.switch_to_window(second).await.unwrap();
    browser.client.refresh().await.unwrap();
    browser.wait_for_text("[data-test=earlier]", "2 photos from last time").await.unwrap();
    // The one that asks holds them: a third tab does not ask, too.
    new_tab(&browser, &server.address()).await;
    settle(&browser).await;
    assert!(!is_there(&browser, "[data-test=earlier]").await);
    browser.close(&[]).await.unwrap();
}

async fn damaged_records_are_skipped(browser: Browser) {
    let server = open(&browser).await;
    let (_folder, photos) = discs(&["1.png", "2.png", "3.png"]);
    choose(&browser, &photos).await.unwrap();
    through(&browser).await.unwrap();
    wait_for_records(&browser, 3).await;
    // Of the first only half of the record, of the second no cut-out, and something that nobody wrote.
    let damage = "return (async () => {
        const root = await navigator.storage.getDirectory();
        const all = await root.getDirectoryHandle('queue');
        const write = async (folder, name, content) => {
            const stream = await (await folder.getFileHandle(name, { create: true })).createWritable();
            await stream.write(content);
            await stream.close();
        };
        for await (const [, session] of all.entries()) {
            const text = await (await (await session.getFileHandle('1.json')).getFile()).text();
            await write(session, '1.json', text.slice(0, text.length / 2));
            for await (const [name] of session.entries()) if (/^2-[0-9a-f]{8}/.test(name)) await session.removeEntry(name);
            await write(session, 'what', 'ever');
        }
        await write(await all.getDirectoryHandle('strange', { create: true }), '7.json', '{\"version\":99}');
        await all.getDirectoryHandle('empty', { create: true });
        await write(all, 'file', 'no folder');
    })()";
    browser.script(damage).await.unwrap();
    another_tab(&browser, &server.address()).await;
    browser.wait_for_text("[data-test=earlier]", "1 photo from last time").await.unwrap();
    browser.click("[data-test=go-on]").await.unwrap();
    browser.wait_for_text(".result h1", "3.png").await.unwrap();
    wait_for_device(&browser, "the leftovers are swept, and what a newer page may have written is left", |files| {
        let names: Vec<&str> = files.iter().filter_map(|(path, _)| path.rsplit('/').next()).collect();
        ["3.json", "3-photo", "7.json"].iter().all(|name| names.contains(name))
            && !names.iter().any(|name| name.starts_with("1") || name.starts_with("2") || *name == "what")
    })
    .await;
    browser.close(&[]).await.unwrap();
}

async fn switched_off_nothing_is_offered_again(browser: Browser) {
    let server = open(&browser).await;
    let (_folder, photos) = discs(&["1.png", "2.png", "3.png"]);
    choose(&browser, &photos[..2]).await.unwrap();
    through(&browser).await.unwrap();
    wait_for_records(&browser, 2).await;
    browser.click(".masthead button").await.unwrap();
    browser.wait_for_text("[data-test=kept]", "2 photos of this tab kept, 0.0 MB.").await.unwrap();
    browser.press("Keep photos for next time").await.unwrap();
    browser.wait_for_text("[data-test=kept]", "Switched off. Photos are gone once this page is closed.").await.unwrap();
    wait_for_records(&browser, 0).await;
    browser.click("dialog .button").await.unwrap();
    choose_more(&browser, &photos[2..]).await;
    through(&browser).await.unwrap();
    look_at(&browser, 1).await.unwrap();
    assert!(!browser.download("1-cutout.png").await.unwrap().is_empty(), "what is here works on");

    another_tab(&browser, &server.address()).await;
    settle(&browser).await;
    assert!(!is_there(&browser, "[data-test=earlier]").await);
    wait_for_device(&browser, "nothing", <[_]>::is_empty).await;
    assert_eq!(
        browser.script("return document.querySelector('[data-test=keeping]').checked").await.unwrap(),
        json!(false),
        "the choice is remembered"
    );
    browser.close(&[]).await.unwrap();
}

/// As in a private window of Firefox and in an older Safari.
async fn page_works_where_a_browser_keeps_nothing(browser: Browser) {
    if browser.engine.can(Ability::DeviceFiles) && !browser.engine.can(Ability::DevTools) {
        return browser.close(&[]).await.unwrap();
    }
    if browser.engine.can(Ability::DevTools) {
        let without = json!({ "source": "StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException('', 'SecurityError'))" });
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", without).await.unwrap();
    }
    let _server = open(&browser).await;
    let (_folder, photos) = discs(&["1.png", "2.png"]);
    choose(&browser, &photos).await.unwrap();
    assert_eq!(through(&browser).await.unwrap().len(), 2);
    assert!(!is_there(&browser, "[data-test=not-kept]").await, "nobody was promised anything");
    browser.click(".masthead button").await.unwrap();
    browser.wait_for("[data-test=keeping][disabled]").await.unwrap();
    browser.wait_for_text("[data-test=kept]", "This browser keeps nothing for this page").await.unwrap();
    browser.click("[data-test=clear]").await.unwrap();
    browser.wait_for_text("[data-test=cleared]", "Everything is deleted.").await.unwrap();
    browser.phase("empty").await.unwrap();
    browser.close(&[]).await.unwrap();
}

/// Kills the process that draws the page, as a system does that runs out of memory.
#[tokio::test]
async fn killed_tab_goes_on_and_a_screen_reader_hears_what_is_asked() {
    let _one = ONE_AT_A_TIME.lock().await;
    let Some(browser) = Browser::start().await.unwrap() else { return };
    let server = open(&browser).await;
    let (_folder, photos) = discs(&["1.png", "2.png", "3.png"]);
    let first = browser.client.window().await.unwrap();
    let next = browser.client.new_window(true).await.unwrap().handle;
    browser.client.switch_to_window(first).await.unwrap();
    choose(&browser, &photos[..1]).await.unwrap();
    browser.phase("done").await.unwrap();
    browser.script("Worker.prototype.postMessage = () => {}").await.unwrap();
    choose_more(&browser, &photos[1..]).await;
    wait_for_records(&browser, 3).await;
    // The command is never answered.
    let _ = tokio::time::timeout(Duration::from_secs(5), browser.devtools("Page.crash", json!({}))).await;
    browser.client.switch_to_window(next).await.unwrap();
    browser.client.goto(&server.address()).await.unwrap();
    browser.wait_for_text("[data-test=earlier]", "3 photos from last time").await.unwrap();
    browser.offline_ready().await.unwrap();
    let difference = accessibility::matches_snapshot(&browser, "kept").await;
    assert!(difference.is_none(), "{}", difference.unwrap_or_default());
    browser.click("[data-test=go-on]").await.unwrap();
    let found = through(&browser).await.unwrap();
    assert!(found.len() == 3 && found.iter().all(|state| state == "done" || state == "check"), "{found:?}");
    browser.client.clone().close().await.unwrap();
}

#[tokio::test]
async fn without_room_the_queue_goes_on_in_memory_and_says_so_once() {
    let _one = ONE_AT_A_TIME.lock().await;
    let Some(browser) = Browser::start().await.unwrap() else { return };
    let server = open(&browser).await;
    browser.offline_ready().await.unwrap();
    let (_folder, photos) = discs(&["1.png", "2.png", "3.png"]);
    choose(&browser, &photos[..1]).await.unwrap();
    browser.phase("done").await.unwrap();
    wait_for_records(&browser, 1).await;
    // Less than the page's own files take already.
    let origin = server.address().trim_end_matches('/').to_owned();
    browser.devtools("Storage.overrideQuotaForOrigin", json!({ "origin": origin, "quotaSize": 1_000_000 })).await.unwrap();
    choose_more(&browser, &photos[1..]).await;
    assert_eq!(through(&browser).await.unwrap().len(), 3);
    let sentence = "The browser has no room to keep more. When this page is closed, 2 of 3 photos are gone.";
    browser.wait_for_text("[data-test=not-kept]", sentence).await.unwrap();
    look_at(&browser, 3).await.unwrap();
    browser.wait_for_text(".result h1", "3.png").await.unwrap();
    assert!(!browser.download("3-cutout.png").await.unwrap().is_empty());
    browser.click("[data-test=not-kept] button").await.unwrap();
    look_at(&browser, 2).await.unwrap();
    sleep(Duration::from_secs(1)).await;
    assert!(!is_there(&browser, "[data-test=not-kept]").await, "it is said once");
    browser.client.refresh().await.unwrap();
    browser.wait_for_text("[data-test=earlier]", "1 photo from last time").await.unwrap();
    browser.close(&[]).await.unwrap();
}

//! Photos from other programs and to them, and the keys of the page, in a real browser with the real server, worker and weights.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::time::{Duration, Instant};

use fantoccini::key::Key;
use serde_json::{Value, json};
use tests::browser::Browser;
use tests::browser::photos::{TIMEOUT, count, disc, look_at, states, through};
use tests::program::root;
use tests::recording_proxy::RecordingProxy;
use tests::server_process::ServerProcess;
use tokio::time::sleep;

/// `window.photo(name)`, a small picture as a file, which scripts of a test give the page in the way that they test.
fn photos() -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("disc.png");
    disc(&path, 10).unwrap();
    let bytes = json!(std::fs::read(path).unwrap());
    format!("window.photo = name => new File([new Uint8Array({bytes})], name, {{ type: 'image/png' }});")
}

/// Keys, to whatever has the focus.
async fn keys(browser: &Browser, keys: &str) {
    browser.client.active_element().await.unwrap().send_keys(keys).await.unwrap();
}

/// Waits until a script says `true`.
async fn until(browser: &Browser, script: &str) {
    let begun = Instant::now();
    while browser.script(script).await.unwrap() != json!(true) {
        assert!(begun.elapsed() < TIMEOUT, "never true: {script}");
        sleep(Duration::from_millis(50)).await;
    }
}

async fn names(browser: &Browser) -> Vec<String> {
    let names = browser.script("return [...document.querySelectorAll('.photo-name')].map(name => name.firstChild.textContent)").await.unwrap();
    serde_json::from_value(names).unwrap()
}

/// Script to be run in each document from now on, before the page's own.
async fn before_each_page(browser: &Browser, source: &str) {
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await.unwrap();
}

/// One browser: each start costs seconds.
#[tokio::test]
async fn photos_come_from_other_programs_and_go_to_them_and_keys_do_everything() {
    let Some(browser) = Browser::start().await.unwrap() else { return };
    let server = ServerProcess::start(&root().join("dist"), &root().join("models"), 0).unwrap();
    let proxy = RecordingProxy::to(server.authority.clone()).await.unwrap();
    before_each_page(&browser, &photos()).await;
    // The policy allows the page no forms; a share is the browser's own.
    browser.devtools("Page.setBypassCSP", json!({ "enabled": true })).await.unwrap();
    browser.open(&proxy.address).await.unwrap();
    browser.offline_ready().await.unwrap();
    until(&browser, "return navigator.serviceWorker.controller !== null").await;

    shared_photos_stay_on_the_device(&browser, &proxy).await;
    result_is_dragged_out_and_not_in_again(&browser).await;
    every_control_is_reached_and_the_archive_comes_by_keys_alone(&browser).await;
    photos_are_opened_and_pasted_and_the_result_is_shared(&browser, &proxy.address).await;
    address_is_refused_with_advice(&browser).await;
    browser.close(&[]).await.unwrap();
}

/// Sends the manifest's form, as the browser does for another program.
async fn share(browser: &Browser, photos: &[&str]) {
    let script = "const form = document.createElement('form'), input = document.createElement('input'), data = new DataTransfer();
        Object.assign(form, { action: '/share', method: 'POST', enctype: 'multipart/form-data' });
        Object.assign(input, { type: 'file', multiple: true, name: 'photos' });
        for (const name of arguments[0]) data.items.add(window.photo(name));
        input.files = data.files;
        form.append(input);
        document.body.append(form);
        form.submit();";
    browser.client.execute(script, vec![json!(photos)]).await.unwrap();
}

async fn shared_photos_stay_on_the_device(browser: &Browser, proxy: &RecordingProxy) {
    assert_eq!(browser.script("return document.querySelector('[data-test=share]')").await.unwrap(), Value::Null);
    let before = proxy.sent().len();
    // A device without room.
    let quota = |bytes: Value| json!({ "origin": proxy.address, "quotaSize": bytes });
    browser.devtools("Storage.overrideQuotaForOrigin", quota(json!(1))).await.unwrap();
    share(browser, &["none.png"]).await;
    browser.wait_for_text("[data-test=skipped]", "The shared photos did not arrive: share them again").await.unwrap();
    until(browser, "return location.search === ''").await;
    browser.devtools("Storage.overrideQuotaForOrigin", json!({ "origin": proxy.address })).await.unwrap();

    share(browser, &["one.png", "two.png"]).await;
    browser.wait_for(".photo:nth-child(2)").await.unwrap();
    assert_eq!(names(browser).await, ["one.png", "two.png"]);
    let states = through(browser).await.unwrap();
    assert_eq!(count(&states, "failed"), 0, "{states:?}");
    assert_eq!(browser.script("return location.pathname + location.search").await.unwrap(), json!("/"));
    let left = "return (await (await caches.open('offcut-shared')).keys()).length";
    assert_eq!(browser.script(left).await.unwrap(), json!(0), "the handover is still there");
    let sent = String::from_utf8_lossy(&proxy.sent()[before..]).into_owned();
    // A body has no end of line.
    let requests: Vec<&str> = sent.lines().filter(|line| line.ends_with(" HTTP/1.1")).filter_map(|line| line.rsplit('}').next()).collect();
    // What is counted when a page is left, and the browser's own look for a newer version.
    let may = |request: &&str| ["POST /api/v1/events", "GET /sw.js"].iter().any(|known| request.starts_with(known));
    assert!(requests.iter().all(may), "{requests:?}");
    assert!(!sent.contains("PNG") && !sent.contains("one.png"), "a photo went to the server");
}

async fn result_is_dragged_out_and_not_in_again(browser: &Browser) {
    look_at(browser, 1).await.unwrap();
    browser.wait_for_text(".result h1", "one.png").await.unwrap();
    browser.wait_for("[data-test=download]:not([aria-busy])").await.unwrap();
    let script = "const data = new DataTransfer(), picture = document.querySelector('[data-test=drag-out] img');
        const send = (kind, target) => target.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
        send('dragstart', picture);
        const url = data.getData('DownloadURL');
        data.items.add(window.photo('again.png'));
        send('dragenter', document.body);
        const overlay = document.querySelector('.let-go') !== null;
        send('drop', document.body);
        send('dragend', picture);
        return [url === `image/png:one-cutout.png:${picture.src}` && picture.src.startsWith('blob:'), overlay]";
    assert_eq!(browser.script(script).await.unwrap(), json!([true, false]));
    assert_eq!(states(browser).await.unwrap().len(), 2, "the page took its own picture");
}

async fn every_control_is_reached_and_the_archive_comes_by_keys_alone(browser: &Browser) {
    let script = "document.activeElement.blur(); window.reached = new Set();
        addEventListener('focusin', ({ target }) => window.reached.add(target));";
    browser.script(script).await.unwrap();
    keys(browser, &Key::Tab.to_string().repeat(60)).await;
    // Of radio buttons with one name the chosen one takes the key, and arrows go to the others.
    let missed = "const all = document.querySelectorAll('button, a[href], input, summary, [tabindex=\"0\"]');
        const seen = element => element.checkVisibility({ visibilityProperty: true }) && !element.disabled && !element.closest('dialog');
        const chosen = element => element.type !== 'radio' || element.checked;
        return [...all].filter(element => seen(element) && chosen(element) && !window.reached.has(element)).map(element => element.outerHTML)";
    assert_eq!(browser.script(missed).await.unwrap(), json!([]));

    keys(browser, "?").await;
    browser.wait_for("dialog[open] .key-groups").await.unwrap();
    let shown = browser.text("dialog[open]").await.unwrap();
    assert!(shown.starts_with("Keys") && shown.contains("Download all as a ZIP archive"), "{shown}");
    keys(browser, &Key::Escape.to_string()).await;
    until(browser, "return document.querySelector('dialog[open]') === null").await;

    let (control, shift) = (Key::Control.to_string(), Key::Shift.to_string());
    keys(browser, &format!("{control}{shift}s")).await;
    arrives(browser, "cut-outs.zip").await;
    keys(browser, &format!("{control}s")).await;
    arrives(browser, "one-cutout.png").await;
}

async fn arrives(browser: &Browser, name: &str) {
    let path = browser.downloads.path().join(name);
    let begun = Instant::now();
    while std::fs::metadata(&path).map_or(0, |file| file.len()) == 0 {
        assert!(begun.elapsed() < TIMEOUT, "{name} did not arrive");
        sleep(Duration::from_millis(50)).await;
    }
}

async fn photos_are_opened_and_pasted_and_the_result_is_shared(browser: &Browser, address: &str) {
    let stubs = "Object.defineProperty(window, 'launchQueue', { value: { setConsumer: consumer => window.launch = consumer } });
        navigator.canShare = ({ files: [file] }) => file.type === 'image/png';
        navigator.share = async data => { window.shared = data.files[0]; if (window.refusal) throw new DOMException('', window.refusal); };";
    before_each_page(browser, stubs).await;
    browser.open(address).await.unwrap();
    let launch = "const root = await navigator.storage.getDirectory(), handles = [];
        for (const name of ['three.png', 'four.png', 'gone.png']) {
            const handle = await root.getFileHandle(name, { create: true }), stream = await handle.createWritable();
            await stream.write(window.photo(name));
            await stream.close();
            handles.push(handle);
        }
        await root.removeEntry('gone.png');
        window.launch({ files: [] });
        window.launch({ files: handles });";
    browser.script(launch).await.unwrap();
    browser.wait_for_text("[data-test=skipped]", "gone.png could not be opened").await.unwrap();
    assert_eq!(names(browser).await, ["three.png", "four.png"]);
    let paste = "const data = new DataTransfer();
        for (const name of ['five.png', 'six.png']) data.items.add(window.photo(name));
        document.body.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }));";
    browser.script(paste).await.unwrap();
    browser.wait_for(".photo:nth-child(4)").await.unwrap();
    through(browser).await.unwrap();
    look_at(browser, 1).await.unwrap();
    browser.wait_for_text(".result h1", "three.png").await.unwrap();

    browser.click("[data-test=share]").await.unwrap();
    until(browser, "return window.shared?.name === 'three-cutout.png' && window.shared.type === 'image/png' && window.shared.size > 0").await;
    let sentence = "return document.querySelector('[data-test=share] + .hint').textContent";
    for (refusal, expected) in [("NotAllowedError", "The browser did not share it."), ("AbortError", "")] {
        browser.client.execute("window.refusal = arguments[0]; window.shared = null", vec![json!(refusal)]).await.unwrap();
        browser.click("[data-test=share]").await.unwrap();
        until(browser, "return window.shared !== null").await;
        let begun = Instant::now();
        while browser
            .script(sentence)
            .await
            .unwrap()
            .as_str()
            .is_none_or(|text| text.is_empty() != expected.is_empty() || !text.starts_with(expected))
        {
            assert!(begun.elapsed() < TIMEOUT, "{refusal}: {}", browser.script(sentence).await.unwrap());
            sleep(Duration::from_millis(50)).await;
        }
    }
}

async fn address_is_refused_with_advice(browser: &Browser) {
    let drop = "const data = new DataTransfer();
        data.setData(arguments[0], arguments[1]);
        document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));";
    for (kind, text, expected) in [
        ("text/uri-list", "https://example.org/cat.jpg", "only the address"),
        ("text/html", "<img src='https://example.org/cat.jpg'>", "only the address"),
        ("text/plain", "cat", "no picture file"),
    ] {
        browser.client.execute(drop, vec![json!(kind), json!(text)]).await.unwrap();
        browser.wait_for_text(".failure h1", expected).await.unwrap();
        browser.click("[data-test=back]").await.unwrap();
        browser.phase("done").await.unwrap();
    }
}

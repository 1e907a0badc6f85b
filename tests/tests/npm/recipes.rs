//! The recipes of docs/recipes.md that are pages, in Chromium.

use serde_json::{Value, json};
use tests::browser::Browser;

use crate::ONE_AT_A_TIME;
use crate::comparison::{check, check_page, check_shown, check_within, choose, expected, expected_with, file_of, photo, until, wait_for};
use crate::installed::{Project, is_absent};
use crate::page_server::{ISOLATED, PageServer, policy};

/// One browser: each start costs seconds.
#[tokio::test]
async fn recipes_do_what_they_say() {
    let _one = ONE_AT_A_TIME.lock().await;
    if is_absent() {
        return;
    }
    let Some(browser) = Browser::start().await.unwrap() else { return };
    let [shop, plugin, desktop, isolation] = Project::built(&["shop-upload", "cms-plugin", "desktop", "isolation"]).try_into().unwrap();
    shop_gets_what_it_wants(&browser, &shop).await;
    plugin_of_another_host_cuts_out_a_picture_of_the_page(&browser, &plugin).await;
    renderer_of_the_desktop_cuts_out(&browser, &desktop).await;
    page_has_threads_on_a_host_without_headers(&browser, &isolation).await;
    page_cuts_out_without_a_network(&browser).await;
    // The browser looks for a newer service worker and an icon, while there is no network.
    browser.close(&["ERR_CONNECTION_REFUSED", "favicon.ico"]).await.unwrap();
}

async fn shop_gets_what_it_wants(browser: &Browser, shop: &Project) {
    let server = PageServer::start(&shop.path().join("dist"), ISOLATED).await;
    browser.client.goto(&server.address).await.unwrap();
    choose(browser, &photo()).await;
    wait_for("shop", browser, "ready to upload").await;
    browser.click("#shadow").await.unwrap();
    browser.click("button:not([disabled])").await.unwrap();
    wait_for("shop", browser, "uploaded").await;
    let [body] = server.taken().try_into().unwrap();
    let expected = expected_with(&["--preset", "square", "--shadow"], "webp");
    // Colour and alpha may each be off by one; over a background both count.
    check_within(2, "shop", webp(&body), &expected);
}

/// The file of a form that was posted.
fn webp(body: &[u8]) -> &[u8] {
    let file = &body[body.windows(4).position(|bytes| bytes == b"RIFF").unwrap()..];
    &file[..u32::from_le_bytes(file[4..8].try_into().unwrap()) as usize + 8]
}

/// With one thread, and with more where the page is isolated.
async fn plugin_of_another_host_cuts_out_a_picture_of_the_page(browser: &Browser, plugin: &Project) {
    let media = PageServer::start(&plugin.path().join("dist"), &[("access-control-allow-origin", "*")]).await;
    let host = media.address.trim_end_matches('/');
    let policy = policy("docs/recipes.md", "script-src HOST").replace("HOST", host);
    let page = std::fs::read_to_string(plugin.path().join("index.html")).unwrap();
    let (placeholder, folder) = ("https://media.example/cut-out/", tempfile::tempdir().unwrap());
    assert!(page.contains(placeholder), "{page}");
    std::fs::write(folder.path().join("index.html"), page.replace(placeholder, &media.address)).unwrap();
    std::fs::copy(photo(), folder.path().join("photo.png")).unwrap();
    for isolated in [&[][..], ISOLATED] {
        let site = PageServer::start(folder.path(), &[isolated, &[("content-security-policy", policy.as_str())]].concat()).await;
        browser.client.goto(&site.address).await.unwrap();
        browser.click("img[data-cut-out] + button").await.unwrap();
        browser.wait_for("img[data-cut-out][src^='blob:']").await.unwrap();
        check("plug-in", &file_of(browser, "document.querySelector('img[data-cut-out]')").await, expected());
    }
}

/// Electron and Tauri themselves are not run; the page is, with the headers and the policy of the app.
async fn renderer_of_the_desktop_cuts_out(browser: &Browser, desktop: &Project) {
    let settings: Value = serde_json::from_slice(&std::fs::read(desktop.path().join("src-tauri/tauri.conf.json")).unwrap()).unwrap();
    let security = &settings["app"]["security"];
    let mut headers = vec![("content-security-policy", security["csp"].as_str().unwrap())];
    for (name, value) in ISOLATED {
        let told = security["headers"].as_object().unwrap().iter().find(|(told, _)| told.eq_ignore_ascii_case(name));
        assert_eq!(told.map(|(_, value)| value), Some(&json!(value)), "{name}");
        headers.push((name, value));
    }
    let server = PageServer::start(&desktop.path().join("dist"), &headers).await;
    check_page("desktop", browser, &server.address).await;
}

async fn page_cuts_out_without_a_network(browser: &Browser) {
    let offline = Project::of("offline");
    // Nothing comes from the browser's own cache.
    let server = PageServer::start(offline.path(), &[ISOLATED, &[("cache-control", "no-store")]].concat()).await;
    browser.client.goto(&server.address).await.unwrap();
    wait_for("offline", browser, "works offline").await;
    drop(server);
    browser.client.refresh().await.unwrap();
    choose(browser, &photo()).await;
    check_shown("offline", browser).await;
}

async fn page_has_threads_on_a_host_without_headers(browser: &Browser, isolation: &Project) {
    let server = PageServer::start(&isolation.path().join("site"), &[]).await;
    browser.client.goto(&server.address).await.unwrap();
    // It is loaded again at its first visit.
    until(browser, "return crossOriginIsolated").await;
    choose(browser, &photo()).await;
    check_shown("isolation", browser).await;
}

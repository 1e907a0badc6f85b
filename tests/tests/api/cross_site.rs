//! HTTP API from a page of another site, in a real browser.

use std::sync::Arc;

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use server::api::ApiFlags;
use tests::api_service::{flags, listen, photo};
use tests::browser::Browser;

/// Sends a photo with a header that the browser has to ask about first.
const SEND: &str = r#"
const [api, photo, done] = arguments;
const bytes = Uint8Array.from(atob(photo), sign => sign.charCodeAt(0));
const headers = { "Content-Type": "image/png", "X-Shop": "1" };
fetch(api + "/api/remove", { method: "POST", body: new Blob([bytes]), headers }).then(
    async answer => done([answer.status, answer.headers.get("X-Offcut-Verdict"), (await answer.blob()).type].join(" ")),
    error => done(error.name),
);
"#;

#[tokio::test(flavor = "multi_thread")]
async fn only_pages_of_listed_sites_can_send_photos() {
    let Some(browser) = Browser::start().await.unwrap() else { return };
    let page = Router::new().route("/", get(|| async { Html("<!doctype html><link rel='icon' href='data:,'><title>Shop</title>") }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let shop = format!("http://{}", listener.local_addr().unwrap());
    let serving_shop = tokio::spawn(async move { axum::serve(listener, page).await });
    browser.client.goto(&shop).await.unwrap();
    for (origins, expected) in [
        (vec![shop.parse().unwrap()], "200 please_check image/png"),
        (vec!["http://127.0.0.1:9".parse().unwrap()], "TypeError"),
        (vec![], "TypeError"),
    ] {
        let (server, _folder) = listen(Some(Arc::default()), ApiFlags { api_origins: origins.clone(), ..flags() });
        let (address, shutdown_handle) = (format!("http://{}", server.address()), server.shutdown_handle());
        let serving = tokio::spawn(server.serve());
        let said = browser.client.execute_async(SEND, vec![json!(address), json!(STANDARD.encode(photo()))]).await.unwrap();
        assert_eq!(said, json!(expected), "{origins:?}");
        shutdown_handle.stop();
        serving.await.unwrap().unwrap();
    }
    serving_shop.abort();
    browser.close(&["blocked by CORS policy", "net::ERR_FAILED"]).await.unwrap();
}

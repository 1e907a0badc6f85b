//! The model's bytes between visits: in the browser's Cache API, where the service worker finds them too. Without it (plain http
//! in a local network, private windows of some browsers) every visit fetches again, as far as the HTTP cache does not help.

use js_sys::{ArrayBuffer, Uint8Array};
use matting::catalogue::{Checksum, Model};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, CacheQueryOptions, Headers, Response, ResponseInit};

use super::feature::has;

/// Name of the cache, which the service worker reads, too.
const CACHE: &str = "offcut-models";

/// Address of a model on the site. The checksum in it keeps one version from being taken for another.
pub fn address(model: &Model) -> String {
    let (Checksum::Sha256(digits) | Checksum::Md5(digits)) = model.checksum;
    let name = match model.checksum {
        Checksum::Sha256(_) => "sha256",
        Checksum::Md5(_) => "md5",
    };
    format!("/models/{}?{name}={}", model.file, &digits[..8])
}

/// Bytes from an earlier visit.
pub async fn read(model: &Model) -> Option<ArrayBuffer> {
    let found = JsFuture::from(open(CACHE).await?.match_with_str(&address(model))).await.ok()?;
    let response: Response = found.dyn_into().ok()?;
    JsFuture::from(response.array_buffer().ok()?).await.ok()?.dyn_into().ok()
}

/// Keeps verified bytes for the next visit, in place of another version of the file; `false` where the browser has no room or no cache.
pub async fn keep(model: &Model, bytes: &ArrayBuffer) -> bool {
    let Some(cache) = open(CACHE).await else { return false };
    let write = async || -> Result<(), JsValue> {
        let headers = Headers::new()?;
        headers.set("content-type", "application/octet-stream")?;
        headers.set("content-length", &bytes.byte_length().to_string())?;
        let init = ResponseInit::new();
        init.set_headers(&headers);
        let response = Response::new_with_opt_js_u8_array_and_init(Some(&Uint8Array::new(bytes)), &init)?;
        // Another version of the same file is of no use any more.
        let any_version = CacheQueryOptions::new();
        any_version.set_ignore_search(true);
        JsFuture::from(cache.delete_with_str_and_options(&address(model), &any_version)).await?;
        JsFuture::from(cache.put_with_str(&address(model), &response)).await?;
        Ok(())
    };
    write().await.is_ok()
}

/// Removes damaged bytes.
pub async fn purge(model: &Model) {
    if let Some(cache) = open(CACHE).await {
        // Bytes that cannot be removed are refused again by their checksum.
        let _ = JsFuture::from(cache.delete_with_str(&address(model))).await;
    }
}

/// Cache of a name; `None` where the browser has none.
pub(super) async fn open(name: &str) -> Option<Cache> {
    let window = web_sys::window()?;
    if !has(&window, "caches") {
        return None;
    }
    JsFuture::from(window.caches().ok()?.open(name)).await.ok()?.dyn_into().ok()
}

//! SHA-256 by the browser, beside the page's own thread. Only secure pages have it.

use js_sys::{ArrayBuffer, Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::feature::{call, has};

/// SHA-256 in hex digits; `None` where the browser has none.
pub async fn sha256(bytes: &ArrayBuffer) -> Option<String> {
    let window = web_sys::window()?;
    let crypto = Reflect::get(&window, &"crypto".into()).ok()?;
    if !has(&crypto, "subtle") {
        return None;
    }
    let subtle = Reflect::get(&crypto, &"subtle".into()).ok()?;
    let digest: ArrayBuffer = JsFuture::from(call(&subtle, "digest", &["SHA-256".into(), bytes.into()]).ok()?).await.ok()?.dyn_into().ok()?;
    Some(Uint8Array::new(&digest).to_vec().iter().map(|byte| format!("{byte:02x}")).collect())
}

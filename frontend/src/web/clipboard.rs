//! Pictures to the clipboard.

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ClipboardItem};

use super::has;

/// Whether this page may write pictures there: not on plain http, and not in every browser.
pub fn is_there() -> bool {
    web_sys::window().is_some_and(|window| has(&window, "ClipboardItem") && has(&window.navigator(), "clipboard"))
}

/// Copies a PNG; `false` when the browser refused.
pub async fn copy_png(png: &Blob) -> bool {
    let write = async || -> Result<(), JsValue> {
        let window = web_sys::window().ok_or("no window")?;
        let record = Object::new();
        // A promise and not the blob: Safari takes nothing else.
        Reflect::set(&record, &"image/png".into(), &Promise::resolve(png))?;
        let item = ClipboardItem::new_with_record_from_str_to_blob_promise(&record)?;
        JsFuture::from(window.navigator().clipboard().write(&js_sys::Array::of1(&item))).await?;
        Ok(())
    };
    write().await.is_ok()
}

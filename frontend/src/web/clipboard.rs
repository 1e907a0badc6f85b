//! Pictures to the clipboard.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Blob, ClipboardItem};

use super::feature::has;

/// True if this page may write pictures to the clipboard: not on plain http, and not in every browser.
pub fn is_there() -> bool {
    web_sys::window().is_some_and(|window| has(&window, "ClipboardItem") && has(&window.navigator(), "clipboard"))
}

/// Copies a PNG that may still be on its way; `false` when the browser refused or the picture did not come. The browser has to be asked while it
/// still knows of the person's click.
pub async fn copy_png(png: impl Future<Output = Option<Blob>> + 'static) -> bool {
    let png = future_to_promise(async move { png.await.map(JsValue::from).ok_or(JsValue::NULL) });
    let write = async move || -> Result<(), JsValue> {
        let window = web_sys::window().ok_or("no window")?;
        let record = Object::new();
        // A promise and not the blob: Safari takes nothing else.
        Reflect::set(&record, &"image/png".into(), &png)?;
        let item = ClipboardItem::new_with_record_from_str_to_blob_promise(&record)?;
        JsFuture::from(window.navigator().clipboard().write(&js_sys::Array::of1(&item))).await?;
        Ok(())
    };
    write().await.is_ok()
}

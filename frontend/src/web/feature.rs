//! Detection of features.

use wasm_bindgen::JsValue;

/// True if an object has a property. Properties that a browser lacks, or hides from pages that are not secure, are absent.
pub fn has(object: &JsValue, name: &str) -> bool {
    js_sys::Reflect::get(object, &name.into()).is_ok_and(|value| !value.is_undefined() && !value.is_null())
}

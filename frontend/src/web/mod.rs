//! The only files that name what a browser does beyond showing elements. Each says what happens where the browser cannot.

pub mod board;
pub mod clipboard;
pub mod clock;
pub mod decode;
pub mod departure;
pub mod fetch;
pub mod model_store;
pub mod object_url;
pub mod offline;
pub mod preferences;
pub mod visitor;

use wasm_bindgen::JsValue;

/// Whether an object has a property: what a browser lacks, or hides from pages that are not secure, is not there.
fn has(object: &JsValue, name: &str) -> bool {
    js_sys::Reflect::get(object, &name.into()).is_ok_and(|value| !value.is_undefined() && !value.is_null())
}

//! Detection of features, and calls of those that the bindings do not have.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// True if an object has a property. Properties that a browser lacks, or hides from pages that are not secure, are absent.
pub fn has(object: &JsValue, name: &str) -> bool {
    Reflect::get(object, &name.into()).is_ok_and(|value| !value.is_undefined() && !value.is_null())
}

/// Property of an object; undefined where the browser does not have it.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

/// Calls a method.
///
/// # Errors
/// The browser does not have it, or it throws.
pub fn call_now(object: &JsValue, method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = Reflect::get(object, &method.into())?.dyn_into()?;
    Reflect::apply(&function, object, &arguments.iter().cloned().collect())
}

/// Calls a method that answers later.
///
/// # Errors
/// The browser does not have it, or it throws.
pub fn call(object: &JsValue, method: &str, arguments: &[JsValue]) -> Result<Promise, JsValue> {
    call_now(object, method, arguments)?.dyn_into()
}

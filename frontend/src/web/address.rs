//! Query parameters of the page's URL: for tests and bug reports, and from the service worker.

use wasm_bindgen::JsValue;

use super::feature::{call_now, get};

/// Value of `name` in an address such as `/?name=value&other=2`.
pub fn query_parameter(name: &str) -> Option<String> {
    let query = web_sys::window()?.location().search().ok()?;
    let mut pairs = query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

/// Takes the query out of the address, so that a reload does not say it again.
pub fn forget_query() {
    if let Some(window) = web_sys::window() {
        // An address that stays is only less tidy.
        let _ = call_now(&get(&window, "history"), "replaceState", &[JsValue::NULL, "".into(), "/".into()]);
    }
}

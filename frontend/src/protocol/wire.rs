//! A message as JavaScript passes it: `{head: string, buffers: ArrayBuffer[]}`, with the buffers moved.

use js_sys::{Array, ArrayBuffer, JsString, Object, Reflect, Uint8Array};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};

/// The message and the list of what `postMessage` has to move.
///
/// # Errors
/// Exception thrown by JavaScript, in a page that another script has broken.
pub fn pack<T: Serialize>(head: &T, buffers: &Array) -> Result<JsValue, JsValue> {
    let head = serde_json::to_string(head).map_err(|error| JsValue::from_str(&error.to_string()))?;
    let message = Object::new();
    Reflect::set(&message, &"head".into(), &head.into())?;
    Reflect::set(&message, &"buffers".into(), buffers)?;
    Ok(message.into())
}

/// The head and the buffers of a message; `None` for what [`pack`] did not make.
pub fn unpack<T: DeserializeOwned>(message: &JsValue) -> Option<(T, Vec<ArrayBuffer>)> {
    let head: JsString = Reflect::get(message, &"head".into()).ok()?.dyn_into().ok()?;
    let buffers: Array = Reflect::get(message, &"buffers".into()).ok()?.dyn_into().ok()?;
    let buffers = buffers.iter().map(|buffer| buffer.dyn_into().ok()).collect::<Option<_>>()?;
    Some((serde_json::from_str(&String::from(head)).ok()?, buffers))
}

/// The bytes of a buffer, copied into this module's memory.
pub fn to_bytes(buffer: &ArrayBuffer) -> Vec<u8> {
    Uint8Array::new(buffer).to_vec()
}

/// Copies bytes out of this module's memory.
pub fn from_bytes(bytes: &[u8]) -> ArrayBuffer {
    Uint8Array::from(bytes).buffer()
}

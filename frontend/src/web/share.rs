//! Pictures to another program, through the share sheet of the system, which phones and some desktops have.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DomException};

use super::feature::{call, call_now, get};

/// True if this page may share pictures.
pub fn is_there() -> bool {
    let picture = Blob::new().and_then(|blob| data(&blob, "photo.png", "image/png"));
    navigator().zip(picture.ok()).is_some_and(|(navigator, data)| call_now(&navigator, "canShare", &[data]).is_ok_and(|can| can.is_truthy()))
}

/// Shares a file; `false` when the browser refused. A person who closes the sheet has refused nothing.
pub async fn share(file: &Blob, name: &str) -> bool {
    let share = async || -> Result<(), JsValue> {
        let data = data(file, name, &file.type_())?;
        JsFuture::from(call(&navigator().unwrap_or_default(), "share", &[data])?).await.map(drop)
    };
    share().await.map_or_else(|error| error.dyn_ref::<DomException>().is_some_and(|error| error.name() == "AbortError"), |()| true)
}

fn navigator() -> Option<JsValue> {
    web_sys::window().map(|window| get(&window, "navigator"))
}

/// `{ files: [file] }`
fn data(blob: &Blob, name: &str, mime: &str) -> Result<JsValue, JsValue> {
    let options = object("type", &mime.into())?;
    let file: Function = get(&js_sys::global(), "File").dyn_into()?;
    let file = Reflect::construct(&file, &Array::of3(&Array::of1(blob), &name.into(), &options))?;
    object("files", &Array::of1(&file))
}

fn object(key: &str, value: &JsValue) -> Result<JsValue, JsValue> {
    let object = Object::new();
    Reflect::set(&object, &key.into(), value)?;
    Ok(object.into())
}

//! Files of this site on the device: the origin private file system. A page can write them in Chromium, in Firefox and in Safari from version 26 on;
//! on plain http, in private windows of Firefox and in older browsers there are none.

use js_sys::{Array, AsyncIterator, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DomException, File, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetDirectoryOptions};

use super::feature::{call, has};
use super::save;
use crate::queue::kept::Room;

/// Folder of files on the device.
pub type Folder = FileSystemDirectoryHandle;

/// Reason for a file that was not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotWritten {
    /// No room is left.
    NoRoom,
    /// The browser does not do it, or what was to be written cannot be read.
    Refused,
}

/// Folder of all files; `None` where the browser has none, or none that a page can write.
pub async fn root() -> Option<Folder> {
    let window = web_sys::window()?;
    let handle = Reflect::get(&window, &"FileSystemFileHandle".into()).ok()?;
    if !has(&handle, "prototype") || !has(&Reflect::get(&handle, &"prototype".into()).ok()?, "createWritable") {
        return None;
    }
    let found = JsFuture::from(call(&storage()?, "getDirectory", &[]).ok()?).await.ok()?;
    found.dyn_into().ok()
}

/// Folder in a folder; `None` where it is not there, or cannot be made with `creates`.
pub async fn folder(parent: &Folder, name: &str, creates: bool) -> Option<Folder> {
    let options = FileSystemGetDirectoryOptions::new();
    options.set_create(creates);
    JsFuture::from(parent.get_directory_handle_with_options(name, &options)).await.ok()?.dyn_into().ok()
}

/// Folders in a folder, with their names.
pub async fn folders(parent: &Folder) -> Vec<(String, Folder)> {
    entries(parent).await.into_iter().filter_map(|(name, handle)| Some((name, handle.dyn_into().ok()?))).collect()
}

/// Files in a folder, with their names. One that cannot be opened is left out.
pub async fn files(parent: &Folder) -> Vec<(String, File)> {
    let mut files = Vec::new();
    for (name, handle) in entries(parent).await {
        if let Ok(handle) = handle.dyn_into::<FileSystemFileHandle>()
            && let Ok(file) = JsFuture::from(handle.get_file()).await
            && let Ok(file) = file.dyn_into()
        {
            files.push((name, file));
        }
    }
    files
}

/// Entries of a folder, as far as it can be read.
async fn entries(parent: &Folder) -> Vec<(String, JsValue)> {
    let mut found = Vec::new();
    let entries: AsyncIterator = parent.entries();
    while let Ok(next) = entries.next() {
        let Ok(step) = JsFuture::from(next).await else { break };
        let Some(pair) = Reflect::get(&step, &"value".into()).ok().and_then(|value| value.dyn_into::<Array>().ok()) else { break };
        found.extend(pair.get(0).as_string().map(|name| (name, pair.get(1))));
    }
    found
}

/// Text of a small file.
pub async fn text(file: &Blob) -> Option<String> {
    JsFuture::from(file.text()).await.ok()?.as_string()
}

/// Writes a file, whole or not at all, and opens it.
///
/// # Errors
/// No room, or the browser refused.
pub async fn write(folder: &Folder, name: &str, content: &Blob) -> Result<File, NotWritten> {
    let write = async || -> Result<File, JsValue> {
        save::write(folder, name, content).await?;
        let handle: FileSystemFileHandle = JsFuture::from(folder.get_file_handle(name)).await?.dyn_into()?;
        JsFuture::from(handle.get_file()).await?.dyn_into()
    };
    match write().await {
        Ok(file) => Ok(file),
        Err(error) => {
            // Of a file that was not written an empty one may be left.
            remove(folder, name).await;
            Err(not_written(&error))
        }
    }
}

/// Reason of an exception while something was written.
pub fn not_written(error: &JsValue) -> NotWritten {
    let is_full = error.dyn_ref::<DomException>().is_some_and(|error| error.name() == "QuotaExceededError");
    if is_full { NotWritten::NoRoom } else { NotWritten::Refused }
}

/// Removes a file, or a folder with all that is in it; whether it is gone.
pub async fn remove(folder: &Folder, name: &str) -> bool {
    let options = Object::new();
    // A plain object takes any property.
    let _ = Reflect::set(&options, &"recursive".into(), &true.into());
    match call(folder, "removeEntry", &[name.into(), options.into()]) {
        Ok(promise) => match JsFuture::from(promise).await {
            Ok(_) => true,
            Err(error) => error.dyn_ref::<DomException>().is_some_and(|error| error.name() == "NotFoundError"),
        },
        Err(_) => false,
    }
}

/// Room of this site; `None` where the browser does not say.
pub async fn room() -> Option<Room> {
    let estimate = JsFuture::from(call(&storage()?, "estimate", &[]).ok()?).await.ok()?;
    let number = |name: &str| Reflect::get(&estimate, &name.into()).ok().and_then(|value| value.as_f64());
    Room::of(number("quota"), number("usage"))
}

/// Has the browser keep the files when the device runs short of room. Chromium decides that by itself; Firefox asks the person, which it only may
/// where `may_ask`.
pub fn keep_when_short_of_room(may_ask: bool) {
    if let Some(window) = web_sys::window()
        && (may_ask || has(&window.navigator(), "userAgentData"))
        && let Some(promise) = storage().and_then(|storage| call(&storage, "persist", &[]).ok())
    {
        // Either answer leaves everything as it is.
        wasm_bindgen_futures::spawn_local(async move { drop(JsFuture::from(promise).await) });
    }
}

fn storage() -> Option<JsValue> {
    let navigator = web_sys::window()?.navigator();
    has(&navigator, "storage").then(|| Reflect::get(&navigator, &"storage".into()).ok()).flatten()
}

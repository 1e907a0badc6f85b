//! Files saved: by a download, or straight into a folder by the File System Access API, which Chromium has on secure pages.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetDirectoryOptions, FileSystemGetFileOptions, FileSystemWritableFileStream,
    HtmlAnchorElement,
};

use super::feature::has;
use super::object_url::ObjectUrl;

/// True if the person can give this page a folder to write to.
pub fn has_folders() -> bool {
    web_sys::window().is_some_and(|window| window.is_secure_context() && has(&window, "showDirectoryPicker"))
}

/// Downloads a file. The address has to stay until the browser has read it.
pub fn download(url: &ObjectUrl, name: &str) {
    let link = web_sys::window().and_then(|window| window.document()).and_then(|document| document.create_element("a").ok());
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) {
        link.set_href(&url.address());
        link.set_download(name);
        link.click();
    }
}

/// Asks the person for a folder; `None` when they do not give one.
pub async fn ask_for_folder() -> Option<FileSystemDirectoryHandle> {
    let window = web_sys::window()?;
    let ask: Function = Reflect::get(&window, &"showDirectoryPicker".into()).ok()?.dyn_into().ok()?;
    let options = js_sys::Object::new();
    Reflect::set(&options, &"mode".into(), &"readwrite".into()).ok()?;
    let promise: Promise = ask.call1(&window, &options).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

/// True if the folder has a file at this path.
pub async fn is_there(folder: &FileSystemDirectoryHandle, path: &str) -> bool {
    match parent(folder, path, false).await {
        Ok((parent, name)) => {
            JsFuture::from(parent.get_file_handle(name)).await.is_ok() || JsFuture::from(parent.get_directory_handle(name)).await.is_ok()
        }
        Err(_) => false,
    }
}

/// Writes a file at this path of the folder. It is whole or not there: the browser writes beside it and renames.
///
/// # Errors
/// The exception of the browser: no permission, no room, or the folder is gone.
pub async fn write(folder: &FileSystemDirectoryHandle, path: &str, file: &Blob) -> Result<(), JsValue> {
    let (parent, name) = parent(folder, path, true).await?;
    let options = FileSystemGetFileOptions::new();
    options.set_create(true);
    let handle: FileSystemFileHandle = JsFuture::from(parent.get_file_handle_with_options(name, &options)).await?.dyn_into()?;
    let stream: FileSystemWritableFileStream = JsFuture::from(handle.create_writable()).await?.dyn_into()?;
    JsFuture::from(stream.write_with_blob(file)?).await?;
    JsFuture::from(stream.close()).await?;
    Ok(())
}

/// Folder of a path with slashes, and the name in it.
async fn parent<'a>(folder: &FileSystemDirectoryHandle, path: &'a str, creates: bool) -> Result<(FileSystemDirectoryHandle, &'a str), JsValue> {
    let options = FileSystemGetDirectoryOptions::new();
    options.set_create(creates);
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let mut parent = folder.clone();
    for part in folders.split('/').filter(|part| !part.is_empty()) {
        parent = JsFuture::from(parent.get_directory_handle_with_options(part, &options)).await?.dyn_into()?;
    }
    Ok((parent, name))
}

//! Files that another program shared with the installed page. The service worker keeps each form that brings some until a page starts.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, File, Request, Response};

use super::feature::{call_now, has};
use super::file_source::Source;

/// Name of the cache, which the service worker writes.
const CACHE: &str = "offcut-shared";

/// Name of the files in a form, which the manifest gives them.
const FIELD: &str = "photos";

/// Files that wait, which are then this page's alone; an error for a form that cannot be read.
pub async fn take() -> Vec<Result<Source, JsValue>> {
    let mut taken = Vec::new();
    let Some(cache) = waiting().await else { return taken };
    let Ok(requests) = JsFuture::from(cache.keys()).await.and_then(JsCast::dyn_into::<Array>) else { return taken };
    for request in requests.iter().map(JsCast::unchecked_into::<Request>) {
        match files(&cache, &request).await {
            Ok(files) => taken.extend(files.iter().filter_map(|file| file.dyn_into::<File>().ok()).map(|file| Ok(Source::File(file, String::new())))),
            Err(error) => taken.push(Err(error)),
        }
        // One that stays is taken again by the next start.
        let _ = JsFuture::from(cache.delete_with_request(&request)).await;
    }
    taken
}

/// The cache, where there is one: opening would make it.
async fn waiting() -> Option<Cache> {
    let window = web_sys::window().filter(|window| has(window, "caches"))?;
    let caches = window.caches().ok()?;
    let is_there = JsFuture::from(caches.has(CACHE)).await.ok()?;
    if is_there.is_falsy() {
        return None;
    }
    JsFuture::from(caches.open(CACHE)).await.ok()?.dyn_into().ok()
}

/// Files of a form. The browser keeps them from here on, wherever the form goes.
async fn files(cache: &Cache, request: &Request) -> Result<Array, JsValue> {
    let response: Response = JsFuture::from(cache.match_with_request(request)).await?.dyn_into()?;
    let form = JsFuture::from(response.form_data()?).await?;
    call_now(&form, "getAll", &[FIELD.into()])?.dyn_into()
}

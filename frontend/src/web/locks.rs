//! Locks between the tabs of this site: the Web Locks API. The browser frees a lock when its tab is closed, killed or reloaded.

use std::cell::RefCell;
use std::rc::Rc;

use futures::channel::oneshot;
use futures::future::{Either, select};
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use super::feature::has;

/// Lock, until it is dropped or the tab ends.
#[derive(Debug)]
pub struct Lock {
    release: Function,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Resolving a promise does not throw.
        let _ = self.release.call0(&JsValue::UNDEFINED);
    }
}

/// Takes a lock at once; `None` where another tab or this one has it, and where the browser has no locks.
pub async fn take(name: &str) -> Option<Lock> {
    let navigator = web_sys::window()?.navigator();
    if !has(&navigator, "locks") {
        return None;
    }
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    let options = Object::new();
    Reflect::set(&options, &"ifAvailable".into(), &true.into()).ok()?;
    let (sender, receiver) = oneshot::channel();
    let granted = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        let release = Rc::new(RefCell::new(None));
        // The browser holds the lock until this promise is resolved.
        let held = Promise::new(&mut |resolve, _| drop(release.replace(Some(resolve))));
        let lock = release.take().filter(|_| !lock.is_null()).map(|release| Lock { release });
        let is_held = lock.is_some();
        // Nobody waits any more: the lock is dropped, and free.
        drop(sender.send(lock));
        if is_held { held.into() } else { JsValue::UNDEFINED }
    });
    let over: Promise = request.call3(&locks, &name.into(), &options, &granted).ok()?.dyn_into().ok()?;
    match select(receiver, JsFuture::from(over)).await {
        Either::Left((lock, _)) => lock.ok().flatten(),
        // Refused before it was asked for, or not free.
        Either::Right(_) => None,
    }
}

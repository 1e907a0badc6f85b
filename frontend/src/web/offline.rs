//! The service worker `sw.js`: keeps the page for use without a network and says when a new version waits. On plain http, and in
//! browsers without service workers, the page works, but not offline.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState};

use super::feature::has;

thread_local! {
    /// Set while the person's own reload is under way.
    static RELOADING: Cell<bool> = const { Cell::new(false) };
}

/// Registers the service worker. `on_update` is called when a new version waits or has taken over, `on_offline` when everything is kept, the worker
/// that runs here and the language included.
pub async fn register(worker: Option<String>, language: Option<String>, on_update: impl Fn() + Clone + 'static, on_offline: impl Fn() + 'static) {
    let Some(container) = container() else { return };
    let updates = container.controller().is_some();
    watch_takeover(&container, updates, on_update.clone());
    let Ok(found) = JsFuture::from(container.register("/sw.js")).await else { return };
    let Ok(registration) = found.dyn_into::<ServiceWorkerRegistration>() else { return };
    if updates && registration.waiting().is_some() {
        on_update();
    }
    watch_installs(&registration, on_update);
    let Ok(ready) = container.ready() else { return };
    let Ok(active) = JsFuture::from(ready).await else { return };
    if let (Some(worker), Some(active)) = (worker, active.dyn_into::<ServiceWorkerRegistration>().ok().and_then(|ready| ready.active())) {
        keep(&container, &active, &worker, language, on_offline);
    }
}

/// Asks the service worker to cache the files of a worker and a language; it replies once.
fn keep(container: &ServiceWorkerContainer, active: &ServiceWorker, worker: &str, language: Option<String>, kept: impl Fn() + 'static) {
    let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if event.data() == "kept" {
            kept();
        }
    });
    container.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget();
    tell(active, &[("worker", worker), ("language", &language.unwrap_or_default())]);
}

/// Asks the service worker to cache the files of what was chosen: another language, the AVIF encoder.
pub fn keep_choice(address: &str) {
    if let Some(active) = container().and_then(|container| container.controller()) {
        tell(&active, &[("choice", address)]);
    }
}

fn tell(active: &ServiceWorker, fields: &[(&str, &str)]) {
    let message = Object::new();
    // A plain object takes any property, and a service worker that cannot be told keeps nothing: the page then does not promise it.
    let told = fields.iter().try_for_each(|(key, value)| Reflect::set(&message, &(*key).into(), &(*value).into()).map(drop));
    let _ = told.and_then(|()| active.post_message(&message));
}

/// Brings the new version in and reloads.
pub async fn update() {
    RELOADING.set(true);
    let waiting = match container() {
        Some(container) => {
            JsFuture::from(container.get_registration()).await.ok().and_then(|found| found.dyn_into::<ServiceWorkerRegistration>().ok())
        }
        None => None,
    };
    match waiting.and_then(|registration| registration.waiting()) {
        // The takeover reloads.
        Some(waiting) if waiting.post_message(&"skip-waiting".into()).is_ok() => {}
        Some(_) | None => reload(),
    }
}

fn container() -> Option<ServiceWorkerContainer> {
    let window = web_sys::window()?;
    let navigator = window.navigator();
    (window.is_secure_context() && has(&navigator, "serviceWorker")).then(|| navigator.service_worker())
}

/// Another version took over: ours is to reload when the person asked here, and to be offered when they asked in another tab. The
/// first takeover of a first visit is neither.
fn watch_takeover(container: &ServiceWorkerContainer, updates: bool, on_update: impl Fn() + 'static) {
    let had_controller = Cell::new(updates);
    let takeover = Closure::<dyn Fn()>::new(move || {
        if RELOADING.get() {
            reload();
        } else if had_controller.replace(true) {
            on_update();
        }
    });
    container.set_oncontrollerchange(Some(takeover.as_ref().unchecked_ref()));
    takeover.forget();
}

fn watch_installs(registration: &ServiceWorkerRegistration, on_update: impl Fn() + Clone + 'static) {
    let watched = Rc::new(registration.clone());
    let found = Closure::<dyn Fn()>::new({
        let watched = watched.clone();
        move || {
            let Some(installing) = watched.installing() else { return };
            // On a first visit nothing is replaced.
            if container().is_none_or(|container| container.controller().is_none()) {
                return;
            }
            let (worker, on_update) = (installing.clone(), on_update.clone());
            let changed = Closure::<dyn Fn()>::new(move || {
                if worker.state() == ServiceWorkerState::Installed {
                    on_update();
                }
            });
            installing.set_onstatechange(Some(changed.as_ref().unchecked_ref()));
            changed.forget();
        }
    });
    watched.set_onupdatefound(Some(found.as_ref().unchecked_ref()));
    found.forget();
}

fn reload() {
    if let Some(window) = web_sys::window() {
        // A page that may not reload itself stays as it is; the person can.
        let _ = window.location().reload();
    }
}

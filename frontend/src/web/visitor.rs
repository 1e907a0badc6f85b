//! Browser and device memory of the visit, in the broad classes of the beacon. A browser that does not say is counted as unknown.

use beacon::{Browser, Memory, PageVersion, Visit};
use js_sys::Reflect;

/// Classes of this visit.
pub fn visit() -> Visit {
    let user_agent = web_sys::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default();
    Visit { page: PageVersion::CURRENT, browser: Browser::of(&user_agent), memory: Memory::of(gigabytes()) }
}

/// Memory of the device in gigabytes, 8 at most. Not in web-sys; Chromium has it on secure pages.
pub fn gigabytes() -> Option<f64> {
    let navigator = web_sys::window()?.navigator();
    Reflect::get(&navigator, &"deviceMemory".into()).ok()?.as_f64()
}

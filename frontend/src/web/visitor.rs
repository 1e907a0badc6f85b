//! Browser and device memory of the visit, in the broad classes of the beacon. A browser that does not say is counted as unknown.

use beacon::{Browser, Memory, PageVersion, Visit};
use js_sys::Reflect;

/// Classes of this visit.
pub fn visit() -> Visit {
    let navigator = web_sys::window().map(|window| window.navigator());
    let user_agent = navigator.as_ref().and_then(|navigator| navigator.user_agent().ok()).unwrap_or_default();
    // Not in web-sys; Chromium has it on secure pages.
    let gigabytes = navigator.and_then(|navigator| Reflect::get(&navigator, &"deviceMemory".into()).ok()).and_then(|value| value.as_f64());
    Visit { page: PageVersion::CURRENT, browser: Browser::of(&user_agent), memory: Memory::of(gigabytes) }
}

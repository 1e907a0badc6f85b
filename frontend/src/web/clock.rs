//! Clocks of the browser: milliseconds since the navigation began, and local time.

use js_sys::Promise;
use wasm_bindgen_futures::JsFuture;

/// Present time. 0 in a browser without a clock: durations are then 0 and not wrong.
pub fn now_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// Waits.
pub async fn sleep(ms: i32) {
    let Some(window) = web_sys::window() else { return };
    // It throws only for arguments of another kind.
    let promise = Promise::new(&mut |resolve, _| drop(window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms)));
    let _ = JsFuture::from(promise).await;
}

/// Local date and time: year, month from 1, day, hour, minute, second.
pub fn local_time() -> [u32; 6] {
    let now = js_sys::Date::new_0();
    [now.get_full_year(), now.get_month() + 1, now.get_date(), now.get_hours(), now.get_minutes(), now.get_seconds()]
}

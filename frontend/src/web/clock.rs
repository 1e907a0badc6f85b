//! Clocks of the browser: milliseconds since the navigation began, and local time.

/// Present time. 0 in a browser without a clock: durations are then 0 and not wrong.
pub fn now_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// Local date and time: year, month from 1, day, hour, minute, second.
pub fn local_time() -> [u32; 6] {
    let now = js_sys::Date::new_0();
    [now.get_full_year(), now.get_month() + 1, now.get_date(), now.get_hours(), now.get_minutes(), now.get_seconds()]
}

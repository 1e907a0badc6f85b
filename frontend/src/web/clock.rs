//! Milliseconds since the navigation began.

/// Present time. 0 in a browser without a clock: durations are then 0 and not wrong.
pub fn now_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

//! Milliseconds since the navigation began.

/// Now. 0 in a browser without a clock: times are then 0 and not wrong.
pub fn now_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// To a tenth: finer is noise, and `performance.now` itself is coarser in some browsers.
pub fn tenths(ms: f64) -> f64 {
    (ms.max(0.0) * 10.0).round() / 10.0
}

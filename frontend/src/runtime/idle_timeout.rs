//! Idle timeout of the worker: its memory is that of the largest photo so far and never shrinks, so an idle worker is terminated.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;

use crate::web::address;

/// Idle timeout in seconds.
const AFTER_SECONDS: u64 = 180;

/// Idle time after which the worker is terminated; `?rest=2` behind the page's address makes it 2 seconds, for tests.
pub fn duration() -> Duration {
    let asked = address::query_parameter("rest").and_then(|seconds| seconds.parse().ok());
    Duration::from_secs(asked.unwrap_or(AFTER_SECONDS))
}

/// State of the idle timeout.
#[derive(Default)]
pub struct IdleTimeout {
    /// True from the termination of an idle worker until another one is ready.
    pub has_timed_out: bool,
    /// Number of running jobs.
    pub jobs: usize,
    timer: Option<TimeoutHandle>,
}

impl IdleTimeout {
    /// Sets the timer, and stops the one before.
    pub fn set_timer(&mut self, timer: Option<TimeoutHandle>) {
        if let Some(before) = std::mem::replace(&mut self.timer, timer) {
            before.clear();
        }
    }
}

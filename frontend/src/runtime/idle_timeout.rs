//! Rest of the worker: its memory is that of the largest photo so far and never shrinks, so a worker without work is ended.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;

use crate::web::address;

/// Time without work, in seconds.
const AFTER_SECONDS: u64 = 180;

/// Time without work after which the worker is ended; `?rest=2` behind the page's address makes it 2 seconds, for tests.
pub fn after() -> Duration {
    let asked = address::asked("rest").and_then(|seconds| seconds.parse().ok());
    Duration::from_secs(asked.unwrap_or(AFTER_SECONDS))
}

/// Rest and the timer that leads to it.
#[derive(Default)]
pub struct Rest {
    /// Whether the worker was ended for want of work and is not yet there again.
    pub is_resting: bool,
    /// Number of jobs under way.
    pub jobs: usize,
    timer: Option<TimeoutHandle>,
}

impl Rest {
    /// Sets the timer, and stops the one before.
    pub fn set_timer(&mut self, timer: Option<TimeoutHandle>) {
        if let Some(before) = std::mem::replace(&mut self.timer, timer) {
            before.clear();
        }
    }
}

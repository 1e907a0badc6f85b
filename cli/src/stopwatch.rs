//! Stopwatch of the command: the core's, with the system's clock.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// Progress that notes the time of each stage.
pub type Stopwatch = matting::Stopwatch<fn() -> Duration>;

/// A stopwatch that starts now.
pub fn start() -> Stopwatch {
    Stopwatch::start(since_first_start)
}

fn since_first_start() -> Duration {
    static FIRST: LazyLock<Instant> = LazyLock::new(Instant::now);
    FIRST.elapsed()
}

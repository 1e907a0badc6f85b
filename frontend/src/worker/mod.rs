//! The worker: answers the page's messages with the core. The page's program links none of this.

pub mod engine;
mod open_photo;
mod stopwatch;
pub mod threads;
mod warm_up;

//! The worker: answers the page's messages with the core. The page's program links none of this.

pub mod engine;
mod open_photo;
mod stage_reporter;
pub mod threads;
mod warm_up;

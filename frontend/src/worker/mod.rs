//! The worker: runs the core for the page's messages. The page's program links none of this.

pub mod engine;
mod open_photo;
pub mod program_requests;
mod stage_reporter;
pub mod threads;
mod warm_up;

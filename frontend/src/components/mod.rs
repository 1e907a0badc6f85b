//! Elements of the page, each with its style sheet beside it.

pub mod dialog;
pub mod focus;
pub mod frame;
mod latin_key;
mod model_progress;
pub mod notice;
pub mod progress;
pub mod queue;
pub mod result;
pub mod start;

//! Every sentence that the page shows or a screen reader hears, by its id in the files of `frontend/locales/`. `index.html` repeats the English ones that
//! stand there before the page starts.

pub mod editor_text;
pub mod frame_text;
pub mod kept_text;
pub mod keys_text;
pub mod language;
#[cfg(test)]
mod locale_tests;
pub mod network_text;
pub mod notices;
pub mod queue_text;
pub mod sentence;
mod sentences;
pub mod share_text;
pub mod translation;
pub mod units;

pub use notices::{NextAction, Notice, of_failure};
pub use sentence::Sentence;
pub use sentences::*;

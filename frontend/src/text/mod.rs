//! Every sentence that the page shows or a screen reader hears. `index.html` repeats those that stand there before the page starts.

pub mod editor_text;
pub mod kept_text;
pub mod keys_text;
pub mod network_text;
pub mod notices;
pub mod queue_text;
mod sentences;
pub mod share_text;
pub mod units;

pub use notices::{NextAction, Notice, of_failure};
pub use sentences::*;

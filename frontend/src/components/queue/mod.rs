//! Elements of several photos: their list, its buttons, and lines about what happened to them.

mod list_buttons;
pub mod photo_list;
mod photo_option;
pub mod queue_lines;

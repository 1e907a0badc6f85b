//! Elements of several photos: their list, its buttons, and status lines.

mod list_buttons;
pub mod photo_list;
mod photo_option;
pub mod queue_lines;

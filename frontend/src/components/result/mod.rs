//! Elements of a finished photo.

mod action_button;
mod brush_canvas;
mod brush_tools;
mod compare;
mod controls;
mod download_bar;
mod edit_panel;
mod frame_choice;
mod network_chooser;
pub mod result_view;
mod share_button;

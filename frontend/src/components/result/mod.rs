//! Elements of a finished photo.

mod brush_canvas;
mod brush_tools;
mod compare;
mod controls;
mod download_bar;
mod edit_panel;
pub mod result_view;

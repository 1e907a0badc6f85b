//! Photos of the visit: their states, the order of work, selection, removal with undo, names of the files they become, and ZIP archives as bytes.
//! Nothing here touches the browser; what is kept of a photo is a handle to its file.

pub mod crc32;
pub mod file_kind;
pub mod item;
pub mod output_names;
pub mod photo_queue;
#[cfg(test)]
mod photo_queue_tests;
pub mod selection;
pub mod time_left;
pub mod zip_reading;
pub mod zip_writing;

pub use item::{Counts, Item, ItemState, Order, Status};
pub use photo_queue::PhotoQueue;
pub use selection::Selection;

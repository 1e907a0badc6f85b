//! Edits of a finished photo: settings, brush, and the recipes that the worker has to make of them. Nothing here touches the browser.

pub mod brush;
pub mod edits;
#[cfg(test)]
mod edits_tests;
pub mod frame_fields;
pub mod preset;
pub mod settings;
pub mod strokes;
pub mod view;

pub use brush::{Brush, MAX_RADIUS, MIN_RADIUS, PointerMode};
pub use edits::{Conversion, Edits, Job, Rendered, Snapshot};
pub use settings::{BackgroundKind, EditSettings, MAX_SHADOW};
pub use strokes::Strokes;
pub use view::{Point, View};

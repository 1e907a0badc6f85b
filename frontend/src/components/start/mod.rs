//! Elements of the page before a photo.

pub mod drop_zone;
pub mod samples;
pub mod status_line;

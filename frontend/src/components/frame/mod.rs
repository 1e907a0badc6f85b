//! Elements around the main part of the page.

pub mod footer;
pub mod header;
pub mod privacy;
pub mod update_banner;
pub mod window_events;

//! Elements around the main part of the page.

pub mod footer;
pub mod header;
pub mod key_sheet;
pub mod privacy;
mod shortcuts;
pub mod update_banner;
pub mod window_events;

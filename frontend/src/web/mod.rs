//! Browser APIs beyond elements. Each file says what happens where a browser does not have its API.

pub mod address;
pub mod clipboard;
pub mod clock;
pub mod decode;
pub mod device_files;
pub mod digest;
pub mod document;
pub mod draw_brush;
pub mod feature;
pub mod fetch;
pub mod file_source;
mod gamut;
pub mod intl;
pub mod launch_queue;
pub mod locks;
pub mod model_store;
pub mod network_store;
pub mod object_url;
pub mod offline;
pub mod pagehide;
pub mod preferences;
pub mod save;
pub mod share;
pub mod shared_files;
pub mod thumbnail;
pub mod unzip;
pub mod visitor;

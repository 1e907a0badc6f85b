//! Files of the site: bundled or loaded, served, exported.

pub mod assets;
pub mod bundle;
pub mod byte_range;
pub mod export;
pub mod mime;
pub mod models;
pub mod share_target;
pub mod static_files;
pub mod toml_file;

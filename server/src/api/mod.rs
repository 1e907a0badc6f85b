//! The HTTP API for automation, off unless `--api` is given: the same core, natively. The page never uses it.

pub mod api_flags;

pub use api_flags::ApiFlags;

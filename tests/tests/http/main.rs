//! The server's files, list of networks and export.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod export;
mod model_folder;
mod router;

//! The server's files, in a folder and inside the program, list of networks and export.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod bundle;
mod export;
mod model_folder;
mod router;

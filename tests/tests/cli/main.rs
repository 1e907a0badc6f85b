//! The command as a process.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod download;
mod folders;
mod framed_photos;
mod one_photo;
mod outputs;

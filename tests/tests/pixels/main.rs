//! Files to pixels, and pixels to mattes: the core and what it reads, with real photos and real weights.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod golden;
mod heif;
mod malformed_files;
mod matte;
mod networks;

//! The HTTP API.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod compatibility;
mod cross_site;
mod cut_outs;
mod filter;
mod framed_answers;
mod model_choice;
mod schema;

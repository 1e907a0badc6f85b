//! The npm package as others get it: the tarball in fresh projects (`npm/examples/`), built by their bundlers, run in browsers and in Node.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod comparison;
mod frameworks;
mod in_browsers;
mod in_node;
mod installed;
mod package_checks;
mod page_server;
mod recipes;
mod types;

use tokio::sync::Mutex;

/// Browsers are started one at a time: on a small machine several would wait for each other until something times out.
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

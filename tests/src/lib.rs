//! Helpers of the test files: golden cases, the programs under test, a browser.

pub mod accessibility;
pub mod ask;
pub mod chromium;
#[cfg(unix)]
pub mod database;
pub mod fleet;
pub mod golden_case;
pub mod panics;
pub mod program;
pub mod relay;
pub mod routed;
pub mod server_process;
pub mod services;
pub mod visits;

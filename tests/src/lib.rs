//! Helpers of the test files: golden cases, the programs under test, a browser.

pub mod accessibility;
pub mod api_service;
pub mod ask;
pub mod chromium;
pub mod cluster;
#[cfg(unix)]
pub mod database;
pub mod fake_network;
#[cfg(unix)]
pub mod faults;
pub mod golden_case;
pub mod offcut;
pub mod panics;
pub mod program;
pub mod relay;
pub mod routed;
pub mod server_process;
pub mod services;
pub mod tiny_classifier;
pub mod visits;

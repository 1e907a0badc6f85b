//! Helpers of the test files: golden cases, the programs under test, a browser.

pub mod api_service;
pub mod ask;
pub mod browser;
pub mod cluster;
#[cfg(unix)]
pub mod database;
pub mod fake_network;
#[cfg(unix)]
pub mod faults;
pub mod file_server;
pub mod golden_case;
pub mod offcut;
pub mod panics;
pub mod program;
pub mod relay;
pub mod routed;
pub mod server_process;
pub mod services;
pub mod tiny_classifier;
pub mod tiny_network;
pub mod visits;

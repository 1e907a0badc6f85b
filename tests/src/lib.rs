//! Helpers of the test files: golden cases, the programs under test, a browser.

pub mod api_service;
pub mod beacon_events;
pub mod browser;
pub mod cluster;
#[cfg(unix)]
pub mod database;
pub mod fake_network;
#[cfg(unix)]
pub mod faults;
pub mod file_server;
pub mod golden_case;
pub mod http_client;
pub mod in_process_client;
pub mod offcut_command;
pub mod panics;
pub mod program;
pub mod recording_proxy;
pub mod server_process;
pub mod services;
pub mod tiny_classifier;
pub mod tiny_network;

//! Runtime: gets worker and model ready and keeps them so.

pub mod builds;
pub mod client;
#[cfg(test)]
mod client_tests;
mod pending_requests;
mod preparation;
mod idle_timeout;
mod web_worker;

pub use preparation::Runtime;

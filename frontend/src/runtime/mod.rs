//! Runtime: worker and model, their preparation and restart.

pub mod builds;
pub mod client;
#[cfg(test)]
mod client_tests;
mod pending_requests;
mod preparation;
mod idle_timeout;
mod web_worker;

pub use preparation::Runtime;

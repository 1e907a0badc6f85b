//! Runtime: worker and model, their preparation and restart; the AVIF encoder.

pub mod avif_encoder;
pub mod builds;
pub mod client;
#[cfg(test)]
mod client_tests;
mod idle_timeout;
pub mod language_choice;
pub mod other_network;
mod pending_requests;
mod preparation;
mod web_worker;

pub use preparation::Runtime;

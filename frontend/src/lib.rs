//! The Offcut page and its worker: one library, two binaries. The page never links the network, the worker never links the page.

pub mod protocol;
#[cfg(feature = "worker")]
pub mod worker;

// Modules of the page.
#[cfg(feature = "page")]
pub mod app;
#[cfg(feature = "page")]
mod components;
#[cfg(feature = "page")]
pub mod editing;
#[cfg(feature = "page")]
pub mod networks;
#[cfg(feature = "page")]
pub mod page;
#[cfg(feature = "page")]
pub mod queue;
#[cfg(feature = "page")]
pub mod runtime;
#[cfg(feature = "page")]
pub mod state;
#[cfg(feature = "page")]
pub mod telemetry;
#[cfg(feature = "page")]
pub mod text;
#[cfg(feature = "page")]
pub mod web;

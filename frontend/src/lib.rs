//! The Offcut page and its worker: one library, two binaries. The page never links the network, the worker never links the page.

pub mod brush;
pub mod choices;
pub mod edits;
pub mod engine;
pub mod failure;
pub mod jobs;
pub mod outbox;
mod practice;
pub mod protocol;
pub mod state;
#[cfg(feature = "worker")]
pub mod threads;
pub mod wire;

#[cfg(feature = "page")]
pub mod app;
#[cfg(feature = "page")]
pub mod builds;
#[cfg(feature = "page")]
pub mod client;
#[cfg(feature = "page")]
mod components;
#[cfg(feature = "page")]
pub mod editing;
#[cfg(feature = "page")]
pub mod photo;
#[cfg(feature = "page")]
pub mod studio;
#[cfg(feature = "page")]
pub mod text;
#[cfg(feature = "page")]
pub mod text_of_edits;
#[cfg(feature = "page")]
pub mod web;

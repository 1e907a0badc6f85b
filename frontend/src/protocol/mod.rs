//! Protocol between page and worker: messages, recipes, failures. Both sides link this folder and nothing of each other.

pub mod failure;
pub mod messages;
#[cfg(feature = "worker")]
pub mod programs;
pub mod recipe;
pub mod wire;

pub use failure::{Failure, FetchProblem};
pub use messages::{FromWorker, Input, InputNumbers, KnownNetwork, RequestId, StageTime, ToWorker, WORKER_ID, WorkerInfo};
pub use recipe::{Recipe, VisibleArea};

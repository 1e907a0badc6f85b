//! Stand-in for [`super::api`] in a server without the feature `api`: the API cannot be switched on.

#[path = "api/api_disabled.rs"]
mod api_disabled;
#[path = "api/api_flags.rs"]
pub mod api_flags;

pub use api_flags::ApiFlags;

use std::sync::Arc;

use axum::Router;

use crate::error::StartupError;
use crate::files::models::ModelFolder;
use crate::monitoring::Metrics;
use crate::statistics::Statistics;

/// API of a running server, which nothing can make.
#[derive(Debug)]
pub enum Api {}

impl Api {
    /// Refuses `--api`.
    ///
    /// # Errors
    /// [`StartupError::NotBuilt`] when the flags switch the API on.
    pub fn start(flags: &ApiFlags, _: &Arc<ModelFolder>, _: &Arc<Metrics>, _: &Arc<Statistics>) -> Result<Option<Arc<Self>>, StartupError> {
        if flags.api { Err(StartupError::NotBuilt { flag: "--api" }) } else { Ok(None) }
    }

    /// Never called.
    pub fn is_stuck(&self) -> bool {
        match *self {}
    }
}

/// Routes of an API that is off.
pub fn routes<S: Clone + Send + Sync + 'static>(_: Option<Arc<Api>>) -> Router<S> {
    api_disabled::routes()
}

//! HTTP API for automation, off unless `--api` is given: the same core, natively. The page never uses it.
//!
//! A request passes, in this order: [`intake::origin_check`] (no other site's page), [`intake::rate_limit`] (the rate of each client),
//! [`intake::admission`] (a slot), [`intake::upload`] (the bytes), [`intake::params`] (the options), [`work::cache`], [`work::pool`] (the work),
//! [`answer`]. An [`api_error`] ends it early; [`telemetry`] counts both.

pub mod answer;
pub mod api_error;
pub mod api_flags;
pub mod api_page;
pub mod api_state;
pub mod intake;
pub mod off;
pub mod remove;
pub mod telemetry;
pub mod work;

pub use api_flags::ApiFlags;
pub use api_state::Api;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::error::RequestError;

/// Routes of the API, with limits of their own; without an API, the sentence that says how to switch it on.
pub fn routes<S: Clone + Send + Sync + 'static>(api: Option<Arc<Api>>) -> Router<S> {
    let Some(api) = api else { return off::routes() };
    Router::new()
        .route("/api/remove", get(remove::never_fetches).post(remove::remove))
        .route("/api", get(api_page::show))
        .route("/api.css", get(api_page::style))
        .route("/api/openapi.json", get(api_page::openapi))
        .method_not_allowed_fallback(|| async { RequestError::MethodNotAllowed })
        .with_state(api)
}

//! HTTP API, off unless `--api` is given: the same core, natively. The page never uses it.
//!
//! A request passes, in this order: [`request::origin_check`] (no cross-site requests, unless the site is listed), [`request::rate_limit`] (the rate of each
//! client), [`request::admission`] (memory, later a slot), [`request::upload`] (the bytes), [`request::photo_source`] and [`request::form`] (the photo
//! among them), [`request::params`] (the options), [`processing::cache`], [`processing::pool`] (the work, after [`processing::content_filter`] if there is one), [`photo_response`]. An
//! [`api_error`] ends it early; [`telemetry`] counts both; [`request::cors`] lets listed sites read the response.

pub mod api_disabled;
pub mod api_error;
pub mod api_flags;
pub mod api_page;
pub mod api_state;
pub mod photo_response;
pub mod processing;
pub mod remove;
pub mod request;
pub mod telemetry;

pub use api_flags::ApiFlags;
pub use api_state::Api;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use request::cors;

use crate::error::RequestError;

/// Routes of the API, with limits of their own; without an API, the sentence that says how to switch it on.
pub fn routes<S: Clone + Send + Sync + 'static>(api: Option<Arc<Api>>) -> Router<S> {
    let Some(api) = api else { return api_disabled::routes() };
    let photos = || get(remove::reject_fetch).post(remove::remove).options(cors::photo_options);
    let page = || get(api_page::show).options(cors::document_options);
    Router::new()
        .route("/api/remove", photos())
        .route("/api/remove/", photos())
        .route("/api", page())
        .route("/api/", page())
        .route("/api.css", get(api_page::style).options(cors::document_options))
        .route("/api/openapi.json", get(api_page::openapi).options(cors::document_options))
        .method_not_allowed_fallback(|| async { RequestError::MethodNotAllowed })
        .route_layer(from_fn_with_state(Arc::clone(&api), cors::allow_listed_origins))
        .with_state(api)
}

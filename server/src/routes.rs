//! The one list of routes, and what every request passes on its way.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, Request};
use axum::http::HeaderMap;
use axum::middleware::{Next, from_fn, from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;

use crate::api::{self, Api};
use crate::assets::Assets;
use crate::config::Config;
use crate::error::{RequestError, StartupError};
use crate::field::stats::Clock;
use crate::field::{self, Stats};
use crate::operators::Metrics;
use crate::{deliver, headers, inline_scripts};

/// What the routes share.
#[derive(Debug, Clone)]
pub struct State {
    assets: Arc<Assets>,
    stats: Arc<Stats>,
    metrics: Arc<Metrics>,
    api: Option<Arc<Api>>,
    every_answer: HeaderMap,
    request_timeout: Duration,
}

impl State {
    /// Reads the files of the configuration; counts from now.
    ///
    /// # Errors
    /// As [`Assets::load`].
    pub fn load(config: &Config) -> Result<Self, StartupError> {
        let start = Instant::now();
        Self::with_clock(config, Box::new(move || start.elapsed()))
    }

    /// As [`State::load`], with the time since the start told by `clock`.
    ///
    /// # Errors
    /// As [`Assets::load`].
    pub fn with_clock(config: &Config, clock: Clock) -> Result<Self, StartupError> {
        let assets = Assets::load(&config.site, &config.models)?;
        let index = assets.get("/").map(|index| String::from_utf8_lossy(&index.identity.bytes).into_owned()).unwrap_or_default();
        let metrics = Arc::new(Metrics::new().map_err(|error| StartupError::Metrics(error.to_string()))?);
        Ok(Self {
            every_answer: headers::for_every_answer(&inline_scripts::source_expressions(&index))?,
            assets: Arc::new(assets),
            stats: Arc::new(Stats::new(clock)),
            api: Api::start(&config.api, &config.models, &metrics)?,
            metrics,
            request_timeout: config.request_timeout,
        })
    }

    /// The same with this API in place of the one that the flags ask for.
    #[must_use]
    pub fn with_api(self, api: Arc<Api>) -> Self {
        Self { api: Some(api), ..self }
    }
}

impl FromRef<State> for Arc<Assets> {
    fn from_ref(state: &State) -> Self {
        Self::clone(&state.assets)
    }
}

impl FromRef<State> for Arc<Metrics> {
    fn from_ref(state: &State) -> Self {
        Self::clone(&state.metrics)
    }
}

impl FromRef<State> for Arc<Stats> {
    fn from_ref(state: &State) -> Self {
        Self::clone(&state.stats)
    }
}

/// Everything the server answers.
pub fn routes(state: State) -> Router {
    let every_answer = state.every_answer.clone();
    let timeout = state.request_timeout;
    let api = api::routes(state.api.clone());
    Router::new()
        .route("/", get(deliver::index))
        .route("/healthz", get(|| async { "ok\n" }))
        .merge(field::beacon_routes())
        .merge(field::operator_routes())
        .route("/{*path}", get(deliver::file))
        .fallback(|| async { RequestError::NotFound })
        .method_not_allowed_fallback(|| async { RequestError::MethodNotAllowed })
        .with_state(state)
        .layer(DefaultBodyLimit::max(beacon::MAX_BYTES))
        .layer(from_fn_with_state(timeout, within_time))
        // Photos are larger than beacons and take longer: the API has limits of its own.
        .merge(api)
        .layer(CatchPanicLayer::custom(|_| RequestError::Internal.into_response()))
        .layer(from_fn(log))
        .layer(map_response(move |response| with_headers(every_answer.clone(), response)))
}

async fn with_headers(every_answer: HeaderMap, mut response: Response) -> Response {
    response.headers_mut().extend(every_answer);
    response
}

/// A slow body must not hold a connection; unlike a bare timeout layer this answers with a sentence.
async fn within_time(axum::extract::State(limit): axum::extract::State<Duration>, request: Request, next: Next) -> Result<Response, RequestError> {
    tokio::time::timeout(limit, next.run(request)).await.map_err(|_| RequestError::TooSlow)
}

/// Neither query, body, header nor address: nothing in the log can point to a person.
async fn log(request: Request, next: Next) -> Response {
    let start = Instant::now();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let response = next.run(request).await;
    tracing::debug!(%method, ?path, status = response.status().as_u16(), ms = start.elapsed().as_millis(), "answered");
    response
}

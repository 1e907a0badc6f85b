//! List of all routes, and the layers that every request passes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, Request};
use axum::http::HeaderMap;
use axum::middleware::{Next, from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::api::{self, Api};
#[cfg(feature = "api")]
use crate::api::{ApiFlags, processing::loaded_models::SharedNetwork};
use crate::config::Config;
use crate::error::{RequestError, StartupError};
use crate::files::assets::Assets;
use crate::files::models::{ModelFolder, model_route};
use crate::files::{share_target, static_files};
use crate::headers;
use crate::monitoring::auth::{Token, authenticate};
use crate::monitoring::otlp::Otlp;
use crate::monitoring::request_telemetry::record_request;
use crate::monitoring::{Metrics, MonitoringFlags, scrape};
use crate::statistics::report::handlers;
use crate::statistics::{Clock, Statistics, events};

/// State that the routes share.
#[derive(Debug, Clone)]
pub struct State {
    assets: Arc<Assets>,
    models: Arc<ModelFolder>,
    statistics: Arc<Statistics>,
    metrics: Arc<Metrics>,
    api: Option<Arc<Api>>,
    every_answer: HeaderMap,
    request_timeout: Duration,
    monitoring: MonitoringFlags,
    stopping: Arc<AtomicBool>,
}

impl State {
    /// Loads the files of the configuration; counts from now.
    ///
    /// # Errors
    /// As [`Assets::load`], [`ModelFolder::with_bundled`] and [`Statistics::open`].
    pub fn load(config: &Config) -> Result<Self, StartupError> {
        Self::with_clock(config, Box::new(|| SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()))
    }

    /// As [`State::load`], with this clock of the time since 1970.
    ///
    /// # Errors
    /// As [`State::load`].
    pub fn with_clock(config: &Config, clock: Clock) -> Result<Self, StartupError> {
        let assets = Assets::load(config)?;
        let models = Arc::new(ModelFolder::with_bundled(&config.models, config.bundle.network())?);
        let otlp = config.monitoring.otlp.as_deref().map(Otlp::start).transpose()?.map(Arc::new);
        let metrics = Arc::new(Metrics::new(otlp).map_err(|error| StartupError::Metrics(error.to_string()))?);
        let statistics = Statistics::open(&config.statistics, clock, &metrics.registry)?;
        Ok(Self {
            every_answer: headers::for_every_answer(),
            assets: Arc::new(assets),
            api: Api::start(&config.api, &models, &metrics, &statistics)?,
            models,
            statistics,
            metrics,
            request_timeout: Duration::from_secs(config.request_timeout_seconds),
            monitoring: config.monitoring.clone(),
            stopping: Arc::new(AtomicBool::new(false)),
        })
    }

    /// Metrics of this server.
    pub fn metrics(&self) -> Arc<Metrics> {
        Arc::clone(&self.metrics)
    }

    /// Makes `/readyz` fail from now on, so that balancers send no more requests.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Statistics of this server.
    pub fn statistics(&self) -> Arc<Statistics> {
        Arc::clone(&self.statistics)
    }

    /// State with the API on, and with this network in place of the bundled one, for tests with a fake.
    ///
    /// # Errors
    /// As [`Api::start`].
    #[cfg(feature = "api")]
    pub fn with_network(self, flags: &ApiFlags, network: SharedNetwork) -> Result<Self, StartupError> {
        let api = Api::with_network(flags, network, &self.metrics, &self.statistics)?;
        Ok(Self { api: Some(api), ..self })
    }
}

impl FromRef<State> for Arc<Assets> {
    fn from_ref(state: &State) -> Self {
        Self::clone(&state.assets)
    }
}

impl FromRef<State> for Arc<ModelFolder> {
    fn from_ref(state: &State) -> Self {
        Self::clone(&state.models)
    }
}

impl FromRef<State> for Arc<Metrics> {
    fn from_ref(state: &State) -> Self {
        Self::clone(&state.metrics)
    }
}

impl FromRef<State> for Arc<Statistics> {
    fn from_ref(state: &State) -> Self {
        Self::clone(&state.statistics)
    }
}

/// Router of the public listener; it has the routes for operators, too, unless they have a listener of their own.
pub fn routes(state: State) -> Router {
    // Photos are larger than beacons and take longer: the API has limits of its own.
    let api = api::routes(state.api.clone());
    let router = Router::new()
        .route("/", get(static_files::index))
        .route("/{*path}", get(static_files::file))
        .route("/share", post(share_target::not_taken))
        .route("/models/models.json", get(model_route::list))
        .route("/models/{file}", get(model_route::file))
        .route("/api/v1/events", post(events::receive));
    let router = if state.monitoring.operators.is_none() { router.merge(for_operators(&state)) } else { router };
    finish(&state, bounded(router, state.clone()).merge(api))
}

/// Router of the operators' own listener.
pub fn operator_routes(state: State) -> Router {
    finish(&state, bounded(for_operators(&state), state.clone()))
}

/// Routes, health and fallbacks of a listener, with the limits of small requests.
fn bounded(router: Router<State>, state: State) -> Router {
    let timeout = state.request_timeout;
    router
        .merge(health())
        .fallback(|| async { RequestError::NotFound })
        .method_not_allowed_fallback(|| async { RequestError::MethodNotAllowed })
        .with_state(state)
        .layer(DefaultBodyLimit::max(beacon::MAX_BYTES))
        .layer(from_fn_with_state(timeout, within_time))
}

/// Routes for balancers and containers, without a token.
fn health() -> Router<State> {
    Router::new().route("/healthz", get(healthy)).route("/readyz", get(ready))
}

/// True if a new start of the server would not help.
async fn healthy(axum::extract::State(state): axum::extract::State<State>) -> Result<&'static str, RequestError> {
    if state.api.as_ref().is_some_and(|api| api.is_stuck()) { Err(RequestError::Stuck) } else { Ok("ok\n") }
}

async fn ready(axum::extract::State(state): axum::extract::State<State>) -> Result<&'static str, RequestError> {
    if state.stopping.load(Ordering::Relaxed) { Err(RequestError::Stopping) } else { Ok("ready\n") }
}

fn for_operators(state: &State) -> Router<State> {
    let token = state.monitoring.operators_token.as_deref().map(Token::of);
    Router::new()
        .route("/metrics", get(scrape::scrape))
        .route("/stats", get(handlers::show))
        .route("/stats.csv", get(handlers::csv))
        .route("/stats.css", get(handlers::style))
        .route_layer(from_fn_with_state(token, authenticate))
}

/// Layers that every request passes.
fn finish(state: &State, router: Router) -> Router {
    let every_answer = state.every_answer.clone();
    router
        .layer(CatchPanicLayer::custom(|_| RequestError::Internal.into_response()))
        .layer(from_fn_with_state(Arc::clone(&state.metrics), record_request))
        .layer(map_response(move |response| with_headers(every_answer.clone(), response)))
}

async fn with_headers(every_answer: HeaderMap, mut response: Response) -> Response {
    response.headers_mut().extend(every_answer);
    response
}

/// Middleware with a time limit, since a slow body must not hold a connection; unlike a bare timeout layer this responds with a sentence.
async fn within_time(axum::extract::State(limit): axum::extract::State<Duration>, request: Request, next: Next) -> Result<Response, RequestError> {
    tokio::time::timeout(limit, next.run(request)).await.map_err(|_| RequestError::TooSlow)
}

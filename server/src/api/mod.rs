//! The HTTP API for automation, off unless `--api` is given: the same core, natively. The page never uses it.
//!
//! A request passes, in this order: [`sender`] (no other site's page), [`clients`] (the rate of each client), [`admission`] (a slot),
//! [`upload`] (the bytes), [`wishes`] (the options), [`cache`], [`pool`] (the work), [`answer`]. Whatever stops it is a [`refusal`].

pub mod account;
pub mod admission;
pub mod answer;
pub mod api_flags;
pub mod api_page;
pub mod cache;
pub mod clients;
pub mod networks;
pub mod pool;
pub mod refusal;
pub mod remove;
pub mod sender;
pub mod stopwatch;
pub mod upload;
pub mod wish_table;
pub mod wishes;

pub use api_flags::ApiFlags;

use std::path::Path;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{any, get};
use matting::Limits;

use crate::error::{RequestError, StartupError};
use crate::field::Stats;
use crate::operators::Metrics;

use account::Account;
use admission::Admission;
use cache::Cache;
use clients::Clients;
use networks::{Networks, SharedNetwork};
use pool::Pool;

/// The API of a running server.
#[derive(Debug)]
pub struct Api {
    admission: Admission,
    cache: Cache,
    clients: Clients,
    account: Account,
    networks: Arc<Networks>,
    pool: Pool,
    limits: Limits,
    max_bytes: usize,
    time: Duration,
}

impl Api {
    /// Starts the workers where the flags switch the API on.
    ///
    /// # Errors
    /// [`StartupError::Workers`] when the system gives no threads.
    pub fn start(flags: &ApiFlags, models: &Path, metrics: &Arc<Metrics>, stats: &Arc<Stats>) -> Result<Option<Arc<Self>>, StartupError> {
        if !flags.api {
            return Ok(None);
        }
        let api = Self::with_networks(flags, Networks::of_folder(models), metrics, stats)?;
        tracing::info!(
            workers = api.pool.workers(),
            threads = flags.api_threads,
            queue = flags.api_queue,
            "the API is on: programs can send photos to /api/remove, and this server sees them; it writes none of them to disk"
        );
        Ok(Some(Arc::new(api)))
    }

    /// As [`Api::start`] with the API on and this network in place of the bundled one: tests put a fake here.
    ///
    /// # Errors
    /// As [`Api::start`].
    pub fn with_network(flags: &ApiFlags, network: SharedNetwork, metrics: &Arc<Metrics>, stats: &Arc<Stats>) -> Result<Arc<Self>, StartupError> {
        Self::with_networks(flags, Networks::only(network), metrics, stats).map(Arc::new)
    }

    fn with_networks(flags: &ApiFlags, networks: Networks, metrics: &Arc<Metrics>, stats: &Arc<Stats>) -> Result<Self, StartupError> {
        let workers = match usize::from(flags.api_workers) {
            0 => available_parallelism().map_or(1, usize::from),
            workers => workers,
        };
        let max_bytes = usize::from(flags.api_max_mib) << 20;
        let networks = Arc::new(networks);
        let pool = Pool::start(workers, flags.api_threads.into(), Arc::clone(&networks), Arc::clone(metrics))
            .map_err(|error| StartupError::Workers(error.to_string()))?;
        Ok(Self {
            admission: Admission::new(workers, flags.api_queue as usize),
            cache: Cache::new(flags.api_cache_mib),
            clients: Clients::new(flags.api_rate, flags.api_proxies.into()),
            account: Account { metrics: Arc::clone(metrics), stats: Arc::clone(stats) },
            networks,
            pool,
            limits: Limits { max_file_bytes: max_bytes as u64, max_pixels: u64::from(flags.api_max_megapixels) * 1_000_000, ..Limits::default() },
            max_bytes,
            time: Duration::from_secs(flags.api_seconds),
        })
    }
}

/// The routes of the API, with limits of their own; without one, the sentence that says how to switch it on.
pub fn routes<S: Clone + Send + Sync + 'static>(api: Option<Arc<Api>>) -> Router<S> {
    let Some(api) = api else {
        return Router::new().route("/api", any(off)).route("/api/remove", any(off));
    };
    Router::new()
        .route("/api/remove", get(remove::never_fetches).post(remove::remove))
        .route("/api", get(api_page::show))
        .route("/api.css", get(api_page::style))
        .route("/api/openapi.json", get(api_page::openapi))
        .method_not_allowed_fallback(|| async { RequestError::MethodNotAllowed })
        .with_state(api)
}

async fn off() -> (StatusCode, &'static str) {
    (StatusCode::NOT_FOUND, "The API of this server is off. Its operator can switch it on by starting it with --api or OFFCUT_API=1.\n")
}

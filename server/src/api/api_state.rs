//! API of a running server: its limits, workers and counters.

use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use matting::Limits;

use super::api_flags::ApiFlags;
use super::processing::cache::Cache;
use super::processing::content_filter::ContentFilter;
use super::processing::loaded_models::{LoadedModels, SharedNetwork};
use super::processing::pool::{Pool, PoolSize};
use super::request::admission::Admission;
use super::request::rate_limit::RateLimit;
use super::telemetry::Telemetry;
use crate::error::StartupError;
use crate::files::models::ModelFolder;
use crate::monitoring::Metrics;
use crate::origin::SiteOrigin;
use crate::statistics::Statistics;

/// API of a running server.
#[derive(Debug)]
pub struct Api {
    /// Admission control: slots and memory.
    pub(super) admission: Admission,
    /// Cache of results.
    pub(super) cache: Cache,
    /// Rate of each client.
    pub(super) rate_limit: RateLimit,
    /// Metrics and statistics.
    pub(super) telemetry: Telemetry,
    /// Available models.
    pub(super) models: Arc<LoadedModels>,
    /// Workers.
    pub(super) pool: Pool,
    /// Limits of a photo.
    pub(super) limits: Limits,
    /// Largest request in bytes.
    pub(super) max_bytes: usize,
    /// Time limit of a request.
    pub(super) time: Duration,
    /// Origins of other sites whose pages may send photos.
    pub(super) origins: Vec<SiteOrigin>,
    /// True with a content filter.
    pub(super) has_filter: bool,
}

impl Api {
    /// Starts the workers where the flags switch the API on.
    ///
    /// # Errors
    /// [`StartupError::Workers`] when the system gives no threads; [`StartupError::Filter`].
    pub fn start(
        flags: &ApiFlags,
        models: &Arc<ModelFolder>,
        metrics: &Arc<Metrics>,
        statistics: &Arc<Statistics>,
    ) -> Result<Option<Arc<Self>>, StartupError> {
        if !flags.api {
            return Ok(None);
        }
        let api = Self::with_models(flags, LoadedModels::of_folder(Arc::clone(models), u64::from(flags.api_model_mib) << 20), metrics, statistics)?;
        tracing::info!(
            workers = api.pool.workers(),
            threads = flags.api_threads,
            queue = flags.api_queue,
            "the API is on: programs can send photos to /api/remove, and this server sees them; it writes none of them to disk"
        );
        Ok(Some(Arc::new(api)))
    }

    /// As [`Api::start`] with the API on and this network in place of the bundled one, for tests with a fake.
    ///
    /// # Errors
    /// As [`Api::start`].
    pub fn with_network(
        flags: &ApiFlags,
        network: SharedNetwork,
        metrics: &Arc<Metrics>,
        statistics: &Arc<Statistics>,
    ) -> Result<Arc<Self>, StartupError> {
        Self::with_models(flags, LoadedModels::only(network), metrics, statistics).map(Arc::new)
    }

    /// True while all workers hang.
    pub fn is_stuck(&self) -> bool {
        self.pool.is_stuck()
    }

    fn with_models(flags: &ApiFlags, models: LoadedModels, metrics: &Arc<Metrics>, statistics: &Arc<Statistics>) -> Result<Self, StartupError> {
        let workers = match usize::from(flags.api_workers) {
            0 => available_parallelism().map_or(1, usize::from),
            workers => workers,
        };
        let max_bytes = usize::from(flags.api_max_mib) << 20;
        let models = Arc::new(models);
        let filter = flags.api_filter.as_deref().map(ContentFilter::load).transpose()?.map(Arc::new);
        let hang_timeout = Duration::from_secs(flags.api_seconds.saturating_add(flags.api_patience_seconds));
        let size = PoolSize { workers, threads: flags.api_threads.into(), hang_timeout };
        let pool = Pool::start(size, Arc::clone(&models), filter, Arc::clone(metrics)).map_err(|error| StartupError::Workers(error.to_string()))?;
        Ok(Self {
            admission: Admission::new(workers, flags.api_queue as usize, max_bytes),
            cache: Cache::new(flags.api_cache_mib),
            rate_limit: RateLimit::new(flags.api_rate, flags.api_proxies.into()),
            telemetry: Telemetry { metrics: Arc::clone(metrics), statistics: Arc::clone(statistics) },
            models,
            pool,
            limits: Limits { max_file_bytes: max_bytes as u64, max_pixels: u64::from(flags.api_max_megapixels) * 1_000_000, ..Limits::default() },
            max_bytes,
            time: Duration::from_secs(flags.api_seconds),
            origins: flags.api_origins.clone(),
            has_filter: flags.api_filter.is_some(),
        })
    }
}

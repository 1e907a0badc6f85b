//! Flags of the HTTP API.

use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::{Args, value_parser};

use crate::origin::SiteOrigin;

/// Default of `--api-threads`.
pub const DEFAULT_THREADS: u16 = 1;
/// Default of `--api-queue`.
pub const DEFAULT_QUEUE: u32 = 32;
/// Default of `--api-max-mib`.
pub const DEFAULT_MAX_MIB: u16 = 32;
/// Default of `--api-max-megapixels`.
pub const DEFAULT_MAX_MEGAPIXELS: u16 = 50;
/// Default of `--api-seconds`.
pub const DEFAULT_SECONDS: u64 = 60;
/// Default of `--api-patience-seconds`.
pub const DEFAULT_PATIENCE_SECONDS: u64 = 30;
/// Default of `--api-model-mib`.
pub const DEFAULT_MODEL_MIB: u32 = 512;
/// Default of `--api-cache-mib`.
pub const DEFAULT_CACHE_MIB: u64 = 64;

/// Limits of the API.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "HTTP API")]
pub struct ApiFlags {
    /// Enable the API: cut out photos sent to POST /api/remove; without it this server never sees a picture
    #[arg(long, env = "OFFCUT_API", value_parser = FalseyValueParser::new())]
    pub api: bool,

    /// Number of photos processed at the same time; 0 means one per core
    #[arg(long, env = "OFFCUT_API_WORKERS", value_name = "N", default_value_t = 0, value_parser = value_parser!(u16).range(0..=1024))]
    pub api_workers: u16,

    /// Number of threads per photo: 1 gives the highest throughput, more give a lower latency
    #[arg(long, env = "OFFCUT_API_THREADS", value_name = "N", default_value_t = DEFAULT_THREADS, value_parser = value_parser!(u16).range(1..=256))]
    pub api_threads: u16,

    /// Length of the queue: photos that wait for a worker; further ones are rejected with status 503
    #[arg(long, env = "OFFCUT_API_QUEUE", value_name = "N", default_value_t = DEFAULT_QUEUE, value_parser = value_parser!(u32).range(0..=100_000))]
    pub api_queue: u32,

    /// Largest request in mebibytes; times workers plus queue length, it bounds the memory of uploads and queue
    #[arg(long, env = "OFFCUT_API_MAX_MIB", value_name = "MIB", default_value_t = DEFAULT_MAX_MIB, value_parser = value_parser!(u16).range(1..=4096))]
    pub api_max_mib: u16,

    /// Largest photo in megapixels
    #[arg(long, env = "OFFCUT_API_MAX_MEGAPIXELS", value_name = "MP", default_value_t = DEFAULT_MAX_MEGAPIXELS, value_parser = value_parser!(u16).range(1..=1000))]
    pub api_max_megapixels: u16,

    /// Timeout of a request, upload and queue included; afterwards the response is status 503
    #[arg(long, env = "OFFCUT_API_SECONDS", value_name = "SECONDS", default_value_t = DEFAULT_SECONDS, value_parser = value_parser!(u64).range(1..=3600))]
    pub api_seconds: u64,

    /// Time beyond --api-seconds after which a worker still busy with one photo counts as hung and is replaced
    #[arg(long, env = "OFFCUT_API_PATIENCE_SECONDS", value_name = "SECONDS", default_value_t = DEFAULT_PATIENCE_SECONDS, value_parser = value_parser!(u64).range(1..=3600))]
    pub api_patience_seconds: u64,

    /// Rate limit in photos per minute and client, with bursts up to the whole limit; 0 means no limit
    #[arg(long, env = "OFFCUT_API_RATE", value_name = "N", default_value_t = 0)]
    pub api_rate: u32,

    /// Number of trusted proxies in X-Forwarded-For, counted from the right
    #[arg(long, env = "OFFCUT_API_PROXIES", value_name = "N", default_value_t = 0)]
    pub api_proxies: u8,

    /// Size of the result cache (keyed by photo and options) in mebibytes; 0 means no cache
    #[arg(long, env = "OFFCUT_API_CACHE_MIB", value_name = "MIB", default_value_t = DEFAULT_CACHE_MIB)]
    pub api_cache_mib: u64,

    /// Size of the networks that are kept loaded, by their files in mebibytes: those not used for the longest time make room for others; a larger one is not offered
    #[arg(long, env = "OFFCUT_API_MODEL_MIB", value_name = "MIB", default_value_t = DEFAULT_MODEL_MIB, value_parser = value_parser!(u32).range(8..=65_536))]
    pub api_model_mib: u32,

    /// Allowed CORS origins, such as https://shop.example, separated by commas; by default no other site's page may send photos
    #[arg(long, env = "OFFCUT_API_ORIGINS", value_name = "ORIGINS", value_delimiter = ',')]
    pub api_origins: Vec<SiteOrigin>,

    /// Content filter: an ONNX classifier, with its labels and threshold in a TOML file of the same name beside it; refused photos get status 422
    #[arg(long, env = "OFFCUT_API_FILTER", value_name = "FILE.onnx")]
    pub api_filter: Option<PathBuf>,
}

impl Default for ApiFlags {
    fn default() -> Self {
        Self {
            api: false,
            api_workers: 0,
            api_threads: DEFAULT_THREADS,
            api_queue: DEFAULT_QUEUE,
            api_max_mib: DEFAULT_MAX_MIB,
            api_max_megapixels: DEFAULT_MAX_MEGAPIXELS,
            api_seconds: DEFAULT_SECONDS,
            api_patience_seconds: DEFAULT_PATIENCE_SECONDS,
            api_rate: 0,
            api_proxies: 0,
            api_cache_mib: DEFAULT_CACHE_MIB,
            api_model_mib: DEFAULT_MODEL_MIB,
            api_origins: Vec::new(),
            api_filter: None,
        }
    }
}

//! The flags of the HTTP API.

use clap::builder::FalseyValueParser;
use clap::{Args, value_parser};

/// What the API may use.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "HTTP API")]
pub struct ApiFlags {
    /// Cut out photos that programs send to /api/remove; without it this server never sees a picture
    #[arg(long, env = "OFFCUT_API", value_parser = FalseyValueParser::new())]
    pub api: bool,

    /// Photos that are worked on at the same time; 0 is one for each core
    #[arg(long, env = "OFFCUT_API_WORKERS", value_name = "N", default_value_t = 0, value_parser = value_parser!(u16).range(0..=1024))]
    pub api_workers: u16,

    /// Threads for each photo: 1 answers most photos a second, more answer a single one sooner
    #[arg(long, env = "OFFCUT_API_THREADS", value_name = "N", default_value_t = 1, value_parser = value_parser!(u16).range(1..=256))]
    pub api_threads: u16,

    /// Photos that may wait for a worker; one more is told to come back later (503)
    #[arg(long, env = "OFFCUT_API_QUEUE", value_name = "N", default_value_t = 32, value_parser = value_parser!(u32).range(0..=100_000))]
    pub api_queue: u32,

    /// Largest request in mebibytes; so many times workers and queue together is what waiting photos can take of the memory
    #[arg(long, env = "OFFCUT_API_MAX_MIB", value_name = "MIB", default_value_t = 32, value_parser = value_parser!(u16).range(1..=4096))]
    pub api_max_mib: u16,

    /// Most pixels of a photo, in megapixels
    #[arg(long, env = "OFFCUT_API_MAX_MEGAPIXELS", value_name = "MP", default_value_t = 50, value_parser = value_parser!(u16).range(1..=1000))]
    pub api_max_megapixels: u16,

    /// A photo that is not done after this time, upload and waiting included, is given up (503)
    #[arg(long, env = "OFFCUT_API_SECONDS", value_name = "SECONDS", default_value_t = 60, value_parser = value_parser!(u64).range(1..=3600))]
    pub api_seconds: u64,

    /// Photos that one client may send a minute, all of them at once if it likes; 0 is no limit
    #[arg(long, env = "OFFCUT_API_RATE", value_name = "N", default_value_t = 0)]
    pub api_rate: u32,

    /// Proxies in front of this server that may be believed: the client is so many places from the right in X-Forwarded-For
    #[arg(long, env = "OFFCUT_API_PROXIES", value_name = "N", default_value_t = 0)]
    pub api_proxies: u8,

    /// Results to keep in memory for the same photo with the same options, in mebibytes; 0 keeps none
    #[arg(long, env = "OFFCUT_API_CACHE_MIB", value_name = "MIB", default_value_t = 64)]
    pub api_cache_mib: u64,
}

impl Default for ApiFlags {
    fn default() -> Self {
        Self {
            api: false,
            api_workers: 0,
            api_threads: 1,
            api_queue: 32,
            api_max_mib: 32,
            api_max_megapixels: 50,
            api_seconds: 60,
            api_rate: 0,
            api_proxies: 0,
            api_cache_mib: 64,
        }
    }
}

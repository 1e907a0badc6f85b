//! Offcut server: serves the page, the workers and the models, and collects statistics, without ever seeing a picture.
//!
//! [`run`] is the whole program after its flags are parsed. Tests use [`routes::routes`] without a socket, or [`Server`] on port 0.

#[cfg_attr(not(feature = "api"), path = "api_stub.rs")]
pub mod api;
pub mod config;
pub mod error;
pub mod files;
pub mod headers;
pub mod healthcheck_command;
mod html_page;
pub mod listen;
pub mod monitoring;
pub mod negotiate;
pub mod open_files;
pub mod origin;
pub mod routes;
pub mod statistics;

use std::io::Write;

pub use config::{Config, ExportFlags, Flags, Task};
pub use error::{RequestError, StartupError};
pub use listen::{Server, ShutdownHandle};
pub use routes::State;

/// Serves until SIGINT or SIGTERM, then lets running requests finish within the grace period.
///
/// # Errors
/// Errors that the operator has to put right before the server can start.
pub async fn run(config: Config) -> Result<(), StartupError> {
    open_files::raise_limit();
    let server = Server::prepare(&config)?;
    let shutdown_handle = server.shutdown_handle();
    // Watched before the address is announced: a signal that comes with the first request stops gracefully.
    let signal = stop_signal();
    tokio::spawn(async move {
        signal.await;
        tracing::info!("stopping");
        shutdown_handle.stop();
    });
    announce(&format!("Offcut is at {}", server.url()));
    if let Some(url) = server.operators_url() {
        announce(&format!("Operators: {url}"));
    }
    server.serve().await
}

/// Prints a line on stdout: programs that start the server read the address from the first.
fn announce(line: &str) {
    let mut stdout = std::io::stdout().lock();
    if writeln!(stdout, "{line}").and_then(|()| stdout.flush()).is_err() {
        tracing::info!("{line}");
    }
}

/// Future of SIGINT or SIGTERM; both are caught from the call on.
#[cfg(unix)]
fn stop_signal() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let watched = [SignalKind::terminate(), SignalKind::interrupt()].map(|kind| {
        signal(kind).inspect_err(|error| tracing::warn!("signal {} cannot be watched ({error}) and ends the server at once", kind.as_raw_value()))
    });
    async move {
        let [terminate, interrupt] = watched.map(|signal| async move {
            match signal {
                Ok(mut signal) => {
                    signal.recv().await;
                }
                Err(_) => std::future::pending().await,
            }
        });
        tokio::select! {
            () = terminate => (),
            () = interrupt => (),
        }
    }
}

/// Future of Ctrl-C.
#[cfg(not(unix))]
async fn stop_signal() {
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::warn!("Ctrl-C cannot be watched ({error})");
        std::future::pending::<()>().await;
    }
}

//! Listening sockets: binding, limits against slow clients, graceful stop.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum_server::Handle;

use crate::config::Config;
use crate::error::StartupError;
use crate::routes::{State, operator_routes, routes};

/// Number of ports that `--find-port` tries.
const PORTS_TRIED: usize = 100;

/// Limit of request line and headers in bytes; browsers send about one kilobyte.
const MAX_HEAD_BYTES: usize = 16 * 1024;

/// Bytes of a response that the system keeps for a connection before they are sent.
#[cfg(target_os = "linux")]
const MAX_UNSENT: u32 = 128 * 1024;

/// Server that is bound, but does not respond yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    router: Router,
    operators: Option<(TcpListener, SocketAddr, Router)>,
    state: State,
    header_timeout: Duration,
    shutdown_handle: ShutdownHandle,
}

/// Handle that stops a running [`Server`].
#[derive(Debug, Clone)]
pub struct ShutdownHandle {
    state: State,
    handle: Handle<SocketAddr>,
    operators: Handle<SocketAddr>,
    grace: Duration,
}

impl ShutdownHandle {
    /// Takes no more connections and ends when the running requests are done or the grace period is over.
    pub fn stop(&self) {
        self.state.stop();
        self.handle.graceful_shutdown(Some(self.grace));
        self.operators.graceful_shutdown(Some(self.grace));
    }
}

impl Server {
    /// Reads the files and takes the port.
    ///
    /// # Errors
    /// Errors that the operator has to put right.
    pub fn prepare(config: &Config) -> Result<Self, StartupError> {
        Self::with_state(config, State::load(config)?)
    }

    /// As [`Server::prepare`], with files and counters that are already there.
    ///
    /// # Errors
    /// When the port cannot be taken.
    pub fn with_state(config: &Config, state: State) -> Result<Self, StartupError> {
        let listener = bind(config)?;
        bound_unread_bytes(&listener, Duration::from_secs(config.request_timeout_seconds)).map_err(StartupError::Stopped)?;
        let address = listener.local_addr().map_err(StartupError::Stopped)?;
        let operators = config.monitoring.operators.map(|address| operators(address, config, &state)).transpose()?;
        let shutdown_handle = ShutdownHandle {
            state: state.clone(),
            handle: Handle::new(),
            operators: Handle::new(),
            grace: Duration::from_secs(config.shutdown_grace_seconds),
        };
        let header_timeout = Duration::from_secs(config.header_timeout_seconds);
        Ok(Self { listener, address, router: routes(state.clone()), operators, state, header_timeout, shutdown_handle })
    }

    /// Address with the actual port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// URL to open in a browser on this machine.
    pub fn url(&self) -> String {
        let ip = match self.address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
            ip => ip,
        };
        format!("http://{}/", SocketAddr::new(ip, self.address.port()))
    }

    /// URL of the operators' own listener, if there is one.
    pub fn operators_url(&self) -> Option<String> {
        self.operators.as_ref().map(|(_, address, _)| format!("http://{address}/stats"))
    }

    /// Handle to stop it later.
    pub fn shutdown_handle(&self) -> ShutdownHandle {
        self.shutdown_handle.clone()
    }

    /// Serves requests until it is stopped. Must run inside a tokio runtime.
    ///
    /// # Errors
    /// When the socket fails.
    pub async fn serve(self) -> Result<(), StartupError> {
        let ShutdownHandle { handle, operators, .. } = self.shutdown_handle;
        let public = serve(self.listener, self.router, self.header_timeout, handle);
        let served = match self.operators {
            Some((listener, _, router)) => tokio::try_join!(public, serve(listener, router, self.header_timeout, operators)).map(|_| ()),
            None => public.await,
        };
        // Counts of the last requests are written before the process ends; file and database block.
        let statistics = self.state.statistics();
        if tokio::task::spawn_blocking(move || statistics.stop()).await.is_err() {
            tracing::error!("the last statistics were not written");
        }
        let metrics = self.state.metrics();
        if let Some(otlp) = metrics.otlp.clone()
            && tokio::task::spawn_blocking(move || otlp.stop()).await.is_err()
        {
            tracing::error!("the last traces and metrics were not sent");
        }
        served.map_err(StartupError::Stopped)
    }
}

/// Makes the system close connections whose client takes next to nothing of a response for so long, since no timer of ours runs while a socket is full,
/// and keep little of a response for each: left to itself it takes megabytes, and a thousand such clients all the memory that the machine has for
/// connections. Connections inherit both from their listener.
#[cfg(target_os = "linux")]
fn bound_unread_bytes(listener: &TcpListener, after: Duration) -> std::io::Result<()> {
    let socket = socket2::SockRef::from(listener);
    socket.set_tcp_notsent_lowat(MAX_UNSENT)?;
    socket.set_tcp_user_timeout(Some(after))
}

/// Nothing: other systems have no such limits.
#[cfg(not(target_os = "linux"))]
fn bound_unread_bytes(_: &TcpListener, _: Duration) -> std::io::Result<()> {
    Ok(())
}

async fn serve(listener: TcpListener, router: Router, header_timeout: Duration, handle: Handle<SocketAddr>) -> std::io::Result<()> {
    let mut server = axum_server::from_tcp(listener)?;
    // The header timeout cuts silent, slow and idle clients while only HTTP/1 is spoken; the other bounds the first request whatever is spoken.
    server.http_builder().http1().header_read_timeout(header_timeout).max_buf_size(MAX_HEAD_BYTES);
    let server = server.first_request_timeout(header_timeout).http1_only().handle(handle).accept_error_handler(log_once_a_minute());
    server.serve(router.into_make_service_with_connect_info::<SocketAddr>()).await
}

/// Log of connections that cannot be taken, most often for want of open files. It comes twenty times a second then.
fn log_once_a_minute() -> impl Fn(Option<&SocketAddr>, &std::io::Error) + Send + Sync {
    let told = Mutex::new(None::<Instant>);
    move |_, error| {
        let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.is_none_or(|told| told.elapsed() > Duration::from_secs(60)) {
            *told = Some(Instant::now());
            tracing::warn!("connections cannot be taken: {error}");
        }
    }
}

fn operators(address: SocketAddr, config: &Config, state: &State) -> Result<(TcpListener, SocketAddr, Router), StartupError> {
    let listener = TcpListener::bind(address).map_err(|source| match source.kind() {
        ErrorKind::AddrInUse => StartupError::PortTaken { address },
        _ => StartupError::CannotListen { address, source },
    })?;
    let address = listener.local_addr().map_err(StartupError::Stopped)?;
    if !address.ip().is_loopback() && config.monitoring.operators_token.is_none() {
        tracing::warn!("anyone who reaches {address} sees the statistics: set OFFCUT_OPERATORS_TOKEN, or keep others away from it");
    }
    Ok((listener, address, operator_routes(state.clone())))
}

fn bind(config: &Config) -> Result<TcpListener, StartupError> {
    let tries = if config.find_port { PORTS_TRIED } else { 1 };
    for port in (config.port..=u16::MAX).take(tries) {
        let address = SocketAddr::new(config.address, port);
        match TcpListener::bind(address) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == ErrorKind::AddrInUse => (),
            Err(source) => return Err(StartupError::CannotListen { address, source }),
        }
    }
    Err(StartupError::PortTaken { address: SocketAddr::new(config.address, config.port) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taken_port_is_an_error_or_skipped() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        let mut config = Config { port, ..Config::on_free_port("site", "models") };
        let error = bind(&config).unwrap_err();
        assert!(matches!(&error, StartupError::PortTaken { address } if address.port() == port));
        assert!(error.to_string().contains("--find-port"));
        config.find_port = true;
        assert!(bind(&config).unwrap().local_addr().unwrap().port() > port);
    }
}

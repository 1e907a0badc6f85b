//! The socket: binding, limits against slow clients, graceful stop.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::time::Duration;

use axum::Router;
use axum_server::Handle;

use crate::config::Config;
use crate::error::StartupError;
use crate::routes::{State, routes};

/// How many ports `--find-port` tries.
const PORTS_TRIED: usize = 100;

/// Bytes of request line and headers: browsers send about one kilobyte.
const MAX_HEAD_BYTES: usize = 16 * 1024;

/// A server that is bound, but does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    router: Router,
    header_timeout: Duration,
    stopper: Stopper,
}

/// Stops a running [`Server`] from elsewhere.
#[derive(Debug, Clone)]
pub struct Stopper {
    handle: Handle<SocketAddr>,
    grace: Duration,
}

impl Stopper {
    /// Takes no more connections and ends when the running requests are done or the grace period is over.
    pub fn stop(&self) {
        self.handle.graceful_shutdown(Some(self.grace));
    }
}

impl Server {
    /// Reads the files and takes the port.
    ///
    /// # Errors
    /// What the operator has to put right.
    pub fn prepare(config: &Config) -> Result<Self, StartupError> {
        Self::with_state(config, State::load(config)?)
    }

    /// As [`Server::prepare`], with files and counters that are already there.
    ///
    /// # Errors
    /// When the port cannot be taken.
    pub fn with_state(config: &Config, state: State) -> Result<Self, StartupError> {
        let listener = bind(config)?;
        let address = listener.local_addr().map_err(StartupError::Stopped)?;
        let stopper = Stopper { handle: Handle::new(), grace: config.shutdown_grace };
        Ok(Self { listener, address, router: routes(state), header_timeout: config.header_timeout, stopper })
    }

    /// Where it listens, with the actual port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address to open in a browser on this machine.
    pub fn url(&self) -> String {
        let ip = match self.address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
            ip => ip,
        };
        format!("http://{}/", SocketAddr::new(ip, self.address.port()))
    }

    /// To stop it later.
    pub fn stopper(&self) -> Stopper {
        self.stopper.clone()
    }

    /// Answers until it is stopped. Must run inside a tokio runtime.
    ///
    /// # Errors
    /// When the socket fails.
    pub async fn serve(self) -> Result<(), StartupError> {
        let mut server = axum_server::from_tcp(self.listener).map_err(StartupError::Stopped)?;
        // The header timeout cuts silent, slow and idle clients while only HTTP/1 is spoken; the other bounds the first request whatever is spoken.
        server.http_builder().http1().header_read_timeout(self.header_timeout).max_buf_size(MAX_HEAD_BYTES);
        let server = server.first_request_timeout(self.header_timeout).http1_only().handle(self.stopper.handle);
        server.serve(self.router.into_make_service_with_connect_info::<SocketAddr>()).await.map_err(StartupError::Stopped)
    }
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
    fn a_taken_port_is_an_error_or_passed_over() {
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

//! `offcut-server healthcheck`: requests `/healthz` of a running server, for containers without another HTTP client.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use crate::config::Config;

/// Time limit of the response.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Beginning of the response of a healthy server.
const HEALTHY: &[u8] = b"HTTP/1.1 200 ";

/// Reason that a server counts as unhealthy.
#[derive(Debug, thiserror::Error)]
pub enum Unhealthy {
    /// No response.
    #[error("the server at {address} does not respond: {source}. Give --port (or OFFCUT_PORT) the port it listens on.")]
    Silent {
        /// Address that was asked.
        address: SocketAddr,
        /// Error of the connection.
        source: std::io::Error,
    },
    /// Another response than status 200.
    #[error("the program at {address} does not respond as a healthy server")]
    Other {
        /// Address that was asked.
        address: SocketAddr,
    },
}

/// Asks `/healthz` of the server that runs with this address and port.
///
/// # Errors
/// When there is no response within three seconds, or another one than status 200.
pub fn ask(config: &Config) -> Result<(), Unhealthy> {
    let ip = match config.address {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    let address = SocketAddr::new(ip, config.port);
    let beginning = exchange(address).map_err(|source| Unhealthy::Silent { address, source })?;
    if beginning == HEALTHY { Ok(()) } else { Err(Unhealthy::Other { address }) }
}

fn exchange(address: SocketAddr) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    write!(stream, "GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut beginning = vec![0; HEALTHY.len()];
    stream.read_exact(&mut beginning)?;
    Ok(beginning)
}

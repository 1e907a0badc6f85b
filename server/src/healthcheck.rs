//! `offcut-server healthcheck`: asks a running server whether it answers, for containers that have no other program to ask with.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use crate::config::Config;

/// A server that takes longer for two bytes is not well.
const PATIENCE: Duration = Duration::from_secs(3);

/// What the answer of a server that is well begins with.
const WELL: &[u8] = b"HTTP/1.1 200 ";

/// Why a server counts as ill.
#[derive(Debug, thiserror::Error)]
pub enum Ill {
    /// Nobody answers.
    #[error("the server at {address} does not answer: {source}. Give --port (or OFFCUT_PORT) the port it listens on.")]
    Silent {
        /// Where it was asked.
        address: SocketAddr,
        /// What became of it.
        source: std::io::Error,
    },
    /// Somebody answers something else.
    #[error("what listens at {address} does not say that it is well")]
    NotWell {
        /// Where it was asked.
        address: SocketAddr,
    },
}

/// Asks `/healthz` of the server that runs with this address and port.
///
/// # Errors
/// When there is no answer within three seconds, or another one than status 200.
pub fn ask(config: &Config) -> Result<(), Ill> {
    let ip = match config.address {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    let address = SocketAddr::new(ip, config.port);
    let beginning = exchange(address).map_err(|source| Ill::Silent { address, source })?;
    if beginning == WELL { Ok(()) } else { Err(Ill::NotWell { address }) }
}

fn exchange(address: SocketAddr) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut beginning = vec![0; WELL.len()];
    stream.read_exact(&mut beginning)?;
    Ok(beginning)
}

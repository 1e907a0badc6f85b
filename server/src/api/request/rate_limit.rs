//! Rate limit: photos per minute and client.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::time::Duration;

use axum::extract::ConnectInfo;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::api::api_error::ApiError;

/// Number of clients that are limited apart from each other. Each costs some 100 bytes and is forgotten when it has its whole minute's worth again.
const MAX_CLIENTS: usize = 65_536;

/// Sender of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Client {
    /// IPv4 address, or IPv6 network of 64 bits: the owner of one of its addresses can take any.
    At(IpAddr),
    /// Client without an address, or one too many.
    Other,
}

/// Rate limit of each client.
#[derive(Debug)]
pub struct RateLimit {
    limiter: Option<DefaultKeyedRateLimiter<Client>>,
    clock: DefaultClock,
    proxies: usize,
}

impl RateLimit {
    /// Limit of so many photos `per_minute` (0: any number) for each client behind so many trusted `proxies`.
    pub fn new(per_minute: u32, proxies: usize) -> Self {
        let limiter = NonZeroU32::new(per_minute).map(|per_minute| RateLimiter::keyed(Quota::per_minute(per_minute)));
        Self { limiter, clock: DefaultClock::default(), proxies }
    }

    /// Counts one photo of the client behind a request.
    ///
    /// # Errors
    /// [`ApiError::RateLimited`].
    pub fn check(&self, request: &Parts) -> Result<(), ApiError> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        let peer = request.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip());
        let mut client = client(peer, &request.headers, self.proxies);
        if limiter.len() >= MAX_CLIENTS {
            limiter.retain_recent();
            if limiter.len() >= MAX_CLIENTS {
                client = Client::Other;
            }
        }
        limiter.check_key(&client).map_err(|until| ApiError::RateLimited { after: whole_seconds(until.wait_time_from(self.clock.now())) })
    }
}

/// Client of a request. Each proxy appends the address of its peer to `X-Forwarded-For`; what is left of the trusted ones' entries can be forged.
fn client(peer: Option<IpAddr>, headers: &HeaderMap, proxies: usize) -> Client {
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let forwarded: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let named = proxies.checked_sub(1).and_then(|skipped| forwarded.iter().nth_back(skipped)).and_then(|entry| address(entry));
    named.or(peer).map_or(Client::Other, |address| Client::At(network(address)))
}

/// Address, with or without a port.
fn address(entry: &str) -> Option<IpAddr> {
    let bare = entry.trim_start_matches('[').trim_end_matches(']');
    bare.parse().ok().or_else(|| entry.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
    }
}

/// Time rounded up, since `Retry-After` has no fractions and a client that is early is rejected again.
pub fn whole_seconds(time: Duration) -> Duration {
    Duration::from_secs(time.as_secs() + u64::from(time.subsec_nanos() > 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    const FORWARDED: HeaderName = HeaderName::from_static("x-forwarded-for");

    fn of(lines: &[&'static str], proxies: usize) -> Client {
        let headers = lines.iter().map(|line| (FORWARDED, HeaderValue::from_static(line))).collect();
        client("192.0.2.9".parse().ok(), &headers, proxies)
    }

    fn at(address: &str) -> Client {
        Client::At(address.parse().unwrap())
    }

    #[test]
    fn client_is_entry_before_trusted_proxies() {
        assert_eq!(of(&["1.1.1.1"], 0), at("192.0.2.9"));
        assert_eq!(of(&["6.6.6.6, 1.1.1.1"], 1), at("1.1.1.1"));
        assert_eq!(of(&["6.6.6.6, 1.1.1.1, 10.0.0.1"], 2), at("1.1.1.1"));
        assert_eq!(of(&["6.6.6.6", "1.1.1.1 , 10.0.0.1"], 2), at("1.1.1.1"));
        assert_eq!(of(&["1.1.1.1:4711"], 1), at("1.1.1.1"));
        assert_eq!(of(&["[2001:db8:1:2::7]:4711"], 1), at("2001:db8:1:2::"));
        for nothing in [&[][..], &["unknown"], &[""], &["1.1.1.1, _hidden"]] {
            assert_eq!(of(nothing, 1), at("192.0.2.9"), "{nothing:?}");
        }
        assert_eq!(of(&["1.1.1.1"], 2), at("192.0.2.9"));
        assert_eq!(client(None, &HeaderMap::new(), 1), Client::Other);
    }

    #[test]
    fn ipv6_network_is_one_client() {
        let whole = |text: &str| network(text.parse().unwrap());
        assert_eq!(whole("2001:db8:1:2:3:4:5:6"), whole("2001:db8:1:2::1"));
        assert_ne!(whole("2001:db8:1:2::1"), whole("2001:db8:1:3::1"));
        assert_eq!(whole("::ffff:192.0.2.1"), whole("192.0.2.1"));
    }

    #[test]
    fn whole_seconds_rounds_up() {
        assert_eq!(whole_seconds(Duration::from_millis(1)), Duration::from_secs(1));
        assert_eq!(whole_seconds(Duration::from_secs(2)), Duration::from_secs(2));
        assert_eq!(whole_seconds(Duration::ZERO), Duration::ZERO);
    }
}

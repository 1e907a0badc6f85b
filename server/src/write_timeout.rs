//! Time limit for clients that take nothing, or next to nothing, of an answer.
//!
//! What an answer has left waits in memory for its client. The system keeps little of it for each connection, so that the time between two writes that
//! it takes is the time in which the client has read about half of that: a client that reads a few bytes now and then is as slow as one that reads none.

use std::future::{Future, Ready, ready};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready as poll_ready};
use std::time::Duration;

use axum_server::accept::Accept;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// Bytes of an answer that wait in the system before they are sent. The system's own choice goes up to megabytes for each connection. Half of it within
/// a time limit of 30 s is 2 kB a second.
#[cfg(target_os = "linux")]
const MAX_UNSENT: u32 = 128 * 1024;

/// Acceptor that gives each connection the time limit.
#[derive(Debug, Clone, Copy)]
pub struct WriteTimeout(pub Duration);

impl<S> Accept<TcpStream, S> for WriteTimeout {
    type Stream = TimedStream;
    type Service = S;
    type Future = Ready<io::Result<(TimedStream, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        ready(bound_unsent(&stream).map(|()| (TimedStream { stream, limit: self.0, stall: None }, service)))
    }
}

#[cfg(target_os = "linux")]
fn bound_unsent(stream: &TcpStream) -> io::Result<()> {
    socket2::SockRef::from(stream).set_tcp_notsent_lowat(MAX_UNSENT)
}

/// Nothing: other systems have no such bound, or keep less.
#[cfg(not(target_os = "linux"))]
fn bound_unsent(_: &TcpStream) -> io::Result<()> {
    Ok(())
}

/// Connection whose writes fail once the system has taken none for the time limit.
#[derive(Debug)]
pub struct TimedStream {
    stream: TcpStream,
    limit: Duration,
    /// End of the time limit, while a write waits.
    stall: Option<Pin<Box<Sleep>>>,
}

impl TimedStream {
    fn in_time<T>(&mut self, context: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stall = None;
            return written;
        }
        let limit = self.limit;
        poll_ready!(self.stall.get_or_insert_with(|| Box::pin(sleep(limit))).as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for TimedStream {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for TimedStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.in_time(context, written)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, pieces: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.in_time(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

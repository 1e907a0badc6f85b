//! The thread that writes statistics down: file and database block, which the threads that answer requests must not.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::stats::Ledger;

/// Old rows are looked for once in so many writes.
const WRITES_BETWEEN_FORGETTING: u32 = 120;

/// A running keeper.
pub struct Keeper {
    thread: Mutex<Option<(Sender<()>, JoinHandle<()>)>>,
}

impl Keeper {
    /// Writes at this interval from now on.
    pub fn start(ledger: Arc<Ledger>, interval: Duration) -> Self {
        let (stop, stopped) = channel();
        let keep = move || {
            for write in 0_u32.. {
                if write % WRITES_BETWEEN_FORGETTING == 0 {
                    ledger.forget();
                }
                match stopped.recv_timeout(interval) {
                    Err(RecvTimeoutError::Timeout) => ledger.flush(),
                    Ok(()) | Err(RecvTimeoutError::Disconnected) => return ledger.close(),
                }
            }
        };
        let thread = thread::Builder::new().name("statistics".to_owned()).spawn(keep);
        if let Err(error) = &thread {
            tracing::error!("statistics are written only when the server stops, since there is no thread for it: {error}");
        }
        Self { thread: Mutex::new(thread.ok().map(|thread| (stop, thread))) }
    }

    /// Writes once more, lets go of the place, and ends. Does nothing the second time.
    pub fn stop(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((stop, thread)) = thread {
            drop(stop);
            if thread.join().is_err() {
                tracing::error!("the thread that writes statistics had stopped before its time");
            }
        }
    }
}

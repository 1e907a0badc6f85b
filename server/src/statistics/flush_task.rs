//! Thread that writes statistics: file and database block, which the threads that answer requests must not.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::shared_state::SharedState;

/// Number of writes between two deletions of old rows.
const WRITES_BETWEEN_DELETIONS: u32 = 120;

/// Running flush task; dropping it stops it.
#[derive(Debug)]
pub struct FlushTask {
    thread: Mutex<Option<(Sender<()>, JoinHandle<()>)>>,
}

impl FlushTask {
    /// Starts to write at this interval.
    pub fn start(state: Arc<SharedState>, interval: Duration) -> Self {
        let (stop, stopped) = channel();
        let run = move || {
            for write in 1_u32.. {
                match stopped.recv_timeout(interval) {
                    Err(RecvTimeoutError::Timeout) => outlived(|| state.flush()),
                    Ok(()) | Err(RecvTimeoutError::Disconnected) => return state.close(),
                }
                if write % WRITES_BETWEEN_DELETIONS == 0 {
                    outlived(|| state.delete_old());
                }
            }
        };
        let thread = thread::Builder::new().name("statistics".to_owned()).spawn(run);
        if let Err(error) = &thread {
            tracing::error!("statistics are written only when the server stops, since there is no thread for it: {error}");
        }
        Self { thread: Mutex::new(thread.ok().map(|thread| (stop, thread))) }
    }

    /// Writes once more, closes the store, and ends. Does nothing the second time.
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

/// Does what may panic. The next write is the whole sum again, so that one that failed in the middle is made good.
fn outlived(act: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(act)).is_err() {
        tracing::error!("writing statistics panicked, and is tried again");
    }
}

impl Drop for FlushTask {
    fn drop(&mut self) {
        self.stop();
    }
}

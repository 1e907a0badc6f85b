//! Server of a network, as its download sees it: ranges come from the site and go to the device.

use std::cell::Cell;

use js_sys::ArrayBuffer;
use web_sys::AbortSignal;

use crate::networks::ListedNetwork;
use crate::networks::download::{Sent, Stopped, Transport};
use crate::protocol::FetchProblem;
use crate::web::clock::sleep;
use crate::web::device_files::NotWritten;
use crate::web::network_store::NetworkStore;
use crate::web::object_url::blob;
use crate::web::{digest, fetch};

/// Longest wait between two tries of a download, in ms.
const LONGEST_WAIT_MS: i32 = 16_000;

/// Time between two looks whether a wait is still wanted, in ms.
const STEP_MS: i32 = 250;

impl From<NotWritten> for Stopped {
    fn from(problem: NotWritten) -> Self {
        match problem {
            NotWritten::NoRoom => Stopped::NoRoom,
            NotWritten::Refused => Stopped::Refused,
        }
    }
}

/// Server of one network, and the place where it is kept.
pub struct NetworkServer<'a> {
    /// Receives the bytes so far.
    pub show: &'a dyn Fn(u64),
    /// Place.
    pub store: NetworkStore,
    /// Whether the person wants it to stop.
    pub signal: AbortSignal,
    /// Key.
    pub id: &'a str,
    /// The network.
    pub listed: &'a ListedNetwork,
    /// Bytes that are kept.
    pub got: Cell<u64>,
}

impl Transport<ArrayBuffer> for NetworkServer<'_> {
    async fn get(&self, index: usize) -> Result<Sent<ArrayBuffer>, FetchProblem> {
        let range = self.listed.range(index);
        let progress = |bytes| (self.show)(self.got.get() + bytes);
        fetch::range(&self.listed.address(), range, self.listed.bytes, &self.signal, progress).await
    }

    fn part(&self, whole: &ArrayBuffer, index: usize) -> ArrayBuffer {
        let range = self.listed.range(index);
        whole.slice_with_end(range.start as u32, range.end as u32)
    }

    async fn digest(&self, bytes: &ArrayBuffer) -> Option<String> {
        digest::sha256(bytes).await
    }

    async fn keep(&self, index: usize, bytes: ArrayBuffer) -> Result<(), Stopped> {
        self.store.write_part(self.id, index, &blob(&bytes, "")).await?;
        self.got.set(self.got.get() + u64::from(bytes.byte_length()));
        (self.show)(self.got.get());
        Ok(())
    }

    async fn wait(&self, tries: u32) {
        let mut left = (500_i32 << tries.min(8)).min(LONGEST_WAIT_MS);
        while left > 0 && !self.is_paused() {
            sleep(STEP_MS).await;
            left -= STEP_MS;
        }
    }

    fn is_paused(&self) -> bool {
        self.signal.aborted()
    }
}

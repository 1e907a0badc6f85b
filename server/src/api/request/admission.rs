//! Admission control: slots for photos, memory for uploads and results, and the time of `Retry-After`.
//!
//! A request reserves memory as its bytes come in, and acquires a slot once its upload is complete: slow and stalled uploads occupy no slot. Results
//! reserve memory of their own until they are sent: clients that do not read their responses cannot exhaust the server's memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::rate_limit::whole_seconds;
use crate::api::api_error::ApiError;

/// Processing time that is assumed before one was measured.
const INITIAL_DURATION: Duration = Duration::from_secs(1);

/// Longest `Retry-After`.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(120);

/// Bytes in a unit of [`Admission::memory`].
const UNIT: usize = 1024;

/// Slots for queued and running jobs, memory for these and for uploads, and as much for results that are being sent.
#[derive(Debug)]
pub struct Admission {
    slots: Arc<Semaphore>,
    memory: Arc<Semaphore>,
    results: Arc<Semaphore>,
    units: usize,
    slot_count: usize,
    workers: usize,
    mean_micros: AtomicU64,
}

/// Admitted request, with the memory reserved for its bytes so far.
#[derive(Debug)]
pub struct Admitted<'a> {
    admission: &'a Admission,
    memory: Option<OwnedSemaphorePermit>,
}

/// Slot of one job, with its memory.
#[derive(Debug)]
pub struct Slot(#[expect(dead_code, reason = "dropping them frees slot and memory")] (OwnedSemaphorePermit, Option<OwnedSemaphorePermit>));

impl Admission {
    /// One slot per worker and per place in the queue, and memory for a request of `max_bytes` in each.
    pub fn new(workers: usize, queue: usize, max_bytes: usize) -> Self {
        let slot_count = workers.saturating_add(queue).min(Semaphore::MAX_PERMITS);
        let units = slot_count.saturating_mul(max_bytes.div_ceil(UNIT)).min(Semaphore::MAX_PERMITS);
        Self {
            slots: Arc::new(Semaphore::new(slot_count)),
            memory: Arc::new(Semaphore::new(units)),
            results: Arc::new(Semaphore::new(units)),
            units,
            slot_count,
            workers: workers.max(1),
            mean_micros: AtomicU64::new(micros(INITIAL_DURATION)),
        }
    }

    /// Admits a request, unless no slot is free now: its upload would be in vain.
    ///
    /// # Errors
    /// [`ApiError::QueueFull`] with the estimated time of the present jobs.
    pub fn admit(&self) -> Result<Admitted<'_>, ApiError> {
        if self.slots.available_permits() == 0 { Err(self.overloaded()) } else { Ok(Admitted { admission: self, memory: None }) }
    }

    /// The same bytes, with memory reserved until the last of them is sent or the client disconnects. A result larger than all of the memory takes all of it.
    ///
    /// # Errors
    /// [`ApiError::QueueFull`] when unread results have the memory.
    pub fn reserve_result(&self, file: Bytes) -> Result<Bytes, ApiError> {
        let units = u32::try_from(file.len().div_ceil(UNIT).min(self.units)).unwrap_or(u32::MAX);
        let memory = Arc::clone(&self.results).try_acquire_many_owned(units).map_err(|_| self.overloaded())?;
        Ok(Bytes::from_owner(ReservedFile { file, _memory: memory }))
    }

    fn overloaded(&self) -> ApiError {
        ApiError::QueueFull { after: self.retry_after() }
    }

    /// Adds the processing time of a photo to the exponential moving average (weight ⅛). Of two at the same moment one may be lost.
    pub fn record_duration(&self, time: Duration) {
        let mean = self.mean_micros.load(Ordering::Relaxed);
        self.mean_micros.store(mean - mean / 8 + micros(time) / 8, Ordering::Relaxed);
    }

    fn retry_after(&self) -> Duration {
        let jobs = self.slot_count.saturating_sub(self.slots.available_permits()) as u64;
        let mean = self.mean_micros.load(Ordering::Relaxed);
        let micros = mean.saturating_mul(jobs) / self.workers as u64;
        whole_seconds(Duration::from_micros(micros)).clamp(Duration::from_secs(1), MAX_RETRY_AFTER)
    }
}

/// Bytes of a result with their reserved memory.
struct ReservedFile {
    file: Bytes,
    _memory: OwnedSemaphorePermit,
}

impl AsRef<[u8]> for ReservedFile {
    fn as_ref(&self) -> &[u8] {
        &self.file
    }
}

impl Admitted<'_> {
    /// Reserves memory for the first `bytes` of the request, beyond what it has.
    ///
    /// # Errors
    /// [`ApiError::QueueFull`] when other requests have all of it.
    pub fn reserve(&mut self, bytes: usize) -> Result<(), ApiError> {
        let reserved = self.memory.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let missing = u32::try_from(bytes.div_ceil(UNIT).saturating_sub(reserved)).unwrap_or(u32::MAX);
        let more = Arc::clone(&self.admission.memory).try_acquire_many_owned(missing).map_err(|_| self.admission.overloaded())?;
        match &mut self.memory {
            Some(memory) => memory.merge(more),
            None => self.memory = Some(more),
        }
        Ok(())
    }

    /// Slot, at once or not at all: a job in the queue has one, too.
    ///
    /// # Errors
    /// [`ApiError::QueueFull`].
    pub fn acquire_slot(self) -> Result<Slot, ApiError> {
        let slot = Arc::clone(&self.admission.slots).try_acquire_owned().map_err(|_| self.admission.overloaded())?;
        Ok(Slot((slot, self.memory)))
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX / 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_time_follows_queue_and_recent_times() {
        let admission = Admission::new(2, 8, 1 << 20);
        let slots: Vec<Slot> = (0..10).map(|_| admission.admit().unwrap().acquire_slot().unwrap()).collect();
        let refused = || admission.admit().unwrap_err();
        assert_eq!(refused(), ApiError::QueueFull { after: Duration::from_secs(5) });
        for _ in 0..100 {
            admission.record_duration(Duration::from_secs(3));
        }
        assert_eq!(refused(), ApiError::QueueFull { after: Duration::from_secs(15) });
        for _ in 0..100 {
            admission.record_duration(Duration::from_secs(3000));
        }
        assert_eq!(refused(), ApiError::QueueFull { after: MAX_RETRY_AFTER });
        drop(slots);
        assert!(admission.admit().is_ok());
    }

    #[test]
    fn arriving_requests_take_memory_and_no_slots() {
        let admission = Admission::new(1, 1, 3000);
        let mut slow: Vec<Admitted<'_>> = (0..4).map(|_| admission.admit().unwrap()).collect();
        // Six units in all, of which these take four.
        slow.iter_mut().for_each(|admitted| admitted.reserve(1).unwrap());
        slow[0].reserve(1024).unwrap();
        let mut whole = admission.admit().unwrap();
        assert!(matches!(whole.reserve(2049), Err(ApiError::QueueFull { .. })));
        whole.reserve(2048).unwrap();
        let slot = whole.acquire_slot().unwrap();
        assert!(matches!(slow[0].reserve(1025), Err(ApiError::QueueFull { .. })));
        drop(slot);
        slow[0].reserve(1025).unwrap();
        let slots = [slow.pop().unwrap().acquire_slot().unwrap(), slow.pop().unwrap().acquire_slot().unwrap()];
        assert!(matches!(slow.pop().unwrap().acquire_slot(), Err(ApiError::QueueFull { .. })));
        drop(slots);
    }

    #[test]
    fn results_take_memory_until_they_are_sent() {
        let admission = Admission::new(1, 1, 2048);
        let file = |length: usize| Bytes::from(vec![7; length]);
        let held = admission.reserve_result(file(3000)).unwrap();
        assert_eq!(held, file(3000));
        let part = held.slice(2999..);
        drop(held);
        assert!(matches!(admission.reserve_result(file(1025)), Err(ApiError::QueueFull { .. })));
        let small = admission.reserve_result(file(1024)).unwrap();
        drop((part, small));
        let large = admission.reserve_result(file(100_000)).unwrap();
        assert!(admission.reserve_result(file(1)).is_err());
        drop(large);
        assert!(admission.reserve_result(file(4096)).is_ok());
    }
}

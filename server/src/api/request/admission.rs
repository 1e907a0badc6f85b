//! Admission: the number of photos at one time, the memory of those that arrive, and the time to come back.
//!
//! A request takes memory for each byte as it comes, and a slot once all of it is there: clients that send slowly, or stop in the middle, keep no
//! slot from others. Results take memory of their own until they are sent: clients that do not read their answers cannot fill the machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::rate_limit::whole_seconds;
use crate::api::api_error::ApiError;

/// Time of a photo until one was measured.
const FIRST_GUESS: Duration = Duration::from_secs(1);

/// Longest time that a client is told to stay away.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// Bytes in a unit of [`Admission::memory`].
const UNIT: usize = 1024;

/// Slots for photos that wait or are worked on, memory for these and those that arrive, and as much for results that are being sent.
#[derive(Debug)]
pub struct Admission {
    slots: Arc<Semaphore>,
    memory: Arc<Semaphore>,
    results: Arc<Semaphore>,
    units: usize,
    all: usize,
    workers: usize,
    mean_micros: AtomicU64,
}

/// Request that arrives, with the memory for the bytes that are here.
#[derive(Debug)]
pub struct Arrival<'a> {
    admission: &'a Admission,
    held: Option<OwnedSemaphorePermit>,
}

/// Admission of one photo, until its work is done.
#[derive(Debug)]
pub struct Slot(#[expect(dead_code, reason = "dropping them frees slot and memory")] (OwnedSemaphorePermit, Option<OwnedSemaphorePermit>));

impl Admission {
    /// Slots for each worker and each place in the queue, and memory for a request of `max_bytes` in each.
    pub fn new(workers: usize, queue: usize, max_bytes: usize) -> Self {
        let all = workers.saturating_add(queue).min(Semaphore::MAX_PERMITS);
        let units = all.saturating_mul(max_bytes.div_ceil(UNIT)).min(Semaphore::MAX_PERMITS);
        Self {
            slots: Arc::new(Semaphore::new(all)),
            memory: Arc::new(Semaphore::new(units)),
            results: Arc::new(Semaphore::new(units)),
            units,
            all,
            workers: workers.max(1),
            mean_micros: AtomicU64::new(micros(FIRST_GUESS)),
        }
    }

    /// Arrival of a request, unless there is no slot for it now: what has no chance need not be sent.
    ///
    /// # Errors
    /// [`ApiError::Full`] with the time in which the photos that are here will be done.
    pub fn arrive(&self) -> Result<Arrival<'_>, ApiError> {
        if self.slots.available_permits() == 0 { Err(self.full()) } else { Ok(Arrival { admission: self, held: None }) }
    }

    /// The same bytes, with memory until the last of them is sent or its client is gone. A result over all of the memory takes all of it.
    ///
    /// # Errors
    /// [`ApiError::Full`] when results that nobody reads have the memory.
    pub fn hold_result(&self, file: Bytes) -> Result<Bytes, ApiError> {
        let units = u32::try_from(file.len().div_ceil(UNIT).min(self.units)).unwrap_or(u32::MAX);
        let memory = Arc::clone(&self.results).try_acquire_many_owned(units).map_err(|_| self.full())?;
        Ok(Bytes::from_owner(HeldFile { file, _memory: memory }))
    }

    fn full(&self) -> ApiError {
        ApiError::Full { after: self.until_done() }
    }

    /// Notes the time of a photo, an eighth of which enters the moving mean. Two at the same moment may count as one.
    pub fn took(&self, time: Duration) {
        let mean = self.mean_micros.load(Ordering::Relaxed);
        self.mean_micros.store(mean - mean / 8 + micros(time) / 8, Ordering::Relaxed);
    }

    fn until_done(&self) -> Duration {
        let here = self.all.saturating_sub(self.slots.available_permits()) as u64;
        let mean = self.mean_micros.load(Ordering::Relaxed);
        let micros = mean.saturating_mul(here) / self.workers as u64;
        whole_seconds(Duration::from_micros(micros)).clamp(Duration::from_secs(1), LONGEST_WAIT)
    }
}

/// Bytes of a result with their memory.
struct HeldFile {
    file: Bytes,
    _memory: OwnedSemaphorePermit,
}

impl AsRef<[u8]> for HeldFile {
    fn as_ref(&self) -> &[u8] {
        &self.file
    }
}

impl Arrival<'_> {
    /// Takes memory for the first `bytes` of the request, as far as it has none yet.
    ///
    /// # Errors
    /// [`ApiError::Full`] when the requests that are here have all of it.
    pub fn hold(&mut self, bytes: usize) -> Result<(), ApiError> {
        let held = self.held.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let missing = u32::try_from(bytes.div_ceil(UNIT).saturating_sub(held)).unwrap_or(u32::MAX);
        let more = Arc::clone(&self.admission.memory).try_acquire_many_owned(missing).map_err(|_| self.admission.full())?;
        match &mut self.held {
            Some(held) => held.merge(more),
            None => self.held = Some(more),
        }
        Ok(())
    }

    /// Slot, at once or not at all: waiting happens in slots.
    ///
    /// # Errors
    /// [`ApiError::Full`].
    pub fn enter(self) -> Result<Slot, ApiError> {
        let slot = Arc::clone(&self.admission.slots).try_acquire_owned().map_err(|_| self.admission.full())?;
        Ok(Slot((slot, self.held)))
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
        let slots: Vec<Slot> = (0..10).map(|_| admission.arrive().unwrap().enter().unwrap()).collect();
        let refused = || admission.arrive().unwrap_err();
        assert_eq!(refused(), ApiError::Full { after: Duration::from_secs(5) });
        for _ in 0..100 {
            admission.took(Duration::from_secs(3));
        }
        assert_eq!(refused(), ApiError::Full { after: Duration::from_secs(15) });
        for _ in 0..100 {
            admission.took(Duration::from_secs(3000));
        }
        assert_eq!(refused(), ApiError::Full { after: LONGEST_WAIT });
        drop(slots);
        assert!(admission.arrive().is_ok());
    }

    #[test]
    fn arriving_requests_take_memory_and_no_slots() {
        let admission = Admission::new(1, 1, 3000);
        let mut slow: Vec<Arrival<'_>> = (0..4).map(|_| admission.arrive().unwrap()).collect();
        // Six units in all, of which these take four.
        slow.iter_mut().for_each(|arrival| arrival.hold(1).unwrap());
        slow[0].hold(1024).unwrap();
        let mut whole = admission.arrive().unwrap();
        assert!(matches!(whole.hold(2049), Err(ApiError::Full { .. })));
        whole.hold(2048).unwrap();
        let slot = whole.enter().unwrap();
        assert!(matches!(slow[0].hold(1025), Err(ApiError::Full { .. })));
        drop(slot);
        slow[0].hold(1025).unwrap();
        let slots = [slow.pop().unwrap().enter().unwrap(), slow.pop().unwrap().enter().unwrap()];
        assert!(matches!(slow.pop().unwrap().enter(), Err(ApiError::Full { .. })));
        drop(slots);
    }

    #[test]
    fn results_take_memory_until_they_are_sent() {
        let admission = Admission::new(1, 1, 2048);
        let file = |length: usize| Bytes::from(vec![7; length]);
        let held = admission.hold_result(file(3000)).unwrap();
        assert_eq!(held, file(3000));
        let part = held.slice(2999..);
        drop(held);
        assert!(matches!(admission.hold_result(file(1025)), Err(ApiError::Full { .. })));
        let small = admission.hold_result(file(1024)).unwrap();
        drop((part, small));
        let large = admission.hold_result(file(100_000)).unwrap();
        assert!(admission.hold_result(file(1)).is_err());
        drop(large);
        assert!(admission.hold_result(file(4096)).is_ok());
    }
}

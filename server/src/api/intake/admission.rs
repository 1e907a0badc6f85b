//! Admission: the number of photos at one time, and the time to come back.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::rate_limit::whole_seconds;
use crate::api::api_error::ApiError;

/// Time of a photo until one was measured.
const FIRST_GUESS: Duration = Duration::from_secs(1);

/// Longest time that a client is told to stay away.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// Slots for photos: being worked on, waiting, or still arriving.
#[derive(Debug)]
pub struct Admission {
    slots: Arc<Semaphore>,
    all: usize,
    workers: usize,
    mean_micros: AtomicU64,
}

/// Admission of one photo, until its work is done.
#[derive(Debug)]
pub struct Slot(#[expect(dead_code, reason = "dropping it frees the slot")] OwnedSemaphorePermit);

impl Admission {
    /// Slots for each worker and each place in the queue.
    pub fn new(workers: usize, queue: usize) -> Self {
        let all = workers.saturating_add(queue).min(Semaphore::MAX_PERMITS);
        Self { slots: Arc::new(Semaphore::new(all)), all, workers: workers.max(1), mean_micros: AtomicU64::new(micros(FIRST_GUESS)) }
    }

    /// Slot, at once or not at all: waiting happens in slots.
    ///
    /// # Errors
    /// [`ApiError::Full`] with the time in which the photos that are here will be done.
    pub fn enter(&self) -> Result<Slot, ApiError> {
        Arc::clone(&self.slots).try_acquire_owned().map(Slot).map_err(|_| ApiError::Full { after: self.until_done() })
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

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX / 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_time_follows_queue_and_recent_times() {
        let admission = Admission::new(2, 8);
        let slots: Vec<Slot> = (0..10).map(|_| admission.enter().unwrap()).collect();
        assert_eq!(admission.enter().unwrap_err(), ApiError::Full { after: Duration::from_secs(5) });
        for _ in 0..100 {
            admission.took(Duration::from_secs(3));
        }
        assert_eq!(admission.enter().unwrap_err(), ApiError::Full { after: Duration::from_secs(15) });
        for _ in 0..100 {
            admission.took(Duration::from_secs(3000));
        }
        assert_eq!(admission.enter().unwrap_err(), ApiError::Full { after: LONGEST_WAIT });
        drop(slots);
        assert!(admission.enter().is_ok());
    }
}

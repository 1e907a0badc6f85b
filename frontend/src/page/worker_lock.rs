//! Lock of the worker, with priorities: it has one photo at a time, and jobs of several requests must not be interleaved.

use futures::channel::oneshot;
use leptos::prelude::*;

/// Priority of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// The next photo of the queue.
    Queue,
    /// The picture that is shown and edited.
    Edit,
}

/// Lock of the worker; copies share it.
#[derive(Clone, Copy)]
pub struct WorkerLock(StoredValue<LockQueue, LocalStorage>);

/// Guard of the lock.
pub struct WorkerGuard(WorkerLock);

/// Queue of the lock: highest priority first, then in order.
#[derive(Default)]
struct LockQueue {
    is_taken: bool,
    waiting: Vec<(Priority, oneshot::Sender<()>)>,
}

impl LockQueue {
    /// Acquires the lock if it is free; otherwise a receiver for the moment when it is.
    fn acquire(&mut self, priority: Priority) -> Option<oneshot::Receiver<()>> {
        if !std::mem::replace(&mut self.is_taken, true) {
            return None;
        }
        let (sender, receiver) = oneshot::channel();
        self.waiting.push((priority, sender));
        Some(receiver)
    }

    /// Passes the lock to the next waiting job.
    fn release(&mut self) {
        while let Some(most) = self.waiting.iter().map(|(priority, _)| *priority).max() {
            let first = self.waiting.iter().position(|(priority, _)| *priority == most).unwrap_or(0);
            if self.waiting.remove(first).1.send(()).is_ok() {
                return;
            }
        }
        self.is_taken = false;
    }
}

impl Default for WorkerLock {
    fn default() -> Self {
        Self(StoredValue::new_local(LockQueue::default()))
    }
}

impl WorkerLock {
    /// Waits for the lock.
    pub async fn lock(self, priority: Priority) -> WorkerGuard {
        if let Some(free) = self.0.try_update_value(|queue| queue.acquire(priority)).flatten() {
            // A queue that is gone has no lock to wait for.
            let _ = free.await;
        }
        WorkerGuard(self)
    }
}

impl Drop for WorkerGuard {
    fn drop(&mut self) {
        self.0.0.update_value(LockQueue::release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has_lock(receiver: &mut oneshot::Receiver<()>) -> bool {
        receiver.try_recv().is_ok_and(|guard| guard.is_some())
    }

    #[test]
    fn highest_priority_is_next_and_dropped_jobs_are_skipped() {
        let mut queue = LockQueue::default();
        assert!(queue.acquire(Priority::Queue).is_none());
        let mut waiting = queue.acquire(Priority::Queue).unwrap();
        let gone = queue.acquire(Priority::Edit).unwrap();
        let mut edit = queue.acquire(Priority::Edit).unwrap();
        drop(gone);
        queue.release();
        assert!(has_lock(&mut edit) && !has_lock(&mut waiting));
        queue.release();
        assert!(has_lock(&mut waiting) && queue.is_taken);
        queue.release();
        assert!(!queue.is_taken);
    }
}

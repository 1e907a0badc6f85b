//! Turns at the worker: it has one photo at a time, so whoever asks it for several things in a row must not be disturbed in between.

use futures::channel::oneshot;
use leptos::prelude::*;

/// Urgency of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// The next photo in line.
    Queue,
    /// The picture that a person looks at and changes.
    Edit,
}

/// Line of those who want the worker; copies share it.
#[derive(Clone, Copy)]
pub struct WorkerLock(StoredValue<LockQueue, LocalStorage>);

/// Turn at the worker; it ends when this is dropped.
pub struct WorkerGuard(WorkerLock);

/// Line: who is first among the most urgent is next.
#[derive(Default)]
struct LockQueue {
    is_taken: bool,
    waiting: Vec<(Priority, oneshot::Sender<()>)>,
}

impl LockQueue {
    /// Takes the turn if it is free; otherwise a receiver that hears when it is.
    fn acquire(&mut self, priority: Priority) -> Option<oneshot::Receiver<()>> {
        if !std::mem::replace(&mut self.is_taken, true) {
            return None;
        }
        let (sender, receiver) = oneshot::channel();
        self.waiting.push((priority, sender));
        Some(receiver)
    }

    /// Gives the turn to the next one who still waits.
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
    /// Waits for a turn.
    pub async fn lock(self, priority: Priority) -> WorkerGuard {
        if let Some(free) = self.0.try_update_value(|queue| queue.acquire(priority)).flatten() {
            // A line that is gone has nobody left to wait for.
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

    fn has_turn(receiver: &mut oneshot::Receiver<()>) -> bool {
        receiver.try_recv().is_ok_and(|guard| guard.is_some())
    }

    #[test]
    fn most_urgent_is_next_and_those_who_left_are_skipped() {
        let mut queue = LockQueue::default();
        assert!(queue.acquire(Priority::Queue).is_none());
        let mut waiting = queue.acquire(Priority::Queue).unwrap();
        let gone = queue.acquire(Priority::Edit).unwrap();
        let mut edit = queue.acquire(Priority::Edit).unwrap();
        drop(gone);
        queue.release();
        assert!(has_turn(&mut edit) && !has_turn(&mut waiting));
        queue.release();
        assert!(has_turn(&mut waiting) && queue.is_taken);
        queue.release();
        assert!(!queue.is_taken);
    }
}

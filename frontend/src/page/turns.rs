//! Turns at the worker: it has one photo at a time, so whoever asks it for several things in a row must not be disturbed in between.

use futures::channel::oneshot;
use leptos::prelude::*;

/// Urgency of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// The next photo in line.
    Queue,
    /// The picture that a person looks at and changes.
    Edit,
}

/// Line of those who want the worker; copies share it.
#[derive(Clone, Copy)]
pub struct Turns(StoredValue<Line, LocalStorage>);

/// Turn at the worker; it ends when this is dropped.
pub struct Turn(Turns);

/// Line: who is first among the most urgent is next.
#[derive(Default)]
struct Line {
    is_taken: bool,
    waiting: Vec<(Urgency, oneshot::Sender<()>)>,
}

impl Line {
    /// Takes the turn if it is free; otherwise a receiver that hears when it is.
    fn ask(&mut self, urgency: Urgency) -> Option<oneshot::Receiver<()>> {
        if !std::mem::replace(&mut self.is_taken, true) {
            return None;
        }
        let (sender, receiver) = oneshot::channel();
        self.waiting.push((urgency, sender));
        Some(receiver)
    }

    /// Gives the turn to the next one who still waits.
    fn pass_on(&mut self) {
        while let Some(most) = self.waiting.iter().map(|(urgency, _)| *urgency).max() {
            let first = self.waiting.iter().position(|(urgency, _)| *urgency == most).unwrap_or(0);
            if self.waiting.remove(first).1.send(()).is_ok() {
                return;
            }
        }
        self.is_taken = false;
    }
}

impl Default for Turns {
    fn default() -> Self {
        Self(StoredValue::new_local(Line::default()))
    }
}

impl Turns {
    /// Waits for a turn.
    pub async fn take(self, urgency: Urgency) -> Turn {
        if let Some(free) = self.0.try_update_value(|line| line.ask(urgency)).flatten() {
            // A line that is gone has nobody left to wait for.
            let _ = free.await;
        }
        Turn(self)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.0.update_value(Line::pass_on);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has_turn(receiver: &mut oneshot::Receiver<()>) -> bool {
        receiver.try_recv().is_ok_and(|turn| turn.is_some())
    }

    #[test]
    fn most_urgent_is_next_and_those_who_left_are_passed_over() {
        let mut line = Line::default();
        assert!(line.ask(Urgency::Queue).is_none());
        let mut queue = line.ask(Urgency::Queue).unwrap();
        let gone = line.ask(Urgency::Edit).unwrap();
        let mut edit = line.ask(Urgency::Edit).unwrap();
        drop(gone);
        line.pass_on();
        assert!(has_turn(&mut edit) && !has_turn(&mut queue));
        line.pass_on();
        assert!(has_turn(&mut queue) && line.is_taken);
        line.pass_on();
        assert!(!line.is_taken);
    }
}

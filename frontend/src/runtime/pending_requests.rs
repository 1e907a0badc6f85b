//! Pending requests. Replies to any other request are ignored.

use crate::protocol::RequestId;

/// Pending requests by number.
#[derive(Debug)]
pub struct PendingRequests<T> {
    next: u32,
    pending: Vec<(RequestId, T)>,
}

impl<T> Default for PendingRequests<T> {
    fn default() -> Self {
        Self { next: 1, pending: Vec::new() }
    }
}

impl<T> PendingRequests<T> {
    /// Adds a request and returns its number. Numbers are never used twice, not even after [`Self::take_all`].
    pub fn add(&mut self, waiting: T) -> RequestId {
        let request = RequestId(self.next);
        self.next += 1;
        self.pending.push((request, waiting));
        request
    }

    /// Request of a number, if it still waits.
    pub fn get(&self, request: RequestId) -> Option<&T> {
        self.pending.iter().find(|(number, _)| *number == request).map(|(_, waiting)| waiting)
    }

    /// Removes and returns the request of a number, if it still waits.
    pub fn take(&mut self, request: RequestId) -> Option<T> {
        let index = self.pending.iter().position(|(number, _)| *number == request)?;
        Some(self.pending.swap_remove(index).1)
    }

    /// Removes and returns all requests.
    pub fn take_all(&mut self) -> Vec<T> {
        std::mem::take(&mut self.pending).into_iter().map(|(_, waiting)| waiting).collect()
    }

    /// True if a request satisfies the predicate.
    pub fn any(&self, predicate: impl Fn(&T) -> bool) -> bool {
        self.pending.iter().any(|(_, waiting)| predicate(waiting))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_is_taken_once() {
        let mut requests = PendingRequests::default();
        let (first, second) = (requests.add("first"), requests.add("second"));
        assert_eq!(requests.get(second), Some(&"second"));
        assert_eq!(requests.take(first), Some("first"));
        assert_eq!(requests.take(first), None);
        assert_eq!(requests.take_all(), ["second"]);
        assert!(!requests.any(|_| true));
    }

    #[test]
    fn numbers_are_not_used_again_after_take_all() {
        let mut requests = PendingRequests::default();
        let old = requests.add(());
        requests.take_all();
        let new = requests.add(());
        assert_ne!(old, new);
        assert_eq!(requests.take(old), None);
    }
}

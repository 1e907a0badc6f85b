//! The requests that wait for a reply. A reply to any other request is not for us.

use crate::protocol::Job;

/// Requests by their number.
#[derive(Debug)]
pub struct Jobs<T> {
    next: u32,
    open: Vec<(Job, T)>,
}

impl<T> Default for Jobs<T> {
    fn default() -> Self {
        Self { next: 1, open: Vec::new() }
    }
}

impl<T> Jobs<T> {
    /// Numbers a request. Numbers are never used twice, not even after [`Self::close_all`].
    pub fn open(&mut self, waiting: T) -> Job {
        let job = Job(self.next);
        self.next += 1;
        self.open.push((job, waiting));
        job
    }

    /// The request with this number, if it still waits.
    pub fn get(&self, job: Job) -> Option<&T> {
        self.open.iter().find(|(number, _)| *number == job).map(|(_, waiting)| waiting)
    }

    /// Takes the request out: it has its reply.
    pub fn close(&mut self, job: Job) -> Option<T> {
        let index = self.open.iter().position(|(number, _)| *number == job)?;
        Some(self.open.swap_remove(index).1)
    }

    /// Takes every request out: nobody will reply any more.
    pub fn close_all(&mut self) -> Vec<T> {
        std::mem::take(&mut self.open).into_iter().map(|(_, waiting)| waiting).collect()
    }

    /// Whether such a request waits.
    pub fn any(&self, such: impl Fn(&T) -> bool) -> bool {
        self.open.iter().any(|(_, waiting)| such(waiting))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reply_finds_its_request_once() {
        let mut jobs = Jobs::default();
        let (first, second) = (jobs.open("first"), jobs.open("second"));
        assert_eq!(jobs.get(second), Some(&"second"));
        assert_eq!(jobs.close(first), Some("first"));
        assert_eq!(jobs.close(first), None);
        assert_eq!(jobs.close_all(), ["second"]);
        assert!(!jobs.any(|_| true));
    }

    #[test]
    fn replies_to_a_terminated_worker_never_match_a_new_request() {
        let mut jobs = Jobs::default();
        let old = jobs.open(());
        jobs.close_all();
        let new = jobs.open(());
        assert_ne!(old, new);
        assert_eq!(jobs.close(old), None);
    }
}

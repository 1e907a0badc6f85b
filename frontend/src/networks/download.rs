//! Download of a network in ranges, each checked and kept before the next one comes, so that it can go on after a pause, a lost connection or a closed
//! tab.

use super::server_list::ListedNetwork;
use crate::protocol::FetchProblem;

/// Tries without a new range after which a download stops by itself.
const MAX_TRIES: u32 = 5;

/// Times that a range may come damaged.
const MAX_DAMAGED: u32 = 2;

/// Reason for a download that is not finished. What has come so far is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// The person paused it.
    Paused,
    /// The connection, or the server.
    Connection(FetchProblem),
    /// A range that came damaged time and again.
    Damaged,
    /// The server has another file than it listed.
    Changed,
    /// No room is left on the device.
    NoRoom,
    /// The browser does not keep it.
    Refused,
}

/// Bytes that a server sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent<P> {
    /// The range that was asked for.
    Range(P),
    /// The whole file, since the server has no ranges.
    Whole(P),
    /// Part of a file of another size.
    OtherFile,
}

/// Server and device, as a download sees them. `P` is a buffer.
pub trait Transport<P> {
    /// Gets a range of the file.
    fn get(&self, index: usize) -> impl Future<Output = Result<Sent<P>, FetchProblem>>;

    /// Part of the whole file.
    fn part(&self, whole: &P, index: usize) -> P;

    /// SHA-256 in hex digits; `None` where the browser has none.
    fn digest(&self, bytes: &P) -> impl Future<Output = Option<String>>;

    /// Keeps a range.
    fn keep(&self, index: usize, bytes: P) -> impl Future<Output = Result<(), Stopped>>;

    /// Waits before another try, after so many.
    fn wait(&self, tries: u32) -> impl Future<Output = ()>;

    /// Whether the person wants it to stop.
    fn is_paused(&self) -> bool;
}

/// Gets the ranges that are not `there`.
///
/// # Errors
/// Reason for stopping.
pub async fn download<P>(network: &ListedNetwork, there: &[bool], transport: &impl Transport<P>) -> Result<(), Stopped> {
    let mut missing: Vec<usize> = (0..network.range_count()).filter(|index| there.get(*index) != Some(&true)).collect();
    let (mut tries, mut damaged) = (0, 0);
    while let Some(next) = missing.first().copied() {
        let sent = transport.get(next).await;
        if transport.is_paused() {
            return Err(Stopped::Paused);
        }
        let came: Vec<(usize, P)> = match sent {
            Ok(Sent::Range(bytes)) => vec![(next, bytes)],
            Ok(Sent::Whole(bytes)) => missing.iter().map(|index| (*index, transport.part(&bytes, *index))).collect(),
            Ok(Sent::OtherFile) => return Err(Stopped::Changed),
            Err(problem) if is_final(problem) || tries == MAX_TRIES => return Err(Stopped::Connection(problem)),
            Err(_) => {
                tries += 1;
                transport.wait(tries).await;
                if transport.is_paused() {
                    return Err(Stopped::Paused);
                }
                continue;
            }
        };
        tries = 0;
        for (index, bytes) in came {
            let found = transport.digest(&bytes).await;
            if let (Some(found), Some(published)) = (found, network.range_digest(index))
                && found != published
            {
                damaged += 1;
                if damaged == MAX_DAMAGED {
                    return Err(Stopped::Damaged);
                }
                break;
            }
            transport.keep(index, bytes).await?;
            damaged = 0;
            missing.retain(|other| *other != index);
        }
    }
    Ok(())
}

/// Whether another try would end like this one.
fn is_final(problem: FetchProblem) -> bool {
    match problem {
        FetchProblem::Status(status) => !matches!(status, 408 | 429 | 500..),
        FetchProblem::NoResponse | FetchProblem::Incomplete => false,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::super::server_list::tests::row;
    use super::*;

    /// Transport whose buffers are numbers of ranges; the number 99 is the whole file, 50 and above are damaged.
    #[derive(Default)]
    struct Fake {
        answers: RefCell<Vec<Result<Sent<usize>, FetchProblem>>>,
        asked: RefCell<Vec<usize>>,
        kept: RefCell<Vec<usize>>,
        waits: Cell<u32>,
        pauses_after: Option<usize>,
        room: Option<usize>,
        has_no_digest: bool,
    }

    impl Transport<usize> for Fake {
        async fn get(&self, index: usize) -> Result<Sent<usize>, FetchProblem> {
            self.asked.borrow_mut().push(index);
            let mut answers = self.answers.borrow_mut();
            if answers.is_empty() { Ok(Sent::Range(index)) } else { answers.remove(0) }
        }

        fn part(&self, whole: &usize, index: usize) -> usize {
            assert_eq!(*whole, 99);
            index
        }

        async fn digest(&self, bytes: &usize) -> Option<String> {
            (!self.has_no_digest).then(|| format!("{bytes:064x}"))
        }

        async fn keep(&self, index: usize, bytes: usize) -> Result<(), Stopped> {
            if self.room == Some(self.kept.borrow().len()) {
                return Err(Stopped::NoRoom);
            }
            assert!(index == bytes || self.has_no_digest);
            self.kept.borrow_mut().push(index);
            Ok(())
        }

        async fn wait(&self, tries: u32) {
            self.waits.set(tries);
        }

        fn is_paused(&self) -> bool {
            self.pauses_after == Some(self.asked.borrow().len())
        }
    }

    const LOST: Result<Sent<usize>, FetchProblem> = Err(FetchProblem::Incomplete);

    /// Downloads five ranges, of which these are there. Nothing of a fake takes time.
    fn run(fake: &Fake, there: [bool; 5]) -> Result<(), Stopped> {
        let network = row("rings", 300_000);
        let mut download = pin!(download(&network, &there, fake));
        match download.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(outcome) => outcome,
            Poll::Pending => panic!("it waits"),
        }
    }

    fn with(answers: &[Result<Sent<usize>, FetchProblem>]) -> Fake {
        Fake { answers: RefCell::new(answers.to_vec()), ..Fake::default() }
    }

    #[test]
    fn missing_ranges_come_in_order_and_nothing_twice() {
        let fake = Fake::default();
        assert_eq!(run(&fake, [true, false, true, false, false]), Ok(()));
        assert_eq!((fake.asked.take(), fake.kept.take()), (vec![1, 3, 4], vec![1, 3, 4]));
        assert_eq!((run(&fake, [true; 5]), fake.asked.take()), (Ok(()), vec![]));
    }

    #[test]
    fn lost_connection_is_tried_again_from_where_it_was() {
        let fake = with(&[Ok(Sent::Range(0)), LOST, Err(FetchProblem::Status(503)), Err(FetchProblem::NoResponse), Ok(Sent::Range(1))]);
        assert_eq!(run(&fake, [false; 5]), Ok(()));
        assert_eq!((fake.asked.take(), fake.kept.take(), fake.waits.get()), (vec![0, 1, 1, 1, 1, 2, 3, 4], vec![0, 1, 2, 3, 4], 3));
        // For ever only where ranges still come.
        let dead = with(&std::iter::once(Ok(Sent::Range(0))).chain(std::iter::repeat_n(LOST, 9)).collect::<Vec<_>>());
        assert_eq!(run(&dead, [false; 5]), Err(Stopped::Connection(FetchProblem::Incomplete)));
        assert_eq!((dead.asked.take().len(), dead.kept.take(), dead.waits.get()), (7, vec![0], 5));
    }

    #[test]
    fn answer_that_would_stay_the_same_is_final() {
        for status in [404, 403, 416] {
            let fake = with(&[Err(FetchProblem::Status(status))]);
            assert_eq!(run(&fake, [false; 5]), Err(Stopped::Connection(FetchProblem::Status(status))));
            assert_eq!(fake.asked.take(), [0]);
        }
        assert_eq!(run(&with(&[Ok(Sent::OtherFile)]), [false; 5]), Err(Stopped::Changed));
    }

    #[test]
    fn damaged_range_comes_again_once_and_is_never_kept() {
        let fake = with(&[Ok(Sent::Range(0)), Ok(Sent::Range(50))]);
        assert_eq!(run(&fake, [false; 5]), Ok(()));
        assert_eq!((fake.asked.take(), fake.kept.take()), (vec![0, 1, 1, 2, 3, 4], vec![0, 1, 2, 3, 4]));
        let fake = with(&[Ok(Sent::Range(0)), Ok(Sent::Range(50)), Ok(Sent::Range(51))]);
        assert_eq!((run(&fake, [false; 5]), fake.kept.take()), (Err(Stopped::Damaged), vec![0]));
        // Without a digest of the browser the worker's check of the whole is left.
        let fake = Fake { has_no_digest: true, ..with(&[Ok(Sent::Range(50))]) };
        assert_eq!((run(&fake, [false; 5]), fake.kept.take()), (Ok(()), vec![0, 1, 2, 3, 4]));
    }

    #[test]
    fn server_without_ranges_sends_the_whole_once() {
        let fake = with(&[Ok(Sent::Whole(99))]);
        assert_eq!(run(&fake, [false, true, false, false, false]), Ok(()));
        assert_eq!((fake.asked.take(), fake.kept.take()), (vec![0], vec![0, 2, 3, 4]));
    }

    #[test]
    fn pause_and_a_full_device_stop_it_with_what_is_kept() {
        let fake = Fake { pauses_after: Some(3), ..Fake::default() };
        assert_eq!((run(&fake, [false; 5]), fake.kept.take()), (Err(Stopped::Paused), vec![0, 1]));
        let fake = Fake { pauses_after: Some(1), ..with(&[LOST]) };
        assert_eq!((run(&fake, [false; 5]), fake.waits.get()), (Err(Stopped::Paused), 0));
        let fake = Fake { room: Some(2), ..Fake::default() };
        assert_eq!((run(&fake, [false; 5]), fake.kept.take()), (Err(Stopped::NoRoom), vec![0, 1]));
    }
}

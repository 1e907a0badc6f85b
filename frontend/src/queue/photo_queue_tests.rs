//! Tests of the queue.

use matting::{Confidence, Size, Stage, Verdict};

use super::item::{Counts, ItemState, Order};
use super::photo_queue::{Earlier, PhotoQueue};
use crate::protocol::{Failure, FetchProblem};
use crate::state::{Finished, Phase, PhaseKind, PhotoId, Step};

type Numbers = PhotoQueue<u8, u8>;

fn finished(photo: u8, score: f32) -> Finished<u8, u8> {
    let verdict = if score > 0.5 { Verdict::Fine } else { Verdict::PleaseCheck };
    Finished {
        photo,
        original: photo + 100,
        size: Size { width: 1, height: 1 },
        confidence: Confidence { score, verdict },
        waited_ms: 0.0,
        network: 0,
        times: Vec::new(),
        total_ms: 1000.0,
    }
}

fn queue(photos: u8) -> Numbers {
    let mut queue = Numbers::default();
    queue.add((1..=photos).collect(), true);
    queue
}

/// Works on the next photo, and returns its number.
fn work(queue: &mut Numbers, score: f32) -> u32 {
    let (id, photo) = queue.next().map(|item| (item.id, item.photo)).unwrap();
    queue.begin(id, false, 0.0);
    queue.finish(id, finished(photo, score));
    id.0
}

fn ids(numbers: &[u32]) -> Vec<PhotoId> {
    numbers.iter().map(|number| PhotoId(*number)).collect()
}

fn counts(queue: &Numbers) -> Counts {
    Counts::of(queue.items().iter().map(|item| item.state(None)))
}

fn states(queue: &Numbers) -> Vec<ItemState> {
    queue.items().iter().map(|item| item.state(None)).collect()
}

#[test]
fn photos_are_worked_on_in_turn_the_one_looked_at_first() {
    let mut queue = queue(4);
    assert_eq!(queue.shown(), Some(PhotoId(1)), "the first of a drop is shown");
    queue.show(PhotoId(3));
    assert_eq!([work(&mut queue, 1.0), work(&mut queue, 1.0)], [3, 1]);
    queue.begin(PhotoId(2), true, 0.0);
    assert_eq!(queue.next(), None, "one at a time");
    queue.go_to_start();
    queue.fail(PhotoId(2), Failure::FileNotReadable);
    assert_eq!(work(&mut queue, 1.0), 4);
    assert_eq!(queue.next(), None);
    assert_eq!((counts(&queue).finished(), counts(&queue).failed), (3, 1));
}

#[test]
fn new_photos_are_added_and_nothing_is_discarded() {
    let mut queue = queue(1);
    work(&mut queue, 1.0);
    queue.add(vec![2], true);
    assert_eq!((queue.kind(), queue.shown()), (PhaseKind::Working, Some(PhotoId(2))));
    queue.show(PhotoId(1));
    assert_eq!(queue.phase(), Phase::Done(&finished(1, 1.0)));
    queue.go_to_start();
    assert_eq!((queue.kind(), queue.back_to().map(|item| item.id)), (PhaseKind::Empty, Some(PhotoId(1))));
    queue.go_back();
    assert_eq!(queue.shown(), Some(PhotoId(1)));
}

#[test]
fn messages_about_photos_that_are_gone_are_ignored() {
    let mut queue = queue(2);
    queue.begin(PhotoId(1), false, 0.0);
    queue.remove(&ids(&[1]));
    let before = queue.clone();
    queue.enter(PhotoId(1), Step::Stage(Stage::Encode), 9.0);
    queue.finish(PhotoId(1), finished(1, 1.0));
    queue.fail(PhotoId(1), Failure::WorkerDied);
    queue.enter(PhotoId(2), Step::Stage(Stage::Encode), 9.0);
    queue.finish(PhotoId(2), finished(2, 1.0));
    assert_eq!(queue, before, "a photo that waits has no steps either");
}

#[test]
fn photo_alone_is_forgotten_when_cancelled_and_kept_in_a_queue() {
    let mut alone = queue(1);
    alone.begin(PhotoId(1), true, 0.0);
    alone.cancel(&ids(&[1]));
    assert_eq!((alone.kind(), alone.items().len()), (PhaseKind::Empty, 0));
    alone.add(vec![2], true);
    assert_eq!(alone.shown(), Some(PhotoId(2)), "numbers are not used again");

    let mut queue = queue(3);
    work(&mut queue, 1.0);
    queue.begin(PhotoId(2), false, 0.0);
    queue.cancel(&ids(&[1, 2, 3]));
    assert_eq!(states(&queue), [ItemState::Done, ItemState::Cancelled, ItemState::Cancelled]);
    assert_eq!(queue.next(), None);
    queue.retry(&ids(&[1, 3]));
    assert_eq!(states(&queue), [ItemState::Done, ItemState::Cancelled, ItemState::Waiting]);
    assert_eq!(work(&mut queue, 1.0), 3);
}

#[test]
fn failure_of_the_page_stops_everything_until_the_next_try() {
    let mut queue = queue(3);
    queue.begin(PhotoId(1), true, 0.0);
    queue.fail(PhotoId(1), Failure::ModelNotFetched { problem: FetchProblem::NoResponse });
    assert_eq!((queue.next(), queue.stopped().is_some()), (None, true));
    assert_eq!(states(&queue), [ItemState::Failed, ItemState::Waiting, ItemState::Waiting]);
    queue.retry(&ids(&[1]));
    assert_eq!((queue.next().map(|item| item.id), queue.stopped()), (Some(PhotoId(1)), None));
    queue.begin(PhotoId(1), false, 0.0);
    queue.fail(PhotoId(1), Failure::WorkerDied);
    assert_eq!(queue.next().map(|item| item.id), Some(PhotoId(2)), "a new worker may do the next one");
}

#[test]
fn removed_photos_come_back_to_their_places() {
    let mut queue = queue(5);
    work(&mut queue, 1.0);
    queue.show(PhotoId(4));
    queue.begin(PhotoId(4), false, 0.0);
    queue.remove(&ids(&[1, 4]));
    assert_eq!(queue.listed(), ids(&[2, 3, 5]));
    assert_eq!(queue.shown(), Some(PhotoId(5)), "the view moves to the next one");
    assert_eq!((queue.removed(), queue.knows(PhotoId(4))), (2, true));
    queue.undo_removal();
    assert_eq!((queue.listed(), queue.removed()), (ids(&[1, 2, 3, 4, 5]), 0));
    assert_eq!((states(&queue)[0], states(&queue)[3]), (ItemState::Done, ItemState::Waiting));
    queue.remove(&ids(&[5]));
    assert_eq!(queue.shown(), Some(PhotoId(1)));
    queue.remove(&ids(&[1, 2, 3, 4]));
    assert_eq!((queue.kind(), queue.knows(PhotoId(5))), (PhaseKind::Empty, false));
    queue.undo_removal();
    assert_eq!(queue.items().len(), 4);
}

#[test]
fn photos_to_check_come_first() {
    let mut queue = queue(5);
    for score in [0.9, 0.1, 0.4] {
        work(&mut queue, score);
    }
    queue.begin(PhotoId(4), false, 0.0);
    queue.fail(PhotoId(4), Failure::FileNotReadable);
    assert_eq!(queue.listed(), ids(&[1, 2, 3, 4, 5]));
    queue.order = Order::NeedsCheck;
    assert_eq!(queue.listed(), ids(&[4, 2, 3, 1, 5]));
    assert_eq!(counts(&queue), Counts { waiting: 1, done: 1, check: 2, failed: 1, ..Counts::default() });
}

#[test]
fn refused_input_is_a_notice_over_the_photo_unless_that_is_in_work() {
    let mut queue = Numbers::default();
    assert!(queue.refuse(Failure::NothingDropped, None));
    assert_eq!((queue.kind(), queue.back_to()), (PhaseKind::Failed, None));
    queue.go_back();
    assert_eq!(queue.kind(), PhaseKind::Empty);
    queue.add(vec![1], true);
    assert!(!queue.refuse(Failure::NothingDropped, None));
    work(&mut queue, 1.0);
    let before = queue.part();
    assert!(queue.refuse(matting::Error::NotAPicture.into(), Some("notes.txt".to_owned())));
    assert_ne!(queue.part(), before);
    let first = queue.part();
    queue.refuse(Failure::NothingDropped, None);
    assert_ne!(queue.part(), first, "a second notice is another one");
    assert_eq!(queue.back_to().map(|item| item.id), Some(PhotoId(1)));
    queue.go_back();
    assert_eq!(queue.shown(), Some(PhotoId(1)));
}

#[test]
fn photos_of_an_earlier_visit_go_on_behind_those_that_are_here() {
    let mut queue = queue(1);
    let earlier = vec![Earlier::Done(finished(2, 0.1)), Earlier::Failed(3, Failure::Cancelled), Earlier::Waiting(4)];
    queue.add_earlier(earlier.clone(), false);
    assert_eq!((queue.shown(), queue.listed()), (Some(PhotoId(1)), ids(&[1, 2, 3, 4])));
    assert_eq!(states(&queue), [ItemState::Waiting, ItemState::Check, ItemState::Cancelled, ItemState::Waiting]);
    assert_eq!([work(&mut queue, 0.0), work(&mut queue, 0.0)], [1, 4]);
    queue.retry(&ids(&[3]));
    assert_eq!(work(&mut queue, 0.0), 3);

    let mut alone = Numbers::default();
    alone.add_earlier(earlier, true);
    assert_eq!((alone.shown(), alone.phase()), (Some(PhotoId(1)), Phase::Done(&finished(2, 0.1))));
}

#[test]
fn clearing_leaves_nothing_but_the_numbers() {
    let mut queue = queue(3);
    work(&mut queue, 0.0);
    queue.remove(&ids(&[2]));
    queue.selection.toggle(PhotoId(3));
    queue.begin(PhotoId(3), false, 0.0);
    queue.fail(PhotoId(3), Failure::NotLoaded);
    queue.clear();
    assert_eq!((queue.kind(), queue.shown(), queue.items().len(), queue.removed()), (PhaseKind::Empty, None, 0, 0));
    assert!(!queue.knows(PhotoId(2)) && queue.selection.is_empty() && queue.stopped().is_none() && queue.back_to().is_none());
    queue.finish(PhotoId(3), finished(3, 0.0));
    assert_eq!(queue.items().len(), 0, "a late result is ignored");
    queue.add(vec![9], true);
    assert_eq!(queue.shown(), Some(PhotoId(4)), "numbers are not used again");
}

#[test]
fn time_left_is_known_after_the_first_photo() {
    let mut queue = queue(4);
    assert_eq!(queue.time_left(), None);
    work(&mut queue, 1.0);
    queue.begin(PhotoId(2), false, 0.0);
    assert_eq!(queue.time_left(), Some(3000.0));
    queue.cancel(&ids(&[2, 3, 4]));
    assert_eq!(queue.time_left(), None);
}

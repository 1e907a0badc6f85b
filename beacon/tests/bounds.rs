//! Bounds of the wire format, each from both sides, and classes at their edges.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use beacon::{
    Batch, BatchError, Browser, Build, CutOut, Event, MAX_BYTES, MAX_EVENTS, MAX_MILLISECONDS, Megapixels, Memory, Model, ModelFrom, PageVersion,
    Ready, Stage, Threads, Times, Verdict, Visit,
};

const VISIT: Visit = Visit { page: PageVersion::CURRENT, browser: Browser::Safari, memory: Memory::More };

fn ready(interactive_ms: f64, ready_ms: f64) -> Event {
    Event::Ready(Ready { build: Build::Fast, threads: Threads::Two, model_from: ModelFrom::Cache, interactive_ms, ready_ms })
}

fn cut_out(times: Times, first_result_ms: Option<f64>) -> Event {
    let (model, megapixels, verdict) = (Model::U2netp, Megapixels::UpTo2, Verdict::Fine);
    Event::CutOut(CutOut { build: Build::Fast, threads: Threads::Two, model, megapixels, verdict, first_result_ms, times })
}

fn parsed(events: Vec<Event>) -> Result<Batch, BatchError> {
    Batch::parse(Batch::new(VISIT, events).to_json().as_bytes())
}

#[test]
fn batch_of_exactly_the_most_bytes_is_taken() {
    let mut bytes = Batch::new(VISIT, vec![ready(1.0, 2.0)]).to_json().into_bytes();
    bytes.resize(MAX_BYTES, b' ');
    assert!(Batch::parse(&bytes).is_ok());
    bytes.push(b' ');
    assert_eq!(Batch::parse(&bytes), Err(BatchError::TooManyBytes));
}

#[test]
fn batch_of_exactly_the_most_events_is_taken() {
    assert_eq!(parsed(vec![ready(1.0, 2.0); MAX_EVENTS]).unwrap().events.len(), MAX_EVENTS);
    assert_eq!(parsed(vec![ready(1.0, 2.0); MAX_EVENTS + 1]), Err(BatchError::TooManyEvents));
}

#[test]
fn every_time_of_every_event_has_the_same_bounds() {
    let with = |set: fn(&mut Times, f64)| {
        move |ms| {
            let mut times = Times::default();
            set(&mut times, ms);
            cut_out(times, None)
        }
    };
    type WithTime = Box<dyn Fn(f64) -> Event>;
    let events: [(&str, WithTime); 10] = [
        ("interactive", Box::new(|ms| ready(ms, 1.0))),
        ("ready", Box::new(|ms| ready(1.0, ms))),
        ("first result", Box::new(|ms| cut_out(Times::default(), Some(ms)))),
        ("download", Box::new(with(|times, ms| times.download_ms = ms))),
        ("read", Box::new(with(|times, ms| times.read_ms = ms))),
        ("find", Box::new(with(|times, ms| times.find_ms = ms))),
        ("refine", Box::new(with(|times, ms| times.refine_ms = ms))),
        ("compose", Box::new(with(|times, ms| times.compose_ms = ms))),
        ("encode", Box::new(with(|times, ms| times.encode_ms = ms))),
        ("total", Box::new(with(|times, ms| times.total_ms = ms))),
    ];
    for (name, event) in events {
        for ms in [0.0, MAX_MILLISECONDS] {
            assert!(parsed(vec![event(ms)]).is_ok(), "{name}: {ms}");
        }
        for ms in [-0.001, MAX_MILLISECONDS + 0.001] {
            assert_eq!(parsed(vec![ready(1.0, 2.0), event(ms)]), Err(BatchError::ImpossibleTime), "{name}: {ms}");
        }
    }
}

#[test]
fn times_are_rows_in_the_order_of_the_stages() {
    let times = Times { download_ms: 1.0, read_ms: 2.0, find_ms: 3.0, refine_ms: 4.0, compose_ms: 5.0, encode_ms: 6.0, total_ms: 7.0 };
    let rows = times.rows();
    assert!(rows.iter().map(|(stage, _)| stage).eq(Stage::ALL), "{rows:?}");
    assert!(rows.iter().map(|(_, ms)| *ms).eq([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]), "{rows:?}");
}

#[test]
fn word_of_a_value_is_its_word_on_the_wire() {
    fn check<T: serde::Serialize + Copy + std::fmt::Debug>(values: &[T], word: fn(T) -> &'static str) {
        assert!(values.len() > 1);
        for value in values {
            assert_eq!(serde_json::to_value(value).unwrap(), word(*value), "{value:?}");
        }
    }
    check(Build::ALL, Build::as_str);
    check(Threads::ALL, Threads::as_str);
    check(Browser::ALL, Browser::as_str);
    check(Memory::ALL, Memory::as_str);
    check(Model::ALL, Model::as_str);
    check(ModelFrom::ALL, ModelFrom::as_str);
    check(Megapixels::ALL, Megapixels::as_str);
    check(Verdict::ALL, Verdict::as_str);
    check(Stage::ALL, Stage::as_str);
    check(beacon::Reason::ALL, beacon::Reason::as_str);
}

#[test]
fn upper_edges_of_classes_belong_to_the_next_class() {
    assert_eq!([4, 5, 8, 9].map(Threads::of), [Threads::UpTo4, Threads::UpTo8, Threads::UpTo8, Threads::More]);
    assert_eq!([1_999_999, 7_999_999].map(Megapixels::of), [Megapixels::UpTo2, Megapixels::UpTo8]);
    assert_eq!([15_999_999, 49_999_999].map(Megapixels::of), [Megapixels::UpTo16, Megapixels::UpTo50]);
    assert_eq!([3.99, 7.99].map(|gigabytes| Memory::of(Some(gigabytes))), [Memory::Under4, Memory::UpTo8]);
}

/// Views inside of apps on iOS do not name Safari; Edge on Android has a brand of its own.
#[test]
fn browsers_of_phones_are_told_by_their_engine() {
    let engine = "AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148";
    for device in ["iPhone; CPU iPhone OS 18_0 like Mac OS X", "iPad; CPU OS 18_0 like Mac OS X"] {
        assert_eq!(Browser::of(&format!("Mozilla/5.0 ({device}) {engine}")), Browser::Safari, "{device}");
    }
    let edge = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36 EdgA/142.0.0.0";
    assert_eq!(Browser::of(edge), Browser::Edge);
}

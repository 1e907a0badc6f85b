//! Bodies of `POST /api/v1/events`.

use beacon::{Batch, DownloadOutcome, MAX_BYTES, MAX_EVENTS, VERSION};
use tests::beacon_events::{VISIT, known_events, network_download, queue};

use crate::Target;

const WORDS: &[&[u8]] = &[
    b"\"kind\":",
    b"\"ready\"",
    b"\"cut_out\"",
    b"\"failed\"",
    b"null",
    b"true",
    b"[",
    b"]",
    b"{",
    b"}",
    b",",
    b"\"",
    b"\\u0000",
    b"\\ud800",
    b"-",
    b"e400",
    b"NaN",
    b"\"times\":",
    b"\"first_result_ms\":null",
    b"\"version\":2",
];

/// Any body of a beacon.
pub const BEACON_JSON: Target = Target { name: "beacon_json", function: beacon_json, seeds, words: WORDS, catches_panics: false, smoke: 200_000 };

fn seeds() -> Vec<Vec<u8>> {
    let mut events = known_events();
    events.extend([network_download(DownloadOutcome::NoRoom), queue(7)]);
    let single = events.iter().map(|event| Batch::new(VISIT, vec![event.clone()])).take(8);
    single
        .chain([Batch::new(VISIT, Vec::new()), Batch::new(VISIT, events.iter().take(MAX_EVENTS).cloned().collect())])
        .map(|batch| batch.to_json().into_bytes())
        .collect()
}

/// Takes any body. A batch that is taken is inside every bound, and is taken again as it is written.
pub fn beacon_json(bytes: &[u8]) {
    let Ok(batch) = Batch::parse(bytes) else { return };
    assert!(bytes.len() <= MAX_BYTES && batch.events.len() <= MAX_EVENTS && batch.version == VERSION);
    let again = Batch::parse(batch.to_json().as_bytes()).expect("a batch that was taken is taken again");
    // Times are not compared: serde_json may miss the nearest float by one.
    assert!(again.visit == batch.visit && again.events.len() == batch.events.len());
}

//! Tests of the wire format.

use crate::*;

const VISIT: Visit = Visit { page: PageVersion::CURRENT, browser: Browser::Firefox, memory: Memory::Unknown };

fn cut_out() -> Event {
    Event::CutOut(CutOut {
        build: Build::Compat,
        threads: Threads::One,
        model: Model::U2netp,
        megapixels: Megapixels::of(12_000_000),
        verdict: Verdict::Fine,
        first_result_ms: Some(9000.5),
        times: Times { find_ms: 1980.5, total_ms: 3000.0, ..Times::default() },
    })
}

#[test]
fn batch_round_trips_through_json() {
    let download = NetworkDownload { model: Model::Other, bytes: NetworkBytes::of(1), outcome: DownloadOutcome::NoRoom };
    let batch = Batch::new(VISIT, vec![cut_out(), Event::NetworkDownload(download), Event::Queue(Queue { photos: QueueSize::More })]);
    assert_eq!(Batch::parse(batch.to_json().as_bytes()), Ok(batch));
}

#[test]
fn full_batch_of_largest_events_fits_byte_limit() {
    let mut event = cut_out();
    if let Event::CutOut(cut_out) = &mut event {
        let ms = 123_456.789_012_345_67;
        cut_out.times = Times { download_ms: ms, read_ms: ms, find_ms: ms, refine_ms: ms, compose_ms: ms, encode_ms: ms, total_ms: ms };
        cut_out.first_result_ms = Some(ms);
        cut_out.model = Model::IsnetGeneralUse;
        cut_out.verdict = Verdict::NoClearSubject;
    }
    let batch = Batch::new(VISIT, vec![event; MAX_EVENTS]);
    assert!(batch.to_json().len() <= MAX_BYTES);
    assert_eq!(Batch::parse(batch.to_json().as_bytes()).map(|batch| batch.events.len()), Ok(MAX_EVENTS));
}

#[test]
fn every_exceeded_bound_is_rejected() {
    let with = |from: &str, to: &str| Batch::parse(Batch::new(VISIT, vec![cut_out()]).to_json().replace(from, to).as_bytes());
    assert!(with("", "").is_ok());
    assert_eq!(with("\"megapixels\"", "\"name\":\"me.jpg\",\"megapixels\""), Err(BatchError::NotUnderstood));
    assert_eq!(with("\"read_ms\":0.0", "\"read_ms\":0.0,\"note\":1"), Err(BatchError::NotUnderstood));
    assert_eq!(with("\"version\":2", "\"version\":2,\"who\":\"x\""), Err(BatchError::NotUnderstood));
    assert_eq!(with("\"browser\":\"firefox\"", "\"browser\":\"Mozilla/5.0\""), Err(BatchError::NotUnderstood));
    assert_eq!(with("\"page\":[", "\"page\":[\"me\","), Err(BatchError::NotUnderstood));
    assert_eq!(with("9000.5", "3600001"), Err(BatchError::ImpossibleTime));
    assert_eq!(with("compat", "my own build"), Err(BatchError::NotUnderstood));
    assert_eq!(with("\"version\":2", "\"version\":1"), Err(BatchError::OtherVersion));
    assert_eq!(with("1980.5", "-1"), Err(BatchError::ImpossibleTime));
    assert_eq!(with("1980.5", "3600001"), Err(BatchError::ImpossibleTime));
    assert_eq!(with("1980.5", "1e999"), Err(BatchError::NotUnderstood));
    assert_eq!(with("1980.5", "null"), Err(BatchError::NotUnderstood));
    assert_eq!(Batch::parse(&vec![b' '; MAX_BYTES]), Err(BatchError::NotUnderstood));
    assert_eq!(Batch::parse(&vec![b' '; MAX_BYTES + 1]), Err(BatchError::TooManyBytes));
    assert_eq!(
        Batch::parse(Batch::new(VISIT, vec![cut_out(); MAX_EVENTS + 1]).to_json().replace("0.0", "0").as_bytes()),
        Err(BatchError::TooManyEvents)
    );
}

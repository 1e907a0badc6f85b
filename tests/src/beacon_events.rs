//! Beacon events with known values.

use beacon::{
    Browser, Build, CutOut, DownloadOutcome, Event, Failed, Megapixels, Memory, Model, ModelFrom, NetworkBytes, NetworkDownload, PageVersion, Queue,
    QueueSize, Ready, Reason, Stage, Threads, Times, Verdict, Visit,
};

/// Environment of the visit.
pub const VISIT: Visit = Visit { page: PageVersion::CURRENT, browser: Browser::Firefox, memory: Memory::Unknown };

/// Cut-out of 12 megapixels whose network took so long; half a second for the other stages.
pub fn cut_out(find_ms: f64, first: bool) -> Event {
    let download_ms = if first { 400.0 } else { 0.0 };
    Event::CutOut(CutOut {
        build: Build::Compat,
        threads: Threads::One,
        model: Model::U2netp,
        megapixels: Megapixels::of(12_000_000),
        verdict: if first { Verdict::Fine } else { Verdict::NoClearSubject },
        first_result_ms: first.then_some(9000.0),
        times: Times { download_ms, find_ms, total_ms: find_ms + 500.0, ..Times::default() },
    })
}

/// Photo that failed in the first stage.
pub fn failed(reason: Reason) -> Event {
    Event::Failed(Failed { build: Build::Fast, threads: Threads::UpTo4, model: Model::U2netp, stage: Stage::Read, reason })
}

/// Download of IS-Net that ended so.
pub fn network_download(outcome: DownloadOutcome) -> Event {
    Event::NetworkDownload(NetworkDownload { model: Model::IsnetGeneralUse, bytes: NetworkBytes::of(178_648_008), outcome })
}

/// Queue of so many photos that ended.
pub fn queue(photos: u32) -> Event {
    Event::Queue(Queue { photos: QueueSize::of(photos) })
}

/// Page that became ready, three cut-outs, one failed photo, one cancelled photo.
pub fn known_events() -> Vec<Event> {
    let ready = Ready { build: Build::Compat, threads: Threads::One, model_from: ModelFrom::Cache, interactive_ms: 80.0, ready_ms: 250.0 };
    vec![
        Event::Ready(ready),
        cut_out(1000.0, true),
        cut_out(2000.0, false),
        cut_out(3000.0, false),
        failed(Reason::Damaged),
        failed(Reason::Cancelled),
    ]
}

//! Events of the beacon, from the state of the page.

use beacon::{Build, DownloadOutcome, Event, Megapixels, Model, ModelFrom, NetworkBytes, NetworkDownload, Threads, Times};
use matting::{Stage, Verdict};

use crate::networks::ListedNetwork;
use crate::networks::download::Stopped;
use crate::protocol::{Failure, WorkerInfo};
use crate::state::{Finished, Step};

/// First readiness of a visit. Times are in milliseconds since the start of navigation.
pub fn ready(WorkerInfo { build, threads }: WorkerInfo, model_from: ModelFrom, interactive_ms: f64, ready_ms: f64) -> Event {
    let (interactive_ms, ready_ms) = (tenths(interactive_ms), tenths(ready_ms));
    Event::Ready(beacon::Ready { build, threads: Threads::of(threads), model_from, interactive_ms, ready_ms })
}

/// Finished photo. `first_result_ms` is for the first one of a visit.
pub fn cut_out<P, C>(WorkerInfo { build, threads }: WorkerInfo, model: Model, finished: &Finished<P, C>, first_result_ms: Option<f64>) -> Event {
    let mut times = Times { download_ms: tenths(finished.waited_ms), total_ms: tenths(finished.total_ms), ..Times::default() };
    for time in &finished.times {
        *match time.stage {
            Stage::Read => &mut times.read_ms,
            Stage::Find => &mut times.find_ms,
            Stage::Refine => &mut times.refine_ms,
            Stage::Compose => &mut times.compose_ms,
            Stage::Encode => &mut times.encode_ms,
        } = tenths(time.ms);
    }
    let verdict = match finished.confidence.verdict {
        Verdict::Fine => beacon::Verdict::Fine,
        Verdict::PleaseCheck => beacon::Verdict::PleaseCheck,
        Verdict::NoClearSubject => beacon::Verdict::NoClearSubject,
    };
    Event::CutOut(beacon::CutOut {
        build,
        threads: Threads::of(threads),
        model,
        megapixels: Megapixels::of(finished.size.pixels()),
        verdict,
        first_result_ms: first_result_ms.map(tenths),
        times,
    })
}

/// Failed photo; `None` for failures that are not about a photo.
pub fn failed(worker: Option<WorkerInfo>, model: Model, step: Step, failure: &Failure) -> Option<Event> {
    // A worker that never replied is counted as the build that runs everywhere.
    let WorkerInfo { build, threads } = worker.unwrap_or(WorkerInfo { build: Build::Compat, threads: 1 });
    let (threads, stage) = (Threads::of(threads), step.to_beacon_stage());
    failure.reason().map(|reason| Event::Failed(beacon::Failed { build, threads, model, stage, reason }))
}

/// Download of a network that ended, or stopped for a reason; `is_cancelled` where the person gave it up.
pub fn network_download(network: &ListedNetwork, outcome: Result<(), Stopped>, is_cancelled: bool) -> Event {
    let outcome = match outcome {
        _ if is_cancelled => DownloadOutcome::Cancelled,
        Ok(()) => DownloadOutcome::Completed,
        Err(Stopped::Paused) => DownloadOutcome::Paused,
        Err(Stopped::Connection(_)) => DownloadOutcome::Connection,
        Err(Stopped::Damaged) => DownloadOutcome::Damaged,
        Err(Stopped::Changed) => DownloadOutcome::Changed,
        Err(Stopped::NoRoom) => DownloadOutcome::NoRoom,
        Err(Stopped::Refused) => DownloadOutcome::Refused,
    };
    Event::NetworkDownload(NetworkDownload { model: Model::of(&network.name), bytes: NetworkBytes::of(network.bytes), outcome })
}

/// Milliseconds to a tenth: finer is noise, and `performance.now` itself is coarser in some browsers.
fn tenths(ms: f64) -> f64 {
    (ms.max(0.0) * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use matting::{Confidence, Size};

    use super::*;
    use crate::protocol::StageTime;

    const WORKER: WorkerInfo = WorkerInfo { build: Build::Fast, threads: 4 };

    #[test]
    fn cut_out_has_the_time_of_each_stage_in_tenths() {
        let times = Stage::ALL.into_iter().zip(1..).map(|(stage, ms)| StageTime { stage, ms: f64::from(ms) + 0.04 }).collect();
        let size = Size { width: 2000, height: 1500 };
        let confidence = Confidence { score: 0.3, verdict: Verdict::PleaseCheck };
        let finished = Finished { photo: 0, original: 0, size, confidence, waited_ms: 0.26, network: 0, times, total_ms: 20.0 };
        let Event::CutOut(event) = cut_out(WORKER, Model::Silueta, &finished, Some(99.99)) else { panic!() };
        let expected = Times { download_ms: 0.3, read_ms: 1.0, find_ms: 2.0, refine_ms: 3.0, compose_ms: 4.0, encode_ms: 5.0, total_ms: 20.0 };
        assert_eq!((event.times, event.first_result_ms, event.verdict), (expected, Some(100.0), beacon::Verdict::PleaseCheck));
        assert_eq!(event.model, Model::Silueta);
    }

    #[test]
    fn download_is_counted_with_its_end_and_no_name_of_ones_own() {
        use crate::protocol::FetchProblem;
        let network = |name: &str| crate::networks::server_list::tests::row(name, 178_648_008);
        let end = |outcome, is_cancelled| match network_download(&network("isnet-general-use"), outcome, is_cancelled) {
            Event::NetworkDownload(NetworkDownload { model: Model::IsnetGeneralUse, bytes: NetworkBytes::UpTo200, outcome }) => outcome,
            other => panic!("{other:?}"),
        };
        assert_eq!([end(Ok(()), false), end(Ok(()), true)], [DownloadOutcome::Completed, DownloadOutcome::Cancelled]);
        assert_eq!([end(Err(Stopped::Paused), false), end(Err(Stopped::Paused), true)], [DownloadOutcome::Paused, DownloadOutcome::Cancelled]);
        assert_eq!(end(Err(Stopped::Connection(FetchProblem::Status(404))), false), DownloadOutcome::Connection);
        let own = network_download(&network("rings"), Ok(()), false);
        assert!(matches!(own, Event::NetworkDownload(NetworkDownload { model: Model::Other, .. })), "{own:?}");
    }

    #[test]
    fn failure_is_counted_with_its_stage_unless_it_is_not_about_a_photo() {
        let find = Step::Stage(Stage::Find);
        let Some(Event::Failed(event)) = failed(Some(WORKER), Model::Other, find, &Failure::WorkerDied) else { panic!() };
        assert_eq!((event.build, event.model, event.stage), (Build::Fast, Model::Other, beacon::Stage::Find));
        assert_eq!(event.reason, beacon::Reason::WorkerDied);
        let Some(Event::Failed(event)) = failed(None, Model::U2netp, Step::Download, &Failure::WorkerDidNotStart) else { panic!() };
        assert_eq!((event.build, event.stage), (Build::Compat, beacon::Stage::Download));
        assert_eq!(failed(Some(WORKER), Model::U2netp, find, &Failure::NothingDropped), None);
    }
}

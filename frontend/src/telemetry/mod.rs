//! Telemetry: counts readiness, cut-outs, failures and queues of the visit, and sends the counts when the page is left.

pub mod events;
pub mod outbox;

use beacon::{Event, Model, ModelFrom, Queue, QueueSize};
use leptos::prelude::*;

use crate::networks::ListedNetwork;
use crate::networks::download::Stopped;
use crate::protocol::{Failure, WorkerInfo};
use crate::state::{Finished, Step};
use crate::web::clock::now_ms;
use crate::web::{pagehide, preferences, visitor};
use outbox::{Consent, Outbox};

/// Telemetry of the visit; copies share it.
#[derive(Clone, Copy)]
pub struct Telemetry {
    /// Events that wait to be sent.
    pub outbox: RwSignal<Outbox>,
    visit: StoredValue<Visit>,
}

#[derive(Default)]
struct Visit {
    is_ready_counted: bool,
    cut_outs: u32,
    /// Time at which the page first took clicks and files, since the start of navigation.
    interactive_ms: f64,
}

impl Telemetry {
    /// Telemetry of a new visit, with the consent that browser and person have given.
    pub fn start() -> Self {
        Self { outbox: RwSignal::new(Outbox::new(consent(), visitor::visit())), visit: StoredValue::new(Visit::default()) }
    }

    /// Consent to counting.
    pub fn consent(self) -> Consent {
        self.outbox.with(Outbox::consent)
    }

    /// Switches counting on or off, for later visits, too.
    pub fn switch(self, on: bool) {
        preferences::remember_counting(on);
        self.outbox.update(|outbox| outbox.switch(on));
    }

    /// Notes that the page takes clicks and files from now on.
    pub fn set_interactive(self) {
        self.visit.update_value(|visit| visit.interactive_ms = now_ms());
    }

    /// Counts the first readiness of the visit.
    pub fn count_ready(self, worker: WorkerInfo, model_from: ModelFrom) {
        if self.visit.try_update_value(|visit| std::mem::replace(&mut visit.is_ready_counted, true)) == Some(false) {
            let interactive_ms = self.visit.with_value(|visit| visit.interactive_ms);
            self.outbox.update(|outbox| outbox.push(events::ready(worker, model_from, interactive_ms, now_ms())));
        }
    }

    /// Counts a finished photo.
    pub fn count_cut_out<P, C>(self, worker: WorkerInfo, model: Model, finished: &Finished<P, C>) {
        let count = self.visit.try_update_value(|visit| {
            visit.cut_outs += 1;
            visit.cut_outs
        });
        let first_result_ms = (count == Some(1)).then(now_ms);
        self.outbox.update(|outbox| outbox.push(events::cut_out(worker, model, finished, first_result_ms)));
    }

    /// Counts a failed photo.
    pub fn count_failure(self, worker: Option<WorkerInfo>, model: Model, step: Step, failure: &Failure) {
        if let Some(event) = events::failed(worker, model, step, failure) {
            self.outbox.update(|outbox| outbox.push(event));
        }
    }

    /// Counts a download of a network that ended or stopped.
    pub fn count_download(self, network: &ListedNetwork, outcome: Result<(), Stopped>, is_cancelled: bool) {
        self.outbox.update(|outbox| outbox.push(events::network_download(network, outcome, is_cancelled)));
    }

    /// Counts a queue that ended after so many photos.
    pub fn count_queue(self, photos: u32) {
        self.outbox.update(|outbox| outbox.push(Event::Queue(Queue { photos: QueueSize::of(photos) })));
    }

    /// Sends everything that waits, as far as the browser takes it.
    pub fn send(self) {
        for text in self.outbox.with_untracked(Outbox::batches) {
            if !pagehide::send(&text) {
                return;
            }
            self.outbox.update(|outbox| outbox.sent(text));
        }
    }
}

fn consent() -> Consent {
    if preferences::has_privacy_signal() {
        Consent::OffByBrowser
    } else if preferences::is_counting_on() {
        Consent::On
    } else {
        Consent::Off
    }
}

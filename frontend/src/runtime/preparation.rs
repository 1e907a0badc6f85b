//! Preparation of worker and model: started, fetched, loaded, and again after a failure.

use beacon::ModelFrom;
use futures::FutureExt;
use futures::future::{LocalBoxFuture, Shared, try_join};
use js_sys::ArrayBuffer;
use leptos::prelude::*;
use leptos::task::spawn_local;
use matting::catalogue::BUNDLED;

use super::client::{Client, LoadedNetwork};
use super::idle_timeout::{self, IdleTimeout};
use super::language_choice;
use super::other_network::{FellBack, OtherNetwork, UsedNetwork};
use super::{builds, web_worker};
use crate::protocol::{Failure, KnownNetwork, WorkerInfo};
use crate::state::Readiness;
use crate::telemetry::Telemetry;
use crate::web::fetch::{self, Freshness};
use crate::web::{model_store, offline, preferences};

type Preparation = Shared<LocalBoxFuture<'static, Result<WorkerInfo, Failure>>>;

/// Worker and model; copies share them.
#[derive(Clone, Copy)]
pub struct Runtime {
    /// Readiness of worker and model.
    pub readiness: RwSignal<Readiness>,
    /// The worker, once one has started.
    pub worker: RwSignal<Option<WorkerInfo>>,
    /// Network that is used.
    pub network: RwSignal<UsedNetwork, LocalStorage>,
    /// True if everything is kept for use without a network.
    pub offline: RwSignal<bool>,
    /// True if a new version waits.
    pub update: RwSignal<bool>,
    telemetry: Telemetry,
    photo_waits: Signal<bool, LocalStorage>,
    inner: StoredValue<Inner, LocalStorage>,
}

struct Inner {
    client: Client<ArrayBuffer>,
    preparation: Option<Preparation>,
    model: Option<ArrayBuffer>,
    /// What the worker found out about the other network.
    loaded: Option<LoadedNetwork>,
    /// Numbers of networks so far.
    numbers: u32,
    /// Whether the choice of an earlier visit was looked for.
    is_recalled: bool,
    idle: IdleTimeout,
}

/// Guard of a job, which holds off the idle timeout.
pub struct WorkerInUse(Runtime);

impl Drop for WorkerInUse {
    fn drop(&mut self) {
        self.0.inner.update_value(|inner| inner.idle.jobs -= 1);
        self.0.restart_idle_timer();
    }
}

impl Runtime {
    /// Runtime that begins to get ready at once. While a photo waits there is no warm-up.
    pub fn start(telemetry: Telemetry, photo_waits: Signal<bool, LocalStorage>) -> Self {
        let runtime = Self {
            readiness: RwSignal::new(Readiness::Starting),
            worker: RwSignal::new(None),
            network: RwSignal::new_local(UsedNetwork::default()),
            offline: RwSignal::new(false),
            update: RwSignal::new(false),
            telemetry,
            photo_waits,
            inner: StoredValue::new_local(Inner {
                client: Client::new(web_worker::create),
                preparation: None,
                model: None,
                loaded: None,
                numbers: 0,
                is_recalled: false,
                idle: IdleTimeout::default(),
            }),
        };
        spawn_local(async move {
            // The outcome is in `readiness`.
            let _ = runtime.ready().await;
            // After the page's own downloads: the service worker fetches the same files, then from the browser's cache.
            let worker = runtime.worker.get_untracked().and_then(|worker| builds::address(worker.build));
            offline::register(worker, language_choice::loaded_address(), move || runtime.update.set(true), move || runtime.offline.set(true)).await;
        });
        runtime
    }

    /// Gets ready again after a failure.
    pub fn retry(self) {
        spawn_local(async move { drop(self.ready().await) });
    }

    /// Reloads into the version that waits.
    pub fn reload(self) {
        spawn_local(offline::update());
    }

    /// Client of the worker.
    pub fn client(self) -> Client<ArrayBuffer> {
        self.inner.with_value(|inner| inner.client.clone())
    }

    /// Waits for worker and model, which stay until the result is dropped: no idle timeout between two requests of one job.
    ///
    /// # Errors
    /// Worker or model cannot be had.
    pub async fn wait_until_ready(self) -> Result<WorkerInUse, Failure> {
        self.inner.update_value(|inner| inner.idle.jobs += 1);
        let in_use = WorkerInUse(self);
        self.ready().await.map(|_| in_use)
    }

    /// Starts the worker again after an idle timeout: work is near.
    pub fn wake(self) {
        if self.inner.with_value(|inner| inner.idle.has_timed_out) {
            self.restart_idle_timer();
            self.retry();
        }
    }

    /// Terminates the worker after an idle time of [`idle_timeout::duration`].
    fn restart_idle_timer(self) {
        let timer = set_timeout_with_handle(move || self.end_idle_worker(), idle_timeout::duration()).ok();
        self.inner.update_value(|inner| inner.idle.set_timer(timer));
    }

    /// Terminates the worker if it is idle and can be started again even without a network. What the page shows stays: it can take a photo as before.
    fn end_idle_worker(self) {
        let client = self.client();
        let is_free = self.inner.with_value(|inner| inner.idle.jobs == 0);
        let is_prepared =
            self.inner.with_value(|inner| inner.preparation.as_ref().is_some_and(|preparation| matches!(preparation.peek(), Some(Ok(_)))));
        if is_prepared && is_free && client.is_idle() && self.offline.get_untracked() {
            self.inner.update_value(|inner| inner.idle.has_timed_out = true);
            client.terminate();
        } else if !client.is_lost() {
            self.restart_idle_timer();
        }
    }

    /// Starts another worker if the last one was lost.
    pub fn replace_lost_worker(self) {
        if self.client().is_lost() {
            self.retry();
        }
    }

    /// Cancels the photo that is being cut out. One that still waits for worker and model is not in the worker, and terminating it would discard
    /// what has arrived.
    pub fn cancel_cut_out(self) {
        if self.client().is_cutting_out() {
            self.client().terminate();
            self.readiness.set(Readiness::Starting);
            self.retry();
        }
    }

    /// Has another network used, or the bundled one. The caller has the worker's lock. One that cannot be used is in `fell_back` then, and the bundled
    /// one is used.
    ///
    /// # Errors
    /// No worker can be had.
    pub async fn use_network(self, network: Option<OtherNetwork>) -> Result<Option<LoadedNetwork>, Failure> {
        // While a worker starts, there is none to be ended.
        let _ = self.ready().await;
        self.set_network(network, None);
        self.client().terminate();
        self.readiness.set(Readiness::Starting);
        self.ready().await?;
        Ok(self.inner.try_update_value(|inner| inner.loaded.take()).flatten())
    }

    /// Identifier of the network in the statistics.
    pub fn model_for_statistics(self) -> beacon::Model {
        self.network.read_untracked().other.as_ref().map_or(beacon::Model::U2netp, OtherNetwork::model)
    }

    /// Uses the bundled network from now on if another one may be to blame for a failure; whether it is so.
    pub fn fall_back_after(self, failure: &Failure) -> bool {
        let is_other = self.network.read_untracked().other.is_some();
        // The file is that of a photo.
        if !is_other || !failure.may_be_of_network() || *failure == Failure::FileNotReadable {
            return false;
        }
        self.fall_back(failure.clone());
        // One that has died is gone already.
        self.client().terminate();
        self.readiness.set(Readiness::Starting);
        self.retry();
        true
    }

    fn fall_back(self, failure: Failure) {
        let name = self.network.read_untracked().other.as_ref().map(|network| network.name.clone());
        self.set_network(None, name.map(|name| FellBack { name, failure }));
        preferences::remember_network(None);
    }

    fn set_network(self, other: Option<OtherNetwork>, fell_back: Option<FellBack>) {
        let number = self.inner.try_update_value(|inner| {
            inner.loaded = None;
            inner.numbers += 1;
            inner.numbers
        });
        let number = other.as_ref().and(number).unwrap_or_default();
        self.network.set(UsedNetwork { other, number, fell_back });
    }

    /// Preparation of worker and model, shared by all who wait; a new one after a failure or when the worker was lost.
    fn ready(self) -> Preparation {
        let is_lost = self.client().is_lost();
        self.inner
            .try_update_value(|inner| {
                let is_over = inner.preparation.as_ref().is_none_or(|preparation| match preparation.peek() {
                    Some(Ok(_)) => is_lost,
                    Some(Err(_)) => true,
                    None => false,
                });
                if is_over {
                    inner.preparation = None;
                }
                inner.preparation.get_or_insert_with(|| self.prepare().boxed_local().shared()).clone()
            })
            .unwrap_or_else(|| async { Err(Failure::Cancelled) }.boxed_local().shared())
    }

    async fn prepare(self) -> Result<WorkerInfo, Failure> {
        let result = self.start_and_load().await;
        self.inner.update_value(|inner| inner.idle.has_timed_out = false);
        match &result {
            Ok(_) => {
                self.readiness.set(Readiness::Ready);
                self.restart_idle_timer();
            }
            Err(failure) => {
                self.update.update(|update| *update |= *failure == Failure::OtherVersion);
                self.readiness.set(Readiness::Failed(failure.clone()));
            }
        }
        result
    }

    /// Shows a step towards readiness, except after an idle timeout, which is not noticed.
    fn show(self, readiness: Readiness) {
        if !self.inner.with_value(|inner| inner.idle.has_timed_out) {
            self.readiness.set(readiness);
        }
    }

    async fn start_and_load(self) -> Result<WorkerInfo, Failure> {
        self.show(Readiness::Starting);
        if self.inner.try_update_value(|inner| std::mem::replace(&mut inner.is_recalled, true)) == Some(false)
            && let Some(network) = OtherNetwork::of_earlier_visit().await
        {
            self.set_network(Some(network), None);
        }
        loop {
            let network = self.network.read_untracked().other.clone();
            match self.load(network.as_ref()).await {
                Err(failure) if network.is_some() && failure.may_be_of_network() => self.fall_back(failure),
                outcome => return outcome,
            }
        }
    }

    /// Starts a worker with a network, or with the bundled one.
    async fn load(self, network: Option<&OtherNetwork>) -> Result<WorkerInfo, Failure> {
        let client = self.client();
        let (worker, (mut onnx, known, mut model_from)) = try_join(client.start(builds::usable()), self.model(network)).await?;
        self.worker.set(Some(worker));
        self.show(Readiness::Loading);
        let warm_up = !self.photo_waits.get_untracked() && !self.inner.with_value(|inner| inner.idle.has_timed_out);
        // The worker takes its bytes away. Of the bundled network it gets a copy; others are large, and read again from the device.
        let bytes = if network.is_some() { onnx.clone() } else { onnx.slice(0) };
        let loaded = match client.load(known.clone(), &bytes, warm_up).await {
            Err(failure) if network.is_none() && failure.is_damaged_model() => {
                model_store::purge(BUNDLED).await;
                onnx = self.download(Freshness::FromServer).await?;
                model_from = Some(ModelFrom::Network);
                client.load(known, &onnx.slice(0), warm_up).await?
            }
            other => other?,
        };
        self.inner.update_value(|inner| match network {
            Some(_) => inner.loaded = Some(loaded),
            None => inner.model = Some(onnx.clone()),
        });
        if model_from == Some(ModelFrom::Network) {
            // Without room in the cache the model stays in memory, and the next visit fetches it again.
            let _ = model_store::keep(BUNDLED, &onnx).await;
        }
        if let Some(model_from) = model_from {
            self.telemetry.count_ready(worker, model_from);
        }
        Ok(worker)
    }

    /// Bytes of the model, what the worker is told of it, and the source: `None` for this visit's own memory.
    async fn model(self, network: Option<&OtherNetwork>) -> Result<(ArrayBuffer, KnownNetwork, Option<ModelFrom>), Failure> {
        if let Some(network) = network {
            let (bytes, known) = network.read().await?;
            return Ok((bytes, known, Some(ModelFrom::Cache)));
        }
        let known = KnownNetwork::Published { model: BUNDLED.name.to_owned() };
        if let Some(bytes) = self.inner.with_value(|inner| inner.model.clone()) {
            return Ok((bytes, known, None));
        }
        match model_store::read(BUNDLED).await {
            Some(bytes) => Ok((bytes, known, Some(ModelFrom::Cache))),
            None => Ok((self.download(Freshness::Any).await?, known, Some(ModelFrom::Network))),
        }
    }

    async fn download(self, freshness: Freshness) -> Result<ArrayBuffer, Failure> {
        let progress = move |got, total| self.show(Readiness::Downloading { got, total });
        let bytes = fetch::download(&model_store::address(BUNDLED), freshness, progress).await;
        self.show(Readiness::Loading);
        bytes.map_err(|problem| Failure::ModelNotFetched { problem })
    }
}

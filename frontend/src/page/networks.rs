//! Networks beside the bundled one: listed, downloaded, added from a file, chosen and deleted.

use std::cell::Cell;

use leptos::prelude::*;
use leptos::task::spawn_local;
use matting::catalogue;
use web_sys::{AbortController, AbortSignal, Blob, File};

use super::network_server::NetworkServer;
use super::worker_lock::{Priority, WorkerLock};
use crate::networks::download::{Stopped, download};
use crate::networks::fit::{Fit, fit};
use crate::networks::kept_network::id_of_file;
use crate::networks::known::{Known, Listed, News, Transfer};
use crate::networks::{ChooserRow, KeptNetwork, ListedNetwork, NetworkRecord, chooser, server_list, typed_input};
use crate::protocol::{Failure, InputNumbers, KnownNetwork, StageTime};
use crate::runtime::Runtime;
use crate::runtime::client::LoadedNetwork;
use crate::runtime::other_network::OtherNetwork;
use crate::telemetry::Telemetry;
use crate::text::network_text as text;
use crate::text::sentence::joined;
use crate::web::device_files::{self, NotWritten};
use crate::web::fetch::Freshness;
use crate::web::network_store::NetworkStore;
use crate::web::{fetch, preferences, visitor};

/// Address of the server's list.
const LIST: &str = "/models/models.json";

/// Networks; copies share their state.
#[derive(Clone, Copy)]
pub struct Networks {
    known: RwSignal<Known>,
    runtime: Runtime,
    worker_lock: WorkerLock,
    telemetry: Telemetry,
    inner: StoredValue<Inner, LocalStorage>,
}

#[derive(Default)]
struct Inner {
    store: Option<NetworkStore>,
    abort: Option<AbortController>,
    /// Whether the download that runs is to be forgotten once it has stopped.
    is_cancelled: bool,
    /// Choice that waits for the one before.
    wanted: Option<Choice>,
    /// Whether a choice is being made.
    is_choosing: bool,
}

/// Choice of the person.
enum Choice {
    Bundled,
    /// With another input than before, where one is given.
    Kept(String, Option<InputNumbers>),
    File(File),
}

impl Networks {
    /// Networks of which nothing is known yet.
    pub fn new(runtime: Runtime, worker_lock: WorkerLock, telemetry: Telemetry) -> Self {
        Self { known: RwSignal::new(Known::default()), runtime, worker_lock, telemetry, inner: StoredValue::new_local(Inner::default()) }
    }

    /// Rows of the chooser.
    pub fn rows(self) -> Vec<ChooserRow> {
        let known = self.known.read();
        let listed = if let Listed::Known(networks) = &known.listed { networks.as_slice() } else { &[] };
        chooser::rows(&known.kept, listed, visitor::gigabytes(), known.pace)
    }

    /// Key of the network that is used, or is about to be; `None` of the bundled one.
    pub fn chosen(self) -> Option<String> {
        let pending = self.known.read().pending.clone();
        pending.unwrap_or_else(|| self.runtime.network.read().other.as_ref().map(|network| network.id.clone()))
    }

    /// Name of the one that is used.
    pub fn used_name(self) -> String {
        self.runtime.network.read().other.as_ref().map_or(catalogue::BUNDLED.name, |network| &network.name).to_owned()
    }

    /// The download that runs.
    pub fn running(self) -> Option<Transfer> {
        self.known.read().transfer.clone().filter(|transfer| transfer.stopped.is_none())
    }

    /// News.
    pub fn news(self) -> Option<News> {
        self.known.read().news.clone()
    }

    /// What is to be said of them: news, a download that stopped, or one that runs, at each quarter, so that a screen reader is not busy with it.
    pub fn sentence(self) -> Option<String> {
        let known = self.known.read();
        let of_transfer = |transfer: &Transfer| text::stopped(transfer).unwrap_or_else(|| text::announcement(transfer));
        known.news.as_ref().map(text::of_news).or_else(|| known.transfer.as_ref().map(of_transfer))
    }

    /// Learns the pace of this device from a photo that was cut out with the network that is used.
    pub fn learn_pace(self, times: &[StageTime]) {
        let relative_time = match &self.runtime.network.read_untracked().other {
            None => Some(catalogue::BUNDLED.relative_time),
            Some(network) if network.is_listed => catalogue::by_name(&network.name).map(|model| model.relative_time),
            Some(_) => None,
        };
        if let Some(relative_time) = relative_time {
            self.known.write().pace.add(relative_time, times);
        }
    }

    /// Forgets what was said of them.
    pub fn dismiss(self) {
        self.tell(None);
        self.runtime.network.write().fell_back = None;
    }

    /// What else is worth knowing: a list that could not be had, and the room on the device.
    pub fn hints(self) -> String {
        let known = self.known.read();
        let no_list = (known.listed == Listed::Failed).then(|| text::NO_LIST.text());
        let room = if known.lasts { known.room.map(text::room) } else { Some(text::NOT_LASTING.text()) };
        joined(no_list.into_iter().chain(room))
    }

    /// Looks at what is kept, and asks the server for its list.
    pub fn open(self) {
        spawn_local(async move {
            self.look().await;
            let list = fetch::text(LIST, Freshness::Asked).await.ok().and_then(|text| server_list::parse(&text));
            self.known.write().listed = list.map_or(Listed::Failed, Listed::Known);
        });
    }

    fn tell(self, news: Option<News>) {
        self.known.write().news = news;
    }

    fn used(self) -> Option<String> {
        self.runtime.network.read_untracked().other.as_ref().map(|network| network.id.clone())
    }

    fn has_fallen_back(self) -> bool {
        self.runtime.network.read_untracked().fell_back.is_some()
    }

    /// Downloads a network, or the rest of it, and uses it.
    pub fn download(self, id: String) {
        let Some(kept) = self.to_download(&id) else { return };
        let Ok(abort) = AbortController::new() else { return };
        let signal = abort.signal();
        self.inner.update_value(|inner| (inner.abort, inner.is_cancelled) = (Some(abort), false));
        let (name, got, total) = (kept.record.listed.name.clone(), kept.got(), kept.record.listed.bytes);
        let transfer = Some(Transfer { id: id.clone(), name, got, total, stopped: None });
        self.known.update(|known| (known.transfer, known.news) = (transfer, None));
        device_files::keep_when_short_of_room(true);
        spawn_local(async move {
            let outcome = self.run_download(&kept, signal).await;
            let is_cancelled = self.inner.with_value(|inner| inner.is_cancelled);
            self.telemetry.count_download(&kept.record.listed, outcome, is_cancelled);
            if is_cancelled || outcome == Err(Stopped::Changed) {
                self.store().await.delete(&id).await;
            }
            self.look().await;
            let mut known = self.known.write();
            known.transfer = known.transfer.take().filter(|_| !is_cancelled && outcome.is_err());
            if let Some(transfer) = &mut known.transfer {
                transfer.stopped = outcome.err();
            }
            drop(known);
            if outcome.is_ok() && !is_cancelled {
                self.choose(Some(id));
            }
        });
    }

    /// The network with this key as far as it is here, unless a download runs.
    fn to_download(self, id: &str) -> Option<KeptNetwork> {
        let known = self.known.read_untracked();
        if known.transfer.as_ref().is_some_and(|transfer| transfer.stopped.is_none()) {
            return None;
        }
        let kept = known.kept.iter().find(|kept| kept.id == id).cloned();
        kept.or_else(|| {
            let Listed::Known(listed) = &known.listed else { return None };
            let listed = listed.iter().find(|network| network.id() == id)?.clone();
            Some(KeptNetwork::of(id, NetworkRecord::of_server(listed), |_| None))
        })
    }

    async fn run_download(self, kept: &KeptNetwork, signal: AbortSignal) -> Result<(), Stopped> {
        let store = self.store().await;
        let listed = &kept.record.listed;
        let missing = listed.bytes - kept.got().min(listed.bytes);
        if store.lasts() && device_files::room().await.is_some_and(|room| !room.fits(missing)) {
            return Err(Stopped::NoRoom);
        }
        store.write_record(&kept.id, &kept.record).await?;
        let show = |got: u64| {
            if let Some(transfer) = &mut self.known.write().transfer {
                transfer.got = got.min(transfer.total);
            }
        };
        let server = NetworkServer { show: &show, store, signal, id: &kept.id, listed, got: Cell::new(kept.got()) };
        download(listed, &kept.ranges, &server).await
    }

    /// Stops the download. What has come is kept.
    pub fn pause(self) {
        self.inner.with_value(|inner| {
            if let Some(abort) = &inner.abort {
                abort.abort();
            }
        });
    }

    /// Stops the download, and deletes what has come.
    pub fn cancel(self) {
        self.inner.update_value(|inner| inner.is_cancelled = true);
        self.pause();
    }

    /// Uses a network of the device, or the bundled one, for the photo that is shown and for all that come, in later visits, too.
    pub fn choose(self, id: Option<String>) {
        self.known.write().pending = Some(id.clone());
        self.want(id.map_or(Choice::Bundled, |id| Choice::Kept(id, None)));
    }

    /// Uses a network of a file, and keeps it.
    pub fn add_file(self, file: File) {
        self.want(Choice::File(file));
    }

    /// Gives a network of a file another input than the file declares, as three texts.
    pub fn set_input(self, id: String, side: &str, mean: &str, std: &str) {
        match typed_input::parse(side, mean, std) {
            Some(input) => self.want(Choice::Kept(id, Some(input))),
            None => self.tell(Some(News::NoInput)),
        }
    }

    /// Deletes a network of the device.
    pub fn delete(self, id: String) {
        spawn_local(async move {
            let name = self.name_of(&id);
            if self.used().as_ref() == Some(&id) {
                self.switch(None).await;
            }
            let is_gone = self.store().await.delete(&id).await;
            self.look().await;
            let mut known = self.known.write();
            known.transfer = known.transfer.take().filter(|transfer| transfer.id != id);
            known.news = Some(if is_gone { News::Deleted(name) } else { News::NotDeleted(name) });
        });
    }

    /// Makes a choice, after those that came before: of several that wait, the last one counts.
    fn want(self, choice: Choice) {
        let is_choosing = self.inner.try_update_value(|inner| {
            inner.wanted = Some(choice);
            std::mem::replace(&mut inner.is_choosing, true)
        });
        if is_choosing != Some(false) {
            return;
        }
        spawn_local(async move {
            while let Some(choice) = self.inner.try_update_value(|inner| inner.wanted.take()).flatten() {
                match choice {
                    Choice::Bundled => self.use_bundled().await,
                    Choice::Kept(id, input) => self.use_kept(&id, input).await,
                    Choice::File(file) => self.use_file(file).await,
                }
            }
            self.inner.update_value(|inner| inner.is_choosing = false);
            self.known.write().pending = None;
        });
    }

    async fn use_bundled(self) {
        if self.used().is_some() {
            self.switch(None).await;
        }
        preferences::remember_network(None);
    }

    /// Uses a network of the device, with another input than before where one is given.
    async fn use_kept(self, id: &str, input: Option<InputNumbers>) {
        if input.is_none() && self.used().as_deref() == Some(id) {
            return;
        }
        let store = self.store().await;
        let Some(mut stored) = store.whole(id).await else {
            self.tell(Some(News::Gone(self.name_of(id))));
            return self.look().await;
        };
        let record = &mut stored.kept.record;
        record.listed.input = input.unwrap_or(record.listed.input);
        let (mut record, network) = (record.clone(), OtherNetwork::of(stored));
        if self.switch(Some(network)).await.is_none() {
            return self.drop_refused(id, input.is_some()).await;
        }
        preferences::remember_network(Some(id));
        if !record.is_proven || input.is_some() {
            record.is_proven = true;
            // Otherwise its checksum is compared again in the next visit, or the input is the one before.
            let _ = store.write_record(id, &record).await;
            self.look().await;
        }
    }

    /// Of a network that was not usable nothing stays, unless it was so with the input before; one for which there was no memory may do later.
    async fn drop_refused(self, id: &str, has_other_input: bool) {
        let failed = self.runtime.network.read_untracked().fell_back.clone();
        if failed.is_some_and(|failed| matches!(failed.failure, Failure::Core { .. })) {
            let name = self.name_of(id);
            if !has_other_input {
                self.store().await.delete(id).await;
            }
            self.tell(Some(if has_other_input { News::InputRefused(name) } else { News::Refused(name) }));
        }
        self.look().await;
    }

    async fn use_file(self, file: File) {
        let name = file.name();
        let (id, name) = (id_of_file(&name), name.strip_suffix(".onnx").unwrap_or(&name).to_owned());
        let bytes = file.size() as u64;
        if let Fit::No { needs } = fit(bytes, catalogue::UNKNOWN.side, None) {
            return self.tell(Some(News::TooLarge(name, needs)));
        }
        let network =
            OtherNetwork { id: id.clone(), name: name.clone(), known: KnownNetwork::Nothing, parts: vec![file.clone().into()], is_listed: false };
        let Some(LoadedNetwork { input, model }) = self.switch(Some(network)).await else {
            if self.has_fallen_back() {
                self.tell(Some(News::Refused(name)));
            }
            return;
        };
        let row = model.as_deref().and_then(catalogue::by_name);
        let said = |of_row: fn(&catalogue::Model) -> &'static str| row.map(of_row).unwrap_or_default().to_owned();
        let record = NetworkRecord::of_file(ListedNetwork {
            name: row.map_or(name, |row| row.name.to_owned()),
            file: String::new(),
            bytes,
            sha256: String::new(),
            licence: said(|row| row.licence),
            purpose: said(|row| row.purpose),
            input,
            ranges: None,
        });
        let is_kept = self.keep_file(&id, &record, &file).await.is_ok();
        // From now on the worker is told what it found out, and the person may move the file.
        if let Some(stored) = self.store().await.whole(&id).await {
            self.runtime.network.write().other = Some(OtherNetwork::of(stored));
        }
        if is_kept {
            preferences::remember_network(Some(&id));
        } else {
            self.tell(Some(News::NotKept(record.listed.name)));
        }
        self.look().await;
    }

    async fn keep_file(self, id: &str, record: &NetworkRecord, file: &Blob) -> Result<(), NotWritten> {
        let store = self.store().await;
        device_files::keep_when_short_of_room(true);
        if store.lasts() && device_files::room().await.is_some_and(|room| !room.fits(record.listed.bytes)) {
            return Err(NotWritten::NoRoom);
        }
        // Another file of this name.
        store.delete(id).await;
        store.write_part(id, 0, file).await?;
        store.write_record(id, record).await
    }

    /// Has the worker load a network; what it found out, or `None` where another one is used than was wanted, or the bundled one was.
    async fn switch(self, network: Option<OtherNetwork>) -> Option<LoadedNetwork> {
        let name = network.as_ref().map_or(catalogue::BUNDLED.name, |network| &network.name).to_owned();
        self.tell(Some(News::Loading(name.clone())));
        let guard = self.worker_lock.lock(Priority::Edit).await;
        let outcome = self.runtime.use_network(network).await;
        drop(guard);
        let fell_back = self.has_fallen_back();
        self.tell(match &outcome {
            Err(_) => Some(News::NoWorker),
            // That is told apart.
            Ok(_) if fell_back => None,
            Ok(_) => Some(News::Using(name)),
        });
        outcome.ok().flatten().filter(|_| !fell_back)
    }

    fn name_of(self, id: &str) -> String {
        self.known.read_untracked().kept.iter().find(|kept| kept.id == id).map(|kept| kept.record.listed.name.clone()).unwrap_or_default()
    }

    async fn look(self) {
        let store = self.store().await;
        let kept = store.networks().await.into_iter().map(|stored| stored.kept).collect();
        let room = device_files::room().await;
        self.known.update(|known| (known.kept, known.room, known.lasts) = (kept, room, store.lasts()));
    }

    async fn store(self) -> NetworkStore {
        if let Some(store) = self.inner.with_value(|inner| inner.store.clone()) {
            return store;
        }
        let opened = NetworkStore::open().await;
        self.inner.try_update_value(|inner| inner.store.get_or_insert_with(|| opened.clone()).clone()).unwrap_or(opened)
    }
}

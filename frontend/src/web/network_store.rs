//! Networks on the device: files in the origin private file system; where a page has none that it can write (Safari before version 26), in a cache of
//! the browser; where there is neither (plain http), in memory for this visit.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Cache, Request, Response};

use super::device_files::{self, Folder, NotWritten};
use super::model_store;
use super::object_url::{joined, text_blob};
use crate::networks::kept_network::{KeptNetwork, NetworkRecord, RECORD, part_name};

/// Folder and cache of the networks.
const FOLDER: &str = "networks";
const CACHE: &str = "offcut-networks";

/// Begin of the addresses in the cache. Nobody fetches them.
const ADDRESS: &str = "/kept-networks/";

/// Place of the networks; copies share it.
#[derive(Debug, Clone)]
pub enum NetworkStore {
    /// Files.
    Files(Folder),
    /// Cache.
    Cache(Cache),
    /// Memory of this visit.
    Memory(Rc<RefCell<Paths>>),
}

/// Contents: key of the network, name of the file, and the file.
type Paths = Vec<(String, String, Blob)>;

/// Network that is there, and the contents of its parts in order, if it is whole.
#[derive(Debug, Clone)]
pub struct StoredNetwork {
    /// What is known of it.
    pub kept: KeptNetwork,
    /// Contents.
    pub parts: Vec<Blob>,
}

impl NetworkStore {
    /// The best place that this browser has.
    pub async fn open() -> Self {
        if let Some(root) = device_files::root().await
            && let Some(folder) = device_files::folder(&root, FOLDER, true).await
        {
            return Self::Files(folder);
        }
        match model_store::open(CACHE).await {
            Some(cache) => Self::Cache(cache),
            None => Self::Memory(Rc::default()),
        }
    }

    /// Whether networks are still there in the next visit.
    pub fn lasts(&self) -> bool {
        !matches!(self, Self::Memory(_))
    }

    /// Networks with a record that can be read.
    pub async fn networks(&self) -> Vec<StoredNetwork> {
        let paths = self.paths().await;
        let mut networks = Vec::new();
        for (id, _, text) in paths.iter().filter(|(_, name, _)| name == RECORD) {
            let Some(record) = device_files::text(text).await.and_then(|text| NetworkRecord::parse(&text)) else { continue };
            let part = |name: &str| paths.iter().find(|(of, other, _)| of == id && other == name).map(|(_, _, content)| content);
            let kept = KeptNetwork::of(id, record, |name| part(name).map(|blob| blob.size() as u64));
            let parts = (0..kept.record.parts()).filter_map(|index| part(&part_name(index)).cloned()).collect();
            networks.push(StoredNetwork { kept, parts });
        }
        networks
    }

    /// The network with this key, if it is whole.
    pub async fn whole(&self, id: &str) -> Option<StoredNetwork> {
        self.networks().await.into_iter().find(|network| network.kept.id == id && network.kept.is_whole())
    }

    /// Writes a part, whole or not at all.
    ///
    /// # Errors
    /// No room, or the browser refused.
    pub async fn write_part(&self, id: &str, index: usize, content: &Blob) -> Result<(), NotWritten> {
        self.write(id, &part_name(index), content).await
    }

    /// Writes the record.
    ///
    /// # Errors
    /// As [`Self::write_part`].
    pub async fn write_record(&self, id: &str, record: &NetworkRecord) -> Result<(), NotWritten> {
        self.write(id, RECORD, &text_blob(&record.to_json(), "application/json")).await
    }

    async fn write(&self, id: &str, name: &str, content: &Blob) -> Result<(), NotWritten> {
        match self {
            Self::Files(all) => {
                let folder = device_files::folder(all, id, true).await.ok_or(NotWritten::Refused)?;
                device_files::write(&folder, name, content).await.map(drop)
            }
            Self::Cache(cache) => {
                let response = Response::new_with_opt_blob(Some(content)).map_err(|_| NotWritten::Refused)?;
                let put = JsFuture::from(cache.put_with_str(&format!("{ADDRESS}{id}/{name}"), &response)).await;
                put.map(drop).map_err(|error| device_files::not_written(&error))
            }
            Self::Memory(paths) => {
                let mut paths = paths.borrow_mut();
                paths.retain(|(of, other, _)| of != id || other != name);
                paths.push((id.to_owned(), name.to_owned(), content.clone()));
                Ok(())
            }
        }
    }

    /// Deletes a network; whether it is gone.
    pub async fn delete(&self, id: &str) -> bool {
        match self {
            Self::Files(all) => device_files::remove(all, id).await,
            Self::Cache(cache) => {
                let mut is_gone = true;
                for (_, name, _) in self.paths().await.into_iter().filter(|(of, _, _)| of == id) {
                    is_gone &= JsFuture::from(cache.delete_with_str(&format!("{ADDRESS}{id}/{name}"))).await.is_ok();
                }
                is_gone
            }
            Self::Memory(paths) => {
                paths.borrow_mut().retain(|(of, _, _)| of != id);
                true
            }
        }
    }

    async fn paths(&self) -> Paths {
        let mut paths = Paths::new();
        match self {
            Self::Files(all) => {
                for (id, folder) in device_files::folders(all).await {
                    for (name, file) in device_files::files(&folder).await {
                        paths.push((id.clone(), name, file.into()));
                    }
                }
            }
            Self::Cache(cache) => {
                let keys = JsFuture::from(cache.keys()).await.ok().and_then(|keys| keys.dyn_into::<Array>().ok()).unwrap_or_default();
                for request in keys.iter().filter_map(|key| key.dyn_into::<Request>().ok()) {
                    let url = request.url();
                    let Some((id, name)) = url.split_once(ADDRESS).and_then(|(_, path)| path.split_once('/')) else { continue };
                    if let Some(content) = cached(cache, &request).await {
                        paths.push((id.to_owned(), name.to_owned(), content));
                    }
                }
            }
            Self::Memory(kept) => paths.clone_from(&kept.borrow()),
        }
        paths
    }
}

async fn cached(cache: &Cache, request: &Request) -> Option<Blob> {
    let response: Response = JsFuture::from(cache.match_with_request(request)).await.ok()?.dyn_into().ok()?;
    JsFuture::from(response.blob().ok()?).await.ok()?.dyn_into().ok()
}

/// Bytes of a file in parts; `None` where one of them cannot be read any more, or memory is short.
pub async fn bytes(parts: &[Blob]) -> Option<ArrayBuffer> {
    let whole = joined(&parts.iter().collect(), "")?;
    JsFuture::from(whole.array_buffer()).await.ok()?.dyn_into().ok()
}

//! Network in the place of the bundled one, as the worker gets it.

use beacon::Model;
use js_sys::ArrayBuffer;
use web_sys::Blob;

use crate::protocol::{Failure, KnownNetwork};
use crate::web::network_store::{self, NetworkStore, StoredNetwork};
use crate::web::{digest, preferences};

/// Network in the place of the bundled one.
#[derive(Debug, Clone)]
pub struct OtherNetwork {
    /// Key on the device.
    pub id: String,
    /// Name.
    pub name: String,
    /// What the worker is told of it.
    pub known: KnownNetwork,
    /// Contents of its file, in order. The bytes are read each time that a worker starts: the page does not hold them.
    pub parts: Vec<Blob>,
    /// Whether its name may be one of the catalogue: that of a file which the person added is not.
    pub is_listed: bool,
}

/// Network that is used.
#[derive(Debug, Clone, Default)]
pub struct UsedNetwork {
    /// The one in the place of the bundled one.
    pub other: Option<OtherNetwork>,
    /// Number of its use, 0 for the bundled one: one that is chosen again has another.
    pub number: u32,
    /// Network that could not be used, so that the bundled one is.
    pub fell_back: Option<FellBack>,
}

/// Network that could not be used, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct FellBack {
    /// Its name.
    pub name: String,
    /// Reason.
    pub failure: Failure,
}

impl OtherNetwork {
    /// Network of the device.
    pub fn of(StoredNetwork { kept, parts }: StoredNetwork) -> Self {
        let record = kept.record;
        let (known, is_listed) = (record.known(), record.has_known_name());
        Self { id: kept.id, name: record.listed.name, known, parts, is_listed }
    }

    /// Network that the person chose in an earlier visit, if it is still there.
    pub async fn of_earlier_visit() -> Option<Self> {
        let id = preferences::network()?;
        NetworkStore::open().await.whole(&id).await.map(Self::of)
    }

    /// Identifier in the statistics.
    pub fn model(&self) -> Model {
        if self.is_listed { Model::of(&self.name) } else { Model::Other }
    }

    /// Bytes of its file, and what the worker is told of it. Its checksum is compared here where the browser can: the worker takes seconds for it.
    ///
    /// # Errors
    /// The file is gone or damaged, or memory is short.
    pub async fn read(&self) -> Result<(ArrayBuffer, KnownNetwork), Failure> {
        let bytes = network_store::bytes(&self.parts).await.ok_or(Failure::FileNotReadable)?;
        let mut known = self.known.clone();
        if let KnownNetwork::Described { sha256, .. } = &mut known
            && let Some(published) = sha256.clone()
            && let Some(found) = digest::sha256(&bytes).await
        {
            if found != published {
                return Err(matting::Error::ModelDamaged { model: String::new(), published, found }.into());
            }
            *sha256 = None;
        }
        Ok((bytes, known))
    }
}

impl Failure {
    /// Whether the network may be to blame, so that another one may do better.
    pub fn may_be_of_network(&self) -> bool {
        use matting::Error::{Inference, ModelDamaged, ModelUnusable};
        matches!(
            self,
            Failure::WorkerDied | Failure::FileNotReadable | Failure::Core { error: ModelDamaged { .. } | ModelUnusable { .. } | Inference { .. } }
        )
    }
}

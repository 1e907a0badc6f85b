//! Files that a program carries, so that it needs none beside it.

use std::collections::BTreeMap;
use std::fmt;

use axum::body::Bytes;

/// Site and network inside a program. Empty in one that was built without them.
#[derive(Clone, Default)]
pub struct Bundle {
    site: BTreeMap<String, Bytes>,
    network: Option<Bytes>,
}

impl Bundle {
    /// Files of a site by their paths in its folder, with the `.gz` and `.br` ones beside them, and the ONNX file of u2netp. Hidden files and
    /// those in hidden folders are left out, as from a folder on the disk.
    pub fn new(site: impl IntoIterator<Item = (String, Bytes)>, network: Bytes) -> Self {
        let visible = site.into_iter().filter(|(path, _)| !path.split('/').any(|part| part.starts_with('.')));
        Self { site: visible.map(|(path, bytes)| (format!("/{path}"), bytes)).collect(), network: Some(network) }
    }

    /// Files by their path in the address; `None` where there is no page.
    pub fn site(&self) -> Option<BTreeMap<String, Bytes>> {
        self.site.contains_key("/index.html").then(|| self.site.clone())
    }

    /// ONNX file of u2netp.
    pub fn network(&self) -> Option<Bytes> {
        self.network.clone()
    }
}

impl fmt::Debug for Bundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bundle").field("files", &self.site.len()).field("network", &self.network.is_some()).finish()
    }
}

//! What the page knows of networks beside the bundled one, and what happens to them.

use super::download::Stopped;
use super::kept_network::KeptNetwork;
use super::pace::Pace;
use super::server_list::ListedNetwork;
use crate::queue::kept::Room;

/// What is known of the server's networks.
#[derive(Debug, Clone, PartialEq)]
pub enum Listed {
    /// Nothing yet.
    Unknown,
    /// The list could not be had.
    Failed,
    /// Networks.
    Known(Vec<ListedNetwork>),
}

/// Download of a network.
#[derive(Debug, Clone, PartialEq)]
pub struct Transfer {
    /// Key.
    pub id: String,
    /// Name.
    pub name: String,
    /// Bytes so far.
    pub got: u64,
    /// Bytes in all.
    pub total: u64,
    /// Reason for not going on; `None` while it runs.
    pub stopped: Option<Stopped>,
}

/// News about networks, with the name of one.
#[derive(Debug, Clone, PartialEq)]
pub enum News {
    /// It is being loaded, once the worker has nothing else to do.
    Loading(String),
    /// It is used.
    Using(String),
    /// It is used for this visit, since it could not be kept.
    NotKept(String),
    /// It was not usable, and is not kept.
    Refused(String),
    /// Its files are gone: the person, or the browser for want of room, deleted the site's data.
    Gone(String),
    /// It is deleted.
    Deleted(String),
    /// It could not be deleted.
    NotDeleted(String),
    /// It does not work with the input that was typed, and has the one before again.
    InputRefused(String),
    /// What was typed is no input.
    NoInput,
    /// It needs more memory than a page can have: so many bytes.
    TooLarge(String, u64),
    /// No worker can be had.
    NoWorker,
}

/// What is known of networks, and what happens to them: one signal, since each type of signal is kilobytes of the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Networks of the server.
    pub listed: Listed,
    /// Networks of the device.
    pub kept: Vec<KeptNetwork>,
    /// The download that runs, or the one that stopped last.
    pub transfer: Option<Transfer>,
    /// News.
    pub news: Option<News>,
    /// Room on the device.
    pub room: Option<Room>,
    /// Whether networks are still there in the next visit.
    pub lasts: bool,
    /// Times of the photos of this visit.
    pub pace: Pace,
    /// Key of the network that was chosen and is not used yet; that of the bundled one is `None`.
    pub pending: Option<Option<String>>,
}

impl Default for Known {
    fn default() -> Self {
        Self { listed: Listed::Unknown, kept: Vec::new(), transfer: None, news: None, room: None, lasts: true, pace: Pace::default(), pending: None }
    }
}

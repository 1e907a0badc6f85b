//! Rows of the network chooser: the bundled network, what is kept on the device, and what the server has beside that.

use matting::catalogue::{self, BUNDLED};

use super::fit::{Fit, fit};
use super::kept_network::KeptNetwork;
use super::pace::{Pace, is_slow};
use super::server_list::ListedNetwork;
use crate::protocol::InputNumbers;

/// Row of the chooser.
#[derive(Debug, Clone, PartialEq)]
pub struct ChooserRow {
    /// Key; `None` of the bundled network.
    pub id: Option<String>,
    /// Name.
    pub name: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Subjects that it is good at; `None` where nobody said.
    pub purpose: Option<String>,
    /// Licence; `None` where nobody said.
    pub licence: Option<String>,
    /// State.
    pub state: RowState,
    /// Whether it fits the device.
    pub fit: Fit,
    /// Time of a photo with it on this device in ms; `None` where it cannot be told.
    pub photo_ms: Option<f64>,
    /// Its input, where that is the person's to say.
    pub input: Option<InputNumbers>,
    /// Name and size of the next smaller one that fits and is not slow, where this one does not or is.
    pub smaller: Option<(String, u64)>,
}

/// State of a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowState {
    /// Comes with the page.
    Bundled,
    /// On the device.
    Kept,
    /// On the device in part; so many bytes.
    Begun(u64),
    /// On the server.
    Offered,
}

impl RowState {
    /// Whether it can be used at once.
    pub fn is_here(self) -> bool {
        matches!(self, RowState::Bundled | RowState::Kept)
    }
}

impl ChooserRow {
    /// Whether it is on the server, at least in part, and a page could load it.
    pub fn can_be_downloaded(&self) -> bool {
        matches!(self.state, RowState::Begun(_) | RowState::Offered) && !matches!(self.fit, Fit::No { .. })
    }

    /// Whether the person should know about memory or time before it is used.
    fn needs_caution(&self) -> bool {
        self.fit != Fit::Yes || is_slow(self.photo_ms)
    }

    /// Whether something of it is on the device that the person may delete.
    pub fn can_be_deleted(&self) -> bool {
        matches!(self.state, RowState::Begun(_) | RowState::Kept)
    }
}

/// Rows of all networks, for a device with so much memory in gigabytes and this pace.
pub fn rows(kept: &[KeptNetwork], listed: &[ListedNetwork], gigabytes: Option<f64>, pace: Pace) -> Vec<ChooserRow> {
    let photo_ms = |name: &str| catalogue::by_name(name).and_then(|model| pace.photo_ms(model.relative_time));
    let bundled = ChooserRow {
        id: None,
        name: BUNDLED.name.to_owned(),
        bytes: BUNDLED.bytes,
        purpose: Some(BUNDLED.purpose.to_owned()),
        licence: Some(BUNDLED.licence.to_owned()),
        state: RowState::Bundled,
        fit: Fit::Yes,
        photo_ms: photo_ms(BUNDLED.name),
        input: None,
        smaller: None,
    };
    let row = |id: String, network: &ListedNetwork, state| ChooserRow {
        id: Some(id),
        name: network.name.clone(),
        bytes: network.bytes,
        purpose: said(&network.purpose),
        licence: said(&network.licence),
        state,
        fit: fit(network.bytes, network.input.side, gigabytes),
        photo_ms: photo_ms(&network.name),
        input: None,
        smaller: None,
    };
    let of_kept = |kept: &KeptNetwork| {
        let state = match kept.got() {
            _ if kept.is_whole() => RowState::Kept,
            0 => RowState::Offered,
            got => RowState::Begun(got),
        };
        let row = row(kept.id.clone(), &kept.record.listed, state);
        // A file that nobody described may have any name.
        if kept.record.has_known_name() { row } else { ChooserRow { photo_ms: None, input: Some(kept.record.listed.input), ..row } }
    };
    let is_kept = |id: &str| kept.iter().any(|kept| kept.id == id);
    let offered = listed.iter().filter(|network| !is_kept(&network.id())).map(|network| row(network.id(), network, RowState::Offered));
    let mut rows: Vec<ChooserRow> = std::iter::once(bundled).chain(kept.iter().map(of_kept)).chain(offered).collect();
    let fitting: Vec<(String, u64)> = rows.iter().filter(|row| !row.needs_caution()).map(|row| (row.name.clone(), row.bytes)).collect();
    for row in rows.iter_mut().filter(|row| row.needs_caution()) {
        row.smaller = fitting.iter().filter(|(_, bytes)| *bytes < row.bytes).max_by_key(|(_, bytes)| *bytes).cloned();
    }
    rows
}

fn said(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::kept_network::NetworkRecord;
    use super::super::server_list::tests::row;
    use super::*;
    use crate::protocol::StageTime;

    fn kept(listed: ListedNetwork, ranges: usize) -> KeptNetwork {
        let (id, record) = (listed.id(), NetworkRecord::of_server(listed));
        KeptNetwork { id, ranges: (0..record.parts()).map(|index| index < ranges).collect(), record }
    }

    fn with_digest(name: &str, bytes: u64) -> ListedNetwork {
        ListedNetwork { sha256: format!("{bytes:0<64x}"), ..row(name, bytes) }
    }

    #[test]
    fn each_network_has_one_row_and_kept_ones_come_first() {
        let (rings, people, large) = (with_digest("rings", 200_000), with_digest("people", 300_000), with_digest("large", 400_000));
        let rows = rows(&[kept(people.clone(), 5), kept(large.clone(), 1)], &[rings, people, large], None, Pace::default());
        let told: Vec<_> = rows.iter().map(|row| (row.name.as_str(), row.state)).collect();
        assert_eq!(
            told,
            [("u2netp", RowState::Bundled), ("people", RowState::Kept), ("large", RowState::Begun(65_536)), ("rings", RowState::Offered)]
        );
        assert!(rows[..2].iter().all(|row| row.state.is_here()) && rows[2..].iter().all(|row| !row.state.is_here()));
        assert_eq!(rows[0].id, None);
    }

    #[test]
    fn network_that_does_not_fit_names_the_next_smaller_one() {
        let [small, middle, large] =
            [("small", 44_000_000), ("middle", 90_000_000), ("large", 400_000_000)].map(|(name, bytes)| with_digest(name, bytes));
        let rows = rows(&[], &[large, small, middle], Some(1.0), Pace::default());
        let told: Vec<_> = rows.iter().map(|row| row.smaller.as_ref().map(|(name, _)| name.as_str())).collect();
        assert_eq!(told, [None, Some("middle"), None, None]);
        assert!(matches!(rows[1].fit, Fit::Tight { .. }));
    }

    #[test]
    fn slow_network_names_the_next_smaller_one_and_an_unknown_one_has_no_time() {
        let names = ["isnet-general-use", "silueta", "rings"];
        let listed = names.map(|name| with_digest(name, catalogue::by_name(name).map_or(60_000_000, |model| model.bytes)));
        let file =
            KeptNetwork::of("file-u2net.onnx", NetworkRecord::of_file(ListedNetwork { purpose: String::new(), ..row("u2net", 70_000) }), |_| None);
        let mut pace = Pace::default();
        let told = |pace| rows(std::slice::from_ref(&file), &listed, None, pace);
        assert!(told(pace).iter().all(|row| row.photo_ms.is_none() && row.smaller.is_none()));
        pace.add(1.0, &[StageTime { stage: matting::Stage::Find, ms: 4000.0 }]);
        let rows = told(pace);
        assert_eq!(rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["u2netp", "u2net", "isnet-general-use", "silueta", "rings"]);
        assert_eq!((rows[0].photo_ms, rows[1].photo_ms, rows[4].photo_ms), (Some(4000.0), None, None));
        assert_eq!((rows[0].input, rows[1].input), (None, Some(file.record.listed.input)));
        assert!(is_slow(rows[2].photo_ms) && !is_slow(rows[3].photo_ms), "{:?}", (rows[2].photo_ms, rows[3].photo_ms));
        assert_eq!(rows[2].smaller, Some(("rings".to_owned(), 60_000_000)));
    }
}

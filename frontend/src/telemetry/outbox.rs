//! Outbox: events to be sent when the page is left, and the consent to send them.

use beacon::{Batch, Event, MAX_EVENTS, Visit};

/// Largest number of events that wait. Browsers send at most 64 KiB in the background; three full batches are 48 KiB.
const MAX_WAITING: usize = 3 * MAX_EVENTS;

/// Consent to counting, and who decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// Nobody objected.
    On,
    /// The person switched it off here.
    Off,
    /// The browser switched it off for every page: Global Privacy Control.
    OffByBrowser,
}

/// Outbox of a visit.
#[derive(Debug, Clone, PartialEq)]
pub struct Outbox {
    consent: Consent,
    visit: Visit,
    waiting: Vec<Event>,
    last_sent: Option<String>,
}

impl Outbox {
    /// Outbox without events.
    pub fn new(consent: Consent, visit: Visit) -> Self {
        Self { consent, visit, waiting: Vec::new(), last_sent: None }
    }

    /// Consent to counting.
    pub fn consent(&self) -> Consent {
        self.consent
    }

    /// Switches counting on or off. Off also discards the events that wait.
    pub fn switch(&mut self, on: bool) {
        self.consent = match (self.consent, on) {
            (Consent::OffByBrowser, _) => Consent::OffByBrowser,
            (Consent::On | Consent::Off, true) => Consent::On,
            (Consent::On | Consent::Off, false) => Consent::Off,
        };
        if self.consent != Consent::On {
            self.waiting.clear();
        }
    }

    /// Adds an event, with consent and while there is room.
    pub fn push(&mut self, event: Event) {
        if self.consent == Consent::On && self.waiting.len() < MAX_WAITING {
            self.waiting.push(event);
        }
    }

    /// Exact texts that would be sent now.
    pub fn batches(&self) -> Vec<String> {
        self.waiting.chunks(MAX_EVENTS).map(|events| Batch::new(self.visit, events.to_vec()).to_json()).collect()
    }

    /// Removes the first of [`Self::batches`], which the browser took.
    pub fn sent(&mut self, text: String) {
        self.waiting.drain(..self.waiting.len().min(MAX_EVENTS));
        self.last_sent = Some(text);
    }

    /// Exact text that was sent last.
    pub fn last_sent(&self) -> Option<&str> {
        self.last_sent.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use beacon::{Browser, Build, Failed, Memory, Model, PageVersion, Reason, Stage, Threads};

    use super::*;

    const VISIT: Visit = Visit { page: PageVersion::CURRENT, browser: Browser::Other, memory: Memory::Unknown };

    fn event() -> Event {
        Event::Failed(Failed { build: Build::Compat, threads: Threads::One, model: Model::U2netp, stage: Stage::Read, reason: Reason::Damaged })
    }

    #[test]
    fn batches_are_the_texts_sent_and_the_server_parses_them() {
        let mut outbox = Outbox::new(Consent::On, VISIT);
        (0..MAX_EVENTS + 1).for_each(|_| outbox.push(event()));
        let batches = outbox.batches();
        assert_eq!(batches.iter().map(|text| Batch::parse(text.as_bytes()).unwrap().events.len()).collect::<Vec<_>>(), [MAX_EVENTS, 1]);
        outbox.sent(batches[0].clone());
        assert_eq!(outbox.batches(), batches[1..]);
        assert_eq!(outbox.last_sent(), Some(&*batches[0]));
    }

    #[test]
    fn no_event_waits_without_consent() {
        for consent in [Consent::Off, Consent::OffByBrowser] {
            let mut outbox = Outbox::new(consent, VISIT);
            outbox.push(event());
            assert!(outbox.batches().is_empty());
        }
        let mut outbox = Outbox::new(Consent::On, VISIT);
        outbox.push(event());
        outbox.switch(false);
        outbox.switch(true);
        assert!(outbox.batches().is_empty(), "what waited before the switch is forgotten");
    }

    #[test]
    fn switch_does_not_overrule_the_browser() {
        let mut outbox = Outbox::new(Consent::OffByBrowser, VISIT);
        outbox.switch(true);
        assert_eq!(outbox.consent(), Consent::OffByBrowser);
    }

    #[test]
    fn waiting_events_stay_within_64_kib() {
        let mut outbox = Outbox::new(Consent::On, VISIT);
        (0..1000).for_each(|_| outbox.push(event()));
        assert!(outbox.batches().iter().map(String::len).sum::<usize>() < 64 * 1024);
    }
}

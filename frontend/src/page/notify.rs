//! Notification of changes, for tasks that wait for one.

use futures::channel::oneshot;
use leptos::prelude::*;

/// Tasks that wait for the next change; copies share them.
#[derive(Clone, Copy)]
pub struct Notify(StoredValue<Vec<oneshot::Sender<()>>, LocalStorage>);

impl Default for Notify {
    fn default() -> Self {
        Self(StoredValue::new_local(Vec::new()))
    }
}

impl Notify {
    /// Future of the next change after this call.
    pub fn notified(self) -> impl Future<Output = ()> {
        let (sender, receiver) = oneshot::channel();
        self.0.update_value(|waiting| waiting.push(sender));
        async move {
            // Without a page there is nothing to wait for.
            let _ = receiver.await;
        }
    }

    /// Wakes every task that waits. One that was dropped needs no message.
    pub fn notify(self) {
        for sender in self.0.try_update_value(std::mem::take).unwrap_or_default() {
            let _ = sender.send(());
        }
    }
}

//! Files from other programs: shared with the installed page, or opened with it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Page;
use crate::text::share_text;
use crate::web::{address, launch_queue, shared_files};

impl Page {
    /// Adds what was shared before this page started, and what is opened with it now and later.
    pub fn take_handover(self) {
        launch_queue::on_files(move |files| self.import_files(files, false));
        spawn_local(async move {
            let taken = shared_files::take().await;
            let number = taken.len();
            let files: Vec<_> = taken.into_iter().flatten().collect();
            // The service worker says so where it had no room, and the server where there was no service worker.
            let was_refused = address::query_parameter("share").is_some();
            if was_refused {
                address::forget_query();
            }
            let is_lost = was_refused || files.len() < number;
            if !files.is_empty() {
                self.import(files, false).await;
            }
            if is_lost {
                self.skipped.set(Some(share_text::LOST.text()));
            }
        });
    }
}

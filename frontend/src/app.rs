//! Root of the page's elements: its parts, title and announcements.

use leptos::prelude::*;

use crate::components::frame::{
    footer::Footer, header::Header, key_sheet::KeySheet, privacy::Privacy, update_banner::UpdateBanner, window_events::WindowEvents,
};
use crate::components::queue::{photo_list::PhotoList, queue_lines::QueueLines};
use crate::components::start::{drop_zone::DropZone, samples::Samples, status_line::StatusLine};
use crate::components::{notice::FailureNotice, progress::Progress, result::result_view::CutOutResult};
use crate::page::{Page, PageState};
use crate::queue::{Counts, Item};
use crate::state::{Phase, PhaseKind};
use crate::text;
use crate::text::{kept_text, network_text, queue_text, sentence::joined};

/// The page.
#[component]
pub fn App() -> impl IntoView {
    let page = Page::open();
    let (panel_is_open, keys_are_open) = (RwSignal::new(false), RwSignal::new(false));
    // The parts keep their elements while only their contents change.
    let part = Memo::new(move |_| page.state.with(PageState::part));
    // Effects run once the parts are there.
    Effect::new(move |_| page.telemetry.set_interactive());
    Effect::new(move |_| document().set_title(&page.state.with(title)));
    view! {
        <WindowEvents page keys_are_open />
        <Header panel_is_open />
        <UpdateBanner runtime=page.runtime />
        <main data-phase=move || phase_name(part.get().0)>
            <PhotoList page />
            <QueueLines page />
            {move || match part.get().0 {
                PhaseKind::Empty => view! {
                    <DropZone page />
                    <Samples page />
                    <StatusLine runtime=page.runtime />
                }.into_any(),
                PhaseKind::Working => view! { <Progress page /> }.into_any(),
                PhaseKind::Done => view! { <CutOutResult page /> }.into_any(),
                PhaseKind::Failed => view! { <FailureNotice page /> }.into_any(),
            }}
        </main>
        <Footer keys_are_open />
        <Privacy page is_open=panel_is_open />
        <KeySheet is_open=keys_are_open />
        <p class="unseen" role="status" aria-live="polite">{move || page.state.with(announcement)}</p>
        <p class="unseen" role="status" aria-live="polite" data-test="edit-announcement">{page.editor.announcement}</p>
        <p class="unseen" role="status" aria-live="polite" data-test="queue-announcement">{move || queue_announcement(page)}</p>
    }
}

/// Name of a phase for tests and styles.
fn phase_name(kind: PhaseKind) -> &'static str {
    match kind {
        PhaseKind::Empty => "empty",
        PhaseKind::Working => "working",
        PhaseKind::Done => "done",
        PhaseKind::Failed => "failed",
    }
}

fn title(state: &PageState) -> String {
    match state.phase() {
        Phase::Empty => text::title(None),
        Phase::Working(working) => text::title(Some(&text::of_running_step(working.step()).text())),
        Phase::Done(finished) => text::title(Some(&text::cut_out_of(&finished.photo.title()))),
        Phase::Failed(failed) => text::title(Some(&text::of_failure(&failed.failure).title)),
    }
}

/// Announcements about several photos: skipped files, removed photos, downloads, and the end of processing.
fn queue_announcement(page: Page) -> String {
    let numbers = page.state.with(|state| Counts::of(state.items().iter().map(|item: &Item<_, _>| page.state_of(item))));
    let removed = page.state.with(|state| state.removed());
    let given = page.settings_before.with(Vec::len);
    let offered = page.keeping.offered.get();
    let trouble = page.keeping.trouble.get().and_then(|trouble| kept_text::trouble(trouble, page.keeping.kept.get().0, numbers.all()));
    let sentences = [
        (offered > 0).then(|| kept_text::offered(offered)),
        trouble,
        page.runtime.network.read().fell_back.as_ref().map(network_text::fell_back),
        page.keeping.cleared.get().map(|cleared| kept_text::cleared(cleared).text()),
        page.skipped.get(),
        (given > 0).then(|| queue_text::settings_used(given)),
        page.downloads.sentence.get(),
        (removed > 0).then(|| queue_text::removed(removed)),
        (numbers.all() > 1 && numbers.unfinished() == 0).then(|| queue_text::all_done(numbers)),
    ];
    joined(sentences.into_iter().flatten())
}

fn announcement(state: &PageState) -> String {
    match state.phase() {
        Phase::Empty => String::new(),
        Phase::Working(working) => text::of_running_step(working.step()).text(),
        Phase::Done(finished) => text::announce(&finished.photo.title(), finished.confidence.verdict, finished.total_ms),
        Phase::Failed(failed) => text::title_and_body(&text::of_failure(&failed.failure)),
    }
}

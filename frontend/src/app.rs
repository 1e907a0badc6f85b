//! The whole page: its parts, its title and what a screen reader hears.

use leptos::prelude::*;

use crate::components::{
    drop_zone::DropZone, footer::Footer, header::Header, notice::FailureNotice, privacy::Privacy, progress::Progress, result::CutOutResult,
    samples::Samples, status_line::StatusLine, update_banner::UpdateBanner, whole_window::WholeWindow,
};
use crate::state::{Kind, Phase};
use crate::studio::{PageState, Studio};
use crate::text;

/// The page.
#[component]
pub fn App() -> impl IntoView {
    let studio = Studio::open();
    let panel_is_open = RwSignal::new(false);
    // The parts keep their elements while only their contents change.
    let part = Memo::new(move |_| studio.state.with(|state| (state.kind(), state.photos())));
    // Effects run once the parts are there.
    Effect::new(move |_| studio.is_interactive());
    Effect::new(move |_| document().set_title(&studio.state.with(title)));
    view! {
        <WholeWindow studio />
        <Header panel_is_open />
        <UpdateBanner studio />
        <main data-phase=move || word(part.get().0)>
            {move || match part.get().0 {
                Kind::Empty => view! {
                    <DropZone studio />
                    <Samples studio />
                    <StatusLine studio />
                }.into_any(),
                Kind::Working => view! { <Progress studio /> }.into_any(),
                Kind::Done => view! { <CutOutResult studio /> }.into_any(),
                Kind::Failed => view! { <FailureNotice studio /> }.into_any(),
            }}
        </main>
        <Footer />
        <Privacy studio is_open=panel_is_open />
        <p class="unseen" role="status" aria-live="polite">{move || studio.state.with(announcement)}</p>
        <p class="unseen" role="status" aria-live="polite" data-test="said">{studio.said}</p>
    }
}

/// For tests and styles: which part of the page is shown.
fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Empty => "empty",
        Kind::Working => "working",
        Kind::Done => "done",
        Kind::Failed => "failed",
    }
}

fn title(state: &PageState) -> String {
    match state.phase() {
        Phase::Empty => text::title(None),
        Phase::Working(working) => text::title(Some(text::of_running_step(working.step()))),
        Phase::Done(finished) => text::title(Some(&text::cut_out_of(&finished.photo.title()))),
        Phase::Failed(failed) => text::title(Some(&text::of_failure(&failed.failure).title)),
    }
}

fn announcement(state: &PageState) -> String {
    match state.phase() {
        Phase::Empty => String::new(),
        Phase::Working(working) => text::of_running_step(working.step()).to_owned(),
        Phase::Done(finished) => text::announce(&finished.photo.title(), finished.verdict, finished.total_ms),
        Phase::Failed(failed) => {
            let notice = text::of_failure(&failed.failure);
            format!("{}. {}", notice.title, notice.body)
        }
    }
}

//! Buttons that save and copy the result. An outdated file is never returned: an early request waits.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::page::editor::Editor;
use crate::page::{Page, PageState};
use crate::text;
use crate::web::clipboard;

/// Buttons below a result.
#[component]
pub fn DownloadBar(page: Page, stem: Option<String>) -> impl IntoView {
    let editor = page.editor;
    let output_format = Memo::new(move |_| editor.edits.with(|edits| edits.as_ref().map(|edits| edits.settings().output_format).unwrap_or_default()));
    let name = move || text::file_name(stem.as_deref(), output_format.get());
    let address =
        Memo::new(move |_| editor.edits.with(|edits| edits.as_ref().and_then(|edits| edits.file().map(|rendered| rendered.file.url.address()))));
    let is_busy = move || address.get().is_none().then_some("true");
    let link = NodeRef::<html::A>::new();
    let waits = RwSignal::new(false);
    let save = move |event: leptos::ev::MouseEvent| {
        let bytes = editor.edits.with_untracked(|edits| edits.as_ref().and_then(|edits| edits.file().map(|rendered| rendered.file.bytes())));
        if let Some(bytes) = bytes {
            page.downloads.begin_download(bytes);
            return;
        }
        event.prevent_default();
        if waits.try_update(|waits| std::mem::replace(waits, true)) == Some(true) {
            return;
        }
        spawn_local(async move {
            let file = editor.file().await;
            waits.set(false);
            // A failure is shown above the picture.
            if let (Ok(file), Some(link)) = (file, link.get_untracked()) {
                link.set_href(&file.url.address());
                link.click();
            }
        });
    };
    view! {
        <div class="actions">
            <a
                class="button" href=move || address.get().unwrap_or_else(|| "#".to_owned()) download=name data-test="download" aria-busy=is_busy
                node_ref=link on:click=save
            >{move || text::download(output_format.get())}</a>
            <CopyButton editor />
            <button type="button" class="plain" data-test="another" on:click=move |_| page.change(PageState::go_to_start)>{text::ANOTHER}</button>
        </div>
    }
}

#[component]
fn CopyButton(editor: Editor) -> impl IntoView {
    let is_possible = clipboard::is_there();
    let outcome = RwSignal::new(None::<bool>);
    // Another picture is not copied yet.
    Effect::new(move |_| {
        editor.edits.track();
        outcome.set(None);
    });
    let copy = move |_| spawn_local(async move { outcome.set(Some(clipboard::copy_png(async move { Some(editor.png().await.ok()?.blob) }).await)) });
    let label = move || if outcome.get() == Some(true) { text::COPIED.text() } else { text::COPY.text() };
    let reason = move || match (is_possible, outcome.get()) {
        (false, _) => Some(text::COPY_NOT_POSSIBLE.text()),
        (true, Some(false)) => Some(text::COPY_REFUSED.text()),
        (true, Some(true) | None) => None,
    };
    let is_busy = move || editor.edits.with(|edits| edits.as_ref().is_some_and(|edits| edits.file().is_none())).then_some("true");
    view! {
        <button type="button" class="plain" data-test="copy" disabled=!is_possible aria-busy=is_busy aria-describedby="copy-reason" on:click=copy>{label}</button>
        <p id="copy-reason" class="hint copy-reason" role="status">{reason}</p>
    }
}

//! Buttons that save and copy the result. An outdated file is never returned: an early request waits.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::DragEvent;

use super::action_button::ActionButton;
use super::share_button::ShareButton;
use crate::page::editor::Editor;
use crate::page::{Page, PageState};
use crate::text::{self, share_text};
use crate::web::clipboard;

/// Buttons below a result.
#[component]
pub fn DownloadBar(page: Page, stem: Option<String>) -> impl IntoView {
    let editor = page.editor;
    let output_format = Memo::new(move |_| editor.edits.with(|edits| edits.as_ref().map(|edits| edits.settings().output_format).unwrap_or_default()));
    let name = {
        let stem = stem.clone();
        move || text::file_name(stem.as_deref(), output_format.get())
    };
    let address =
        Memo::new(move |_| editor.edits.with(|edits| edits.as_ref().and_then(|edits| edits.file().map(|rendered| rendered.file.url.address()))));
    let is_busy = move || address.get().is_none().then_some("true");
    let link = NodeRef::<html::A>::new();
    let waits = RwSignal::new(false);
    let bytes = move || editor.edits.with_untracked(|edits| edits.as_ref().and_then(|edits| edits.file().map(|rendered| rendered.file.bytes())));
    let save = move |event: leptos::ev::MouseEvent| {
        if let Some(bytes) = bytes() {
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
    let picture = move || address.get().map(|address| share_text::picture_to_drag(&address)).unwrap_or_default();
    let drag = {
        let name = name.clone();
        move |event: DragEvent| {
            let address = address.get_untracked().unwrap_or_default();
            page.downloads.begin_download(bytes().unwrap_or_default());
            if let Some(data) = event.data_transfer() {
                // Chromium saves the file under its name; others give the picture that is dragged.
                let _ = data.set_data("DownloadURL", &format!("{}:{}:{address}", output_format.get_untracked().mime(), untrack(&name)));
            }
        }
    };
    view! {
        <div class="actions">
            <a
                class="button" href=move || address.get().unwrap_or_else(|| "#".to_owned()) download=name data-test="download" aria-busy=is_busy
                aria-keyshortcuts="Control+S" node_ref=link on:click=save
            >{move || text::download(output_format.get())}</a>
            <CopyButton editor />
            <ShareButton editor stem output_format />
            <button
                type="button" class="plain" data-test="another" aria-keyshortcuts="Control+O" on:click=move |_| page.change(PageState::go_to_start)
            >{text::ANOTHER}</button>
            // One text: each type of element is kilobytes of the page.
            <span class="drag-out" data-test="drag-out" inner_html=picture on:dragstart=drag></span>
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
    let press = Callback::new(move |()| {
        spawn_local(async move { outcome.set(Some(clipboard::copy_png(async move { Some(editor.png().await.ok()?.blob) }).await)) });
    });
    let label = Signal::derive(move || if outcome.get() == Some(true) { text::COPIED.text() } else { text::COPY.text() });
    let reason = Signal::derive(move || match (is_possible, outcome.get()) {
        (false, _) => Some(text::COPY_NOT_POSSIBLE.text()),
        (true, Some(false)) => Some(text::COPY_REFUSED.text()),
        (true, Some(true) | None) => None,
    });
    view! { <ActionButton editor test="copy" keys=Some("Control+C") is_possible label reason press /> }
}

//! Button that gives the result to another program, where the browser can.

use leptos::prelude::*;
use leptos::task::spawn_local;
use matting::OutputFormat;

use super::action_button::ActionButton;
use crate::page::editor::Editor;
use crate::text::{self, share_text};
use crate::web::share;

/// The button; nothing where the browser cannot share.
#[component]
pub fn ShareButton(editor: Editor, stem: Option<String>, output_format: Memo<OutputFormat>) -> impl IntoView {
    let was_refused = RwSignal::new(false);
    let press = Callback::new(move |()| {
        was_refused.set(false);
        let stem = stem.clone();
        spawn_local(async move {
            // A failure of the file is shown above the picture.
            let Ok(file) = editor.file().await else { return };
            let name = text::file_name(stem.as_deref(), output_format.get_untracked());
            was_refused.set(!share::share(&file.blob, &name).await);
        });
    });
    let label = Signal::derive(|| share_text::SHARE.text());
    let reason = Signal::derive(move || was_refused.get().then(|| share_text::SHARE_REFUSED.text()));
    share::is_there().then(|| view! { <ActionButton editor test="share" keys=None is_possible=true label reason press /> })
}

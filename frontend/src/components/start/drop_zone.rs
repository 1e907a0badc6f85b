//! Area and buttons that take photos.

use leptos::html;
use leptos::prelude::*;

use crate::components::focus::focus_when_there;
use crate::page::{Page, PageState};
use crate::text;
use crate::web::file_source::of_list;

/// File types that file pickers offer. Browsers do not count all of these as `image/*`.
pub const ACCEPT: &str = "image/*,.heic,.heif,.hif,.avif,.jxl,.tif,.tiff,.qoi,.pnm,.ppm,.pgm,.pbm,.pam";

/// Heading, and the area with its buttons.
#[component]
pub fn DropZone(page: Page) -> impl IntoView {
    let (input, folder) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    if page.state.with_untracked(PageState::photos) > 0 {
        focus_when_there(input);
    }
    let chosen = move |input: NodeRef<html::Input>| {
        let Some(input) = input.get_untracked() else { return };
        if let Some(files) = input.files().filter(|files| files.length() > 0) {
            page.import_files(of_list(&files), false);
        }
        // The same file can then be chosen again.
        input.set_value("");
    };
    let last = move || page.state.with(|state| state.back_to().map(|item| text::back_to(&item.photo.title())));
    view! {
        <section class="start">
            <h1>{text::HEADLINE}</h1>
            <p class="promise">{text::PROMISE}</p>
            <div class="mat">
                <input type="file" id="file" class="unseen" multiple accept=format!("{ACCEPT},.zip") node_ref=input on:change=move |_| chosen(input) />
                <label for="file" class="button">{text::CHOOSE}</label>
                <input type="file" id="folder" class="unseen" prop:webkitdirectory=true node_ref=folder on:change=move |_| chosen(folder) />
                <label for="folder" class="folder">{text::CHOOSE_FOLDER}</label>
                <p class="other-ways">{text::OTHER_WAYS}</p>
            </div>
            <p class="formats">{text::FORMATS}</p>
            {move || last().map(|last| view! {
                <p><button type="button" class="quiet" data-test="back" on:click=move |_| page.change(PageState::go_back)>{last}</button></p>
            })}
        </section>
    }
}

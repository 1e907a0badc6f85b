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
                <input
                    type="file" id="file" class="unseen" multiple accept=format!("{ACCEPT},.zip") aria-keyshortcuts="Control+O" node_ref=input
                    on:change=move |_| chosen(input)
                />
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

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use matting::InputFormat;
    use serde_json::Value;

    use super::*;

    fn manifest() -> Value {
        serde_json::from_str(include_str!("../../../manifest.webmanifest")).unwrap()
    }

    #[test]
    fn other_programs_may_share_what_the_picker_offers() {
        let target = &manifest()["share_target"];
        let accept: Vec<&str> = target["params"]["files"][0]["accept"].as_array().unwrap().iter().map(|kind| kind.as_str().unwrap()).collect();
        assert_eq!(accept.join(","), ACCEPT);
        assert_eq!((target["method"].as_str(), target["enctype"].as_str()), (Some("POST"), Some("multipart/form-data")));
    }

    /// Formats that the worker decodes, and those that some browsers do; nobody means a drawing, a document or an icon to be cut out.
    #[test]
    fn files_of_every_photo_format_can_be_opened_with_the_page() {
        let photos = |format: &InputFormat| format.is_decoded_here() || matches!(format, InputFormat::Avif | InputFormat::Heic | InputFormat::JpegXl);
        let expected: BTreeMap<&str, BTreeSet<String>> = InputFormat::of_files()
            .filter(photos)
            .map(|format| (format.name(), format.extensions().iter().map(|extension| format!(".{extension}")).collect()))
            .collect();
        let accept: BTreeMap<String, BTreeSet<String>> = serde_json::from_value(manifest()["file_handlers"][0]["accept"].clone()).unwrap();
        let of = |extensions: &BTreeSet<String>| InputFormat::from_extension(extensions.first().unwrap().trim_start_matches('.')).unwrap().name();
        assert_eq!(accept.values().map(|extensions| (of(extensions), extensions.clone())).collect::<BTreeMap<_, _>>(), expected);
        assert!(accept.len() == expected.len() && accept.keys().all(|mime| mime.starts_with("image/")));
    }
}

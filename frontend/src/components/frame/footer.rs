//! Footer of the page: what it is, the sheet of keys, and the choice of the language.

use leptos::prelude::*;

use crate::components::dialog::SheetButton;
use crate::runtime::language_choice::LanguageChoice;
use crate::text::language::{LANGUAGES, by_tag};
use crate::text::{self, keys_text};

/// Footer of the page.
#[component]
pub fn Footer(keys_are_open: RwSignal<bool>) -> impl IntoView {
    let choice = LanguageChoice::open();
    let chosen = move |event| {
        if let Some(language) = by_tag(&event_target_value(&event)) {
            choice.choose(language);
        }
    };
    view! {
        <footer class="colophon">
            <p>{text::FOOTER}</p>
            <SheetButton label=keys_text::show test="show-keys" is_open=keys_are_open />
            <label class="language">
                <span>{text::LANGUAGE}</span>
                // One text: each type of element is kilobytes of the page.
                <select data-test="language" inner_html=move || options(choice.tag.get()) on:change=chosen></select>
            </label>
            <p class="hint" role="status">{move || choice.has_failed.get().then(|| text::LANGUAGE_NOT_FETCHED.text())}</p>
        </footer>
    }
}

/// Every language by its own name. Tags and names need no escape.
fn options(chosen: &str) -> String {
    let option = |tag: &str, name: &str, direction: &str| {
        let selected = if tag == chosen { " selected" } else { "" };
        format!("<option value={tag} lang={tag} dir={direction}{selected}>{name}</option>")
    };
    LANGUAGES.iter().map(|language| option(language.tag, language.name, language.direction)).collect()
}

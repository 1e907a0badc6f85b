//! Footer of the page: what it is, and the choice of its language.

use leptos::prelude::*;

use crate::runtime::language_choice::LanguageChoice;
use crate::text;
use crate::text::language::{LANGUAGES, by_tag};

/// Footer of the page.
#[component]
pub fn Footer() -> impl IntoView {
    let choice = LanguageChoice::open();
    let chosen = move |event| {
        if let Some(language) = by_tag(&event_target_value(&event)) {
            choice.choose(language);
        }
    };
    view! {
        <footer class="colophon">
            <p>{text::FOOTER}</p>
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

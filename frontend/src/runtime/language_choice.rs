//! Language of the page: the browser's or the person's choice, fetched before the page starts and whenever it changes.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::text::language::{LANGUAGES, Language, by_tag, preferred};
use crate::text::translation::Translation;
use crate::text::{self, sentence};
use crate::web::fetch::Freshness;
use crate::web::{document, fetch, offline, preferences};

/// Loads the language of this person before the page starts, or any other where it cannot be had. `false` where there is none: the first paint then stays,
/// which says that the page has not started.
pub async fn load_first() -> bool {
    let remembered = preferences::language().and_then(|tag| by_tag(&tag));
    let wanted = remembered.unwrap_or_else(|| preferred(&preferences::browser_languages()));
    for language in std::iter::once(wanted).chain(&LANGUAGES) {
        if let Some(translation) = fetched(language).await {
            use_now(translation);
            return true;
        }
    }
    false
}

/// Choice of a language; copies share it.
#[derive(Clone, Copy)]
pub struct LanguageChoice {
    /// Tag of the language that was chosen last.
    pub tag: RwSignal<&'static str>,
    /// Whether the last one could not be had.
    pub has_failed: RwSignal<bool>,
}

impl LanguageChoice {
    /// The choice that was loaded.
    pub fn open() -> Self {
        Self { tag: RwSignal::new(loaded()), has_failed: RwSignal::new(false) }
    }

    /// Chooses a language and remembers it. What is on the page stays, in other words.
    pub fn choose(self, language: &'static Language) {
        self.tag.set(language.tag);
        self.has_failed.set(false);
        spawn_local(async move {
            let translation = fetched(language).await;
            // Another one may have been chosen meanwhile.
            if self.tag.get_untracked() != language.tag {
                return;
            }
            match translation {
                Some(translation) => {
                    use_now(translation);
                    preferences::remember_language(language.tag);
                    if let Some(address) = address(language) {
                        offline::keep_choice(&address);
                    }
                }
                None => {
                    self.tag.set(loaded());
                    self.has_failed.set(true);
                }
            }
        });
    }
}

fn loaded() -> &'static str {
    untrack(|| sentence::with_loaded(|translation| translation.language.tag)).unwrap_or_default()
}

fn use_now(translation: Translation) {
    let language = translation.language;
    sentence::load(translation);
    document::set_language(language.tag, language.direction);
    document::set_description(&text::DESCRIPTION.text());
}

async fn fetched(language: &'static Language) -> Option<Translation> {
    let file = fetch::text(&address(language)?, Freshness::Any).await.ok()?;
    Translation::new(language, &file)
}

/// Address of the file of the language that is loaded.
pub fn loaded_address() -> Option<String> {
    by_tag(loaded()).and_then(address)
}

/// Address of a language's file, which carries the hash of its content in its name: `index.html` names all of them.
fn address(language: &Language) -> Option<String> {
    let start = format!("/locales/{}-", language.tag);
    document::content("locales")?.split(' ').find(|address| address.starts_with(&start)).map(str::to_owned)
}

//! A sentence by its id, in the language that is loaded. What shows it follows when the language changes.

use std::cell::RefCell;
use std::sync::{Arc, Mutex};

use leptos::prelude::*;
use leptos::tachys::reactive_graph::SharedReactiveFunction;

use super::translation::{Translation, Values};

thread_local! {
    static LOADED: RefCell<Option<Translation>> = RefCell::new(at_start());
    static CHANGED: ArcTrigger = ArcTrigger::new();
}

/// Native tests speak English; the page loads the person's language before it starts.
fn at_start() -> Option<Translation> {
    #[cfg(test)]
    return Translation::new(&super::language::LANGUAGES[0], include_str!("../../locales/en.ftl"));
    #[cfg(not(test))]
    None
}

/// Changes the language.
pub fn load(translation: Translation) {
    LOADED.with(|loaded| loaded.replace(Some(translation)));
    CHANGED.with(Notify::notify);
}

/// Reads from the translation that is loaded; `None` before there is one. Whatever reads it in an effect or a view follows its changes.
pub fn with_loaded<T>(read: impl FnOnce(&Translation) -> T) -> Option<T> {
    CHANGED.with(Track::track);
    LOADED.with(|loaded| loaded.borrow().as_ref().map(read))
}

/// Whether the script of the language runs from right to left.
pub fn is_right_to_left() -> bool {
    untrack(|| with_loaded(|translation| translation.language.direction == "rtl")) == Some(true)
}

/// Sentence, label or word with the id of a message in `frontend/locales/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence(pub(super) &'static str);

impl Sentence {
    /// A name that is the same in every language, as those of types of file are: an id without a message is shown itself.
    pub const fn name(name: &'static str) -> Self {
        Self(name)
    }

    /// Its text.
    pub fn text(self) -> String {
        self.with(&[])
    }

    /// Its text with these values.
    pub fn with(self, values: Values<'_>) -> String {
        with_loaded(|translation| translation.sentence(self.0, values)).flatten().unwrap_or_else(|| self.0.to_owned())
    }

    fn follow(self) -> SharedReactiveFunction<String> {
        Arc::new(Mutex::new(move || self.text()))
    }
}

impl IntoRender for Sentence {
    type Output = SharedReactiveFunction<String>;

    fn into_render(self) -> Self::Output {
        self.follow()
    }
}

impl IntoAttributeValue for Sentence {
    type Output = SharedReactiveFunction<String>;

    fn into_attribute_value(self) -> Self::Output {
        self.follow()
    }
}

/// Sentences one after the other, with what the language has between them.
pub fn joined(sentences: impl IntoIterator<Item = String>) -> String {
    sentences.into_iter().collect::<Vec<_>>().join(&Sentence("between-sentences").text())
}

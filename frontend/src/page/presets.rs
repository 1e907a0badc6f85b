//! Presets of the panel: those that are built in, and those of one's own, which the browser keeps one by one, so that tabs do not overwrite each other's.

use leptos::prelude::*;
use matting::{NamedOptions, PRESETS, Percent};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use crate::editing::settings::BackgroundKind;
use crate::editing::{EditSettings, preset};
use crate::queue::output_names::OutputNames;
use crate::text::{Sentence, frame_text as text};
use crate::web::object_url::{ObjectUrl, text_blob};
use crate::web::{preferences, save};

/// A file of more bytes is no preset: all options of one are a few hundred.
const MAX_BYTES: f64 = 65_536.0;

/// Presets of the panel; copies share them.
#[derive(Clone, Copy)]
pub struct Presets {
    /// Sentence about the last of one's own.
    pub news: RwSignal<String>,
    /// Options of those that are built in, which are files, too.
    built_in: StoredValue<Vec<NamedOptions>>,
    own: RwSignal<Vec<(String, NamedOptions)>>,
    /// Address of the last file: it has to stay until the browser has read it.
    exported: StoredValue<Option<ObjectUrl>, LocalStorage>,
}

impl Presets {
    /// The built-in ones and those that the browser keeps.
    pub fn kept() -> Self {
        // One that cannot be read, which a test keeps out, changes nothing.
        let built_in = StoredValue::new(PRESETS.iter().map(|preset| preset.options().unwrap_or_default()).collect());
        Self { news: RwSignal::new(String::new()), built_in, own: RwSignal::new(own()), exported: StoredValue::new_local(None) }
    }

    /// Labels: none, the built-in ones, one's own, and that the settings are those of none.
    pub fn labels(self) -> Vec<String> {
        let fixed = std::iter::once(text::NO_PRESET).chain(text::BUILT_IN).map(Sentence::text);
        self.own.with(|own| fixed.chain(own.iter().map(|(name, _)| name.clone())).chain([text::OWN_CHOICE.text()]).collect())
    }

    /// Number, among the labels, of the preset that the settings are those of.
    pub fn chosen(self, settings: &EditSettings) -> usize {
        let is = |named: &NamedOptions| settings.with_preset(named) == *settings;
        let built_in = || self.built_in.with_value(|built_in| built_in.iter().position(is));
        self.own.with(|own| match own.iter().position(|(_, named)| is(named)) {
            Some(number) => number + PRESETS.len() + 1,
            None => match built_in() {
                Some(number) => number + 1,
                None if !settings.has_frame && settings.outline.width == Percent::MIN => 0,
                None => own.len() + PRESETS.len() + 1,
            },
        })
    }

    /// Whether the preset of this number is one's own.
    pub fn is_own(self, number: usize) -> bool {
        number > PRESETS.len() && self.own.with(|own| number <= own.len() + PRESETS.len())
    }

    /// The settings with the preset of this number. Without one the frame goes, and all else stays.
    pub fn settings(self, number: usize, present: &EditSettings) -> Option<EditSettings> {
        let Some(place) = number.checked_sub(1) else { return Some(present.without_frame()) };
        let named = match self.built_in.with_value(|built_in| built_in.get(place).copied()) {
            Some(named) => named,
            None => self.own.with_untracked(|own| own.get(place - PRESETS.len()).map(|(_, named)| *named))?,
        };
        Some(present.with_preset(&named))
    }

    /// Keeps the settings under a name; a preset that has it is replaced.
    pub fn save(self, name: &str, settings: &EditSettings) {
        let name = name.trim();
        let sentence = if name.is_empty() {
            text::NAMELESS.text()
        } else if preferences::keep_preset(name, Some(&settings.preset_json())) {
            text::saved(name, settings.background != BackgroundKind::Picture)
        } else {
            text::NOT_KEPT.text()
        };
        self.changed(sentence);
    }

    /// Hands out the settings as a file, under this name or the chosen preset's.
    pub fn export(self, name: &str, settings: &EditSettings) {
        let chosen = untrack(|| self.labels().swap_remove(self.chosen(settings)));
        let name = Some(name.trim()).filter(|name| !name.is_empty()).unwrap_or(&chosen);
        let file = text_blob(&settings.preset_json(), "application/json");
        let url = ObjectUrl::of(&file);
        save::download(&url, &OutputNames::default().give("", name, "", "json"));
        self.exported.set_value(Some(url));
    }

    /// Deletes the chosen preset, where it is one's own.
    pub fn delete(self, settings: &EditSettings) {
        let number = untrack(|| self.chosen(settings));
        if untrack(|| self.is_own(number)) {
            let name = untrack(|| self.labels().swap_remove(number));
            preferences::keep_preset(&name, None);
            self.changed(text::deleted(&name));
        }
    }

    /// Keeps the preset of a file under the file's name, and returns it; `None` where the file is none.
    pub async fn import(self, file: &File) -> Option<NamedOptions> {
        let json = if file.size() > MAX_BYTES { None } else { JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()) };
        let name = file.name();
        match json.ok_or_else(|| text::NOT_READ.text()).and_then(|json| Ok((preset::read(&json)?, json))) {
            Ok((named, json)) => {
                let stem = name.rsplit_once('.').map_or(&*name, |(stem, _)| stem);
                let is_kept = preferences::keep_preset(stem, Some(&json));
                self.changed(if is_kept { text::saved(stem, true) } else { text::NOT_KEPT.text() });
                Some(named)
            }
            Err(sentence) => {
                self.news.set(text::refused(&name, &sentence));
                None
            }
        }
    }

    fn changed(self, sentence: String) {
        self.own.set(own());
        self.news.set(sentence);
    }
}

/// Presets that the browser keeps, by name. One that was damaged is none.
fn own() -> Vec<(String, NamedOptions)> {
    let mut own: Vec<(String, NamedOptions)> = Vec::new();
    for (name, json) in preferences::presets() {
        if let Ok(named) = preset::read(&json) {
            let place = own.partition_point(|(other, _)| *other < name);
            own.insert(place, (name, named));
        }
    }
    own
}

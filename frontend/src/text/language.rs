//! Languages of the page. `frontend/locales/` has a file for each.

/// Language of the page.
#[derive(Debug, PartialEq, Eq)]
pub struct Language {
    /// BCP 47 tag, which is the name of its file, too.
    pub tag: &'static str,
    /// Its own name.
    pub name: &'static str,
    /// Direction of its script, as HTML's `dir` names it.
    pub direction: &'static str,
}

const fn language(tag: &'static str, name: &'static str) -> Language {
    Language { tag, name, direction: "ltr" }
}

/// Every language, in the order of the choice. The first one is that of a person whose languages are not among them.
pub static LANGUAGES: [Language; 8] = [
    language("en", "English"),
    language("zh-Hans", "简体中文"),
    language("de", "Deutsch"),
    language("fr", "Français"),
    language("es", "Español"),
    language("pt-BR", "Português (Brasil)"),
    language("ja", "日本語"),
    Language { tag: "ar", name: "العربية", direction: "rtl" },
];

/// The language with a tag.
pub fn by_tag(tag: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.tag == tag)
}

/// The first of a person's languages that the page has, whatever the country and the script.
pub fn preferred(wanted: &[String]) -> &'static Language {
    let spoken = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let mut found = wanted.iter().filter_map(|tag| LANGUAGES.iter().find(|language| spoken(language.tag) == spoken(tag)));
    found.next().unwrap_or(&LANGUAGES[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_known_language_of_a_person_is_preferred() {
        let tag = |wanted: &[&str]| preferred(&wanted.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>()).tag;
        assert_eq!([tag(&["de-AT", "en"]), tag(&["PT"]), tag(&["zh-TW"])], ["de", "pt-BR", "zh-Hans"]);
        assert_eq!([tag(&["nl", "ar-EG", "fr"]), tag(&["nl"]), tag(&[])], ["ar", "en", "en"]);
        assert!(LANGUAGES.iter().all(|language| by_tag(language.tag) == Some(language)));
        assert_eq!(by_tag("pt"), None);
    }
}

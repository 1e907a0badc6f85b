//! The files of `frontend/locales/` against each other and against the sentences that the code asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use fluent_syntax::parser;

use super::keys_text::{GROUPS, MAC, NAMES, TITLE};
use super::language::LANGUAGES;
use super::network_text::INPUT_FORM;
use super::sentence::Sentence;
use super::share_text::DRAG;

/// Variables of each sentence of a language, and what is wrong with its file.
struct Locale {
    variables: BTreeMap<String, BTreeSet<String>>,
    wrong: Vec<String>,
}

fn crate_root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Plural categories of whole numbers, from CLDR.
fn categories(tag: &str) -> &'static [&'static str] {
    match tag {
        "en" | "de" => &["one", "other"],
        "fr" | "es" | "pt-BR" => &["one", "many", "other"],
        "zh-Hans" | "ja" => &["other"],
        "ar" => &["zero", "one", "two", "few", "many", "other"],
        _ => panic!("{tag} has no categories here"),
    }
}

fn locale(tag: &str) -> Locale {
    let file = std::fs::read_to_string(crate_root().join(format!("locales/{tag}.ftl"))).unwrap();
    let mut locale = Locale { variables: BTreeMap::new(), wrong: Vec::new() };
    let resource = parser::parse(file.as_str()).unwrap_or_else(|(_, errors)| panic!("{tag}: {errors:?}"));
    for entry in resource.body {
        let message = match entry {
            Entry::Message(message) => message,
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => continue,
            Entry::Term(_) | Entry::Junk { .. } => panic!("{tag} has more than messages"),
        };
        let id = message.id.name;
        let mut variables = BTreeSet::new();
        match &message.value {
            Some(pattern) if message.attributes.is_empty() => look(tag, id, pattern, &mut variables, &mut locale.wrong),
            _ => locale.wrong.push(format!("{tag}: {id} is more or less than a sentence")),
        }
        if locale.variables.insert(id.to_owned(), variables).is_some() {
            locale.wrong.push(format!("{tag}: {id} is there twice"));
        }
    }
    locale
}

/// Collects the variables of a pattern, and what the page's resolver does not know.
fn look(tag: &str, id: &str, pattern: &Pattern<&str>, variables: &mut BTreeSet<String>, wrong: &mut Vec<String>) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { .. } => {}
            PatternElement::Placeable { expression: Expression::Inline(InlineExpression::VariableReference { id: variable }) } => {
                variables.insert(variable.name.to_owned());
            }
            PatternElement::Placeable { expression: Expression::Inline(InlineExpression::StringLiteral { value }) } if !value.contains('\\') => {}
            PatternElement::Placeable {
                expression: Expression::Select { selector: InlineExpression::VariableReference { id: variable }, variants },
            } => {
                variables.insert(variable.name.to_owned());
                for variant in variants {
                    let is_known = match variant.key {
                        VariantKey::Identifier { name } => categories(tag).contains(&name),
                        VariantKey::NumberLiteral { value } => value.parse::<u64>().is_ok(),
                    };
                    if !is_known {
                        wrong.push(format!("{tag}: {id} has a plural form that the language has not: {:?}", variant.key));
                    }
                    look(tag, id, &variant.value, variables, wrong);
                }
            }
            PatternElement::Placeable { .. } => wrong.push(format!("{tag}: {id} has something that the page does not know")),
        }
    }
}

/// Ids in the sources of this folder: `Sentence("…")`.
fn used() -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for entry in std::fs::read_dir(crate_root().join("src/text")).unwrap() {
        let path = entry.unwrap().path();
        if !path.ends_with("locale_tests.rs") {
            let source = std::fs::read_to_string(path).unwrap();
            ids.extend(source.split("Sentence(\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
        }
    }
    ids
}

#[test]
fn every_sentence_is_used_and_every_language_has_all_with_the_same_variables() {
    let english = locale("en");
    let there: BTreeSet<String> = english.variables.keys().cloned().collect();
    let used = used();
    assert!(used.len() > 200, "only {} sentences", used.len());
    assert_eq!(used.difference(&there).collect::<Vec<_>>(), Vec::<&String>::new(), "sentences that en.ftl has not");
    assert_eq!(there.difference(&used).collect::<Vec<_>>(), Vec::<&String>::new(), "sentences of en.ftl that nothing uses");
    let mut wrong = Vec::new();
    for language in &LANGUAGES {
        let locale = locale(language.tag);
        wrong.extend(locale.wrong);
        for (id, variables) in &english.variables {
            match locale.variables.get(id) {
                None => wrong.push(format!("{}: {id} is missing", language.tag)),
                Some(found) if found != variables => wrong.push(format!("{}: {id} has {found:?} and not {variables:?}", language.tag)),
                Some(_) => {}
            }
        }
        wrong.extend(locale.variables.keys().filter(|id| !english.variables.contains_key(*id)).map(|id| format!("{}: {id} is unused", language.tag)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn there_is_a_file_for_each_language_and_no_other() {
    let files: BTreeSet<String> =
        std::fs::read_dir(crate_root().join("locales")).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(files, LANGUAGES.iter().map(|language| format!("{}.ftl", language.tag)).collect());
}

#[test]
fn sentences_that_stand_in_html_have_no_markup() {
    for language in &LANGUAGES {
        let file = std::fs::read_to_string(crate_root().join(format!("locales/{}.ftl", language.tag))).unwrap();
        let translation = super::translation::Translation::new(language, &file).unwrap();
        let groups = GROUPS.iter().flat_map(|(title, rows)| std::iter::once(*title).chain(rows.iter().map(|(_, does)| *does)));
        let keys = groups.chain(NAMES.map(|(_, name)| name)).chain([TITLE, MAC, DRAG]);
        for Sentence(id) in keys.chain(INPUT_FORM) {
            let sentence = translation.sentence(id, &[]).unwrap();
            assert!(!sentence.contains(['<', '&', '"']), "{}: {sentence}", language.tag);
        }
    }
}

#[test]
fn placeholders_are_filled_in() {
    let file = "a = { $count ->\n        [0] none\n        [one] one { $name }\n       *[other] { $count } of { $name }{\", \"}\n    }\n";
    let sentence = |index: usize, count: u64| {
        let translation = super::translation::Translation::new(&LANGUAGES[index], file).unwrap();
        translation.sentence("a", &[("count", count.into()), ("name", "x.png".into())])
    };
    assert_eq!([0, 1, 2000].map(|count| sentence(0, count).unwrap()), ["none", "one x.png", "2,000 of x.png, "]);
    let from_right = LANGUAGES.iter().position(|language| language.direction == "rtl").unwrap();
    assert_eq!(sentence(from_right, 1).unwrap(), "one \u{2068}x.png\u{2069}");
    assert!(super::translation::Translation::new(&LANGUAGES[0], "<html>").is_none());
}

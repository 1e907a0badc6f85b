//! The sentences of one language, read from its FTL file, and what becomes of their placeholders.
//!
//! Project Fluent's own parser reads the file. What the page needs of its resolver is short, and the browser knows plural forms and numbers of every
//! language: `fluent-bundle` would bring tables of them. A test holds the files to what is known here.

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Message, Pattern, PatternElement, VariantKey};
use fluent_syntax::parser;

use super::language::Language;
use crate::web::intl::Numbers;

/// What stands in place of a variable.
#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    /// Text.
    Text(&'a str),
    /// Count, which decides about plural forms.
    Count(u64),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Value<'_> {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<usize> for Value<'_> {
    fn from(count: usize) -> Self {
        Self::Count(count as u64)
    }
}

/// Values by the names of their variables.
pub type Values<'a> = &'a [(&'a str, Value<'a>)];

/// Sentences and numbers of a language.
#[derive(Debug)]
pub struct Translation {
    /// The language.
    pub language: &'static Language,
    /// Its rules for numbers.
    pub numbers: Numbers,
    messages: Vec<Message<String>>,
}

impl Translation {
    /// Sentences of an FTL file, without what is no message there; `None` of a file without any, as the login page of a hotel would be.
    pub fn new(language: &'static Language, file: &str) -> Option<Self> {
        let resource = parser::parse_runtime(file.to_owned()).unwrap_or_else(|(resource, _)| resource);
        let messages = resource.body.into_iter().filter_map(|entry| match entry {
            Entry::Message(message) => Some(message),
            _ => None,
        });
        let messages: Vec<_> = messages.collect();
        // Digits as the sentences have them: 0 to 9.
        (!messages.is_empty()).then(|| Self { language, numbers: Numbers::new(&format!("{}-u-nu-latn", language.tag)), messages })
    }

    /// Sentence with this id; `None` where there is none.
    pub fn sentence(&self, id: &str, values: Values<'_>) -> Option<String> {
        let pattern = self.messages.iter().find(|message| message.id.name == id)?.value.as_ref()?;
        let mut text = String::new();
        self.write(pattern, values, &mut text);
        Some(text)
    }

    fn write(&self, pattern: &Pattern<String>, values: Values<'_>, text: &mut String) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => text.push_str(value),
                PatternElement::Placeable { expression: Expression::Inline(InlineExpression::VariableReference { id }) } => {
                    self.write_value(value_of(values, &id.name), text);
                }
                PatternElement::Placeable { expression: Expression::Inline(InlineExpression::StringLiteral { value }) } => text.push_str(value),
                PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                    let InlineExpression::VariableReference { id } = selector else { continue };
                    let (exact, category) = self.keys(value_of(values, &id.name));
                    let has = |wanted: &str| {
                        variants.iter().find(|variant| {
                            let (VariantKey::Identifier { name } | VariantKey::NumberLiteral { value: name }) = &variant.key;
                            name == wanted
                        })
                    };
                    let chosen = has(&exact).or_else(|| has(&category)).or_else(|| variants.iter().find(|variant| variant.default));
                    if let Some(variant) = chosen {
                        self.write(&variant.value, values, text);
                    }
                }
                // A test keeps all else out of the files.
                PatternElement::Placeable { .. } => {}
            }
        }
    }

    fn write_value(&self, value: Value<'_>, text: &mut String) {
        match value {
            Value::Count(count) => text.push_str(&self.numbers.format(count as f64, crate::web::intl::Unit::None, 0)),
            // Names and sizes in another script would be torn apart between words from right to left.
            Value::Text(value) if self.language.direction == "rtl" => text.extend(["\u{2068}", value, "\u{2069}"]),
            Value::Text(value) => text.push_str(value),
        }
    }

    /// Keys of a variant that fit a value: itself, and its plural form.
    fn keys(&self, value: Value<'_>) -> (String, String) {
        match value {
            Value::Count(count) => (count.to_string(), self.numbers.category(count)),
            Value::Text(text) => (text.to_owned(), String::new()),
        }
    }
}

fn value_of<'a>(values: Values<'a>, name: &str) -> Value<'a> {
    values.iter().find(|(of, _)| *of == name).map_or(Value::Text(""), |(_, value)| *value)
}

//! A language of long words, made of English: two accented vowels for each one make a text about 40 % longer, as translations may be.

use anyhow::Result;
use serde_json::json;

use super::Browser;
use crate::program::root;

/// Language whose file the page takes for this one.
const PLACE: &str = "de";

/// Gives the page sentences in the place of those of a language, and chooses it.
const SPEAK: &str = "const [tag, sentences, done] = arguments;
    const own = window.ownFetch ??= window.fetch;
    window.fetch = (address, ...rest) => sentences && String(address).includes(`/locales/${tag}-`)
        ? Promise.resolve(new Response(sentences)) : own.call(window, address, ...rest);
    const select = document.querySelector('[data-test=language]');
    select.value = tag;
    select.dispatchEvent(new Event('change', { bubbles: true }));
    const wait = () => document.documentElement.lang === tag ? requestAnimationFrame(() => requestAnimationFrame(done)) : setTimeout(wait, 10);
    wait();";

/// The sentences of all messages of English.
///
/// # Errors
/// The file of English cannot be read.
pub fn sentences() -> Result<String> {
    Ok(lengthened(&std::fs::read_to_string(root().join("frontend/locales/en.ftl"))?))
}

/// Chooses the language of long words.
///
/// # Errors
/// The page has no choice.
pub async fn speak(browser: &Browser, sentences: &str) -> Result<()> {
    choose(browser, PLACE, sentences).await
}

/// Chooses English.
///
/// # Errors
/// The page has no choice.
pub async fn speak_english(browser: &Browser) -> Result<()> {
    choose(browser, "en", "").await
}

/// Chooses a language, with these sentences where there are any.
///
/// # Errors
/// The page has no choice.
pub async fn choose(browser: &Browser, tag: &str, sentences: &str) -> Result<()> {
    Ok(browser.client.execute_async(SPEAK, vec![json!(tag), json!(sentences)]).await.map(drop)?)
}

/// Text is what stands outside of braces, after the id of a message or the key of a variant.
fn lengthened(file: &str) -> String {
    let mut long = String::new();
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        let at = if line.starts_with(' ') { line.find("] ") } else { line.find(" = ") }.unwrap_or(line.len());
        let (key, text) = line.split_at(at);
        long.push_str(key);
        let mut depth = 0;
        for sign in text.chars() {
            depth += i32::from(sign == '{') - i32::from(sign == '}');
            match (depth, sign) {
                (0, 'a') => long.push_str("áá"),
                (0, 'e') => long.push_str("éé"),
                (0, 'i') => long.push_str("íí"),
                (0, 'o') => long.push_str("óó"),
                (0, 'u') => long.push_str("úú"),
                (_, sign) => long.push(sign),
            }
        }
        long.push('\n');
    }
    long
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_longer_and_names_of_variables_are_not() {
        let file = "# About\na = Size { $size }\nb =\n    { $count ->\n        [one] one of { $all }\n       *[other] more\n    }\n";
        let expected = "a = Síízéé { $size }\nb =\n    { $count ->\n        [one] óónéé óóf { $all }\n       *[other] móóréé\n    }\n";
        assert_eq!(lengthened(file), expected);
    }
}

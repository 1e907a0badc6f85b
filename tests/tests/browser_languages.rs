//! The page in every language: as the browser prefers, by choice, remembered, and with no other language loaded.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use serde_json::{Value, json};
use tests::browser::{Browser, cut_off, pseudo_locale};
use tests::program::root;
use tests::server_process::ServerProcess;

/// Languages by tag, and whether their script runs from right to left.
const LANGUAGES: [(&str, bool); 8] =
    [("en", false), ("zh-Hans", false), ("de", false), ("fr", false), ("es", false), ("pt-BR", false), ("ja", false), ("ar", true)];

/// Text of a message without variables.
fn sentence(tag: &str, id: &str) -> String {
    let file = std::fs::read_to_string(root().join(format!("frontend/locales/{tag}.ftl"))).unwrap();
    let start = format!("{id} = ");
    file.lines().find_map(|line| line.strip_prefix(&start)).unwrap().to_owned()
}

/// Language and direction of the document, its title, heading and choice.
async fn shown(browser: &Browser) -> [String; 5] {
    let script = "const root = document.documentElement;
        return [root.lang, root.dir, document.title, document.querySelector('h1').textContent, document.querySelector('[data-test=language]').value]";
    serde_json::from_value(browser.script(script).await.unwrap()).unwrap()
}

fn expected(tag: &str, is_right_to_left: bool) -> [String; 5] {
    let direction = if is_right_to_left { "rtl" } else { "ltr" };
    [tag.to_owned(), direction.to_owned(), sentence(tag, "title-start"), sentence(tag, "headline"), tag.to_owned()]
}

/// Tags of the languages that this visit asked for.
async fn requested(browser: &Browser) -> Value {
    let script = "return performance.getEntriesByType('resource').map(entry => entry.name.match(/locales.(.+)-[0-9a-f]{16}/)?.[1]).filter(Boolean)";
    browser.script(script).await.unwrap()
}

#[tokio::test]
async fn page_speaks_the_language_of_browser_or_person_and_loads_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let Some(browser) = Browser::start().await.unwrap() else { return };
    let server = ServerProcess::start(&root().join("dist"), folder.path(), 0).unwrap();
    let agent = browser.script("return navigator.userAgent").await.unwrap();
    browser.devtools("Network.setUserAgentOverride", json!({ "userAgent": agent, "acceptLanguage": "nl,ar-EG,de" })).await.unwrap();
    browser.open(&server.address()).await.unwrap();
    assert_eq!(shown(&browser).await, expected("ar", true));
    assert_eq!(requested(&browser).await, json!(["ar"]));

    for (tag, is_right_to_left) in LANGUAGES {
        pseudo_locale::choose(&browser, tag, "").await.unwrap();
        assert_eq!(shown(&browser).await, expected(tag, is_right_to_left));
        for width in [390, 1280] {
            assert_eq!(cut_off::at_width(&browser, width).await.unwrap(), Vec::<String>::new(), "{tag}, {width} pixels");
        }
    }
    pseudo_locale::choose(&browser, "ja", "").await.unwrap();
    browser.client.refresh().await.unwrap();
    browser.phase("empty").await.unwrap();
    assert_eq!(shown(&browser).await, expected("ja", false));
    assert_eq!(requested(&browser).await, json!(["ja"]));
    browser.close(&["models"]).await.unwrap();
}

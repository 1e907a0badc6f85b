//! Language, direction and description of the document, and the addresses that `index.html` has in its `meta` elements.

use web_sys::{Document, Element};

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

fn set(element: Option<Element>, attribute: &str, value: &str) {
    if let Some(element) = element {
        // It fails only for names that are none.
        let _ = element.set_attribute(attribute, value);
    }
}

/// Sets the language by its BCP 47 tag, and the direction of its script: `ltr` or `rtl`.
pub fn set_language(tag: &str, direction: &str) {
    let root = || document().and_then(|document| document.document_element());
    set(root(), "lang", tag);
    set(root(), "dir", direction);
}

/// Sets the description.
pub fn set_description(description: &str) {
    set(meta("description"), "content", description);
}

/// Content of the `meta` element with a name.
pub fn content(name: &str) -> Option<String> {
    meta(name)?.get_attribute("content")
}

fn meta(name: &str) -> Option<Element> {
    document()?.query_selector(&format!("meta[name={name}]")).ok()?
}

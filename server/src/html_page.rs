//! Frame of the pages that the server writes: those of the statistics and of the API.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use maud::{DOCTYPE, Markup, html};

/// Page with this title, the address of its style, and its content.
pub fn html_page(title: &str, style: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                meta name="color-scheme" content="light dark";
                title { "Offcut: " (title) }
                link rel="icon" href="/icons/icon.svg";
                link rel="stylesheet" href=(style);
            }
            body { main { (content) } }
        }
    }
}

/// Style of a page: a file of its own, since the content security policy allows no inline styles.
pub fn stylesheet(css: &'static str) -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "no-cache")], css)
}

//! `POST /share`, to which a browser sends the photos that are shared with the installed page. The page's service worker takes them, and they come here
//! only where the browser has lost it.

use axum::response::Redirect;

/// Response without a look at the body: the page, which says that the photos did not arrive.
pub async fn not_taken() -> Redirect {
    Redirect::to("/?share=lost")
}

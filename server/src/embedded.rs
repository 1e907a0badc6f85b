//! Page and network inside the program.

use std::borrow::Cow;

use rust_embed::RustEmbed;
use server::files::bundle::Bundle;

/// The built page. Its names have hashes of their contents, so that a new page is a new `index.html`, which has this compiled anew.
#[derive(RustEmbed)]
#[folder = "../dist"]
struct Site;

/// What this program carries. Nothing is copied: the bytes stay where the system maps the program.
pub fn bundle() -> Bundle {
    let site = Site::iter().filter_map(|path| {
        let bytes = match Site::get(&path)?.data {
            Cow::Borrowed(bytes) => bytes.into(),
            Cow::Owned(bytes) => bytes.into(),
        };
        Some((path.into_owned(), bytes))
    });
    Bundle::new(site, catalogue::U2NETP.into())
}

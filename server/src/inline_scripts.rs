//! Hashes of the page's inline scripts, so that the content security policy can allow them and no others.
//!
//! Trunk writes one: the module that starts the page's wasm. Its text changes with every build.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// Source expression `'sha256-…'` of each inline script, in the order of the page.
///
/// The page is our own build: its tags have no `>` in an attribute. Browsers turn every line end into a line feed before they hash (HTML standard,
/// "preprocessing the input stream").
pub fn source_expressions(html: &str) -> Vec<String> {
    let html = html.replace("\r\n", "\n");
    let scripts = html.split("<script").skip(1).filter_map(|rest| rest.split_once('>'));
    let inline = scripts.filter(|(attributes, _)| !attributes.contains(" src=")).filter_map(|(_, rest)| rest.split_once("</script>"));
    inline.map(|(text, _)| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_scripts_have_hash_of_csp_specification() {
        // From the CSP level 2 specification, section "script-src".
        let expected = ["'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"];
        assert_eq!(source_expressions("<script>alert('Hello, world.');</script>"), expected);
        assert_eq!(source_expressions("<script src=\"/a.js\"></script><script type=\"module\">alert('Hello, world.');</script>"), expected);
        assert_eq!(source_expressions("<script>a\r\nb</script>"), source_expressions("<script>a\nb</script>"));
        assert!(source_expressions("<p>no script</p><script").is_empty());
    }
}

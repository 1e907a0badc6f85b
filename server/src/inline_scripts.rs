//! Finds the inline scripts of a page and names each by its hash, so that the content security policy can allow them and no others.
//!
//! Trunk writes one: the module that starts the page's wasm. Its text changes with every build.

use sha2::{Digest, Sha256};

/// A source expression `'sha256-…'` for each inline script, in the order of the page.
pub fn source_expressions(html: &str) -> Vec<String> {
    inline_scripts(html).into_iter().map(|text| format!("'sha256-{}'", base64(&Sha256::digest(as_parsed(text).as_bytes())))).collect()
}

/// Browsers turn every line end into a line feed before they hash (HTML standard, "preprocessing the input stream").
fn as_parsed(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn inline_scripts(html: &str) -> Vec<&str> {
    // Lower-casing ASCII keeps every byte offset.
    let lower = html.to_ascii_lowercase();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = lower[at..].find('<').map(|offset| at + offset) {
        let rest = &lower[open..];
        if rest.starts_with("<!--") {
            at = rest.find("-->").map_or(lower.len(), |end| open + end + 3);
        } else if is_tag(rest, "<script") {
            let Some(tag) = read_tag(&lower, open + "<script".len()) else { break };
            let close = end_tag(&lower, tag.end);
            if !tag.has_src {
                found.push(&html[tag.end..close]);
            }
            at = close;
        } else {
            at = open + 1;
        }
    }
    found
}

fn is_tag(rest: &str, name: &str) -> bool {
    rest.strip_prefix(name).is_some_and(|after| after.starts_with(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/'))
}

fn end_tag(lower: &str, from: usize) -> usize {
    let ends = lower[from..].match_indices("</script");
    ends.map(|(offset, _)| from + offset).find(|end| is_tag(&lower[*end..], "</script")).unwrap_or(lower.len())
}

struct Tag {
    /// The offset after its `>`.
    end: usize,
    has_src: bool,
}

/// Reads attributes up to the `>` that is outside quotes.
fn read_tag(lower: &str, from: usize) -> Option<Tag> {
    let bytes = lower.as_bytes();
    let mut has_src = false;
    let mut at = from;
    loop {
        while bytes.get(at).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'/') {
            at += 1;
        }
        if *bytes.get(at)? == b'>' {
            return Some(Tag { end: at + 1, has_src });
        }
        let name_start = at;
        while bytes.get(at).is_some_and(|byte| !byte.is_ascii_whitespace() && !b"=>/".contains(byte)) {
            at += 1;
        }
        has_src |= &bytes[name_start..at] == b"src";
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        if bytes.get(at) == Some(&b'=') {
            at = skip_value(bytes, at + 1)?;
        }
    }
}

fn skip_value(bytes: &[u8], from: usize) -> Option<usize> {
    let start = from + bytes[from..].iter().position(|byte| !byte.is_ascii_whitespace())?;
    match bytes[start] {
        quote @ (b'"' | b'\'') => Some(start + 2 + bytes[start + 1..].iter().position(|byte| *byte == quote)?),
        _ => Some(start + bytes[start..].iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'>')?),
    }
}

/// Standard base64 with padding; the only place that needs it encodes a few hashes at start.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |bits: u32, shift: u32| char::from(ALPHABET[(bits >> shift & 63) as usize]);
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let [a, b, c] = [0, 1, 2].map(|index| u32::from(chunk.get(index).copied().unwrap_or(0)));
        let bits = a << 16 | b << 8 | c;
        text.push(digit(bits, 18));
        text.push(digit(bits, 12));
        text.push(if chunk.len() > 1 { digit(bits, 6) } else { '=' });
        text.push(if chunk.len() > 2 { digit(bits, 0) } else { '=' });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scripts_without_src_are_found_and_their_text_is_exact() {
        let html = "<!doctype html><!-- <script>comment()</script> --><SCRIPT type=module nonce='a>b'>\nimport init;\n</Script >\
            <script src=\"/a.js\"></script><script async src = /b.js></script><script data-src='x' >two</script\n>\
            <scripty>no</scripty><script/>three</scripts></script><script>é < unfinished";
        assert_eq!(inline_scripts(html), ["\nimport init;\n", "two", "three</scripts>", "é < unfinished"]);
        assert!(inline_scripts("<p>no script</p><script").is_empty());
        assert!(inline_scripts("<script a='").is_empty());
    }

    #[test]
    fn the_expression_is_the_one_of_the_csp_specification() {
        // From the CSP level 2 specification, section "script-src".
        assert_eq!(source_expressions("<script>alert('Hello, world.');</script>"), ["'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"]);
        assert_eq!(source_expressions("<script>a\r\nb</script>"), source_expressions("<script>a\nb</script>"));
    }

    #[test]
    fn base64_pads() {
        assert_eq!(["", "f", "fo", "foo", "foob"].map(|text| base64(text.as_bytes())), ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]);
    }
}

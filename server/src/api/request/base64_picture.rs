//! Base64 and data URIs instead of a file; other text is an error.

use std::borrow::Cow;

use axum::body::Bytes;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use matting::InputFormat;

use super::photo_source::{PhotoLocation, UploadedPhoto};
use crate::api::api_error::ApiError;

/// Characters of base64 that are enough to tell a picture by: [`InputFormat::detect`] reads a kilobyte at most.
const HEAD: usize = 2048;

/// Padding may be there or not.
const BASE64: GeneralPurpose = GeneralPurpose::new(&STANDARD, GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent));

/// File of a photo. Large text takes a while: not for async threads.
///
/// # Errors
/// [`ApiError::NotAFile`] for text that stands for no file.
pub fn file_of(photo: UploadedPhoto) -> Result<Bytes, ApiError> {
    let UploadedPhoto { bytes, place } = photo;
    if InputFormat::detect(&bytes).is_some() {
        return Ok(bytes);
    }
    let Ok(text) = std::str::from_utf8(&bytes) else { return Ok(bytes) };
    let text = text.trim_start_matches('\u{feff}').trim();
    let spaces_are_plus = matches!(place, PhotoLocation::QueryField(_));
    let name = match &place {
        PhotoLocation::Body => "The body".to_owned(),
        PhotoLocation::File(name) | PhotoLocation::Field(name) | PhotoLocation::QueryField(name) => format!("The field {name}"),
    };
    if let Some(uri) = without_prefix(text, "data:") {
        let (head, data) = uri.split_once(',').ok_or_else(|| ApiError::NotAFile(format!("{name} has a data URI without a comma and data.")))?;
        if !head.trim().to_ascii_lowercase().ends_with("base64") {
            return Err(ApiError::NotAFile(format!(
                "{name} has a data URI that is not in base64: write it as data:image/png;base64,… or send the file."
            )));
        }
        return decoded(data, spaces_are_plus)
            .map(Bytes::from)
            .ok_or_else(|| ApiError::NotAFile(format!("{name} has a data URI with broken base64.")));
    }
    if begins_like_a_picture(text, spaces_are_plus) {
        return decoded(text, spaces_are_plus).map(Bytes::from).ok_or_else(|| ApiError::NotAFile(format!("{name} has broken base64.")));
    }
    match place {
        // The core knows what to say of a file.
        PhotoLocation::Body | PhotoLocation::File(_) => Ok(bytes),
        _ if text.is_empty() => Ok(Bytes::new()),
        _ if ["http://", "https://", "ftp://", "file://"].iter().any(|scheme| without_prefix(text, scheme).is_some()) => {
            Err(ApiError::NotAFile(format!("{name} has an address. {}", ApiError::FetchUnsupported)))
        }
        _ => Err(ApiError::NotAFile(format!(
            "{name} has text that is no picture: send the file itself (with curl, -F file=@photo.jpg), or its base64, or a data URI."
        ))),
    }
}

fn without_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

fn begins_like_a_picture(text: &str, spaces_are_plus: bool) -> bool {
    let head = plain(&text.as_bytes()[..text.len().min(HEAD)], spaces_are_plus);
    BASE64.decode(&head[..head.len() / 4 * 4]).is_ok_and(|bytes| InputFormat::detect(&bytes).is_some())
}

fn decoded(text: &str, spaces_are_plus: bool) -> Option<Vec<u8>> {
    BASE64.decode(plain(text.as_bytes(), spaces_are_plus)).ok()
}

/// Base64 in its standard alphabet and in one line.
fn plain(text: &[u8], spaces_are_plus: bool) -> Cow<'_, [u8]> {
    if text.iter().all(|sign| sign.is_ascii_alphanumeric() || b"+/=".contains(sign)) {
        return Cow::Borrowed(text);
    }
    let sign = |sign: &u8| match sign {
        b'-' => Some(b'+'),
        b'_' => Some(b'/'),
        b' ' if spaces_are_plus => Some(b'+'),
        sign if sign.is_ascii_whitespace() => None,
        sign => Some(*sign),
    };
    Cow::Owned(text.iter().filter_map(sign).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with every sign of the alphabet in its base64.
    fn file() -> Vec<u8> {
        [b"\x89PNG\r\n\x1a\n".as_slice(), &(0..=255).collect::<Vec<u8>>(), b"\xfb\xff\xfe\xfb\xef\xbe\0"].concat()
    }

    fn read(text: impl Into<Vec<u8>>, place: PhotoLocation) -> Result<Bytes, String> {
        file_of(UploadedPhoto { bytes: text.into().into(), place }).map_err(|error| error.to_string())
    }

    #[test]
    fn base64_and_data_uris_become_the_file() {
        let text = BASE64.encode(file());
        assert!(text.contains('+') && text.contains('/') && text.ends_with('='), "{text}");
        let in_lines: String = text.as_bytes().chunks(76).flat_map(|line| [std::str::from_utf8(line).unwrap(), "\r\n"]).collect();
        for sent in [
            text.clone(),
            text.trim_end_matches('=').to_owned(),
            format!("\u{feff}  {text}\n"),
            in_lines,
            text.replace('+', "-").replace('/', "_"),
            format!("data:image/png;base64,{text}"),
            format!("DATA:;Base64,{text}"),
            format!("data:image/png; charset=utf-8; base64,{text}"),
        ] {
            for place in [PhotoLocation::Body, PhotoLocation::Field("file".to_owned()), PhotoLocation::File("file".to_owned())] {
                assert_eq!(read(sent.clone(), place), Ok(file().into()), "{sent}");
            }
        }
        assert_eq!(read(text.replace('+', " "), PhotoLocation::QueryField("image".to_owned())), Ok(file().into()));
    }

    #[test]
    fn files_stay_as_they_are() {
        let field = || PhotoLocation::Field("file".to_owned());
        assert_eq!(read(file(), field()), Ok(file().into()));
        assert_eq!(read([0xff, 0xfe, 0], field()), Ok(Bytes::from_static(&[0xff, 0xfe, 0])));
        for place in [PhotoLocation::Body, PhotoLocation::File("file".to_owned())] {
            assert_eq!(read("just text", place), Ok("just text".into()));
        }
        assert_eq!(read("aGFsbG8gd2VsdA==", PhotoLocation::Body), Ok("aGFsbG8gd2VsdA==".into()), "base64 of no picture");
        assert_eq!(read(" \n", field()), Ok(Bytes::new()));
    }

    #[test]
    fn other_text_names_the_field() {
        let text = BASE64.encode(file());
        for (sent, sentence) in [
            ("photo.jpg", "The field image has text that is no picture"),
            ("@photo.jpg", "with curl, -F file=@photo.jpg"),
            ("https://shop.example/a.jpg", "The field image has an address. This server never fetches"),
            ("data:image/png;base64", "The field image has a data URI without a comma"),
            ("data:image/png,%89PNG", "not in base64"),
            ("data:image/png;base64,!!!", "broken base64"),
            (&format!("{text}!"), "The field image has broken base64"),
            ("é", "text that is no picture"),
            ("iVB\u{fe820}", "text that is no picture"),
        ] {
            let error = read(sent, PhotoLocation::Field("image".to_owned())).unwrap_err();
            assert!(error.contains(sentence), "{sent}: {error}");
        }
    }
}

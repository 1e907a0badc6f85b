//! Forms (multipart and URL-encoded): photo and options in the fields of a body.

use axum::body::{Body, Bytes};
use matting::InputFormat;
use multer::Multipart;

use super::params::ParamsBuilder;
use super::params_table::named;
use super::photo_source::{PhotoLocation, UploadedPhoto, shortened};
use crate::api::api_error::ApiError;

/// Names of the photo's field, case-insensitive: the documented one, then those of other services' clients.
pub const PHOTO_FIELDS: &[&str] =
    &["file", "file[]", "files", "files[]", "image", "image[]", "image_file", "image_file_b64", "photo", "picture", "upload"];

/// Longest value of an option in bytes.
const MAX_OPTION_BYTES: usize = 4096;

/// Maximum number of fields.
const MAX_FIELDS: usize = 200;

/// Maximum number of fields named in an error message.
const MAX_NAMED: usize = 10;

/// True for a name of the photo's field.
pub fn is_photo_field(name: &str) -> bool {
    PHOTO_FIELDS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Photo among the fields of a form.
#[derive(Default)]
struct Fields {
    photo: Option<UploadedPhoto>,
    count: usize,
    names: Vec<String>,
}

impl Fields {
    fn add(
        &mut self,
        name: &str,
        value: Bytes,
        place: impl FnOnce(String) -> PhotoLocation,
        is_file: bool,
        params: &mut ParamsBuilder,
    ) -> Result<(), ApiError> {
        let name = name.trim();
        self.count += 1;
        if self.count > MAX_FIELDS {
            return Err(broken(format!("it has more than {MAX_FIELDS} fields")));
        }
        if is_photo_field(name) {
            if self.photo.is_some() {
                return Err(broken(format!("it has two photos (the second one in the field {name}), and one photo is cut out at a time")));
            }
            self.photo = Some(UploadedPhoto { bytes: value, place: place(name.to_owned()) });
            return Ok(());
        }
        if self.names.len() < MAX_NAMED && !self.names.iter().any(|known| *known == shortened(name)) {
            self.names.push(shortened(name));
        }
        let has_picture = is_file || InputFormat::detect(&value).is_some();
        if named(name).is_none() && has_picture {
            let name = shortened(name);
            return Err(broken(format!(
                "its field \"{name}\" has a file, and the photo is the field file (or image, image_file, file[]): rename it"
            )));
        }
        let text = std::str::from_utf8(&value).ok().filter(|text| text.len() <= MAX_OPTION_BYTES);
        let text = text.ok_or_else(|| broken(format!("its field \"{}\" is no text, or longer than {MAX_OPTION_BYTES} bytes", shortened(name))))?;
        params.set_field(name, text)
    }

    fn photo(self) -> Result<UploadedPhoto, ApiError> {
        let others = if self.names.is_empty() { String::new() } else { format!(", only {}", self.names.join(", ")) };
        self.photo.ok_or_else(|| broken(format!("it has no field named file with the photo{others}")))
    }
}

fn broken(detail: String) -> ApiError {
    ApiError::InvalidForm { detail }
}

/// Photo and options of `multipart/form-data`.
///
/// # Errors
/// [`ApiError::InvalidForm`], and those of the options.
pub async fn multipart(content_type: &str, body: Bytes, params: &mut ParamsBuilder) -> Result<UploadedPhoto, ApiError> {
    let unreadable = |error: multer::Error| broken(error.to_string());
    let boundary = multer::parse_boundary(content_type)
        .map_err(|_| broken("its Content-Type has no boundary; let the client write this header, boundary and all".to_owned()))?;
    let mut form = Multipart::new(Body::from(body).into_data_stream(), boundary);
    let mut fields = Fields::default();
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        let name = field.name().ok_or_else(|| broken("one of its fields has no name that can be read".to_owned()))?.to_owned();
        let is_file = field.file_name().is_some();
        let place = if is_file { PhotoLocation::File } else { PhotoLocation::Field };
        fields.add(&name, field.bytes().await.map_err(unreadable)?, place, is_file, params)?;
    }
    fields.photo()
}

/// Photo, as text, and options of `application/x-www-form-urlencoded`.
///
/// # Errors
/// [`ApiError::InvalidForm`], and those of the options.
pub fn urlencoded(body: &[u8], params: &mut ParamsBuilder) -> Result<UploadedPhoto, ApiError> {
    let mut fields = Fields::default();
    for (name, value) in form_urlencoded::parse(body) {
        fields.add(&name, value.into_owned().into(), PhotoLocation::QueryField, false, params)?;
    }
    fields.photo()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn sent(fields: &[(&str, &str)]) -> Result<UploadedPhoto, String> {
        let part = |(head, value): &(&str, &str)| format!("--XX\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n");
        let body = fields.iter().map(part).collect::<String>() + "--XX--\r\n";
        multipart("multipart/form-data; boundary=XX", body.into(), &mut ParamsBuilder::default()).await.map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn usual_names_of_the_photo_are_taken() {
        for name in PHOTO_FIELDS.iter().copied().chain(["File", "IMAGE"]) {
            for (head, place) in [
                (format!("name=\"{name}\"; filename=\"a.jpg\""), PhotoLocation::File(name.to_owned())),
                (format!("name=\"{name}\""), PhotoLocation::Field(name.to_owned())),
            ] {
                let photo = sent(&[("name=\"trim\"", "true"), (&head, "GIF89a")]).await.unwrap();
                assert_eq!((&photo.bytes[..], photo.place), (&b"GIF89a"[..], place));
            }
        }
        let photo = urlencoded(b"trim=5%25&image=R0lGODlh%2Bx", &mut ParamsBuilder::default()).unwrap();
        assert_eq!((&photo.bytes[..], photo.place), (&b"R0lGODlh+x"[..], PhotoLocation::QueryField("image".to_owned())));
    }

    #[tokio::test]
    async fn other_fields_are_named_in_the_sentence() {
        for (fields, sentence) in [
            (&[("name=\"mein_bild\"; filename=\"a.jpg\"", "GIF89a")][..], "its field \"mein_bild\" has a file"),
            (&[("name=\"blob\"", "GIF89a")], "its field \"blob\" has a file"),
            (&[("name=\"colour\"", "red")], "The option \"colour\" is not known"),
            (&[("name=\"trim\"", "true"), ("name=\"om\"", "false")], "no field named file with the photo, only trim, om"),
            (&[("name=\"file\"", "GIF89a"), ("name=\"image\"", "GIF89a")], "two photos (the second one in the field image)"),
            (&[("filename=\"a.jpg\"", "GIF89a")], "one of its fields has no name"),
            (&[], "no field named file with the photo."),
        ] {
            let error = sent(fields).await.unwrap_err();
            assert!(error.contains(sentence), "{fields:?}: {error}");
        }
        let long = sent(&[("name=\"trim\"", &"9".repeat(5000))]).await.unwrap_err();
        assert!(long.contains("its field \"trim\" is no text, or longer than"), "{long}");
        let empty = urlencoded("om&".repeat(200).as_bytes(), &mut ParamsBuilder::default()).unwrap_err().to_string();
        assert!(empty.ends_with("with the photo, only om."), "{empty}");
        let many = urlencoded("om&".repeat(201).as_bytes(), &mut ParamsBuilder::default()).unwrap_err().to_string();
        assert!(many.contains("more than 200 fields"), "{many}");
        let error = urlencoded(b"colour=red", &mut ParamsBuilder::default()).unwrap_err().to_string();
        assert!(error.contains("\"colour\" is not known"), "{error}");
    }

    #[tokio::test]
    async fn empty_field_is_an_option_not_given() {
        let mut params = ParamsBuilder::default();
        let body = "--XX\r\nContent-Disposition: form-data; name=\"trim\"\r\n\r\n\r\n--XX\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nGIF89a\r\n--XX--";
        multipart("multipart/form-data; boundary=XX", body.into(), &mut params).await.unwrap();
        assert!(params.set("trim", "4px").is_ok(), "the empty field counts as given");
    }
}

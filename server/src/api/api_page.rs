//! `GET /api`: the API for people; `GET /api/openapi.json`: the same for programs.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use serde_json::Value;

use super::api_state::Api;
use super::intake::form::PHOTO_FIELDS;
use super::intake::params_table::{PARAMS, Param};

/// Document as it is written by hand; only the version and the networks that are here are put in.
const OPENAPI: &str = include_str!("openapi.json");

/// Document that tools make clients from.
pub async fn openapi(State(api): State<Arc<Api>>) -> Response {
    let Ok(mut document) = serde_json::from_str::<Value>(OPENAPI) else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    if let Some(version) = document.pointer_mut("/info/version") {
        *version = env!("CARGO_PKG_VERSION").into();
    }
    if let Some(model) = document.pointer_mut("/components/schemas/Options/properties/model").and_then(Value::as_object_mut) {
        model.insert("enum".to_owned(), api.networks.offers().iter().map(|offer| offer.choice.name.as_ref()).collect());
    }
    ([(CACHE_CONTROL, "no-cache")], Json(document)).into_response()
}

/// Style of the page: a file of its own, since the content security policy allows no inline styles.
pub async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "no-cache")], include_str!("api_page.css"))
}

/// Page with examples that work as they are.
pub async fn show(State(api): State<Arc<Api>>, headers: HeaderMap) -> impl IntoResponse {
    ([(CACHE_CONTROL, "no-store")], Html(page(&api, &own_address(&headers)).into_string()))
}

/// Address that the reader found this page at, as far as that is an address and nothing else.
fn own_address(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_host = |host: &&str| !host.is_empty() && host.chars().all(|sign| sign.is_ascii_alphanumeric() || ".-:[]".contains(sign));
    let host = text(HOST.as_str()).filter(is_host).unwrap_or("localhost:8080");
    let scheme = if text("x-forwarded-proto") == Some("https") { "https" } else { "http" };
    format!("{scheme}://{host}")
}

fn page(api: &Api, address: &str) -> Markup {
    let python = format!(
        "import requests\n\nwith open(\"photo.jpg\", \"rb\") as photo:\n    answer = requests.post(\"{address}/api/remove\", files={{\"file\": photo}}, \
         data={{\"trim\": \"true\"}})\nanswer.raise_for_status()\nwith open(\"cutout.png\", \"wb\") as cutout:\n    cutout.write(answer.content)\n\
         print(answer.headers[\"X-Offcut-Verdict\"])"
    );
    let examples = [
        ("With curl", format!("curl -F file=@photo.jpg \"{address}/api/remove\" -o cutout.png")),
        (
            "The photo as the body, WebP back",
            format!("curl --data-binary @photo.jpg -H \"Content-Type: image/jpeg\" \"{address}/api/remove?format=webp&trim\" -o cutout.webp"),
        ),
        ("With Python", python),
        (
            "As rembg s takes it",
            format!("curl -F file=@photo.jpg -F model=u2netp -F a=true \"{address}/api/remove?bgc=255,255,255,255\" -o cutout.png"),
        ),
    ];
    let models: Vec<String> = api.networks.offers().iter().map(|offer| format!("{} ({})", offer.choice.name, offer.purpose)).collect();
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { "Offcut: cut-outs for programs" }
                link rel="icon" href="/icons/icon.svg";
                link rel="stylesheet" href="/api.css";
            }
            body {
                main {
                    h1 { "Cut-outs for programs" }
                    p {
                        "Send a photo to " code { "POST /api/remove" } ", get the cut-out back. Unlike the page, which works in the browser, this sends the photo \
                         to this server: it works on it in memory, writes it nowhere, and keeps nothing but the latest results, in memory too."
                    }
                    p {
                        "It takes what clients of " code { "rembg s" } " send, and the form of remove.bg. The photo may also be the field "
                        @for name in &PHOTO_FIELDS[1..] { code { (name) } ", " }
                        "and base64 or a data URI in place of the file. It never fetches an address. "
                        a href="/api/openapi.json" { "The OpenAPI document" }
                    }
                    h2 { "Examples" }
                    @for (title, example) in &examples {
                        h3 { (title) }
                        pre tabindex="0" role="region" aria-label=(title) { code { (example) } }
                    }
                    h2 { "Options" }
                    p { "In the query or as fields of the form. An unknown option and a value that makes no sense are rejected with a sentence; an empty \
                         field of a form is an option not given." }
                    div class="table" role="region" aria-label="Options" tabindex="0" {
                        table {
                            thead { tr { th scope="col" { "Name" } th scope="col" { "Value" } th scope="col" { "Effect" } } }
                            tbody { @for param in PARAMS { (param_row(param)) } }
                        }
                    }
                    p { "Networks: " (models.join(", ")) ". Each is loaded when a photo first wants it, which takes seconds where it is large." }
                    h2 { "Limits" }
                    p {
                        "A request may have " (api.max_bytes >> 20) " MiB, a photo " (api.limits.max_pixels / 1_000_000) " megapixels, and the answer comes within "
                        (api.time.as_secs()) " s or not at all. " (api.pool.workers()) " photos are processed at the same time; more wait, and when too many wait \
                         the answer is 503 with the time to come back in " code { "Retry-After" } ". A client that goes away ends the work on its photo."
                    }
                    @if api.has_filter { p { "A content filter looks at each photo and refuses some with status 422." } }
                    h2 { "Answers" }
                    (table("Answers", ANSWERS))
                    p {
                        "Anything but a cut-out is a sentence, or " code { "{\"error\": …, \"message\": …}" } " for clients that accept JSON better than text. "
                        code { "X-Offcut-Error" } " has the error's code in both cases. " code { "X-Offcut-Stage" } " names the stage in which a photo failed: read, find, refine, compose or encode; total before the first of them."
                    }
                    h2 { "Headers of a cut-out" }
                    (table("Headers of a cut-out", HEADERS))
                }
            }
        }
    }
}

fn table(name: &str, rows: &[(&str, &str)]) -> Markup {
    html! {
        div class="table" role="region" aria-label=(name) tabindex="0" {
            table { tbody { @for (name, meaning) in rows { tr { th scope="row" { (name) } td { (meaning) } } } } }
        }
    }
}

fn param_row(Param { name, aliases, values, meaning, take: _ }: &Param) -> Markup {
    html! {
        tr {
            th scope="row" { code { (name) } @for alias in *aliases { " or " code { (alias) } } }
            td { (values) }
            td { (meaning) }
        }
    }
}

const ANSWERS: &[(&str, &str)] = &[
    ("200", "The cut-out."),
    ("204", "OPTIONS: the methods are in Allow."),
    ("400", "The form, an option or the end of the body is wrong, the network is not here, or the file is empty."),
    ("403", "A page of another site sent it, which the operator has not listed."),
    ("413", "The request, the photo's size or its number of pixels is over the limit."),
    ("415", "The body is neither a form nor a picture, or no picture that can be read here."),
    ("422", "The picture is damaged, of an unusual kind, made the decoder fail, or was refused by the content filter (refused, with its label)."),
    ("429", "This client sends too often; Retry-After says when to come back."),
    ("500", "The network or the content filter failed; nothing is wrong with the request."),
    ("501", "GET: addresses are never fetched."),
    ("503", "Too many photos wait, or this one took too long; Retry-After says when to come back."),
];

const HEADERS: &[(&str, &str)] = &[
    ("X-Offcut-Verdict", "fine, please_check where the network wavered, or no_clear_subject where it saw none."),
    ("X-Offcut-Doubt", "Doubt that the verdict comes from: 0 (none) to 1, please_check from 0.5 on."),
    ("X-Offcut-Size", "Width and height of the cut-out, as 640x480."),
    ("X-Offcut-Notes", "What the cut-out does not show of the file: cut_short where it ends early, first_picture of several, gain_map left out."),
    ("X-Offcut-Ignored", "Options of rembg that were given and have no effect here."),
    ("X-Cache", "hit where the result was in the cache, else miss."),
    ("Server-Timing", "Milliseconds of queue, read, find, refine, compose, encode and total."),
];

#[cfg(test)]
mod tests {
    use super::super::intake::params_table::{Draft, Take, named};
    use super::*;
    use axum::http::HeaderValue;
    use matting::catalogue::BUNDLED;
    use matting::{EncodeQuality, Encoding, Metadata, OutputFormat, Quality};
    use std::collections::BTreeSet;

    #[test]
    fn document_names_exactly_the_parameters() {
        let document: Value = serde_json::from_str(OPENAPI).unwrap();
        let options = document.pointer("/components/schemas/Options/properties").and_then(Value::as_object).unwrap();
        let documented: BTreeSet<&str> = options.keys().map(String::as_str).collect();
        let known: BTreeSet<&str> = PARAMS.iter().flat_map(|param| [param.name].into_iter().chain(param.aliases.iter().copied())).collect();
        assert_eq!(documented, known);
        assert_eq!(known.len(), PARAMS.iter().map(|param| 1 + param.aliases.len()).sum::<usize>(), "a name stands for two options");
        assert!(options.values().all(|option| option["description"].as_str().is_some_and(|text| text.len() > 5)));
    }

    #[test]
    fn document_and_page_have_the_cores_defaults() {
        let document: Value = serde_json::from_str(OPENAPI).unwrap();
        let option = |name: &str| &document["components"]["schemas"]["Options"]["properties"][name];
        assert_eq!(option("quality")["default"], Quality::default().as_str());
        assert_eq!(option("model")["default"], BUNDLED.name);
        assert_eq!(option("metadata")["default"].as_str().unwrap().parse(), Ok(Metadata::default()));
        assert_eq!(
            [OutputFormat::Avif, OutputFormat::Jpeg].map(|of| Encoding::new(of, None)),
            [
                Encoding::new(OutputFormat::Avif, Some(EncodeQuality::clamped(80))),
                Encoding::new(OutputFormat::Jpeg, Some(EncodeQuality::clamped(90)))
            ]
        );
        for (name, default) in
            [("bgblur", "2"), ("shadow", "35"), ("trim", "5%"), ("quality", "balanced"), ("model", "u2netp"), ("encode_quality", "80")]
        {
            let (param, described) = (named(name).unwrap(), option(name).to_string());
            assert!(described.contains(default) && param.meaning.contains(default), "{name}: {described}");
            let taken = |value: &str| {
                let mut draft = Draft::default();
                match param.take {
                    Take::Switch(take) | Take::Value(take) => take(&mut draft, value).map(|()| format!("{draft:?}")),
                    Take::Nothing => Err("it has no effect".to_owned()),
                }
            };
            if param.values.starts_with("true") {
                assert_eq!(taken("true"), taken(default), "{name}");
            }
        }
    }

    #[test]
    fn document_names_exactly_the_statuses_and_headers_of_the_page() {
        let document: Value = serde_json::from_str(OPENAPI).unwrap();
        let statuses = |method: &str| document.pointer(&format!("/paths/~1api~1remove/{method}/responses")).and_then(Value::as_object).unwrap();
        let documented: BTreeSet<&String> = ["post", "get", "head", "options"].into_iter().flat_map(|method| statuses(method).keys()).collect();
        assert!(documented.into_iter().eq(ANSWERS.iter().map(|(status, _)| status)));
        let headers = document.pointer("/paths/~1api~1remove/post/responses/200/headers").and_then(Value::as_object).unwrap();
        let documented: BTreeSet<&str> = headers.keys().map(String::as_str).collect();
        assert_eq!(documented, HEADERS.iter().map(|(name, _)| *name).collect());
    }

    #[test]
    fn pages_of_listed_sites_can_read_every_documented_header() {
        let exposed: BTreeSet<&str> = super::super::intake::cors::EXPOSED.split(',').map(str::trim).collect();
        let hidden: Vec<&str> = HEADERS.iter().map(|(name, _)| *name).filter(|name| !exposed.contains(name.to_ascii_lowercase().as_str())).collect();
        assert!(hidden.is_empty(), "{hidden:?}");
    }

    #[test]
    fn references_of_the_document_exist() {
        let document: Value = serde_json::from_str(OPENAPI).unwrap();
        let references: Vec<&str> = OPENAPI.split("\"$ref\": \"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(references.len() > 5);
        for reference in references {
            assert!(document.pointer(reference).is_some(), "{reference}");
        }
    }

    #[test]
    fn examples_take_addresses_only() {
        let of = |host: &'static str| own_address(&HeaderMap::from_iter([(HOST, HeaderValue::from_static(host))]));
        assert_eq!(of("offcut.example:9000"), "http://offcut.example:9000");
        assert_eq!(of("[::1]:9000"), "http://[::1]:9000");
        for odd in ["", "a b", "<script>", "x\"; rm -rf"] {
            assert_eq!(of(odd), "http://localhost:8080", "{odd}");
        }
    }
}

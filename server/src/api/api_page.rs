//! Documentation of the API: `GET /api` as a page, `GET /api/openapi.json` as an OpenAPI document.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, HOST};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use serde_json::Value;

use super::api_state::Api;
use super::request::form::PHOTO_FIELDS;
use super::request::params_table::{PARAMS, Param};
use crate::html_page::{html_page, stylesheet};

/// Document as it is written by hand; version and available models are filled in.
const OPENAPI: &str = include_str!("openapi.json");

/// OpenAPI document.
pub async fn openapi(State(api): State<Arc<Api>>) -> Response {
    let Ok(mut document) = serde_json::from_str::<Value>(OPENAPI) else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    if let Some(version) = document.pointer_mut("/info/version") {
        *version = env!("CARGO_PKG_VERSION").into();
    }
    if let Some(model) = document.pointer_mut("/components/schemas/Options/properties/model").and_then(Value::as_object_mut) {
        model.insert("enum".to_owned(), api.models.available().iter().map(|model| model.choice.name.as_ref()).collect());
    }
    ([(CACHE_CONTROL, "no-cache")], Json(document)).into_response()
}

/// Style of the page.
pub async fn style() -> impl IntoResponse {
    stylesheet(include_str!("api_page.css"))
}

/// Page with examples for this server's own address.
pub async fn show(State(api): State<Arc<Api>>, headers: HeaderMap) -> impl IntoResponse {
    ([(CACHE_CONTROL, "no-store")], Html(page(&api, &own_address(&headers)).into_string()))
}

/// Address of this page by `Host` and `X-Forwarded-Proto`, if `Host` is valid.
fn own_address(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_host = |host: &&str| !host.is_empty() && host.chars().all(|sign| sign.is_ascii_alphanumeric() || ".-:[]".contains(sign));
    let host = text(HOST.as_str()).filter(is_host).unwrap_or("localhost:8080");
    let scheme = if text("x-forwarded-proto") == Some("https") { "https" } else { "http" };
    format!("{scheme}://{host}")
}

fn page(api: &Api, address: &str) -> Markup {
    let python = format!(
        "import requests\n\nwith open(\"photo.jpg\", \"rb\") as photo:\n    response = requests.post(\"{address}/api/remove\", files={{\"file\": photo}}, \
         data={{\"trim\": \"true\"}})\nresponse.raise_for_status()\nwith open(\"cutout.png\", \"wb\") as cutout:\n    cutout.write(response.content)\n\
         print(response.headers[\"X-Offcut-Verdict\"])"
    );
    let examples = [
        ("With curl", format!("curl -F file=@photo.jpg \"{address}/api/remove\" -o cutout.png")),
        (
            "Photo as the body, WebP as the result",
            format!("curl --data-binary @photo.jpg -H \"Content-Type: image/jpeg\" \"{address}/api/remove?format=webp&trim\" -o cutout.webp"),
        ),
        ("With Python", python),
        (
            "Request of a rembg s client",
            format!("curl -F file=@photo.jpg -F model=u2netp -F a=true \"{address}/api/remove?bgc=255,255,255,255\" -o cutout.png"),
        ),
    ];
    let models: Vec<String> = api.models.available().iter().map(|model| format!("{} ({})", model.choice.name, model.purpose)).collect();
    let content = html! {
        h1 { "HTTP API" }
        p {
            "Send a photo to " code { "POST /api/remove" } "; the response is the cut-out. Unlike the page, which works in the browser, this sends the photo \
             to this server: it is processed in memory and never written to disk; only the latest results are cached, in memory."
        }
        p {
            "Requests of clients of " code { "rembg s" } " and remove.bg are accepted. The photo may also be the field "
            @for name in &PHOTO_FIELDS[1..] { code { (name) } ", " }
            "and base64 or a data URI in place of the file. Addresses (URLs) are never fetched. "
            a href="/api/openapi.json" { "The OpenAPI document" }
        }
        h2 { "Examples" }
        @for (title, example) in &examples {
            h3 { (title) }
            pre tabindex="0" role="region" aria-label=(title) { code { (example) } }
        }
        h2 { "Options" }
        p { "In the query or as fields of the form. Unknown options and invalid values are rejected with a message; an empty \
             field of a form counts as not given." }
        div class="table" role="region" aria-label="Options" tabindex="0" {
            table {
                thead { tr { th scope="col" { "Name" } th scope="col" { "Value" } th scope="col" { "Effect" } } }
                tbody { @for param in PARAMS { (param_row(param)) } }
            }
        }
        p { "Models: " (models.join(", ")) ". Each is loaded at its first use, which takes seconds for a large one." }
        h2 { "Limits" }
        p {
            "Maximum request size: " (api.max_bytes >> 20) " MiB. Maximum photo size: " (api.limits.max_pixels / 1_000_000) " megapixels. Timeout: "
            (api.time.as_secs()) " s. " (api.pool.workers()) " photos are processed at the same time; more wait in a queue, and when it is full \
             the response is 503 with " code { "Retry-After" } ". Closing the connection cancels the job."
        }
        @if api.has_filter { p { "A content filter checks each photo and may refuse it with status 422." } }
        h2 { "Responses" }
        (table("Responses", STATUSES))
        p {
            "Errors are a sentence as plain text, or " code { "{\"error\": …, \"message\": …}" } " for clients that accept JSON better than text. "
            code { "X-Offcut-Error" } " has the error's code in both cases. " code { "X-Offcut-Stage" } " names the stage in which a photo failed: read, find, refine, compose or encode; total before the first one."
        }
        h2 { "Response headers" }
        (table("Response headers", HEADERS))
    };
    html_page("HTTP API", "/api.css", &content)
}

fn table(name: &str, rows: &[(&str, &str)]) -> Markup {
    html! {
        div class="table" role="region" aria-label=(name) tabindex="0" {
            table { tbody { @for (name, meaning) in rows { tr { th scope="row" { (name) } td { (meaning) } } } } }
        }
    }
}

fn param_row(Param { name, aliases, values, meaning, kind: _ }: &Param) -> Markup {
    html! {
        tr {
            th scope="row" { code { (name) } @for alias in *aliases { " or " code { (alias) } } }
            td { (values) }
            td { (meaning) }
        }
    }
}

const STATUSES: &[(&str, &str)] = &[
    ("200", "The cut-out."),
    ("204", "OPTIONS: the allowed methods are in Allow."),
    ("400", "Invalid form or option, unavailable model, incomplete body, or empty file."),
    ("403", "Cross-site request from a site that the operator has not listed."),
    ("413", "Request too large, or photo over the limit of pixels."),
    ("415", "The body is neither a form nor a picture, or the picture format is not supported."),
    (
        "422",
        "The picture is damaged, of an unsupported variant, made the decoder fail, or was refused by the content filter (refused, with its label).",
    ),
    ("429", "Rate limit exceeded; see Retry-After."),
    ("500", "The model or the content filter failed; the request is valid."),
    ("501", "GET: addresses are never fetched."),
    ("503", "Queue full, or timeout; see Retry-After."),
];

const HEADERS: &[(&str, &str)] = &[
    ("X-Offcut-Verdict", "fine, please_check at low confidence, or no_clear_subject where no pixel has a high saliency."),
    ("X-Offcut-Doubt", "1 − confidence of the cut-out: 0 to 1, please_check from 0.5 on."),
    ("X-Offcut-Size", "Width and height of the cut-out, as 640x480."),
    (
        "X-Offcut-Notes",
        "Warnings: cut_short (truncated file), first_picture (of several), gain_map (left out), enlarged (a frame gave the photo more pixels than it has).",
    ),
    ("X-Offcut-Ignored", "Options of rembg that have no effect here."),
    ("X-Cache", "hit or miss of the result cache."),
    ("Server-Timing", "Milliseconds of queue, read, find, refine, compose, encode and total."),
];

#[cfg(test)]
mod tests {
    use super::super::request::params_table::{ParamKind, PartialParams, named};
    use super::*;
    use axum::http::HeaderValue;
    use matting::catalogue::BUNDLED;
    use matting::{EncodeQuality, Encoding, Frame, Limits, Metadata, NamedOptions, Options, OutputFormat, PRESETS, Quality};
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
        for (name, default) in [
            ("bgblur", "2"),
            ("shadow", "35"),
            ("shadow_right", "0"),
            ("shadow_down", "1.5"),
            ("shadow_blur", "1.5"),
            ("shadow_colour", "black"),
            ("trim", "5%"),
            ("quality", "balanced"),
            ("model", "u2netp"),
            ("encode_quality", "80"),
            ("outline", "2"),
            ("frame_fill", "85"),
            ("frame_align", "centre"),
            ("frame_margin", "0px"),
            ("frame_dpi", "300"),
            ("outline_colour", "white"),
        ] {
            let (param, described) = (named(name).unwrap(), option(name).to_string());
            assert!(described.contains(default) && param.meaning.contains(default), "{name}: {described}");
            let taken = |value: &str| {
                let mut draft = PartialParams::default();
                match param.kind {
                    ParamKind::Flag(set) | ParamKind::Value(set) => set(&mut draft, value).map(|()| format!("{draft:?}")),
                    ParamKind::Ignored => Err("it has no effect".to_owned()),
                }
            };
            if param.values.starts_with("true") {
                assert_eq!(taken("true"), taken(default), "{name}");
            }
            if ["frame_", "outline_", "shadow_"].iter().any(|start| name.starts_with(start)) {
                let with = |pairs: &[(&str, &str)]| {
                    let mut options = NamedOptions::default();
                    pairs.iter().for_each(|(name, text)| options.set(name, text).unwrap().unwrap());
                    options.options(OutputFormat::Png, Limits::default()).unwrap()
                };
                let area = [("frame", "35x45mm"), ("outline", "true"), ("shadow", "true")];
                let sized = |options: &Options| (options.frame.and_then(|frame| frame.size()), options.frame.and_then(|frame| frame.resolution()));
                let (usual, told) = (with(&area), with(&[&area[..], &[(name, default)]].concat()));
                assert_eq!((sized(&usual), usual.outline), (sized(&told), told.outline), "{name}");
                let dpi = |options: Options| Options { frame: options.frame.map(|frame| Frame { dpi: None, ..frame }), ..options };
                assert_eq!(dpi(usual), dpi(told), "{name}");
            }
        }
        for preset in PRESETS {
            assert!(
                option("preset")["enum"].as_array().unwrap().contains(&preset.name.into()) && named("preset").unwrap().values.contains(preset.name)
            );
        }
        assert_eq!(option("preset")["enum"].as_array().unwrap().len(), PRESETS.len());
    }

    #[test]
    fn document_names_exactly_the_statuses_and_headers_of_the_page() {
        let document: Value = serde_json::from_str(OPENAPI).unwrap();
        let statuses = |method: &str| document.pointer(&format!("/paths/~1api~1remove/{method}/responses")).and_then(Value::as_object).unwrap();
        let documented: BTreeSet<&String> = ["post", "get", "head", "options"].into_iter().flat_map(|method| statuses(method).keys()).collect();
        assert!(documented.into_iter().eq(STATUSES.iter().map(|(status, _)| status)));
        let headers = document.pointer("/paths/~1api~1remove/post/responses/200/headers").and_then(Value::as_object).unwrap();
        let documented: BTreeSet<&str> = headers.keys().map(String::as_str).collect();
        assert_eq!(documented, HEADERS.iter().map(|(name, _)| *name).collect());
    }

    #[test]
    fn pages_of_listed_sites_can_read_every_documented_header() {
        let exposed: BTreeSet<&str> = super::super::request::cors::EXPOSED.split(',').map(str::trim).collect();
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

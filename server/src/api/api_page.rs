//! `GET /api`: the API for people; `GET /api/openapi.json`: the same for programs.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use serde_json::Value;

use super::Api;
use super::wish_table::{WISHES, Wish};
use crate::field::markup::escape;

/// Written by hand; only the version is put in.
const OPENAPI: &str = include_str!("openapi.json");

/// The document that tools make clients from.
pub async fn openapi() -> Response {
    let Ok(mut document) = serde_json::from_str::<Value>(OPENAPI) else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    if let Some(version) = document.pointer_mut("/info/version") {
        *version = env!("CARGO_PKG_VERSION").into();
    }
    ([(CACHE_CONTROL, "no-cache")], Json(document)).into_response()
}

/// The look of the page: a file of its own, since the content security policy allows no inline styles.
pub async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "no-cache")], include_str!("api_page.css"))
}

/// The page, with examples that work as they are.
pub async fn show(State(api): State<Arc<Api>>, headers: HeaderMap) -> impl IntoResponse {
    ([(CACHE_CONTROL, "no-store")], Html(page(&api, &own_address(&headers))))
}

/// Where the reader found this page, as far as that is an address and nothing else.
fn own_address(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_host = |host: &&str| !host.is_empty() && host.chars().all(|sign| sign.is_ascii_alphanumeric() || ".-:[]".contains(sign));
    let host = text(HOST.as_str()).filter(is_host).unwrap_or("localhost:8080");
    let scheme = if text("x-forwarded-proto") == Some("https") { "https" } else { "http" };
    format!("{scheme}://{host}")
}

fn page(api: &Api, address: &str) -> String {
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
    let examples: String = examples
        .iter()
        .map(|(title, code)| {
            format!("<h3>{title}</h3>\n<pre tabindex=\"0\" role=\"region\" aria-label=\"{title}\"><code>{}</code></pre>\n", escape(code))
        })
        .collect();
    let options: String = WISHES.iter().map(option_row).collect();
    let answers: String =
        ANSWERS.iter().map(|(status, meaning)| format!("<tr><th scope=\"row\">{status}</th><td>{}</td></tr>\n", escape(meaning))).collect();
    let headers: String =
        HEADERS.iter().map(|(name, meaning)| format!("<tr><th scope=\"row\">{name}</th><td>{}</td></tr>\n", escape(meaning))).collect();
    let models = api.networks.models().map(|model| format!("{} ({})", model.name, model.purpose)).collect::<Vec<_>>().join(", ");
    let (mebibytes, megapixels, seconds) = (api.max_bytes >> 20, api.limits.max_pixels / 1_000_000, api.time.as_secs());
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>Offcut: cut-outs for programs</title>\n<link rel=\"icon\" href=\"/icons/icon.svg\">\n<link rel=\"stylesheet\" href=\"/api.css\">\n</head>\n\
         <body>\n<main>\n<h1>Cut-outs for programs</h1>\n\
         <p>Send a photo to <code>POST /api/remove</code>, get the cut-out back. Unlike the page, which works in the browser, this sends the photo to this \
         server: it works on it in memory, writes it nowhere, and keeps nothing but the results that were wanted last, in memory too.</p>\n\
         <p>It takes what clients of <code>rembg s</code> send. It never fetches an address. <a href=\"/api/openapi.json\">The OpenAPI document</a></p>\n\
         <h2>Examples</h2>\n{examples}\
         <h2>Options</h2>\n<p>In the query or as fields of the form. One that is not known, or a value that makes no sense, is refused with a sentence.</p>\n\
         <div class=\"table\" role=\"region\" aria-label=\"Options\" tabindex=\"0\">\n<table>\n<thead><tr><th scope=\"col\">Name</th><th scope=\"col\">Value</th>\
         <th scope=\"col\">What it does</th></tr></thead>\n<tbody>\n{options}</tbody>\n</table>\n</div>\n\
         <p>Networks that are here: {}.</p>\n\
         <h2>Limits</h2>\n<p>A request may have {mebibytes} MiB, a photo {megapixels} megapixels, and the answer comes within {seconds} s or not at all. \
         {} photos are worked on at the same time; more wait, and when too many wait the answer is 503 with the time to come back in <code>Retry-After</code>. \
         A client that goes away ends the work on its photo.</p>\n\
         <h2>Answers</h2>\n<div class=\"table\" role=\"region\" aria-label=\"Answers\" tabindex=\"0\">\n<table>\n<tbody>\n{answers}</tbody>\n</table>\n</div>\n\
         <p>Anything but a cut-out is a sentence, or <code>{{\"error\": …, \"message\": …}}</code> for clients that accept JSON better than text.</p>\n\
         <h2>Headers of a cut-out</h2>\n<div class=\"table\" role=\"region\" aria-label=\"Headers of a cut-out\" tabindex=\"0\">\n<table>\n<tbody>\n{headers}</tbody>\n\
         </table>\n</div>\n</main>\n</body>\n</html>\n",
        escape(&models),
        api.pool.workers(),
    )
}

const ANSWERS: &[(&str, &str)] = &[
    ("200", "The cut-out."),
    ("400", "The form, an option or the end of the body is wrong, or the file is empty."),
    ("403", "A page of another site sent it."),
    ("413", "The request, the photo's size or its number of pixels is over the limit."),
    ("415", "The body is neither a form nor a picture, or no picture that can be read here."),
    ("422", "The picture is damaged, of an unusual kind, or made the decoder fail."),
    ("429", "This client sends too often; Retry-After says when to come back."),
    ("500", "The network failed; nothing is wrong with the request."),
    ("501", "GET: addresses are never fetched."),
    ("503", "Too many photos wait, or this one took too long; Retry-After says when to come back."),
];

const HEADERS: &[(&str, &str)] = &[
    ("X-Offcut-Verdict", "fine, please_check where the network wavered, or no_clear_subject where it saw none."),
    ("X-Offcut-Doubt", "What the verdict comes from: 0 (none) to 1, please_check from 0.5 on."),
    ("X-Offcut-Size", "Width and height of the cut-out, as 640x480."),
    ("X-Offcut-Ignored", "Options of rembg that were given and change nothing here."),
    ("X-Cache", "hit where the same photo with the same options was there before, or miss."),
    ("Server-Timing", "Milliseconds of queue, decode, infer, refine, compose, encode and total."),
];

fn option_row(wish: &Wish) -> String {
    let Wish { name, aliases, values, meaning, take: _ } = wish;
    let aliases: String = aliases.iter().map(|alias| format!(" or <code>{alias}</code>")).collect();
    format!("<tr><th scope=\"row\"><code>{name}</code>{aliases}</th><td>{}</td><td>{}</td></tr>\n", escape(values), escape(meaning))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use std::collections::BTreeSet;

    #[test]
    fn the_document_names_every_option_and_no_other() {
        let document: Value = serde_json::from_str(OPENAPI).unwrap();
        let options = document.pointer("/components/schemas/Options/properties").and_then(Value::as_object).unwrap();
        let documented: BTreeSet<&str> = options.keys().map(String::as_str).collect();
        let known: BTreeSet<&str> = WISHES.iter().flat_map(|wish| [wish.name].into_iter().chain(wish.aliases.iter().copied())).collect();
        assert_eq!(documented, known);
        assert_eq!(known.len(), WISHES.iter().map(|wish| 1 + wish.aliases.len()).sum::<usize>(), "a name stands for two options");
        assert!(options.values().all(|option| option["description"].as_str().is_some_and(|text| text.len() > 5)));
    }

    #[test]
    fn the_document_names_every_status_of_the_page_and_no_other() {
        let document: Value = serde_json::from_str(OPENAPI).unwrap();
        let statuses = |method: &str| document.pointer(&format!("/paths/~1api~1remove/{method}/responses")).and_then(Value::as_object).unwrap();
        let documented: BTreeSet<&String> = statuses("post").keys().chain(statuses("get").keys()).collect();
        assert!(documented.into_iter().eq(ANSWERS.iter().map(|(status, _)| status)));
        let headers = document.pointer("/paths/~1api~1remove/post/responses/200/headers").and_then(Value::as_object).unwrap();
        let documented: BTreeSet<&str> = headers.keys().map(String::as_str).collect();
        assert_eq!(documented, HEADERS.iter().map(|(name, _)| *name).collect());
    }

    #[test]
    fn every_reference_of_the_document_leads_somewhere() {
        let document: Value = serde_json::from_str(OPENAPI).unwrap();
        let references: Vec<&str> = OPENAPI.split("\"$ref\": \"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(references.len() > 5);
        for reference in references {
            assert!(document.pointer(reference).is_some(), "{reference}");
        }
    }

    #[test]
    fn only_an_address_gets_into_the_examples() {
        let of = |host: &'static str| own_address(&HeaderMap::from_iter([(HOST, HeaderValue::from_static(host))]));
        assert_eq!(of("offcut.example:9000"), "http://offcut.example:9000");
        assert_eq!(of("[::1]:9000"), "http://[::1]:9000");
        for odd in ["", "a b", "<script>", "x\"; rm -rf"] {
            assert_eq!(of(odd), "http://localhost:8080", "{odd}");
        }
    }
}

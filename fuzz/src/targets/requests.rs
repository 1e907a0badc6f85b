//! Requests: options in the query, headers, and the photo in the body.

use std::ops::Range;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HOST, IF_NONE_MATCH, IF_RANGE, ORIGIN, RANGE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode};
use matting::Limits;
use server::api::processing::choice::Choice;
use server::api::request::params::ParamsBuilder;
use server::api::request::{base64_picture, photo_source};
use server::files::byte_range::{self, ByteRange};
use server::negotiate::{Coding, coding};
use server::origin::{SiteOrigin, is_of_this_host};
use server::{Config, State, routes::routes};
use tests::in_process_client;
use tokio::runtime::Runtime;

use crate::Target;
use crate::input::Input;
use crate::targets::check_sentence;

const WORDS: &[&[u8]] = &[
    b"bytes=",
    b"bytes=0-",
    b"bytes=-0",
    b"-",
    b"=",
    b"&",
    b"%",
    b"%00",
    b"%ff",
    b"%0d%0a",
    b"\n",
    b"*",
    b"*/*",
    b"q=",
    b";",
    b",",
    b"q=1e400",
    b"W/",
    b"\"",
    b"gzip",
    b"br",
    b"identity",
    b"image/webp",
    b"model=u2netp",
    b"bgc=",
    b"trim=",
    b"bgblur=",
    b"shadow=",
    b"format=",
    b"encode_quality=",
    b"max_side=",
    b"quality=",
    b"metadata=",
    b"om=true",
    b"a=true",
    b"multipart/form-data; boundary=",
    b"--XX\r\n",
    b"--XX--",
    b"Content-Disposition: form-data; name=\"file\"",
    b"data:image/png;base64,",
    b"iVBORw0KGgo",
    b"http://",
    b"[::1]",
    b"null",
    b"GIF89a",
    b"\r\n\r\n",
];

/// Headers that are lines of the input, after the query.
const HEADERS: [HeaderName; 8] = [ACCEPT, ACCEPT_ENCODING, RANGE, IF_NONE_MATCH, IF_RANGE, ORIGIN, CONTENT_TYPE, CONTENT_ENCODING];

/// Length of the script of the site here.
const SCRIPT: &[u8] = b"the script, as it is";

/// Any query, headers and body.
pub const REQUEST_PARAMETERS: Target =
    Target { name: "request_parameters", function: request_parameters, seeds, words: WORDS, catches_panics: false, smoke: 15_000 };

fn seeds() -> Vec<Vec<u8>> {
    let multipart = "--XX\r\nContent-Disposition: form-data; name=\"trim\"\r\n\r\n5%\r\n--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.gif\"\r\n\r\nGIF89a\r\n--XX--\r\n";
    [
        "\n*/*\ngzip, br;q=0.8\nbytes=2-5\n\"abc\"\n\nhttp://here\nimage/jpeg\n\n\u{1}".to_owned(),
        format!("model=u2netp&a=false&bgc=255,0,0,128&om=false\nimage/webp, */*;q=0.1\n\n\n\n\n\nmultipart/form-data; boundary=XX\n\n{multipart}"),
        "quality=best&bgblur=0.5&shadow=&trim=12px&format=webp&encode_quality=70&metadata=no-place&max_side=1024\nimage/avif\nidentity;q=0\nbytes=-3\n*\n\nnull\napplication/x-www-form-urlencoded\n\ntrim=5%25&image=R0lGODlh%2Bx".to_owned(),
        "bg_color=f008&size=auto&trim=5%25&only_mask=1\n\nbr\nbytes=7-\nW/\"x\", \"y\"\n\"x\"\nhttps://shop.example:443\ntext/plain\nidentity\ndata:image/png;base64,iVBORw0KGgoAAAANSUhEUg==".to_owned(),
        "url=http://example.org&trim=0\n\n*;q=0\nbytes=0-0,5-6\n\n\n\n\n\niVBORw0KGgoAAAANSUhEUg".to_owned(),
    ]
    .map(String::into_bytes)
    .to_vec()
}

thread_local! {
    static SITE: (Runtime, Router, tempfile::TempDir) = site();
}

fn site() -> (Runtime, Router, tempfile::TempDir) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    let folder = tempfile::tempdir().expect("a folder for the site");
    let write = |path: &str, bytes: &[u8]| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).and_then(|()| std::fs::write(path, bytes)).expect("a file of the site");
    };
    write("dist/index.html", b"<!doctype html><html></html>");
    write("dist/script.js", SCRIPT);
    write("dist/script.js.br", b"script br");
    write("dist/script.js.gz", b"script gz");
    write("models/u2netp.onnx", b"0123456789");
    let router = runtime.block_on(async {
        routes(State::load(&Config::on_free_port(folder.path().join("dist"), folder.path().join("models"))).expect("the site is complete"))
    });
    (runtime, router, folder)
}

/// Takes a query, a line for each of [`HEADERS`], and a body. Options are read or refused in a sentence; ranges are inside the file; the server answers
/// for a file with that file, a part of it, or nothing of it.
pub fn request_parameters(bytes: &[u8]) {
    let mut input = Input(bytes);
    let query = String::from_utf8_lossy(input.line()).into_owned();
    let mut headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static("here"))]);
    for name in HEADERS {
        let line = input.line();
        if let Ok(value) = HeaderValue::from_bytes(line)
            && !line.is_empty()
        {
            headers.append(name, value);
        }
    }
    let body = Bytes::copy_from_slice(input.0);
    options(&query, &headers);
    ranges(&headers, body.len());
    origin(&headers);
    for (gzip, brotli) in [(false, false), (true, false), (false, true), (true, true)] {
        let chosen = coding(&headers, gzip, brotli);
        assert!((gzip || chosen != Coding::Gzip) && (brotli || chosen != Coding::Brotli));
    }
    SITE.with(|(runtime, router, _)| {
        runtime.block_on(async {
            photo(&headers, body).await;
            file(router.clone(), &headers).await;
        });
    });
}

fn options(query: &str, headers: &HeaderMap) {
    let mut builder = ParamsBuilder::default();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if let Err(error) = builder.set(name, value) {
            check_sentence(&error);
        }
    }
    match builder.build(&[Choice::bundled()], Limits::default(), headers) {
        Ok(params) => assert!(params.max_side.is_none_or(|side| side >= 16) && params.model == Choice::bundled()),
        Err(error) => check_sentence(&error),
    }
}

fn ranges(headers: &HeaderMap, length: usize) {
    let Some(range) = headers.get(RANGE).and_then(|value| value.to_str().ok()) else { return };
    for length in [0, 1, length, usize::MAX] {
        if let ByteRange::Satisfiable(Range { start, end }) = byte_range::parse(range, length) {
            assert!(start < end && end <= length, "{start}..{end} of {length}");
        }
    }
}

fn origin(headers: &HeaderMap) {
    let _ = is_of_this_host(headers);
    let Some(text) = headers.get(ORIGIN).and_then(|value| value.to_str().ok()) else { return };
    if let Ok(origin) = text.parse::<SiteOrigin>() {
        assert!(!origin.is(&HeaderValue::from_static("*")) && !origin.is(&HeaderValue::from_static("null")));
    }
}

async fn photo(headers: &HeaderMap, body: Bytes) {
    let mut builder = ParamsBuilder::default();
    match photo_source::find(headers, body.clone(), &mut builder).await.and_then(base64_picture::file_of) {
        Ok(file) => assert!(file.len() <= body.len(), "{} bytes of {}", file.len(), body.len()),
        Err(error) => check_sentence(&error),
    }
}

async fn file(router: Router, headers: &HeaderMap) {
    let mut request = Request::get("/script.js").body(Body::empty()).expect("a request");
    *request.headers_mut() = headers.clone();
    let response = in_process_client::send(router, request).await;
    let length = response.body.len();
    match response.status {
        StatusCode::OK => match response.header("content-encoding") {
            None => assert_eq!(response.body, SCRIPT),
            Some("br") => assert_eq!(response.body, "script br"),
            Some(_) => assert_eq!(response.body, "script gz"),
        },
        StatusCode::PARTIAL_CONTENT => {
            let range = response.header("content-range").expect("a part says where it is");
            let (first, _) = range.trim_start_matches("bytes ").split_once('-').expect("a part has a first byte");
            let first: usize = first.parse().expect("a number");
            assert_eq!(response.body, &SCRIPT[first..first + length]);
            assert_eq!(range, format!("bytes {first}-{}/{}", first + length - 1, SCRIPT.len()));
        }
        StatusCode::NOT_MODIFIED => assert_eq!(length, 0),
        status => assert_eq!(status, StatusCode::RANGE_NOT_SATISFIABLE),
    }
}

//! Compatibility of the HTTP API: requests as other services' clients, browsers and people send them.

use std::io::Cursor;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use server::api::ApiFlags;
use tests::api_service::{FORM, Service, flags, form, photo, until};
use tests::fake_network::FakeNetwork;
use tests::in_process_client::{Response, request, send};
use tokio::io::AsyncWriteExt;
use tokio_util::io::ReaderStream;
use tower::ServiceExt;

const REMOVE: &str = "/api/remove";
const SHOP: &str = "https://shop.example";

/// Form with one field of this head.
fn one_field(head: &str, value: &[u8]) -> Vec<u8> {
    [format!("--XX\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(), value, b"\r\n--XX--\r\n"].concat()
}

async fn post(service: &Service, headers: &[(&str, &str)], body: Vec<u8>) -> Response {
    service.send(Method::POST, REMOVE, headers, body).await
}

/// Service with a fake, and its cut-out of [`photo`].
async fn service() -> (Service, Bytes) {
    let service = Service::with(Arc::default(), &flags());
    let expected = service.cut_out("", &photo()).await.body;
    (service, expected)
}

#[tokio::test]
async fn photo_is_taken_under_usual_names_and_as_text() {
    let (service, expected) = service().await;
    let base64 = STANDARD.encode(photo());
    let escaped = base64.replace('+', "%2B");
    let fields: &[(&str, Vec<u8>)] = &[
        ("name=\"file[]\"; filename=\"photo.png\"", photo()),
        ("name=\"image\"; filename=\"photo.png\"", photo()),
        ("name=\"image_file\"; filename=\"photo.png\"", photo()),
        ("name=\"File\"", photo()),
        ("name=file", photo()),
        ("name=\"file\"", base64.clone().into()),
        ("name=\"image_file_b64\"", base64.clone().into()),
        ("name=\"file\"; filename=\"photo.txt\"", base64.clone().into()),
        ("name=\"image\"", format!("data:image/png;base64,{base64}").into()),
    ];
    for (head, value) in fields {
        let response = post(&service, FORM, one_field(head, value)).await;
        assert!(response.body == expected, "{head}: {} {}", response.status, String::from_utf8_lossy(&response.body));
    }
    type Body<'a> = (&'a [(&'a str, &'a str)], Vec<u8>);
    let bodies: &[Body<'_>] = &[
        (&[], photo()),
        (&[("content-type", "")], photo()),
        (&[("content-type", "binary/octet-stream")], photo()),
        (&[("content-type", "application/x-www-form-urlencoded")], photo()),
        (&[("content-type", "application/json")], photo()),
        (&[("content-type", "text/plain")], base64.clone().into()),
        (&[], format!("data:image/png;base64,{base64}").into()),
        (&[("content-type", "application/x-www-form-urlencoded")], format!("size=auto&image_file_b64={escaped}").into()),
        (&[("content-type", "application/x-www-form-urlencoded")], format!("file=data:image/png;base64,{base64}").into()),
        (&[("content-encoding", "identity")], photo()),
    ];
    for (headers, body) in bodies {
        let response = post(&service, headers, body.clone()).await;
        assert!(response.body == expected, "{headers:?}: {} {}", response.status, String::from_utf8_lossy(&response.body));
    }
    let remove_bg = [("size", "auto"), ("format", "auto"), ("type", "person"), ("quality", ""), ("trim", "")];
    let response = post(&service, FORM, form(&photo(), &remove_bg)).await;
    assert!(response.body == expected, "{}", response.status);
    assert_eq!(response.header("x-offcut-ignored"), Some("size, type"));
}

#[tokio::test]
async fn what_is_not_taken_gets_a_sentence_that_names_it() {
    let (service, _) = service().await;
    let json = [("content-type", "application/json")];
    let urlencoded = [("content-type", "application/x-www-form-urlencoded")];
    let octets = [("content-type", "application/octet-stream")];
    let gzip = [("content-type", "image/png"), ("content-encoding", "gzip")];
    let no_boundary = [("content-type", "multipart/form-data")];
    type Case<'a> = (u16, &'a str, &'a [(&'a str, &'a str)], Vec<u8>);
    let cases: &[Case<'_>] = &[
        (400, "its field \"bild\" has a file", FORM, one_field("name=\"bild\"; filename=\"photo.png\"", &photo())),
        (400, "its field \"mask\" has a file", FORM, one_field("name=\"mask\"; filename=\"\"", b"x")),
        (400, "option \"colour\" is not known", FORM, one_field("name=\"colour\"", b"red")),
        (400, "option \"colour\" is not known", &urlencoded, b"colour=red".to_vec()),
        (400, "one of its fields has no name", FORM, one_field("filename=\"photo.png\"", &photo())),
        (400, "The field file has text that is no picture", FORM, one_field("name=\"file\"", b"photo.jpg")),
        (400, "with curl, -F file=@photo.jpg", &urlencoded, b"file=@photo.jpg".to_vec()),
        (400, "The field image has an address", FORM, one_field("name=\"image\"", b"https://shop.example/photo.jpg")),
        (400, "never fetches addresses", FORM, one_field("name=\"image_url\"", b"https://shop.example/photo.jpg")),
        (400, "The field image has a data URI that is not in base64", FORM, one_field("name=\"image\"", b"data:image/svg+xml,<svg/>")),
        (400, "no field named file with the photo, only trim", FORM, one_field("name=\"trim\"", b"5%")),
        (400, "has no boundary", &no_boundary, one_field("name=\"file\"", &photo())),
        (400, "empty", FORM, one_field("name=\"file\"; filename=\"\"", b"")),
        (400, "empty", &urlencoded, Vec::new()),
        (415, "is a form, but its Content-Type", &octets, one_field("name=\"file\"", &photo())),
        (415, "The Content-Type application/json is not taken", &json, b"{\"image\": \"AAAA\"}".to_vec()),
        (415, "Content-Encoding gzip", &gzip, b"\x1f\x8b\x08".to_vec()),
        (415, "not a picture", &octets, b"just text".to_vec()),
    ];
    for (status, sentence, headers, body) in cases {
        let response = post(&service, headers, body.clone()).await;
        assert_eq!(response.status.as_u16(), *status, "{sentence}: {}", response.text());
        assert!(response.text().contains(sentence) && response.text().ends_with(".\n"), "{sentence}: {}", response.text());
        assert!(response.header("x-offcut-error").is_some(), "{sentence}");
    }
    let in_query = service.cut_out("image_file=photo.jpg", &photo()).await;
    assert!(in_query.text().contains("The option image_file is the photo"), "{}", in_query.text());
    let word = post(&service, FORM, one_field("name=\"bild\"; filename=\"a\"", &photo())).await;
    assert_eq!(word.header("x-offcut-error"), Some("bad_form"));
}

#[tokio::test]
async fn empty_option_is_an_option_not_given() {
    let (service, expected) = service().await;
    for query in ["quality=&format=&bgc=&max_side=&metadata=&model=&encode_quality=", "&&quality", "format="] {
        assert!(service.cut_out(query, &photo()).await.body == expected, "{query}");
    }
    for query in ["om", "om="] {
        let alone = service.cut_out(query, &photo()).await;
        assert!(alone.body == service.cut_out("om=true", &photo()).await.body, "{query}: a name alone switches on in an address");
    }
    let response = post(&service, FORM, form(&photo(), &[("om", ""), ("shadow", ""), ("trim", " ")])).await;
    assert!(response.body == expected, "{}", response.status);
}

#[tokio::test]
async fn final_slash_changes_nothing() {
    let (service, expected) = service().await;
    let response = service.send(Method::POST, "/api/remove/?quality=balanced", &[], photo()).await;
    assert!(response.body == expected, "{}", response.status);
    assert_eq!(service.get("/api/").await.body, service.get("/api").await.body);
    assert_eq!(service.get("/api/remove/").await.status, 501);
    let text = service.get("/metrics").await;
    let routes: Vec<&str> = text.text().lines().filter(|line| line.contains("route=\"/api")).collect();
    assert!(!routes.is_empty() && routes.iter().all(|line| !line.contains("/\"")), "{routes:?}");
    let off = Service::by(ApiFlags::default());
    for path in ["/api/", "/api/remove/"] {
        let response = off.send(Method::POST, path, &[], photo()).await;
        assert!(response.status == 404 && response.text().contains("--api"), "{path}: {}", response.status);
    }
}

#[tokio::test]
async fn head_and_options_are_answered() {
    let (service, _) = service().await;
    for path in ["/api", "/api/", "/api.css", "/api/openapi.json"] {
        let (get, head) = (service.get(path).await, service.send(Method::HEAD, path, &[], "").await);
        assert_eq!((head.status, head.header("content-type")), (get.status, get.header("content-type")), "{path}");
        assert!(head.body.is_empty() && !get.body.is_empty(), "{path}");
        let options = service.send(Method::OPTIONS, path, &[], "").await;
        assert_eq!((options.status.as_u16(), options.header("allow")), (204, Some("GET, HEAD, OPTIONS")), "{path}");
    }
    let head = service.send(Method::HEAD, REMOVE, &[], "").await;
    assert_eq!((head.status.as_u16(), head.body.len(), head.header("x-offcut-error")), (501, 0, Some("never_fetches")));
    let options = service.send(Method::OPTIONS, REMOVE, &[], "").await;
    assert_eq!((options.status.as_u16(), options.header("allow")), (204, Some("POST, GET, HEAD, OPTIONS")));
    let put = service.send(Method::PUT, REMOVE, &[], photo()).await;
    let allowed: Vec<&str> = put.header("allow").unwrap().split(',').map(str::trim).collect();
    assert_eq!(put.status, 405);
    assert!(["POST", "GET", "HEAD", "OPTIONS"].iter().all(|method| allowed.contains(method)), "{allowed:?}");
}

fn preflight(origin: &str) -> Vec<(&str, &str)> {
    vec![("origin", origin), ("access-control-request-method", "POST"), ("access-control-request-headers", "authorization, x-custom")]
}

#[tokio::test]
async fn other_sites_are_refused_by_default() {
    let (service, _) = service().await;
    let asked = service.send(Method::OPTIONS, REMOVE, &preflight(SHOP), "").await;
    assert_eq!(asked.status, 403);
    assert!(asked.text().contains("--api-origins"), "{}", asked.text());
    let sent = post(&service, &[("origin", SHOP), ("sec-fetch-site", "cross-site")], photo()).await;
    assert_eq!(sent.status, 403);
    let document = service.send(Method::GET, "/api/openapi.json", &[("origin", SHOP)], "").await;
    for response in [asked, sent, document] {
        assert!(response.headers.keys().all(|name| !name.as_str().starts_with("access-control-")), "{:?}", response.headers);
    }
}

#[tokio::test]
async fn listed_sites_may_send_and_read() {
    let fake: Arc<FakeNetwork> = Arc::default();
    let origins = vec![SHOP.parse().unwrap(), "http://localhost:3000".parse().unwrap()];
    let service = Service::with(fake, &ApiFlags { api_origins: origins, ..flags() });
    let vary = |response: &Response| response.headers.get_all("vary").iter().any(|value| value == "origin");
    for origin in [SHOP, "http://localhost:3000"] {
        let asked = service.send(Method::OPTIONS, REMOVE, &preflight(origin), "").await;
        assert_eq!((asked.status.as_u16(), asked.header("access-control-allow-origin")), (204, Some(origin)));
        assert!(asked.header("access-control-allow-methods").unwrap().contains("POST"));
        assert_eq!(asked.header("access-control-allow-headers"), Some("authorization, x-custom"));
        assert_eq!(asked.header("access-control-allow-credentials"), None);
        let good = post(&service, &[("origin", origin), ("sec-fetch-site", "cross-site")], photo()).await;
        let bad = post(&service, &[("origin", origin), ("sec-fetch-site", "cross-site")], b"just text".to_vec()).await;
        assert_eq!((good.status.as_u16(), bad.status.as_u16()), (200, 415));
        for response in [good, bad] {
            assert_eq!(response.header("access-control-allow-origin"), Some(origin));
            assert!(vary(&response));
            let exposed = response.header("access-control-expose-headers").unwrap().to_owned();
            let own = response.headers.keys().map(|name| name.as_str()).filter(|name| name.starts_with("x-offcut-") || *name == "x-cache");
            assert!(own.into_iter().all(|name| exposed.contains(name)), "{exposed}");
        }
    }
    for origin in ["https://evil.example", "https://shop.example.evil.example", "http://shop.example", "null"] {
        let asked = service.send(Method::OPTIONS, REMOVE, &preflight(origin), "").await;
        let sent = post(&service, &[("origin", origin)], photo()).await;
        assert_eq!((asked.status.as_u16(), sent.status.as_u16()), (403, 403), "{origin}");
        for response in [asked, sent] {
            assert_eq!(response.header("access-control-allow-origin"), None, "{origin}");
            assert!(vary(&response), "a cache could hand one site's answer to another");
        }
    }
    let two = post(&service, &[("origin", SHOP), ("origin", "https://evil.example")], photo()).await;
    assert_eq!(two.status, 403);
    let program = post(&service, &[], photo()).await;
    assert_eq!((program.status.as_u16(), program.header("access-control-allow-origin")), (200, None));
    let document = service.send(Method::GET, "/api/openapi.json", &[("origin", SHOP)], "").await;
    assert_eq!(document.header("access-control-allow-origin"), Some(SHOP));
}

#[tokio::test]
async fn clients_that_stop_in_the_middle_keep_no_slot() {
    let service = Service::with(Arc::default(), &ApiFlags { api_queue: 1, ..flags() });
    let mut slow = Vec::new();
    for _ in 0..10 {
        let (mut sender, body) = tokio::io::duplex(64);
        sender.write_all(&photo()[..50]).await.unwrap();
        let body = Body::from_stream(ReaderStream::new(body));
        slow.push((sender, tokio::spawn(send(service.router.clone(), request(Method::POST, REMOVE, &[], body)))));
    }
    until("all have begun", || service.metrics.in_flight.get() == 10).await;
    let response = service.cut_out("", &photo()).await;
    assert_eq!((response.status.as_u16(), service.rejected("queue_full")), (200, 0));
    for (sender, response) in slow {
        drop(sender);
        assert_eq!(response.await.unwrap().status, 422, "half a photo");
    }
}

#[tokio::test]
async fn results_that_nobody_reads_are_bounded() {
    let service = Service::with(Arc::default(), &ApiFlags { api_queue: 0, api_max_mib: 1, ..flags() });
    // Blocks of noise: a small JPEG whose cut-out is a large PNG.
    let noise = RgbImage::from_fn(1400, 1400, |x, y| {
        Rgb([(x / 3 * 7919 + y / 3 * 104_729) % 251, (x * y / 5) % 253, (x / 3 * y) % 255].map(|value| value as u8))
    });
    let mut photo = Cursor::new(Vec::new());
    JpegEncoder::new_with_quality(&mut photo, 20).encode_image(&noise).unwrap();
    let photo = photo.into_inner();
    assert!(photo.len() < 1 << 20, "{} bytes", photo.len());
    let send_photo = || service.router.clone().oneshot(request(Method::POST, "/api/remove?quality=raw", &[], photo.clone()));
    let unread = send_photo().await.unwrap();
    assert_eq!(unread.status(), 200);
    let length: usize = unread.headers()["content-length"].to_str().unwrap().parse().unwrap();
    assert!(length > 1 << 19, "the result has {length} bytes");
    let refused = send_photo().await.unwrap();
    assert_eq!((refused.status().as_u16(), refused.headers().contains_key("retry-after")), (503, true));
    drop(unread);
    assert_eq!(send_photo().await.unwrap().status(), 200);
}

//! HTTP API, through the router with the real network and with fakes, and over a socket with a client of rembg.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::sync::Arc;

use axum::extract::ConnectInfo;
use axum::http::{Method, StatusCode};
use matting::{
    Background, Colour, EncodeQuality, Encoding, Inputs, Margin, Metadata, Options, Output, Percent, Quality, Scene, Session, Shadow, Source, Trim,
    U2Net, Verdict, catalogue, cut_out,
};
use server::api::ApiFlags;
use tests::api_service::{FORM, Service, flags, form, listen, photo, until};
use tests::fake_network::FakeNetwork;
use tests::golden_case::GoldenCase;
use tests::in_process_client::{request, send};
use tests::program;

fn golden(name: &str) -> Vec<u8> {
    let case = GoldenCase::all().unwrap().into_iter().find(|case| case.name == name).unwrap();
    std::fs::read(case.photo).unwrap()
}

#[tokio::test]
async fn answer_equals_the_commands_file() {
    let service = Service::real();
    let cat = golden("cat");
    let onnx = std::fs::read(program::root().join("models").join(catalogue::BUNDLED.file)).unwrap();
    let network = U2Net::load(&onnx, Some(catalogue::BUNDLED.input)).unwrap();
    let expected = cut_out(Source::File(&cat), &network, &Options::default(), &Inputs::default(), &mut ()).unwrap();
    let raw = service.send(Method::POST, "/api/remove", &[("content-type", "image/png")], cat.clone()).await;
    assert_eq!((raw.status, raw.header("content-type")), (StatusCode::OK, Some("image/png")));
    assert!(raw.body == expected.file, "the files differ");
    assert_eq!(raw.header("x-offcut-size").unwrap(), format!("{}x{}", expected.area.size.width, expected.area.size.height));
    assert_eq!(raw.header("x-offcut-doubt").unwrap(), format!("{:.3}", expected.confidence.doubt()));
    assert_eq!((raw.header("x-offcut-verdict"), expected.confidence.verdict), (Some("fine"), Verdict::Fine));
    assert_eq!(raw.header("cache-control"), Some("no-store"));
    assert_eq!(raw.header("content-disposition"), Some("inline; filename=\"cutout.png\""));
    assert_eq!((raw.header("x-cache"), raw.header("x-offcut-ignored")), (Some("miss"), None));
    let stages: Vec<&str> = raw.header("server-timing").unwrap().split(", ").filter_map(|metric| metric.split(';').next()).collect();
    assert_eq!(stages, ["queue", "read", "find", "refine", "compose", "encode", "total"]);
    let as_form = service.send(Method::POST, "/api/remove", FORM, form(&cat, &[("model", "u2netp"), ("af", "240")])).await;
    assert!(as_form.body == expected.file, "{}: the form changes the file", as_form.status);
    assert_eq!((as_form.header("x-cache"), as_form.header("x-offcut-ignored")), (Some("hit"), Some("af")));
    assert_eq!((service.photos("cut_out"), service.photos("cached")), (1, 1));
    // Bytes after the pixels are not read: they only make the form large.
    let large = service.send(Method::POST, "/api/remove", FORM, form(&[cat, vec![0; 8 << 20]].concat(), &[])).await;
    assert!(large.body == expected.file, "a large form: {}", large.status);
}

#[tokio::test]
async fn every_option_equals_the_cores() {
    let fake = Arc::new(FakeNetwork::default());
    let service = Service::with(Arc::clone(&fake), &flags());
    let photo = photo();
    let scene = |scene| Options { output: Output::CutOut(scene), ..Options::default() };
    let red = Background::Colour(Colour { red: 255, green: 0, blue: 0, alpha: 128 });
    let blur = Background::Blur { radius: Percent::clamped(0.5) };
    for (query, mime, options) in [
        ("", "image/png", Options::default()),
        ("a=true&dc=true", "image/png", Options::default()),
        ("quality=raw", "image/png", Options { quality: Quality::Raw, ..Options::default() }),
        ("quality=best", "image/png", Options { quality: Quality::Best, ..Options::default() }),
        ("om", "image/png", Options { output: Output::Mask, ..Options::default() }),
        ("bgc=255,0,0,128", "image/png", scene(Scene { background: red, shadow: None })),
        ("bgc=%23ff000080", "image/png", scene(Scene { background: red, shadow: None })),
        ("bgblur=0.5", "image/png", scene(Scene { background: blur, shadow: None })),
        ("shadow", "image/png", scene(Scene { shadow: Some(Shadow::default()), ..Scene::default() })),
        ("trim=4px", "image/png", Options { trim: Some(Trim { margin: Margin::Pixels(4) }), ..Options::default() }),
        ("trim=5%25", "image/png", Options { trim: Some(Trim::default()), ..Options::default() }),
        ("keep_edge_colour=1", "image/png", Options { clean_edge: false, ..Options::default() }),
        ("metadata=all", "image/png", Options { metadata: Metadata::All, ..Options::default() }),
        ("format=webp", "image/webp", Options { encoding: Encoding::WebPLossless, ..Options::default() }),
        ("format=webp&encode_quality=60", "image/webp", Options { encoding: Encoding::WebP(EncodeQuality::clamped(60)), ..Options::default() }),
        ("format=jpg", "image/jpeg", Options { encoding: Encoding::Jpeg(EncodeQuality::clamped(90)), ..Options::default() }),
        ("format=avif", "image/avif", Options { encoding: Encoding::Avif(EncodeQuality::clamped(80)), ..Options::default() }),
    ] {
        let expected = cut_out(Source::File(&photo), &*fake, &options, &Inputs::default(), &mut ()).unwrap();
        let response = service.cut_out(query, &photo).await;
        assert_eq!((response.status, response.header("content-type")), (StatusCode::OK, Some(mime)), "{query}");
        assert!(response.body == expected.file, "{query}: the files differ");
    }
    let smaller = Session::open(Source::File(&photo), &Options::default().limits, &mut ()).unwrap().smaller(60).unwrap();
    let expected = smaller.into_cut_out(&*fake, &Options::default(), &Inputs::default(), &mut ()).unwrap();
    let response = service.cut_out("max_side=60", &photo).await;
    assert_eq!(response.header("x-offcut-size"), Some("60x48"));
    assert!(response.body == expected.file, "max_side: the files differ");
}

#[tokio::test]
async fn accept_header_chooses_the_type() {
    let service = Service::with(Arc::default(), &flags());
    for (accept, mime, name) in
        [("*/*", "image/png", "cutout.png"), ("image/webp, image/png;q=0.5", "image/webp", "cutout.webp"), ("image/jpeg", "image/jpeg", "cutout.jpg")]
    {
        let response = service.send(Method::POST, "/api/remove", &[("accept", accept)], photo()).await;
        assert_eq!((response.header("content-type"), response.header("vary")), (Some(mime), Some("accept")), "{accept}");
        assert!(response.header("content-disposition").unwrap().contains(name), "{accept}");
    }
}

/// PNG with this size in its header and without pixels.
fn bomb(side: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    file.extend([side.to_be_bytes(), side.to_be_bytes()].concat());
    file.extend([8, 6, 0, 0, 0]);
    let crc = file[12..]
        .iter()
        .fold(!0u32, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())));
    file.extend((!crc).to_be_bytes());
    // Readers go on to the first chunk of pixels for what may stand before it.
    file.extend(b"\0\0\0\x10IDAT\x78\x9c");
    file
}

#[tokio::test]
async fn every_error_has_a_status_and_a_sentence() {
    let fake = Arc::new(FakeNetwork::default());
    let service = Service::with(Arc::clone(&fake), &ApiFlags { api_max_mib: 1, ..flags() });
    let photo = photo();
    let remove = "/api/remove";
    let cut_form = form(&photo, &[]);
    let two = [&form(&photo, &[])[..cut_form.len() - 8], &form(&photo, &[])].concat();
    let heic = b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic".to_vec();
    let jpeg_xl = b"\xff\x0a".to_vec();
    type Case<'a> = (u16, &'a str, &'a str, &'a [(&'a str, &'a str)], Vec<u8>);
    let cases: &[Case<'_>] = &[
        (400, "empty", remove, &[], Vec::new()),
        (400, "empty", remove, FORM, form(b"", &[])),
        (400, "option \"colour\" is not known", "/api/remove?colour=red", &[], photo.clone()),
        (400, "option trim", remove, FORM, form(&photo, &[("trim", "wide")])),
        (400, "given twice", "/api/remove?om=true", FORM, form(&photo, &[("om", "true")])),
        (400, "These are: u2netp", "/api/remove?model=u2net", &[], photo.clone()),
        (400, "never fetches", "/api/remove?url=http://example.org", &[], photo.clone()),
        (400, "no field named file", remove, FORM, b"--XX--\r\n".to_vec()),
        (400, "two photos (the second one in the field file)", remove, FORM, two),
        (400, "form cannot be read", remove, FORM, cut_form[..cut_form.len() - 20].to_vec()),
        (400, "form cannot be read", remove, &[("content-type", "multipart/form-data")], cut_form.clone()),
        (400, "no text", remove, FORM, form(&photo, &[("trim", &"9".repeat(5000))])),
        (403, "other sites", remove, &[("sec-fetch-site", "cross-site")], photo.clone()),
        (403, "other sites", remove, &[("host", "here"), ("origin", "http://there")], photo.clone()),
        (413, "1048576 bytes", remove, &[], vec![0; (1 << 20) + 1]),
        (413, "1048576 bytes", remove, &[("content-length", "99999999999")], photo.clone()),
        (413, "pixels in all", remove, &[], bomb(60_000)),
        (415, "not a picture", remove, &[], b"just text".to_vec()),
        (415, "JPEG XL", remove, &[], jpeg_xl),
        (415, "multipart/form-data", remove, &[("content-type", "application/json")], b"{}".to_vec()),
        (422, "HEIC file is damaged", remove, &[], heic),
        (422, "damaged or cut short", remove, &[("content-type", "image/png")], photo[..40].to_vec()),
    ];
    for (status, sentence, path, headers, body) in cases {
        let response = service.send(Method::POST, path, headers, body.clone()).await;
        assert_eq!(response.status.as_u16(), *status, "{sentence}: {}", response.text());
        assert!(response.text().contains(sentence) && response.text().ends_with(".\n"), "{sentence}: {}", response.text());
        assert!(response.header("content-security-policy").is_some());
    }
    for path in ["/api/remove", "/api/remove?url=http://127.0.0.1/"] {
        let response = service.get(path).await;
        assert_eq!(response.status, 501);
        assert!(response.text().contains("never fetches addresses"));
    }
    assert_eq!(service.send(Method::PUT, remove, &[], photo.clone()).await.status, 405);
    let json = service.send(Method::POST, remove, &[("accept", "image/png, application/json")], "just text").await;
    let json: serde_json::Value = serde_json::from_slice(&json.body).unwrap();
    assert_eq!(json["error"], "unsupported");
    assert!(json["message"].as_str().unwrap().starts_with("This is not a picture"));
    assert_eq!(fake.passes(), 0);
    assert_eq!((service.rejected("too_large"), service.rejected("other_site")), (2, 2));
    let damaged = service.cut_out("", &photo[..40]).await;
    assert_eq!((damaged.header("x-offcut-stage"), service.failures("read", "damaged")), (Some("read"), 3));
    let cut_short = service.send(Method::POST, remove, &[], photo[..photo.len() / 2].to_vec()).await;
    assert_eq!((cut_short.status.as_u16(), cut_short.header("x-offcut-notes")), (200, Some("cut_short")));
    assert_ne!(cut_short.header("x-offcut-verdict"), Some("fine"));
}

#[tokio::test]
async fn api_is_off_without_its_flag() {
    let service = Service::by(ApiFlags::default());
    for (method, path) in [(Method::POST, "/api/remove"), (Method::GET, "/api/remove"), (Method::GET, "/api")] {
        let response = service.send(method, path, &[], "").await;
        assert_eq!(response.status, 404);
        assert!(response.text().contains("--api"), "{}", response.text());
    }
    assert_eq!(service.get("/api/openapi.json").await.status, 404);
}

#[tokio::test]
async fn same_photo_and_options_hit_the_cache() {
    let fake = Arc::new(FakeNetwork::default());
    let service = Service::with(Arc::clone(&fake), &flags());
    let first = service.cut_out("", &photo()).await;
    let passes = fake.passes();
    let again = service.cut_out("quality=balanced&af=1", &photo()).await;
    assert_eq!((first.header("x-cache"), again.header("x-cache")), (Some("miss"), Some("hit")));
    assert_eq!((fake.passes(), &again.body), (passes, &first.body));
    for name in ["x-offcut-verdict", "x-offcut-doubt", "x-offcut-size", "content-type"] {
        assert_eq!(first.header(name), again.header(name), "{name}");
    }
    for query in ["om=true", "max_side=60", "trim"] {
        assert_eq!(service.cut_out(query, &photo()).await.header("x-cache"), Some("miss"), "{query}");
    }
    let without = Service::with(Arc::clone(&fake), &ApiFlags { api_cache_mib: 0, ..flags() });
    for _ in 0..2 {
        assert_eq!(without.cut_out("", &photo()).await.header("x-cache"), Some("miss"));
    }
}

#[tokio::test]
async fn full_queue_rejects_with_retry_after() {
    let fake = Arc::new(FakeNetwork::default()).shut();
    let service = Service::with(Arc::clone(&fake), &ApiFlags { api_queue: 1, ..flags() });
    let working = service.spawn("", &photo());
    until("a photo is worked on", || service.metrics.api_workers_busy.get() == 1).await;
    let waiting = service.spawn("om", &photo());
    until("a photo waits", || service.metrics.api_queue_length.get() == 1).await;
    let refused = service.cut_out("trim", &photo()).await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (503, Some("2")));
    assert!(refused.text().contains("as many photos as it can take"), "{}", refused.text());
    fake.open();
    assert_eq!((working.await.unwrap().status, waiting.await.unwrap().status), (StatusCode::OK, StatusCode::OK));
    assert_eq!(service.cut_out("trim", &photo()).await.status, 200);
    assert_eq!((service.rejected("queue_full"), service.metrics.api_queue_length.get()), (1, 0));
}

#[tokio::test]
async fn dropped_request_cancels_job() {
    let fake = Arc::new(FakeNetwork::default()).shut();
    let service = Service::with(Arc::clone(&fake), &flags());
    let working = service.spawn("quality=best", &photo());
    until("the network runs", || fake.passes() == 1).await;
    let waiting = service.spawn("om", &photo());
    until("a photo waits", || service.metrics.api_queue_length.get() == 1).await;
    working.abort();
    waiting.abort();
    assert!(working.await.is_err() && waiting.await.is_err());
    fake.open();
    until("both are given up", || service.photos("cancelled") == 2).await;
    assert_eq!(fake.passes(), 1);
    assert_eq!(service.cut_out("", &photo()).await.status, 200);
}

#[tokio::test]
async fn time_limit_ends_job() {
    let fake = Arc::new(FakeNetwork::default()).shut();
    let service = Service::with(Arc::clone(&fake), &ApiFlags { api_seconds: 1, ..flags() });
    let response = service.cut_out("", &photo()).await;
    assert_eq!((response.status.as_u16(), response.header("retry-after")), (503, Some("1")));
    assert!(response.text().contains("not done after 1 s"), "{}", response.text());
    fake.open();
    until("the work ends", || service.photos("cancelled") == 1).await;
    assert_eq!((fake.passes(), service.rejected("timeout")), (1, 1));
    assert_eq!((response.header("x-offcut-stage"), service.failures("find", "other")), (Some("find"), 1));
}

#[tokio::test]
async fn panic_ends_one_photo_and_no_worker() {
    let fake = Arc::new(FakeNetwork::default());
    let service = Service::with(Arc::clone(&fake), &flags());
    fake.panic_once();
    let response = service.cut_out("", &photo()).await;
    assert_eq!((response.status.as_u16(), response.header("x-offcut-stage")), (422, Some("find")));
    assert!(response.text().contains("made the decoder fail"), "{}", response.text());
    assert_eq!(service.cut_out("", &photo()).await.status, 200);
    assert_eq!((service.photos("broke"), service.metrics.api_workers_busy.get()), (1, 0));
    assert_eq!(service.failures("find", "other"), 1);
    let stats: serde_json::Value = serde_json::from_slice(&service.get("/stats").await.body).unwrap();
    assert_eq!(stats["server"]["failures"], serde_json::json!([{"stage": "find", "reason": "other", "count": 1}]));
}

#[tokio::test]
async fn rate_limit_is_per_client() {
    let service = Service::with(Arc::default(), &ApiFlags { api_rate: 2, api_proxies: 1, ..flags() });
    let status = async |forwarded: &str, peer: [u8; 4]| {
        let mut request = request(Method::POST, "/api/remove", &[("x-forwarded-for", forwarded)], photo());
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((peer, 4711))));
        let response = send(service.router.clone(), request).await;
        (response.status.as_u16(), response.header("retry-after").map(str::to_owned))
    };
    let proxy = [10, 0, 0, 1];
    assert_eq!(status("1.1.1.1", proxy).await.0, 200);
    assert_eq!(status("6.6.6.6, 1.1.1.1", [10, 0, 0, 2]).await.0, 200);
    let (code, after) = status("7.7.7.7, 1.1.1.1", proxy).await;
    assert_eq!(code, 429);
    assert!((1..=30).contains(&after.unwrap().parse::<u64>().unwrap()));
    assert_eq!(status("1.1.1.1, 2.2.2.2", proxy).await.0, 200);
    assert_eq!(service.rejected("rate"), 1);
    let direct = Service::with(Arc::default(), &ApiFlags { api_rate: 1, ..flags() });
    let statuses = [direct.cut_out("", &photo()).await.status, direct.cut_out("", &photo()).await.status];
    assert_eq!(statuses.map(|status| status.as_u16()), [200, 429]);
}

#[tokio::test]
async fn page_and_document_name_every_parameter() {
    let service = Service::with(Arc::default(), &flags());
    let page = service.send(Method::GET, "/api", &[("host", "offcut.test:9000")], "").await;
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    for param in server::api::request::params_table::PARAMS {
        for name in [param.name].iter().chain(param.aliases) {
            assert!(page.text().contains(&format!("<code>{name}</code>")), "the page does not name {name}");
        }
    }
    assert!(page.text().contains("http://offcut.test:9000/api/remove"));
    assert!(["style=", "<style", "<script", "onclick", "https://"].iter().all(|odd| !page.text().contains(odd)));
    assert_eq!(service.get("/api.css").await.header("content-type"), Some("text/css; charset=utf-8"));
    let document = service.get("/api/openapi.json").await;
    assert_eq!(document.header("content-type"), Some("application/json"));
    let document: serde_json::Value = serde_json::from_slice(&document.body).unwrap();
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    assert!(service.folder.path().is_dir());
}

/// Response to a simple client, which does not read before everything is sent.
fn send_all_then_read(address: SocketAddr, body: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "POST /api/remove HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len()).unwrap();
    stream.write_all(body).unwrap();
    let mut response = Vec::new();
    stream.read_to_end(&mut response).unwrap();
    response
}

#[tokio::test(flavor = "multi_thread")]
async fn too_large_request_gets_its_answer_and_no_broken_connection() {
    let (server, _folder) = listen(Some(Arc::default()), flags());
    let (address, shutdown_handle) = (server.address(), server.shutdown_handle());
    let serving = tokio::spawn(server.serve());
    let response = tokio::task::spawn_blocking(move || send_all_then_read(address, &vec![0; 48 << 20])).await.unwrap();
    assert!(response.starts_with(b"HTTP/1.1 413 "), "{}", String::from_utf8_lossy(&response));
    shutdown_handle.stop();
    serving.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn stop_waits_for_running_photo() {
    let fake = Arc::new(FakeNetwork::default()).shut();
    let (server, _folder) = listen(Some(Arc::clone(&fake)), flags());
    let (address, shutdown_handle) = (server.address(), server.shutdown_handle());
    let serving = tokio::spawn(server.serve());
    let response = tokio::task::spawn_blocking(move || send_all_then_read(address, &photo()));
    until("the network runs", || fake.passes() == 1).await;
    shutdown_handle.stop();
    fake.open();
    let response = response.await.unwrap();
    assert!(response.starts_with(b"HTTP/1.1 200 OK"), "{}", String::from_utf8_lossy(&response[..response.len().min(200)]));
    serving.await.unwrap().unwrap();
}

/// Python with an HTTP client: `OFFCUT_PYTHON`, or the system's where it has `requests`.
fn python() -> Option<String> {
    if let Ok(python) = std::env::var("OFFCUT_PYTHON") {
        return Some(python);
    }
    let has_requests = Command::new("python3").args(["-c", "import requests"]).output().is_ok_and(|done| done.status.success());
    if !has_requests {
        eprintln!("rembg's client is not tried: OFFCUT_PYTHON is not set, and python3 has no requests");
        assert!(std::env::var_os("CI").is_none(), "set OFFCUT_PYTHON to a Python that has requests");
    }
    has_requests.then(|| "python3".to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn client_of_rembg_gets_a_cut_out() {
    let Some(python) = python() else { return };
    let (server, folder) = listen(None, flags());
    let (address, shutdown_handle) = (format!("http://{}", server.address()), server.shutdown_handle());
    let serving = tokio::spawn(server.serve());
    let result = folder.path().join("result.png");
    let photo = GoldenCase::all().unwrap().into_iter().find(|case| case.name == "flower").unwrap().photo;
    let mut client = Command::new(python);
    client.arg(program::root().join("tests/rembg_client.py")).arg(address).arg(photo).arg(&result);
    let done = tokio::task::spawn_blocking(move || client.output()).await.unwrap().unwrap();
    assert!(done.status.success(), "{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert_eq!(image::open(&result).unwrap().color(), image::ColorType::Rgba8);
    shutdown_handle.stop();
    serving.await.unwrap().unwrap();
}

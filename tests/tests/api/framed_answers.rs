//! Frames, outlines and presets over HTTP.

use std::sync::Arc;

use axum::http::StatusCode;
use matting::{
    Background, Canvas, Colour, Dpi, Frame, Inputs, Limits, Margin, Options, Outline, Output, PRESETS, Percent, Scene, Shadow, Source, cut_out,
};
use tests::api_service::{Service, flags, photo};
use tests::fake_network::FakeNetwork;

#[tokio::test]
async fn frames_and_presets_equal_the_cores() {
    let fake = Arc::new(FakeNetwork::default());
    let service = Service::with(Arc::clone(&fake), &flags());
    let photo = photo();
    let frame = |frame| Options { frame: Some(frame), ..Options::default() };
    let white = Colour { red: 255, green: 255, blue: 255, alpha: 255 };
    let full = Frame {
        fill: Percent::clamped(70.0),
        align: "bottom-left".parse().unwrap(),
        margin: Margin::Percent(Percent::clamped(5.0)),
        dpi: Dpi::try_from(600_u16).ok(),
        ..Frame::new(Canvas::Pixels(60, 80))
    };
    let ground = Frame { ground: Some(Percent::clamped(90.0)), ..Frame::new(Canvas::Ratio(4, 5)) };
    let line = Outline { width: Percent::clamped(3.0), colour: Colour { red: 255, green: 0, blue: 0, alpha: 255 } };
    let scene = Scene { background: Background::Colour(white), shadow: None };
    let square = Options { output: Output::CutOut(scene), ..frame(Frame::new(Canvas::Pixels(2000, 2000))) };
    let shaded = Scene { background: Background::Colour(white), shadow: Some(Shadow::default()) };
    for (query, notes, options) in [
        ("frame=60x80&frame_fill=70&frame_align=bottom-left&frame_margin=5%25&frame_dpi=600", None, frame(full)),
        ("frame=4:5&frame_ground=90", None, frame(ground)),
        ("frame=300x300", Some("enlarged"), frame(Frame::new(Canvas::Pixels(300, 300)))),
        ("outline=3&outline_colour=f00", None, Options { outline: Some(line), ..Options::default() }),
        ("frame=1:1&outline", None, Options { outline: Some(Outline::default()), ..frame(Frame::new(Canvas::Ratio(1, 1))) }),
        ("preset=square", Some("enlarged"), square.clone()),
        ("preset=square&shadow", Some("enlarged"), Options { output: Output::CutOut(shaded), ..square }),
    ] {
        let expected = cut_out(Source::File(&photo), &*fake, &options, &Inputs::default(), &mut ()).unwrap();
        let response = service.cut_out(query, &photo).await;
        assert_eq!((response.status, response.header("x-offcut-notes")), (StatusCode::OK, notes), "{query}");
        assert_eq!(response.header("x-offcut-size").unwrap(), format!("{}x{}", expected.size.width, expected.size.height), "{query}");
        assert!(response.body == expected.file, "{query}: the files differ");
    }
}

#[tokio::test]
async fn every_preset_gives_what_its_file_says() {
    let service = Service::with(Arc::default(), &flags());
    for preset in PRESETS {
        let response = service.cut_out(&format!("preset={}", preset.name), &photo()).await;
        assert_eq!(response.status, StatusCode::OK, "{}", preset.name);
        let picture = matting::read(Source::File(&response.body), &Limits::default()).unwrap().picture;
        let frame = preset.options().unwrap().frame.map(Frame::new).unwrap();
        let size = frame.size().unwrap_or(picture.size());
        assert_eq!((picture.size(), response.header("content-type")), (size, Some("image/png")), "{}", preset.name);
    }
}

#[tokio::test]
async fn senseless_frames_are_options_that_are_wrong() {
    let service = Service::with(Arc::default(), &flags());
    for (query, sentence) in [
        ("frame=wide", "The option frame: \"wide\" is not a frame"),
        ("frame=1:1&frame_fill=0", "The option frame_fill: 0 per cent is out of range"),
        ("frame_ground=90", "frame_ground needs a frame"),
        ("frame=1:1&trim", "frame and trim contradict each other"),
        ("frame=60000x60000", "more than the limits allow"),
        ("frame=1:60000", "The frame is over a limit"),
        ("frame=10:1&outline=10", "no room for the subject"),
        ("preset=round", "The option preset: \"round\" is not known; these are: square"),
    ] {
        let response = service.cut_out(query, &photo()).await;
        assert_eq!((response.status, response.header("x-offcut-error")), (StatusCode::BAD_REQUEST, Some("bad_option")), "{query}");
        let text = String::from_utf8_lossy(&response.body).into_owned();
        assert!(text.contains(sentence) && text.trim_end().ends_with('.'), "{query}: {text}");
    }
}

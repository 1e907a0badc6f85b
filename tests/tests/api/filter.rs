//! Content filter of the HTTP API, with a classifier of a dozen weights that these tests write.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use image::{ImageFormat, Rgb, RgbImage};
use matting::{ChannelOrder, Classifier, ClassifierInput, Picture, Samples, Size};
use server::api::ApiFlags;
use server::{Config, State};
use tempfile::TempDir;
use tests::api_service::{Service, config, flags};
use tests::fake_network::FakeNetwork;
use tests::in_process_client::Response;
use tests::program::root;
use tests::tiny_classifier::TinyClassifier;

const DESCRIPTION: &str = r#"
labels = ["fine", "too red", "too blue"]
refuse = ["too red", "too blue"]
threshold = 0.9
side = 8
mean = [0.5, 0.5, 0.5]
deviation = [0.5, 0.5, 0.5]
scores = "softmax"
"#;

/// Logits that are far apart for a picture that is red, blue, or neither.
fn red_and_blue() -> TinyClassifier {
    let classes = vec![([0.0; 3], 0.0), ([9.0, -9.0, -9.0], -9.0), ([-9.0, -9.0, 9.0], -9.0)];
    TinyClassifier { classes, activation: None, channels_last: false, side: Some(8) }
}

/// Classifier and description in a folder.
fn write(onnx: &[u8], description: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("filter.onnx");
    std::fs::write(&file, onnx).unwrap();
    std::fs::write(file.with_extension("toml"), description).unwrap();
    (folder, file)
}

fn with_filter(file: &Path) -> ApiFlags {
    ApiFlags { api_filter: Some(file.to_owned()), ..flags() }
}

fn photo(colour: [u8; 3]) -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    RgbImage::from_pixel(60, 40, Rgb(colour)).write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}

const RED: [u8; 3] = [250, 10, 10];
const BLUE: [u8; 3] = [10, 10, 250];
const GREEN: [u8; 3] = [10, 250, 10];

#[tokio::test]
async fn refused_picture_is_422_with_its_label_and_is_counted() {
    let (_folder, file) = write(&red_and_blue().onnx(), DESCRIPTION);
    let fake: Arc<FakeNetwork> = Arc::default();
    let service = Service::with(Arc::clone(&fake), &with_filter(&file));
    let json = async |colour| {
        let response = service.send(axum::http::Method::POST, "/api/remove", &[("accept", "application/json")], photo(colour)).await;
        let report: serde_json::Value = serde_json::from_slice(&response.body).unwrap_or_default();
        (response.status.as_u16(), report["error"].clone(), report["label"].clone())
    };
    assert_eq!(json(RED).await, (422, "refused".into(), "too red".into()));
    assert_eq!(json(BLUE).await, (422, "refused".into(), "too blue".into()));
    assert_eq!(fake.passes(), 0, "the network saw a refused picture");
    let text = service.cut_out("max_side=16", &photo(RED)).await;
    assert_eq!((text.status.as_u16(), text.header("x-offcut-error"), text.header("x-offcut-stage")), (422, Some("refused"), Some("find")));
    assert!(text.text().contains("refuses the picture (too red)"), "{}", text.text());
    assert_eq!(json(GREEN).await.0, 200);
    assert!(fake.passes() > 0);

    let refused = |label: &str| service.metrics.api_refused.with_label_values(&[label]).get();
    assert_eq!((refused("too red"), refused("too blue"), refused("fine")), (2, 1, 0));
    assert_eq!((service.photos("refused"), service.photos("cut_out"), service.failures("find", "refused")), (3, 1, 3));
    let stats: serde_json::Value = serde_json::from_slice(&service.get("/stats").await.body).unwrap();
    assert_eq!(stats["server"]["failures"], serde_json::json!([{"stage": "find", "reason": "refused", "count": 3}]));
    assert!(service.get("/api").await.text().contains("content filter checks each photo"));
}

#[tokio::test]
async fn label_needs_its_threshold_and_its_place_in_refuse() {
    let status = async |description: &str, colour| {
        let (_folder, file) = write(&red_and_blue().onnx(), description);
        let response: Response = Service::with(Arc::default(), &with_filter(&file)).cut_out("", &photo(colour)).await;
        response.status.as_u16()
    };
    let only_blue = DESCRIPTION.replace("[\"too red\", \"too blue\"]", "[\"too blue\"]");
    assert_eq!((status(&only_blue, RED).await, status(&only_blue, BLUE).await), (200, 422));
    // Between red and gray, where the classifier gives about 0.7.
    let reddish = [210, 100, 100];
    assert_eq!((status(DESCRIPTION, reddish).await, status(&DESCRIPTION.replace("0.9", "0.3"), reddish).await), (200, 422));
    let (_folder, file) = write(&red_and_blue().onnx(), &format!("{DESCRIPTION}channels = \"bgr\""));
    let blue_first = Service::with(Arc::default(), &with_filter(&file)).cut_out("", &photo(RED)).await;
    assert!(blue_first.text().contains("(too blue)"), "{}", blue_first.text());
}

#[test]
fn classifiers_of_each_shape_agree() {
    let input = ClassifierInput { side: 8, mean: [0.5; 3], deviation: [0.5; 3], channels: ChannelOrder::Rgb };
    let size = Size { width: 30, height: 20 };
    let picture = Picture::new(size, Samples::Eight([250, 10, 10, 255].repeat(600))).unwrap();
    for activation in [None, Some("Softmax"), Some("Sigmoid")] {
        let scores = |classifier: TinyClassifier| Classifier::load(&classifier.onnx(), input).unwrap().scores(&picture).unwrap();
        let plain = TinyClassifier { activation, ..red_and_blue() };
        let expected = scores(plain.clone());
        assert!(expected.len() == 3 && expected[1] > expected[0] && expected[0] > expected[2], "{expected:?}");
        if activation.is_some() {
            assert!(expected.iter().all(|score| (0.0..=1.0).contains(score)), "{expected:?}");
        }
        for (channels_last, side) in [(false, None), (true, Some(8)), (true, None)] {
            let other = scores(TinyClassifier { channels_last, side, ..plain.clone() });
            let is_near = expected.iter().zip(&other).all(|(one, other)| (one - other).abs() < 1e-4);
            assert!(is_near, "channels last: {channels_last}, side {side:?}: {other:?} and not {expected:?}");
        }
    }
    let blue_first = ClassifierInput { channels: ChannelOrder::Bgr, ..input };
    let scores = Classifier::load(&red_and_blue().onnx(), blue_first).unwrap().scores(&picture).unwrap();
    assert!(scores[2] > scores[1], "{scores:?}");
}

#[tokio::test]
async fn filter_that_cannot_be_used_keeps_the_server_from_starting() {
    let two = TinyClassifier { classes: red_and_blue().classes[..2].to_vec(), ..red_and_blue() };
    let onnx = red_and_blue().onnx();
    let text = DESCRIPTION.as_bytes();
    for (onnx, description, sentence) in [
        (&onnx[..], "side = 8", "missing field"),
        (&onnx, &DESCRIPTION.replace("side = 8", "side = 0"), "side is 0"),
        (&two.onnx(), DESCRIPTION, "gives 2 scores, and there are 3 labels"),
        (&onnx, &DESCRIPTION.replace("scores = \"softmax\"", ""), "write scores = \"softmax\""),
        (&onnx, &DESCRIPTION.replace("side = 8", "side = 9"), "has the shape 1 × 3 × 8 × 8 and not 1 × 3 × 9 × 9"),
        (&onnx[..onnx.len() / 2], DESCRIPTION, "no ONNX classifier"),
        (text, DESCRIPTION, "no ONNX classifier"),
        (b"", DESCRIPTION, "no ONNX classifier"),
    ] {
        let (folder, file) = write(onnx, description);
        let error = State::load(&Config { api: with_filter(&file), ..config(&folder) }).unwrap_err().to_string();
        assert!(error.contains(sentence) && error.contains("filter.onnx"), "{sentence}: {error}");
    }
    let (folder, file) = write(&onnx, DESCRIPTION);
    std::fs::remove_file(file.with_extension("toml")).unwrap();
    let error = State::load(&Config { api: with_filter(&file), ..config(&folder) }).unwrap_err().to_string();
    assert!(error.contains("filter.toml cannot be read"), "{error}");
    let absent = folder.path().join("other.onnx");
    let error = State::load(&Config { api: with_filter(&absent), ..config(&folder) }).unwrap_err().to_string();
    assert!(error.contains("other.onnx cannot be used: it cannot be read"), "{error}");
}

#[tokio::test]
async fn description_in_the_documents_is_one() {
    let text = std::fs::read_to_string(root().join("docs/content-filter.md")).unwrap();
    let description = text.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let labels: toml::Table = description.parse().unwrap();
    let classes = vec![([0.0; 3], 0.0); labels["labels"].as_array().unwrap().len()];
    let (_folder, file) = write(&TinyClassifier { classes, side: None, ..red_and_blue() }.onnx(), description);
    assert_eq!(Service::with(Arc::default(), &with_filter(&file)).cut_out("", &photo(RED)).await.status, 200);
}

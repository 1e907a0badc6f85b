//! Custom networks: how they are read, and errors of unsupported ones.

use matting::{Error, InputOverrides, NetworkInput, Saliency, Threads, U2Net, catalogue};
use ndarray::{Array2, Array4};
use tempfile::TempDir;
use tests::offcut_command::{case, offcut, stderr, text};
use tests::tiny_classifier::{bytes, file, node, number, tensor, value};
use tests::tiny_network::{Quantised, network};

const SIDE: u32 = 32;
/// Most signs of a sentence about a network.
const LONGEST_SENTENCE: usize = 200;

fn map(onnx: &[u8]) -> Array2<f32> {
    let network = U2Net::load(onnx, None).unwrap();
    let side = network.input().side as usize;
    let picture = |(_, channel, y, x): (usize, usize, usize, usize)| ((x * 5 + y * 3 + channel) % 11) as f32 / 4.0 - 1.2;
    network.map(Array4::from_shape_fn((1, 3, side, side), picture)).unwrap()
}

fn sentence(onnx: &[u8]) -> String {
    let error = U2Net::load(onnx, None).unwrap_err();
    assert!(matches!(error, Error::ModelUnusable { .. }), "{error:?}");
    let sentence = error.to_string();
    assert!(sentence.chars().count() <= LONGEST_SENTENCE, "{} signs: {sentence}", sentence.chars().count());
    sentence
}

#[test]
fn logits_become_probabilities() {
    for quantised in [Quantised::No, Quantised::Weights] {
        let probabilities = map(&network(Some("Sigmoid"), SIDE, quantised));
        assert!(probabilities.iter().any(|value| *value < 0.5) && probabilities.iter().any(|value| *value > 0.8), "{probabilities}");
        let worst = probabilities.iter().zip(&map(&network(None, SIDE, quantised))).map(|(one, other)| (one - other).abs()).fold(0.0, f32::max);
        assert!(worst < 1e-6, "{quantised:?}: {worst}");
    }
}

#[test]
fn quantised_network_is_that_of_its_weights() {
    let [plain, quantised] = [Quantised::No, Quantised::Weights].map(|quantised| map(&network(None, SIDE, quantised)));
    assert!(plain.iter().zip(&quantised).all(|(plain, quantised)| (plain - quantised).abs() < 1e-6));
}

#[test]
fn operators_of_others_are_read_by_tract_and_kept_as_they_are() {
    let tanh = map(&network(Some("Tanh"), SIDE, Quantised::No));
    assert!(tanh.iter().any(|value| *value < 0.0), "{tanh}");
}

#[test]
fn first_unsupported_operator_is_named() {
    let unknown = sentence(&network(Some("Sharpen"), SIDE, Quantised::No));
    assert!(unknown.contains("its operator Sharpen is not supported"), "{unknown}");
    sentence(&network(Some(&"Sharpen".repeat(100)), SIDE, Quantised::No));
}

#[test]
fn numbers_of_a_file_are_never_in_a_sentence() {
    // A thousand floats that fit nowhere, in a node that tract reads and cannot join with the others.
    let graph = [
        bytes(1, &node("Tanh", &["picture"], "bent", &[])),
        bytes(1, &node("Add", &["bent", "numbers"], "result", &[])),
        bytes(5, &tensor("numbers", &[1000], &[0.123_456; 1000])),
        bytes(11, &value("picture", &[Some(1), Some(3), Some(16), Some(16)])),
        bytes(12, &value("result", &[Some(1), Some(3), Some(16), Some(16)])),
    ];
    assert!(!sentence(&file(&graph.concat())).contains("123"));
    // Weights that are half there.
    let half = [number(1, 4), number(2, 1), bytes(8, b"weights"), bytes(9, &[0; 6])].concat();
    let graph = [
        bytes(1, &node("Conv", &["picture", "weights"], "result", &[])),
        bytes(5, &half),
        bytes(11, &value("picture", &[Some(1), Some(3), Some(16), Some(16)])),
        bytes(12, &value("result", &[Some(1), Some(1), Some(16), Some(16)])),
    ];
    sentence(&file(&graph.concat()));
    for other in [&b"no ONNX file"[..], b"", &value("picture", &[Some(1)])] {
        sentence(other);
    }
}

#[test]
fn input_may_be_overridden_part_by_part() {
    let onnx = network(None, SIDE, Quantised::No);
    let input = |overrides| U2Net::load_with_overrides(&onnx, None, overrides, &Threads::one()).unwrap().input();
    assert_eq!(input(InputOverrides::default()), NetworkInput { side: SIDE, ..catalogue::UNKNOWN });
    let chosen = InputOverrides { side: Some(48), mean: Some([0.5; 3]), std: None };
    assert_eq!(input(chosen), NetworkInput { side: 48, mean: [0.5; 3], std: catalogue::UNKNOWN.std });
}

#[test]
fn command_takes_a_network_with_its_input_and_refuses_one_in_a_sentence() {
    let (folder, case) = (TempDir::new().unwrap(), case("cat"));
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("mine.onnx"), network(None, SIDE, Quantised::Weights)).unwrap();
    std::fs::write(at("odd.onnx"), network(Some("Sharpen"), SIDE, Quantised::No)).unwrap();
    let run = |model: &str, flags: &[&str]| {
        let model = at(model);
        let out = at("out.png");
        offcut(&[&["i", "--force", "--quality", "raw", "--only-mask", "--model", text(&model), text(&case.photo), text(&out)], flags].concat())
    };
    let mut masks = Vec::new();
    for flags in [&[][..], &["--input-side", "48"], &["--mean", "0.5"], &["--std", "1,1,0.5"]] {
        let output = run("mine.onnx", flags);
        assert!(output.status.success(), "{}", stderr(&output));
        masks.push(std::fs::read(at("out.png")).unwrap());
    }
    assert!((1..masks.len()).all(|at| masks[at] != masks[0]), "a flag changes nothing");
    let output = run("odd.onnx", &[]);
    assert_eq!(output.status.code(), Some(3));
    assert!(stderr(&output).contains("its operator Sharpen is not supported"), "{}", stderr(&output));
    assert_eq!(stderr(&output).lines().count(), 1);
    for flags in [["--input-side", "8"], ["--mean", "1,2"], ["--std", "0"]] {
        assert_eq!(run("mine.onnx", &flags).status.code(), Some(2), "{flags:?}");
    }
}

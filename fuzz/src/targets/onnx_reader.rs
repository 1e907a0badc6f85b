//! ONNX files: the reader of U²-Net's own operators, and what loads any network.

use matting::{Error, NetworkInput, Saliency, U2Net, catalogue};
use tests::tiny_classifier::{INT, INTS, TinyClassifier, attribute, bytes, file, node, number, tensor, value};

use crate::Target;
use crate::allocation::peak_of;
use crate::targets::check_sentence;

const WORDS: &[&[u8]] = &[
    b"Conv",
    b"Relu",
    b"Sigmoid",
    b"MaxPool",
    b"Resize",
    b"Concat",
    b"Add",
    b"Mul",
    b"Shape",
    b"Slice",
    b"Gather",
    b"Cast",
    b"Constant",
    b"Unsqueeze",
    b"Softmax",
    b"Gemm",
    b"Flatten",
    b"Transpose",
    b"perm",
    b"axis",
    b"kernel_shape",
    b"strides",
    b"pads",
    b"dilations",
    b"group",
    b"picture",
    b"result",
    b"\xff\xff\xff\xff\x0f",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
    b"\x80\x80\x80\x80\x08",
    b"\x08\x00",
    b"\x12\x00",
];

/// Side of the input: small, so that planning takes no time.
const SIDE: u32 = 16;

/// Most memory that reading a file of some kilobytes may take.
const MOST_MEMORY: usize = 256 << 20;

/// Any ONNX file.
pub const ONNX_READER: Target = Target { name: "onnx_reader", function: onnx_reader, seeds, words: WORDS, guarded: true, smoke: 15_000 };

fn seeds() -> Vec<Vec<u8>> {
    let classes = vec![([1.0, 0.0, 0.0], 0.0), ([0.0, 1.0, 0.0], 0.5)];
    let classifier = |activation, channels_last, side| TinyClassifier { classes: classes.clone(), activation, channels_last, side }.onnx();
    vec![
        network("Sigmoid"),
        // Not among U²-Net's operators: for tract's own reader.
        network("Tanh"),
        classifier(None, false, Some(u64::from(SIDE))),
        classifier(Some("Softmax"), false, None),
        classifier(Some("Sigmoid"), true, Some(u64::from(SIDE))),
    ]
}

/// A network like U²-Net, of one convolution: half the size and back.
fn network(last: &str) -> Vec<u8> {
    let weights: Vec<f32> = (0..27).map(|at| (at % 5) as f32 / 9.0 - 0.2).collect();
    let pads = attribute("pads", INTS, 8, &[1, 1, 1, 1]);
    let text = |name: &str, value: &str| [bytes(1, name.as_bytes()), bytes(4, value.as_bytes()), number(20, 3)].concat();
    let numbers = |name: &str, values: &[u64]| {
        let values: Vec<u8> = values.iter().flat_map(|value| number(7, *value)).collect();
        [number(1, values.len() as u64 / 2), number(2, 7), values, bytes(8, name.as_bytes())].concat()
    };
    let nodes = [
        node("Conv", &["picture", "weights", "bias"], "edges", &[attribute("kernel_shape", INTS, 8, &[3, 3]), pads]),
        node("Relu", &["edges"], "positive", &[]),
        node(
            "MaxPool",
            &["positive"],
            "half",
            &[attribute("kernel_shape", INTS, 8, &[2, 2]), attribute("strides", INTS, 8, &[2, 2]), attribute("ceil_mode", INT, 3, &[1])],
        ),
        node("Shape", &["picture"], "sizes", &[]),
        node("Slice", &["sizes", "two", "four", "zero"], "sides", &[]),
        node("Shape", &["half"], "small", &[]),
        node("Slice", &["small", "zero", "two", "zero"], "channels", &[]),
        node("Concat", &["channels", "sides"], "wanted", &[attribute("axis", INT, 3, &[0])]),
        node("Resize", &["half", "", "", "wanted"], "whole", &[text("mode", "linear"), text("coordinate_transformation_mode", "half_pixel")]),
        node("Add", &["whole", "edges"], "sum", &[]),
        node(last, &["sum"], "result", &[]),
    ];
    let side = Some(u64::from(SIDE));
    let graph = [
        nodes.iter().flat_map(|node| bytes(1, node)).collect(),
        bytes(2, b"small"),
        bytes(5, &tensor("weights", &[1, 3, 3, 3], &weights)),
        bytes(5, &tensor("bias", &[1], &[0.1])),
        bytes(5, &numbers("zero", &[0])),
        bytes(5, &numbers("two", &[2])),
        bytes(5, &numbers("four", &[4])),
        bytes(11, &value("picture", &[Some(1), Some(3), side, side])),
        bytes(12, &value("result", &[Some(1), Some(1), side, side])),
    ];
    file(&graph.concat())
}

/// Takes any file. It is a network that answers with one map, or is refused in a sentence, within a bounded memory.
pub fn onnx_reader(bytes: &[u8]) {
    let input = NetworkInput { side: SIDE, ..catalogue::UNKNOWN };
    let ((), peak) = peak_of(|| {
        let _ = winograd::declared_shape(bytes);
        match U2Net::load(bytes, Some(input)) {
            Ok(network) => {
                let picture = ndarray::Array4::from_elem((1, 3, SIDE as usize, SIDE as usize), 0.5);
                match network.map(picture) {
                    Ok(map) => assert!(map.dim().0 > 1 && map.dim().1 > 1),
                    Err(error) => check_sentence(&error),
                }
            }
            Err(error) => {
                check_sentence(&error);
                assert!(matches!(error, Error::ModelUnusable { .. }));
            }
        }
    });
    assert!(peak <= MOST_MEMORY, "the file took {peak} bytes");
}

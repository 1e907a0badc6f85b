//! ONNX files: the reader of U²-Net's own operators, and what loads any network.

use matting::{Error, NetworkInput, Saliency, U2Net, catalogue};
use tests::tiny_classifier::TinyClassifier;
use tests::tiny_network::{Quantised, network};

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
    b"Squeeze",
    b"Clip",
    b"Reshape",
    b"Div",
    b"BatchNormalization",
    b"ConvInteger",
    b"DynamicQuantizeLinear",
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
const MAX_MEMORY: usize = 256 << 20;

/// Any ONNX file.
pub const ONNX_READER: Target = Target { name: "onnx_reader", function: onnx_reader, seeds, words: WORDS, catches_panics: true, smoke: 15_000 };

fn seeds() -> Vec<Vec<u8>> {
    let classes = vec![([1.0, 0.0, 0.0], 0.0), ([0.0, 1.0, 0.0], 0.5)];
    let classifier = |activation, channels_last, side| TinyClassifier { classes: classes.clone(), activation, channels_last, side }.onnx();
    vec![
        network(Some("Sigmoid"), SIDE, Quantised::No),
        network(None, SIDE, Quantised::Weights),
        // Not among U²-Net's operators: for tract's own reader.
        network(Some("Tanh"), SIDE, Quantised::No),
        classifier(None, false, Some(u64::from(SIDE))),
        classifier(Some("Softmax"), false, None),
        classifier(Some("Sigmoid"), true, Some(u64::from(SIDE))),
    ]
}

/// Takes any file. It is a network that gives one map, or is refused in a sentence, within a bounded memory.
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
    assert!(peak <= MAX_MEMORY, "the file took {peak} bytes");
}

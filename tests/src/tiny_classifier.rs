//! Classifier of a dozen weights as an ONNX file: the mean colour of a picture, times weights, is the score of each class; and what ONNX files are made of.

/// Types of values in a protocol buffer.
const VARINT: u64 = 0;
const BYTES: u64 = 2;

/// Kind of an attribute in ONNX: one number.
pub const INT: u64 = 2;
/// Kind of an attribute in ONNX: numbers.
pub const INTS: u64 = 7;

/// Type of a tensor in ONNX: 32-bit floats.
const FLOAT: u64 = 1;

/// Classifier to write.
#[derive(Debug, Clone)]
pub struct TinyClassifier {
    /// Weights of the three channels, and a bias, for each class.
    pub classes: Vec<([f32; 3], f32)>,
    /// Operator after the scores, such as `Softmax`.
    pub activation: Option<&'static str>,
    /// Input 1 × side × side × 3 in place of 1 × 3 × side × side.
    pub channels_last: bool,
    /// Sides of the input; `None` leaves them and the number of pictures open.
    pub side: Option<u64>,
}

impl TinyClassifier {
    /// Bytes of the ONNX file.
    pub fn onnx(&self) -> Vec<u8> {
        let count = self.classes.len() as u64;
        // Row by row: a channel's weights for all classes.
        let weights: Vec<f32> = (0..3).flat_map(|channel| self.classes.iter().map(move |(weights, _)| weights[channel])).collect();
        let biases: Vec<f32> = self.classes.iter().map(|(_, bias)| *bias).collect();
        let first = if self.channels_last { "turned" } else { "picture" };
        let last = if self.activation.is_some() { "scores" } else { "result" };
        let mut nodes = Vec::new();
        if self.channels_last {
            nodes.push(node("Transpose", &["picture"], "turned", &[attribute("perm", INTS, 8, &[0, 3, 1, 2])]));
        }
        nodes.push(node("GlobalAveragePool", &[first], "pooled", &[]));
        nodes.push(node("Flatten", &["pooled"], "mean", &[attribute("axis", INT, 3, &[1])]));
        nodes.push(node("Gemm", &["mean", "weights", "biases"], last, &[]));
        nodes.extend(self.activation.map(|operator| node(operator, &["scores"], "result", &[])));
        let (batch, side) = (self.side.map(|_| 1), self.side);
        let dimensions = if self.channels_last { [batch, side, side, Some(3)] } else { [batch, Some(3), side, side] };
        let graph = [
            nodes.into_iter().flat_map(|node| bytes(1, &node)).collect(),
            bytes(2, b"tiny"),
            bytes(5, &tensor("weights", &[3, count], &weights)),
            bytes(5, &tensor("biases", &[count], &biases)),
            bytes(11, &value("picture", &dimensions)),
            bytes(12, &value("result", &[batch, Some(count)])),
        ];
        file(&graph.concat())
    }
}

/// File with this graph, in operators of version 13.
pub fn file(graph: &[u8]) -> Vec<u8> {
    let operators = [bytes(1, b""), number(2, 13)].concat();
    [number(1, 8), bytes(7, graph), bytes(8, &operators)].concat()
}

/// Node with one output.
pub fn node(operator: &str, inputs: &[&str], output: &str, attributes: &[Vec<u8>]) -> Vec<u8> {
    let inputs = inputs.iter().flat_map(|input| bytes(1, input.as_bytes()));
    let rest = [bytes(2, output.as_bytes()), bytes(4, operator.as_bytes())].concat();
    inputs.chain(rest).chain(attributes.iter().flat_map(|attribute| bytes(5, attribute))).collect()
}

/// Attribute whose numbers stand in this field.
pub fn attribute(name: &str, kind: u64, field: u64, values: &[u64]) -> Vec<u8> {
    let values = values.iter().flat_map(|value| number(field, *value));
    bytes(1, name.as_bytes()).into_iter().chain(values).chain(number(20, kind)).collect()
}

/// Tensor of floats.
pub fn tensor(name: &str, sizes: &[u64], values: &[f32]) -> Vec<u8> {
    let raw: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    let sizes = sizes.iter().flat_map(|size| number(1, *size));
    sizes.chain(number(2, FLOAT)).chain(bytes(8, name.as_bytes())).chain(bytes(9, &raw)).collect()
}

/// Description of a tensor of floats; dimensions that are open have a name.
pub fn value(name: &str, dimensions: &[Option<u64>]) -> Vec<u8> {
    let dimension = |size: &Option<u64>| bytes(1, &size.map_or_else(|| bytes(2, b"open"), |size| number(1, size)));
    let shape: Vec<u8> = dimensions.iter().flat_map(dimension).collect();
    let tensor = [number(1, FLOAT), bytes(2, &shape)].concat();
    [bytes(1, name.as_bytes()), bytes(2, &bytes(1, &tensor))].concat()
}

/// Field of a number.
pub fn number(field: u64, value: u64) -> Vec<u8> {
    [varint(field << 3 | VARINT), varint(value)].concat()
}

/// Field of bytes.
pub fn bytes(field: u64, value: &[u8]) -> Vec<u8> {
    [&varint(field << 3 | BYTES), &varint(value.len() as u64), value].concat()
}

/// Seven bits a byte, the lowest first.
fn varint(mut value: u64) -> Vec<u8> {
    let mut written = Vec::new();
    while value >= 128 {
        written.push((value & 127) as u8 | 128);
        value >>= 7;
    }
    written.push(value as u8);
    written
}

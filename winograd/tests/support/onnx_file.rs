//! Networks of few channels like IS-Net and U²-Net as ONNX files, in the forms that exporters and tools write.

use prost::Message;
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::type_proto::{Tensor as TensorKind, Value};
use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto, TensorShapeProto, TypeProto, ValueInfoProto,
};

/// Spelling of the sizes that a map is resized to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sizes {
    /// Gathered from shapes one by one.
    Gathered,
    /// Sliced from shapes.
    Sliced,
    /// Constants.
    Constant,
    /// Factors in place of sizes.
    Factors,
}

/// Spelling of the weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weights {
    /// 32-bit floats.
    Floats,
    /// 32-bit floats in fields of their own.
    FloatFields,
    /// 16-bit floats, each behind a cast.
    HalvesAndCasts,
    /// 16-bit floats, and so is everything else.
    Halves,
    /// Integers of 8 bits, as dynamic quantisation has them: unsigned ones with a zero in the middle.
    Integers,
}

/// A network to write. The defaults are its plainest form.
#[derive(Debug, Clone, Copy)]
pub struct OnnxVariant {
    pub sizes: Sizes,
    pub weights: Weights,
    /// Batch normalisation as a node of its own, where it otherwise is part of the weights.
    pub unfolded: bool,
    /// A sigmoid at the end.
    pub sigmoid: bool,
    /// The first axis of the map taken out at the end.
    pub squeezed: bool,
    /// An unknown operator, on the way to an output: the first one, or another one.
    pub unknown: Option<Output>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    First,
    Second,
}

pub const PLAIN: OnnxVariant =
    OnnxVariant { sizes: Sizes::Constant, weights: Weights::Floats, unfolded: false, sigmoid: true, squeezed: false, unknown: None };

const STEP: f32 = 1.0 / 256.0;
const ZERO: u8 = 128;

#[derive(Debug)]
struct Writer {
    variant: OnnxVariant,
    graph: GraphProto,
    seed: u64,
}

/// Bytes of a network with its input at 1 × 3 × `side` × `side`: a convolution of stride 2, two levels with a pool and a way back between them, dilated
/// convolutions below, a residual, two side maps at the input's size, and a map of features as a third output.
pub fn network(variant: OnnxVariant, side: usize) -> Vec<u8> {
    let mut writer = Writer { variant, graph: GraphProto::default(), seed: 1 };
    writer.graph.input.push(value("input", side));
    let half = side / 2;
    let start = match variant.weights {
        Weights::Halves => writer.node("Cast", &["input"], &[("to", Attribute::Number(DataType::Float16 as i64))]),
        _ => "input".to_owned(),
    };
    let start = writer.conv(&start, 3, 4, 3, 2, 1);
    let entry = writer.block(&start, 4, 5, 1);
    let below = writer.pool(&entry);
    let below = writer.block(&below, 5, 3, 1);
    let deep = writer.block(&below, 3, 3, 2);
    let deep = writer.block(&deep, 3, 3, 4);
    let joined = writer.node("Concat", &[&deep, &below], &[("axis", Attribute::Number(1))]);
    let below = writer.block(&joined, 6, 4, 1);
    let above = writer.resized(&below, half.div_ceil(2), &entry, half);
    let joined = writer.node("Concat", &[&above, &entry], &[("axis", Attribute::Number(1))]);
    let features = writer.block(&joined, 9, 5, 1);
    let features = writer.node("Add", &[&features, &entry], &[]);
    for (map, channels, size, output) in [(&features, 5, half, Output::First), (&below, 4, half.div_ceil(2), Output::Second)] {
        let side_map = writer.conv(map, channels, 1, 3, 1, 1);
        let mut map = writer.resized(&side_map, size, "input", side);
        if variant.unknown == Some(output) {
            map = writer.node("Sharpen", &[&map], &[]);
        }
        if variant.sigmoid {
            map = writer.node("Sigmoid", &[&map], &[]);
        }
        if variant.weights == Weights::Halves {
            map = writer.node("Cast", &[&map], &[("to", Attribute::Number(DataType::Float as i64))]);
        }
        if variant.squeezed {
            let axis = writer.numbers(&[0]);
            map = writer.node("Squeeze", &[&map, &axis], &[]);
        }
        writer.graph.output.push(value(&map, side));
    }
    writer.graph.output.push(value(&features, half));
    let version = OperatorSetIdProto { domain: String::new(), version: 13 };
    ModelProto { ir_version: 8, opset_import: vec![version], graph: Some(writer.graph), ..ModelProto::default() }.encode_to_vec()
}

#[derive(Debug)]
enum Attribute<'a> {
    Number(i64),
    Float(f32),
    Numbers(&'a [i64]),
    Text(&'a str),
}

impl Writer {
    fn node(&mut self, operator: &str, inputs: &[&str], attributes: &[(&str, Attribute)]) -> String {
        let output = format!("value_{}", self.graph.node.len());
        self.outputs(operator, inputs, &[&output], attributes);
        output
    }

    fn outputs(&mut self, operator: &str, inputs: &[&str], outputs: &[&str], attributes: &[(&str, Attribute)]) {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let attribute = |(name, attribute): &(&str, Attribute)| {
            let mut proto = AttributeProto { name: (*name).to_owned(), ..AttributeProto::default() };
            match attribute {
                Attribute::Number(value) => (proto.i, proto.r#type) = (*value, 2),
                Attribute::Float(value) => (proto.f, proto.r#type) = (*value, 1),
                Attribute::Numbers(values) => (proto.ints, proto.r#type) = (values.to_vec(), 7),
                Attribute::Text(value) => (proto.s, proto.r#type) = (value.as_bytes().to_vec(), 3),
            }
            proto
        };
        self.graph.node.push(NodeProto {
            input: owned(inputs),
            output: owned(outputs),
            name: format!("node_{}", self.graph.node.len()),
            op_type: operator.to_owned(),
            attribute: attributes.iter().map(attribute).collect(),
            ..NodeProto::default()
        });
    }

    fn initializer(&mut self, data_type: DataType, dims: &[usize], raw_data: Vec<u8>) -> String {
        let name = format!("constant_{}", self.graph.initializer.len());
        let dims = dims.iter().map(|size| *size as i64).collect();
        self.graph.initializer.push(TensorProto { dims, data_type: data_type as i32, name: name.clone(), raw_data, ..TensorProto::default() });
        name
    }

    fn numbers(&mut self, numbers: &[i64]) -> String {
        self.initializer(DataType::Int64, &[numbers.len()], numbers.iter().flat_map(|number| number.to_le_bytes()).collect())
    }

    fn floats(&mut self, dims: &[usize], floats: &[f32]) -> String {
        match self.variant.weights {
            Weights::FloatFields => {
                let name = self.initializer(DataType::Float, dims, Vec::new());
                self.graph.initializer.last_mut().unwrap().float_data = floats.to_vec();
                name
            }
            Weights::Halves | Weights::HalvesAndCasts => {
                let halves = floats.iter().flat_map(|float| f16(*float).to_le_bytes()).collect();
                let name = self.initializer(DataType::Float16, dims, halves);
                match self.variant.weights {
                    Weights::Halves => name,
                    _ => self.node("Cast", &[&name], &[("to", Attribute::Number(DataType::Float as i64))]),
                }
            }
            Weights::Floats | Weights::Integers => {
                self.initializer(DataType::Float, dims, floats.iter().flat_map(|float| float.to_le_bytes()).collect())
            }
        }
    }

    /// Multiples of 1/256 from -0.5 to 0.5, which all forms hold exactly.
    fn noise(&mut self, count: usize) -> Vec<f32> {
        let next = || {
            self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((self.seed >> 40) as u8 as i16 - i16::from(ZERO)) as f32 * STEP
        };
        std::iter::repeat_with(next).take(count).collect()
    }

    fn conv(&mut self, input: &str, inputs: usize, outputs: usize, kernel: usize, stride: i64, dilation: i64) -> String {
        let dims = [outputs, inputs, kernel, kernel];
        let (weights, bias) = (self.noise(dims.iter().product()), self.noise(outputs));
        let (pads, dilations, strides) = ([dilation * (kernel as i64 / 2); 4], [dilation; 2], [stride; 2]);
        let attributes = [
            ("dilations", Attribute::Numbers(&dilations)),
            ("group", Attribute::Number(1)),
            ("kernel_shape", Attribute::Numbers(&[kernel as i64; 2])),
            ("pads", Attribute::Numbers(&pads)),
            ("strides", Attribute::Numbers(&strides)),
        ];
        if self.variant.weights != Weights::Integers {
            let names = [self.floats(&dims, &weights), self.floats(&[outputs], &bias)];
            return self.node("Conv", &[input, &names[0], &names[1]], &attributes);
        }
        let integers = weights.iter().map(|weight| (weight / STEP) as i16 + i16::from(ZERO)).map(|integer| integer as u8).collect();
        let weights = self.initializer(DataType::Uint8, &dims, integers);
        let (zero, step) = (self.initializer(DataType::Uint8, &[], vec![ZERO]), self.floats(&[], &[STEP]));
        let [quantised, scale, input_zero] = ["quantized", "scale", "zero_point"].map(|what| format!("{input}_{what}"));
        if !self.graph.node.iter().any(|node| node.output.contains(&quantised)) {
            self.outputs("DynamicQuantizeLinear", &[input], &[&quantised, &scale, &input_zero], &[]);
        }
        let sums = self.node("ConvInteger", &[&quantised, &weights, &input_zero, &zero], &attributes);
        let sums = self.node("Cast", &[&sums], &[("to", Attribute::Number(DataType::Float as i64))]);
        let scales = self.node("Mul", &[&scale, &step], &[]);
        let product = self.node("Mul", &[&sums, &scales], &[]);
        let (bias, shape) = (self.floats(&[outputs], &bias), self.numbers(&[1, -1, 1, 1]));
        let bias = self.node("Reshape", &[&bias, &shape], &[]);
        self.node("Add", &[&product, &bias], &[])
    }

    /// Convolution, batch normalisation and ReLU. The normalisation multiplies by 2 and adds 1/4.
    fn block(&mut self, input: &str, inputs: usize, outputs: usize, dilation: i64) -> String {
        let conv = self.conv(input, inputs, outputs, 3, 1, dilation);
        let normalised = if self.variant.unfolded {
            let vector = |writer: &mut Self, value: f32| writer.floats(&[outputs], &vec![value; outputs]);
            let names = [vector(self, 4.0), vector(self, 1.25), vector(self, 0.5), vector(self, 4.0 - 0.0625)];
            let inputs: Vec<&str> = std::iter::once(&conv).chain(&names).map(String::as_str).collect();
            self.node("BatchNormalization", &inputs, &[("epsilon", Attribute::Float(0.0625)), ("momentum", Attribute::Float(0.9))])
        } else {
            let (two, quarter) = (self.floats(&[1, outputs, 1, 1], &vec![2.0; outputs]), self.floats(&[1, 1, 1], &[0.25]));
            let scaled = self.node("Mul", &[&conv, &two], &[]);
            self.node("Add", &[&quarter, &scaled], &[])
        };
        self.node("Relu", &[&normalised], &[])
    }

    fn pool(&mut self, input: &str) -> String {
        let attributes = [
            ("ceil_mode", Attribute::Number(1)),
            ("dilations", Attribute::Numbers(&[1, 1])),
            ("kernel_shape", Attribute::Numbers(&[2, 2])),
            ("pads", Attribute::Numbers(&[0; 4])),
            ("strides", Attribute::Numbers(&[2, 2])),
        ];
        self.node("MaxPool", &[input], &attributes)
    }

    fn slice(&mut self, of: &str, start: i64, end: i64) -> String {
        let shape = self.node("Shape", &[of], &[]);
        let names = [start, end, 0].map(|number| self.numbers(&[number]));
        self.node("Slice", &[&shape, &names[0], &names[1], &names[2]], &[])
    }

    /// A map of `from` × `from` pixels at the size of another value, `to` × `to`.
    fn resized(&mut self, map: &str, from: usize, like: &str, to: usize) -> String {
        let attributes = [
            ("coordinate_transformation_mode", Attribute::Text("pytorch_half_pixel")),
            ("cubic_coeff_a", Attribute::Float(-0.75)),
            ("mode", Attribute::Text("linear")),
            ("nearest_mode", Attribute::Text("floor")),
        ];
        if self.variant.sizes == Sizes::Factors {
            let factor = to as f32 / from as f32;
            let factors = [1.0, 1.0, factor, factor].iter().flat_map(|factor| factor.to_le_bytes()).collect();
            let factors = self.initializer(DataType::Float, &[4], factors);
            return self.node("Resize", &[map, "", &factors], &attributes);
        }
        let start = self.slice(map, 0, 2);
        let wanted = match self.variant.sizes {
            Sizes::Gathered => {
                let side = |writer: &mut Self, axis: i64| {
                    let (shape, axis) = (writer.node("Shape", &[like], &[]), writer.initializer(DataType::Int64, &[], axis.to_le_bytes().to_vec()));
                    let side = writer.node("Gather", &[&shape, &axis], &[("axis", Attribute::Number(0))]);
                    let first = writer.numbers(&[0]);
                    writer.node("Unsqueeze", &[&side, &first], &[])
                };
                let sides = [side(self, 2), side(self, 3)];
                self.node("Concat", &[&sides[0], &sides[1]], &[("axis", Attribute::Number(0))])
            }
            Sizes::Sliced => self.slice(like, 2, i64::MAX),
            Sizes::Constant | Sizes::Factors => self.numbers(&[to as i64; 2]),
        };
        let wanted = self.node("Cast", &[&wanted], &[("to", Attribute::Number(DataType::Int64 as i64))]);
        let sizes = self.node("Concat", &[&start, &wanted], &[("axis", Attribute::Number(0))]);
        self.node("Resize", &[map, "", "", &sizes], &attributes)
    }
}

fn value(name: &str, side: usize) -> ValueInfoProto {
    use tract_onnx::pb::tensor_shape_proto::{Dimension, dimension};
    let channels = if name == "input" { 3 } else { 1 };
    let dim = |size: usize| Dimension { value: Some(dimension::Value::DimValue(size as i64)), ..Dimension::default() };
    let shape = TensorShapeProto { dim: [1, channels, side, side].map(dim).to_vec() };
    let kind =
        TypeProto { value: Some(Value::TensorType(TensorKind { elem_type: DataType::Float as i32, shape: Some(shape) })), ..TypeProto::default() };
    ValueInfoProto { name: name.to_owned(), r#type: Some(kind), ..ValueInfoProto::default() }
}

/// Bits of a 16-bit float of a value that it holds exactly, of at least 2⁻¹⁴.
fn f16(value: f32) -> u16 {
    if value == 0.0 {
        return 0;
    }
    let bits = value.to_bits();
    let exponent = (bits >> 23 & 255) - 112;
    (bits >> 31 << 15 | exponent << 10 | (bits >> 13 & 0x3ff)) as u16
}

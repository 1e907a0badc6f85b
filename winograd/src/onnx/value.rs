//! Values of an ONNX graph: what is known when the file is read, and what only runs.

use prost::bytes::Bytes;
use tract_core::internal::{OutletId, TVec};

use super::pending::Pending;
use crate::onnx::protobuf::TensorProto;

/// Most floats that may stand for sizes or factors, in place of weights.
const FEW: usize = 16;

/// Value of a name of the graph.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// Computed when the network runs.
    Wire(OutletId),
    /// Result of a convolution that may still take up factors and biases from the nodes after it.
    Pending(Pending),
    /// A constant tensor.
    Weights(Weights),
    /// Sizes, positions and axes. They have no rank here: a vector of one is as good as a scalar.
    Numbers(Numbers),
    /// A map of a range of integers that is only known when the network runs; of it, the name of the map.
    Quantised(String),
    /// Scale of such integers: one over the range of the map, times factors known now.
    Scale { of: String, factors: Vec<f32> },
    /// The integer that stands for zero in such a map.
    Zero(String),
    /// Sums of products of such integers, to be multiplied by their scale.
    Integers { of: String, sums: Pending },
}

/// Numbers, and whether they are integers, which divide without remainder.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Numbers {
    pub(super) values: Vec<f64>,
    pub(super) whole: bool,
}

impl Numbers {
    pub(super) fn whole(values: Vec<f64>) -> Self {
        Self { values, whole: true }
    }

    /// As integers; nothing where one is none.
    pub(super) fn integers(&self) -> Option<Vec<i64>> {
        self.values.iter().map(|value| (value.fract() == 0.0).then_some(*value as i64)).collect()
    }
}

/// A constant tensor, as the file has it.
#[derive(Debug, Clone)]
pub struct Weights {
    shape: TVec<usize>,
    elements: Elements,
}

#[derive(Debug, Clone)]
enum Elements {
    /// Little-endian, as a part of the file.
    Raw(Type, Bytes),
    Floats(Vec<f32>),
}

/// Type of the elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    F32,
    F64,
    F16,
    Bf16,
    I8,
    U8,
    I32,
    I64,
}

impl Type {
    /// Of ONNX's number for it.
    fn of(number: i32) -> Option<Self> {
        Some(match number {
            1 => Self::F32,
            2 => Self::U8,
            3 => Self::I8,
            6 => Self::I32,
            7 => Self::I64,
            10 => Self::F16,
            11 => Self::F64,
            16 => Self::Bf16,
            _ => return None,
        })
    }

    fn bytes(self) -> usize {
        match self {
            Self::I8 | Self::U8 => 1,
            Self::F16 | Self::Bf16 => 2,
            Self::F32 | Self::I32 => 4,
            Self::F64 | Self::I64 => 8,
        }
    }
}

/// True if ONNX's number for a type is one of floats; nothing for one that is not known.
pub(super) fn is_float(number: i64) -> Option<bool> {
    let kind = Type::of(i32::try_from(number).ok()?)?;
    Some(matches!(kind, Type::F32 | Type::F64 | Type::F16 | Type::Bf16))
}

/// Value of a constant tensor: integers of 32 and 64 bits are numbers, all else is weights. Nothing for tensors that are not whole, lie in another
/// file, or have elements of another type.
pub(super) fn constant(tensor: &TensorProto) -> Option<Value> {
    let kind = Type::of(tensor.data_type)?;
    let shape = tensor.dims.iter().map(|size| usize::try_from(*size).ok()).collect::<Option<TVec<_>>>()?;
    let count = shape.iter().try_fold(1usize, |count, size| count.checked_mul(*size))?;
    if tensor.data_location != 0 {
        return None;
    }
    let elements = if tensor.raw_data.is_empty() && count > 0 {
        Elements::Floats(match kind {
            Type::F32 => tensor.float_data.clone(),
            Type::F64 => tensor.double_data.iter().map(|value| *value as f32).collect(),
            Type::F16 => tensor.int32_data.iter().map(|bits| half(*bits as u16)).collect(),
            Type::Bf16 => tensor.int32_data.iter().map(|bits| brain(*bits as u16)).collect(),
            Type::I8 | Type::U8 | Type::I32 => tensor.int32_data.iter().map(|value| *value as f32).collect(),
            Type::I64 => {
                let values = tensor.int64_data.iter().map(|value| *value as f64).collect::<Vec<_>>();
                return (values.len() == count).then(|| Value::Numbers(Numbers::whole(values)));
            }
        })
    } else {
        Elements::Raw(kind, tensor.raw_data.clone())
    };
    let length = match &elements {
        Elements::Raw(kind, bytes) => bytes.len().checked_div(kind.bytes()).filter(|length| length * kind.bytes() == bytes.len())?,
        Elements::Floats(floats) => floats.len(),
    };
    if length != count {
        return None;
    }
    let weights = Weights { shape, elements };
    Some(match kind {
        Type::I32 | Type::I64 => Value::Numbers(Numbers::whole(weights.wide())),
        Type::F32 | Type::F64 | Type::F16 | Type::Bf16 | Type::I8 | Type::U8 => Value::Weights(weights),
    })
}

impl Weights {
    /// A vector.
    pub(super) fn vector(floats: Vec<f32>) -> Self {
        Self { shape: TVec::from_slice(&[floats.len()]), elements: Elements::Floats(floats) }
    }

    pub(super) fn shape(&self) -> &[usize] {
        &self.shape
    }

    pub(super) fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// In another shape of as many elements.
    pub(super) fn reshaped(&self, shape: TVec<usize>) -> Option<Self> {
        (shape.iter().try_fold(1usize, |count, size| count.checked_mul(*size))? == self.len()).then(|| Self { shape, ..self.clone() })
    }

    /// The elements as 32-bit floats.
    pub(super) fn floats(&self) -> Vec<f32> {
        match &self.elements {
            Elements::Floats(floats) => floats.clone(),
            Elements::Raw(Type::F32, bytes) => decoded(bytes, f32::from_le_bytes),
            Elements::Raw(Type::F64, bytes) => decoded(bytes, |bytes| f64::from_le_bytes(bytes) as f32),
            Elements::Raw(Type::F16, bytes) => decoded(bytes, |bytes| half(u16::from_le_bytes(bytes))),
            Elements::Raw(Type::Bf16, bytes) => decoded(bytes, |bytes| brain(u16::from_le_bytes(bytes))),
            Elements::Raw(Type::I8, bytes) => decoded(bytes, |bytes: [u8; 1]| f32::from(bytes[0] as i8)),
            Elements::Raw(Type::U8, bytes) => decoded(bytes, |bytes: [u8; 1]| f32::from(bytes[0])),
            Elements::Raw(Type::I32, bytes) => decoded(bytes, |bytes| i32::from_le_bytes(bytes) as f32),
            Elements::Raw(Type::I64, bytes) => decoded(bytes, |bytes| i64::from_le_bytes(bytes) as f32),
        }
    }

    /// The elements where sizes are wanted, which 32-bit floats may not hold.
    fn wide(&self) -> Vec<f64> {
        match &self.elements {
            Elements::Raw(Type::I64, bytes) => decoded(bytes, |bytes| i64::from_le_bytes(bytes) as f64),
            Elements::Raw(Type::I32, bytes) => decoded(bytes, |bytes| f64::from(i32::from_le_bytes(bytes))),
            _ => self.floats().into_iter().map(f64::from).collect(),
        }
    }

    /// The elements as numbers, where they are few.
    pub(super) fn numbers(&self) -> Option<Numbers> {
        (self.len() <= FEW).then(|| Numbers { values: self.wide(), whole: false })
    }

    /// One float for each of `channels`, or for all: a scalar, or a tensor that is that long along the axis that `axis` counts from the last, and 1 along
    /// the others.
    pub(super) fn per_channel(&self, channels: usize, axis: usize) -> Option<Vec<f32>> {
        let along = |at: usize| self.shape.len().checked_sub(at + 1).map_or(1, |index| self.shape[index]);
        match self.len() {
            1 => Some(vec![self.floats()[0]; channels]),
            length if length == channels && along(axis) == channels => Some(self.floats()),
            _ => None,
        }
    }
}

fn decoded<const N: usize, T>(bytes: &[u8], decode: impl Fn([u8; N]) -> T) -> Vec<T> {
    bytes.as_chunks::<N>().0.iter().map(|bytes| decode(*bytes)).collect()
}

/// Float of 16 bits: one of sign, five of exponent, ten of fraction (IEEE 754 binary16).
fn half(bits: u16) -> f32 {
    let (sign, exponent, fraction) = (u32::from(bits >> 15) << 31, u32::from(bits >> 10 & 31), u32::from(bits & 0x3ff));
    match exponent {
        // Without the leading one: multiples of 2⁻²⁴.
        0 => f32::from_bits((fraction as f32 / 16_777_216.0).to_bits() | sign),
        31 => f32::from_bits(sign | 0x7f80_0000 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

/// The upper half of a 32-bit float (bfloat16).
fn brain(bits: u16) -> f32 {
    f32::from_bits(u32::from(bits) << 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_read() {
        for (bits, value) in
            [(0x3c00, 1.0), (0xc000, -2.0), (0x7bff, 65504.0), (0x0001, 2f32.powi(-24)), (0x8400, -(2f32.powi(-14))), (0x03ff, 1023.0 / 16_777_216.0)]
        {
            assert_eq!(half(bits), value, "{bits:#06x}");
        }
        assert!(half(0x7c00).is_infinite() && half(0x7e00).is_nan() && half(0x8000).is_sign_negative());
        assert_eq!(brain(0xbfc0), -1.5);
    }

    #[test]
    fn tensors_that_are_not_whole_are_refused() {
        let tensor = |dims: &[i64], data_type, raw: &[u8]| TensorProto {
            dims: dims.to_vec(),
            data_type,
            raw_data: raw.to_vec().into(),
            ..TensorProto::default()
        };
        assert!(matches!(constant(&tensor(&[2], 10, &[0, 0x3c, 0, 0xc0])), Some(Value::Weights(weights)) if weights.floats() == [1.0, -2.0]));
        assert!(matches!(constant(&tensor(&[2], 3, &[255, 1])), Some(Value::Weights(weights)) if weights.floats() == [-1.0, 1.0]));
        assert!(matches!(constant(&tensor(&[], 7, &[3, 0, 0, 0, 0, 0, 0, 0])), Some(Value::Numbers(numbers)) if numbers.values == [3.0]));
        for (dims, data_type, raw) in
            [(&[2][..], 10, &[0, 0x3c][..]), (&[1], 1, &[0, 0, 0]), (&[-1], 1, &[]), (&[i64::MAX, 4], 1, &[0; 4]), (&[1], 8, &[0; 4])]
        {
            assert!(constant(&tensor(dims, data_type, raw)).is_none(), "{dims:?} {data_type}");
        }
        assert!(constant(&TensorProto { data_location: 1, ..tensor(&[1], 1, &[0; 4]) }).is_none());
    }
}

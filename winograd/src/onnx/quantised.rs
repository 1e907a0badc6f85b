//! Dynamic quantisation, as onnxruntime's tool writes it: integers of a map and of the weights are multiplied, and their sums scaled back.
//!
//! The weights become floats again, and maps are never made integers: the result is nearer to that of the network before its quantisation.

use tract_core::internal::TractResult;

use super::pending::Pending;
use super::value::Value;
use super::{Reader, name};
use crate::onnx::protobuf::NodeProto;

impl Reader {
    /// `DynamicQuantizeLinear`: a map's integers, their scale, and the one that stands for zero.
    pub(super) fn quantise(&mut self, node: &NodeProto) -> Option<()> {
        let [integers, scale, zero] = &node.output[..] else { return None };
        let of = node.input.first().filter(|name| matches!(self.values.get(*name), Some(Value::Wire(_) | Value::Pending(_))))?.clone();
        self.values.insert(integers.clone(), Value::Quantised(of.clone()));
        self.values.insert(scale.clone(), Value::Scale { of: of.clone(), factors: vec![1.0] });
        self.values.insert(zero.clone(), Value::Zero(of));
        Some(())
    }

    pub(super) fn conv_integer(&mut self, node: &NodeProto) -> TractResult<Option<Value>> {
        let Some(Value::Quantised(of)) = self.value(node, 0).cloned() else { return Ok(None) };
        let is_its_zero = matches!(self.value(node, 2), Some(Value::Zero(zero)) if *zero == of);
        let (Some(input), Some(filter), true) = (self.wired_value(&of)?, self.filter(node), is_its_zero) else { return Ok(None) };
        let zeros = match self.weights(node, 3) {
            Some(zeros) => zeros.per_channel(filter.outputs, 0),
            None => node.input.get(3).is_none_or(String::is_empty).then(|| vec![0.0; filter.outputs]),
        };
        let Some(zeros) = zeros else { return Ok(None) };
        let sums = Pending { input, name: name(node).to_owned(), filter: filter.centred(zeros) };
        Ok(Some(Value::Integers { of, sums }))
    }

    /// Product of two scales, or of sums with their scale.
    pub(super) fn dequantised(&self, node: &NodeProto) -> Option<Value> {
        if node.op_type != "Mul" {
            return None;
        }
        match (self.value(node, 0)?, self.value(node, 1)?) {
            (Value::Scale { of, factors }, Value::Weights(weights)) | (Value::Weights(weights), Value::Scale { of, factors }) => {
                let one = factors.first().filter(|_| factors.len() == 1)?;
                Some(Value::Scale { of: of.clone(), factors: weights.floats().iter().map(|factor| factor * one).collect() })
            }
            (Value::Integers { of, sums }, Value::Scale { of: scaled, factors })
            | (Value::Scale { of: scaled, factors }, Value::Integers { of, sums }) => {
                let outputs = sums.filter.outputs;
                let factors = if factors.len() == 1 { vec![factors[0]; outputs] } else { factors.clone() };
                let fits = of == scaled && factors.len() == outputs;
                fits.then(|| Value::Pending(Pending { filter: sums.filter.clone().times(&factors), ..sums.clone() }))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use tract_core::internal::TypedModel;

    use super::*;
    use crate::onnx::value::Weights;

    #[test]
    fn scales_multiply() {
        let scale = |factors: &[f32]| Value::Scale { of: "map".to_owned(), factors: factors.to_vec() };
        let product = |factors: &[f32], weights: &[f32]| {
            let values = [("scale", scale(factors)), ("weights", Value::Weights(Weights::vector(weights.to_vec())))];
            let values = values.map(|(name, value)| (name.to_owned(), value));
            let reader = Reader { model: TypedModel::default(), values: HashMap::from(values) };
            let orders = [["scale", "weights"], ["weights", "scale"]];
            orders.map(|input| {
                let node = NodeProto { op_type: "Mul".to_owned(), input: input.map(str::to_owned).into(), ..NodeProto::default() };
                match reader.dequantised(&node) {
                    Some(Value::Scale { of, factors }) if of == "map" => Some(factors),
                    _ => None,
                }
            })
        };
        assert_eq!(product(&[0.5], &[3.0, 5.0]), [Some(vec![1.5, 2.5]), Some(vec![1.5, 2.5])]);
        assert_eq!(product(&[0.5, 2.0], &[3.0, 5.0]), [None, None]);
    }
}

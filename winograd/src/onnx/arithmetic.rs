//! Arithmetic of sizes: nodes whose inputs are all known, computed while the file is read.

use super::attributes::{attribute, number};
use super::value::{Numbers, is_float};
use crate::onnx::protobuf::NodeProto;

/// Result of a node over known numbers, of which inputs that are left out are `None`; nothing for what this reader does not know.
pub(super) fn compute(node: &NodeProto, inputs: &[Option<Numbers>]) -> Option<Numbers> {
    let input = |slot: usize| inputs.get(slot).and_then(Option::as_ref);
    match node.op_type.as_str() {
        "Gather" => gather(input(0)?, input(1)?),
        "Slice" => slice(node, inputs),
        "Unsqueeze" | "Squeeze" | "Identity" | "Reshape" | "Flatten" => input(0).cloned(),
        "Cast" => {
            let whole = !is_float(number(node, "to")?)?;
            let values = input(0)?.values.iter().map(|value| if whole { value.trunc() } else { *value });
            Some(Numbers { values: values.collect(), whole })
        }
        "Concat" => {
            let parts = inputs.iter().map(Option::as_ref).collect::<Option<Vec<_>>>()?;
            Some(Numbers { values: parts.iter().flat_map(|part| part.values.iter().copied()).collect(), whole: parts.iter().all(|part| part.whole) })
        }
        "Floor" => Some(each(input(0)?, f64::floor)),
        "Ceil" => Some(each(input(0)?, f64::ceil)),
        "Add" => pairs(input(0)?, input(1)?, |a, b| a + b),
        "Sub" => pairs(input(0)?, input(1)?, |a, b| a - b),
        "Mul" => pairs(input(0)?, input(1)?, |a, b| a * b),
        "Div" => {
            let quotient = pairs(input(0)?, input(1)?, |a, b| a / b).filter(|numbers| numbers.values.iter().all(|value| value.is_finite()))?;
            Some(if quotient.whole { each(&quotient, f64::trunc) } else { quotient })
        }
        _ => None,
    }
}

fn each(numbers: &Numbers, function: fn(f64) -> f64) -> Numbers {
    Numbers { values: numbers.values.iter().copied().map(function).collect(), whole: numbers.whole }
}

fn pairs(one: &Numbers, other: &Numbers, function: fn(f64, f64) -> f64) -> Option<Numbers> {
    let values = match (&one.values[..], &other.values[..]) {
        (values, &[number]) => values.iter().map(|value| function(*value, number)).collect(),
        (&[number], values) => values.iter().map(|value| function(number, *value)).collect(),
        (one, other) if one.len() == other.len() => one.iter().zip(other).map(|(one, other)| function(*one, *other)).collect(),
        _ => return None,
    };
    Some(Numbers { values, whole: one.whole && other.whole })
}

fn gather(numbers: &Numbers, positions: &Numbers) -> Option<Numbers> {
    let length = numbers.values.len() as i64;
    let pick = |position: i64| numbers.values.get(usize::try_from(if position < 0 { position + length } else { position }).ok()?).copied();
    Some(Numbers { values: positions.integers()?.into_iter().map(pick).collect::<Option<_>>()?, whole: numbers.whole })
}

/// Of a vector, in steps of one. Before version 10 of the operators start and end are attributes.
fn slice(node: &NodeProto, inputs: &[Option<Numbers>]) -> Option<Numbers> {
    let known = |slot: usize| inputs.get(slot).and_then(Option::as_ref);
    let given = |slot: usize, name: &str| match (known(slot), attribute(node, name)) {
        (Some(numbers), _) => Some(numbers.values.clone()),
        (None, Some(attribute)) => Some(attribute.ints.iter().map(|value| *value as f64).collect()),
        (None, None) => None,
    };
    let numbers = known(0)?;
    let ([start], [end]) = (&given(1, "starts")?[..], &given(2, "ends")?[..]) else { return None };
    let is_plain = |slot: usize, name: &str, value: f64| given(slot, name).is_none_or(|numbers| numbers == [value]);
    let length = numbers.values.len() as f64;
    let inside = |position: f64| if position < 0.0 { (position + length).max(0.0) } else { position.min(length) } as usize;
    (is_plain(3, "axes", 0.0) && is_plain(4, "steps", 1.0))
        .then(|| Numbers { values: numbers.values.get(inside(*start)..inside(*end)).unwrap_or_default().to_vec(), whole: numbers.whole })
}

/// Shape that a `Reshape` to `wanted` gives a tensor of `count` elements; `old` are its sizes before, which zeros keep.
pub(super) fn reshape(wanted: &[i64], old: &[usize], count: usize) -> Option<Vec<usize>> {
    let kept = |(at, size): (usize, &i64)| if *size == 0 { old.get(at).copied() } else { usize::try_from(*size).ok() };
    let known: Vec<Option<usize>> = wanted.iter().enumerate().map(kept).collect();
    let product = known.iter().flatten().try_fold(1usize, |product, size| product.checked_mul(*size))?;
    let open = wanted.iter().filter(|size| **size == -1).count();
    let left = match open {
        0 => 1,
        1 => count.checked_div(product)?,
        _ => return None,
    };
    let shape = known.iter().zip(wanted).map(|(size, wanted)| size.or((*wanted == -1).then_some(left))).collect::<Option<Vec<_>>>()?;
    (product.checked_mul(left)? == count).then_some(shape)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::onnx::protobuf::AttributeProto;

    fn node(operator: &str, attributes: &[(&str, &[i64])]) -> NodeProto {
        let attribute =
            |(name, ints): &(&str, &[i64])| AttributeProto { name: (*name).to_owned(), i: ints[0], ints: ints.to_vec(), ..AttributeProto::default() };
        NodeProto { op_type: operator.to_owned(), attribute: attributes.iter().map(attribute).collect(), ..NodeProto::default() }
    }

    fn whole(values: &[f64]) -> Option<Numbers> {
        Some(Numbers::whole(values.to_vec()))
    }

    #[test]
    fn slices_may_say_where_in_either_way() {
        let sizes = whole(&[1.0, 64.0, 20.0, 30.0]);
        let old = compute(&node("Slice", &[("starts", &[2]), ("ends", &[i64::MAX]), ("axes", &[0])]), std::slice::from_ref(&sizes));
        let new = compute(&node("Slice", &[]), &[sizes.clone(), whole(&[-2.0]), whole(&[i64::MAX as f64]), whole(&[0.0])]);
        assert_eq!((&old, &new), (&whole(&[20.0, 30.0]), &old));
        assert_eq!(compute(&node("Slice", &[]), &[sizes, whole(&[0.0]), whole(&[4.0]), None, whole(&[2.0])]), None);
    }

    #[test]
    fn vectors_of_one_length_and_single_numbers_go_together() {
        let (one, two, three) = (whole(&[2.0]), whole(&[5.0, 7.0]), whole(&[1.0, 2.0, 3.0]));
        for (operator, numbers, expected) in [
            ("Sub", [two.clone(), two.clone()], whole(&[0.0, 0.0])),
            ("Sub", [two.clone(), one.clone()], whole(&[3.0, 5.0])),
            ("Sub", [one, two.clone()], whole(&[-3.0, -5.0])),
            ("Add", [two.clone(), two.clone()], whole(&[10.0, 14.0])),
            ("Mul", [two.clone(), two.clone()], whole(&[25.0, 49.0])),
            ("Add", [two.clone(), three.clone()], None),
            ("Add", [three, two], None),
        ] {
            assert_eq!(compute(&node(operator, &[]), &numbers), expected, "{operator}");
        }
    }

    #[test]
    fn integers_divide_without_remainder() {
        assert_eq!(compute(&node("Div", &[]), &[whole(&[7.0, -7.0]), whole(&[2.0])]), whole(&[3.0, -3.0]));
        assert_eq!(compute(&node("Div", &[]), &[whole(&[7.0]), whole(&[0.0])]), None);
        let float = compute(&node("Cast", &[("to", &[1])]), &[whole(&[7.0])]).unwrap();
        let half = compute(&node("Div", &[]), &[Some(float), whole(&[2.0])]).unwrap();
        assert_eq!(half.values, [3.5]);
        assert_eq!(compute(&node("Cast", &[("to", &[7])]), &[Some(half)]), whole(&[3.0]));
    }

    #[test]
    fn reshaping_fills_the_open_size() {
        assert_eq!(reshape(&[1, -1, 1, 1], &[8], 8), Some(vec![1, 8, 1, 1]));
        assert_eq!(reshape(&[0, -1], &[2, 4], 8), Some(vec![2, 4]));
        assert_eq!(reshape(&[-1, -1], &[8], 8), None);
        assert_eq!(reshape(&[3, -1], &[8], 8), None);
    }
}

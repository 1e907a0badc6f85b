//! Attributes of nodes.

use tract_core::internal::TVec;

use crate::onnx::protobuf::{AttributeProto, NodeProto};

pub(super) fn attribute<'a>(node: &'a NodeProto, name: &str) -> Option<&'a AttributeProto> {
    node.attribute.iter().find(|attribute| attribute.name == name)
}

pub(super) fn number(node: &NodeProto, name: &str) -> Option<i64> {
    attribute(node, name).map(|attribute| attribute.i)
}

pub(super) fn text<'a>(node: &'a NodeProto, name: &str) -> Option<&'a [u8]> {
    attribute(node, name).map(|attribute| &attribute.s[..])
}

pub(super) fn sizes(node: &NodeProto, name: &str) -> Option<TVec<usize>> {
    attribute(node, name)?.ints.iter().map(|size| usize::try_from(*size).ok()).collect()
}

/// Two positive numbers; ones where the file says nothing.
pub(super) fn two(node: &NodeProto, name: &str) -> Option<[usize; 2]> {
    match attribute(node, name) {
        Some(_) => sizes(node, name)?[..].try_into().ok().filter(|pair: &[usize; 2]| !pair.contains(&0)),
        None => Some([1; 2]),
    }
}

/// Top, left, bottom, right; zeros where the file says nothing.
pub(super) fn pads(node: &NodeProto) -> Option<[usize; 4]> {
    match attribute(node, "pads") {
        Some(_) => sizes(node, "pads")?[..].try_into().ok(),
        None => Some([0; 4]),
    }
}

/// True if a node has these attributes only, apart from those that say that nothing is special.
pub(super) fn has_only(node: &NodeProto, names: &[&str]) -> bool {
    let says_nothing = |attribute: &AttributeProto| match attribute.name.as_str() {
        "auto_pad" => attribute.s == b"NOTSET",
        "storage_order" | "antialias" | "exclude_outside" | "training_mode" => attribute.i == 0,
        "keep_aspect_ratio_policy" => attribute.s == b"stretch",
        _ => false,
    };
    node.attribute.iter().all(|attribute| names.contains(&attribute.name.as_str()) || says_nothing(attribute))
}

//! Small pictures for tests.

use matting::{Picture, Plane, Samples, Size};
use proptest::prelude::*;

pub fn plane(width: usize, values: &[u8]) -> Plane {
    Plane::new(Size { width: width as u32, height: (values.len() / width) as u32 }, values.to_vec()).unwrap()
}

pub fn picture(like: &Plane, values: Vec<u8>) -> Picture {
    Picture::new(like.size(), Samples::Eight(values)).unwrap()
}

/// Values that are often the extremes, so that areas and ties come about.
fn value() -> impl Strategy<Value = u8> {
    prop_oneof![Just(0), Just(255), any::<u8>()]
}

pub fn planes() -> impl Strategy<Value = Plane> {
    (1_usize..12, 1_usize..12)
        .prop_flat_map(|(width, height)| proptest::collection::vec(value(), width * height).prop_map(move |values| plane(width, &values)))
}

/// Two of the same size.
pub fn plane_pairs() -> impl Strategy<Value = (Plane, Plane)> {
    (1_usize..12, 1_usize..12).prop_flat_map(|(width, height)| {
        let values = || proptest::collection::vec(value(), width * height);
        (values(), values()).prop_map(move |(a, b)| (plane(width, &a), plane(width, &b)))
    })
}

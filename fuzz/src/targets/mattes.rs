//! Trimap to alpha, and brush strokes into a trimap.

use std::ops::ControlFlow;

use closed_form::Trimap;
use matting::refine::{Method, ScaledCopies, draw, matte};
use matting::{Picture, Samples, Size, Stroke};

use crate::Target;
use crate::input::Input;

/// Floats at which arithmetic goes wrong, little-endian: NaN, infinities, the largest, the smallest, 0, 1, -1.
const FLOATS: &[&[u8]] = &[
    b"\0\0\xc0\x7f",
    b"\0\0\x80\x7f",
    b"\0\0\x80\xff",
    b"\xff\xff\x7f\x7f",
    b"\x01\0\0\0",
    b"\0\0\0\0",
    b"\0\0\x80\x3f",
    b"\0\0\x80\xbf",
    b"\0\0\0\x3f",
    b"\0\0\x80\x4f",
    b"\0\0\x80\xcf",
    b"\xff\xff\xff",
    b"\0\x80\xff",
];

/// Any trimap and any picture of up to 40 × 40 pixels.
pub const TRIMAP_TO_ALPHA: Target =
    Target { name: "trimap_to_alpha", function: trimap_to_alpha, seeds: trimaps, words: FLOATS, catches_panics: false, smoke: 15_000 };

/// Any strokes on a trimap of 40 × 20 pixels.
pub const BRUSH_STROKES: Target =
    Target { name: "brush_strokes", function: brush_strokes, seeds: strokes, words: FLOATS, catches_panics: false, smoke: 20_000 };

fn trimaps() -> Vec<Vec<u8>> {
    let gray = |width: u8, height: u8, method: u8, value: fn(u32) -> u8| {
        let values = (0..u32::from(width) * u32::from(height)).map(value);
        let colours = (0..u32::from(width) * u32::from(height) * 4).map(|at| (at.wrapping_mul(0x9e37_79b9) >> 24) as u8);
        [width, height, method, 40].into_iter().chain(values).chain(colours).collect()
    };
    vec![
        gray(20, 12, 0, |at| [0, 128, 255][(at % 20 / 7) as usize]),
        gray(20, 12, 1, |at| [0, 128, 255][(at % 20 / 7) as usize]),
        gray(40, 40, 2, |at| [0, 128, 255, 77][(at % 4) as usize]),
        gray(1, 30, 0, |_| 128),
        gray(30, 1, 3, |at| (at * 9) as u8),
        gray(3, 3, 4, |_| 0),
    ]
}

/// Takes size, method and values. Alpha has the picture's size; where it is known, it is what it is known for; the closed form gives 0 to 1.
pub fn trimap_to_alpha(bytes: &[u8]) {
    let mut input = Input(bytes);
    let size = Size { width: input.within(1, 40), height: input.within(1, 40) };
    let (choice, side) = (input.byte(), input.within(1, 80));
    let count = size.pixels() as usize;
    let trimap = if choice & 2 == 0 {
        Trimap::from_gray(size, &input.bytes(count))
    } else {
        let prior = (0..count).map(|_| input.float()).collect();
        let certainty = input.bytes(count).into_iter().map(|value| f32::from(value) / 128.0).collect();
        Trimap::new(size, prior, certainty)
    };
    let trimap = trimap.expect("the values fit the size");
    check(&trimap);
    let samples = if choice & 4 == 0 {
        Samples::Eight(input.bytes(count * 4))
    } else {
        Samples::Sixteen(input.bytes(count * 8).chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect())
    };
    let picture = Picture::new(size, samples).expect("the values fit the size");
    let alpha =
        closed_form::solve(picture.view().expect("a picture can be seen"), &trimap, &mut || ControlFlow::Continue(())).expect("nothing interrupts");
    assert!(alpha.len() == count && alpha.iter().all(|value| (0.0..=1.0).contains(value)), "alpha is out of range");
    let method = if choice & 1 == 0 { Method::ClosedForm } else { Method::GuidedFilter };
    let copies = ScaledCopies::new(&picture, side).expect("a picture can be scaled");
    let plane = matte(&copies, &trimap, method, &mut ()).expect("nothing interrupts");
    assert_eq!(plane.size(), size);
    for (at, value) in plane.values().iter().enumerate().filter(|(at, _)| trimap.certainty()[*at] >= 1.0) {
        let known = trimap.prior()[at] * 255.0;
        assert!((f32::from(*value) - known).abs() <= 0.51, "{value} where {known} is known");
    }
}

fn strokes() -> Vec<Vec<u8>> {
    let stroke = |keep: u8, radius: f32, points: &[[f32; 2]]| {
        let points = points.iter().flatten().flat_map(|value| value.to_le_bytes());
        [keep, (points.clone().count() / 8) as u8].into_iter().chain(radius.to_le_bytes()).chain(points).collect::<Vec<u8>>()
    };
    vec![
        stroke(1, 0.05, &[[0.25, 0.5], [0.75, 0.5]]),
        [stroke(1, 0.1, &[[0.5, 0.5]]), stroke(0, 0.02, &[[0.1, 0.9], [0.9, 0.1], [0.5, 0.5]])].concat(),
        stroke(0, 3.0, &[[-3.0, 7.0], [4.0, -2.0]]),
        stroke(1, 0.0, &[[0.0, 0.0], [1.0, 1.0]]),
        stroke(0, 0.02, &[]),
    ]
}

/// Takes strokes of any floats. The trimap stays in its range; a dab inside the picture is known afterwards, whatever was drawn before.
pub fn brush_strokes(bytes: &[u8]) {
    const SIZE: Size = Size { width: 40, height: 20 };
    let mut input = Input(bytes);
    let mut strokes = Vec::new();
    while !input.0.is_empty() && strokes.len() < 16 {
        let (keep, count, radius) = (input.byte() & 1 == 1, input.byte() % 32, input.float());
        let points = (0..count).map(|_| [input.float(), input.float()]).collect();
        strokes.push(Stroke { keep, radius, points });
    }
    for base in [0.0, 1.0] {
        let mut trimap = Trimap::new(SIZE, vec![base; 800], vec![1.0; 800]).expect("the values fit the size");
        draw(&strokes, &mut trimap);
        check(&trimap);
        for keep in [true, false] {
            let (x, y) = (usize::from(bytes.first().copied().unwrap_or(0)) % 40, bytes.len() % 20);
            let point = [(x as f32 + 0.5) / 40.0, (y as f32 + 0.5) / 20.0];
            draw(&[Stroke { keep, radius: 0.0, points: vec![point] }], &mut trimap);
            let at = y * 40 + x;
            assert_eq!((trimap.prior()[at], trimap.certainty()[at]), (if keep { 1.0 } else { 0.0 }, 1.0), "a dab at {x}, {y}");
        }
        check(&trimap);
    }
}

fn check(trimap: &Trimap) {
    let is_in_range = |values: &[f32]| values.iter().all(|value| (0.0..=1.0).contains(value));
    assert!(is_in_range(trimap.prior()) && is_in_range(trimap.certainty()), "the trimap is out of range");
}

//! The measures compared with those of published programs, on inputs that follow from a few whole numbers.
//!
//! `cases.json` is written by `bench/check_metrics.py`, which runs PySODMetrics and mmeval, and makes the same inputs.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use evaluate::{Candidate, MeanMeasures, Measures, PhotoMeasures, Truth, measure};
use matting::{Picture, Plane, Samples, Size};
use serde_json::Value;

/// Both sides sum up to 30 000 floating-point numbers, in another order.
const TOLERANCE: f64 = 1e-9;

/// The upper eight bits of a linear congruential generator.
fn noise(seed: u64) -> impl Iterator<Item = i64> {
    let mut state = seed as u32;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        i64::from(state >> 24)
    })
}

/// A base value, the greatest of some soft discs over it, and noise around both.
fn values(recipe: &Value, size: Size) -> Vec<u8> {
    let number = |value: &Value| value.as_i64().unwrap();
    let discs = recipe["discs"].as_array().unwrap();
    let places = (0..i64::from(size.height)).flat_map(|y| (0..i64::from(size.width)).map(move |x| (x, y)));
    places
        .zip(noise(recipe["seed"].as_u64().unwrap()))
        .map(|((x, y), noise)| {
            let value = discs.iter().fold(number(&recipe["base"]), |value, disc| {
                let [cx, cy, radius, soft] = [0, 1, 2, 3].map(|index| number(&disc[index]));
                let inside = radius * radius - (x - cx).pow(2) - (y - cy).pow(2);
                value.max(((inside * 255).div_euclid(2 * soft * radius) + 128).clamp(0, 255))
            });
            (value + (number(&recipe["noise"]) * (noise - 128)).div_euclid(128)).clamp(0, 255) as u8
        })
        .collect()
}

fn picture(size: Size, recipes: &Value, alpha: &[u8]) -> Picture {
    let channels = [0, 1, 2].map(|channel| values(&recipes[channel], size));
    let [red, green, blue] = &channels;
    Picture::new(size, Samples::Eight((0..alpha.len()).flat_map(|pixel| [red[pixel], green[pixel], blue[pixel], alpha[pixel]]).collect())).unwrap()
}

fn photo(truth: &[u8], foreground: &Picture, background: &Picture) -> Picture {
    let (Samples::Eight(foreground_values), Samples::Eight(background_values)) = (foreground.samples(), background.samples()) else { unreachable!() };
    let mixed = foreground_values
        .iter()
        .zip(background_values)
        .enumerate()
        .map(|(index, (foreground, background))| {
            let share = u32::from(truth[index / 4]);
            ((share * u32::from(*foreground) + (255 - share) * u32::from(*background) + 127) / 255) as u8
        })
        .collect();
    Picture::new(foreground.size(), Samples::Eight(mixed)).unwrap()
}

fn measure_case(case: &Value) -> PhotoMeasures {
    let size = Size { width: case["width"].as_u64().unwrap() as u32, height: case["height"].as_u64().unwrap() as u32 };
    let [truth, alpha] = ["truth", "alpha"].map(|name| values(&case[name], size));
    let trimap = truth.iter().map(|value| if matches!(value, 0 | 255) { *value } else { 128 }).collect();
    let trimap = Plane::new(size, trimap).unwrap();
    let foreground = picture(size, &case["foreground"], &truth);
    let photo = photo(&truth, &foreground, &picture(size, &case["background"], &truth));
    let cut_out = picture(size, &case["cut_out"], &alpha);
    let [truth, alpha] = [truth, alpha].map(|values| Plane::new(size, values).unwrap());
    let candidate = Candidate { alpha: &alpha, cut_out: Some(&cut_out) };
    measure(&candidate, &Truth { photo: &photo, alpha: &truth, trimap: Some(&trimap), foreground: Some(&foreground) }).unwrap()
}

fn compare(name: &str, found: &Value, expected: &Value) {
    match (found, expected) {
        (_, Value::Object(expected)) => {
            assert!(!expected.is_empty());
            expected.iter().for_each(|(key, expected)| compare(&format!("{name}, {key}"), &found[key], expected));
        }
        (Value::Number(found), Value::Number(expected)) => {
            let (found, expected) = (found.as_f64().unwrap(), expected.as_f64().unwrap());
            let scale = found.abs().max(expected.abs()).max(1e-3);
            assert!((found - expected).abs() <= TOLERANCE * scale, "{name}: {found} where {expected} is expected");
        }
        // PySODMetrics divides by the pixels of a quadrant that has none.
        (Value::Number(_), Value::Null) if name == "on the last row, s_measure" => {}
        (found, expected) => assert_eq!(found, expected, "{name}"),
    }
}

fn as_json(measures: &Measures) -> Value {
    serde_json::to_value(measures).unwrap()
}

#[test]
fn the_measures_are_those_of_published_programs() {
    let document: Value = serde_json::from_str(include_str!("cases.json")).unwrap();
    let mut total = MeanMeasures::default();
    for case in document["cases"].as_array().unwrap() {
        let measured = measure_case(case);
        compare(case["name"].as_str().unwrap(), &as_json(&measured.measures), &case["expected"]);
        if case["in_total"] == Value::Bool(true) {
            total.add(measured);
        }
    }
    assert!(total.count() > 10);
    compare("total", &as_json(&total.measures().unwrap()), &document["total"]);
}

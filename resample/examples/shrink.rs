//! Prints a disc of 400 × 400 pixels at 32 × 16 characters: `cargo run --example shrink`.

use offcut_resample::{Filter, Mismatch, Window, gray8};

const SIDE: u32 = 400;
const WIDTH: u32 = 32;
const HEIGHT: u32 = 16;

fn main() -> Result<(), Mismatch> {
    let brightness = |x: u32, y: u32| if x.abs_diff(SIDE / 2).pow(2) + y.abs_diff(SIDE / 2).pow(2) < 150 * 150 { 255 } else { 0 };
    let disc: Vec<u8> = (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| brightness(x, y))).collect();
    let mut small = vec![0; (WIDTH * HEIGHT) as usize];
    let whole = Window { left: 0.0, top: 0.0, width: f64::from(SIDE), height: f64::from(SIDE) };
    gray8(&disc, (SIDE, SIDE), &mut small, (WIDTH, HEIGHT), whole, Filter::Lanczos)?;
    for row in small.chunks(WIDTH as usize) {
        println!("{}", row.iter().map(|value| [' ', '.', 'o', '@'][usize::from(value / 64)]).collect::<String>());
    }
    Ok(())
}

//! Runs a network alone, for measurements and comparisons: `run_network MODEL SIDE INPUT OUTPUT THREADS RUNS`.
//!
//! INPUT has 3 × SIDE × SIDE floats in the machine's order, OUTPUT is given those of the map. Prints milliseconds as JSON.
#![allow(clippy::disallowed_methods, reason = "an example has files and a clock, the core has none")]

use std::error::Error;
use std::time::Instant;

use ndarray::Array4;
use offcut_matting::{InputOverrides, Saliency, Threads, U2Net};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, side, input, output, threads, runs] = &arguments[..] else {
        return Err("run_network MODEL SIDE INPUT OUTPUT THREADS RUNS".into());
    };
    let side: usize = side.parse()?;
    let values = std::fs::read(input)?.chunks_exact(4).map(|bytes| f32::from_ne_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])).collect();
    let tensor = Array4::from_shape_vec((1, 3, side, side), values)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.parse()?).build()?;
    let overrides = InputOverrides { side: Some(u32::try_from(side)?), ..InputOverrides::default() };
    let onnx = std::fs::read(model)?;
    let run = || -> Result<(), offcut_matting::Error> {
        let begun = Instant::now();
        let network = U2Net::load_with_overrides(onnx, None, overrides, &Threads::of_rayon())?;
        let loaded = begun.elapsed().as_secs_f64() * 1000.0;
        let mut times = Vec::new();
        let mut map = ndarray::Array2::zeros((0, 0));
        for _ in 0..runs.parse().unwrap_or(1) {
            let tensor = tensor.clone();
            let begun = Instant::now();
            map = network.map(tensor)?;
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
        let bytes: Vec<u8> = map.iter().flat_map(|value| value.to_ne_bytes()).collect();
        let _ = std::fs::write(output, bytes);
        println!("{{\"loaded\": {loaded:.1}, \"times\": {times:.1?}}}");
        Ok(())
    };
    Ok(pool.install(run)?)
}

//! One run of a network like U²-Net on a black picture: `cargo run --release --example run_onnx -- u2netp.onnx`.

use std::error::Error;
use std::time::Instant;

use offcut_winograd::{OnnxFile, Threads, rewrite};
use tract_core::prelude::*;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("the name of an ONNX file is needed")?;
    let file = OnnxFile::parse(std::fs::read(path)?)?;
    let side = file.declared_side()?.unwrap_or(320);
    let network = file.network(side)?.map_err(|unread| unread.to_string())?.into_decluttered()?;
    let fast = rewrite(&network, &Threads::one())?.into_optimized()?.into_runnable()?;
    let begun = Instant::now();
    let maps = fast.run(tvec!(Tensor::zero::<f32>(&[1, 3, side, side])?.into()))?;
    println!("a map of {:?} after {:.0} ms", maps[0].shape(), begun.elapsed().as_secs_f64() * 1000.0);
    Ok(())
}

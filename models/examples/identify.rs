//! Name and licence of a network by its file: `cargo run --example identify -- FILE.onnx`; without a file, those of the bundled one.

use std::error::Error;

use offcut_catalogue::{U2NETP, by_bytes};

fn main() -> Result<(), Box<dyn Error>> {
    let onnx = std::env::args_os().nth(1).map_or(Ok(U2NETP.to_vec()), std::fs::read)?;
    match by_bytes(&onnx) {
        Some(model) => println!("{}: {}, {}. Licence: {}", model.name, model.purpose, model.size(), model.licence),
        None => println!("not one of the catalogue"),
    }
    Ok(())
}

//! Cut-out of a photo: `cargo run --release --example remove_background -- photo.jpg cut-out.png`.
#![allow(clippy::disallowed_methods, reason = "an example has files, the core has none")]

use std::error::Error;

use offcut_matting::catalogue::{BUNDLED, U2NETP};
use offcut_matting::{Inputs, Options, Source, U2Net, cut_out};

fn main() -> Result<(), Box<dyn Error>> {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let [photo, target] = &names[..] else { return Err("two names are needed: photo, cut-out".into()) };
    let network = U2Net::load(U2NETP, Some(BUNDLED.input))?;
    let photo = std::fs::read(photo)?;
    let result = cut_out(Source::File(&photo), &network, &Options::default(), &Inputs::default(), &mut ())?;
    println!("{:?}, confidence {:.2}", result.confidence.verdict, result.confidence.score);
    Ok(std::fs::write(target, result.file)?)
}

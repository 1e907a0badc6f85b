//! The AVIF encoder of the page: a module of its own, in a worker of its own. `avif.js` calls in.

use matting::EncodeQuality;
use wasm_bindgen::prelude::wasm_bindgen;

fn main() {}

/// The AVIF of a PNG, with a quality of 1 to 100; the failure is a sentence.
#[wasm_bindgen]
pub fn encode(png: &[u8], quality: u8) -> Result<Vec<u8>, String> {
    matting::avif_of_png(png, EncodeQuality::clamped(quality)).map_err(|error| error.to_string())
}

//! Cut-out of a photo with a trimap: `cargo run --example matte -- photo.jpg trimap.png cut-out.png`.

use std::error::Error;
use std::ops::ControlFlow;

use offcut_closed_form::{Image, ImageMut, Layers, MAX_PIXELS, Samples, SamplesMut, Size, Trimap, solve};

fn main() -> Result<(), Box<dyn Error>> {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let [photo, trimap, cut_out] = &names[..] else { return Err("three names are needed: photo, trimap, cut-out".into()) };
    let mut photo = image::open(photo)?.into_rgba8();
    let size = Size { width: photo.width(), height: photo.height() };
    let trimap = image::open(trimap)?.into_luma8();
    let trimap = Trimap::from_gray(Size { width: trimap.width(), height: trimap.height() }, trimap.as_raw())?;

    let view = Image::new(size, Samples::Eight(&photo))?;
    let alpha = solve(view, &trimap.resized(size)?, &mut || ControlFlow::Continue(()))?;
    let matte: Vec<u8> = alpha.iter().map(|alpha| (alpha * 255.0).round() as u8).collect();
    let layers = Layers::estimate(view, &matte, MAX_PIXELS)?;
    layers.foreground(ImageMut::new(size, SamplesMut::Eight(&mut photo))?, &matte)?;
    for (pixel, matte) in photo.pixels_mut().zip(matte) {
        pixel.0[3] = (u16::from(pixel.0[3]) * u16::from(matte) / 255) as u8;
    }
    Ok(photo.save(cut_out)?)
}

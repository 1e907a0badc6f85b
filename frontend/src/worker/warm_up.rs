//! Warm-up: cut-out of a synthetic photo before the first real one. Browsers run WebAssembly slowly at first and compile anew what turns out to be busy;
//! a warm-up while no photo waits makes the first photo faster.

use matting::{
    ColourSpace, EncodeQuality, Encoding, Error, Inputs, KeptMetadata, Options, Picture, Pixels, Plane, Saliency, Samples, Session, Size, Source,
    encode,
};

/// Size of the synthetic photo: every loop of a real photo is busy for a moment.
const SIZE: Size = Size { width: 1024, height: 768 };

/// Runs every stage once: reads a JPEG of a disc on a textured background, finds it, refines its edge, and writes a PNG.
///
/// # Errors
/// Errors of any photo. The caller may ignore them.
pub fn warm_up(network: &dyn Saliency) -> Result<(), Error> {
    let distance = |at: u32| {
        let (x, y) = (f64::from(at % SIZE.width) - 512.0, f64::from(at / SIZE.width) - 384.0);
        (x * x + y * y).sqrt()
    };
    let all = 0..SIZE.width * SIZE.height;
    let colour = |at: u32| {
        let grain = (at.wrapping_mul(2_654_435_761) >> 27) as u8;
        if distance(at) < 250.0 { [200 + grain, 90 + grain, 60, 255] } else { [40, 90 + grain, 120 + grain, 255] }
    };
    let photo = Picture::new(SIZE, Samples::Eight(all.clone().flat_map(colour).collect()))?;
    let file = encode(&Pixels::Colour(photo), &ColourSpace::srgb(), &KeptMetadata::default(), Encoding::Jpeg(EncodeQuality::clamped(90)))?;
    let options = Options::default();
    let mut session = Session::open(Source::File(&file), &options.limits, &mut ())?;
    session.trimap(network, options.quality, &Inputs::default())?;
    // A trimap of its own, so that there is an edge whatever the network found.
    let known = |at: u32| match distance(at) {
        0.0..230.0 => 255,
        270.0.. => 0,
        _ => 128,
    };
    let trimap = Plane::new(SIZE, all.map(known).collect())?;
    session.into_cut_out(network, &options, &Inputs { trimap: Some(&trimap), ..Inputs::default() }, &mut ())?;
    Ok(())
}

//! A cut-out of a made-up photo before the first real one. Browsers run WebAssembly slowly until they have seen which code is busy, and then
//! compile that anew: who practises while nobody waits has the first photo done sooner.

use matting::{
    ColourSpace, EncodeQuality, Encoding, Error, Inputs, Options, Picture, Pixels, Plane, Saliency, Samples, Session, Size, Source, encode,
};

/// Enough that every loop of a real photo is busy for a moment.
const SIZE: Size = Size { width: 1024, height: 768 };

/// Goes through every stage once: reads a JPEG of a disc on a textured ground, looks, finds the edge of the disc, and writes a PNG.
///
/// # Errors
/// Those of any photo; there is nothing to do about them.
pub fn practise(network: &dyn Saliency) -> Result<(), Error> {
    let away = |at: u32| {
        let (x, y) = (f64::from(at % SIZE.width) - 512.0, f64::from(at / SIZE.width) - 384.0);
        (x * x + y * y).sqrt()
    };
    let all = 0..SIZE.width * SIZE.height;
    let colour = |at: u32| {
        let grain = (at.wrapping_mul(2_654_435_761) >> 27) as u8;
        if away(at) < 250.0 { [200 + grain, 90 + grain, 60, 255] } else { [40, 90 + grain, 120 + grain, 255] }
    };
    let photo = Picture::new(SIZE, Samples::Eight(all.clone().flat_map(colour).collect()))?;
    let file = encode(&Pixels::Colour(photo), &ColourSpace::srgb(), None, Encoding::Jpeg(EncodeQuality::clamped(90)))?;
    let options = Options::default();
    let mut session = Session::open(Source::File(&file), &options.limits, &mut ())?;
    session.trimap(network, options.quality, &Inputs::default())?;
    // Whatever the network saw, there is an edge to be found.
    let known = |at: u32| match away(at) {
        0.0..230.0 => 255,
        270.0.. => 0,
        _ => 128,
    };
    let trimap = Plane::new(SIZE, all.map(known).collect())?;
    session.into_cut_out(network, &options, &Inputs { trimap: Some(&trimap), ..Inputs::default() }, &mut ())?;
    Ok(())
}

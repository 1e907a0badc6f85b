//! The matte on real photos with real weights: every quality, extreme photos, brush strokes.

use std::sync::LazyLock;

use image::{DynamicImage, Rgba, RgbaImage};
use matting::{
    Background, Composed, Inputs, Margin, Options, Output, Percent, Picture, Pixels, Plane, Quality, Samples, SamplesMut, Scene, Session, Shadow,
    Size, Source, Stage, StageError, Stroke, Trim, U2Net, catalogue,
};
use tests::golden_case::GoldenCase;
use tests::program;

static NETWORK: LazyLock<U2Net> = LazyLock::new(|| {
    let onnx = std::fs::read(program::root().join("models").join(catalogue::BUNDLED.file)).unwrap();
    U2Net::load(&onnx, Some(catalogue::BUNDLED.input)).unwrap()
});

fn photo(case: &str) -> RgbaImage {
    let found = GoldenCase::all().unwrap().into_iter().find(|found| found.name == case).unwrap();
    image::open(found.photo).unwrap().into_rgba8()
}

fn session(photo: &RgbaImage) -> Session {
    let size = Size { width: photo.width(), height: photo.height() };
    let picture = Picture::new(size, Samples::Eight(photo.as_raw().clone())).unwrap();
    Session::open(Source::Pixels(picture), &Options::default().limits, &mut ()).unwrap()
}

fn composed(photo: &RgbaImage, options: &Options, inputs: &Inputs<'_>) -> Composed {
    session(photo).composed(&*NETWORK, options, inputs, &mut ()).unwrap().0
}

fn alpha(photo: &RgbaImage, quality: Quality, inputs: &Inputs<'_>) -> Plane {
    match composed(photo, &Options { quality, output: Output::Mask, ..Options::default() }, inputs).pixels {
        Pixels::Mask(plane) => plane,
        Pixels::Colour(_) => panic!("a mask was asked for"),
    }
}

fn pixels(pixels: Pixels) -> RgbaImage {
    match pixels {
        Pixels::Colour(picture) => match picture.samples() {
            Samples::Eight(values) => RgbaImage::from_raw(picture.size().width, picture.size().height, values.clone()).unwrap(),
            Samples::Sixteen(_) => panic!("depth stays"),
        },
        Pixels::Mask(_) => panic!("colours were asked for"),
    }
}

/// A dark disc with a soft edge on a light ground, as alpha says.
fn disc(side: u32) -> RgbaImage {
    RgbaImage::from_fn(side, side, |x, y| {
        let (x, y, middle) = (x as f32 + 0.5, y as f32 + 0.5, side as f32 / 2.0);
        let alpha = ((middle * 0.6 - (x - middle).hypot(y - middle)) / 3.0 + 0.5).clamp(0.0, 1.0);
        let mix = |dark: f32, light: f32| (dark * alpha + light * (1.0 - alpha)).round() as u8;
        Rgba([mix(150.0, 210.0), mix(40.0, 225.0), mix(30.0, 235.0), 255])
    })
}

#[test]
fn extreme_photos_give_plausible_mattes_in_every_quality() {
    let cat = photo("cat");
    let mut half_seen = cat.clone();
    half_seen.enumerate_pixels_mut().for_each(|(x, _, pixel)| pixel.0[3] = (x % 256) as u8);
    let astronaut = photo("astronaut");
    let cases = [
        ("one pixel", RgbaImage::from_pixel(1, 1, Rgba([9, 9, 9, 255]))),
        ("a strip", image::imageops::resize(&cat, 4000, 20, image::imageops::FilterType::Triangle)),
        ("a pillar", image::imageops::resize(&cat, 3, 700, image::imageops::FilterType::Triangle)),
        ("white", RgbaImage::from_pixel(200, 100, Rgba([255; 4]))),
        ("black", RgbaImage::from_pixel(200, 100, Rgba([0, 0, 0, 255]))),
        ("nothing to see", RgbaImage::from_pixel(64, 64, Rgba([200, 10, 10, 0]))),
        ("see-through", half_seen),
        ("touching every border", image::imageops::crop_imm(&astronaut, 150, 60, 150, 200).to_image()),
        ("two subjects", {
            let mut two = RgbaImage::from_pixel(500, 250, Rgba([210, 225, 235, 255]));
            image::imageops::overlay(&mut two, &disc(250), 0, 0);
            image::imageops::overlay(&mut two, &disc(250), 250, 0);
            two
        }),
    ];
    for (name, photo) in cases {
        for quality in Quality::ALL {
            let alpha = alpha(&photo, *quality, &Inputs::default());
            let of = format!("{name}, {}", quality.as_str());
            assert_eq!((alpha.size().width, alpha.size().height), photo.dimensions(), "{of}");
            let mean = alpha.values().iter().map(|value| f64::from(*value)).sum::<f64>() / alpha.values().len() as f64 / 255.0;
            println!("{of}: mean alpha {mean:.4}");
            let at = |x: u32, y: u32| alpha.values()[(y * photo.width() + x) as usize];
            match name {
                // Of an opaque photo no alpha can be above its own.
                "nothing to see" => assert!(alpha.values().iter().all(|value| *value == 0), "{of}"),
                "see-through" => {
                    let above = alpha.values().iter().zip(photo.pixels()).filter(|(alpha, pixel)| **alpha > pixel.0[3]).count();
                    assert!(above == 0 && mean > 0.01, "{of}: {above} pixels above the photo's own alpha, mean {mean}");
                }
                "white" | "black" => assert!(mean < 0.1, "{of}: mean {mean}"),
                "touching every border" => assert!(mean > 0.5, "{of}: mean {mean}"),
                "two subjects" => {
                    assert!(at(125, 125) > 200 && at(375, 125) > 200 && at(250, 10) < 50 && at(250, 240) < 50, "{of}: mean {mean}");
                }
                // Nobody can say what the subject of a line of pixels is; it only must come out.
                _ => {}
            }
        }
    }
}

#[test]
fn matting_is_nearer_to_truth_than_raw_map() {
    let photo = disc(640);
    let error = |quality| {
        let alpha = alpha(&photo, quality, &Inputs::default());
        let truth = photo.pixels().map(|pixel| (235.0 - f64::from(pixel.0[2])) / 205.0);
        alpha.values().iter().zip(truth).map(|(alpha, truth)| (f64::from(*alpha) / 255.0 - truth).abs()).sum::<f64>() / (640.0 * 640.0)
    };
    let (raw, fast, balanced) = (error(Quality::Raw), error(Quality::Fast), error(Quality::Balanced));
    assert!(fast < raw && balanced < raw / 3.0 && balanced < 0.002, "raw {raw:.4}, fast {fast:.4}, balanced {balanced:.4}");
}

#[test]
fn cut_out_over_own_background_equals_photo() {
    for case in ["cat", "flower", "astronaut"] {
        let photo = photo(case);
        let (mut session, options) = (session(&photo), Options::default());
        let cut_out = pixels(session.composed(&*NETWORK, &options, &Inputs::default(), &mut ()).unwrap().0.pixels);
        let size = Size { width: photo.width(), height: photo.height() };
        let matte = Plane::new(size, cut_out.pixels().map(|pixel| pixel.0[3]).collect()).unwrap();
        let mut behind = Picture::new(size, Samples::Eight(photo.as_raw().clone())).unwrap();
        let layers = closed_form::Layers::estimate(behind.view().unwrap(), matte.values(), closed_form::MAX_PIXELS).unwrap();
        let SamplesMut::Eight(values) = behind.samples_mut() else { panic!("depth stays") };
        layers.background(closed_form::ImageMut::new(size, closed_form::SamplesMut::Eight(values)).unwrap(), matte.values()).unwrap();
        let behind = pixels(Pixels::Colour(behind));
        for ((x, y, front), back) in cut_out.enumerate_pixels().zip(behind.pixels()) {
            for channel in 0..3 {
                let share = f64::from(front.0[3]) / 255.0;
                let mixed = f64::from(front.0[channel]) * share + f64::from(back.0[channel]) * (1.0 - share);
                let wanted = photo.get_pixel(x, y).0[channel];
                assert!((mixed - f64::from(wanted)).abs() <= 2.0, "{case} at {x}, {y}: {mixed} for {wanted}");
            }
        }
    }
}

#[test]
fn brush_strokes_decide() {
    let photo = photo("cat");
    let at = |plane: &Plane, x: f32, y: f32| {
        let size = plane.size();
        plane.values()[(y * size.height as f32) as usize * size.width as usize + (x * size.width as f32) as usize]
    };
    let before = alpha(&photo, Quality::Balanced, &Inputs::default());
    assert!(at(&before, 0.5, 0.5) == 255 && at(&before, 0.04, 0.1) == 0, "the marks below change nothing");
    let stroke = |keep, from, to| Stroke { keep, radius: 0.02, points: vec![from, to] };
    let strokes = [stroke(false, [0.5, 0.45], [0.5, 0.55]), stroke(true, [0.04, 0.08], [0.04, 0.12])];
    let after = alpha(&photo, Quality::Balanced, &Inputs { strokes: &strokes, ..Inputs::default() });
    assert_eq!((at(&after, 0.5, 0.5), at(&after, 0.04, 0.1)), (0, 255));
    assert_eq!(at(&after, 0.96, 0.04), at(&before, 0.96, 0.04), "far from the strokes nothing changes");
}

#[test]
fn given_trimap_skips_network() {
    let photo = disc(200);
    let size = Size { width: 200, height: 200 };
    let trimap = (0..200 * 200).map(|at| {
        let away = (at as f32 % 200.0 - 99.5).hypot((at / 200) as f32 - 99.5);
        if away < 50.0 {
            255
        } else if away > 70.0 {
            0
        } else {
            128
        }
    });
    let trimap = Plane::new(size, trimap.collect()).unwrap();
    let inputs = Inputs { trimap: Some(&trimap), ..Inputs::default() };
    struct NoNetwork;
    impl matting::Saliency for NoNetwork {
        fn input(&self) -> matting::NetworkInput {
            catalogue::BUNDLED.input
        }
        fn map(&self, _: ndarray::Array4<f32>) -> Result<ndarray::Array2<f32>, matting::Error> {
            panic!("the network was asked")
        }
    }
    let options = Options { output: Output::Mask, ..Options::default() };
    let (composed, confidence) = session(&photo).composed(&NoNetwork, &options, &inputs, &mut ()).unwrap();
    let Pixels::Mask(alpha) = composed.pixels else { panic!("a mask was asked for") };
    assert_eq!(confidence.verdict, matting::Verdict::Fine);
    assert_eq!((alpha.values()[0], alpha.values()[100 * 200 + 100]), (0, 255));
    let truth = photo.pixels().map(|pixel| (235.0 - f64::from(pixel.0[2])) / 205.0);
    let worst = alpha.values().iter().zip(truth).map(|(alpha, truth)| (f64::from(*alpha) / 255.0 - truth).abs()).fold(0.0, f64::max);
    assert!(worst < 0.1, "{worst}");
}

#[test]
fn scene_is_composed_with_every_background() {
    let photo = photo("cat");
    let background = Picture::new(Size { width: 2, height: 1 }, Samples::Eight(vec![255, 0, 0, 255, 0, 0, 255, 255])).unwrap();
    let inputs = Inputs { background: Some(&background), ..Inputs::default() };
    for background in [
        Background::Transparent,
        Background::Colour("#00ff00".parse().unwrap()),
        Background::Picture { fit: matting::Fit::Cover },
        Background::Blur { radius: Percent::clamped(3.0) },
    ] {
        for shadow in [None, Some(Shadow::default())] {
            let scene = Scene { background, shadow };
            let options = Options { output: Output::CutOut(scene), ..Options::default() };
            let whole = pixels(composed(&photo, &options, &inputs).pixels);
            assert_eq!(whole.dimensions(), photo.dimensions());
            let is_opaque = whole.pixels().all(|pixel| pixel.0[3] == 255);
            assert_eq!(is_opaque, background != Background::Transparent, "{background:?}");
            assert_eq!(whole.get_pixel(225, 150), photo.get_pixel(225, 150), "the subject itself stays");
            let trimmed = Options { trim: Some(Trim::default()), ..options };
            let trimmed = pixels(composed(&photo, &trimmed, &inputs).pixels);
            assert_eq!(trimmed.pixels().all(|pixel| pixel.0[3] == 255), is_opaque, "{background:?}, trimmed");
        }
    }
    let options = Options {
        output: Output::CutOut(Scene { background: Background::Picture { fit: matting::Fit::Cover }, shadow: None }),
        ..Options::default()
    };
    let nothing = session(&photo).composed(&*NETWORK, &options, &Inputs::default(), &mut ());
    assert!(matches!(nothing, Err(StageError { stage: Stage::Compose, error: matting::Error::NoBackground })));
}

#[test]
fn trim_keeps_the_subject_and_its_margin() {
    let photo = photo("rocket");
    let cut = |trim: Option<Margin>| {
        let options = Options { trim: trim.map(|margin| Trim { margin }), ..Options::default() };
        pixels(composed(&photo, &options, &Inputs::default()).pixels)
    };
    let (whole, tight, wide) = (cut(None), cut(Some(Margin::Pixels(0))), cut(Some(Margin::Pixels(20))));
    let opaque = |picture: &RgbaImage| picture.pixels().filter(|pixel| pixel.0[3] == 255).count();
    assert!(tight.width() < whole.width() / 2 && tight.height() < whole.height(), "{:?}", tight.dimensions());
    assert!(opaque(&whole) > 1000 && opaque(&tight) == opaque(&whole), "the subject itself is cut");
    // The rocket stands on the lower border, where there is no margin to be had.
    assert_eq!(wide.dimensions(), (tight.width() + 40, tight.height() + 20));
}

#[test]
fn sixteen_bit_photo_gives_sixteen_bit_cut_out() {
    let deep = DynamicImage::ImageRgba8(disc(120)).into_rgba16();
    let mut png = Vec::new();
    deep.write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png).unwrap();
    let result = matting::cut_out(Source::File(&png), &*NETWORK, &Options::default(), &Inputs::default(), &mut ()).unwrap();
    assert!(matches!(image::load_from_memory(&result.file).unwrap(), DynamicImage::ImageRgba16(_)));
}
